"""How much of a nuclear recoil shows up as ionisation or light: quenching and its inversion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, settle
from cevns.basics.kinds import checked, describe
from cevns.basics.units import keV
from cevns.nuclei.nuclides import Nuclide

INVERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exact": "solve E_ee(T) = T_ee",
        "shortcut": "T = T_ee/Q(T_ee), the quenching factor taken at the ionisation energy",
    }
)
"""How a nuclear-recoil energy is found from an ionisation energy."""


class Quenching(Protocol):
    """Electron-equivalent energy of a recoil: rises with the recoil energy, from zero."""

    def __call__(self, T: ArrayLike) -> Array:
        """Return E_ee [MeV] at recoil energies T [MeV], >= 0."""
        ...


describe(Quenching, "a quenching E_ee(T)", "use Lindhard(Z, A)")


QuenchingModel = Callable[[Nuclide], Quenching]
"""A rule that gives every nuclide its quenching."""

describe(
    QuenchingModel,
    "a model that gives every nuclide its own",
    "use LindhardModel(), or lambda nuclide: your_table",
    lambda value: callable(value) and not isinstance(value, type),
)


@checked
def recoil_energy(quenching: Quenching, E_ee: ArrayLike, inversion: str = "exact") -> Array:
    """Recoil energy that shows up like an electron of energy ``E_ee``.

    Parameters
    ----------
    quenching : rising with the recoil energy
    E_ee : electron-equivalent energy [MeV], > 0
    inversion : one of `INVERSIONS`

    Returns
    -------
    Array
        nuclear-recoil energy [MeV], to the last digits: bisected in ln T

    Raises
    ------
    ValueError
        if an energy is not positive, the inversion not known, or no recoil from 1e-12 to 1e3 MeV,
        or of those in a table, gives such an energy
    """
    E = in_range("E_ee", E_ee, "MeV of ionisation", above=0)
    choice("inversion", inversion, INVERSIONS)
    if inversion == "shortcut":
        shortcut: Array = E * (E / quenching(E))
        return shortcut
    least, most = getattr(quenching, "reach", (1e-12, 1e3))
    quenching = getattr(quenching, "envelope", quenching)  # of one that may fall
    _rises(quenching, max(least, 1e-6), min(most, 1.0))
    low, high = np.full_like(E, np.log(max(least, 1e-12))), np.full_like(E, np.log(most))
    outside = (quenching(np.full_like(E, least)) > E) | (quenching(np.full_like(E, most)) < E)
    if outside.any():
        raise ValueError(
            f"E_ee = {E[outside][0]:g} MeV: no recoil from {least:g} to {most:g} MeV gives it; "
            "does the quenching rise from zero, in MeV?"
        )
    for _ in range(60):
        middle = 0.5 * (low + high)
        below = quenching(np.exp(middle)) < E
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.exp(0.5 * (low + high))


def _rises(quenching: Quenching, least: float, most: float) -> None:
    """Refuse a quenching that falls, or that makes more of a recoil than it has."""
    T = np.clip(np.geomspace(least, most, 49), least, most)
    E = np.asarray(quenching(T))
    bad = ~((E >= 0) & (T * (1 + 1e-9) >= E))
    if bad.any():
        j = int(np.argmax(bad))
        raise ValueError(
            f"quenching: E_ee = {E[j]:g} MeV at T = {T[j]:g} MeV must be >= 0 and at most T; "
            "return the energy E_ee in MeV, not the factor, and no per cent"
        )
    if (np.diff(E) < 0).any():
        j = int(np.argmax(np.diff(E) < 0))
        raise ValueError(
            f"quenching: E_ee falls from T = {T[j]:g} to {T[j + 1]:g} MeV, where it must rise"
        )


@dataclass(frozen=True, slots=True)
class Lindhard:
    r"""Lindhard's quenching of a nucleus recoiling in its own material.

    Equation :eq:`eq:reactor-lindhard` of the book.

    .. math::

        E_\text{ee} &= T\,Q(T), \quad Q(T) = \frac{k\,g(\varepsilon)}{1+k\,g(\varepsilon)}, \quad
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
        settle(self, "Z", above=0)
        settle(self, "A", above=0)
        if self.k is not None:
            settle(self, "k", what="Lindhard k", above=0, at_most=1)

    @property
    def strength(self) -> float:
        """The k in use."""
        return 0.133 * self.Z ** (2 / 3) / self.A**0.5 if self.k is None else self.k

    def factor(self, T: ArrayLike) -> Array:
        """Quenching factor Q at recoil energies T [MeV], >= 0; rises from 0 towards 1."""
        epsilon = 11.5 * self.Z ** (-7 / 3) * in_range("T", T, "MeV", at_least=0) / keV
        kg = self.strength * (3 * epsilon**0.15 + 0.7 * epsilon**0.6 + epsilon)
        factor: Array = kg / (1 + kg)
        return factor

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil, T Q(T) [MeV]."""
        recoil = in_range("T", T, "MeV", at_least=0)
        return recoil * self.factor(recoil)


@checked
@dataclass(frozen=True, slots=True)
class LindhardModel:
    """Gives every nuclide its `Lindhard` quenching.

    Parameters
    ----------
    k : strength of the electronic stopping for all; None for Lindhard's own of each
    """

    k: float | None = None

    def __post_init__(self) -> None:
        if self.k is not None:
            settle(self, "k", what="Lindhard k", above=0, at_most=1)

    @property
    def told(self) -> str:
        """What it is, in words."""
        return "Lindhard, its own k" if self.k is None else f"Lindhard, k = {self.k:g}"

    def __call__(self, nuclide: Nuclide) -> Lindhard:
        """Return the quenching of a nuclide."""
        return Lindhard(nuclide.Z, nuclide.A, self.k)


LINDHARD: Final = LindhardModel()
"""Every nuclide with Lindhard's own strength of the electronic stopping."""
