"""Subshells of nucleons with spin: n, l, j."""

from typing import NamedTuple

from cevns.basics.checks import instance, number
from cevns.basics.kinds import checked, describe


class Subshell(NamedTuple):
    r"""The states :math:`|n\,\ell\,\tfrac12\,j\rangle` of one energy.

    Orbital momentum and spin are coupled in this order, :math:`[Y_\ell\,\chi]_j`, with the
    phases of Condon and Shortley; radial functions are positive at the origin.

    Parameters
    ----------
    n : radial nodes, 0, 1, ... (the first d state is 0d)
    l : orbital angular momentum
    twice_j : 2 l - 1 or 2 l + 1, a whole number
    """

    n: int
    l: int
    twice_j: int

    @property
    def quanta(self) -> int:
        """Oscillator quanta N = 2n + l."""
        return 2 * self.n + self.l

    @property
    def holds(self) -> int:
        """How many nucleons of a kind it holds, 2j + 1."""
        return self.twice_j + 1

    @property
    def spin_orbit(self) -> float:
        """Expectation value of l . s."""
        j = self.twice_j / 2
        return (j * (j + 1) - self.l * (self.l + 1) - 0.75) / 2

    @property
    def label(self) -> str:
        """Such as ``"0f7/2"``, with n counting nodes."""
        return f"{self.n}{LETTERS[self.l]}{self.twice_j}/2"


describe(Subshell, hint="subshell('0f7/2') makes one of a label")


LETTERS = "spdfghijklmnoqrtuv"
"""Names of l = 0, 1, 2, ..., as spectroscopists have them."""


def subshell(label: str) -> Subshell:
    """Read a label such as ``"0f7/2"``.

    Raises
    ------
    ValueError
        if it is none
    """
    try:
        n, l, twice_j = int(label[0]), LETTERS.index(label[1]), int(label[2:].removesuffix("/2"))
    except (ValueError, IndexError, TypeError):
        raise ValueError(
            f"no subshell {label!r}; write n, the letter of l, and j, such as 0f7/2"
        ) from None
    if not label.endswith("/2"):
        raise ValueError(f"no subshell {label!r}; write j as a fraction, such as 0f7/2")
    return existing(Subshell(n, l, twice_j))


@checked
def existing(shell: Subshell) -> Subshell:
    """Return a subshell that can exist.

    Raises
    ------
    ValueError
        if it is no `Subshell`, or n, l and j do not belong together
    """
    n, l, twice_j = instance("subshell", shell, Subshell, "subshell('0f7/2') makes one of a label")
    if n < 0 or l < 0 or twice_j < 1 or abs(twice_j - 2 * l) != 1:
        raise ValueError(
            f"no subshell with n = {n}, l = {l}, j = {twice_j}/2: n counts nodes from 0, "
            "j is l + 1/2 or l - 1/2, and twice_j twice j"
        )
    return shell


@checked
def oscillator_subshells(quanta: int) -> tuple[Subshell, ...]:
    """Return all subshells with up to so many quanta, by quanta, then l, then j, rising."""
    top = int(number("oscillator quanta", quanta, at_least=0, at_most=len(LETTERS) - 1))
    return tuple(
        Subshell((N - l) // 2, l, twice_j)
        for N in range(top + 1)
        for l in range(N % 2, N + 1, 2)
        for twice_j in ((2 * l - 1, 2 * l + 1) if l else (1,))
    )
