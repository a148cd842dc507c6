"""Shapes of nuclear form factors F(Q), F(0) = 1, with exact moments <R^2>, <R^4>, <R^6>.

Q is in fm^-1, radii in fm. Every shape is written so that it is regular at Q = 0.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle, shown
from cevns.basics.kinds import checked, describe


class Moments(NamedTuple):
    """Moments of a density: <R^2> [fm^2], <R^4> [fm^4], <R^6> [fm^6]."""

    R2: float
    R4: float
    R6: float

    @property
    def rms(self) -> float:
        """Root-mean-square radius [fm]."""
        return math.sqrt(self.R2)


class FormFactor(Protocol):
    """What the cross sections need: F(Q) and the moments of its density."""

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at momentum transfers Q [fm^-1]."""
        ...

    @property
    def moments(self) -> Moments:
        """Moments of the density."""
        ...


describe(
    FormFactor,
    "a form factor, a function of Q",
    "use radii.helm(nuclide)",
    lambda value: callable(value) and not isinstance(value, type),
)


def _momentum_transfer(Q: ArrayLike) -> Array:
    return in_range("Q", Q, "fm^-1", at_least=0, hint="Q is a modulus in fm^-1")


RADIUS: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 0, "at_most": 20, "hint": "radii are in fm"}
)
"""Radii, lengths and thicknesses that are accepted [fm]."""


def _radius_inside(rms: float, surface2: float, written: str, surface: str) -> float:
    """Radius R of a sphere whose square and surface make up that of all: 3/5 R^2 + surface^2."""
    rms = number("rms radius", rms, "fm", above=0, **RADIUS)
    if rms**2 <= surface2:
        raise ValueError(
            f"rms radius = {rms:g} fm must exceed {written}{math.sqrt(surface2):.4g} fm, "
            f"the radius of the {surface} alone"
        )
    return math.sqrt(5 / 3 * (rms**2 - surface2))


# of 1, x^2, x^4, ... in 3 j_1(x)/x; eight suffice up to x = 1
_SPHERE_SERIES: Final = tuple((-1) ** k * 6 * (k + 1) / math.factorial(2 * k + 3) for k in range(8))


def uniform_sphere(x: ArrayLike) -> Array:
    r"""Form factor of a uniform sphere, by its Taylor series below x = 1.

    .. math:: \frac{3\,j_1(x)}{x} = \frac{3(\sin x - x\cos x)}{x^3}

    Parameters
    ----------
    x : momentum transfer times radius, any shape

    Returns
    -------
    Array
        dimensionless, within 1e-15 everywhere; even in x
    """
    return _uniform_sphere(in_range("x", x))


def _uniform_sphere(x: Array) -> Array:
    small = np.abs(x) < 1
    if small.all():
        return _sphere_series(x)
    if not small.any():
        return _sphere(x)
    form = np.empty_like(x)
    form[small], form[~small] = _sphere_series(x[small]), _sphere(x[~small])
    return form


def _sphere(x: Array) -> Array:
    form: Array = 3 * (np.sin(x) - x * np.cos(x)) / (x * x * x)
    return form


def _sphere_series(x: Array) -> Array:
    x2 = x * x
    series = np.full_like(x2, _SPHERE_SERIES[-1])
    for coefficient in _SPHERE_SERIES[-2::-1]:
        series *= x2
        series += coefficient
    return series


@dataclass(frozen=True, slots=True)
class Helm:
    r"""Uniform sphere folded with a Gaussian surface.

    Equation :eq:`eq:ff-helm` of the book.

    .. math:: F(Q) = 3\,\frac{j_1(QR_0)}{QR_0}\,e^{-(Qs)^2/2}

    Parameters
    ----------
    R_0 : box (diffraction) radius [fm]
    s : surface thickness [fm]

    Raises
    ------
    ValueError
        if a length is negative, not finite, or not nuclear (above 20 fm)

    Notes
    -----
    Source: R. H. Helm, Phys. Rev. 104 (1956) 1466.
    """

    R_0: float
    s: float = 0.9

    def __post_init__(self) -> None:
        settle(self, "R_0", "fm", what="Helm R_0", above=0, **RADIUS)
        settle(self, "s", "fm", what="Helm s", **RADIUS)

    @classmethod
    def from_rms(cls, rms: float, s: float = 0.9) -> Self:
        """Box radius from a root-mean-square radius: R_0^2 = 5/3 (R_rms^2 - 3 s^2)."""
        s = number("Helm s", s, "fm", **RADIUS)
        return cls(_radius_inside(rms, 3 * s**2, "sqrt(3) s = ", "surface"), s)

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at Q [fm^-1]."""
        Q = _momentum_transfer(Q)
        return _uniform_sphere(Q * self.R_0) * np.exp(-0.5 * (Q * self.s) ** 2)

    @property
    def moments(self) -> Moments:
        """Exact moments of the folded density."""
        R2, s2 = self.R_0**2, self.s**2
        return Moments(
            3 / 5 * R2 + 3 * s2,
            3 / 7 * R2**2 + 6 * R2 * s2 + 15 * s2**2,
            1 / 3 * R2**3 + 9 * R2**2 * s2 + 63 * R2 * s2**2 + 105 * s2**3,
        )


describe(Helm, hint="use radii.helm(nuclide)")


def _langevin_ratio(y: Array) -> Array:
    """(y coth y - 1)/y^2, by its Taylor series below y = 0.2."""
    small = np.abs(y) < 0.2
    safe = np.where(small, 1.0, y)
    # 2^(2n) B_(2n)/(2n)! for n = 1 ... 6
    coefficients = (1 / 3, -1 / 45, 2 / 945, -1 / 4725, 2 / 93555, -1382 / 638512875)
    series = np.polynomial.polynomial.polyval(y**2, coefficients)
    return np.where(small, series, (safe / np.tanh(safe) - 1) / safe**2)


def _over_sinh(y: Array) -> Array:
    """y/sinh y, without overflow at large y."""
    small = np.abs(y) < 1e-4
    safe = np.where(small, 1.0, y)
    return np.where(small, 1 - y**2 / 6, -2 * safe * np.exp(-safe) / np.expm1(-2 * safe))


@dataclass(frozen=True, slots=True)
class SymmetrizedFermi:
    r"""Symmetrised Fermi density, :math:`\sinh(c/a)/[\cosh(r/a)+\cosh(c/a)]`.

    Equation :eq:`eq:ff-sf` of the book.

    .. math::

        F(Q) = \frac{3}{Qc\left[(Qc)^2+(\pi Qa)^2\right]}\,\frac{\pi Qa}{\sinh\pi Qa}
               \left[\frac{\pi Qa\,\sin Qc}{\tanh\pi Qa} - Qc\cos Qc\right]

    evaluated without cancellation, with :math:`x=Qc`, :math:`y=\pi Qa`, as

    .. math::

        F = \frac{y}{\sinh y}\;
            \frac{3\,(\pi a)^2\,\frac{y\coth y-1}{y^2}\,\frac{\sin x}{x}
                  + c^2\,\frac{3j_1(x)}{x}}{c^2+(\pi a)^2}

    Parameters
    ----------
    c : half-density radius [fm]
    a : diffuseness [fm]; the surface thickness (90 % to 10 %) is 4 a ln 3

    Raises
    ------
    ValueError
        if a length is not positive, not finite, or not nuclear (above 20 fm)

    Notes
    -----
    Source: D. W. L. Sprung and J. Martorell, J. Phys. A 30 (1997) 6525.
    """

    c: float
    a: float = 0.52

    def __post_init__(self) -> None:
        settle(self, "c", "fm", what="symmetrised Fermi c", above=0, **RADIUS)
        settle(self, "a", "fm", what="symmetrised Fermi a", above=0, **RADIUS)

    @classmethod
    def from_rms(cls, rms: float, a: float = 0.52) -> Self:
        """Half-density radius from a root-mean-square radius at fixed diffuseness."""
        a = number("symmetrised Fermi a", a, "fm", above=0, **RADIUS)
        return cls(_radius_inside(rms, 7 / 5 * (math.pi * a) ** 2, "", "surface"), a)

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at Q [fm^-1]."""
        Q = _momentum_transfer(Q)
        x, y = Q * self.c, math.pi * Q * self.a
        c2, p2 = self.c**2, (math.pi * self.a) ** 2
        surface = 3 * p2 * _langevin_ratio(y) * np.sinc(x / math.pi)
        return _over_sinh(y) * (surface + c2 * _uniform_sphere(x)) / (c2 + p2)

    @property
    def moments(self) -> Moments:
        """Exact moments of the density."""
        c2, p2 = self.c**2, (math.pi * self.a) ** 2
        return Moments(
            3 / 5 * c2 + 7 / 5 * p2,
            3 / 7 * c2**2 + 18 / 7 * p2 * c2 + 31 / 7 * p2**2,
            1 / 3 * c2**3 + 11 / 3 * p2 * c2**2 + 239 / 15 * p2**2 * c2 + 127 / 5 * p2**3,
        )


describe(SymmetrizedFermi, hint="use radii.symmetrized_fermi(nuclide)")


@dataclass(frozen=True, slots=True)
class KleinNystrand:
    r"""Uniform sphere folded with a Yukawa potential of range a_k.

    Equation :eq:`eq:ff-kn` of the book.

    .. math:: F(Q) = 3\,\frac{j_1(QR_A)}{QR_A}\,\frac{1}{1+(Qa_k)^2}

    Parameters
    ----------
    R_A : radius of the hard sphere [fm]
    a_k : range of the Yukawa potential [fm]

    Raises
    ------
    ValueError
        if a length is negative, not finite, or not nuclear (above 20 fm)

    Notes
    -----
    Source: S. Klein and J. Nystrand, Phys. Rev. C 60 (1999) 014903.
    """

    R_A: float
    a_k: float = 0.7

    def __post_init__(self) -> None:
        settle(self, "R_A", "fm", what="Klein-Nystrand R_A", above=0, **RADIUS)
        settle(self, "a_k", "fm", what="Klein-Nystrand a_k", **RADIUS)

    @classmethod
    def from_rms(cls, rms: float, a_k: float = 0.7) -> Self:
        """Sphere radius from a root-mean-square radius at fixed range."""
        a_k = number("Klein-Nystrand a_k", a_k, "fm", **RADIUS)
        return cls(_radius_inside(rms, 6 * a_k**2, "sqrt(6) a_k = ", "Yukawa tail"), a_k)

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at Q [fm^-1]."""
        Q = _momentum_transfer(Q)
        return _uniform_sphere(Q * self.R_A) / (1 + (Q * self.a_k) ** 2)

    @property
    def moments(self) -> Moments:
        """Exact moments of the folded density."""
        R2, a2 = self.R_A**2, self.a_k**2
        return Moments(
            3 / 5 * R2 + 6 * a2,
            3 / 7 * R2**2 + 12 * R2 * a2 + 120 * a2**2,
            1 / 3 * R2**3 + 18 * R2**2 * a2 + 504 * R2 * a2**2 + 5040 * a2**3,
        )


describe(KleinNystrand, hint="use radii.klein_nystrand(nuclide)")


@checked
@dataclass(frozen=True, slots=True)
class MomentSeries:
    r"""Model-independent expansion in the moments of an unknown density.

    Equation :eq:`eq:ff-series` of the book.

    .. math:: F(Q) \simeq 1 - \frac{Q^2}{3!}\langle R^2\rangle + \frac{Q^4}{5!}\langle R^4\rangle
              - \frac{Q^6}{7!}\langle R^6\rangle

    Parameters
    ----------
    moments : <R^2>, <R^4>, <R^6> [fm^2, fm^4, fm^6], > 0
    last_term_at_most : refuse Q where the Q^6 term, the measure of what is cut off, exceeds this

    Raises
    ------
    ValueError
        if a moment is not positive, or Q is beyond the range of the series

    Notes
    -----
    Source: K. Patton et al., Phys. Rev. C 86 (2012) 024612.
    """

    moments: Moments
    last_term_at_most: float = 0.2

    def __post_init__(self) -> None:
        if not isinstance(self.moments, tuple) or len(self.moments) != 3:
            raise ValueError(f"moments must be Moments(R2, R4, R6), got {shown(self.moments)}")
        for name, value in zip(Moments._fields, self.moments, strict=True):
            number(f"moment {name}", value, "fm^" + name[1], above=0)
        settle(self, "last_term_at_most", above=0, at_most=1)

    @property
    def Q_max(self) -> float:
        """Largest momentum transfer at which the series is used [fm^-1]."""
        return float((self.last_term_at_most * 5040 / self.moments.R6) ** (1 / 6))

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at Q [fm^-1]."""
        Q = in_range(
            "Q",
            Q,
            "fm^-1",
            at_least=0,
            at_most=self.Q_max,
            hint="beyond it the cut series is no form factor; use a model with all orders",
        )
        R2, R4, R6 = self.moments
        return 1 - Q**2 * R2 / 6 + Q**4 * R4 / 120 - Q**6 * R6 / 5040


@checked
def normalised(form_factor: FormFactor, what: str = "form factor") -> FormFactor:
    """Return a form factor once it is 1 where nothing is transferred.

    Parameters
    ----------
    form_factor : of one's own, or one of this module, which is
    what : its name, for the message

    Raises
    ------
    ValueError
        if F is far from 1, such as Z, near Q = 0, or no number there
    """
    if not isinstance(form_factor, _OURS):
        if not callable(form_factor) or isinstance(form_factor, type):
            raise ValueError(
                f"{what} must be a function of Q, got {shown(form_factor)}; use radii.helm(nuclide)"
            )
        at_zero = np.asarray(form_factor(np.array([1e-6])))
        if at_zero.shape != (1,):
            raise ValueError(
                f"{what}: F(Q) must be an array like Q, got shape {at_zero.shape} for one Q"
            )
        if not 0.5 < at_zero[0] < 1.5:
            raise ValueError(
                f"{what}: F(Q) = {at_zero[0]:g} at Q = 0 must be 1; is it the charge, or F of "
                "something else than Q in fm^-1?"
            )
    return form_factor


class _PointLike:
    moments = Moments(0.0, 0.0, 0.0)

    def __call__(self, Q: ArrayLike) -> Array:
        return np.ones_like(_momentum_transfer(Q))


_OURS = (Helm, SymmetrizedFermi, KleinNystrand, MomentSeries, _PointLike)
