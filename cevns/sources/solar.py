"""Solar neutrinos: which energies, born where, and how they arrive as mass states."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number, settle, shares, whole
from cevns.basics.constants import M_E
from cevns.basics.csv_tables import read_columns, shipped
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.basics.quadrature import Nodes, gauss_legendre
from cevns.basics.ranges import SOLAR_ENERGY
from cevns.neutrinos.mixing import Mixing
from cevns.neutrinos.oscillation import adiabatic_P_e1

PP_END_POINT: Final = 0.4232
"""Largest energy of the pp neutrinos [MeV], thermal motion included; J. N. Bahcall,
Phys. Rev. C 56 (1997) 3391."""


class Birthplace(NamedTuple):
    """Electron density [N_A/cm^3] along the solar radius, and the share of neutrinos born there."""

    density: Array
    share: Array

    @property
    def mean_density(self) -> float:
        """Density averaged over the births [N_A/cm^3]."""
        return float(self.density @ self.share)

    @checked
    def P_e1(self, E_nu: ArrayLike, mixing: Mixing) -> Array:
        """Two-flavour probability to arrive as nu_1, averaged over the births."""
        E = in_range("E_nu", E_nu, "MeV", **SOLAR_ENERGY)[..., None]
        averaged: Array = adiabatic_P_e1(E, self.density, mixing) @ self.share
        return averaged


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class SolarComponent:
    """One reaction's neutrinos.

    Parameters
    ----------
    name : such as ``"7Be"``
    flux : at the Earth, of all flavours [cm^-2 s^-1]
    born : column of the production table
    lines : energies [MeV] and their shares, for electron captures; empty for a continuum
    """

    name: str
    flux: float
    born: str
    lines: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        settle(self, "flux", "cm^-2 s^-1", what=f"{self.name}: flux", above=0, at_most=1e12)
        for E, _ in self.lines:
            number(f"{self.name}: energy of a line", E, "MeV", **SOLAR_ENERGY)
        if self.lines:
            what = f"{self.name}: shares of the lines"
            shares(what, {f"{E:g} MeV": share for E, share in self.lines})


COMPONENTS: Final[Mapping[str, SolarComponent]] = MappingProxyType(
    {
        c.name: c
        for c in (
            SolarComponent(name="pp", flux=5.98e10, born="pp"),
            SolarComponent(name="pep", flux=1.44e8, born="pp", lines=((1.442, 1.0),)),
            SolarComponent(name="7Be", flux=4.93e9, born="Be7", lines=((0.862, 0.9), (0.384, 0.1))),
            SolarComponent(name="8B", flux=5.46e6, born="B8"),
        )
    }
)
"""Fluxes of the B16-GS98 model, N. Vinyoles et al., Astrophys. J. 835 (2017) 202. The pep
neutrinos are taken to be born with the pp ones, somewhat too far out."""


@cache
def _production() -> Mapping[str, Array]:
    names = ("radius", "log10_electron_density", "pp", "Be7", "B8")
    return read_columns(shipped("sources", "solar_production.csv"), names)


@cache
def _b8() -> Mapping[str, Array]:
    return read_columns(shipped("sources", "solar_b8.csv"), ("E_MeV", "per_MeV"))


@checked
@cache
def birthplace(name: str) -> Birthplace:
    """Return where the neutrinos of a component are born, in the B16-GS98 model.

    Parameters
    ----------
    name : one of `COMPONENTS`

    Raises
    ------
    ValueError
        if the component is unknown
    """
    source = COMPONENTS[choice("solar component", name, COMPONENTS)].born
    table = _production()
    # equal steps, and production vanishes at both ends: the trapezoidal rule is the plain sum
    return Birthplace(
        read_only(10 ** table["log10_electron_density"]),
        read_only(table[source] / table[source].sum()),
    )


def _pp_density(E: Array) -> Array:
    """Return the allowed shape of pp neutrinos, Coulomb corrections (1 to 2 %) neglected."""
    positron = PP_END_POINT + M_E - E
    shape: Array = E**2 * positron * np.sqrt(positron**2 - M_E**2)
    return shape


@checked
def energies(name: str, nodes: int = 24) -> Nodes:
    """Energies [MeV] and weights, summing to 1, that stand for a component's spectrum.

    Parameters
    ----------
    name : one of `COMPONENTS`
    nodes : of the quadrature over pp neutrinos; 8B has two in each interval of its table,
        and a line stands for itself

    Returns
    -------
    Nodes
        the mean of f(E) over the spectrum is ``sum(w * f(x))``

    Raises
    ------
    ValueError
        if the component is unknown
    """
    component = COMPONENTS[choice("solar component", name, COMPONENTS)]
    if component.lines:
        x, w = np.array(component.lines).T
        return Nodes(x, w)
    if name == "pp":
        # E = E_max (1 - u^2): the square root at the end point becomes a polynomial
        u = gauss_legendre(0.0, 1.0, nodes)
        x = PP_END_POINT * (1 - u.x**2)
        w = u.w * u.x * _pp_density(x)
    else:
        E, density = _b8()["E_MeV"], _b8()["per_MeV"]
        pieces = gauss_legendre(E[:-1], E[1:], 2)
        x = pieces.x.ravel()
        w = pieces.w.ravel() * np.interp(x, E, density)
    return Nodes(x, w / math.fsum(w))


@checked
def shape(name: str, entries: int = 401) -> tuple[Array, Array]:
    """Table of the spectrum of a component of the Sun: energies [MeV] and density, unnormalised.

    Parameters
    ----------
    name : one of `COMPONENTS` that has no lines
    entries : of a spectrum that is a formula, closer where it ends

    Raises
    ------
    ValueError
        if the component is unknown, or consists of lines
    """
    component = COMPONENTS[choice("solar component", name, COMPONENTS)]
    if component.lines:
        raise ValueError(
            f"{name} consists of lines, at {', '.join(f'{E:g}' for E, _ in component.lines)} MeV"
        )
    if name == "pp":
        n = whole("entries", entries, at_least=2)
        E = PP_END_POINT * np.sin(np.linspace(0.0, math.pi / 2, n))
        return E, _pp_density(E)
    return _b8()["E_MeV"], _b8()["per_MeV"]


@checked
def P_e1(name: str, mixing: Mixing) -> float:
    r"""Two-flavour probability of a component to arrive as nu_1.

    .. math:: P_{e1}^{2\nu} = \int dE\,f(E)\int dr\,p(r)\,\cos^2\theta_m(E, n_e(r))

    averaged over its spectrum and over where it is born.

    Parameters
    ----------
    name : one of `COMPONENTS`
    mixing : of the leptons

    Returns
    -------
    float
        0 to 1

    Raises
    ------
    ValueError
        if the component is unknown
    """
    E = energies(name)
    return float(E.w @ birthplace(name).P_e1(E.x, mixing))
