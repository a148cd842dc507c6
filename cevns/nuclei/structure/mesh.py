"""A ground state on radii: radial functions and densities, tabulated once for many integrals."""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.nuclei.structure.paired import Paired


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Radial functions of all orbitals of a nucleus, and its densities, at Gauss nodes.

    Parameters
    ----------
    r : radii [fm]
    weight : r^2 dr [fm^3]
    radial : of protons and of neutrons, shape (orbitals, r) [fm^(-3/2)]
    densities : of protons and of neutrons, shape (2, r) [fm^-3]
    """

    r: Array
    weight: Array
    radial: tuple[Array, Array]
    densities: Array

    @property
    def density(self) -> Array:
        """Density of nucleons [fm^-3]."""
        return np.asarray(self.densities.sum(axis=0))


@checked
def mesh(protons: Paired, neutrons: Paired, nodes: int = 120) -> Mesh:
    r"""Tabulate a ground state.

    .. math:: \rho(r)=\sum_a\frac{2j_a+1}{4\pi}\,v_a^2\,R_a^2(r)

    Parameters
    ----------
    protons, neutrons : the ground state
    nodes : how many radii, up to where the highest oscillator function of any orbital has died

    Raises
    ------
    ValueError
        for too few radii
    """
    number("nodes", nodes, at_least=20, at_most=2000)
    # from its turning point on, an oscillator function falls like a Gaussian
    end = max(
        one.b * (sqrt(4 * len(one.coefficients) + 2 * one.shell.l) + 4)
        for one in protons.orbitals + neutrons.orbitals
    )
    rule = gauss_legendre(0.0, end, nodes)
    of_p, of_n = (
        np.array([one.radial(rule.x) for one in kind.orbitals]) for kind in (protons, neutrons)
    )
    densities = [
        (kind.holds * kind.v**2) @ R**2 / (4 * pi)
        for kind, R in ((protons, of_p), (neutrons, of_n))
    ]
    return Mesh(
        r=rule.x, weight=rule.w * rule.x**2, radial=(of_p, of_n), densities=np.array(densities)
    )
