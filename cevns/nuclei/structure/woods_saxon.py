"""Single-particle states in a Woods-Saxon well with spin-orbit force and Coulomb repulsion."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import lgamma
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import eigh

from cevns.basics.checks import Array, choice, number, settle
from cevns.basics.constants import ALPHA_EM, HBARC, M_NUCLEON
from cevns.basics.kinds import checked
from cevns.nuclei.nuclides import Nucleon, Nuclide
from cevns.nuclei.structure.orbitals import Orbital, oscillator_function
from cevns.nuclei.structure.subshells import Subshell, oscillator_subshells


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class WoodsSaxon:
    r"""A well for all nuclei.

    Equation :eq:`eq:bcs-well` of the book.

    .. math::

        U(r) &= -V_0\left[f(r) - \lambda\,r_0^2\,\frac1r\frac{df}{dr}\,\boldsymbol{\ell\cdot s}
        \right] + V_C(r), \qquad f(r) = \frac1{1+e^{(r-R)/a}}, \\
        V_0 &= V\mp V_\tau\frac{N-Z}A, \qquad R = r_0A^{1/3}

    with the upper sign for neutrons, and for protons the Coulomb energy in a uniform sphere with
    the charge Z - 1 and the radius R. The mass is that of a free nucleon.

    Parameters
    ----------
    depth, asymmetry : V and V_tau [MeV]
    r0, a : radius of the well over A^(1/3), and diffuseness [fm]
    spin_orbit : lambda

    Raises
    ------
    ValueError
        if a number is out of range

    Notes
    -----
    Default: A. Bohr and B. R. Mottelson, Nuclear Structure I (Benjamin, 1969); as in J. Suhonen,
    From Nucleons to Nucleus (Springer, 2007).
    """

    depth: float = 51.0
    asymmetry: float = 33.0
    r0: float = 1.27
    a: float = 0.67
    spin_orbit: float = 0.44

    def __post_init__(self) -> None:
        settle(
            self,
            "depth",
            "MeV",
            what="depth of the well",
            above=0,
            at_most=200,
            hint="depth is > 0",
        )
        settle(self, "asymmetry", "MeV", what="asymmetry of the well", at_least=0, at_most=200)
        settle(self, "r0", "fm", above=0, at_most=3, hint="R = r0 A^(1/3)")
        settle(self, "a", "fm", what="diffuseness a", above=0, at_most=3)
        settle(
            self, "spin_orbit", what="spin-orbit factor", at_least=0, at_most=5, hint="about 0.44"
        )

    def V_0(self, nuclide: Nuclide, nucleon: Nucleon) -> float:
        """Depth for protons or neutrons of a nuclide [MeV]."""
        sign = 1 if nucleon == "p" else -1
        return self.depth + sign * self.asymmetry * (nuclide.N - nuclide.Z) / nuclide.A

    def radius(self, nuclide: Nuclide) -> float:
        """Return R [fm]."""
        return self.r0 * float(np.cbrt(nuclide.A))

    def potential(
        self, r: ArrayLike, nuclide: Nuclide, nucleon: Nucleon, spin_orbit: float
    ) -> Array:
        """Return U at radii > 0 [MeV].

        Parameters
        ----------
        r : radius [fm], > 0, any shape
        nuclide, nucleon : in which, and for which
        spin_orbit : expectation value of l . s
        """
        r = np.asarray(r, dtype=float)
        R = self.radius(nuclide)
        # f = 1/(1 + exp x) without overflow
        f = 0.5 * (1 - np.tanh((r - R) / (2 * self.a)))
        slope = -f * (1 - f) / self.a
        well = -self.V_0(nuclide, nucleon) * (
            f - self.spin_orbit * self.r0**2 * slope / r * spin_orbit
        )
        if nucleon == "n":
            return np.asarray(well)
        return np.asarray(well + coulomb(r, nuclide.Z - 1, R))


BOHR_MOTTELSON: Final = WoodsSaxon()
"""The well of Bohr and Mottelson."""


@checked
def coulomb(r: ArrayLike, Z: int, R: float) -> Array:
    r"""Potential energy of a proton in a uniform sphere of charge [MeV].

    .. math::

        V_C = Z\alpha\hbar c\begin{cases}
        \left[3-(r/R)^2\right]/2R & r<R \\ 1/r & r\ge R\end{cases}

    Parameters
    ----------
    r : radius [fm], > 0
    Z : charges in the sphere
    R : its radius [fm]
    """
    r = np.asarray(r, dtype=float)
    inside = (3 - (r / R) ** 2) / (2 * R)
    return np.asarray(Z * ALPHA_EM * HBARC * np.where(r < R, inside, 1 / np.maximum(r, R)))


@checked
def basis_length(A: int) -> float:
    r"""Oscillator length of :math:`\hbar\omega=41\,A^{-1/3}` MeV [fm]."""
    return float(np.sqrt(HBARC**2 / (M_NUCLEON * 41) * np.cbrt(A)))


@checked
@cache
def orbitals(
    nuclide: Nuclide,
    nucleon: Nucleon,
    well: WoodsSaxon = BOHR_MOTTELSON,
    *,
    quanta: int | None = None,
    n_max: int = 12,
) -> tuple[Orbital, ...]:
    """Return the states of protons or neutrons, by energy, rising.

    The Hamiltonian is diagonalised in oscillator functions n = 0 ... n_max of length
    `basis_length`. Above zero energy it has no states of its own: what is there is the continuum
    as the finite basis sees it.

    Parameters
    ----------
    nuclide, nucleon : in which, and ``"p"`` or ``"n"``
    well : its parameters
    quanta : those of the oscillator's subshells that have a counterpart here, all up to so many;
        by default 6, and 8 if there are more than 82 protons or neutrons
    n_max : largest n of the basis

    Returns
    -------
    tuple of Orbital
        each positive at the origin, n counting nodes

    Raises
    ------
    ValueError
        if the nucleon is neither, or a number is out of range
    """
    choice("nucleon", nucleon, ("p", "n"))
    number("n_max", n_max, at_least=6, at_most=40)
    if quanta is None:
        quanta = 6 if max(nuclide.Z, nuclide.N) <= 82 else 8
    waves: dict[tuple[int, int], list[Subshell]] = defaultdict(list)
    for shell in oscillator_subshells(quanta):
        waves[shell.l, shell.twice_j].append(shell)
    b = basis_length(nuclide.A)
    found = []
    for (l, _), shells in waves.items():
        energies, vectors = _diagonalised(nuclide, nucleon, well, shells[0], b, n_max)
        for shell in shells:
            c = vectors[:, shell.n]
            found.append(Orbital(shell, float(energies[shell.n]), b, c * _at_origin(c, l)))
    return tuple(sorted(found, key=lambda one: one.energy))


@checked
def moved(orbitals: Sequence[Orbital], energies: Mapping[str, float]) -> tuple[Orbital, ...]:
    """Return the same orbitals with other energies for some, such as measured ones.

    Parameters
    ----------
    orbitals : of one kind of nucleon
    energies : single-particle energies [MeV] by label, such as ``{"0p1/2": -4.9}``

    Raises
    ------
    ValueError
        if there is no such orbital, or an energy is no number
    """
    labels = [one.shell.label for one in orbitals]
    for label, energy in energies.items():
        choice("orbital", label, labels)
        number(f"energy of {label}", energy, "MeV", at_least=-200, at_most=200)
    return tuple(replace(o, energy=energies.get(o.shell.label, o.energy)) for o in orbitals)


def _diagonalised(
    nuclide: Nuclide, nucleon: Nucleon, well: WoodsSaxon, wave: Subshell, b: float, n_max: int
) -> tuple[Array, Array]:
    """Energies and, in columns, expansion of the states with the l and j of a subshell."""
    l, n = wave.l, np.arange(n_max + 1)
    r, weight = _grid(b, n_max)
    R = np.array([oscillator_function(int(k), l, b, r) for k in n])
    U = well.potential(r, nuclide, nucleon, wave.spin_orbit)
    potential = (R * (weight * r**2 * U)) @ R.T
    # p^2/2m in oscillator functions that are positive at the origin
    hw = HBARC**2 / (M_NUCLEON * b**2)
    beside = np.sqrt(n[1:] * (n[1:] + l + 0.5))
    kinetic = hw / 2 * (np.diag(2 * n + l + 1.5) + np.diag(beside, 1) + np.diag(beside, -1))
    energies, vectors = eigh(kinetic + potential)
    return energies, vectors


@cache
def _grid(b: float, n_max: int) -> tuple[Array, Array]:
    """Gauss-Legendre radii that reach beyond the last oscillator function, and weights [fm]."""
    x, w = np.polynomial.legendre.leggauss(160)
    end = b * (np.sqrt(4 * n_max + 30) + 4)
    return end * (x + 1) / 2, end * w / 2


def _at_origin(c: Array, l: int) -> float:
    """Sign of the expansion at the origin, where R_nl goes like the root of Gamma(n+l+3/2)/n!."""
    size = np.exp([(lgamma(n + l + 1.5) - lgamma(n + 1)) / 2 for n in range(len(c))])
    return float(np.sign(c @ size))
