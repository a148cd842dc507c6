"""The shape of a pull: by what factor a signal may be scaled, and at what price."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.inference.search import last_below

_STEPS: Final = 60
"""Newton steps at most; a handful are needed."""


class Price(NamedTuple):
    """What a factor costs in chi^2, with its slope, and a positive measure of its bend."""

    chi2: Array
    slope: Array
    curvature: Array


class Pull(Protocol):
    r"""A factor k on a signal g that is to be explained as m events of variance D.

    .. math:: \chi^2 = \min_k\left[\frac{(kg-m)^2}{D} + \text{price}(k)\right]
    """

    grows: bool
    """Whether that chi^2 grows with g wherever g exceeds m, even if m is negative."""

    def factor(self, g: Array, m: Array | float, D: float, sigma: float) -> Array:
        """Return the factor k at the minimum."""
        ...

    def chi2(self, g: Array, m: Array | float, D: float, sigma: float) -> Array:
        """Return the value at the minimum."""
        ...

    def largest(self, chi2_max: float, m: float, D: float, sigma: float) -> float:
        """Return the largest g whose chi^2 is at most ``chi2_max``; infinite if none bounds it."""
        ...

    def floor(self, chi2_max: float, sigma: float) -> float:
        """Return the same of an infinite exposure, D = 0, in units of m."""
        ...

    def price(self, k: Array, sigma: float) -> Price:
        """Return what a factor costs."""
        ...

    def at_infinity(self, sigma: float) -> float:
        """chi^2 of a signal without bound."""
        ...

    def drawn(self, z: Array, sigma: float) -> Array:
        """Return the factor that a standard normal deviate stands for."""
        ...

    def rest(self, sigma: float, common: float) -> float:
        """Return the uncertainty left of a pull without a part that is common to several."""
        ...

    def together(self, one: Array, other: Array) -> Array:
        """Return the factor that two independent ones make."""
        ...


class Gaussian:
    r"""A factor :math:`1+\sigma a`: the chi^2 as printed.

    .. math:: \chi^2 = \frac{(g-m)^2}{D+\sigma^2g^2}
    """

    grows = False

    def factor(self, g: Array, m: Array | float, D: float, sigma: float) -> Array:
        """Return the factor k at the minimum."""
        return 1 - (g - m) * g * sigma**2 / (D + (sigma * g) ** 2)

    def chi2(self, g: Array, m: Array | float, D: float, sigma: float) -> Array:
        """Return the value at the minimum."""
        return np.asarray((g - m) ** 2 / (D + (sigma * g) ** 2))

    def largest(self, chi2_max: float, m: float, D: float, sigma: float) -> float:
        r"""Return the larger root of :math:`(1-C\sigma^2)g^2-2mg+m^2-CD=0`."""
        leading = 1 - chi2_max * sigma**2
        if leading <= 0:
            return math.inf
        return (m + math.sqrt(chi2_max * (D * leading + (sigma * m) ** 2))) / leading

    def floor(self, chi2_max: float, sigma: float) -> float:
        r"""Return :math:`1/(1-\sqrt C\sigma)`."""
        pull = math.sqrt(chi2_max) * sigma
        return 1 / (1 - pull) if pull < 1 else math.inf

    def price(self, k: Array, sigma: float) -> Price:
        """Return what a factor costs."""
        return Price(((k - 1) / sigma) ** 2, 2 * (k - 1) / sigma**2, np.full_like(k, 2 / sigma**2))

    def at_infinity(self, sigma: float) -> float:
        r"""chi^2 of a signal without bound, :math:`\sigma^{-2}`: its factor has come to zero."""
        return sigma**-2 if sigma else math.inf

    def drawn(self, z: Array, sigma: float) -> Array:
        """Return the factor that a standard normal deviate stands for."""
        return 1 + sigma * z

    def rest(self, sigma: float, common: float) -> float:
        """Return the uncertainty left of a pull without a part that is common to several."""
        return math.sqrt(max(sigma**2 - common**2, 0.0))

    def together(self, one: Array, other: Array) -> Array:
        """Return the factor that two independent ones make: their pulls add."""
        return one + other - 1


class LogNormal:
    r"""A factor :math:`e^{\sigma'a}` with :math:`\sigma'^2=\ln(1+\sigma^2)`.

    The expected signal is its median, and its standard deviation is :math:`\sigma` of its mean.
    Price: :math:`(\ln k/\sigma')^2`. It never comes to zero, so every signal is bounded.
    """

    grows = True

    def factor(self, g: Array, m: Array | float, D: float, sigma: float) -> Array:
        r"""Return the factor k at the minimum, by Newton's method for all signals at once.

        With :math:`u = kg` the pull solves :math:`a = \sigma' u(m-u)/D`. Its two sides cross
        once if g exceeds m; from the far side the steps come down to it from one side only.
        Otherwise they may cross three times: the first and the last are found, and compared.
        """
        g, m = np.broadcast_arrays(np.abs(np.asarray(g, dtype=float)), m)
        if not sigma:
            return np.ones_like(g)
        s = math.sqrt(math.log1p(sigma**2))
        some = np.where(g > 0, g, 1.0)
        beyond = np.where(some > m, self._bound(some, m, D, s), m)
        end = np.log(beyond / some) / s
        far = _newton(end, end, some, m, D, s)
        near = _newton(np.minimum(0.0, end), end, some, m, D, s)
        lower = _paid(near, some, m, D, s) < _paid(far, some, m, D, s)
        return np.asarray(np.where(g > 0, np.exp(s * np.where(lower, near, far)), 1.0))

    @staticmethod
    def _bound(g: Array, m: Array, D: float, s: float) -> Array:
        """Return what u = kg cannot exceed, near the solution, for signals above m."""
        a = (g - m) / math.sqrt(D)
        a = np.where(m > 0, np.minimum(a, (np.log(g) - np.log(np.where(m > 0, m, g))) / s), a)
        return np.asarray(np.minimum(g, (m + np.sqrt(m**2 + 4 * D * np.maximum(a, 0) / s)) / 2))

    def chi2(self, g: Array, m: Array | float, D: float, sigma: float) -> Array:
        """Return the value at the minimum."""
        g = np.abs(np.asarray(g, dtype=float))
        k = self.factor(g, m, D, sigma)
        cost = self.price(k, sigma).chi2 if sigma else 0.0
        return np.asarray((k * g - m) ** 2 / D + cost)

    def largest(self, chi2_max: float, m: float, D: float, sigma: float) -> float:
        r"""Return the largest g, from :math:`u=m+\sqrt{CD}\sin\theta` and a price of C cos^2.

        .. math:: g = u\,e^{\sigma'\sqrt C\cos\theta},\qquad
                  \sqrt D\cos\theta=\sigma'u\sin\theta
        """
        root = math.sqrt(chi2_max * D)
        if not sigma or m + root <= 0:
            return m + root
        s = math.sqrt(math.log1p(sigma**2))

        def beyond(theta: Array) -> Array:
            u = m + root * np.sin(theta)
            return np.asarray(s * u * np.sin(theta) - math.sqrt(D) * np.cos(theta))

        theta = float(last_below(beyond, np.array([math.pi / 2]), np.array([0.0, 1.0]))[0])
        u = m + root * math.sin(theta)
        return u * math.exp(s * math.sqrt(chi2_max) * math.cos(theta))

    def floor(self, chi2_max: float, sigma: float) -> float:
        r"""Return :math:`e^{\sqrt C\sigma'}`."""
        return math.exp(math.sqrt(chi2_max * math.log1p(sigma**2)))

    def price(self, k: Array, sigma: float) -> Price:
        """Return what a factor costs; beyond k = e it bends down, and the measure stays up."""
        s2 = math.log1p(sigma**2)
        log = np.log(k)
        bend = np.where(log < 0.5, 1 - log, 0.5)
        return Price(log**2 / s2, 2 * log / (s2 * k), 2 * bend / (s2 * k**2))

    def at_infinity(self, sigma: float) -> float:
        """chi^2 of a signal without bound: without bound."""
        return math.inf

    def drawn(self, z: Array, sigma: float) -> Array:
        """Return the factor that a standard normal deviate stands for."""
        return np.exp(math.sqrt(math.log1p(sigma**2)) * z)

    def rest(self, sigma: float, common: float) -> float:
        """Return the uncertainty left of a pull without a part that is common to several."""
        return math.sqrt(max((1 + sigma**2) / (1 + common**2) - 1, 0.0))

    def together(self, one: Array, other: Array) -> Array:
        """Return the factor that two independent ones make: they multiply."""
        return one * other


def _newton(a: Array, end: Array, g: Array, m: Array, D: float, s: float) -> Array:
    """Solve a = s u (m - u)/D, u = g exp(s a), from one side, and not beyond an end."""
    for _ in range(_STEPS):
        u = g * np.exp(s * a)
        slope = 1 - s**2 * u * (m - 2 * u) / D
        step = np.where(slope > 0, (s * u * (m - u) / D - a) / np.where(slope > 0, slope, 1.0), 0.0)
        a = np.minimum(a + step, end)
        if (np.abs(step) <= 1e-15 * (1 + np.abs(a))).all():
            break
    return a


def _paid(a: Array, g: Array, m: Array, D: float, s: float) -> Array:
    return np.asarray((g * np.exp(s * a) - m) ** 2 / D + a**2)


PULLS: Final[Mapping[str, Pull]] = MappingProxyType(
    {"gaussian": Gaussian(), "log_normal": LogNormal()}
)
"""Shapes of a pull on the signal, by name."""
