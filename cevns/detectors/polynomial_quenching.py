"""Quenching as a polynomial of the recoil energy, which is how fits to data are published."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.basics.units import keV

FARTHEST = 1e3
"""No recoil is larger [MeV]."""


@checked
@dataclass(frozen=True, slots=True)
class PolynomialQuenching:
    r"""Electron-equivalent energy as a polynomial of the recoil energy.

    .. math:: E_\text{ee} = \sum_{k\ge1} c_k T^k

    A quenching factor that is linear, :math:`a+bT`, is :math:`c_1=a`, :math:`c_2=b`: equation
    :eq:`eq:argon-quenching` of the book.

    Parameters
    ----------
    coefficients : (c_1, c_2, ...), the k-th in MeV^(1-k); the first > 0 and up to 1

    Raises
    ------
    ValueError
        if no recoil leaves anything, or more than it has; when it is called, beyond `reach`
    """

    coefficients: tuple[float, ...]

    def __post_init__(self) -> None:
        c = in_range("quenching polynomial", self.coefficients)
        if c.ndim != 1 or not c.size:
            raise ValueError("a quenching polynomial has one coefficient or more, from T on")
        in_range(
            "first coefficient of the quenching polynomial",
            c[0],
            above=0,
            at_most=1,
            hint="it is the factor at small recoils, and no per cent; there is no constant",
        )
        object.__setattr__(self, "coefficients", tuple(map(float, c)))

    @property
    def told(self) -> str:
        """What it is, in words."""
        terms = (f"{c:g} T" + f"^{k}" * (k > 1) for k, c in enumerate(self.coefficients, 1))
        return f"{' + '.join(terms)} in MeV".replace("+ -", "- ")

    @property
    def reach(self) -> tuple[float, float]:
        """Recoil energies [MeV] between which it rises and leaves no more than there is."""
        c = np.array(self.coefficients)
        slope = c * np.arange(1.0, len(c) + 1)
        ends = [_first_root(slope), _first_root(c - np.eye(1, len(c))[0]), FARTHEST]
        return 0.0, min(ends)

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil [MeV], at recoil energies within its reach."""
        end = self.reach[1]
        recoil = in_range(
            "T",
            T,
            "MeV",
            at_least=0,
            at_most=end * (1 + 1e-9),
            hint=f"beyond {end / keV:.4g} keV the quenching polynomial falls, or exceeds T",
        )
        E: Array = recoil * np.polynomial.polynomial.polyval(recoil, self.coefficients)
        return E

    def factor(self, T: ArrayLike) -> Array:
        """Quenching factor E_ee/T at recoil energies [MeV], >= 0."""
        recoil = in_range("T", T, "MeV", at_least=0)
        return np.asarray(np.polynomial.polynomial.polyval(recoil, self.coefficients))


def _first_root(c: Array) -> float:
    """Return the smallest positive root of sum c_k T^(k-1) at which it changes sign."""
    roots = np.polynomial.polynomial.polyroots(c) if len(c) > 1 else np.array([])
    real = roots[(np.abs(roots.imag) <= 1e-9 * np.abs(roots)) & (roots.real > 0)].real
    return float(real.min()) if real.size else FARTHEST
