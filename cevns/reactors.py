"""Reactor antineutrinos: fission spectra, the part below 2 MeV, and neutron capture on 238U.

Each piece is used where its source gives it and nowhere else: the polynomial fits from 2 to
8 MeV, the low-energy table up to 2 MeV, the capture spectra up to their end points.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.checks import Array, choice, in_range, number, unknown
from cevns.constants import ALPHA_EM, M_E
from cevns.fluxes import BeamComponent, PiecewiseSpectrum
from cevns.tables import read_csv, shipped
from cevns.units import CM_PER_METRE, MeV

ISOTOPES: Final = ("235U", "238U", "239Pu", "241Pu")
"""Isotopes whose fissions make the power."""

FUEL_FRACTIONS: Final[Mapping[str, float]] = MappingProxyType(
    {"235U": 0.556, "238U": 0.071, "239Pu": 0.326, "241Pu": 0.047}
)
"""Shares of the fissions in a light-water reactor, cycle average; C. Bemporad, G. Gratta,
P. Vogel, Rev. Mod. Phys. 74 (2002) 297 give shares of this size."""

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

FITS: Final = ("mueller", "huber")
LOW_ENERGY: Final = ("vogel_engel", "none")


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
        (str(row["fit"]), str(row["isotope"])): np.array([row[n] for n in names], dtype=float)
        for row in read_csv(shipped("reactor_polynomials.csv"), columns)
    }


@cache
def _low_energy() -> Mapping[str, Array]:
    columns = dict.fromkeys(("E_MeV", "235U", "239Pu", "238U", "241Pu"), float)
    rows = read_csv(shipped("reactor_low_energy.csv"), columns)
    return {name: np.array([row[name] for row in rows], dtype=float) for name in columns}


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
    key = (fit, isotope) if (fit, isotope) in _polynomials() else ("mueller", isotope)
    return np.exp(np.polynomial.polynomial.polyval(E, _polynomials()[key]))


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


def _capture_density(decay: BetaDecay) -> Callable[[Array], Array]:
    edges = np.linspace(0, decay.Q, 9)
    total = PiecewiseSpectrum.normalised(lambda E: beta_spectrum(E, decay), edges).total
    return lambda E: beta_spectrum(E, decay) / total


def reactor_spectrum(
    *,
    fit: str = "mueller",
    low_energy: str = "vogel_engel",
    captures_per_fission: float = CAPTURES_PER_FISSION,
    fuel: Mapping[str, float] = FUEL_FRACTIONS,
) -> PiecewiseSpectrum:
    """Spectrum of a reactor, normalised to one antineutrino.

    Parameters
    ----------
    fit : above 2 MeV, ``"mueller"`` or ``"huber"``
    low_energy : below 2 MeV, ``"vogel_engel"``, or ``"none"`` to leave that part out
    captures_per_fission : of neutrons on 238U, >= 0; each gives two antineutrinos
    fuel : shares of the fissions, summing to 1

    Returns
    -------
    PiecewiseSpectrum
        its ``total`` is the number of antineutrinos per fission

    Raises
    ------
    ValueError
        if a name is unknown, or the shares do not sum to 1
    """
    choice("fit", fit, FITS)
    choice("low-energy model", low_energy, LOW_ENERGY)
    captures = number("captures per fission", captures_per_fission, at_least=0, at_most=2)
    _check_fuel(fuel)
    decays = [(decay, _capture_density(decay)) for decay in CAPTURE_DECAYS] if captures else []

    # the table is linear between its entries, so the isotopes can be added before
    table = _low_energy()
    low_sum = np.sum([share * table[isotope] for isotope, share in fuel.items()], axis=0)

    def density(E: Array) -> Array:
        total = np.zeros_like(E)
        high = (E >= E_JOIN) & (E <= E_TOP)
        for isotope, share in fuel.items():
            total[high] += share * fission_spectrum(E[high], isotope, fit)
        if low_energy == "vogel_engel":
            low = E < E_JOIN
            total[low] = np.interp(E[low], table["E_MeV"], low_sum, left=0.0)
        for decay, shape in decays:
            below = E < decay.Q
            total[below] += captures * shape(E[below])
        return total

    edges = np.unique(
        np.concatenate(
            [
                np.linspace(E_JOIN, E_TOP, 7),
                *([table["E_MeV"]] if low_energy == "vogel_engel" else []),
                *([np.linspace(0, decay.Q, 9)] for decay, _ in decays),
            ],
            axis=None,
        )
    )
    return PiecewiseSpectrum.normalised(density, edges)


def _check_fuel(fuel: Mapping[str, float]) -> None:
    for isotope, share in fuel.items():
        if isotope not in ISOTOPES:
            raise ValueError(unknown("fissioning isotope", isotope, ISOTOPES))
        number(f"share of {isotope}", share, at_least=0, at_most=1)
    if abs(sum(fuel.values()) - 1) > 1e-6:
        raise ValueError(f"shares of the fuel sum to {sum(fuel.values()):.6g}, must be 1")


def reactor_from_flux(
    flux: float, baseline_m: float, spectrum: PiecewiseSpectrum
) -> tuple[BeamComponent]:
    """Return a reactor of which the total flux at a distance is quoted.

    Parameters
    ----------
    flux : antineutrinos of all energies [cm^-2 s^-1], > 0
    baseline_m : distance at which it is quoted [m], > 0
    spectrum : from `reactor_spectrum`
    """
    phi = number("flux", flux, "cm^-2 s^-1", above=0)
    L = number("baseline", baseline_m, "m", above=0) * CM_PER_METRE
    return _component(phi * 4 * math.pi * L**2, spectrum)


def reactor_from_power(
    power_GW: float,
    spectrum: PiecewiseSpectrum,
    *,
    fuel: Mapping[str, float] = FUEL_FRACTIONS,
) -> tuple[BeamComponent]:
    r"""Return a reactor of given thermal power.

    .. math:: \text{rate} = \frac{P}{\sum_if_iE_i}\,n_{\bar\nu}

    with the antineutrinos per fission of the spectrum.

    Parameters
    ----------
    power_GW : thermal power [GW], > 0
    spectrum : from `reactor_spectrum`
    fuel : shares of the fissions, summing to 1
    """
    _check_fuel(fuel)
    watts = number("thermal power", power_GW, "GW", above=0, at_most=100) * 1e9
    joule = 1e-6 / 1.602176634e-19 * MeV
    energy = sum(share * ENERGY_PER_FISSION[i] for i, share in fuel.items())
    return _component(watts * joule / energy * spectrum.total, spectrum)


def _component(rate: float, spectrum: PiecewiseSpectrum) -> tuple[BeamComponent]:
    return (BeamComponent(flavor="nu_e_bar", beam="reactor", spectrum=spectrum, rate=rate),)
