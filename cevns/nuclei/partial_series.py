"""A form factor from its moments, order by order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.nuclei.form_factors import Moments


def partial_sums(moments: Moments, Q: ArrayLike) -> Array:
    r"""Series of a form factor in its moments, cut after every order.

    .. math:: F(Q) = 1 - \frac{Q^2}{3!}\langle R^2\rangle + \frac{Q^4}{5!}\langle R^4\rangle
              - \frac{Q^6}{7!}\langle R^6\rangle + \dots

    Parameters
    ----------
    moments : of the density
    Q : momentum transfer [fm^-1], >= 0, any shape

    Returns
    -------
    Array
        up to Q^0, Q^2, Q^4 and Q^6, shape (4, ...); no form factor where they differ
    """
    q = in_range("Q", Q, "fm^-1", at_least=0, hint="Q is a modulus in fm^-1")
    R2, R4, R6 = moments
    terms = (np.ones_like(q), -(q**2) * R2 / 6, q**4 * R4 / 120, -(q**6) * R6 / 5040)
    return np.cumsum(terms, axis=0)


@dataclass(frozen=True, slots=True)
class CutSeries:
    r"""The series cut after so many moments, in place of a form factor and wherever it is asked.

    Unlike `cevns.nuclei.form_factors.MomentSeries` it never refuses: to see what goes wrong.

    Parameters
    ----------
    moments : of the density
    order : how many moments are kept, 0 to 3

    Raises
    ------
    ValueError
        if the order is none of these
    """

    moments: Moments
    order: int

    def __post_init__(self) -> None:
        number("order", self.order, at_least=0, at_most=3, hint="moments up to <R^6>")

    def __call__(self, Q: ArrayLike) -> Array:
        """Return the sum at Q [fm^-1]."""
        return np.asarray(partial_sums(self.moments, Q)[self.order])
