"""Resolution of ionisation: electronic noise, and how the number of pairs fluctuates."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from cevns.basics.checks import Array, settle
from cevns.basics.entries import Number
from cevns.basics.kinds import checked
from cevns.basics.readers import Together
from cevns.basics.units import eV


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class IonisationWidth:
    r"""Width of ionisation: noise, and the fluctuations of the number of pairs.

    Equation :eq:`eq:ge-resolution` of the book.

    .. math:: \sigma^2(E) = \sigma_n^2 + E\,\eta F

    Parameters
    ----------
    noise : standard deviation of the electronic noise, :math:`\sigma_n` [MeV], > 0
    pair_energy : mean energy for a pair of electron and hole, :math:`\eta` [MeV], >= 0
    fano : Fano factor F: pairs fluctuate less than a Poisson distribution, 0 to 1

    Raises
    ------
    ValueError
        if a number is out of range (keV for eV)

    Notes
    -----
    Of an electron. The number of pairs of a recoil fluctuates more, which no measurement of
    germanium resolves yet. Below zero energy the width is that of the noise. Source: U. Fano,
    Phys. Rev. 72 (1947) 26.
    """

    noise: float
    pair_energy: float = 0.0
    fano: float = 0.0

    def __post_init__(self) -> None:
        settle(self, "noise", "MeV", above=0, at_most=1e-2, hint="write 68.5 * eV")
        settle(self, "pair_energy", "MeV", at_least=0, at_most=1e-3, hint="write 2.96 * eV")
        settle(self, "fano", what="Fano factor", at_least=0, at_most=1)

    def __call__(self, E: Array) -> Array:
        """Return the standard deviation at ionisation energies [MeV]."""
        return np.sqrt(self.noise**2 + np.maximum(E, 0.0) * self.pair_energy * self.fano)


NOISE: Final = Together(
    (
        Number(
            key="noise_eV_ee",
            meaning="standard deviation of the electronic noise, at every energy",
            unit="eV",
            limits={"above": 0, "at_most": 1e4, "hint": "is it in keV?"},
        ),
        Number(
            key="pair_energy_eV",
            meaning="energy for a pair of electron and hole, 2.96 in germanium",
            unit="eV",
            limits={"at_least": 0, "at_most": 1e3},
            default=0.0,
        ),
        Number(
            key="fano_factor",
            meaning="by which the variance of the number of pairs is less than their number",
            limits={"at_least": 0, "at_most": 1},
            default=0.0,
        ),
    )
)
"""Entries of a detector of ionisation."""


@checked
def noise_and_pairs(given: Any) -> IonisationWidth:
    """Return the width that the entries of `NOISE` give."""
    return IonisationWidth(
        noise=given["noise_eV_ee"] * eV,
        pair_energy=given["pair_energy_eV"] * eV,
        fano=given["fano_factor"],
    )
