"""Allowed transitions: what a beta decay says about a neutral current, by isospin alone."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, whole
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_A, G_F
from cevns.basics.kinds import checked
from cevns.nuclei.structure.transitions import Transition

BETA_CONSTANT: Final = 6144.5
"""K, twice the corrected ft value of superallowed decays [s]; J. C. Hardy and I. S. Towner, Phys.
Rev. C 102 (2020) 045501: 3072.24 +- 1.85 s."""


class BetaDecay(NamedTuple):
    """A decay to the ground state of 12C: log ft and its uncertainty."""

    log_ft: float
    error: float

    @property
    def ft(self) -> float:
        """Comparative half-life [s]."""
        return float(10**self.log_ft)


MIRRORS: Final[Mapping[str, BetaDecay]] = MappingProxyType(
    {"12B": BetaDecay(4.0617, 0.0005), "12N": BetaDecay(4.1106, 0.0007)}
)
"""Decays of 12B and 12N to 12C, neighbours of its 15.11 MeV state in one triplet of isospin; J. H.
Kelley, J. E. Purcell and C. G. Sheu, Nucl. Phys. A 968 (2017) 71, as in ENSDF."""

CARBON_LEVEL: Final = 15.11
"""Excitation energy of the first 1+ of isospin 1 of 12C [MeV]; Kelley et al. (2017)."""


@checked
def isovector_strength(ft: float, *, twice_J_parent: int, g_A: float = G_A) -> float:
    r"""Strength of the neutral current between a state of isospin 0 and spin 0 and its triplet.

    Equation :eq:`eq:inc-ft` of the book.

    .. math::

        B_0 = \left|\langle f\|\sum_a\boldsymbol\sigma\tau_3\|0\rangle\right|^2
        = 2\,(2J+1)\,\frac K{g_A^2\,ft}

    Parameters
    ----------
    ft : of the decay to this state of its neighbour in the triplet, of spin J [s]
    twice_J_parent : its spin, doubled: 2 for the 1+ of 12B and 12N
    g_A : axial coupling with which the strength is to be multiplied again

    Returns
    -------
    float
        dimensionless

    Notes
    -----
    An exact isospin symmetry; in mirror decays ft values differ by ten per cent or so.
    """
    half_life = number("ft", ft, "s", at_least=500, at_most=1e12, hint="pass ft, not its logarithm")
    coupling = number("g_A", g_A, above=0, at_most=2)
    twice_J = whole("twice_J_parent", twice_J_parent, at_least=0)
    return 2 * (twice_J + 1) * BETA_CONSTANT / (coupling**2 * half_life)


def allowed_cross_section(
    E_nu: ArrayLike, omega: float, strength: float, *, g_A: float = G_A
) -> Array:
    r"""Total cross section of an allowed transition at long wavelength.

    Equation :eq:`eq:inc-allowed` of the book.

    .. math:: \sigma = \frac{G_F^2}\pi\,(E_\nu-\omega)^2\left(\frac{g_A}2\right)^2 B_0

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0, any shape
    omega : excitation energy [MeV]
    strength : B_0, such as of `isovector_strength`
    g_A : axial coupling

    Returns
    -------
    Array
        cm^2; the same for neutrinos and antineutrinos, zero below the threshold

    Notes
    -----
    Without form factors, weak magnetism and the recoil of the nucleus. Source: T. W. Donnelly and
    R. D. Peccei, Phys. Rept. 50 (1979) 1.
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    final = np.maximum(E - number("omega", omega, "MeV", at_least=0), 0.0)
    coupling = number("g_A", g_A, above=0, at_most=2)
    scale = G_F**2 / np.pi * (coupling / 2) ** 2 * number("strength", strength, at_least=0)
    return np.asarray(scale * CM2_PER_INVERSE_MEV2 * final**2)


@checked
def long_wavelength_strength(transition: Transition) -> float:
    r"""`isovector_strength` of a computed transition 0+ to 1+.

    .. math:: B_0 = 6\pi\left(\Sigma'_p-\Sigma'_n\right)^2\quad\text{as}\ \kappa\to0

    at the smallest momentum transfer it is known at.

    Raises
    ------
    ValueError
        if it is another transition
    """
    if (transition.J, transition.parity) != (1, 1) or "Sigma'" not in transition.reduced:
        raise ValueError(
            f"J = {transition.J}, parity {transition.parity:+d}: an allowed transition from 0+ "
            "goes to 1+, by Sigma'"
        )
    protons, neutrons = transition.reduced["Sigma'"][:, 0]
    return float(6 * np.pi * (protons - neutrons) ** 2)


@checked
def strongest(transitions: Iterable[Transition]) -> Transition:
    """Return the 1+ transition with the largest `long_wavelength_strength`.

    Raises
    ------
    ValueError
        if there is none to 1+
    """
    spin_flips = [t for t in transitions if (t.J, t.parity) == (1, 1)]
    if not spin_flips:
        raise ValueError("none of the transitions goes to 1+")
    return max(spin_flips, key=long_wavelength_strength)


@checked
def scaled_to(transition: Transition, strength: float, *, energy: float) -> Transition:
    """Return a transition with its shape kept, but with a strength and an energy from elsewhere.

    Parameters
    ----------
    transition : 0+ to 1+
    strength : its `long_wavelength_strength` is to be this
    energy : excitation energy [MeV]
    """
    factor = np.sqrt(number("strength", strength, above=0) / long_wavelength_strength(transition))
    scaled = {name: factor * values for name, values in transition.reduced.items()}
    return replace(transition, energy=energy, reduced=scaled)
