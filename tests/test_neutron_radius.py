"""The size of caesium and iodine: printed radii and lengths, series in moments, bins."""

import pytest

import cevns
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.inference.dataset import DataSet
from cevns.inference.one_bin import in_one_bin
from cevns.inference.spectrum import at_radius, in_bins, scaled_to_fit
from cevns.nuclei.families import FAMILIES, series
from cevns.nuclei.harmonic_oscillator import HarmonicOscillator
from cevns.nuclei.skins import published_skins
from cevns.talk.electroweak import suppression

ONE_SIGMA = 0.6827
COUNT, BINS = "coherent-csi@2017-count", "coherent-csi@2017-bins"


def talk(name: str) -> DataSet:
    return cevns.dataset(name, assumptions=cevns.TALK)  # type: ignore[return-value]


def radius(name: str, **changes: object) -> tuple[float, float, float]:
    """Value, upper and lower error of the radius of all nucleons [fm]."""
    fit = talk(name).fit("neutron_radius", confidence_level=ONE_SIGMA, **changes)
    down, up = fit.errors
    assert fit.value is not None
    return fit.value, up, down


def test_phase_one_has_the_printed_radius_with_radiative_couplings() -> None:
    value, up, down = radius(COUNT, couplings="radiative_2005")
    assert value == pytest.approx(5.64, abs=0.01)
    assert (up, down) == pytest.approx((0.97, 1.30), abs=0.006)
    assert radius(COUNT)[0] == pytest.approx(5.56, abs=0.006)


def test_printed_errors_of_phase_one_are_those_of_twelve_bins() -> None:
    value, up, down = radius(BINS)
    assert (up, down) == pytest.approx((0.99, 1.2), abs=0.02)
    assert value == pytest.approx(5.72, abs=0.01)


def test_series_cut_after_two_moments_has_the_printed_radius_too() -> None:
    fit = talk(COUNT).fit("neutron_radius", family=series(2))
    assert [m.value for m in fit.best] == pytest.approx([5.645, 11.211], abs=0.002)


def test_scenarios_have_the_printed_radius_and_lower_error() -> None:
    value, up, down = radius("coherent-csi@scenario-1")
    assert (value, down) == pytest.approx((5.56, 0.49), abs=0.015)
    assert up < 0.41
    assert radius("coherent-csi@scenario-2") == pytest.approx((5.56, 0.19, 0.23), abs=0.015)


def test_no_reading_gives_the_printed_upper_error_of_scenario_one() -> None:
    for family in FAMILIES:
        for separate in (False, True):
            how = {"family": family, "separate": separate, "couplings": "radiative_2005"}
            assert radius("coherent-csi@scenario-1", **how)[1] < 0.42


def test_families_agree_on_the_radius() -> None:
    values = [radius(COUNT, family=name)[0] for name in FAMILIES]
    assert (min(values), max(values)) == pytest.approx((5.564, 5.605), abs=0.002)


def test_printed_lengths_follow_from_no_filling_of_shells() -> None:
    fit = talk(COUNT).fit("oscillator_length")
    assert fit.value == pytest.approx(2.593, abs=0.002)
    ratios = [HarmonicOscillator(1.0, n).moments.rms for n in (74, 78)]
    assert ratios == pytest.approx([2.147, 2.169], abs=0.001)
    assert max(ratios) < 0.9 * 5.64 / 2.30


def test_lower_end_of_the_radius_opens_at_95_per_cent() -> None:
    found = [
        talk(COUNT).fit("neutron_radius", confidence_level=x).intervals[0] for x in (0.9, 0.95)
    ]
    assert found[0].low == pytest.approx(2.77, abs=0.01)
    assert found[1].low is None


def test_bins_at_a_radius_are_those_of_the_fit() -> None:
    twelve = talk(BINS)
    fit = twelve.fit("neutron_radius")
    chi2, scale = scaled_to_fit(twelve, at_radius(twelve, 5.0))
    assert chi2 == pytest.approx(float(fit.chi2(5.0)), abs=1e-6)
    assert 0.7 < scale < 0.9


def test_suppression_is_seen_at_the_published_significance() -> None:
    """2.3 sigma in arXiv:1710.02730, with the same bins."""
    assert suppression(talk(BINS)) == pytest.approx(2.3, abs=0.1)
    assert suppression(talk(COUNT)) == pytest.approx(2.03, abs=0.01)


def test_full_coherence_is_harder_than_what_was_seen() -> None:
    twelve = talk(BINS)
    point, sized = in_bins(twelve, "point_like"), at_radius(twelve, 5.7)
    middle = (coherent_csi_2017().edges[1:] + coherent_csi_2017().edges[:-1]) / 2
    assert point @ middle / point.sum() > 1.1 * (sized @ middle / sized.sum())


def test_spectrum_adds_little() -> None:
    twelve = talk(BINS)
    upper = [
        d.fit("magnetic_moment", "nu_e").intervals[0].high for d in (in_one_bin(twelve), twelve)
    ]
    assert upper[1] == pytest.approx(upper[0], rel=0.02, abs=0)


def test_skins_have_errors_and_sources() -> None:
    for one in published_skins():
        assert 0 < one.error < one.skin < 0.4
        assert one.source.endswith(("2016", "2021", "2022"))
