"""Beams: what a source sends, component by component."""

import math
from dataclasses import dataclass
from typing import Final

from cevns.basics.checks import choice, number
from cevns.basics.units import CM_PER_METRE
from cevns.neutrinos.flavors import FLAVORS
from cevns.sources.spectra import Spectrum

BEAMS: Final = ("all", "prompt", "delayed")
"""Which components of a beam carry the magnetic term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamComponent:
    """One flavour of a source that shines equally in all directions.

    Parameters
    ----------
    flavor : such as ``"nu_mu_bar"``
    beam : group it arrives with, such as ``"prompt"`` or ``"delayed"``
    spectrum : normalised to one neutrino
    rate : neutrinos emitted in a second [1/s], >= 0

    Raises
    ------
    ValueError
        if the flavour is unknown or the rate is negative
    """

    flavor: str
    beam: str
    spectrum: Spectrum
    rate: float

    def __post_init__(self) -> None:
        choice("flavour", self.flavor, FLAVORS)
        if not isinstance(self.beam, str) or self.beam in ("", "all"):
            raise ValueError(
                f"{self.flavor}: beam = {self.beam!r} must name a group such as 'prompt'; "
                "'all' stands for every group"
            )
        number(f"{self.flavor}: rate", self.rate, "1/s", at_least=0)

    def fluence(self, baseline_m: float, exposure: float) -> float:
        r"""Neutrinos that crossed a unit area, :math:`\text{rate}\times t/(4\pi L^2)` [cm^-2].

        Parameters
        ----------
        baseline_m : distance L to the source [m], > 0
        exposure : live time t [s], > 0
        """
        L = number("baseline", baseline_m, "m", above=0) * CM_PER_METRE
        t = number("exposure", exposure, "s", above=0)
        return self.rate * t / (4 * math.pi * L**2)
