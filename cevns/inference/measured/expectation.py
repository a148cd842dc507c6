r"""Expected events as a function of coefficients and pulls, with derivatives, for many points.

.. math::

    \mu_b = \sum_p c_p\,\Bigl(N_{pb}+\sum_j\sum_k A_{pjkb}\,\theta_j^k\Bigr)\,
    g\Bigl(1+\sum_j s_{pj}\theta_j\Bigr)

with g(z) = z but where the size of a part would become negative.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.inference.measured.nuisances import Nuisance

FLOOR: Final = 0.01
"""Part of itself below which what cannot be negative falls off exponentially instead."""

_LOWEST: Final = -200.0
"""Logarithm of the smallest part of that."""


class Floored(NamedTuple):
    """What has been kept above zero, and its first two derivatives."""

    value: Array
    slope: Array
    bend: Array


def floored(z: Array, width: Array | float = FLOOR) -> Floored:
    r"""Keep something above zero, smoothly: z from a width on, :math:`we^{z/w-1}` below.

    Parameters
    ----------
    z : of any shape
    width : w, >= 0, broadcastable
    """
    low = z < width
    if not low.any():
        return Floored(z, np.ones_like(z), np.zeros_like(z))
    some = np.where(low, width, 1.0)
    slope = np.exp(np.where(low, np.maximum(z / some - 1, _LOWEST), 0.0))
    return Floored(np.where(low, some * slope, z), slope, np.where(low, slope / some, 0.0))


class Expected(NamedTuple):
    """Events of n points in every bin, and what is needed of them for the derivatives of chi^2."""

    events: Array  # (n, bins)
    slopes: Array  # (n, pulls, bins)
    parts: Array  # (n, parts, bins) or (parts, bins): morphed, before their sizes
    sizes: Floored  # (n, parts)
    theta: Array  # (n, pulls)


class Expectation:
    """Templates and what the pulls do to them, laid out for speed.

    Parameters
    ----------
    parts : templates by name, each over all bins
    nuisances : in the order of the pulls
    """

    def __init__(self, parts: Mapping[str, Array], nuisances: Sequence[Nuisance]) -> None:
        self.names = tuple(parts)
        self.nominal = np.stack([parts[name] for name in self.names])
        self.scales = np.array(
            [[one.scales.get(name, 0.0) for name in self.names] for one in nuisances]
        ).reshape(len(nuisances), len(self.names))
        self.lower, self._width = self._bounds()
        owners, powers, terms = [], [], []
        for j, one in enumerate(nuisances):
            for k in range(len(one.at)) if one.variants else ():
                term = np.zeros_like(self.nominal)
                for part in one.variants:
                    p = self.names.index(part)
                    term[p] = one.powers(part, self.nominal[p])[k]
                owners.append(j)
                powers.append(k + 1)
                terms.append(term)
        self.owners = np.array(owners, dtype=int)
        self.powers = np.array(powers, dtype=int)
        self._terms = np.array(terms).reshape(len(terms), *self.nominal.shape)
        # only parts that are deformed need their templates at every point
        self.moving = np.flatnonzero((self._terms != 0).any(axis=(0, 2)))

    def _bounds(self) -> tuple[Array, Array]:
        """Lower bounds of the pulls, and where the size of a part has to be kept above zero.

        A pull that is alone in making a part larger ends where it has made nothing of it.
        """
        alone = (self.scales != 0).sum(axis=0) == 1
        own = np.where(alone & (self.scales > 0), self.scales, 0.0)
        steepest = own.max(axis=1, initial=0.0)
        lower = np.where(steepest > 0, -1 / np.where(steepest > 0, steepest, 1.0), -np.inf)
        bounded = (own > 0).any(axis=0) | (self.scales == 0).all(axis=0)
        return lower, np.where(bounded, 0.0, FLOOR)

    @cached_property
    def _moved(self) -> Array:
        """Terms of the parts that are deformed, shape (terms, parts, bins)."""
        return np.asarray(np.ascontiguousarray(self._terms[:, self.moving]), dtype=float)

    @cached_property
    def _belongs(self) -> Array:
        """Which term belongs to which pull, shape (pulls, terms)."""
        return np.asarray(np.arange(len(self.scales))[:, None] == self.owners, dtype=float)

    def _monomials(self, theta: Array) -> tuple[Array, Array, Array]:
        """theta^k of every term and its first two derivatives, shape (n, terms)."""
        t, k = theta[:, self.owners], self.powers
        return t**k, k * t ** (k - 1), k * (k - 1) * t ** np.maximum(k - 2, 0)

    def events(self, c: Array, theta: Array) -> Array:
        """Return events at coefficients (n, parts) and pulls (n, pulls): (n, bins)."""
        found: Array = self.at(c, theta, slopes=False).events
        return found

    def at(self, c: Array, theta: Array, *, slopes: bool = True) -> Expected:
        """Return expected events with their slopes.

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        theta : pulls, shape (n, pulls)
        slopes : whether those are needed
        """
        n, bins = len(theta), self.nominal.shape[1]
        sizes = floored(1 + theta @ self.scales, self._width)
        weight = c * sizes.value
        parts = self.nominal
        if len(self.moving):
            t, dt, _ = self._monomials(theta)
            parts = np.broadcast_to(self.nominal, (n, *self.nominal.shape)).copy()
            moved = t @ self._moved.reshape(len(self.owners), -1)
            parts[:, self.moving] += moved.reshape(n, len(self.moving), bins)
            events = (weight[:, None, :] @ parts)[:, 0]
        else:
            events = weight @ parts
        if not slopes:
            return Expected(events, events, parts, sizes, theta)
        scaled = (c * sizes.slope)[:, None, :] * self.scales
        by_pull = scaled @ parts
        if len(self.moving):
            w = weight[:, self.moving]
            # (n, terms, bins): what each term adds to all parts together
            each = np.einsum("np,tpb->ntb", w, self._moved, optimize=False)
            by_pull += (dt[:, None, :] * self._belongs) @ each
        return Expected(events, by_pull, parts, sizes, theta)

    def of_parts(self, found: Expected, which: Sequence[int]) -> Array:
        """Slopes in the coefficients of some parts, shape (n, parts, bins)."""
        size = found.sizes.value[:, which, None]
        return np.asarray(size * found.parts[..., which, :])

    def bend(self, c: Array, found: Expected, slope: Array) -> Array:
        """Second derivatives in the pulls, contracted with a slope over bins: (n, pulls, pulls).

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        found : by `at`
        slope : of chi^2 in the events, shape (n, bins)
        """
        n, pulls = found.theta.shape
        total = np.zeros((n, pulls, pulls))
        along = (found.parts @ slope[..., None])[..., 0]  # (n, parts)
        outer = (c * found.sizes.bend * along)[:, None, :] * self.scales
        total += outer @ self.scales.T
        if len(self.moving):
            _, dt, ddt = self._monomials(found.theta)
            r = slope @ self._moved.reshape(-1, slope.shape[1]).T
            r = r.reshape(n, len(self.owners), len(self.moving))
            # what a pull adds to each part, along the slope: (n, pulls, parts)
            v = (dt[:, None, :] * self._belongs) @ r
            sized = (c * found.sizes.slope)[:, None, self.moving] * self.scales[:, self.moving]
            cross = sized @ v.swapaxes(1, 2)
            total += cross + cross.swapaxes(1, 2)
            w = (c * found.sizes.value)[:, self.moving]
            own = (ddt * (r @ w[..., None])[..., 0]) @ self._belongs.T
            total[:, np.arange(pulls), np.arange(pulls)] += own
        return np.asarray(total)
