r"""The force between quasiparticles: a contact interaction that depends on the density."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sqrt
from typing import Final

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.quadrature import gauss_legendre
from cevns.nuclei.structure.angular import spin_harmonic
from cevns.nuclei.structure.pairs import Paired, Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class LandauMigdal:
    r"""Migdal's interaction between particle and hole.

    .. math::

        V(\mathbf r,\mathbf r') &= C_0\,\delta(\mathbf r-\mathbf r')\left[
        F(\rho)+F'(\rho)\,\boldsymbol\tau\cdot\boldsymbol\tau'
        +\left(g+g'\,\boldsymbol\tau\cdot\boldsymbol\tau'\right)\boldsymbol\sigma\cdot\boldsymbol\sigma'
        \right], \\
        F(\rho) &= f_\text{ex}+(f_\text{in}-f_\text{ex})\,\rho/\rho_0

    and F' likewise. Its parameters are of the sum of direct and exchange terms, so only direct
    terms are taken.

    Parameters
    ----------
    C_0 : strength [MeV fm^3]
    f_in, f_ex : isoscalar, inside nuclear matter and outside
    f_prime_in, f_prime_ex : isovector
    g, g_prime : of the spin, isoscalar and isovector
    rho_0 : density of nuclear matter [fm^-3]
    """

    C_0: float = 302.0
    f_in: float = -0.002
    f_ex: float = -1.5
    f_prime_in: float = 0.76
    f_prime_ex: float = 2.30
    g: float = 0.05
    g_prime: float = 0.575
    rho_0: float = 0.16

    def __post_init__(self) -> None:
        number("C_0", self.C_0, "MeV fm^3", at_least=0, at_most=1e4)
        number("rho_0", self.rho_0, "fm^-3", above=0, at_most=1)

    def strengths(self, spin: int, rho: Array) -> tuple[Array, Array]:
        """Return the factors of delta between like and unlike nucleons [MeV fm^3].

        Parameters
        ----------
        spin : 0 for densities, 1 for densities of spin
        rho : density of nucleons [fm^-3], any shape
        """
        x = rho / self.rho_0
        if spin:
            scalar, vector = np.full_like(x, self.g), np.full_like(x, self.g_prime)
        else:
            scalar = self.f_ex + (self.f_in - self.f_ex) * x
            vector = self.f_prime_ex + (self.f_prime_in - self.f_prime_ex) * x
        return self.C_0 * (scalar + vector), self.C_0 * (scalar - vector)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Radial functions of all orbitals of a nucleus, and its density, at Gauss nodes.

    Parameters
    ----------
    r : radii [fm]
    weight : r^2 dr [fm^3]
    radial : of protons and of neutrons, shape (orbitals, r) [fm^(-3/2)]
    density : of protons and of neutrons, shape (2, r) [fm^-3]
    """

    r: Array
    weight: Array
    radial: tuple[Array, Array]
    density: Array


def mesh(protons: Paired, neutrons: Paired, nodes: int = 120) -> Mesh:
    r"""Tabulate a ground state.

    .. math:: \rho(r)=\sum_a\frac{2j_a+1}{4\pi}\,v_a^2\,R_a^2(r)

    Parameters
    ----------
    protons, neutrons : the ground state
    nodes : how many radii
    """
    every = protons.orbitals + neutrons.orbitals
    # beyond the turning point of the highest function an orbital is made of, plus a Gaussian tail
    end = max(o.b * (sqrt(4 * len(o.coefficients) + 2 * o.shell.l) + 4) for o in every)
    rule = gauss_legendre(0.0, end, nodes)
    radial = tuple(np.array([o.radial(rule.x) for o in kind.orbitals]) for kind in (protons, neutrons))
    density = [
        np.array([o.shell.holds for o in kind.orbitals]) * kind.v**2 @ R**2 / (4 * pi)
        for kind, R in zip((protons, neutrons), radial, strict=True)
    ]
    return Mesh(
        r=rule.x, weight=rule.w * rule.x**2, radial=(radial[0], radial[1]), density=np.array(density)
    )


def fields(pairs: Pairs, table: Mesh) -> Iterator[tuple[int, int, Array]]:
    r"""Yield what each pair does to the densities: spin S, sign under time reversal, and h.

    .. math::

        h_{ab}(r) = \langle a\|[Y_L\,\sigma^{(S)}]_J\|b\rangle\,R_aR_b\,
        \frac{u_av_b+s\,v_au_b}{\sqrt{1+\delta_{ab}}}

    The density of natural parity is even under time reversal, s = +1; that of spin is odd.

    Yields
    ------
    tuple
        S, s and h, the last of shape (pairs, r) [fm^-3]
    """
    J = pairs.J
    if pairs.natural:
        ranks = [(J, 0, 1)] + [(J, 1, -1)] * (J > 0)
    else:
        ranks = [(L, 1, -1) for L in (J - 1, J + 1) if L >= 0]
    product = pairs_of(table.radial, pairs)
    for L, spin, sign in ranks:
        angular = [
            float(spin_harmonic(L, spin, J, *(pairs.kinds[k].orbitals[i].shell for i in (a, b))))
            for k, a, b in zip(pairs.kind, pairs.first, pairs.second, strict=True)
        ]
        factor = np.array(angular) / sqrt(4 * pi) * pairs.weights(sign)
        yield spin, sign, factor[:, None] * product


def pairs_of(radial: tuple[Array, Array], pairs: Pairs) -> Array:
    """Return R_a R_b of each pair, shape (pairs, r)."""
    return pairs.of(radial, pairs.first) * pairs.of(radial, pairs.second)


def coupling(pairs: Pairs, table: Mesh, force: LandauMigdal) -> tuple[Array, Array]:
    r"""Return the interaction between pairs by fields even and odd under time reversal.

    .. math::

        V^{(s)}_{ab,cd} = \frac1{2J+1}\sum_{L}\int h_{ab}\,h_{cd}\,
        C_0\left[F\pm F'\right]r^2dr, \qquad A = E+V^{(+)}+V^{(-)}, \qquad B = V^{(+)}-V^{(-)}

    with the upper sign between like nucleons, the lower between protons and neutrons, and g for F
    where S = 1.

    Parameters
    ----------
    pairs : rows and columns
    table : their radial functions
    force : the interaction

    Returns
    -------
    tuple of Array
        V(+) and V(-), shape (pairs, pairs) [MeV]
    """
    V = {1: np.zeros((len(pairs), len(pairs))), -1: np.zeros((len(pairs), len(pairs)))}
    same = pairs.kind[:, None] == pairs.kind
    for spin, sign, h in fields(pairs, table):
        for strength, where in zip(force.strengths(spin, table.density.sum(axis=0)), (same, ~same), strict=True):
            V[sign] += where * ((h * (table.weight * strength)) @ h.T)
    return V[1] / (2 * pairs.J + 1), V[-1] / (2 * pairs.J + 1)
