"""Cross sections by what they owe to the vector current, the axial one, and both."""

from typing import NamedTuple

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.kinds import checked


class Parts(NamedTuple):
    """A cross section by what multiplies 1, q^2 and q, if the axial coupling is q times free.

    Interference adds for neutrinos and is subtracted for antineutrinos.
    """

    vector: Array
    axial: Array
    interference: Array

    @checked
    def plus(self, other: "Parts") -> "Parts":
        """Return the sum with another one."""
        return Parts(*(a + b for a, b in zip(self, other, strict=True)))

    @checked
    def total(self, *, antineutrino: bool = False, quenching: float = 1.0) -> Array:
        r"""Add them up.

        Equation :eq:`eq:inc-parts` of the book.

        .. math:: \sigma = \sigma_V + q^2\sigma_A \pm q\,\sigma_{VA}

        Parameters
        ----------
        antineutrino : takes the lower sign
        quenching : q, the axial coupling in a nucleus over that of a free nucleon, 0 to 1
        """
        q = number("quenching", quenching, at_least=0, at_most=1.5, hint="such as 0.8")
        sign = -1 if antineutrino else 1
        return np.asarray(self.vector + q**2 * self.axial + sign * q * self.interference)


@checked
def nothing(shape: tuple[int, ...]) -> Parts:
    """Return a cross section that is zero."""
    return Parts(np.zeros(shape), np.zeros(shape), np.zeros(shape))
