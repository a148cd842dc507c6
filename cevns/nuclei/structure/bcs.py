"""Pairing with a constant strength: the equations of gap and number, and when they collapse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import brentq

from cevns.basics.checks import Array, number
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.nuclei.structure.orbitals import Orbital
from cevns.nuclei.structure.paired import Levels, Paired, fill, holds

WINDOW: Final = 8.0
"""How far from the Fermi energy subshells pair, unless told otherwise [MeV]."""

LEAST_GAP: Final = 1e-6
"""The smallest gap that is told from none [MeV]."""


class Occupations(NamedTuple):
    """Shares of a subshell that are empty and full, u^2 and v^2; quasiparticle energies [MeV]."""

    empty: Array
    full: Array
    energies: Array


def occupations(energies: Array, chemical_potential: float, gap: float) -> Occupations:
    r"""Occupations at a chemical potential and a gap, each without cancellation.

    Equation :eq:`eq:bcs-occupation` of the book.

    .. math:: E_j=\sqrt{(e_j-\lambda)^2+\Delta^2}, \qquad
        v_j^2=\frac12\left(1-\frac{e_j-\lambda}{E_j}\right) = 1-u_j^2

    Parameters
    ----------
    energies : single-particle energies e [MeV]
    chemical_potential : lambda [MeV]
    gap : Delta [MeV], > 0
    """
    xi = energies - chemical_potential
    E = np.hypot(xi, gap)
    large, small = (1 + np.abs(xi) / E) / 2, gap**2 / (2 * E * (E + np.abs(xi)))
    below = xi < 0
    return Occupations(np.where(below, small, large), np.where(below, large, small), E)


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """The subshells that pair, as functions of the gap alone."""

    energies: Array
    holds: Array
    filled: Array

    @classmethod
    def of(cls, levels: Levels) -> "_Window":
        near = list(levels.window)
        return cls(levels.energies[near], holds(levels.orbitals)[near], levels.filled[near])

    def chemical_potential(self, gap: float) -> float:
        """Return lambda at which the mean number is right [MeV]."""

        def excess(chemical_potential: float) -> float:
            # more in what was empty, less in what was full: no difference of large numbers
            empty, full, _ = occupations(self.energies, chemical_potential, gap)
            return float(self.holds @ (full * (1 - self.filled) - empty * self.filled))

        far = gap * np.sqrt(self.holds.sum())
        low, high = self.energies.min() - far, self.energies.max() + far
        return float(brentq(excess, low, high, xtol=1e-14, rtol=1e-15))

    def quasiparticles(self, gap: float) -> Array:
        """Return their energies [MeV]."""
        return np.asarray(np.hypot(self.energies - self.chemical_potential(gap), gap))

    def strength(self, gap: float) -> float:
        """Return G that makes such a gap [MeV]."""
        return float(2 / (self.holds / 2 / self.quasiparticles(gap)).sum())

    def lowest(self, gap: float) -> float:
        """Return the lowest of their energies [MeV]."""
        return float(self.quasiparticles(gap).min())


@checked
def solve(
    orbitals: Sequence[Orbital],
    nucleons: int,
    *,
    gap: float | None = None,
    strength: float | None = None,
    window: float = WINDOW,
) -> Paired:
    r"""Solve the equations of the gap and of the number of nucleons.

    Equation :eq:`eq:bcs-gap` of the book.

    .. math::

        \frac2G=\sum_{j\in\text{window}}\frac{j+\frac12}{E_j}, \qquad
        \mathcal N=\sum_j(2j+1)\,v_j^2

    In the window the strength G is the same between all pairs of states; below it subshells are
    full, above it empty. What pairing adds to the mean field, :math:`-Gv_j^2`, is taken to be in
    the single-particle energies.

    Parameters
    ----------
    orbitals : subshells
    nucleons : of this kind, an even number
    gap : tune G until the lowest quasiparticle energy is this [MeV]; 0 for the normal state
    strength : or take this G [MeV]
    window : subshells pair up to so far from the Fermi energy of the normal state [MeV]

    Returns
    -------
    Paired
        with ``collapsed`` true where the equations have only the normal state, without pairing:
        G is below the critical strength, or the lowest energy exceeds the gap wanted before G has
        reached it

    Raises
    ------
    ValueError
        if a number is out of range, the subshells cannot hold the nucleons, or not one of gap and
        strength is given
    """
    levels = fill(orbitals, nucleons, window)
    near = _Window.of(levels)
    if strength is not None and gap is None:
        G = number("pairing strength", strength, "MeV", at_least=0, at_most=100)
        if levels.blocked or near.strength(LEAST_GAP) >= G:
            return _normal(levels, wanted=0.0, collapsed=G > 0)
        most = G * near.holds.sum() / 2
        found = brentq(lambda D: near.strength(D) - G, LEAST_GAP, most, xtol=1e-14, rtol=1e-15)
        return _paired(levels, found, wanted=0.0)
    if gap is None or strength is not None:
        raise ValueError("pairing: say either gap or strength, in MeV")
    wanted = number("pairing gap", gap, "MeV", at_least=0, at_most=50, hint="about 12/sqrt(A) MeV")
    if wanted <= LEAST_GAP or levels.blocked or near.lowest(LEAST_GAP) >= wanted:
        return _normal(levels, wanted=wanted, collapsed=wanted > 0)
    found = brentq(lambda D: near.lowest(D) - wanted, LEAST_GAP, wanted, xtol=1e-14, rtol=1e-15)
    return _paired(levels, found, wanted=wanted)


def _paired(levels: Levels, gap: float, *, wanted: float) -> Paired:
    """Return the state with this gap."""
    near = _Window.of(levels)
    at = near.chemical_potential(gap)
    empty, full, E = occupations(levels.energies, at, gap)
    inside = np.array(levels.window)
    return Paired(
        orbitals=levels.orbitals,
        nucleons=levels.nucleons,
        u=read_only(np.sqrt(np.where(inside, empty, 1 - levels.filled))),
        v=read_only(np.sqrt(np.where(inside, full, levels.filled))),
        energies=read_only(np.where(inside, E, np.abs(levels.energies - at))),
        chemical_potential=at,
        gap=gap,
        strength=near.strength(gap),
        critical_strength=_critical(levels),
        wanted=wanted,
        window=levels.window,
        collapsed=False,
    )


def _normal(levels: Levels, *, wanted: float, collapsed: bool) -> Paired:
    """Return the state without pairing; nucleons of an open subshell are spread over it.

    Between full and empty subshells lambda could be anything; it is where the last gap left it.
    """
    fixed = levels.open or levels.blocked
    at = levels.fermi if fixed else _Window.of(levels).chemical_potential(LEAST_GAP)
    return Paired(
        orbitals=levels.orbitals,
        nucleons=levels.nucleons,
        u=read_only(np.sqrt(1 - levels.filled)),
        v=read_only(np.sqrt(levels.filled)),
        energies=read_only(np.abs(levels.energies - at)),
        chemical_potential=at,
        gap=0.0,
        strength=0.0,
        critical_strength=_critical(levels),
        wanted=wanted,
        window=levels.window,
        collapsed=collapsed,
    )


def _critical(levels: Levels) -> float:
    """Return G above which there is a gap [MeV]; infinite where nothing can pair."""
    if levels.blocked:
        return float("inf")
    return 0.0 if levels.open else _Window.of(levels).strength(LEAST_GAP)
