"""Reduced matrix elements of a transition, as the cross sections of excited states read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.frozen import FrozenMapping, read_only

NATURAL: Final = ("M", "Delta'", "Sigma")
"""Operators of transitions whose parity is (-1)^J."""

UNNATURAL: Final = ("Sigma'", "Sigma''", "Delta", "Omega'")
"""Operators of transitions whose parity is -(-1)^J."""


def operators_of(J: int, parity: int) -> tuple[str, ...]:
    """Return the operators that can lead from 0+ to a state of spin J and this parity."""
    if parity == (-1) ** J:
        return NATURAL if J else ("M",)
    return UNNATURAL if J else ("Sigma''", "Omega'")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transition:
    r"""Reduced matrix elements :math:`\langle f\|T_J\|i\rangle` (Edmonds) at momentum transfers.

    Parameters
    ----------
    J : multipole
    parity : +1 or -1: of the nuclear transition
    energy : excitation energy [MeV], >= 0
    kappa : momentum transfers [fm^-1], rising, > 0
    reduced : from the name of an operator to an array (2, kappa), protons and then neutrons; those
        of the parity only, see `operators_of`
    twice_J_initial : spin of the initial state, doubled

    Raises
    ------
    ValueError
        if energy or momenta are out of range, an array has another shape, or an operator
        another parity
    """

    J: int
    parity: int
    energy: float
    kappa: Array
    reduced: Mapping[str, Array]
    twice_J_initial: int = 0

    def __post_init__(self) -> None:
        in_range("excitation energy", self.energy, "MeV", at_least=0)
        kappa = in_range("momentum transfers", self.kappa, "fm^-1", above=0)
        if kappa.ndim != 1 or np.any(np.diff(kappa) <= 0):
            raise ValueError("momentum transfers must rise, in one row; sort them")
        if self.parity not in (1, -1):
            raise ValueError(f"parity = {self.parity} must be 1 or -1")
        allowed = (
            operators_of(self.J, self.parity)
            if not self.twice_J_initial
            else (NATURAL if self.parity == (-1) ** self.J else UNNATURAL)
        )
        reduced = {}
        for name, values in self.reduced.items():
            array = np.array(values, dtype=float)
            if array.shape != (2, kappa.size):
                raise ValueError(
                    f"operator {name}: array of shape {array.shape} must be (2, {kappa.size}), "
                    "protons and neutrons at each momentum transfer"
                )
            reduced[choice("operator of this parity", name, allowed)] = read_only(array)
        object.__setattr__(self, "kappa", read_only(kappa))
        object.__setattr__(self, "reduced", FrozenMapping(reduced))
