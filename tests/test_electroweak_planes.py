"""Moments, charge radii and planes of one count: what the chapters of part V say of them."""

import math

import numpy as np
import pytest

import cevns
from cevns.basics.constants import ALPHA_EM, CM2_PER_INVERSE_MEV2, G_F
from cevns.inference.fits.ask import problem
from cevns.inference.intervals import delta_chi2
from cevns.interactions.charge_radius import proton_shift

COUNT = "coherent-csi@2017-count"
MUON, ELECTRON = ("charge_radius", "muon"), ("charge_radius", "nu_e")
OURS, TALK = cevns.dataset(COUNT), cevns.dataset(COUNT, assumptions=cevns.TALK)


def band(C: float) -> list[float]:
    """Signals with chi^2 at most C, from the printed numbers alone."""
    roots = np.roots([1 - C * 0.28**2, -2 * 136, 136**2 - C * (958 + 1.5**2)])
    return sorted(float(x.real) for x in roots)


def test_printed_shift_is_that_of_half_the_radius() -> None:
    per_talk_radius = math.sqrt(2) * math.pi * ALPHA_EM / (3 * G_F) * 1e-32 / CM2_PER_INVERSE_MEV2
    assert proton_shift("talk") / -2 == pytest.approx(per_talk_radius, rel=1e-12, abs=0)
    ours = TALK.fit(*MUON).intervals
    theirs = TALK.fit(*MUON, convention="talk").intervals
    assert 2 * np.array(theirs) == pytest.approx(np.array(ours), rel=1e-9, abs=0)


def test_radius_of_the_muon_flavour_is_in_two_pieces_and_in_one_if_the_other_is_free() -> None:
    assert len(OURS.fit(*MUON).intervals) == 2
    assert len(OURS.fit(*MUON, confidence_level=0.99).intervals) == 1
    assert len(OURS.fit(*MUON, free=ELECTRON).intervals) == 1
    assert len(OURS.fit(*ELECTRON).intervals) == 1


@pytest.mark.parametrize("flavor", ["nu_e", "muon", "all"])
def test_ends_of_moments_and_radii_by_bisection_of_the_count(flavor: str) -> None:
    """From events and the roots of a quadratic equation, with no fit."""
    least = float(OURS.fit("magnetic_moment", flavor).chi2_min)
    ready = problem(OURS, [("magnetic_moment", flavor)])[0]
    none, one = ready.events(np.array([0.0, 1.0]))[0]
    top = band(delta_chi2(0.90, 1) + least)[1]
    moment = math.sqrt((top - none) / (one - none))
    found = OURS.fit("magnetic_moment", flavor).intervals[0].high
    assert found == pytest.approx(moment, rel=1e-6, abs=0)
    radius = OURS.fit("charge_radius", flavor).intervals[-1].high
    parabola = problem(OURS, [("charge_radius", flavor)])[0]
    at = np.array([-9.0, 0.0, 9.0])
    q, l, c = np.polyfit(at, parabola.events(at)[0], 2)
    end = np.roots([q, l, c - band(delta_chi2(0.90, 1))[1]]).real.max()
    assert radius == pytest.approx(end, rel=1e-6, abs=0)


def test_projections_of_the_ring_are_the_intervals_with_the_other_radius_free() -> None:
    region = OURS.region(ELECTRON, MUON)
    assert region.parameters == 1
    (ring,) = region.rings
    assert len(ring.holes) == 1
    for axis, (one, other) in enumerate(((ELECTRON, MUON), (MUON, ELECTRON))):
        ((low, high),) = OURS.fit(*one, free=other).intervals
        assert ring.outer[:, axis].min() == pytest.approx(low, rel=1e-3, abs=0)
        assert ring.outer[:, axis].max() == pytest.approx(high, rel=1e-3, abs=0)


def test_every_outline_is_a_curve_of_constant_count() -> None:
    ready = problem(OURS, [MUON, ("magnetic_moment", "muon")])[0]
    (ring,) = OURS.region(MUON, ("magnetic_moment", "muon")).rings
    x, y = ring.outer[ring.outer[:, 1] > 0.5].T
    edges = np.array(band(delta_chi2(0.90, 1)))
    off = np.abs(ready.events(x, y**2)[0][:, None] - edges).min(axis=1)
    assert off.max() < 0.05


def test_ends_that_vanish_when_a_second_parameter_is_free() -> None:
    assert OURS.fit("sin2_theta_w").intervals[0].low is not None
    assert OURS.fit("sin2_theta_w", free="magnetic_moment").intervals[0].low is None
    assert tuple(OURS.fit("neutron_radius", free="sin2_theta_w").intervals[0]) == (None, None)
