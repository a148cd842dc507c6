"""Lindhard's quenching with binding energy: the solution of its equation, and a formula for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.kinds import checked
from cevns.basics.units import keV
from cevns.detectors.bound_atoms import TOP, electronic_energy
from cevns.detectors.quenching import Lindhard
from cevns.nuclei.nuclides import Nuclide


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class BoundLindhard:
    r"""Lindhard's quenching in a crystal that binds its atoms.

    Equation :eq:`eq:ge-binding` of the book.

    .. math:: E_\text{ee} = T\,\frac{\lambda(\varepsilon)}{\varepsilon+u}, \qquad
              \varepsilon + u = 11.5\,Z^{-7/3}\,\frac{T}{\text{keV}}, \qquad
              u = 11.5\,Z^{-7/3}\,\frac{U}{\text{keV}}

    with the solution of `cevns.detectors.bound_atoms.electronic_energy`: no ionisation up to
    T = 2U.

    Parameters
    ----------
    Z : of the nucleus
    k : strength of the electronic stopping, > 0 and up to 1
    binding : U [MeV], > 0 and up to 1e-3

    Raises
    ------
    ValueError
        if a number is out of range (eV for MeV)

    Notes
    -----
    Stated to hold down to 50 eV in germanium, with k = 0.162 and U = 20 eV, and to 500 eV in
    silicon, with 0.161 and 150 eV. Source: Y. Sarkis, A. Aguilar-Arevalo and J. C. D'Olivo, Phys.
    Rev. D 101 (2020) 102001.
    """

    Z: float
    k: float
    binding: float

    def __post_init__(self) -> None:
        settle(self, "Z", above=0)
        settle(self, "k", what="Lindhard k", above=0, at_most=1)
        settle(self, "binding", "MeV", what="binding energy", above=0, at_most=1e-3, hint="20 * eV")

    @property
    def per_keV(self) -> float:
        """Lindhard's reduced energy for a keV."""
        return float(11.5 * self.Z ** (-7 / 3))

    @property
    def reach(self) -> tuple[float, float]:
        """Recoil energies where it is solved [MeV]."""
        return 0.0, TOP / self.per_keV * keV

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where ionisation begins, and where the solution ends [MeV]."""
        return 2 * self.binding, self.reach[1]

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil [MeV]; zero up to twice the binding energy."""
        recoil = in_range("T", T, "MeV", at_least=0, at_most=self.reach[1] * (1 + 1e-12))
        u = self.per_keV * self.binding / keV
        e, electronic = electronic_energy(self.k, u)
        free = np.maximum(self.per_keV * recoil / keV - u, u)
        share = np.interp(np.log(free), np.log(e), electronic / (e + u))
        return recoil * share


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class BoundFormula:
    r"""A formula for Lindhard's quenching with binding energy, fitted to measurements.

    .. math::

        Q = 1 - \frac{1}{\varepsilon+u}\left[\frac{\varepsilon}{1+k\,g(\varepsilon)}
        + C_0\,\varepsilon^{1/2} + C_1 + u\right]

    and zero where that is negative, with the reduced energies of `BoundLindhard` and Lindhard's g.

    Parameters
    ----------
    Z : of the nucleus
    k : strength of the electronic stopping, > 0 and up to 1
    binding : U [MeV], > 0 and up to 1e-3
    c_0, c_1 : of the fit, >= 0

    Raises
    ------
    ValueError
        if a number is out of range

    Notes
    -----
    In germanium U = 20 eV, c_0 = 3.0e-4, c_1 = 6.2e-6; in silicon 150 eV, 9.1e-3, 3.33e-5. Source:
    Y. Sarkis, A. Aguilar-Arevalo and J. C. D'Olivo, Phys. Rev. D 101 (2020) 102001, equation (13).
    """

    Z: float
    k: float
    binding: float
    c_0: float
    c_1: float

    def __post_init__(self) -> None:
        settle(self, "Z", above=0)
        settle(self, "k", what="Lindhard k", above=0, at_most=1)
        settle(self, "binding", "MeV", what="binding energy", above=0, at_most=1e-3, hint="20 * eV")
        settle(self, "c_0", at_least=0, at_most=1)
        settle(self, "c_1", at_least=0, at_most=1)

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil [MeV]."""
        recoil = in_range("T", T, "MeV", at_least=0)
        per_MeV = 11.5 * self.Z ** (-7 / 3) / keV
        u = per_MeV * self.binding
        e = np.maximum(per_MeV * recoil - u, 0.0)
        lost = Lindhard(self.Z, 2 * self.Z, self.k).factor(e / per_MeV)
        shown = e * lost - self.c_0 * np.sqrt(e) - self.c_1
        return np.where(recoil > 2 * self.binding, np.maximum(shown, 0.0) / per_MeV, 0.0)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class BoundModel:
    """Gives every nuclide its `BoundLindhard`.

    Parameters
    ----------
    binding : energy that binds an atom [MeV], > 0 and up to 1e-3
    k : strength of the electronic stopping for all; None for Lindhard's own of each element
    """

    binding: float
    k: float | None = None

    def __post_init__(self) -> None:
        settle(self, "binding", "MeV", what="binding energy", above=0, at_most=1e-3, hint="20 * eV")
        if self.k is not None:
            settle(self, "k", what="Lindhard k", above=0, at_most=1)

    @property
    def told(self) -> str:
        """What it is, in words."""
        of = "its own k" if self.k is None else f"k = {self.k:g}"
        return f"Lindhard with binding, {of}, U = {self.binding / (1e-3 * keV):g} eV"

    def __call__(self, nuclide: Nuclide) -> BoundLindhard:
        """Return the quenching of a nuclide."""
        k = Lindhard(nuclide.Z, nuclide.A, self.k).strength
        return BoundLindhard(Z=nuclide.Z, k=k, binding=self.binding)
