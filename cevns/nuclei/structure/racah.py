"""Angular momentum exactly: 3j, 6j and 9j symbols as square roots of rational numbers.

All angular momenta are handed over doubled, as whole numbers.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import factorial, isqrt, sqrt

from cevns.basics.kinds import checked


@checked
@dataclass(frozen=True, slots=True)
class Surd:
    r"""A number :math:`p\sqrt{r}`, with a rational p and a square-free whole r > 0.

    Numbers are multiplied freely, and added if they have the same r.
    """

    rational: Fraction
    radicand: int = 1

    def __post_init__(self) -> None:
        if not self.rational:  # there is one zero
            object.__setattr__(self, "radicand", 1)

    def __mul__(self, other: "Surd | Fraction | int") -> "Surd":
        if not isinstance(other, Surd):
            return Surd(self.rational * other, self.radicand)
        outside, inside = _split(self.radicand * other.radicand)
        return Surd(self.rational * other.rational * outside, inside)

    __rmul__ = __mul__

    def __add__(self, other: "Surd") -> "Surd":
        if not self.rational:
            return other
        if not other.rational:
            return self
        if self.radicand != other.radicand:
            raise ValueError(
                f"{self} + {other}: sums of roots of {self.radicand} and {other.radicand} "
                "are no single root"
            )
        return Surd(self.rational + other.rational, self.radicand)

    def __neg__(self) -> "Surd":
        return Surd(-self.rational, self.radicand)

    def __sub__(self, other: "Surd") -> "Surd":
        return self + -other

    def __bool__(self) -> bool:
        return bool(self.rational)

    def __float__(self) -> float:
        return float(self.rational) * sqrt(self.radicand)

    def __str__(self) -> str:
        return f"{self.rational} sqrt({self.radicand})" if self.radicand > 1 else f"{self.rational}"


ZERO, ONE = Surd(Fraction(0)), Surd(Fraction(1))
"""As exact numbers."""


@checked
def root(square: Fraction | int) -> Surd:
    """Return the square root of a rational number >= 0."""
    square = Fraction(square)
    if square < 0:
        raise ValueError(f"no real square root of {square}")
    if not square:
        return ZERO
    outside, inside = _split(square.numerator * square.denominator)
    return Surd(Fraction(outside, square.denominator), inside)


@cache
def _split(n: int) -> tuple[int, int]:
    """Return a, b with n = a^2 b and b square-free."""
    outside, inside, p = 1, 1, 2
    while p * p <= n:
        power = 0
        while n % p == 0:
            n //= p
            power += 1
        outside *= p ** (power // 2)
        inside *= p ** (power % 2)
        p += 1 if p == 2 else 2
        whole = isqrt(n)
        if whole * whole == n:
            return outside * whole, inside
    return outside, inside * n


@checked
def sign(power: int) -> int:
    """Return (-1)^power, exactly, for negative powers too."""
    return -1 if power % 2 else 1


@checked
def triangle(a: int, b: int, c: int) -> bool:
    """Whether three doubled angular momenta can be coupled to zero."""
    return abs(a - b) <= c <= a + b and (a + b + c) % 2 == 0


@cache
def _delta(a: int, b: int, c: int) -> Fraction:
    """Square of the triangle coefficient."""
    return Fraction(
        factorial((a + b - c) // 2) * factorial((a - b + c) // 2) * factorial((b + c - a) // 2),
        factorial((a + b + c) // 2 + 1),
    )


@checked
@cache
def three_j(a: int, b: int, c: int, alpha: int, beta: int, gamma: int) -> Surd:
    r"""Return the 3j symbol of doubled :math:`j` (first row) and :math:`m` (second row)."""
    momenta = ((a, alpha), (b, beta), (c, gamma))
    if (
        alpha + beta + gamma
        or not triangle(a, b, c)
        or any(abs(m) > j or (j + m) % 2 for j, m in momenta)
    ):
        return ZERO
    t_a, t_b = (b - c - alpha) // 2, (a - c + beta) // 2
    t_c, t_d, t_e = (a + b - c) // 2, (a - alpha) // 2, (b + beta) // 2
    total = sum(
        Fraction(
            sign(t),
            factorial(t) * factorial(t - t_a) * factorial(t - t_b)
            * factorial(t_c - t) * factorial(t_d - t) * factorial(t_e - t),
        )
        for t in range(max(0, t_a, t_b), min(t_c, t_d, t_e) + 1)
    )  # fmt: skip
    square = _delta(a, b, c)
    for j, m in momenta:
        square *= factorial((j + m) // 2) * factorial((j - m) // 2)
    return sign((a - b - gamma) // 2) * total * root(square)


@checked
@cache
def six_j(a: int, b: int, c: int, d: int, e: int, f: int) -> Surd:
    r"""Return the 6j symbol :math:`\{a\,b\,c;\,d\,e\,f\}` of doubled angular momenta."""
    triads = ((a, b, c), (a, e, f), (d, b, f), (d, e, c))
    if not all(triangle(*triad) for triad in triads):
        return ZERO
    lower = [sum(triad) // 2 for triad in triads]
    upper = ((a + b + d + e) // 2, (b + c + e + f) // 2, (c + a + f + d) // 2)
    total = Fraction(0)
    for t in range(max(lower), min(upper) + 1):
        below = 1
        for one in lower:
            below *= factorial(t - one)
        for one in upper:
            below *= factorial(one - t)
        total += Fraction(sign(t) * factorial(t + 1), below)
    square = Fraction(1)
    for triad in triads:
        square *= _delta(*triad)
    return total * root(square)


@checked
@cache
def nine_j(a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int, i: int) -> Surd:
    r"""Return the 9j symbol, rows :math:`(a\,b\,c)`, :math:`(d\,e\,f)`, :math:`(g\,h\,i)`."""
    total = ZERO
    for x in range(max(abs(a - i), abs(d - h), abs(b - f)), min(a + i, d + h, b + f) + 1):
        product = six_j(a, d, g, h, i, x)
        if product:
            product *= six_j(b, e, h, d, x, f) * six_j(c, f, i, x, a, b)
        if product:
            total += sign(x) * (x + 1) * product
    return total
