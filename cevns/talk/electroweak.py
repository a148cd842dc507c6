"""The talk's second half beside ours: what it prints of the neutron radius, and what was tried."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from cevns.basics.checks import number
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.assumptions import TALK, Assumptions
from cevns.inference.dataset import DataSet
from cevns.inference.fits.ask import problem
from cevns.inference.lookup import dataset
from cevns.talk.published import beyond_rounding, half_unit

ONE_SIGMA: Final = 0.6826894921370859
"""Confidence level of the printed errors, which the talk does not say."""


class Printed(NamedTuple):
    """A number with its errors, digit by digit as printed, and where."""

    row: str
    data: str
    quantity: str
    value: str
    up: str
    down: str
    unit: str
    provenance: str
    reference: str

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Value, upper and lower error."""
        return float(self.value), float(self.up), float(self.down)


@cache
def printed() -> tuple[Printed, ...]:
    """Return what is printed of radii and lengths, and a published value beside it."""
    rows = read_csv(shipped("talk", "electroweak.csv"), dict.fromkeys(Printed._fields, str))
    return tuple(Printed(**{key: str(value) for key, value in row.items()}) for row in rows)


class Beside(NamedTuple):
    """A printed number and ours, by one recipe."""

    printed: Printed
    recipe: str
    value: float
    up: float | None
    down: float | None

    @property
    def off(self) -> tuple[float | None, ...]:
        """How far value and errors are from what rounds to the print [in its unit]; 0 if they do.

        None for an error that ours has no end for.
        """
        ours = self.value, self.up, self.down
        texts = self.printed.value, self.printed.up, self.printed.down
        return tuple(map(_off, ours, texts))


def _off(ours: float | None, text: str) -> float | None:
    """Return how far a number is from what rounds to the print."""
    if ours is None:
        return None
    return ours - ours / (1 + beyond_rounding(ours, float(text), half_unit(text)))


RECIPES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "tree, common size": {},
        "tree, protons apart": {"separate": True},
        "radiative_2005, common size": {"couplings": "radiative_2005"},
        "radiative_2005, protons apart": {"couplings": "radiative_2005", "separate": True},
    }
)
"""Readings of the talk that its slide leaves open, as options of a fit."""


@checked
def beside(assumptions: Assumptions = TALK) -> tuple[Beside, ...]:
    """Return ours beside every printed row, by every recipe.

    The count as named, `RECIPES`; of the present data the twelve bins too; and for lengths a count
    that is the model's own at the printed length.

    Parameters
    ----------
    assumptions : what the fits rest on, but for what a recipe says
    """
    return tuple(row for one in printed() for row in _rows(one, assumptions))


def _rows(one: Printed, under: Assumptions) -> Iterator[Beside]:
    data = {"": dataset(one.data, assumptions=under)}
    if one.row == "phase-1":
        data = {"one bin, ": data[""], "twelve bins, ": dataset(_BINS, assumptions=under)}
    for how, each in data.items():
        for name, options in RECIPES.items():
            yield _fitted(one, how + name, each, options)
    if one.quantity == "oscillator_length" and one.row != "phase-1":
        own = around(data[""], float(one.value))
        yield _fitted(one, f"tree, common size, a count expected at {one.value} fm", own, {})


_BINS: Final = "coherent-csi@2017-bins"


def _fitted(one: Printed, recipe: str, data: DataSet, options: Mapping[str, Any]) -> Beside:
    fit = data.fit(one.quantity, confidence_level=ONE_SIGMA, **options)
    down, up = fit.errors
    return Beside(one, recipe, float("nan") if fit.value is None else fit.value, up, down)


@checked
def around(data: DataSet, length: float) -> DataSet:
    """Return expected data whose count is the model's own at an oscillator length [fm].

    Parameters
    ----------
    data : with an expected count
    length : oscillator length [fm]

    Raises
    ------
    ValueError
        if the count is not an expected one
    """
    m = data.measurement
    if not isinstance(m, ExpectedCount):
        raise ValueError(f"{data.name}: only an expected count can be any other")
    b = number("oscillator length", length, "fm", above=0, at_most=20, hint="b is in fm")
    ready, _ = problem(data, ["oscillator_length"])
    events = float(ready.events(np.array([b]))[0, 0])
    return data.with_measurement(
        ExpectedCount(sigma_stat=m.sigma_stat, sigma_sys=m.sigma_sys, events=events)
    )


@checked
def suppression(data: DataSet) -> float:
    r"""Significance of the loss of coherence: how much worse nuclei without size would fit.

    .. math:: \sqrt{\chi^2(F=1) - \min_{R_n}\chi^2}

    Parameters
    ----------
    data : under assumptions of their own, protons and neutrons of one size

    Returns
    -------
    float
        standard deviations
    """
    best = data.fit("neutron_radius", separate=False)
    points = data.fit("sin2_theta_w", form_factor="point_like")
    ready, _ = problem(data, ["sin2_theta_w"])
    angle = ready.parameters[0].origin
    return float(np.sqrt(float(points.chi2(angle)) - best.chi2_min))
