"""Excited states as vibrations: QRPA and Tamm-Dancoff."""

from dataclasses import dataclass

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.nuclei.structure.pairs import Pairs
from cevns.nuclei.structure.residual import Interaction

ZERO = 1e-6
"""Squares of frequencies within this of zero are those of spurious modes [MeV^2]."""

NOTHING = 1e-10
"""Eigenvalues of A + B or A - B below this belong to a motion that costs no energy [MeV]."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Modes:
    r"""Vibrations :math:`O^\dagger=\sum_{ab}X_{ab}A^\dagger_{ab}-Y_{ab}\tilde A_{ab}`.

    Equation :eq:`eq:qrpa-phonon` of the book.

    Parameters
    ----------
    pairs : what they are made of
    energies : of the stable modes [MeV], rising
    X, Y : amplitudes, shape (modes, pairs), with :math:`\sum X^2-Y^2=1`; the largest X of a mode
        is positive
    squares : omega^2 of all solutions [MeV^2], rising, those that are no vibrations included
    """

    pairs: Pairs
    energies: Array
    X: Array
    Y: Array
    squares: Array

    @property
    def unstable(self) -> int:
        """How many solutions have omega^2 < 0: the ground state is not the lowest one."""
        return int(np.sum(self.squares < -ZERO))

    @property
    def zero(self) -> int:
        """How many solutions have omega = 0: motions that cost no energy."""
        return int(np.sum(abs(self.squares) <= ZERO))

    def reduced(self, elements: Array, sign: int) -> Array:
        r"""Return the reduced matrix element of a one-body operator to every mode.

        Equation :eq:`eq:qrpa-amplitude` of the book.

        .. math::

            \langle\omega\|T_J\|0\rangle = \sum_{a\le b}\frac{\langle a\|T_J\|b\rangle}
            {\sqrt{1+\delta_{ab}}}\,(u_av_b+s\,v_au_b)\,(X_{ab}+s\,Y_{ab})

        Parameters
        ----------
        elements : of the operator between the orbitals of each pair, shape (pairs, ...)
        sign : s, +1 if the operator is even under time reversal, -1 if it is odd

        Returns
        -------
        Array
            shape (modes, ...), in the unit of the elements
        """
        return ((self.X + sign * self.Y) * self.pairs.weights(sign)) @ elements


@checked
def qrpa(pairs: Pairs, force: Interaction) -> Modes:
    r"""Solve the equations of the quasiparticle random-phase approximation.

    Equation :eq:`eq:qrpa-root` of the book.

    .. math::

        \left[M^{1/2}PM^{1/2}\right]U &= \omega^2U, \\
        P &= A+B = E+2V^{(+)}, \qquad M = A-B = E+2V^{(-)}, \\
        X+Y &= \omega^{-1/2}M^{1/2}U, \qquad X-Y = \omega^{1/2}M^{-1/2}U

    or, where P is farther from instability than M, the same with P and M exchanged and Y with the
    other sign. What has omega^2 <= 0 is in `Modes.squares`, and no mode.

    Parameters
    ----------
    pairs : rows and columns
    force : between them, its rows and columns those of the pairs

    Notes
    -----
    Source: P. Ring and P. Schuck, The Nuclear Many-Body Problem (Springer, 1980), section 8.4.
    """
    plus, minus = (np.diag(pairs.energies) + 2 * V for V in (force.even, force.odd))
    lowest = [np.linalg.eigvalsh(one)[0] if len(pairs) else 0.0 for one in (plus, minus)]
    if max(lowest) < -ZERO:
        squares, sums, differences = _indefinite(plus, minus)
    elif lowest[1] >= lowest[0]:
        squares, sums, differences = _by_root(minus, plus)
    else:
        squares, differences, sums = _by_root(plus, minus)
    X, Y = (sums + differences) / 2, (sums - differences) / 2
    sign = _upright(X)
    return Modes(
        pairs=pairs,
        energies=np.sqrt(squares[len(squares) - len(sums) :]),
        X=sign * X,
        Y=sign * Y,
        squares=squares,
    )


def _upright(X: Array) -> Array:
    """Signs that make the largest amplitude of every mode positive: any sign is a solution."""
    if not X.size:
        return np.ones((len(X), 1))
    largest = np.argmax(abs(X), axis=1)
    return np.sign(np.take_along_axis(X, largest[:, None], axis=1))


def _by_root(definite: Array, other: Array) -> tuple[Array, Array, Array]:
    """Squares, and for vibrations D^(1/2) U/omega^(1/2) and D^(-1/2) U omega^(1/2), by rows.

    Where D has no inverse, on a motion that costs no energy, the second comes from the first.
    """
    values, vectors = np.linalg.eigh(definite)
    free = values < NOTHING
    roots = np.sqrt(np.where(free, 0, values))
    half = vectors * roots @ vectors.T
    squares, U = np.linalg.eigh(half @ other @ half)
    vibrates = squares > ZERO
    omega, U = np.sqrt(squares[vibrates]), U[:, vibrates]
    first = half @ U / np.sqrt(omega)
    inverse = vectors / np.where(free, np.inf, roots) @ vectors.T
    along = vectors[:, free]
    second = inverse @ U * np.sqrt(omega) + along @ (along.T @ other @ first) / omega
    return squares, first.T, second.T


def _indefinite(plus: Array, minus: Array) -> tuple[Array, Array, Array]:
    """Squares, X + Y and X - Y if neither matrix has a root; complex omega^2 count as negative."""
    found, vectors = np.linalg.eig(minus @ plus)
    real = abs(found.imag) < ZERO
    sums = vectors.real.T
    differences = sums @ plus
    norms = np.sum(sums * differences, axis=1)  # times omega
    vibrates = real & (found.real > ZERO) & (norms > 0)
    squares = np.where(vibrates, found.real, -abs(found))
    order = np.argsort(squares)
    keep = order[int(np.sum(~vibrates)) :]
    omega = np.sqrt(squares[keep])[:, None]
    scale = np.sqrt(omega / norms[keep, None])
    return squares[order], sums[keep] * scale, differences[keep] * scale / omega


@checked
def squared(pairs: Pairs, force: Interaction) -> Array:
    r"""Return :math:`(A-B)^{1/2}(A+B)(A-B)^{1/2}`, whose eigenvalues are :math:`\omega^2` [MeV^2].

    Parameters
    ----------
    pairs : rows and columns
    force : between them; A - B must be positive, as it is unless spins attract each other

    Raises
    ------
    ValueError
        if A - B has no root
    """
    plus, minus = (np.diag(pairs.energies) + 2 * V for V in (force.even, force.odd))
    values, vectors = np.linalg.eigh(minus)
    if np.any(values < -NOTHING):
        raise ValueError(f"A - B has the eigenvalue {values[0]:g} MeV; qrpa takes another root")
    half = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    return np.asarray(half @ plus @ half)


@checked
def tamm_dancoff(pairs: Pairs, force: Interaction) -> Modes:
    r"""Solve :math:`AX=\omega X` alone, with no correlations in the ground state: Y = 0.

    Parameters
    ----------
    pairs : rows and columns
    force : between them, its rows and columns those of the pairs
    """
    energies, vectors = np.linalg.eigh(np.diag(pairs.energies) + force.even + force.odd)
    X = vectors.T[energies > 0]
    return Modes(
        pairs=pairs,
        energies=energies[energies > 0],
        X=_upright(X) * X,
        Y=np.zeros_like(X),
        squares=energies * abs(energies),
    )
