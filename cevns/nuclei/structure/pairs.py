"""Pairs of quasiparticles: what an excited state of an even-even nucleus is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array, number
from cevns.basics.kinds import checked
from cevns.nuclei.structure.paired import Paired
from cevns.nuclei.structure.racah import triangle
from cevns.nuclei.structure.subshells import Subshell

Indices = NDArray[np.intp]

SMALLEST: Final = 1e-8
"""If u_a v_b and v_a u_b are below this, both orbitals are empty, or both full."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    r"""Two quasiparticles of one kind, coupled to a spin and parity; one row a pair.

    Equation :eq:`eq:qrpa-pair` of the book.

    .. math::

        A^\dagger_{ab}(JM) = \frac{(-1)^{\ell_b}}{\sqrt{1+\delta_{ab}}}
        \sum_{m_am_b}\langle j_am_aj_bm_b|JM\rangle\,\alpha^\dagger_{am_a}\alpha^\dagger_{bm_b}

    with :math:`c^\dagger_{jm}=u\,\alpha^\dagger_{jm}+(-1)^{\ell+j-m}v\,\alpha_{j,-m}`. The factor
    :math:`(-1)^{\ell_b}` spares every matrix element a sign. Beside Y stands
    :math:`\tilde A_{ab}(JM)=\pi(-1)^{J+M}A_{ab}(J,-M)`, with the parity :math:`\pi`.

    Parameters
    ----------
    J, parity : of the pairs
    kinds : paired states of protons and of neutrons
    kind : 0 for protons, 1 for neutrons
    first, second : positions a <= b of the orbitals among those of their kind
    """

    J: int
    parity: int
    kinds: tuple[Paired, Paired]
    kind: Indices
    first: Indices
    second: Indices

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def natural(self) -> bool:
        """Whether the parity is (-1)^J."""
        return is_natural(self.J, self.parity)

    @property
    def energies(self) -> Array:
        """Sum of the energies of the two quasiparticles, E_a + E_b [MeV]."""
        E = [one.energies for one in self.kinds]
        return self.of(E, self.first) + self.of(E, self.second)

    @property
    def same(self) -> NDArray[np.bool_]:
        """Whether both quasiparticles are in one orbital."""
        return np.asarray(self.first == self.second)

    def of(self, what: Sequence[Array], orbital: Indices) -> Array:
        """Pick from arrays of protons and of neutrons the entry of an orbital of every pair."""
        return np.asarray(np.concatenate(what)[self.position(orbital)])

    def position(self, orbital: Indices) -> Indices:
        """Count orbitals through: those of the neutrons follow those of the protons."""
        return orbital + np.where(self.kind, len(self.kinds[0].orbitals), 0)

    def weights(self, sign: int) -> Array:
        r"""Return how a one-body operator creates each pair.

        .. math:: \frac{u_av_b+s\,v_au_b}{\sqrt{1+\delta_{ab}}}

        Parameters
        ----------
        sign : s, +1 for operators even under time reversal such as densities, -1 for odd ones
            such as currents and spins
        """
        u, v = [one.u for one in self.kinds], [one.v for one in self.kinds]
        there = self.of(u, self.first) * self.of(v, self.second)
        back = self.of(v, self.first) * self.of(u, self.second)
        return (there + sign * back) / np.where(self.same, np.sqrt(2), 1)

    @property
    def shells(self) -> tuple[tuple[Subshell, Subshell], ...]:
        """Both subshells of every pair."""
        return tuple(
            (self.kinds[k].orbitals[a].shell, self.kinds[k].orbitals[b].shell)
            for k, a, b in zip(self.kind, self.first, self.second, strict=True)
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """Names such as ``"p 0p1/2 0d5/2"``."""
        return tuple(
            f"{'pn'[k]} {a.label} {b.label}"
            for k, (a, b) in zip(self.kind, self.shells, strict=True)
        )


@checked
def is_natural(J: int, parity: int) -> bool:
    """Whether the parity of a state is (-1)^J."""
    return parity == 1 - 2 * (J % 2)


@checked
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
    rows = [
        (kind, a, b)
        for kind, those in enumerate((protons, neutrons))
        for a, b in combinations_with_replacement(range(len(those.orbitals)), 2)
        if _couple(those.orbitals[a].shell, those.orbitals[b].shell, J, parity)
        and not (a == b and J % 2)
        and max(those.u[a] * those.v[b], those.v[a] * those.u[b]) > SMALLEST
    ]
    kind, first, second = np.array(rows, dtype=np.intp).reshape(-1, 3).T
    return Pairs(
        J=J, parity=parity, kinds=(protons, neutrons), kind=kind, first=first, second=second
    )


def _couple(one: Subshell, other: Subshell, J: int, parity: int) -> bool:
    return triangle(one.twice_j, other.twice_j, 2 * J) and parity == (-1) ** (one.l + other.l)
