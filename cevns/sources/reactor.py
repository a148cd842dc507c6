"""Reactor antineutrinos: fission spectra, the part below 2 MeV, and neutron capture on 238U.

Each piece is used where its source gives it and nowhere else: the polynomial fits from 2 to
8 MeV, the low-energy table up to 2 MeV, the capture spectra up to their end points.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number, shares
from cevns.basics.constants import ALPHA_EM, JOULE_PER_MEV, M_E
from cevns.basics.csv_tables import read_columns, read_csv, shipped
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked, describe
from cevns.basics.units import CM_PER_METRE, MeV
from cevns.sources.beams import FLUX_RANGE, BeamComponent, Isotropic
from cevns.sources.spectra import PiecewiseSpectrum, Spectrum

ISOTOPES: Final = ("235U", "238U", "239Pu", "241Pu")
"""Isotopes whose fissions make the power."""

FUEL_FRACTIONS: Final[Mapping[str, float]] = MappingProxyType(
    {"235U": 0.556, "238U": 0.071, "239Pu": 0.326, "241Pu": 0.047}
)
"""Shares of the fissions in a light-water reactor, averaged over a fuel cycle. Inferred: typical
values, of the size of those in C. Bemporad, G. Gratta, P. Vogel, Rev. Mod. Phys. 74 (2002) 297; we
know no source that prints these four."""

ENERGY_PER_FISSION: Final[Mapping[str, float]] = MappingProxyType(
    {"235U": 202.36 * MeV, "238U": 205.99 * MeV, "239Pu": 211.12 * MeV, "241Pu": 214.26 * MeV}
)
"""Energy released in the core by a fission; X. B. Ma et al., Phys. Rev. C 88 (2013) 014605."""

CAPTURES_PER_FISSION: Final = 0.6
"""Neutron captures on 238U for each fission, each followed by two beta decays;
H. T. Wong et al., Phys. Rev. D 75 (2007) 012001."""

E_JOIN: Final = 2.0

E_TOP: Final = 8.0
"""Range of the polynomial fits [MeV]."""

E_TOP_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"above": E_JOIN, "at_most": E_TOP, "hint": "the fits hold from 2 to 8 MeV only"}
)
"""Ends of the fits in use that are accepted [MeV]: they are never extrapolated."""

FITS: Final = ("mueller", "huber")

LOW_ENERGY: Final = ("vogel_engel", "none")

POWER_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"above": 0, "at_most": 10, "hint": "is it in MW? a core gives 5 GW at most"}
)
"""Thermal powers that are accepted [GW]: two cores at one place, but no research reactor in MW."""


@checked
@dataclass(frozen=True, slots=True, eq=False)
class ReactorSpectrum(PiecewiseSpectrum):
    """The spectrum of a reactor, normalised to one antineutrino; it knows its fuel.

    Built by `reactor_spectrum`. Its ``total`` is the number of antineutrinos per fission.

    Parameters
    ----------
    fuel : shares of the fissions, summing to 1
    share : of all antineutrinos of a fission, those that it holds: fewer than 1 if a part was left
        out
    """

    fuel: Mapping[str, float] = field(default_factory=lambda: FUEL_FRACTIONS)
    share: float = 1.0

    @property
    def energy_per_fission(self) -> float:
        """Heat released by a fission of this fuel [MeV]."""
        return energy_per_fission(self.fuel)


describe(ReactorSpectrum, hint="use reactor_spectrum()")


class BetaDecay(NamedTuple):
    """An allowed beta decay: charge of the daughter and end point [MeV]."""

    Z: int
    Q: float


CAPTURE_DECAYS: Final = (BetaDecay(93, 1.26), BetaDecay(94, 0.71))
"""239U and 239Np, each as one allowed branch: a simplification whose effect on the limits of
the talk is below 0.1 %."""


@cache
def _polynomials() -> Mapping[tuple[str, str], Array]:
    names = tuple(f"a{i}" for i in range(1, 7))
    columns = {"fit": str, "isotope": str, **dict.fromkeys(names, float)}
    return {
        (str(row["fit"]), str(row["isotope"])): read_only(np.array([row[n] for n in names], float))
        for row in read_csv(shipped("sources", "reactor_polynomials.csv"), columns)
    }


@cache
def _low_energy() -> Mapping[str, Array]:
    names = ("E_MeV", "235U", "239Pu", "238U", "241Pu")
    return read_columns(shipped("sources", "reactor_low_energy.csv"), names)


@checked
def fission_spectrum(E: ArrayLike, isotope: str, fit: str = "mueller") -> Array:
    r"""Antineutrinos of one fission, by the polynomial fits.

    Equation :eq:`eq:reactor-spectrum` of the book.

    .. math:: \phi(E) = \exp\Big(\sum_{p=1}^6 a_pE^{p-1}\Big)

    Parameters
    ----------
    E : antineutrino energy [MeV], 2 to 8
    isotope : one of `ISOTOPES`
    fit : ``"mueller"`` or ``"huber"``; 238U, which Huber does not give, is always Mueller's

    Returns
    -------
    Array
        1/(MeV fission)

    Raises
    ------
    ValueError
        outside 2 to 8 MeV: the fits are never extrapolated
    """
    choice("fissioning isotope", isotope, ISOTOPES)
    choice("fit", fit, FITS)
    E = in_range(
        "E", E, "MeV", at_least=E_JOIN, at_most=E_TOP, hint="the fits hold from 2 to 8 MeV only"
    )
    return polynomial_fit(E, isotope, fit)


@checked
def polynomial_fit(E: Array, isotope: str, fit: str) -> Array:
    """`fission_spectrum` at any energy, inside the range of the fits or not; unchecked."""
    table = _polynomials()
    a = table.get((fit, isotope), table["mueller", isotope])
    return np.exp(np.polynomial.polynomial.polyval(E, a))


@checked
def low_energy_spectrum(E: ArrayLike, isotope: str) -> Array:
    """Antineutrinos of one fission below 2 MeV, by Vogel and Engel's table.

    Linear between the entries, zero below the first (7.8 keV), where nothing is tabulated.

    Parameters
    ----------
    E : antineutrino energy [MeV], 0 to 2
    isotope : one of `ISOTOPES`

    Returns
    -------
    Array
        1/(MeV fission)
    """
    choice("fissioning isotope", isotope, ISOTOPES)
    E = in_range("E", E, "MeV", at_least=0, at_most=E_JOIN, hint="the table ends at 2 MeV")
    table = _low_energy()
    return np.interp(E, table["E_MeV"], table[isotope], left=0.0)


@checked
def beta_spectrum(E: ArrayLike, decay: BetaDecay) -> Array:
    r"""Antineutrino spectrum of an allowed beta decay, not normalised.

    Equation :eq:`eq:reactor-capture` of the book.

    .. math:: \frac{dN}{dE} \propto E^2\,p_e\,\mathcal E_e\,\frac{2\pi\eta}{1-e^{-2\pi\eta}},
              \quad \mathcal E_e = Q + m_e - E, \quad \eta = \alpha Z\mathcal E_e/p_e

    Parameters
    ----------
    E : antineutrino energy [MeV], >= 0; the spectrum is 0 from the end point on
    decay : charge of the daughter and end point

    Returns
    -------
    Array
        MeV^4
    """
    E = in_range("E", E, "MeV", at_least=0)
    electron = np.maximum(decay.Q + M_E - E, M_E)
    p = np.sqrt(np.maximum(electron**2 - M_E**2, 0.0))
    coulomb = 2 * math.pi * ALPHA_EM * decay.Z * electron
    with np.errstate(divide="ignore", over="ignore"):
        attraction = coulomb / -np.expm1(-coulomb / p)
    return np.where(decay.Q > E, E**2 * electron * attraction, 0.0)


@dataclass(frozen=True, slots=True)
class _BetaDensity:
    """A beta decay as a density that is known to have no lines."""

    without_lines: ClassVar[bool] = True
    decay: BetaDecay

    def __call__(self, E: Array) -> Array:
        return beta_spectrum(E, self.decay)


@cache
def _decays_per_shape(decay: BetaDecay) -> float:
    """Return the integral of `beta_spectrum` [MeV^5]."""
    edges = np.linspace(0, decay.Q, 9)
    return PiecewiseSpectrum.normalised(_BetaDensity(decay), edges).total


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class FuelDensity:
    """Antineutrinos of one fission of a fuel [1/MeV], what its captures add among them.

    Built and checked by `reactor_spectrum`, with its parameters.
    """

    without_lines: ClassVar[bool] = True
    fit: str
    low_energy: str
    captures_per_fission: float
    fuel: Mapping[str, float]
    E_top: float

    @property
    def decays(self) -> tuple[BetaDecay, ...]:
        """Decays that follow a capture; none if there are no captures."""
        return CAPTURE_DECAYS if self.captures_per_fission else ()

    @property
    def edges(self) -> Array:
        """Energies between which it is smooth [MeV]."""
        table = _low_energy()["E_MeV"] if self.low_energy == "vogel_engel" else ()
        decays = (E for decay in self.decays for E in np.linspace(0, decay.Q, 9))
        # sorted here: the first call of numpy's unique costs as much as reading every experiment
        return np.array(sorted({*np.linspace(E_JOIN, self.E_top, 7), *table, *decays}))

    def __call__(self, E: Array) -> Array:
        """Return 1/(MeV fission); 0 above the end of the fits in use."""
        total = np.zeros_like(E)
        high = (E >= E_JOIN) & (self.E_top >= E)
        for isotope, share in self.fuel.items():
            total[high] += share * fission_spectrum(E[high], isotope, self.fit)
        if self.low_energy == "vogel_engel":
            low = E < E_JOIN
            for isotope, share in self.fuel.items():
                total[low] += share * low_energy_spectrum(E[low], isotope)
        for decay in self.decays:
            below = E < decay.Q
            shape = beta_spectrum(E[below], decay) / _decays_per_shape(decay)
            total[below] += self.captures_per_fission * shape
        return total


@checked
def reactor_spectrum(
    *,
    fit: str = "mueller",
    low_energy: str = "vogel_engel",
    captures_per_fission: float = CAPTURES_PER_FISSION,
    fuel: Mapping[str, float] = FUEL_FRACTIONS,
    E_top: float = E_TOP,
) -> ReactorSpectrum:
    """Spectrum of a reactor, normalised to one antineutrino.

    Parameters
    ----------
    fit : above 2 MeV, ``"mueller"`` or ``"huber"``
    low_energy : below 2 MeV, ``"vogel_engel"``, or ``"none"`` to leave that part out
    captures_per_fission : of neutrons on 238U, >= 0; each gives two antineutrinos
    fuel : shares of the fissions, summing to 1
    E_top : end of the fits in use [MeV], above 2 and up to 8: they are never extrapolated

    Returns
    -------
    ReactorSpectrum
        its ``total`` is the number of antineutrinos per fission

    Raises
    ------
    ValueError
        if a name is unknown, the shares do not sum to 1, or the fits do not reach ``E_top``
    """
    choice("fit", fit, FITS)
    choice("low-energy model", low_energy, LOW_ENERGY)
    captures = number("captures per fission", captures_per_fission, at_least=0, at_most=2)
    for isotope in fuel:
        choice("fissioning isotope", isotope, ISOTOPES)
    fuel = FrozenMapping(shares("shares of the fuel", fuel))
    top = number("E_top", E_top, "MeV", **E_TOP_RANGE)
    density = FuelDensity(
        fit=fit, low_energy=low_energy, captures_per_fission=captures, fuel=fuel, E_top=top
    )
    found = replace(ReactorSpectrum.normalised(density, density.edges), fuel=fuel)
    if low_energy != "none" and top == E_TOP:
        return found
    whole = replace(density, low_energy="vogel_engel", E_top=E_TOP)
    return replace(found, share=found.total / _total(whole))


def _total(density: FuelDensity) -> float:
    return PiecewiseSpectrum.normalised(density, density.edges).total


@checked
def reactor_from_flux(flux: float, baseline_m: float, spectrum: Spectrum) -> tuple[BeamComponent]:
    """Return a reactor of which the total flux at a distance is quoted.

    A spectrum from which a part was left out gets its share of the flux.

    Parameters
    ----------
    flux : antineutrinos of all energies [cm^-2 s^-1], 1e3 to 1e15
    baseline_m : distance at which it is quoted [m], > 0
    spectrum : from `reactor_spectrum`, or one of your own

    Raises
    ------
    ValueError
        if the flux or the distance is out of range
    """
    phi = number("flux", flux, "cm^-2 s^-1", **FLUX_RANGE) * getattr(spectrum, "share", 1.0)
    L = number("baseline", baseline_m, "m", above=0) * CM_PER_METRE
    return _component(phi * 4 * math.pi * L**2, spectrum)


@checked
def reactor_from_power(power_GW: float, spectrum: ReactorSpectrum) -> tuple[BeamComponent]:
    r"""Return a reactor of given thermal power.

    .. math:: \text{rate} = \frac{P}{\sum_if_iE_i}\,n_{\bar\nu}

    with the antineutrinos per fission and the fuel of the spectrum.

    Parameters
    ----------
    power_GW : thermal power [GW], > 0 and up to 10
    spectrum : from `reactor_spectrum`

    Raises
    ------
    ValueError
        if the power is out of range, or the spectrum not that of a reactor
    """
    fissions = fissions_per_second(power_GW, spectrum.fuel)
    return _component(fissions * spectrum.total, spectrum)


@checked
def fissions_per_second(power_GW: float, fuel: Mapping[str, float]) -> float:
    r"""Return the fissions in a second that make a thermal power.

    .. math:: R = P\Big/\sum_if_iE_i

    Parameters
    ----------
    power_GW : thermal power [GW], > 0 and up to 10
    fuel : shares of the fissions, summing to 1
    """
    watts = number("thermal power", power_GW, "GW", **POWER_RANGE) * 1e9
    return watts / (energy_per_fission(fuel) * JOULE_PER_MEV)


@checked
def energy_per_fission(fuel: Mapping[str, float]) -> float:
    """Return the heat that a fission of a fuel releases [MeV], from `ENERGY_PER_FISSION`."""
    return sum(share * ENERGY_PER_FISSION[i] for i, share in fuel.items())


def _component(rate: float, spectrum: Spectrum) -> tuple[BeamComponent]:
    return (
        BeamComponent(
            state="nu_e_bar", beam="reactor", spectrum=spectrum, intensity=Isotropic(rate)
        ),
    )
