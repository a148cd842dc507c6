"""The BCS state of the nucleons of one kind, and what it is to fill levels from below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.nuclei.structure.orbitals import Orbital


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paired:
    r"""The BCS state of the nucleons of one kind.

    Equation :eq:`eq:bcs-state` of the book.

    .. math::

        \prod_{j,m>0}\left(u_j+v_j\,c^\dagger_{jm}c^\dagger_{\widetilde{jm}}\right)|0\rangle,
        \qquad u_j^2+v_j^2=1

    Parameters
    ----------
    orbitals : subshells by energy, rising
    nucleons : how many there are
    u, v : amplitudes that a pair of states is empty, or full, by subshell, >= 0
    energies : quasiparticle energies [MeV] by subshell; outside the window those without pairing
    chemical_potential : lambda [MeV]
    gap : Delta [MeV]; zero in a normal state
    strength : G [MeV]; zero in a normal state
    critical_strength : G above which there is pairing at all [MeV]; zero for an open subshell
    wanted : lowest quasiparticle energy that G was tuned to [MeV]
    window : which subshells pair
    collapsed : whether pairing was wanted, and there is only the normal state
    """

    orbitals: tuple[Orbital, ...]
    nucleons: int
    u: Array
    v: Array
    energies: Array
    chemical_potential: float
    gap: float
    strength: float
    critical_strength: float
    wanted: float
    window: tuple[bool, ...]
    collapsed: bool

    @property
    def holds(self) -> Array:
        """How many nucleons each subshell holds, 2j + 1."""
        return holds(self.orbitals)

    @property
    def number(self) -> float:
        r"""Mean number of nucleons, :math:`\sum_j(2j+1)v_j^2`."""
        return float(self.holds @ self.v**2)

    @property
    def number_spread(self) -> float:
        r"""How unsharp their number is, the root of :math:`2\sum_j(2j+1)u_j^2v_j^2`.

        Zero without pairing, where occupations between 0 and 1 are a mean over states.
        """
        return float(np.sqrt(2 * self.holds @ (self.u * self.v) ** 2)) if self.gap else 0.0

    @property
    def lowest(self) -> float:
        """Lowest quasiparticle energy [MeV]."""
        return float(self.energies.min())

    @property
    def residual(self) -> float:
        r"""What the gap equation leaves, :math:`\Delta-G\sum_j(j+\frac12)u_jv_j` [MeV]."""
        pairs = self.holds / 2 * self.u * self.v
        return float(self.gap - self.strength * pairs[list(self.window)].sum())


@checked
def holds(orbitals: Sequence[Orbital]) -> Array:
    """How many nucleons of a kind each subshell holds, 2j + 1."""
    return np.array([one.shell.holds for one in orbitals], dtype=float)


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """Subshells filled from below, and those near the Fermi energy, which may pair.

    Parameters
    ----------
    orbitals : subshells by energy, rising
    nucleons : how many there are, an even number
    filled : share of each subshell that is full, 0 to 1, without pairing
    window : which subshells may pair
    """

    orbitals: tuple[Orbital, ...]
    nucleons: int
    filled: Array
    window: tuple[bool, ...]

    @property
    def energies(self) -> Array:
        """Single-particle energies [MeV]."""
        return np.array([one.energy for one in self.orbitals])

    @property
    def open(self) -> bool:
        """Whether a subshell is partly filled."""
        return bool(np.any((self.filled > 0) & (self.filled < 1)))

    @property
    def fermi(self) -> float:
        """Energy of the open subshell, or half-way from the last full one to the next [MeV]."""
        last = int(np.flatnonzero(self.filled)[-1])
        e = self.energies
        return float(e[last] if self.open else (e[last] + e[last + 1]) / 2)

    @property
    def blocked(self) -> bool:
        """Whether there is nothing in the window to pair, or no room for it."""
        inside = self.filled[list(self.window)]
        return bool(np.all(inside == 1) or np.all(inside == 0))


@checked
def fill(orbitals: Sequence[Orbital], nucleons: int, window: float) -> Levels:
    """Fill subshells from below.

    Parameters
    ----------
    orbitals : subshells, in any order
    nucleons : of this kind, an even number from 2
    window : how far from `Levels.fermi` subshells may pair [MeV]

    Raises
    ------
    ValueError
        if the number is odd, or too large for the subshells
    """
    count = int(number("number of nucleons", nucleons, at_least=2, hint="they come in pairs"))
    if count % 2 or count != nucleons:
        raise ValueError(f"number of nucleons = {nucleons:g} must be even, they come in pairs")
    by_energy = tuple(sorted(orbitals, key=lambda one: one.energy))
    capacity = holds(by_energy)
    if count >= capacity.sum():
        raise ValueError(
            f"{count} nucleons leave no room in subshells for {capacity.sum():g}; give more of them"
        )
    filled = np.clip(count - (np.cumsum(capacity) - capacity), 0, capacity) / capacity
    whole = Levels(
        orbitals=by_energy,
        nucleons=count,
        filled=read_only(filled),
        window=(True,) * len(by_energy),
    )
    near = np.abs(whole.energies - whole.fermi) < number("pairing window", window, "MeV", above=0)
    return Levels(
        orbitals=by_energy, nucleons=count, filled=whole.filled, window=tuple(near.tolist())
    )
