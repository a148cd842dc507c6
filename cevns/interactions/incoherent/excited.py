"""Excited states of a nuclide by name, with all that a cross section asks of them."""

from functools import cache
from typing import Final

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.constants import HBARC
from cevns.basics.kinds import checked
from cevns.nuclei.nuclides import nuclide as look_up
from cevns.nuclei.structure.excitations import excitations
from cevns.nuclei.structure.transitions import Transition

SLOWEST: Final = 0.25
"""Smallest momentum transfer of `momentum_transfers` [MeV]: no state may lie below."""


@checked
def momentum_transfers(E_max: float = 60.0, points: int = 24) -> Array:
    """Return momentum transfers [fm^-1] of a spline for neutrinos up to an energy.

    With 24 points cross sections are right to 1e-6 of their size from 10 MeV on.

    Parameters
    ----------
    E_max : highest neutrino energy [MeV], 1 to 100
    points : four or more
    """
    E = number("E_max", E_max, "MeV", at_least=1, at_most=100)
    return np.linspace(SLOWEST, 2 * E, points) / HBARC


@checked
@cache
def excited_states(
    nuclide: str, *, E_max: float = 60.0, J_max: int = 4, show: bool = False
) -> tuple[Transition, ...]:
    """Return all excited states of an even-even nuclide that neutrinos up to an energy reach.

    Ground state, residual force and all their parameters are those of
    `cevns.nuclei.structure.excitations.excitations`.

    Parameters
    ----------
    nuclide : name, such as ``"40Ar"``
    E_max : highest neutrino energy [MeV], 1 to 100
    J_max : highest multipole
    show : whether to show progress

    Returns
    -------
    tuple of Transition
        known at `momentum_transfers`

    Raises
    ------
    ValueError
        if the nuclide is unknown, or a number of its nucleons odd
    """
    found = excitations(look_up(nuclide), J_max=J_max, show=show)
    return found.transitions(momentum_transfers(E_max), show=show)
