"""Poisson counts on and off a source: their likelihood, with everything but the signal profiled."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.pulls import PULLS, Pull
from cevns.inference.search import Indices

_STEPS: Final = 200
"""Newton steps at most: a handful where there are data, tens for absurdly large signals."""

_CONVERGED: Final = 1e-14
"""What a Newton step still promises of chi^2 when it is the last."""

_NEAR: Final = 1e-8
"""A step that promises less is taken in any case: rounding hides whether it holds."""

_LOW: Final = -0.9
"""Relative deviation below which an expectation is so small that it is itself compared."""

_SHRINK: Final = 0.1
"""A scale that has to stay above zero comes down to no less than this part of it in a step."""


class OnOff(NamedTuple):
    """chi^2 of counts on and off, and its first two derivatives in what is expected on top.

    ``fisher`` is the second derivative to expect, had what fits best been counted.
    """

    chi2: Array
    slope: Array
    curvature: Array
    fisher: Array


def on_off(extra: Array, on: Array, off: Array, tau: float = 1.0) -> OnOff:
    r"""Twice the negative logarithm of the likelihood ratio of counts on and off a source.

    .. math::

        &\min_\beta\;2\left[P(n_\text{on};\,t+\beta)+P(n_\text{off};\,\tau\beta)\right], \\
        &2(1+\tau)\beta = N-(1+\tau)t+R,\\
        &R^2=(N-(1+\tau)t)^2+4(1+\tau)\,n_\text{off}\,t

    with :math:`P(n;\mu)=\mu-n+n\ln(n/\mu)` and :math:`N=n_\text{on}+n_\text{off}`. It is convex
    in t, and zero at :math:`t=n_\text{on}-n_\text{off}/\tau`.

    Parameters
    ----------
    extra : t, expected on top of what is there off the source [events]
    on, off : counts, broadcastable
    tau : exposure off the source in units of that on it; infinite if nothing is there off it
    """
    if np.isinf(tau):
        nothing = extra <= 0
        chi2, seen = _deviance(on, extra), extra
        if nothing.any():
            chi2, seen = np.where(nothing & (on > 0), np.inf, chi2), np.where(nothing, 1.0, extra)
        fisher = 2 / seen
        ratio = on * fisher
        return OnOff(chi2, 2 - ratio, ratio / seen, fisher)
    beta, R = steady_state(extra, on, off, tau)
    more = on + off + (1 + tau) * extra
    mu = _root(more, R, -2 * on * extra, tau)
    seen = np.where(mu > 0, mu, 1.0)
    bends = np.where(R > 0, (off - (1 + tau) * beta) / np.where(R > 0, R, 1.0), 0.0)
    return OnOff(
        _deviance(on, mu) + _deviance(off, tau * beta),
        2 - 2 * on / seen,
        2 * on / seen**2 * (1 + bends),
        2 / (seen + beta / tau),
    )


def steady_state(extra: Array, on: Array, off: Array, tau: float = 1.0) -> tuple[Array, Array]:
    """Return the events off the source that fit best, and the root R in them, as in `on_off`."""
    if np.isinf(tau):
        nothing = np.zeros(np.broadcast_shapes(np.shape(extra), np.shape(on)))
        return nothing, nothing
    less = on + off - (1 + tau) * extra
    R = np.sqrt(less**2 + 4 * (1 + tau) * off * extra)
    return _root(less, R, 2 * off * extra, tau), R


def _deviance(n: Array, mu: Array) -> Array:
    """2 (mu - n + n ln(n/mu)), without cancellation where many counts are met closely."""
    some = (n > 0) & (mu > 0)
    of = np.where(some, n, 1.0)
    d = np.where(some, (mu - n) / of, 0.0)
    low = d < _LOW
    if low.any():  # there d has lost what is left of mu
        log = np.log(np.where(some, mu / of, 1.0))
        log = np.where(low, log, np.log1p(np.maximum(d, _LOW)))
    else:
        log = np.log1p(d)
    return np.asarray(2 * np.where(some, n * (d - log), mu))


def _root(b: Array, R: Array, product: Array, tau: float) -> Array:
    """(b + R) / 2(1 + tau) without cancellation, given (R^2 - b^2) / 2(1 + tau)."""
    other = np.where(b < 0, R - b, 1.0)
    return np.where(b < 0, product / other, (b + R) / (2 * (1 + tau)))


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    r"""Counts in bins on and off a source, in many experiments at once.

    .. math::

        \chi^2 = \min_{A,C,\beta_i}\;&2\sum_i\left[P(n_i^\text{on};\,A s_i+C b_i+\beta_i)
        + P(n_i^\text{off};\,\tau\beta_i)\right] \\
        &+ \text{price}(A) + \frac{(C-1)^2}{\sigma_b^2}

    The expected events off the beam, :math:`\beta_i`, solve a quadratic equation, and the scales
    A and C are found by Newton's method for all points at once.

    Parameters
    ----------
    on, off, background : shape (bins, 1), or (bins, n) for n experiments
    tau : exposure off the source in units of that on it
    sigma_signal, sigma_background : relative uncertainties of the scales
    shape : of the pull on the signal
    """

    on: Array
    off: Array
    background: Array
    tau: float = 1.0
    sigma_signal: float = 0.0
    sigma_background: float = 0.0
    shape: Pull

    def profiled(self, signal: Array) -> tuple[Array, Array, Array]:
        """Least chi^2 for signals of shape (bins, n); the scales A and C there."""
        if not self.sigma_signal and not self.sigma_background:
            one = np.ones(signal.shape[1])
            expected = signal + self.background
            return on_off(expected, self.on, self.off, self.tau).chi2.sum(axis=0), one, one
        # a signal beyond all counts is scaled down to them first: Newton would overshoot
        total = np.maximum(signal.sum(axis=0), 1.0)
        seen = 1 + self.on.sum(axis=0) + self.off.sum(axis=0)
        start = np.minimum(1.0, seen / total) if self.sigma_signal else np.ones_like(total)
        found = self._from(signal, start)
        if self.sigma_signal and self.shape.grows:
            # a price that is not convex may have its minimum where the signal has grown up
            up = np.maximum((self.on.sum(axis=0) - self.off.sum(axis=0) / self.tau) / total, 1.0)
            other = self._from(signal, np.broadcast_to(up, total.shape))
            lower = other[0] < found[0]
            found = tuple(np.where(lower, a, b) for a, b in zip(other, found, strict=True))  # type: ignore[assignment]
        return found

    def slope(self, signal: Array) -> Array:
        """Return how the least chi^2 grows with the signal of each bin, shape (bins, n)."""
        _, A, C = self.profiled(signal)
        extra = A * signal + C * self.background
        return np.asarray(A * on_off(extra, self.on, self.off, self.tau).slope)

    def _some(self, which: Indices) -> "Counted":
        """Only some of the experiments, if they are different ones."""

        def of(counts: Array) -> Array:
            return counts[:, which] if counts.shape[1] > 1 else counts

        return Counted(
            on=of(self.on),
            off=of(self.off),
            background=of(self.background),
            tau=self.tau,
            sigma_signal=self.sigma_signal,
            sigma_background=self.sigma_background,
            shape=self.shape,
        )

    def _from(self, signal: Array, start: Array) -> tuple[Array, Array, Array]:
        n = signal.shape[1]
        chi2, scales = np.empty(n), np.ones((2, n))
        scales[0] = start
        damping = np.ones(n)
        active = np.arange(n)
        here = self._derivatives(signal, scales)
        for _ in range(_STEPS):
            step, promise = _newton(here)
            chi2[active] = here.chi2  # as some of them stop here
            moving = promise > _CONVERGED * (1 + here.chi2)
            if not moving.any():
                break
            active, step, promise = active[moving], step[:, moving], promise[moving]
            here = _Derivatives(*(one[..., moving] for one in here))
            tried = scales[:, active] + damping[active] * step
            least = _SHRINK * scales[0, active] if self.shape.grows else 0.0
            tried = np.maximum(tried, np.stack([least + 0 * step[0], 0 * step[1]]))
            there = self._some(active)._derivatives(signal[:, active], tried)
            lower = (there.chi2 <= here.chi2) | (promise < _NEAR * (1 + here.chi2))
            scales[:, active] = np.where(lower, tried, scales[:, active])
            damping[active] = np.minimum(1.0, damping[active] * np.where(lower, 2.0, 0.25))
            here = _Derivatives(*(np.where(lower, a, b) for a, b in zip(there, here, strict=True)))
        chi2[active] = here.chi2
        return chi2, *scales

    def _derivatives(self, signal: Array, scales: Array) -> "_Derivatives":
        b = self.background
        bins = on_off(scales[0] * signal + scales[1] * b, self.on, self.off, self.tau)
        chi2 = bins.chi2.sum(axis=0)
        gradient = np.stack([(bins.slope * one).sum(axis=0) for one in (signal, b)])
        hessian = np.stack(
            [
                (bins.curvature * one * other).sum(axis=0)
                for one, other in ((signal, signal), (b, b), (signal, b))
            ]
        )
        for i, sigma in enumerate((self.sigma_signal, self.sigma_background)):
            if sigma:
                shape = self.shape if i == 0 else PULLS["gaussian"]
                price = shape.price(scales[i], sigma)
                chi2 = chi2 + price.chi2
                gradient[i] += price.slope
                hessian[i] += price.curvature
            # a scale without uncertainty stays as it is, and none goes below zero
            stays = (scales[i] <= 0) & (gradient[i] > 0) if sigma else np.array(True)
            gradient[i] = np.where(stays, 0.0, gradient[i])
            hessian[i] = np.where(stays, 1.0, hessian[i])
            hessian[2] = np.where(stays, 0.0, hessian[2])
        return _Derivatives(chi2, gradient, hessian)


class _Derivatives(NamedTuple):
    """chi^2, its gradient and Hessian (signal, background, mixed) in both scales."""

    chi2: Array
    gradient: Array
    hessian: Array


def _newton(here: _Derivatives) -> tuple[Array, Array]:
    """Newton step, shape (2, n), and what it promises to lower chi^2 by."""
    (g_s, g_b), (h_ss, h_bb, h_sb) = here.gradient, here.hessian
    determinant = h_ss * h_bb - h_sb**2
    step = np.stack([h_sb * g_b - h_bb * g_s, h_sb * g_s - h_ss * g_b]) / determinant
    return step, -(g_s * step[0] + g_b * step[1]) / 2
