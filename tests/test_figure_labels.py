"""No curve runs through words of a figure, no words lie on others, none leave the page.

And a flavour has one colour in all of them.
"""

import re
from pathlib import Path

import own_files
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from struck import struck

from figures.__main__ import drawings, modules
from figures.counts import own_tables
from figures.style import COLORS, FLAVORS, Figure, styled

DRAWINGS = drawings()

OWN = """
[source.core]
kind = "components"
component.core = { flavor = "nu_e_bar", spectrum = "flux.csv" }

[experiment.mine.future]
source = "core"
material = "Ge"
mass_kg = 0.1
exposure_days = 100
detector = { kind = "threshold", efficiency = "curve.csv", resolution_keV_ee = 0.02 }
statistics = { kind = "expected", sigma_stat = 0.2, sigma_sys = 0.1 }
"""
FLUX = "E_MeV,flux_per_cm2_s_MeV\n0,0\n0.5,9.4e12\n1,6.6e12\n4,1.8e12\n8,2.4e10\n"
CURVE = "E_eV_ee,efficiency\n150,0\n200,0.4\n300,0.95\n1000,0.95\n"


SYMBOLS = {rf"$\nu_{symbol}$": COLORS[flavor] for flavor, symbol in FLAVORS.items()}


def recoloured(figure: Figure) -> list[str]:
    """Names of flavours beside a colour which is another's; grey and black are nobody's."""
    shown = [
        (str(line.get_label()), line.get_color())
        for axes in figure.axes
        for line in axes.get_lines()
    ]
    shown += [(text.get_text(), text.get_color()) for text in figure.findobj(Text)]
    found = []
    for label, colour in shown:
        named = re.match(r"\$\\nu_\S+?\$", label)
        drawn = to_hex(colour)
        grey = len({drawn[1:3], drawn[3:5], drawn[5:7]}) == 1
        if named and not grey and drawn != SYMBOLS.get(named[0], drawn).lower():
            found.append(f"{label} in {drawn}")
    return found


@pytest.mark.parametrize("name", DRAWINGS)
def test_words_of_a_figure_can_be_read(name: str) -> None:
    figure = DRAWINGS[name]()
    assert struck(figure) == []
    assert recoloured(figure) == []


def test_a_flavour_in_the_colour_of_another_is_found() -> None:
    figure = plain()
    (axes,) = figure.axes
    axes.plot([0, 1], [0, 1], label=r"$\nu_e$ (delayed)", color=COLORS["nu_mu"])
    axes.plot([0, 1], [0, 1], label=r"$\nu_\mu$", color="0.5")
    axes.text(0.1, 0.1, r"$\nu_\tau$", color=COLORS["nu_tau"])
    assert recoloured(figure) == [rf"$\nu_e$ (delayed) in {COLORS['nu_mu'].lower()}"]


def test_words_beside_what_a_reader_brings_can_be_read(tmp_path: Path) -> None:
    assert set(modules()) - set(DRAWINGS) == {"own_tables"}
    own = own_files.load(tmp_path, OWN, flux=FLUX, curve=CURVE)
    assert struck(own_tables.draw(own)) == []


@styled
def plain(**more: object) -> Figure:
    """Draw a line from corner to corner, with some words and a legend away from it."""
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], label="rising")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=str(more.get("xlabel", "x")))
    axes.text(*more.get("at", (0.7, 0.2)), "words", **more.get("style", {}))  # type: ignore[misc, dict-item]
    axes.text(*more.get("other", (0.7, 0.4)), "others")  # type: ignore[misc]
    axes.legend(loc=str(more.get("loc", "upper left")))
    return figure


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"at": (0.48, 0.48)}, ["'words' is struck by 'rising'"]),
        ({"at": (0.48, 0.48), "style": {"bbox": {"fc": "white"}}}, []),
        ({"other": (0.72, 0.21)}, ["'words' and 'others' lie on each other"]),
        ({"loc": "upper right"}, ["'rising' is struck by 'rising'"]),
        ({"xlabel": "far too much to be said of x " * 4}, ["leaves the page"]),
    ],
)
def test_the_check_can_fail(changes: dict[str, object], said: list[str]) -> None:
    found = struck(plain(**changes))
    assert len(found) == len(said)
    assert all(expected in line for expected, line in zip(said, found, strict=True))


def test_marks_steps_and_outlines_strike_too() -> None:
    figure = plain()
    (axes,) = figure.axes
    axes.plot(0.74, 0.22, "o", label="mark")
    axes.stairs([0.43], [0.6, 0.9], label="step", baseline=None)
    found = struck(figure)
    assert sorted(found) == [
        "'others' is struck by 'step'",
        "'words' is struck by a mark of 'mark'",
    ]
