"""Strength of a signal and mixtures of templates, against a minimiser over everything."""

import math
from dataclasses import replace

import numpy as np
import pytest
from iminuit import Minuit

from cevns.inference.measured.mixtures import blended, by_part, scaled
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.strength import signal_strength, strength_of, without_norms
from cevns.inference.measured.templates import TemplateBins

RNG = np.random.default_rng(5)
SM = np.array([1.0, 4.0, 9.0, 6.0, 2.0])
BACKGROUND = np.array([20.0, 12.0, 8.0, 5.0, 3.0])
LOW, HIGH = 0.8 * SM + 0.3, 1.25 * SM + np.array([0.2, 0.0, -0.4, 0.1, 0.0])
ON = np.array([24.0, 14.0, 21.0, 8.0, 7.0])


def data(**changes: object) -> TemplateBins:
    return TemplateBins(
        name="five bins",
        source="sns",
        on=ON,
        parts={"sm": SM, "electron": 0.01 * SM, "muon": 0.02 * SM, "steady": BACKGROUND},
        nuisances=(
            Nuisance(name="flux", sigma=0.1, scales={"sm": 1.0, "electron": 1.0, "muon": 1.0}),
            Nuisance(name="light", variants={"sm": (LOW, HIGH)}),
            Nuisance(name="steady", sigma=0.2, scales={"steady": 1.0}),
        ),
        **changes,  # type: ignore[arg-type]
    )


def by_hand(s: float, light: float, steady: float) -> float:
    sm = SM + light * (HIGH - LOW) / 2 + light**2 * ((HIGH + LOW) / 2 - SM)
    mu = s * sm + (1 + steady) * BACKGROUND
    return float(2 * np.sum(mu - ON + ON * np.log(ON / mu)) + light**2 + (steady / 0.2) ** 2)


def test_a_minimiser_finds_the_same_strength() -> None:
    fit = Minuit(by_hand, 1.0, 0.0, 0.0)
    fit.errordef, fit.strategy = 1, 2
    fit.migrad()
    fit.minos("s")
    found = signal_strength(data())
    assert found.best == pytest.approx(fit.values["s"], abs=1e-3)
    assert found.chi2 == pytest.approx(fit.fval, rel=1e-6, abs=0)
    assert found.upper - found.best == pytest.approx(fit.merrors["s"].upper, rel=2e-3, abs=0)
    assert found.best - found.lower == pytest.approx(-fit.merrors["s"].lower, rel=2e-3, abs=0)
    none = Minuit(by_hand, 0.0, 0.0, 0.0)
    none.errordef = 1
    none.fixed["s"] = True
    none.migrad()
    assert found.without == pytest.approx(none.fval - fit.fval, rel=1e-5, abs=0)
    assert found.significance == pytest.approx(math.sqrt(none.fval - fit.fval), rel=1e-5, abs=0)
    assert found.events == SM.sum()


def test_a_scaled_signal_takes_its_variants_along() -> None:
    theta = np.array([0.2, -0.7, 0.4])
    once, twice, none = (scaled(data(), k).expected(0, 0, theta) for k in (1.0, 2.0, 0.0))
    np.testing.assert_allclose(twice - none, 2 * (once - none), rtol=1e-12)
    np.testing.assert_allclose(none, 1.4 * BACKGROUND, rtol=1e-12)
    with pytest.raises(ValueError, match="no part 'axion'"):
        scaled(data(), 1.0, "axion")


def test_norms_are_left_out_by_name() -> None:
    assert [n.name for n in without_norms(data()).nuisances] == ["light", "steady"]
    assert len(without_norms(data(), ()).nuisances) == 3


def test_three_sets_make_a_parabola() -> None:
    """Events that are quadratic in a coupling g, from g = 0, 1 and 2, at g = 0.3."""

    def at(g: float) -> TemplateBins:
        one = data()
        size = 1 - 0.7 * g + 0.4 * g**2
        pull = replace(one.nuisances[1], variants={"sm": (size * LOW, size * HIGH + g)})
        return replace(
            scaled(one, 1.0),
            parts={**one.parts, "sm": size * SM},
            nuisances=(one.nuisances[0], pull, one.nuisances[2]),
        )

    g = 0.3
    weights = [(g - 1) * (g - 2) / 2, g * (2 - g), g * (g - 1) / 2]
    mixed, exact = blended([at(0.0), at(1.0), at(2.0)], weights), at(g)
    theta = np.array([0.1, 0.6, -0.3])
    np.testing.assert_allclose(
        mixed.expected(1e-18, 2e-18, theta), exact.expected(1e-18, 2e-18, theta), rtol=1e-12
    )
    with pytest.raises(ValueError, match="weights"):
        blended([at(0.0)], [1.0, 2.0])
    with pytest.raises(ValueError, match="other parts"):
        blended([at(0.0), without_norms(at(1.0))], [0.5, 0.5])


def test_a_strength_at_its_boundary() -> None:
    """Fewer events than without a signal: the least is at zero, and so is its lower end."""
    found = strength_of(lambda s: (s + 0.5) ** 2 / 0.04)
    assert (found.best, found.lower, found.without) == (0.0, 0.0, 0.0)
    assert found.upper == pytest.approx(math.sqrt(0.25 + 0.04) - 0.5, abs=1e-4)


def test_parts_add_up_to_what_is_expected() -> None:
    theta = np.array([0.1, -0.8, 0.3])
    parts = by_part(data(), theta)
    assert set(parts) == {"sm", "steady"}
    np.testing.assert_allclose(sum(parts.values()), data().expected(0, 0, theta), rtol=1e-12)
    np.testing.assert_allclose(parts["steady"], 1.3 * BACKGROUND, rtol=1e-12)
    best = by_part(data())
    np.testing.assert_allclose(sum(best.values()), data().expected(0, 0), rtol=1e-9)
