"""What expected events are made of: every part of them, with what the pulls have done to it."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, ends_with_shape, in_range
from cevns.basics.kinds import checked
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_count import squared_moments


@checked
def composition(
    bins: TemplateBins, mu_e2: float = 0.0, mu_mu2: float = 0.0, pulls: ArrayLike | None = None
) -> dict[str, Array]:
    """Return the expected events of every part, in the size and shape that the pulls give it.

    Parameters
    ----------
    bins : counts and their templates
    mu_e2, mu_mu2 : squared effective moments [mu_B^2], from 0 to 1e-4
    pulls : shape (pulls,); those that fit best at these moments by default

    Returns
    -------
    dict
        events by the name of the part, each over the bins; they sum to ``bins.expected(...)``
    """
    x, y = (np.atleast_1d(one) for one in squared_moments(mu_e2, mu_mu2))
    found = bins.profile(mu_e2, mu_mu2).pulls if pulls is None else in_range("pulls", pulls)
    theta = np.asarray(found, dtype=float)
    ends_with_shape("pulls", theta, len(bins.nuisances))
    theta = theta.reshape(1, len(bins.nuisances))
    whole = bins.coefficients(x, y)[0]
    names = bins.expectation.names
    return {
        name: bins.expectation.events(np.where(np.arange(len(names)) == i, whole, 0.0), theta)[0]
        for i, name in enumerate(names)
    }
