"""A form factor from its moments, order by order."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.nuclei.form_factors import Moments


@checked
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
