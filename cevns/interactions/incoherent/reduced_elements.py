"""Reduced matrix elements of a transition between the momentum transfers where they are known."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import CubicSpline

from cevns.basics.checks import Array, in_range, instance
from cevns.basics.kinds import checked
from cevns.nuclei.structure.transitions import Transition

GRADIENTS: Final = ("Delta", "Delta'", "Omega'")
"""Operators with a gradient over kappa: kappa times them is regular at kappa = 0."""


@checked
class ReducedElements:
    r"""Cubic splines in kappa through the matrix elements of a transition.

    Of :math:`\kappa\Delta`, :math:`\kappa\Delta'` and :math:`\kappa\Omega'` instead of the
    operators themselves, some of which grow without bound at small :math:`\kappa`.

    Parameters
    ----------
    transition : known at four momentum transfers or more

    Raises
    ------
    ValueError
        if they are fewer
    """

    def __init__(self, transition: Transition) -> None:
        self.transition = instance("transition", transition, Transition, "one excited state")
        kappa = transition.kappa
        if kappa.size < 4:
            raise ValueError(
                f"{kappa.size} momentum transfers are too few for a spline, four or more are needed"
            )
        self._operators = tuple(transition.reduced)
        values = [
            transition.reduced[name] * (kappa if name in GRADIENTS else 1.0)
            for name in self._operators
        ]
        self._spline = CubicSpline(kappa, np.array(values), axis=-1, extrapolate=False)

    def at(self, kappa: ArrayLike) -> Mapping[str, Array]:
        """Return the matrix elements by operator, shape (2, ...), protons and neutrons.

        Parameters
        ----------
        kappa : momentum transfers [fm^-1], any shape

        Raises
        ------
        ValueError
            outside those of the transition: nothing is extrapolated
        """
        grid = self.transition.kappa
        low, high = grid[0] * (1 - 1e-12), grid[-1] * (1 + 1e-12)
        k = in_range(
            "kappa", kappa, "fm^-1", at_least=low, at_most=high,
            hint="the transition was computed in this range only",
        )  # fmt: skip
        values = self._spline(np.clip(k, grid[0], grid[-1]))
        return {
            name: value / k if name in GRADIENTS else value
            for name, value in zip(self._operators, values, strict=True)
        }
