r"""Boundary of the effective moments that given moduli can reach, all else being free.

Four Hermitian forms of a complex 3-vector have a convex cone as their image, so the effective
moments squared within reach of given moduli fill a convex set. It is known by its tangents: for
every direction theta there is a point of least :math:`\cos\theta\,\mu_e^2+\sin\theta\,\mu_\mu^2`.
In the flavour basis that form is diagonal, with s, c and c + s.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.reachable import Moments2, quotient, some_of
from cevns.inference.search import Indices
from cevns.neutrinos.mixing import ComplexArray

_PANEL: Final = 30.0
"""Half the length of a panel of tangents, in its parameter."""


class Tangents(NamedTuple):
    """Directions theta in which a frontier has a tangent: between two ends, which are open.

    In three panels: up to the axes, where one effective moment may be next to nothing, and beyond
    either. The parameter comes exponentially close to both ends of each.
    """

    low: Array
    high: Array

    def angle(self, t: Array) -> Array:
        """Angle at a parameter t, which is between -30 and 30 in the first quadrant."""
        below, above = t < -_PANEL, t > _PANEL
        t = np.where(below, t + 2 * _PANEL, np.where(above, t - 2 * _PANEL, t))
        start = np.where(below, self.low, np.where(above, math.pi / 2, 0.0))
        stop = np.where(below, 0.0, np.where(above, self.high, math.pi / 2))
        share = (stop - start) / (1 + np.exp(np.abs(t)))
        return np.asarray(np.where(t < 0, start + share, stop - share))

    def parameter(self, theta: Array) -> Array:
        """Inverse of `angle`, of theta or of theta and half a turn."""
        theta = np.where(theta <= self.low, theta + math.pi, theta)
        panel = np.where(theta < 0, -1, np.where(theta > math.pi / 2, 1, 0))
        start = np.choose(panel + 1, [self.low, 0.0, math.pi / 2])
        stop = np.choose(panel + 1, [0.0, math.pi / 2, self.high])
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.log((theta - start) / (stop - theta))
        t = np.clip(np.nan_to_num(t), 1 - _PANEL, _PANEL - 1)
        return np.asarray(t + 2 * _PANEL * panel)

    def of(self, who: Indices) -> "Tangents":
        """Return those of some of the problems."""
        return Tangents(some_of(self.low, who), some_of(self.high, who))

    @property
    def outwards(self) -> tuple[Moments2, Moments2]:
        """Directions in which the frontier runs to infinity, at the lower and the upper end."""
        return (-np.sin(self.low), np.cos(self.low)), (np.sin(self.high), -np.cos(self.high))


QUADRANT: Final = Tangents(np.zeros((1, 1)), np.full((1, 1), math.pi / 2))
"""Where a chi^2 that grows with both moments touches a frontier."""


class OneKept(NamedTuple):
    r"""Frontier of one modulus, two complex moments being free.

    .. math::

        \Lambda_\alpha \propto \frac{U_{\alpha i}}{D_\alpha}, \qquad
        D = (s,\; c,\; c+s), \qquad |\Lambda_i| = v

    Parameters
    ----------
    U : mixing, shape (3, 3, n or 1, 1)
    v : modulus, shape (n, 1)
    kept : index i of it
    """

    U: ComplexArray
    v: Array
    kept: tuple[int, ...]

    @property
    def _seen(self) -> Array:
        column = self.U[:, self.kept[0]]
        return column.real**2 + column.imag**2

    @property
    def tangents(self) -> Tangents:
        """Where the form of the two free moments is positive."""
        e, mu, _ = self._seen
        root = 1 + np.sqrt(np.maximum(1 - 4 * e * mu, 0.0))
        return Tangents(-np.arctan2(2 * e, root), math.pi - np.arctan2(root, 2 * mu))

    def point(self, theta: Array) -> Moments2:
        """Where the frontier has the tangent theta, shape (n, m) or (1, m)."""
        c, s, seen = np.cos(theta), np.sin(theta), self._seen
        weights = c * (c + s), s * (c + s), c * s
        total = np.asarray(sum(one * w for one, w in zip(seen, weights, strict=True)))
        lone = total == 0  # the free moments may as well be zero
        total = np.where(lone, 1.0, total)
        e, mu, tau = (
            one * np.where(lone, 1.0, w / total) ** 2 for one, w in zip(seen, weights, strict=True)
        )
        square = self.v**2
        return square * (mu + tau), square * (e + tau)

    def support(self, theta: Array) -> Array:
        """Least cos(theta) mu_e^2 + sin(theta) mu_mu^2 itself, also where both are huge."""
        c, s, (e, mu, _) = np.cos(theta), np.sin(theta), self._seen
        per_square = quotient(c * s * (c + s), e * c**2 + c * s + mu * s**2)
        return np.asarray(self.v**2 * per_square)

    def of(self, who: Indices) -> "OneKept":
        """Return that of some of the problems."""
        return OneKept(some_of(self.U, who), self.v[who], self.kept)


class TwoKept(NamedTuple):
    r"""Frontier of two moduli i and j, the third moment k and the phases being free.

    The least of the form over the third moment has a mixed term proportional to
    :math:`\cos^2\theta\,U_{ei}^*U_{ej}+\sin^2\theta\,U_{\mu i}^*U_{\mu j}`, whose phase the
    moments take up. Where it vanishes, for real mixing, the phase jumps and the frontier is
    straight.

    Parameters
    ----------
    U : mixing, shape (3, 3, n or 1, 1)
    v : moduli, shape (n, 2)
    kept : indices i and j of them
    """

    U: ComplexArray
    v: Array
    kept: tuple[int, ...]

    @property
    def _free(self) -> int:
        return 3 - sum(self.kept)

    def _mixed(self, a: int, b: int) -> tuple[ComplexArray, ComplexArray]:
        return self.U[0, a].conj() * self.U[0, b], self.U[1, a].conj() * self.U[1, b]

    def _alone(self) -> Moments2:
        """Effective moments squared of the third moment of unit modulus."""
        e, mu, tau = (row.real**2 + row.imag**2 for row in self.U[:, self._free])
        return mu + tau, e + tau

    @property
    def tangents(self) -> Tangents:
        """Where the form of the third moment is positive."""
        low = -np.arctan2(*self._alone())
        return Tangents(low, low + math.pi)

    @property
    def turn(self) -> tuple[Array, Array]:
        """Where the phase turns fastest: centre and half width in the tangent squared of theta."""
        e, mu = self._mixed(self.kept[0], self.kept[1])
        crossed, size = e * mu.conj(), np.maximum(np.abs(mu) ** 2, np.finfo(float).tiny)
        return -crossed.real / size, np.abs(crossed.imag) / size

    def point(self, theta: Array) -> Moments2:
        """Where the frontier has the tangent theta, shape (n, m) or (1, m)."""
        (i, j), k = self.kept, self._free
        c, s = np.cos(theta), np.sin(theta)
        x_k, y_k = self._alone()
        h_kk = c * x_k + s * y_k
        (e_i, mu_i), (e_j, mu_j) = self._mixed(k, i), self._mixed(k, j)
        e_ij, mu_ij = self._mixed(i, j)
        coupling = c**2 * e_ij + s**2 * mu_ij
        size = np.abs(coupling)
        turn = np.where(size > 0, coupling.conj() / np.where(size > 0, size, 1.0), 1.0)
        per_i, per_j = quotient(c * e_i + s * mu_i, h_kk), quotient(c * e_j + s * mu_j, h_kk) * turn
        v_i, v_j = self.v[:, :1], self.v[:, 1:]
        squares = []
        for row in self.U:
            seen = v_i * (row[i] + row[k] * per_i) + v_j * (row[j] * turn + row[k] * per_j)
            squares.append(seen.real**2 + seen.imag**2)
        e, mu, tau = squares
        return mu + tau, e + tau

    def support(self, theta: Array) -> Array:
        """Least cos(theta) mu_e^2 + sin(theta) mu_mu^2 itself, also where both are huge."""
        c, s = np.cos(theta), np.sin(theta)
        x_k, y_k = self._alone()
        e_ij, mu_ij = self._mixed(self.kept[0], self.kept[1])
        of_i, of_j = (
            np.abs(self.U[0, a]) ** 2 * c**2 + c * s + np.abs(self.U[1, a]) ** 2 * s**2
            for a in self.kept
        )
        v_i, v_j = self.v[:, :1], self.v[:, 1:]
        mixed = 2 * v_i * v_j * np.abs(c**2 * e_ij + s**2 * mu_ij)
        return quotient(v_i**2 * of_j + v_j**2 * of_i - mixed, c * x_k + s * y_k)

    def of(self, who: Indices) -> "TwoKept":
        """Return that of some of the problems."""
        return TwoKept(some_of(self.U, who), self.v[who], self.kept)


Frontier = OneKept | TwoKept
"""Of one modulus or of two."""

_SUDDEN: Final = 1e-9
"""A phase that turns within this part of the tangent squared jumps."""

_TURN: Final = np.sinh(np.linspace(-10.0, 10.0, 15))
"""Nodes while the phase turns, in units of its half width."""

_CHORD: Final = np.linspace(0.0, 1.0, len(_TURN))
"""As many along a straight piece."""

_SPREAD: Final = 1e-13
"""Added to one node after the other, so that none is there twice."""

_NOWHERE: Final = 1e3
"""Where a straight piece begins that is not there."""


@checked
@dataclass(frozen=True, slots=True)
class Path:
    """Way along a frontier without a jump.

    Its parameter is that of the tangents, but for an interval of length 1 in which it leads
    along a straight piece. Build it with `path`.

    Parameters
    ----------
    frontier : of n problems
    tangents : the part of it to go along
    breaks : tangents at which straight pieces begin and end, in turn, shape (pieces, 2, n or 1, 1)
    chords : these ends, shape (pieces, 2, 2, n, 1): begin and end, mu_e^2 and mu_mu^2
    nodes : of a scan, shape (n or 1, m)
    """

    frontier: Frontier
    tangents: Tangents
    breaks: Array
    chords: Array
    nodes: Array

    def point(self, t: Array, who: Indices) -> Moments2:
        """Point at parameters of shape (k, m) or (1, m) for some of the problems."""
        on = []
        for begin, end in some_of(self.breaks, who):
            share = t - begin
            on.append((share, (share > 0) & (share < 1)))
            t = np.where(share < 0, t, np.maximum(t - 1 + (end - begin), end))
        x, y = self.frontier.of(who).point(self.tangents.of(who).angle(t))
        for (share, straight), chord in zip(on, self.chords, strict=True):
            (x_a, y_a), (x_b, y_b) = chord[:, :, who]
            x = np.where(straight, x_a + share * (x_b - x_a), x)
            y = np.where(straight, y_a + share * (y_b - y_a), y)
        return x, y


@checked
def path(frontier: Frontier, tangents: Tangents, scan: Array) -> Path:
    """Way along a frontier, with the nodes of a scan and more where the phase turns.

    The phase turns at tangents of one size and either sign; in the first quadrant there is one.
    """
    if isinstance(frontier, OneKept):
        none = np.empty((0, 2, 1, 1))
        return Path(frontier, tangents, none, none[:, None], scan[None, :])
    centre, width = frontier.turn
    sudden = (centre > 0) & (width < _SUDDEN * centre)
    beside = np.maximum(1e-12 * np.abs(centre), 1e3 * width)
    ways = []
    for sign in (1,) if tangents is QUADRANT else (1, -1):

        def at(squared: Array, sign: int = sign) -> Array:
            root = np.sqrt(np.maximum(squared, 0.0))
            return tangents.parameter(sign * np.arctan(root))

        begin, end = at(centre - sign * beside), at(centre + sign * beside)
        chord = np.stack([np.stack(frontier.point(tangents.angle(t))) for t in (begin, end)])
        breaks = np.where(sudden, np.stack([begin, end]), _NOWHERE)
        ways.append((breaks, chord, at(centre + width * _TURN)))
    first, last = ways[0], ways[-1]
    swap = first[0][0] > last[0][0]  # in ascending order
    ordered = [
        (np.where(swap, b, a), np.where(swap, a, b)) for a, b in zip(first, last, strict=True)
    ]
    breaks, chords, turns = (np.stack(pair[: len(ways)]) for pair in ordered)
    nodes = np.broadcast_to(scan, (len(centre), len(scan)))
    more = []
    for begin, end in breaks:
        nodes = nodes + (nodes > begin) * (1 - (end - begin))
    for (begin, _), turn, before in zip(breaks, turns, range(len(breaks)), strict=True):
        more.append(np.where(sudden, begin + before + _CHORD, turn))
    nodes = np.sort(np.concatenate([nodes, *more], axis=1), axis=1)
    return Path(frontier, tangents, breaks, chords, nodes + _SPREAD * np.arange(nodes.shape[1]))
