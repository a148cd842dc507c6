"""Shells filled one by one: against densities integrated on their own, and known nuclei."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import eval_genlaguerre, spherical_jn

import cevns
from cevns.nuclei.families import FAMILIES, family, oscillator, series
from cevns.nuclei.harmonic_oscillator import FILLING, HarmonicOscillator, Orbit, occupied
from cevns.nuclei.partial_series import partial_sums

MAGIC = (2, 8, 20, 28, 50, 82)


def density(r: float, b: float, nucleons: int) -> float:
    """4 pi r^2 rho(r), from the radial wave functions themselves."""
    total = 0.0
    for (n, l), many in occupied(nucleons).items():
        norm = 2 * math.factorial(n) / (b**3 * math.gamma(n + l + 1.5))
        x = (r / b) ** 2
        u2 = norm * x**l * math.exp(-x) * float(eval_genlaguerre(n, l + 0.5, x)) ** 2
        total += many / nucleons * u2 * r**2
    return total


@pytest.mark.parametrize("nucleons", [1, 2, 8, 14, 50, 53, 55, 74, 77, 78, 82])
def test_form_factor_is_the_transform_of_the_density(nucleons: int) -> None:
    b = 2.3
    ours = HarmonicOscillator(b, nucleons)
    for Q in (0.0, 0.1, 0.4, 1.1, 2.0):
        exact, _ = quad(
            lambda r, Q=Q: density(r, b, nucleons) * spherical_jn(0, Q * r), 0, 25, epsabs=1e-12
        )
        assert float(ours(Q)) == pytest.approx(exact, rel=0, abs=3e-12)
    for k, moment in zip((2, 4, 6), ours.moments, strict=True):
        exact, _ = quad(lambda r, k=k: density(r, b, nucleons) * r**k, 0, 30, epsabs=1e-9)
        assert moment == pytest.approx(exact, rel=1e-10, abs=0)


def test_the_radius_counts_quanta() -> None:
    """<r^2> = b^2 (quanta + 3/2), averaged: 2.169 b for the 78 neutrons of Cs, 2.147 b for I."""
    for nucleons, of_b in ((78, 2.169), (74, 2.147), (55, 2.056), (53, 2.044)):
        assert round(HarmonicOscillator(1.0, nucleons).moments.rms, 3) == of_b
        quanta = sum(many * (2 * n + l + 1.5) for (n, l), many in occupied(nucleons).items())
        rms = HarmonicOscillator(1.7, nucleons).moments.rms
        assert rms == pytest.approx(1.7 * math.sqrt(quanta / nucleons), rel=1e-13, abs=0)


def test_closed_shells_are_known() -> None:
    assert HarmonicOscillator(2.0, 2).polynomial == (1.0,)
    assert HarmonicOscillator(2.0, 8).polynomial == pytest.approx((1, -1 / 2), rel=1e-14, abs=0)
    assert HarmonicOscillator(2.0, 20).polynomial == pytest.approx((1, -1, 1 / 5), rel=1e-14, abs=0)


def test_shells_close_at_the_magic_numbers() -> None:
    filled = np.cumsum([orbit.holds for orbit in FILLING])
    assert set(MAGIC) <= set(filled.tolist())
    assert [orbit.quanta for orbit in FILLING][-5:] == [4, 4, 4, 4, 5]
    other = (*FILLING[:12], Orbit(0, 5, 12), *FILLING[12:14])
    later = HarmonicOscillator(1.0, 78, other).moments.rms
    assert later / HarmonicOscillator(1.0, 78).moments.rms == pytest.approx(1.0054, rel=1e-4, abs=0)


def test_lengths_from_radii_and_what_is_no_length() -> None:
    for nucleons in (53, 78):
        assert HarmonicOscillator.from_rms(4.8, nucleons).moments.rms == pytest.approx(
            4.8, rel=1e-14, abs=0
        )
    for b, nucleons in ((0.0, 8), (2.0, 0), (2.0, 83)):
        with pytest.raises(ValueError, match="must be"):
            HarmonicOscillator(b, nucleons)
    with pytest.raises(ValueError, match="rms radius"):
        HarmonicOscillator.from_rms(-1, 8)


def test_every_family_has_the_radius_asked_for_and_a_smallest_one() -> None:
    """1.559, 1.933, 1.715 fm: below it the size of the rest would be imaginary."""
    cs = cevns.nuclide("133Cs")
    least = {name: round(one.smallest_rms, 3) for name, one in FAMILIES.items()}
    assert least == {
        "helm": 1.559, "symmetrized_fermi": 1.933, "klein_nystrand": 1.715,
        "harmonic_oscillator": 0.0,
    }  # fmt: skip
    for one in FAMILIES.values():
        for nucleon in ("p", "n"):
            F = one.model(4.8, nucleon)(cs)
            assert F.moments.rms == pytest.approx(4.8, rel=1e-13, abs=0)
            assert float(F(0.0)) == pytest.approx(1, rel=1e-14, abs=0)
        if one.smallest_rms:
            with pytest.raises(ValueError, match="must exceed"):
                one.model(one.smallest_rms * 0.999)(cs)
    assert family("skin_helm") is FAMILIES["helm"]
    assert family(FAMILIES["helm"]) is FAMILIES["helm"]
    assert oscillator(2.2, "p")(cs) == HarmonicOscillator(2.2, 55)
    with pytest.raises(ValueError, match="family of form factors"):
        family("gauss")


def test_a_cut_series_is_the_series() -> None:
    cs = cevns.nuclide("133Cs")
    Q = np.linspace(0, 0.5, 6)
    whole = FAMILIES["helm"].model(5.0)(cs)
    for order in (1, 2, 3):
        cut = series(order).model(5.0)(cs)
        assert np.array_equal(cut(Q), partial_sums(whole.moments, Q)[order])
        assert cut.moments == whole.moments
    with pytest.raises(ValueError, match="number of moments"):
        series(4)
