"""Pairs of quasiparticles: what an excited state of an even-even nucleus is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cevns.basics.checks import Array, number
from cevns.nuclei.structure.orbitals import Orbital
from cevns.nuclei.structure.racah import triangle

Indices = NDArray[np.intp]

SMALLEST = 1e-8
"""Pairs whose u v are both below are of two empty, or two full, orbitals: nothing excites them."""


class Paired(Protocol):
    """One kind of nucleon in a ground state: its orbitals, and how full each of them is."""

    @property
    def orbitals(self) -> tuple[Orbital, ...]:
        """The orbitals, in any order."""

    @property
    def u(self) -> Array:
        """Amplitudes of empty orbitals."""

    @property
    def v(self) -> Array:
        """Amplitudes of full orbitals, u^2 + v^2 = 1."""

    @property
    def energies(self) -> Array:
        """Energies of quasiparticles [MeV]."""


@dataclass(frozen=True, slots=True, eq=False)
class Quasiparticles:
    """One kind of nucleon in a ground state, written down by hand.

    Parameters
    ----------
    orbitals : single-particle states
    u, v : of each, u^2 + v^2 = 1
    energies : of the quasiparticles [MeV]

    Raises
    ------
    ValueError
        if there is not one of each for every orbital, or u^2 + v^2 is not one
    """

    orbitals: tuple[Orbital, ...]
    u: Array
    v: Array
    energies: Array

    def __post_init__(self) -> None:
        shape = (len(self.orbitals),)
        if not shape == np.shape(self.u) == np.shape(self.v) == np.shape(self.energies):
            raise ValueError(f"u, v and energies must have one entry for each of {shape[0]} orbitals")
        if np.any(abs(self.u**2 + self.v**2 - 1) > 1e-10):
            raise ValueError("u^2 + v^2 must be 1 for every orbital; are they occupations?")


def filled(orbitals: Sequence[Orbital], nucleons: int) -> Quasiparticles:
    """Return closed shells: the lowest orbitals full, the others empty.

    Energies are counted from halfway between the last full and the first empty orbital.

    Parameters
    ----------
    orbitals : single-particle states, in any order
    nucleons : of this kind; they must fill whole orbitals

    Raises
    ------
    ValueError
        if a shell stays open
    """
    rising = sorted(orbitals, key=lambda one: one.energy)
    energies = np.array([one.energy for one in rising])
    total = np.cumsum([one.shell.holds for one in rising])
    if nucleons not in total[:-1]:
        closures = ", ".join(map(str, total[:-1]))
        raise ValueError(f"{nucleons} nucleons close no shell; these orbitals close at {closures}")
    full = total <= nucleons
    middle = (energies[full][-1] + energies[~full][0]) / 2
    return Quasiparticles(
        tuple(rising), (~full).astype(float), full.astype(float), abs(energies - middle)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    r"""Two quasiparticles of one kind, coupled to a spin and parity; one row a pair.

    .. math::

        A^\dagger_{ab}(JM) = \frac{(-1)^{\ell_b}}{\sqrt{1+\delta_{ab}}}
        \sum_{m_am_b}\langle j_am_aj_bm_b|JM\rangle\,\alpha^\dagger_{am_a}\alpha^\dagger_{bm_b}

    with :math:`c^\dagger_{jm}=u\,\alpha^\dagger_{jm}+(-1)^{\ell+j-m}v\,\alpha_{j,-m}`. The factor
    :math:`(-1)^{\ell_b}` spares every matrix element a sign.

    Parameters
    ----------
    J, parity : of the pairs
    kinds : protons, neutrons
    kind : 0 for protons, 1 for neutrons
    first, second : positions a <= b of the orbitals among those of their kind
    energies : :math:`E_a+E_b` [MeV]
    """

    J: int
    parity: int
    kinds: tuple[Paired, Paired]
    kind: Indices
    first: Indices
    second: Indices
    energies: Array

    def __len__(self) -> int:
        return len(self.energies)

    @property
    def natural(self) -> bool:
        """Whether the parity is (-1)^J."""
        return self.parity == (-1) ** self.J

    def of(self, what: Sequence[ArrayLike], position: Indices) -> Array:
        """Pick, for each pair, the entry of an orbital from arrays of protons and neutrons."""
        both = np.concatenate([np.asarray(one, dtype=float) for one in what])
        return both[position + np.where(self.kind, len(self.kinds[0].orbitals), 0)]

    def weights(self, sign: int) -> Array:
        r"""Return how a one-body operator creates each pair.

        .. math:: \frac{u_av_b+s\,v_au_b}{\sqrt{1+\delta_{ab}}}

        Parameters
        ----------
        sign : s, +1 for operators even under time reversal (densities), -1 for odd ones
            (currents, spin)
        """
        u, v = ([getattr(kind, which) for kind in self.kinds] for which in "uv")
        left = self.of(u, self.first) * self.of(v, self.second)
        right = self.of(v, self.first) * self.of(u, self.second)
        return (left + sign * right) / np.where(self._twice, np.sqrt(2), 1)

    @property
    def _twice(self) -> NDArray[np.bool_]:
        return self.first == self.second

    def labels(self) -> tuple[str, ...]:
        """Names such as ``"p 0p1/2 0d5/2"``."""
        return tuple(
            " ".join(("pn"[k], *(self.kinds[k].orbitals[i].shell.label for i in (a, b))))
            for k, a, b in zip(self.kind, self.first, self.second, strict=True)
        )


def pairs(protons: Paired, neutrons: Paired, J: int, parity: int) -> Pairs:
    """Return all pairs of like quasiparticles with a spin and parity.

    Pairs of two empty or two full orbitals are left out: no one-body operator creates them.

    Parameters
    ----------
    protons, neutrons : the ground state
    J : spin, not doubled
    parity : +1 or -1

    Raises
    ------
    ValueError
        for a spin or parity that is none
    """
    number("J", J, at_least=0, at_most=20, hint="J is not doubled")
    if parity not in (1, -1):
        raise ValueError(f"parity = {parity} must be 1 or -1")
    rows, energies = [], []
    for kind, those in enumerate((protons, neutrons)):
        for a, b in combinations_with_replacement(range(len(those.orbitals)), 2):
            one, other = those.orbitals[a].shell, those.orbitals[b].shell
            fits = triangle(one.twice_j, other.twice_j, 2 * J) and not (a == b and J % 2)
            uv = max(abs(those.u[a] * those.v[b]), abs(those.v[a] * those.u[b]))
            if fits and parity == (-1) ** (one.l + other.l) and uv > SMALLEST:
                rows.append((kind, a, b))
                energies.append(those.energies[a] + those.energies[b])
    kind, first, second = np.array(rows, dtype=np.intp).reshape(-1, 3).T
    return Pairs(
        J=J,
        parity=parity,
        kinds=(protons, neutrons),
        kind=kind,
        first=first,
        second=second,
        energies=np.array(energies),
    )
