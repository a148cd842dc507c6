"""A line on a continuum is found at any width and position; bounds of a density are bounds."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cevns.basics.enclosures import NoBoundsError, Span, highest
from cevns.sources.narrow import integrals
from cevns.sources.spectra import PiecewiseSpectrum

Density = Callable[[Any], Any]
EDGES = np.arange(0.0, 11.0)
"""Pieces of 1 MeV."""


def continuum(E: Any) -> Any:
    return E**2 * np.exp(-E)


CONTINUUM = 2 - math.exp(-10) * 122
"""Its integral from 0 to 10 MeV."""


def gauss(centre: float, width: float) -> Density:
    peak = 1 / (width * math.sqrt(math.pi))
    return lambda E: continuum(E) + peak * np.exp(-(((E - centre) / width) ** 2))


def box(centre: float, width: float) -> Density:
    return lambda E: continuum(E) + np.where(np.abs(E - centre) < width / 2, 1 / width, 0.0)


def lorentz(centre: float, width: float) -> Density:
    return lambda E: continuum(E) + width / math.pi / ((E - centre) ** 2 + width**2)


def triangle(centre: float, width: float) -> Density:
    table = [centre - width, centre, centre + width], [0.0, 1 / width, 0.0]
    return lambda E: continuum(E) + np.interp(E, *table)


LINES = {"gauss": gauss, "box": box, "lorentz": lorentz, "triangle": triangle}
centres = st.floats(0.3, 9.7)
widths = st.floats(-12, -2).map(lambda power: 10**power)


@pytest.mark.parametrize("shape", LINES)
@settings(max_examples=25, deadline=None)
@given(centre=centres, width=widths)
def test_a_line_is_refused_or_counted(shape: str, centre: float, width: float) -> None:
    """One third of the neutrinos, from 10 keV down to a billionth of an eV, anywhere."""
    density = LINES[shape](centre, width)
    refused = ""
    try:
        spectrum = PiecewiseSpectrum.normalised(density, EDGES)
    except ValueError as error:
        refused = str(error)
    if refused:
        assert "a line" in refused or "not smooth enough" in refused
    else:
        assert spectrum.total == pytest.approx(CONTINUUM + 1, rel=1e-4, abs=0)


@pytest.mark.parametrize("position", np.linspace(4.05, 4.95, 19))
def test_a_line_of_1_keV_on_pieces_of_1_MeV(position: float) -> None:
    with pytest.raises(ValueError, match=r"from 4 to 5 MeV"):
        PiecewiseSpectrum.normalised(gauss(float(position), 1e-3), EDGES)


@pytest.mark.parametrize("shape", LINES)
def test_between_edges_of_its_own_a_line_is_counted(shape: str) -> None:
    """What the message says to do: edges on either side, and inside."""
    width = 1e-3
    near = 4.3 + width * np.linspace(-8, 8, 33)
    if shape == "box":
        near = 4.3 + width * np.array([-0.5, 0.5])
    far = np.linspace(-1, 1, 65) ** 3 * 0.7 + 4.3 if shape == "lorentz" else []
    edges = np.array(sorted({*EDGES.tolist(), *near.tolist(), *np.asarray(far).tolist()}))
    seen = np.array([integral for integral in integrals(LINES[shape](4.3, width), edges, 3.0)])
    assert seen.sum() == pytest.approx(CONTINUUM + 1, rel=2e-4, abs=0)


def test_a_density_of_another_make_is_looked_at_closely() -> None:
    """Python's own branches have no bounds; lines down to 1e-5 of a piece are found anyway."""

    def branches(E: Any) -> Any:
        each = (continuum(e) + (1e4 if abs(e - 4.3) < 5e-5 else 0.0) for e in E.ravel())
        return np.array(list(each)).reshape(E.shape)

    with pytest.raises(NoBoundsError):
        highest(branches, EDGES[:-1], EDGES[1:])
    with pytest.raises(ValueError, match=r"a line from 4 to 5 MeV"):
        PiecewiseSpectrum.normalised(branches, EDGES)


SMOOTH: dict[str, Density] = {
    "square": np.square,
    "constant": lambda E: np.ones_like(E),
    "exponent of a polynomial": lambda E: np.exp(0.87 - 0.16 * E - 0.091 * E**2),
    "muons at rest": lambda E: E**2 * (1 - 2 * E / 105.66),
    "beta decay": lambda E: E**2 * (11 - E) ** 2 * np.sqrt((11.5 - E) ** 2 - 0.26),
    "thermal": lambda E: E**2 / (np.exp(E / 3) + 1),
    "waves": lambda E: E**2 * (2 + np.sin(E)),
    "table": lambda E: np.interp(E, EDGES, EDGES**2),
    "branches": lambda E: np.where(E < 5, E**2, 25.0),
    "mask": lambda E: E**2 * (E < 10.5),
    "reciprocal": lambda E: 1 / (1 + np.abs(E - 20)),
}


STARTING_ABOVE_ZERO = ("constant", "exponent of a polynomial", "reciprocal", "table")
"""They do not vanish like E^2."""


@pytest.mark.parametrize("name", SMOOTH)
def test_smooth_densities_are_accepted(name: str) -> None:
    edges = EDGES[1:] if name in STARTING_ABOVE_ZERO else EDGES
    spectrum = PiecewiseSpectrum.normalised(SMOOTH[name], edges)
    fine = np.linspace(edges[0], edges[-1], 20_001)
    middle = 0.5 * (fine[:-1] + fine[1:])
    total = float(np.sum(np.broadcast_to(SMOOTH[name](middle), middle.shape)) * (fine[1] - fine[0]))
    assert spectrum.total == pytest.approx(total, rel=1e-6, abs=0)


FORMULAS: dict[str, Density] = {
    **SMOOTH,
    **{name: line(4.3, 0.2) for name, line in LINES.items()},
    "powers": lambda x: x**3 - 3 * x**2 + (x + 1) ** 0.5 - (x + 1) ** -2,
    "signs": lambda x: -np.abs(x - 4) * np.maximum(x, 3) + np.minimum(2, x) / (x - 20),
    "logarithms": lambda x: np.log1p(x) - np.sqrt(x) * np.tanh(x - 5) + np.arctan(-x),
    "both sides": lambda x: ((x > 2) & (x <= 6)) * x - (x >= 8) * 3 + (x < 1),
    "products": lambda x: (x - 5) * (x - 3) / (1 + (x - 4) ** 2),
}


@pytest.mark.parametrize("name", FORMULAS)
@settings(max_examples=30, deadline=None)
@given(low=st.floats(0.0, 9.9), width=st.floats(1e-6, 3.0), at=st.floats(0, 1))
def test_bounds_hold_inside(name: str, low: float, width: float, at: float) -> None:
    high = min(low + width, 10.0)
    x = low + at * (high - low)
    value = np.broadcast_to(FORMULAS[name](np.array([x])), (1,))[0]
    top = highest(FORMULAS[name], np.array([low]), np.array([high]))[0]
    assert value <= top * (1 + 1e-12) + 1e-12 if top >= 0 else value <= top * (1 - 1e-12) + 1e-12


@pytest.mark.parametrize("name", FORMULAS)
def test_bounds_are_close_on_short_stretches(name: str) -> None:
    """Or nothing would ever be accepted: a bound is the value, up to the length of a stretch."""
    low = np.linspace(0.5, 9.5, 400) + 1e-3 * math.pi
    high = low + 1e-9
    top = highest(FORMULAS[name], low, high)
    value = np.broadcast_to(FORMULAS[name](low), low.shape)
    assert (top - value <= 1e-4 * (1 + np.abs(value))).all() or name == "waves"


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.fft.fft(x),
        lambda x: x[0],
        lambda x: np.sum(x),
        lambda x: float(x),
        lambda x: np.asarray(x) ** 2,
        lambda x: x**x,
        lambda x: np.floor(x),
        lambda x: x if x > 1 else 0,
    ],
)
def test_what_has_no_bounds_says_so(function: Density) -> None:
    with pytest.raises(NoBoundsError):
        highest(function, np.array([1.0]), np.array([2.0]))


def test_a_span_takes_the_place_of_an_array() -> None:
    span = Span(np.array([1.0, 2.0]), np.array([2.0, 3.0]))
    assert span.shape == (2,)
    assert np.zeros_like(span).high.tolist() == [0, 0]
    assert highest(lambda x: 3.0, span.low, span.high).tolist() == [3, 3]
