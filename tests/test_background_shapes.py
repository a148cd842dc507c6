"""Backgrounds of a formula: their templates, the pulls of their shapes, and files of them."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad

from cevns.basics.provenance import Section
from cevns.inference.measured.background_files import read_backgrounds
from cevns.inference.measured.shapes import (
    Background,
    Constant,
    Exponential,
    Lines,
    Modelled,
    modelled,
)
from cevns.inference.measured.templates import TemplateBins

EDGES = np.linspace(0.2, 1.5, 27)
FALL = Exponential(per_keV=100.0, start=0.2, decay=0.25)
LINES = Lines(events_of_all=50.0, energies=(1.3, 1.1), shares=(1.0, 0.25), spread=0.07)


def gauss(E: float, centre: float, width: float) -> float:
    return math.exp(-(((E - centre) / width) ** 2) / 2) / math.sqrt(2 * math.pi) / width


def test_templates_are_integrals_over_the_bins() -> None:
    def density(E: float) -> float:
        lines = 40.0 * gauss(E, 1.3, 0.07) + 10.0 * gauss(E, 1.1, 0.07)
        return 7.0 + 100.0 * math.exp(-(E - 0.2) / 0.25) + lines

    found = Constant(per_keV=7.0).events(EDGES) + FALL.events(EDGES) + LINES.events(EDGES)
    expected = [quad(density, a, b, epsabs=0, epsrel=1e-11)[0] for a, b in pairwise(EDGES)]
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_a_line_below_the_bins_keeps_its_whole_size() -> None:
    below = Lines(events_of_all=100.0, energies=(0.158,), spread=0.0685)
    inside = quad(lambda E: 100 * gauss(E, 0.158, 0.0685), 0.2, 1.5)[0]
    assert below.events(EDGES).sum() == pytest.approx(inside, rel=1e-9, abs=0)
    assert 20 < inside < 30


def deformed(made: Modelled, part: str, name: str, theta: float) -> NDArray[np.float64]:
    pull = next(one for one in made.nuisances if one.name == name)
    nominal = np.asarray(made.parts[part])
    powers = pull.powers(part, nominal)
    return nominal + sum(c * theta ** (i + 1) for i, c in enumerate(powers))


@pytest.mark.parametrize("theta", [-3.7, -1.3, 0.4, 2.2, 3.9])
def test_a_pull_of_the_decay_is_another_exponential(theta: float) -> None:
    made = modelled({"fall": Background(shape=FALL, steps={"decay": 0.3})}, EDGES)
    exact = replace(FALL, decay=0.25 * math.exp(0.3 * theta)).events(EDGES)
    found = deformed(made, "fall", "decay of fall", theta)
    assert np.abs(found - exact).max() < 1e-3 * exact.max()


def test_pulls_of_a_line_move_and_widen_it() -> None:
    background = Background(shape=LINES, steps={"energy": 0.002, "width": 0.002})
    made = modelled({"lines": background}, EDGES)
    moved = replace(LINES, energies=(1.3 + 0.003, 1.1)).events(EDGES)
    found = deformed(made, "lines", "energy of lines", 1.5)
    np.testing.assert_allclose(found, moved, atol=1e-5 * moved.max())
    wider = replace(LINES, spread=0.07 - 0.003).events(EDGES)
    found = deformed(made, "lines", "width of lines", -1.5)
    np.testing.assert_allclose(found, wider, atol=1e-5 * wider.max())


def test_what_follows_keeps_its_share() -> None:
    line = Lines(events_of_all=8.0, energies=(0.3,), spread=0.05)
    made = modelled(
        {
            "lead": Background(shape=LINES),
            "follow": Background(shape=line, follows="lead", sigma=0.2),
        },
        EDGES,
    )
    scales = {one.name: (one.sigma, dict(one.scales)) for one in made.nuisances}
    assert scales == {
        "size of lead": (math.inf, {"lead": 1.0, "follow": 1.0}),
        "share of follow": (0.2, {"follow": 1.0}),
    }


def test_a_fit_of_shapes_finds_what_was_put_in() -> None:
    truth = {
        "constant": Constant(per_keV=900.0),
        "fall": replace(FALL, per_keV=4000.0, decay=0.3),
        "lines": replace(LINES, events_of_all=1200.0, energies=(1.303, 1.1), spread=0.068),
    }
    on = sum(shape.events(EDGES) for shape in truth.values())
    made = modelled(
        {
            "constant": Background(shape=Constant(per_keV=1000.0)),
            "fall": Background(shape=replace(FALL, per_keV=5000.0), steps={"decay": 0.3}),
            "lines": Background(
                shape=replace(LINES, events_of_all=1000.0),
                steps={"energy": 0.002, "width": 0.002},
            ),
        },
        EDGES,
    )
    data = TemplateBins(
        name="shapes",
        source="reactor",
        on=np.asarray(on),
        variance=np.asarray(on),
        parts={"sm": 0 * on, **made.parts},
        nuisances=made.nuisances,
    )
    pulls = data.best_pulls
    assert data.best_fit.chi2 < 1e-2
    assert 1000 * (1 + pulls["size of constant"]) == pytest.approx(900, rel=3e-3, abs=0)
    assert 0.25 * math.exp(0.3 * pulls["decay of fall"]) == pytest.approx(0.3, rel=3e-3, abs=0)
    assert 1.3 + 0.002 * pulls["energy of lines"] == pytest.approx(1.303, abs=4e-4)


def tables(**background: dict[str, object]) -> dict[str, Section]:
    said = {"provenance": "inferred", "reference": "a test"}
    return {name: Section({**said, **one}, f"mine.{name}") for name, one in background.items()}


FLAT: dict[str, object] = {"shape": "constant", "per_keV_day": 10.0}
LINE: dict[str, object] = {
    "shape": "lines", "per_day": 3.0, "energies_keV": [1.3, 1.1], "width_keV": 0.07,
}  # fmt: skip


def test_from_a_file() -> None:
    fall = {
        "shape": "exponential", "per_keV_day": 5.0, "start_keV": 0.2, "decay_keV": 0.25,
        "decay_step": 0.3,
    }  # fmt: skip
    follower = {**LINE, "follows": "line", "sigma": 0.1, "shares": [1, 3]}
    root = tables(flat=FLAT, fall=fall, line={**LINE, "width_step_keV": 0.001}, other=follower)
    made = read_backgrounds(root, EDGES.tolist(), 10.0)
    np.testing.assert_allclose(made.parts["flat"], 100 * 0.05, rtol=1e-12)
    np.testing.assert_allclose(made.parts["fall"], 0.5 * FALL.events(EDGES), rtol=1e-12)
    assert [one.name for one in made.nuisances] == [
        "size of flat", "size of fall", "decay of fall", "size of line", "width of line",
        "share of other",
    ]  # fmt: skip
    decay = made.nuisances[2].variants["fall"]
    assert decay[0].sum() == pytest.approx(
        10 * 5 * replace(FALL, per_keV=1.0, decay=0.25 * math.exp(0.3 * made.nuisances[2].at[0]))
        .events(EDGES).sum(), rel=1e-12, abs=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({**FLAT, "shape": "flat"}, "constant"),
        ({**FLAT, "per_keV_day": -1.0}, ">= 0"),
        ({**FLAT, "decay_step": 0.1}, "unknown entry 'decay_step'"),
        ({**LINE, "shares": [1.0]}, "as many shares"),
        ({**LINE, "follows": "nobody"}, "follows 'nobody'"),
        ({**LINE, "width_keV": 0.0}, "width_keV"),
    ],
)
def test_bad_tables_are_named(table: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_backgrounds(tables(mine=table), EDGES.tolist(), 1.0)


def test_only_what_a_shape_has_can_be_fitted() -> None:
    with pytest.raises(ValueError, match="energy, width"):
        Background(shape=LINES, steps={"decay": 0.1})
