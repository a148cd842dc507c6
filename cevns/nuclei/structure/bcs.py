"""Pairing of nucleons of one kind: the BCS ground state with a constant pairing strength."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from cevns.basics.checks import Array, number
from cevns.nuclei.structure.orbitals import Orbital

WINDOW = 8.0
"""How far from the Fermi energy subshells pair [MeV]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paired:
    r"""The BCS state of the nucleons of one kind.

    .. math::

        \prod_{j,m>0}\left(u_j+v_j\,c^\dagger_{jm}c^\dagger_{\widetilde{jm}}\right)|0\rangle,
        \qquad u_j^2+v_j^2=1

    Parameters
    ----------
    orbitals : subshells by energy
    nucleons : how many there are in the mean
    u, v : amplitudes that a pair of states is empty, or full, by subshell, >= 0
    energies : quasiparticle energies [MeV] by subshell, those outside the window without pairing
    chemical_potential : lambda [MeV]
    gap : Delta [MeV]
    strength : G [MeV]; zero in a normal state
    critical_strength : G above which there is pairing at all [MeV]; zero in an open subshell
    wanted : lowest quasiparticle energy that G was tuned to [MeV]
    window : subshells that pair, true or false
    collapsed : whether pairing was wanted, and only the normal state was found
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
    window: Array
    collapsed: bool

    @property
    def holds(self) -> Array:
        """How many nucleons each subshell holds, 2j + 1."""
        return _holds(self.orbitals)

    @property
    def number(self) -> float:
        """Mean number of nucleons, the sum of (2j + 1) v^2."""
        return float(self.holds @ self.v**2)

    @property
    def number_spread(self) -> float:
        r"""Root of the variance of the number, :math:`\sum_j2(2j+1)u_j^2v_j^2`."""
        return float(np.sqrt(2 * self.holds @ (self.u * self.v) ** 2))

    @property
    def lowest(self) -> float:
        """Lowest quasiparticle energy [MeV]."""
        return float(self.energies.min())

    @property
    def residual(self) -> float:
        r"""What the gap equation leaves, :math:`\Delta-G\sum_j(j+\frac12)u_jv_j` [MeV]."""
        pairs = self.holds / 2 * self.u * self.v
        return float(self.gap - self.strength * pairs[self.window > 0].sum())


def _holds(orbitals: Sequence[Orbital]) -> Array:
    return np.array([one.shell.holds for one in orbitals], dtype=float)


def occupations(energies: Array, chemical_potential: float, gap: float) -> tuple[Array, Array]:
    r"""Return :math:`v^2` and quasiparticle energies at a chemical potential and gap [MeV].

    .. math:: E_j=\sqrt{(e_j-\lambda)^2+\Delta^2}, \qquad
        v_j^2=\frac12\left(1-\frac{e_j-\lambda}{E_j}\right)

    Parameters
    ----------
    energies : single-particle energies e [MeV]
    chemical_potential : lambda [MeV]
    gap : Delta [MeV], > 0
    """
    xi = energies - chemical_potential
    E = np.hypot(xi, gap)
    # 1 - xi/E without cancellation where xi is large and positive
    return np.where(xi > 0, gap**2 / (2 * E * (E + np.abs(xi))), (1 + np.abs(xi) / E) / 2), E


def solve(
    orbitals: Sequence[Orbital],
    nucleons: int,
    *,
    gap: float | None = None,
    strength: float | None = None,
    window: float = WINDOW,
) -> Paired:
    r"""Solve the equations of the gap and of the number of nucleons.

    .. math::

        \frac2G=\sum_{j\in\text{window}}\frac{j+\frac12}{E_j}, \qquad
        \mathcal N=\sum_j(2j+1)\,v_j^2

    In the window the strength G between all pairs of states is the same; below it subshells are
    full, above it empty. What pairing adds to the mean field, :math:`-Gv_j^2`, is left to the
    energies given.

    Parameters
    ----------
    orbitals : subshells
    nucleons : of this kind, an even number
    gap : tune G until the lowest quasiparticle energy is this [MeV]; 0 for none, the normal state
    strength : or take this G [MeV]
    window : subshells pair up to so far from the Fermi energy [MeV], the energy of the last
        subshell with nucleons if it is open, and half-way to the next if it is full

    Returns
    -------
    Paired
        with ``collapsed`` true where only the normal state, without pairing, solves them: below
        the critical strength, or if its own lowest energy exceeds the gap wanted

    Raises
    ------
    ValueError
        if a number is out of range, the subshells cannot hold the nucleons, or not one of gap and
        strength is given
    """
    well = _Levels.of(orbitals, nucleons, number("pairing window", window, "MeV", above=0))
    if (gap is None) == (strength is None):
        raise ValueError("pairing: say either gap or strength, in MeV")
    if strength is not None:
        G = number("pairing strength", strength, "MeV", at_least=0, at_most=100)
        if well.closed or well.critical >= G:
            return well.normal(0.0, collapsed=True)
        most = G * well.pairs.sum() / 2
        return well.paired(0.0, brentq(lambda D: G - well.strength(D), _LEAST, most, xtol=1e-14))
    wanted = number("pairing gap", gap or 0.0, "MeV", at_least=0, at_most=50, hint="about 1 MeV")
    if wanted == 0:
        return well.normal(wanted, collapsed=False)
    if well.closed or well.lowest(_LEAST) >= wanted:
        return well.normal(wanted, collapsed=True)
    found = brentq(lambda D: well.lowest(D) - wanted, _LEAST, wanted, xtol=1e-14)
    return well.paired(wanted, found)


_LEAST = 1e-7
"""The smallest gap that is told from none [MeV]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Levels:
    """Subshells of a kind of nucleon, filled from below, and what the gap makes of them."""

    orbitals: tuple[Orbital, ...]
    nucleons: int
    energies: Array
    holds: Array
    filled: Array
    inside: Array

    @classmethod
    def of(cls, orbitals: Sequence[Orbital], nucleons: int, window: float) -> "_Levels":
        """Fill subshells by energy, and see which are in the window."""
        count = int(number("number of nucleons", nucleons, at_least=0))
        by_energy = tuple(sorted(orbitals, key=lambda one: one.energy))
        e, holds = np.array([one.energy for one in by_energy]), _holds(by_energy)
        if count % 2 or count != nucleons:
            raise ValueError(f"number of nucleons = {nucleons:g} must be even, they come in pairs")
        if count >= holds.sum():
            raise ValueError(
                f"{count} nucleons do not fit into subshells for {holds.sum():g} with room to "
                "pair; give more subshells"
            )
        filled = np.clip(count - (np.cumsum(holds) - holds), 0, holds) / holds
        last = int(np.flatnonzero(filled)[-1]) if count else 0
        fermi = e[last] if filled[last] < 1 else (e[last] + e[last + 1]) / 2
        return cls(
            orbitals=by_energy,
            nucleons=count,
            energies=e,
            holds=holds,
            filled=filled,
            inside=np.abs(e - fermi) < window,
        )

    @property
    def pairs(self) -> Array:
        """Pairs that each subshell of the window holds."""
        return np.asarray(self.holds[self.inside] / 2)

    @property
    def closed(self) -> bool:
        """Whether the window has nothing to pair, or no room for it."""
        filled = self.filled[self.inside]
        return bool(np.all(filled == 1) or np.all(filled == 0))

    def chemical_potential(self, gap: float) -> float:
        """Return lambda, at which the number is right [MeV]."""
        e, capacity = self.energies[self.inside], self.holds[self.inside]
        inside = (capacity * self.filled[self.inside]).sum()
        far = gap * np.sqrt(capacity.sum())

        def excess(chemical_potential: float) -> float:
            v2, _ = occupations(e, chemical_potential, gap)
            return float(capacity @ v2 - inside)

        return float(brentq(excess, e.min() - far, e.max() + far, xtol=1e-14, rtol=1e-15))

    def _quasiparticles(self, gap: float) -> Array:
        e = self.energies[self.inside]
        return np.asarray(np.hypot(e - self.chemical_potential(gap), gap))

    def strength(self, gap: float) -> float:
        """Return G that makes such a gap [MeV]."""
        return float(2 / (self.pairs / self._quasiparticles(gap)).sum())

    def lowest(self, gap: float) -> float:
        """Lowest quasiparticle energy [MeV]."""
        return float(self._quasiparticles(gap).min())

    @property
    def critical(self) -> float:
        """G above which there is a gap [MeV]."""
        return 0.0 if self.closed or self._open else self.strength(_LEAST)

    @property
    def _open(self) -> bool:
        """Whether a subshell is partly filled."""
        return bool(np.any((self.filled > 0) & (self.filled < 1)))

    def paired(self, wanted: float, gap: float) -> Paired:
        """Return the state with this gap."""
        at = self.chemical_potential(gap)
        v2, E = occupations(self.energies, at, gap)
        v2 = np.where(self.inside, v2, self.filled)
        return self._state(
            v2, np.where(self.inside, E, np.abs(self.energies - at)), at, gap, wanted, False
        )

    def normal(self, wanted: float, *, collapsed: bool) -> Paired:
        """Return the state without pairing; nucleons of an open subshell are spread over it."""
        last = np.flatnonzero(self.filled)[-1]
        e = self.energies
        at = e[last] if self._open else (e[last] + e[last + 1]) / 2
        return self._state(self.filled, np.abs(e - at), float(at), 0.0, wanted, collapsed)

    def _state(
        self, v2: Array, E: Array, at: float, gap: float, wanted: float, collapsed: bool
    ) -> Paired:
        return Paired(
            orbitals=self.orbitals,
            nucleons=self.nucleons,
            u=np.sqrt(1 - v2),
            v=np.sqrt(v2),
            energies=E,
            chemical_potential=at,
            gap=gap,
            strength=self.strength(gap) if gap else 0.0,
            critical_strength=self.critical,
            wanted=wanted,
            window=self.inside,
            collapsed=collapsed,
        )
