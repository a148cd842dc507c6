"""What a neutral current does to one nucleon: charges, magnetic moments, axial couplings."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, instance, number, settle
from cevns.basics.constants import G_A, HBARC, MU_N, MU_P
from cevns.basics.kinds import checked
from cevns.interactions.couplings import NucleonCouplings

VECTOR_MASS: Final = 843.0
"""Mass in the dipole of charge and magnetic moment [MeV]; the usual 0.71 GeV^2, rounded;
T. W. Donnelly and R. D. Peccei, Phys. Rept. 50 (1979) 1."""

AXIAL_MASS: Final = 1030.0
"""Mass in the dipole of the axial coupling [MeV]; V. Bernard, L. Elouadrhiri, U.-G. Meissner,
J. Phys. G 28 (2002) R1: 1026 +- 21 MeV from neutrino scattering."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NucleonCurrents:
    r"""Strengths of the one-body currents of protons and neutrons, in this order.

    Equation :eq:`eq:inc-nucleon` of the book.

    .. math::

        F_1 &= g_p^V,\ g_n^V, \\
        \mu &= g_p^V\mu_p + g_n^V\mu_n,\ g_p^V\mu_n + g_n^V\mu_p, \\
        F_A &= \mp\tfrac12\left(g_p^A - g_n^A\right)g_A

    each times a dipole, :math:`(1+Q^2/M_V^2)^{-2}` or :math:`(1+Q^2/M_A^2)^{-2}`. Up and down
    quarks of the neutron are the down and up quarks of the proton; strange quarks and the
    isoscalar axial coupling are left out, and so is the charge distribution of the neutron.

    Parameters
    ----------
    F_1, mu, F_A : at Q = 0, one for protons and one for neutrons. F_A is minus the axial
        coupling, as the current is V - A
    M_V, M_A : masses of the dipoles [MeV]

    Notes
    -----
    Source: T. W. Donnelly and R. D. Peccei, Phys. Rept. 50 (1979) 1.
    """

    F_1: tuple[float, float]
    mu: tuple[float, float]
    F_A: tuple[float, float]
    M_V: float = VECTOR_MASS
    M_A: float = AXIAL_MASS

    def __post_init__(self) -> None:
        for name, pair in (("F_1", self.F_1), ("mu", self.mu), ("F_A", self.F_A)):
            if in_range(name, pair).shape != (2,):
                raise ValueError(f"{name} must be two numbers, protons and neutrons; got {pair!r}")
        settle(self, "M_V", "MeV", at_least=100, hint="is it in GeV?")
        settle(self, "M_A", "MeV", at_least=100, hint="is it in GeV?")

    @classmethod
    def of(cls, couplings: NucleonCouplings, *, g_A: float = G_A) -> Self:
        """Build them from the couplings of one flavour.

        Parameters
        ----------
        couplings : of the nucleons, such as those of `cevns.interactions.couplings.tree`
        g_A : axial coupling of a free nucleon, > 0

        Raises
        ------
        ValueError
            if the couplings depend on flavour and Q (use ``couplings.at(flavor, 0)``)
        """
        g = instance("couplings", couplings, NucleonCouplings, "use couplings.at(flavor, 0)")
        p, n = number("g_pV", g.g_pV), g.g_nV
        axial = number("g_A", g_A, above=0, at_most=2) * (g.g_pA - g.g_nA) / 2
        return cls(F_1=(p, n), mu=(p * MU_P + n * MU_N, p * MU_N + n * MU_P), F_A=(-axial, axial))

    def vector_dipole(self, Q: ArrayLike) -> Array:
        """Return the dipole of F_1 and mu at momentum transfers Q [fm^-1]."""
        return _dipole(Q, self.M_V)

    def axial_dipole(self, Q: ArrayLike) -> Array:
        """Return the dipole of F_A at momentum transfers Q [fm^-1]."""
        return _dipole(Q, self.M_A)


def _dipole(Q: ArrayLike, mass: float) -> Array:
    momentum = in_range("Q", Q, "fm^-1", at_least=0) * HBARC
    return np.asarray((1 + (momentum / mass) ** 2) ** -2)
