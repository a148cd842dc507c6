"""Functions given as tables: linear between their entries, and never extrapolated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.frozen import read_only


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    r"""A table read as a function, linear between its entries.

    .. math:: y(x) = y_j + \frac{x-x_j}{x_{j+1}-x_j}\,(y_{j+1}-y_j)

    Parameters
    ----------
    name : of what it gives, such as ``"efficiency"``
    unit : of x, such as ``"MeV"``
    x : ascending, two or more
    y : as many
    worth : what the unit is worth in those of the package, for messages in the unit of a table

    Raises
    ------
    ValueError
        if they are not, or not finite; when it is called, beyond an end whose value is not zero:
        a curve that has come down to zero stays there
    """

    name: str
    unit: str
    x: Array
    y: Array
    worth: float = 1.0

    def __post_init__(self) -> None:
        x, y = in_range(f"{self.name}: x", self.x), in_range(self.name, self.y)
        if x.ndim != 1 or x.shape != y.shape or len(x) < 2 or not (np.diff(x) > 0).all():
            raise ValueError(f"{self.name}: x must ascend, two or more, and y be as many")
        object.__setattr__(self, "x", read_only(x))
        object.__setattr__(self, "y", read_only(y))

    @property
    def first(self) -> float:
        """Where it begins."""
        return float(self.x[0])

    @property
    def last(self) -> float:
        """Where it ends."""
        return float(self.x[-1])

    def __call__(self, x: ArrayLike) -> Array:
        """Return y, zero beyond an end that is zero; refused beyond any other."""
        at = in_range(f"where {self.name} is asked for", x)
        for end, beyond, said in (
            (0, at < self.first, "begins"),
            (-1, at > self.last, "ends"),
        ):
            if self.y[end] != 0 and beyond.any():
                asked, at_end = at[beyond][0] / self.worth, self.x[end] / self.worth
                raise ValueError(
                    f"{self.name} is asked for at {asked:.4g} {self.unit}, and its table {said} at "
                    f"{at_end:.4g} {self.unit} with {self.y[end]:.4g}: it is never extrapolated; "
                    "say how it goes on, or where the window ends"
                )
        return np.asarray(np.interp(at, self.x, self.y, left=0.0, right=0.0))
