"""Effective moment of a beam that oscillates on its way."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, whole
from cevns.basics.kinds import checked
from cevns.neutrinos.effective import effective_squared_of_state
from cevns.neutrinos.mixing import Mixing
from cevns.neutrinos.oscillation import propagated_state


@checked
def effective_squared_after(
    Lambda: ArrayLike,
    flavor: str,
    mixing: Mixing,
    L_over_E: ArrayLike,
    *,
    spread: float = 0.0,
    nodes: int = 401,
) -> Array:
    r"""Effective moment squared of a flavour beam after a distance in vacuum.

    Equation :eq:`eq:sun-le` of the book.

    Parameters
    ----------
    Lambda : mass-basis moments (3,) [mu_B]
    flavor : ``"nu_e"``, ``"nu_mu_bar"``, ...
    mixing : of the leptons
    L_over_E : distance over energy [km/MeV], >= 0, any shape
    spread : relative width of a Gaussian of L/E to average over, from 0 to 0.25
    nodes : of the average, evenly spaced within four widths

    Returns
    -------
    Array
        mu_B^2, shape of ``L_over_E``

    Raises
    ------
    ValueError
        if a number is out of range or the flavour unknown
    """
    ratio = in_range("L_over_E", L_over_E, "km/MeV", at_least=0)
    width = number("spread", spread, at_least=0, at_most=0.25, hint="a fraction, not per cent")
    if width == 0:
        return effective_squared_of_state(Lambda, propagated_state(flavor, mixing, ratio, 1.0))
    shift = np.linspace(-4, 4, whole("nodes", nodes, at_least=5))
    weight = np.exp(-(shift**2) / 2)
    spread_out = effective_squared_after(
        Lambda, flavor, mixing, ratio[..., None] * (1 + width * shift)
    )
    averaged: Array = spread_out @ (weight / weight.sum())
    return averaged
