"""Reduced matrix elements of a transition, as the cross sections of excited states read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked
from cevns.nuclei.structure.one_body import RadialGrid
from cevns.nuclei.structure.pairs import Pairs, is_natural
from cevns.nuclei.structure.qrpa import Modes
from cevns.nuclei.structure.terms import OPERATORS

NATURAL: Final = ("M", "Delta'", "Sigma")
"""Operators of transitions whose parity is (-1)^J."""

UNNATURAL: Final = ("Sigma'", "Sigma''", "Delta", "Omega'")
"""Operators of transitions whose parity is -(-1)^J."""


@checked
def operators_of(J: int, parity: int) -> tuple[str, ...]:
    """Return the operators that can lead from 0+ to a state of spin J and this parity."""
    if is_natural(J, parity):
        return NATURAL if J else ("M",)
    return UNNATURAL if J else ("Sigma''", "Omega'")


@checked
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
            else (NATURAL if is_natural(self.J, self.parity) else UNNATURAL)
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


FAR: Final = 1e-4
"""A momentum transfer at which only the longest wave is seen [fm^-1]."""


@checked
def radial_grid(pairs: Pairs, kappa: ArrayLike) -> RadialGrid:
    """Return the common grid of `transitions`: all orbitals, at kappa and at `FAR` before.

    Parameters
    ----------
    pairs : any pairs of the nucleus
    kappa : momentum transfers [fm^-1], rising, > 0
    """
    protons, neutrons = pairs.kinds
    return RadialGrid(protons.orbitals + neutrons.orbitals, np.r_[FAR, np.ravel(kappa)])


@checked
def transitions(
    modes: Modes, grid: RadialGrid, charges: Array | None = None
) -> tuple[Transition, ...]:
    r"""Return the reduced matrix elements of all operators to every mode, see `Modes.reduced`.

    With the form factors of the ground state, those to modes of 1- are taken about the centre of
    mass, equation :eq:`eq:qrpa-centre` of the book,

    .. math::

        M_1^p &\to M_1^p-\frac\kappa3\,\frac{ZF_Z}A\,\langle n\|\sum_irY_1\|0\rangle, \\
        \Delta_1'^p &\to \Delta_1'^p-\sqrt{\frac23}\,\frac{1}{\sqrt{4\pi}\,\kappa}\,
        \frac{ZF_Z}A\,\langle n\|\sum_i\nabla\|0\rangle

    and for neutrons likewise: a displacement of the whole nucleus is no excitation.

    Parameters
    ----------
    modes : final states
    grid : of `radial_grid`
    charges : :math:`ZF_Z,\,NF_N` of points at the momenta of the grid, shape (2, 1 + kappa); by
        default none is taken away
    """
    pairs = modes.pairs
    first, second = pairs.position(pairs.first), pairs.position(pairs.second)
    found = {}
    for name in operators_of(pairs.J, pairs.parity):
        elements = grid.reduced(name, pairs.J, first, second)
        found[name] = np.stack(
            [
                modes.reduced(np.where(pairs.kind[:, None] == kind, elements, 0), time_sign(name))
                for kind in (0, 1)
            ],
            axis=1,
        )
    if charges is not None and (pairs.J, pairs.parity) == (1, -1):
        for name, power in (("M", 1), ("Delta'", -1)):
            far = found[name][:, :, :1].sum(axis=1, keepdims=True)
            share = charges / charges[:, 0].sum()
            found[name] = found[name] - far * (grid.kappa / grid.kappa[0]) ** power * share
    return tuple(
        Transition(
            J=pairs.J,
            parity=pairs.parity,
            energy=float(energy),
            kappa=grid.kappa[1:],
            reduced={name: values[n, :, 1:] for name, values in found.items()},
        )
        for n, energy in enumerate(modes.energies)
    )


@checked
def time_sign(operator: str) -> int:
    """Return +1 for an operator even under time reversal (M, Omega'), -1 for an odd one."""
    known = OPERATORS[choice("operator", operator, NATURAL + UNNATURAL)]
    return known.eta if known.natural else -known.eta
