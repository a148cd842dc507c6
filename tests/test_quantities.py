"""Quantities of other libraries: in any unit the same number, or an error; never a bare number."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest

import cevns
from cevns.basics.checks import complex_array, in_range, number
from cevns.basics.units import day, keV
from cevns.interactions import kinematics
from cevns.neutrinos.moments import TransitionMoments
from cevns.sources.spectra import Line

Quantity = Callable[[Any, str], Any]


SIZES = {
    "": ("", 1.0),
    "percent": ("", 0.01),
    "keV": ("MeV", 1e-3),
    "MeV": ("MeV", 1.0),
    "K": ("K", 1.0),
    "day": ("s", 86_400.0),
    "s": ("s", 1.0),
    "m": ("m", 1.0),
    "cm": ("m", 0.01),
    "kg": ("kg", 1.0),
    "g": ("kg", 1e-3),
    "J/T": ("J/T", 1.0),
    "rad": ("rad", 1.0),
    "deg": ("rad", np.pi / 180),
}


class StandIn:
    """A quantity as all libraries have it, of a handful of units and none of their code."""

    def __init__(self, magnitude: Any, units: str) -> None:
        self.magnitude, self.units = np.asarray(magnitude, dtype=float), units

    def to(self, units: str) -> "StandIn":
        (mine, size), (other, unit) = SIZES[self.units], SIZES[units]
        if mine != other:
            raise AttributeError("an error of its own kind")
        return StandIn(self.magnitude * size / unit, units)

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        return self.magnitude  # stripped, as unyt and pint do it

    def __float__(self) -> float:
        return float(self.magnitude)


def stand_in() -> Quantity:
    return StandIn


def of_astropy() -> Quantity:
    units = pytest.importorskip("astropy.units")
    return lambda x, unit: units.Quantity(x, unit)


def of_pint() -> Quantity:
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    return lambda x, unit: registry.Quantity(np.asarray(x) if np.ndim(x) else x, unit)


def of_unyt() -> Quantity:
    unyt = pytest.importorskip("unyt")
    return lambda x, unit: unyt.unyt_array(x, unit)[()] if np.ndim(x) else x * unyt.Unit(unit)


@pytest.fixture(params=[stand_in, of_astropy, of_pint, of_unyt], ids=lambda f: f.__name__)
def Q(request: pytest.FixtureRequest) -> Quantity:
    made: Quantity = request.param()
    return made


CSI = cevns.experiment("coherent-csi")
MU_B = 9.2740100657e-24  # J/T


class Case(NamedTuple):
    """What is asked with a plain number and with a quantity."""

    ask: Callable[[Any], Any]
    plain: Any
    other: Any
    unit: str


CASES = {
    "recoil grid": Case(
        lambda T: cevns.recoil_spectrum(CSI, T).sm_total, np.array([5.0, 8.0]) * keV, [5, 8], "keV"
    ),
    "one recoil": Case(lambda T: cevns.recoil_spectrum(CSI, T).sm_total, 5 * keV, 5, "keV"),
    "exposure": Case(
        lambda t: cevns.signal(cevns_with(exposure=t)).sm_total, 308.1 * day, 308.1, "day"
    ),
    "mass": Case(lambda m: cevns.signal(cevns_with(mass=m)).sm_total, 14.6, 14_600, "g"),
    "baseline": Case(lambda L: cevns.signal(cevns_with(baseline_m=L)).sm_total, 19.3, 1930, "cm"),
    "line": Case(Line, 29.8, 29_800, "keV"),
    "end point": Case(lambda E: kinematics.recoil_energy_max(E, 1e5), 30.0, 30_000, "keV"),
    "moment": Case(lambda mu: cevns.signal(CSI).events(mu), 3e-10, 3e-10 * MU_B, "J/T"),
    "complex moment": Case(lambda mu: TransitionMoments(mu).Lambda_1, 3e-10, 3e-10 * MU_B, "J/T"),
    "uncertainty": Case(
        lambda x: cevns_with(flux_uncertainty=x).flux_uncertainty, 0.1, 10, "percent"
    ),
}


def cevns_with(**changes: Any) -> Any:
    return replace(CSI, **changes)


@pytest.mark.parametrize("name", CASES)
def test_a_quantity_counts_as_its_number(Q: Quantity, name: str) -> None:
    ask, plain, other, unit = CASES[name]
    found = ask(Q(other, unit))
    if not isinstance(found, Line):
        assert found == pytest.approx(ask(plain), rel=1e-8, abs=0)
        assert type(found) is type(ask(plain)) or isinstance(found, complex)
    else:
        assert type(found.E_0) is float
        assert pytest.approx(ask(plain).E_0, rel=1e-12, abs=0) == found.E_0


@pytest.mark.parametrize("name", CASES)
def test_a_quantity_of_something_else_is_refused(Q: Quantity, name: str) -> None:
    ask, _, other, _ = CASES[name]
    with pytest.raises(
        ValueError, match=r"must be (in \S+( \S+)?|a number without a unit), not in"
    ):
        ask(Q(other, "K"))


def test_lists_of_quantities_are_converted_one_by_one(Q: Quantity) -> None:
    found = in_range("T", [Q(5, "keV"), Q(0.006, "MeV")], "MeV")
    np.testing.assert_allclose(found, [0.005, 0.006], rtol=1e-12)
    nested = in_range("T", [[Q(5, "keV")], (Q(0.006, "MeV"),)], "MeV")
    np.testing.assert_allclose(nested, [[0.005], [0.006]], rtol=1e-12)
    with pytest.raises(ValueError, match=r"not in [kK]"):
        in_range("T", [Q(5, "keV"), Q(0.006, "K")] if Q is StandIn else [Q(0.006, "K")], "MeV")


def test_an_angle_is_no_pure_number(Q: Quantity) -> None:
    assert number("delta_CP", Q(180, "deg"), "rad") == pytest.approx(np.pi, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match=r"sin2 = .* must be a number without a unit"):
        number("sin2", Q(28.7, "deg"))


def test_ranges_hold_after_conversion(Q: Quantity) -> None:
    with pytest.raises(ValueError, match=r"T = 5 MeV must be finite and <= 1 MeV"):
        in_range("T", Q(5000, "keV"), "MeV", at_most=1)


def test_complex_moments_keep_their_phase() -> None:
    import unyt

    given = unyt.unyt_array(np.array([1j, 2.0]) * 1e-10 * MU_B, "J/T")
    np.testing.assert_allclose(complex_array("Lambda", given, "mu_B"), [1e-10j, 2e-10], rtol=1e-12)


@pytest.mark.parametrize(
    ("unit", "package", "of_ours"),
    [
        ("fm", "fm", 1.0),
        ("m", "fm", 1e15),
        ("1/fm", "fm^-1", 1.0),
        ("cm**2", "cm^2", 1.0),
        ("1/(m**2*s)", "cm^-2 s^-1", 1e-4),
        ("eV**2", "eV^2", 1.0),
        ("MW", "GW", 1e-3),
        ("year", "days", 365.25),
        ("mol/cm**3", "N_A/cm^3", 1.0),
        ("1/keV", "PE/MeV", 1e3),
        ("keV", "MeV of ionisation", 1e-3),
        ("kg", "u", 1 / 1.66053906892e-27),
        ("J**2/T**2", "mu_B^2", 1 / MU_B**2),
        ("km/MeV", "km/MeV", 1.0),
        ("1/s", "1/s", 1.0),
        ("m", "km", 1e-3),
    ],
)
@pytest.mark.parametrize("library", [of_astropy, of_pint, of_unyt], ids=lambda f: f.__name__)
def test_every_unit_of_the_package_is_known(
    library: Callable[[], Quantity], unit: str, package: str, of_ours: float
) -> None:
    if library is of_unyt and unit == "year":
        unit, of_ours = "yr", 365.25
    given = library()(2.0, unit)
    assert number("x", given, package) == pytest.approx(2 * of_ours, rel=1e-4, abs=0)


@pytest.mark.parametrize(
    "hidden",
    [np.ma.array([1.0, 2.0], mask=[False, True]), np.ma.array([1.0]), np.ma.masked],
    ids=["one hidden", "nothing hidden", "all hidden"],
)
def test_masked_arrays_are_refused(hidden: Any) -> None:
    with pytest.raises(ValueError, match=r"it is masked: use \.compressed\(\), or \.filled"):
        in_range("T", hidden, "MeV")


def test_no_library_of_units_is_imported() -> None:
    code = "import sys, cevns; cevns.signal(cevns.experiment('conus')); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"astropy", "pint", "unyt", "pandas"}
