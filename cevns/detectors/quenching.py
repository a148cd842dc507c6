"""How much of a nuclear recoil shows up as ionisation: Lindhard's theory and its inversion."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.basics.units import keV
from cevns.nuclei.nuclides import Nuclide

INVERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exact": "solve T Q(T) = T_ee",
        "shortcut": "T = T_ee/Q(T_ee), the quenching factor taken at the ionisation energy",
    }
)
"""How a nuclear-recoil energy is found from an ionisation energy."""


@dataclass(frozen=True, slots=True)
class Lindhard:
    r"""Lindhard quenching factor of a nucleus recoiling in its own material.

    Equation :eq:`eq:reactor-lindhard` of the book.

    .. math::

        Q(T) &= \frac{k\,g(\varepsilon)}{1+k\,g(\varepsilon)}, \quad
        g = 3\varepsilon^{0.15}+0.7\varepsilon^{0.6}+\varepsilon, \\
        \varepsilon &= 11.5\,Z^{-7/3}\,\frac{T}{\text{keV}}, \quad
        k = 0.133\,Z^{2/3}A^{-1/2}

    Parameters
    ----------
    Z, A : of the nucleus, or their means in a material
    k : strength of the electronic stopping; None for Lindhard's own value

    Raises
    ------
    ValueError
        if k is not between 0 and 1

    Notes
    -----
    Measured factors depart from it below a few hundred eV of ionisation. Source: J. Lindhard
    et al., Mat. Fys. Medd. Dan. Vid. Selsk. 33, no. 10 (1963); in this form J. D. Lewin and
    P. F. Smith, Astropart. Phys. 6 (1996) 87.
    """

    Z: float
    A: float
    k: float | None = None

    def __post_init__(self) -> None:
        number("Z", self.Z, above=0)
        number("A", self.A, above=0)
        if self.k is not None:
            number("Lindhard k", self.k, above=0, at_most=1)

    @classmethod
    def of(cls, nuclide: Nuclide, k: float | None = None) -> "Lindhard":
        """Return the factor of a nuclide."""
        return cls(nuclide.Z, nuclide.A, k)

    @property
    def strength(self) -> float:
        """The k in use."""
        return 0.133 * self.Z ** (2 / 3) / self.A**0.5 if self.k is None else self.k

    def __call__(self, T: ArrayLike) -> Array:
        """Quenching factor at recoil energies T [MeV], >= 0; rises from 0 towards 1."""
        epsilon = 11.5 * self.Z ** (-7 / 3) * in_range("T", T, "MeV", at_least=0) / keV
        kg = self.strength * (3 * epsilon**0.15 + 0.7 * epsilon**0.6 + epsilon)
        factor: Array = kg / (1 + kg)
        return factor

    def ionisation(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil, T Q(T) [MeV]."""
        recoil = in_range("T", T, "MeV", at_least=0)
        return recoil * self(recoil)

    def recoil(self, T_ee: ArrayLike, inversion: str = "exact") -> Array:
        """Recoil energy that ionises like an electron of energy T_ee.

        Parameters
        ----------
        T_ee : electron-equivalent energy [MeV], > 0
        inversion : one of `INVERSIONS`

        Returns
        -------
        Array
            nuclear-recoil energy [MeV]

        Raises
        ------
        ValueError
            if an energy is not positive or the inversion not known
        """
        E = in_range("T_ee", T_ee, "MeV of ionisation", above=0)
        choice("inversion", inversion, INVERSIONS)
        if inversion == "shortcut":
            shortcut: Array = E / self(E)
            return shortcut
        # Newton's method in ln T: the logarithmic slope of T Q(T) is between 1 and 2
        log_T = np.log(E / self(E))
        for _ in range(50):
            T = np.exp(log_T)
            h = 1e-6
            slope = np.log(self.ionisation(T * (1 + h)) / self.ionisation(T * (1 - h))) / (2 * h)
            step = (np.log(self.ionisation(T)) - np.log(E)) / slope
            log_T = log_T - step
            if np.abs(step).max(initial=0.0) < 1e-14:
                return np.exp(log_T)
        raise ValueError(f"Lindhard inversion of {T_ee!r} MeV did not converge")
