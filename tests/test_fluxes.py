"""Pion decay at rest: printed spectra, normalisation, flux moments by adaptive quadrature."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from cevns.basics.checks import Array
from cevns.basics.constants import M_MU
from cevns.sources.spectra import Line, MichelSpectrum, PiecewiseSpectrum
from cevns.sources.stopped_pions import pion_decay_at_rest, prompt_line_energy

NU_MU, NU_E, NU_MU_BAR = pion_decay_at_rest(1.0)
MICHEL = {"nu_e": NU_E.spectrum, "nu_mu_bar": NU_MU_BAR.spectrum}


def printed(flavor: str, E: float) -> float:
    if flavor == "nu_e":
        return 192 * E**2 / M_MU**3 * (0.5 - E / M_MU)
    return 64 * E**2 / M_MU**3 * (0.75 - E / M_MU)


def test_prompt_line_at_29_79_MeV() -> None:
    assert prompt_line_energy() == pytest.approx(29.79, abs=5e-3)


@pytest.mark.parametrize("flavor", MICHEL)
@given(E=st.floats(0, 52.8))
def test_spectra_as_printed(flavor: str, E: float) -> None:
    assert MICHEL[flavor].density(E) == pytest.approx(printed(flavor, E), rel=1e-12, abs=1e-18)


@pytest.mark.parametrize("flavor", MICHEL)
@given(x=st.floats(1e-3, 0.9999))
def test_moments_against_adaptive_quadrature(flavor: str, x: float) -> None:
    end = M_MU / 2
    got = MICHEL[flavor].moments(x * end)
    for k in range(3):
        reference = quad(lambda E, k=k: printed(flavor, E) / E**k, x * end, end, epsabs=0)[0]
        assert got[k] == pytest.approx(reference, rel=1e-9, abs=0)


@pytest.mark.parametrize("flavor", MICHEL)
def test_normalised_to_one_neutrino(flavor: str) -> None:
    assert MICHEL[flavor].moments(0.0)[0] == pytest.approx(1, abs=1e-14)


def test_mean_energies_of_muon_decay() -> None:
    """nu_e carries 3/10 of the muon's mass on average, anti-nu_mu 7/20."""
    for flavor, mean in (("nu_e", 3 / 10), ("nu_mu_bar", 7 / 20)):
        E = np.linspace(0, M_MU / 2, 20_001)
        got = np.trapezoid(E * MICHEL[flavor].density(E), E)
        assert got / M_MU == pytest.approx(mean, rel=1e-7, abs=0)


@given(E_0=st.floats(1, 50), E_min=st.floats(0, 60))
def test_line_is_all_or_nothing(E_0: float, E_min: float) -> None:
    got = Line(E_0).moments(E_min)
    assert got == pytest.approx([E_0**-k if E_min <= E_0 else 0 for k in range(3)])


@given(a=st.floats(0, 52), b=st.floats(0, 52))
def test_moments_fall_with_the_lower_limit(a: float, b: float) -> None:
    low, high = sorted((a, b))
    for spectrum in MICHEL.values():
        # equal to rounding where the limits are
        assert (spectrum.moments(low) * (1 + 1e-14) >= spectrum.moments(high)).all()


def test_nothing_beyond_the_end_point() -> None:
    for spectrum in MICHEL.values():
        assert (spectrum.moments(np.array([M_MU / 2, 60.0])) == 0).all()
        assert spectrum.density(60.0) == 0


def test_fluence_is_isotropic() -> None:
    """rate t/(4 pi L^2): the SNS gives 0.08 x 1.76e23/(4 pi (19.3 m)^2) per flavour."""
    component = pion_decay_at_rest(0.08 * 1.76e23)[0]
    expected = 0.08 * 1.76e23 / (4 * math.pi * 1930.0**2)
    assert component.fluence(19.3, 1.0) == pytest.approx(expected, rel=1e-14, abs=0)
    assert component.fluence(38.6, 2.0) == pytest.approx(expected / 2, rel=1e-14, abs=0)


def test_unnormalised_spectrum_is_refused() -> None:
    with pytest.raises(ValueError, match="integrates to 2"):
        MichelSpectrum(2 * 96 / M_MU**3, -2 * 192 / M_MU**4)


@pytest.mark.parametrize("spectrum", MICHEL.values(), ids=MICHEL)
def test_piecewise_spectrum_of_muon_decay(spectrum: MichelSpectrum) -> None:
    """The closed form again, from its density alone."""
    pieces = PiecewiseSpectrum.normalised(spectrum.density, [0, 20, spectrum.E_max])
    E = np.linspace(0, 60, 31)
    assert pieces.total == pytest.approx(1, rel=1e-14, abs=0)
    np.testing.assert_allclose(pieces.moments(E), spectrum.moments(E), rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (lambda E: 1 / E, r"density = inf 1/MeV at E = 0 MeV must be finite"),
        (lambda E: E**-0.5, r"density = inf 1/MeV at E = 0 MeV must be finite"),
        (lambda E: np.where(E > 1, np.nan, E**2), r"density = nan 1/MeV at E = 2 MeV"),
        (lambda E: E**2 * (1.5 - E), r"density = -2 1/MeV at E = 2 MeV must be finite and >= 0"),
        (lambda E: (E - 0.5) ** 2 - 0.1, r"density = -0.\d+ 1/MeV at E = 0.\d+ MeV"),
        (lambda E: 0 * E, r"integral of the density = 0 must be finite and > 0"),
        (np.ones_like, r"not smooth enough from 0 to 2 MeV .* like E\^2, start above 0"),
        (lambda E: E, r"not smooth enough from 0 to 2 MeV"),
        (lambda E: E**2 * np.abs(E - 1), r"not smooth enough from 0 to 2 MeV .* at its kinks"),
    ],
)
def test_unusable_densities_are_refused(shape: Callable[[Array], Array], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PiecewiseSpectrum.normalised(shape, [0.0, 2.0])


def test_edges_mend_what_can_be_mended() -> None:
    kinked = PiecewiseSpectrum.normalised(lambda E: E**2 * np.abs(E - 1), [0, 1, 2])
    assert kinked.total == pytest.approx(
        1 / 3 - 1 / 4 + 4 - 1 / 4 - (8 / 3 - 1 / 3), rel=1e-13, abs=0
    )
    flat = PiecewiseSpectrum.normalised(np.ones_like, np.geomspace(1e-3, 1, 8))
    expected = [0.9 / 0.999, math.log(10) / 0.999, 9 / 0.999]
    np.testing.assert_allclose(flat.moments(0.1), expected, rtol=1e-10)


@pytest.mark.parametrize("edges", [[1.0], [2.0, 1.0], [1.0, 1.0], [-1.0, 1.0], [[0.0, 1.0]]])
def test_edges_must_ascend_from_zero_on(edges: list[float]) -> None:
    with pytest.raises(ValueError, match="edges"):
        PiecewiseSpectrum.normalised(np.square, edges)


@pytest.mark.parametrize(
    "shape",
    [
        lambda E: 1 / (1 + 25 * (E - 1.5) ** 2),
        lambda E: np.sqrt(E - 0.9) * np.exp(-E),
        lambda E: np.sqrt(2.05 - E),
    ],
)
def test_moments_of_densities_that_are_hard_to_tabulate(
    shape: Callable[[Array], Array],
) -> None:
    """Poles and branch points near a piece: as many terms as it takes, 1e-12 all the same."""
    spectrum = PiecewiseSpectrum.normalised(shape, [1.0, 2.0], nodes=64)
    total = quad(shape, 1, 2, epsabs=0, epsrel=1e-13)[0]
    assert spectrum.total == pytest.approx(total, rel=1e-12, abs=0)
    for E in (1.0, 1.001, 1.2, 1.5, 1.77, 1.999):
        expected = [
            quad(lambda x, k=k: shape(x) / x**k, E, 2, epsabs=0, epsrel=1e-13)[0] / total
            for k in range(3)
        ]
        np.testing.assert_allclose(spectrum.moments(E), expected, atol=1e-12, rtol=0)


def test_moments_of_a_power_law_in_closed_form() -> None:
    """E^4.5 from zero, where no polynomial is exact: 5.5 E^(5.5 - k)/(5.5 - k) to go."""
    spectrum = PiecewiseSpectrum.normalised(lambda E: E**4.5, [0.0, 1.0])
    E = np.linspace(0, 1, 101)
    expected = [5.5 * (1 - E ** (5.5 - k)) / (5.5 - k) for k in range(3)]
    np.testing.assert_allclose(spectrum.moments(E), expected, atol=2e-8, rtol=0)


def test_how_rough_a_density_may_be() -> None:
    """A kink that twice the nodes feel at 3e-9 passes, one they feel at 3e-8 does not."""
    smooth = PiecewiseSpectrum.normalised(lambda E: E**2 * (1 + 3e-6 * np.abs(E - 1)), [0.0, 2.0])
    assert smooth.total == pytest.approx(8 / 3, rel=1e-5, abs=0)
    with pytest.raises(ValueError, match="not smooth enough"):
        PiecewiseSpectrum.normalised(lambda E: E**2 * (1 + 3e-5 * np.abs(E - 1)), [0.0, 2.0])
