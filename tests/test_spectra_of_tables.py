"""Spectra given as tables: moments against adaptive quadrature and fifty digits."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from cevns.sources.tabulated import TabulatedSpectrum

E = np.array([0.5, 1.0, 2.0, 4.0, 7.5])
F = np.array([0.0, 3.0, 2.0, 0.5, 0.0])


def by_hand(x: np.ndarray, y: np.ndarray, lowest: float, k: int) -> float:
    """Integral of the line through the entries over E^k, above an energy, piece by piece."""
    total = 0.0
    for a, b in itertools.pairwise(x):
        if b > lowest:
            low = math.log(max(a, lowest, 1e-12))  # of which the line below has next to nothing
            total += quad(
                lambda u: np.interp(math.exp(u), x, y) * math.exp((1 - k) * u),
                low,
                math.log(b),
                epsabs=0,
                epsrel=1e-12,
                limit=200,
            )[0]
    return total


@pytest.mark.parametrize("lowest", [0.01, 0.5, 0.7, 1.0, 3.3, 7.4, 7.5, 9.0])
def test_moments_are_those_of_the_line_through_the_table(lowest: float) -> None:
    spectrum = TabulatedSpectrum.of(E, F)
    norm = by_hand(E, F, 0.0, 0)
    assert spectrum.total == pytest.approx(norm, rel=1e-12, abs=0)
    expected = [by_hand(E, F, lowest, k) / norm for k in range(3)]
    assert spectrum.moments(lowest) == pytest.approx(expected, rel=1e-11, abs=1e-15)


def test_normalisation_of_the_table_does_not_matter_but_is_kept() -> None:
    one, thousand = TabulatedSpectrum.of(E, F), TabulatedSpectrum.of(E, 1000 * F)
    assert thousand.total == pytest.approx(1000 * one.total, rel=1e-14, abs=0)
    np.testing.assert_allclose(one.moments(E), thousand.moments(E), rtol=1e-14)
    assert one.moments(0.2)[0] == pytest.approx(1, rel=1e-14, abs=0)


def test_a_table_may_begin_at_zero() -> None:
    """Also with neutrinos there: the moments that diverge are asked for by no recoil."""
    x, y = np.array([0.0, 2.0, 5.0]), np.array([1.0, 1.0, 0.0])
    spectrum, norm = TabulatedSpectrum.of(x, y), by_hand(x, y, 0.0, 0)
    for lowest in (1e-6, 1e-3, 0.5):
        expected = [by_hand(x, y, lowest, k) / norm for k in range(3)]
        assert spectrum.moments(lowest) == pytest.approx(expected, rel=1e-9, abs=0)
    assert spectrum.moments(0.0).tolist() == [pytest.approx(1), math.inf, math.inf]


@given(
    width=st.floats(1e-4, 0.3),
    middle=st.floats(0.6, 6.0),
    height=st.floats(1, 1e6),
    lowest=st.floats(0.01, 7),
)
def test_a_narrow_line_on_a_continuum_is_found(
    width: float, middle: float, height: float, lowest: float
) -> None:
    """At any width and place: moments are sums over pieces, against fifty digits."""
    x = np.array([0.1, middle - width, middle, middle + width, 8.0])
    y = np.array([1.0, 1.0, height, 1.0, 0.0])
    found = TabulatedSpectrum.of(x, y).moments(lowest)
    with mpmath.workdps(50):
        expected = []
        for k in range(3):
            total = mpmath.mpf(0)
            for i in range(4):
                a, b = mpmath.mpf(x[i]), mpmath.mpf(x[i + 1])
                q = (mpmath.mpf(y[i + 1]) - mpmath.mpf(y[i])) / (b - a)
                p = mpmath.mpf(y[i]) - q * a
                low = max(a, mpmath.mpf(lowest))
                if low >= b:
                    continue
                whole = [
                    p * (b - low) + q * (b**2 - low**2) / 2,
                    p * mpmath.log(b / low) + q * (b - low),
                    p * (1 / low - 1 / b) + q * mpmath.log(b / low),
                ]
                total += whole[k]
            expected.append(total)
        norm = sum(
            (mpmath.mpf(y[i]) + mpmath.mpf(y[i + 1]))
            * (mpmath.mpf(x[i + 1]) - mpmath.mpf(x[i]))
            / 2
            for i in range(4)
        )
        expected = [float(one / norm) for one in expected]
    scale = [max(e, 1e-9 * max(expected)) for e in expected]
    assert np.abs(np.array(found) - expected) / scale == pytest.approx(0, abs=1e-9)


def test_ends_and_kinks() -> None:
    """Entries on one line are no kinks, and trailing zeros no end point."""
    spectrum = TabulatedSpectrum.of([0, 1, 2, 3, 4, 5], [0, 1, 2, 1, 0, 0])
    assert spectrum.E_max == 4
    assert spectrum.breakpoints == (0, 2, 4)
    assert spectrum.density([0.5, 2, 4.5, 9]).tolist() == pytest.approx([0.125, 0.5, 0, 0])
    assert TabulatedSpectrum.of([1, 2], [1, 1]).E_max == 2


@pytest.mark.parametrize(
    ("energies", "density", "message"),
    [
        ([1, 1], [1, 1], "ascend"),
        ([2, 1], [1, 1], "ascend"),
        ([1], [1], "ascend"),
        ([1, 2], [1], "as many"),
        ([1, 2], [0, 0], r"integral of the spectrum = 0 must be .*> 0"),
        ([1, 2], [1, -1], r"density\[1\] = -1 must be"),
        ([-1, 2], [1, 1], r"E\[0\] = -1 MeV"),
        ([1, math.nan], [1, 1], r"E\[1\] = nan MeV"),
    ],
)
def test_bad_tables_are_refused(energies: list, density: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TabulatedSpectrum.of(energies, density)
