"""Reactor spectra: printed tables, ranges, normalisation, moments by adaptive quadrature."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

import cevns
from bench.oracle import adaptive_spectrum
from cevns.rates.signal import recoil_spectrum, signal
from cevns.sources.reactor import (
    CAPTURE_DECAYS,
    ISOTOPES,
    BetaDecay,
    beta_spectrum,
    fission_spectrum,
    low_energy_spectrum,
    reactor_from_flux,
    reactor_from_power,
    reactor_spectrum,
)
from cevns.sources.spectra import PiecewiseSpectrum

SPECTRUM = reactor_spectrum()


@pytest.mark.parametrize(
    ("fit", "isotope", "E", "published"),
    [
        ("mueller", "235U", 3.0, 0.651),
        ("mueller", "235U", 4.0, 0.288),
        ("mueller", "238U", 3.0, 0.876),
        ("mueller", "238U", 4.0, 0.451),
        ("mueller", "239Pu", 3.0, 0.504),
        ("mueller", "239Pu", 4.0, 0.200),
        ("mueller", "241Pu", 3.0, 0.639),
        ("mueller", "241Pu", 4.0, 0.282),
        ("huber", "235U", 3.0, 0.651),
        ("huber", "235U", 4.0, 0.294),
        ("huber", "239Pu", 3.0, 0.515),
        ("huber", "239Pu", 4.0, 0.195),
        ("huber", "241Pu", 3.0, 0.641),
        ("huber", "241Pu", 4.0, 0.282),
    ],
)
def test_polynomials_give_the_tables_of_their_papers(
    fit: str, isotope: str, E: float, published: float
) -> None:
    """Tabulated spectra of arXiv:1101.2663 and arXiv:1106.0687; the fits follow them to 2.5 %."""
    assert fission_spectrum(E, isotope, fit) == pytest.approx(published, rel=0.025, abs=0)


def test_uranium_238_is_muellers_in_both_fits() -> None:
    assert fission_spectrum(3.0, "238U", "huber") == fission_spectrum(3.0, "238U", "mueller")


def test_low_energy_table_and_its_ends() -> None:
    assert low_energy_spectrum([0.25, 0.5, 2.0], "235U") == pytest.approx([2.16, 2.66, 1.26])
    assert low_energy_spectrum(0.375, "235U") == pytest.approx((2.16 + 2.66) / 2)
    assert low_energy_spectrum(0.007, "239Pu") == 0


@pytest.mark.parametrize("E", [1.99, 8.01])
def test_fits_are_never_extrapolated(E: float) -> None:
    with pytest.raises(ValueError, match=r"hold from 2 to 8 MeV only"):
        fission_spectrum(E, "235U")


def test_capture_spectra_end_where_they_should() -> None:
    for decay in CAPTURE_DECAYS:
        assert beta_spectrum(decay.Q, decay) == 0
        assert beta_spectrum(0.999 * decay.Q, decay) > 0
        assert beta_spectrum(0.0, decay) == 0


def test_antineutrinos_per_fission() -> None:
    """Two for each capture; between 5 and 6 from the fragments above 7.8 keV."""
    fragments = reactor_spectrum(captures_per_fission=0).total
    assert SPECTRUM.total - fragments == pytest.approx(1.2, rel=1e-12, abs=0)
    assert 5 < fragments < 6


@settings(deadline=None, max_examples=30)
@given(E=st.floats(1e-3, 7.99))
def test_moments_against_adaptive_quadrature(E: float) -> None:
    edges = [E, *(e for e in SPECTRUM.breakpoints if e > E)]
    got = SPECTRUM.moments(E)
    for k in range(3):
        reference = sum(
            quad(lambda x, k=k: float(SPECTRUM.density(x)) / x**k, a, b, epsabs=0, epsrel=1e-12)[0]
            for a, b in pairwise(edges)
        )
        assert got[k] == pytest.approx(reference, rel=1e-9, abs=0)


def test_pieces_are_smooth_to_machine_precision() -> None:
    """Four times the nodes change nothing: there is no kink inside a piece."""
    fine = PiecewiseSpectrum.normalised(SPECTRUM.shape, SPECTRUM.edges, 64)
    E = np.geomspace(1e-3, 7.99, 500)
    np.testing.assert_allclose(SPECTRUM.moments(E), fine.moments(E), rtol=1e-13)


def test_normalised_and_empty_above() -> None:
    assert SPECTRUM.moments(0.0)[0] == pytest.approx(1, rel=1e-14, abs=0)
    assert (SPECTRUM.moments([8.0, 10.0]) == 0).all()


def test_flux_and_power_normalisations() -> None:
    (quoted,) = reactor_from_flux(2.4e13, 17.0, SPECTRUM)
    assert quoted.fluence(17.0, 1.0) == pytest.approx(2.4e13, rel=1e-14, abs=0)
    (powered,) = reactor_from_power(1.0, SPECTRUM)
    fissions = 1e9 / (205.7 * 1.602176634e-13)
    assert powered.intensity.rate == pytest.approx(fissions * SPECTRUM.total, rel=2e-3, abs=0)


def test_power_takes_the_fuel_of_the_spectrum() -> None:
    """A fission of 235U gives 202.36 MeV; X. B. Ma et al., Phys. Rev. C 88 (2013) 014605."""
    uranium = reactor_spectrum(fuel={"235U": 1.0})
    (core,) = reactor_from_power(1.0, uranium)
    fissions = 1e9 / (202.36 * 1.602176634e-13)
    assert core.intensity.rate == pytest.approx(fissions * uranium.total, rel=1e-14, abs=0)
    plain = PiecewiseSpectrum.normalised(uranium.shape, uranium.edges)
    with pytest.raises(ValueError, match=r"must be a ReactorSpectrum, .*use reactor_spectrum"):
        reactor_from_power(1.0, plain)


@pytest.mark.parametrize("top", [2.0, 8.01])
def test_the_end_of_the_fits_is_within_them(top: float) -> None:
    with pytest.raises(ValueError, match=r"E_top = .*hold from 2 to 8 MeV only"):
        reactor_spectrum(E_top=top)


def test_a_shorter_range_cuts_and_nothing_else() -> None:
    short = reactor_spectrum(E_top=6.5)
    E = np.linspace(0.1, 6.5, 50)
    np.testing.assert_allclose(
        short.density(E) * short.total, SPECTRUM.density(E) * SPECTRUM.total, rtol=1e-14
    )
    assert short.density(6.6) == 0
    assert short.total < SPECTRUM.total


def test_pure_fuel() -> None:
    uranium = reactor_spectrum(fuel={"235U": 1.0}, captures_per_fission=0, low_energy="none")
    assert uranium.density(4.0) * uranium.total == pytest.approx(fission_spectrum(4.0, "235U"))
    assert uranium.density(1.5) == 0
    assert set(ISOTOPES) == {"235U", "238U", "239Pu", "241Pu"}


@pytest.mark.parametrize(("key", "setup"), [("conus", "current"), ("miner", "future")])
def test_recoil_spectrum_against_adaptive_quadrature(key: str, setup: str) -> None:
    """Both terms to 1e-8 at five recoil energies; and the count has converged in them."""
    e = cevns.experiment(key, setup)
    counts = signal(e)
    fine = signal(e, nodes=96)
    assert counts.sm["nu_e_bar"] == pytest.approx(fine.sm["nu_e_bar"], rel=1e-11, abs=0)
    assert counts.magnetic["nu_e_bar"] == pytest.approx(fine.magnetic["nu_e_bar"], rel=1e-11, abs=0)
    T = np.geomspace(2e-4, 1.5e-3, 5)
    got = recoil_spectrum(e, T)
    for ours, em in ((got.sm["nu_e_bar"], False), (got.magnetic["nu_e_bar"], True)):
        reference = [adaptive_spectrum(e, "nu_e_bar", float(t), em=em) for t in T]
        np.testing.assert_allclose(ours, reference, rtol=1e-8)


VOGEL_ENGEL = {
    "235U": (0.024, 0.092, 0.35, 0.61, 1.98, 2.16, 2.66, 2.66, 2.41, 1.69, 1.26),
    "239Pu": (0.14, 0.56, 2.13, 0.64, 1.99, 2.08, 2.63, 2.58, 2.32, 1.48, 1.08),
    "238U": (0.089, 0.35, 1.32, 0.65, 2.02, 2.18, 2.91, 2.96, 2.75, 1.97, 1.50),
    "241Pu": (0.20, 0.79, 3.00, 0.59, 1.85, 2.14, 2.82, 2.90, 2.63, 1.75, 1.32),
}


@pytest.mark.parametrize("isotope", VOGEL_ENGEL)
def test_every_entry_of_the_low_energy_table(isotope: str) -> None:
    """Phys. Rev. D 39 (1989) 3378, table II."""
    E = [0.007813, 0.01563, 0.03125, 0.0625, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0]
    np.testing.assert_allclose(low_energy_spectrum(E, isotope), VOGEL_ENGEL[isotope], rtol=1e-12)


@pytest.mark.parametrize(
    ("fit", "isotope", "published"),
    [
        ("mueller", "235U", (1.31, 0.651, 0.288, 0.109, 0.0368, 0.0111)),
        ("huber", "235U", (1.32, 0.651, 0.294, 0.110, 0.0389, 0.0114)),
    ],
)
def test_uranium_235_over_the_whole_range(
    fit: str, isotope: str, published: tuple[float, ...]
) -> None:
    """Tables of arXiv:1101.2663 and arXiv:1106.0687 at 2, 3, 4, 5, 6 and 7 MeV, to 6 %."""
    np.testing.assert_allclose(
        fission_spectrum(np.arange(2.0, 8.0), isotope, fit), published, rtol=0.06
    )


def test_captures_end_at_their_q_values() -> None:
    """239U and 239Np; H. T. Wong et al., Phys. Rev. D 75 (2007) 012001 for the captures."""
    assert [(d.Z, d.Q) for d in CAPTURE_DECAYS] == [(93, 1.26), (94, 0.71)]


ALPHA, ELECTRON = 1 / 137.035999, 0.51099895
"""Fine-structure constant and mass of the electron [MeV], typed from CODATA 2022."""


def fermi_function(Z: int, kinetic: float) -> float:
    """|psi(0)|^2 of an electron that is attracted: Sommerfeld's factor, above 1."""
    total = kinetic + ELECTRON
    eta = ALPHA * Z * total / math.sqrt(total**2 - ELECTRON**2)
    return 2 * math.pi * eta / (1 - math.exp(-2 * math.pi * eta))


def allowed(E: float, decay: BetaDecay) -> float:
    """Phase space E_nu^2 p_e E_e of both leptons, times the Fermi function [MeV^4]."""
    kinetic = decay.Q - E
    total = kinetic + ELECTRON
    momentum = math.sqrt(kinetic * (kinetic + 2 * ELECTRON))
    return E**2 * momentum * total * fermi_function(decay.Z, kinetic)


DECAYS = [*CAPTURE_DECAYS, BetaDecay(1, 0.0186), BetaDecay(20, 3.5), BetaDecay(55, 8.0)]


@pytest.mark.parametrize("decay", DECAYS)
def test_beta_spectrum_is_phase_space_times_fermi_function(decay: BetaDecay) -> None:
    """Factor by factor and in absolute size: every power of energy and momentum shows."""
    for x in (1e-3, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999):
        E = x * decay.Q
        assert beta_spectrum(E, decay) == pytest.approx(allowed(E, decay), rel=2e-8, abs=0)


@pytest.mark.parametrize("decay", DECAYS)
def test_beta_spectrum_at_both_ends(decay: BetaDecay) -> None:
    """E^2 at low energy; at the end the attraction makes up for the electron's momentum.

    There p_e F tends to 2 pi alpha Z E_e, so the spectrum ends with a step.
    """
    low = [float(beta_spectrum(x * decay.Q, decay)) for x in (1e-6, 2e-6)]
    assert low[1] / low[0] == pytest.approx(4, rel=1e-4, abs=0)
    last = float(beta_spectrum(decay.Q * (1 - 1e-9), decay))
    step = decay.Q**2 * ELECTRON * 2 * math.pi * ALPHA * decay.Z * ELECTRON
    assert last == pytest.approx(step, rel=1e-6, abs=0)
    assert beta_spectrum(decay.Q, decay) == beta_spectrum(2 * decay.Q, decay) == 0


def test_without_attraction_the_end_is_a_square_root() -> None:
    """Two half-integer powers less: sqrt(2 m_e (Q - E)), and no step."""
    free = BetaDecay(1e-9, 2.0)  # type: ignore[arg-type]
    near, nearer = (float(beta_spectrum(2.0 - x, free)) for x in (4e-4, 1e-4))
    assert near / nearer == pytest.approx(2, rel=1e-3, abs=0)
    expected = 2.0**2 * math.sqrt(2 * ELECTRON * 1e-4) * ELECTRON
    assert nearer == pytest.approx(expected, rel=1e-3, abs=0)


def test_attraction_raises_a_beta_spectrum_most_where_the_electron_is_slow() -> None:
    E = np.linspace(0.1, 1.99, 50)
    spectra = [beta_spectrum(E, BetaDecay(Z, 2.0)) for Z in (1e-9, 10, 40, 90)]  # type: ignore[arg-type]
    for weak, strong in pairwise(spectra):
        assert (strong > weak).all()
        assert (np.diff(strong / weak) > 0).all()


@pytest.mark.parametrize("Q", [0.0186, 0.71, 1.26, 5.0])
def test_rate_of_an_allowed_decay_in_closed_form(Q: float) -> None:
    """Without Coulomb field the integral over phase space is elementary; E. J. Konopinski,
    Rev. Mod. Phys. 15 (1943) 209, with W the largest energy of the electron over its mass.
    """
    W = 1 + Q / ELECTRON
    p = math.sqrt(W**2 - 1)
    f = p * (2 * W**4 - 9 * W**2 - 8) / 60 + W * math.log(W + p) / 4
    free = BetaDecay(1e-12, Q)  # type: ignore[arg-type]
    # E = Q (1 - u^2) turns the square root at the end into a polynomial
    found = quad(lambda u: 2 * Q * u * float(beta_spectrum(Q * (1 - u**2), free)), 0, 1, epsabs=0)[
        0
    ]
    # the difference loses digits at small Q; the electron's mass has eight of them
    assert found == pytest.approx(f * ELECTRON**5, rel=1e-7 if Q > 0.1 else 1e-5, abs=0)


def test_captures_are_two_decays_of_unit_rate_each() -> None:
    """0.6 captures: the density below 2 MeV without the table, by quadrature of phase space."""
    captured = reactor_spectrum(low_energy="none")
    E = np.array([0.05, 0.3, 0.6, 0.709, 0.72, 1.0, 1.25])
    expected = np.zeros_like(E)
    for Z, Q in ((93, 1.26), (94, 0.71)):
        rate = quad(allowed, 0, Q, args=(BetaDecay(Z, Q),), epsabs=0, epsrel=1e-10, limit=200)[0]
        expected += [0.6 * allowed(e, BetaDecay(Z, Q)) / rate if e < Q else 0 for e in E]
    np.testing.assert_allclose(captured.density(E) * captured.total, expected, rtol=1e-6)
    assert captured.density(1.3) == 0


def test_every_part_of_a_density_adds_up() -> None:
    """Fits, table and captures in their shares, each where it holds and nowhere else."""
    fuel = {"235U": 0.5, "238U": 0.1, "239Pu": 0.3, "241Pu": 0.1}
    both = reactor_spectrum(fuel=fuel, fit="huber", captures_per_fission=0.0)
    for E in (0.01, 0.2, 1.99):
        expected = sum(x * low_energy_spectrum(E, i) for i, x in fuel.items())
        assert both.density(E) * both.total == pytest.approx(float(expected), rel=1e-13, abs=0)
    for E in (2.0, 2.001, 5.0, 8.0):
        expected = sum(x * fission_spectrum(E, i, "huber") for i, x in fuel.items())
        assert both.density(E) * both.total == pytest.approx(float(expected), rel=1e-13, abs=0)
    # the heat of the same fuel: MeV per fission of Phys. Rev. C 88 (2013) 014605
    heat = 0.5 * 202.36 + 0.1 * 205.99 + 0.3 * 211.12 + 0.1 * 214.26
    (core,) = reactor_from_power(2.0, both)
    fissions = 2e9 / (heat * 1.602176634e-13)
    assert core.intensity.rate == pytest.approx(fissions * both.total, rel=1e-12, abs=0)
    assert (core.flavor, core.beam) == ("nu_e_bar", "reactor")


@pytest.mark.parametrize(
    "choices",
    [{}, {"fit": "huber"}, {"low_energy": "none"}, {"captures_per_fission": 0}, {"E_top": 6.5}],
)
def test_tabulated_moments_against_quadrature_of_every_piece(choices: dict) -> None:
    """To 3e-13 of the total everywhere; and relative to what is left, up to the very end."""
    spectrum = reactor_spectrum(**choices)
    x, w = np.polynomial.legendre.leggauss(60)
    below = spectrum.E_max - np.geomspace(1e-9, 1, 20)
    for E in np.concatenate([np.geomspace(1e-4, spectrum.E_max, 60), spectrum.edges, below]):
        ends = np.array([E, *spectrum.edges[spectrum.edges > E]])
        half, middle = 0.5 * np.diff(ends)[:, None], 0.5 * (ends[1:] + ends[:-1])[:, None]
        nodes, weights = middle + half * x, half * w
        density = spectrum.density(np.minimum(nodes, spectrum.E_max))
        expected = [np.sum(weights * density / nodes**k) for k in range(3)]
        found = spectrum.moments(E)
        np.testing.assert_allclose(
            found / spectrum.moments(0.0), expected / spectrum.moments(0.0), atol=3e-13, rtol=0
        )
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_moments_keep_every_shape() -> None:
    E = np.linspace(0, 9, 12)
    whole = SPECTRUM.moments(E)
    assert whole.shape == (3, 12)
    reshaped = SPECTRUM.moments(E.reshape(3, 4))
    np.testing.assert_allclose(reshaped, whole.reshape(3, 3, 4), rtol=1e-14)
    np.testing.assert_allclose(SPECTRUM.moments(E[5]), whole[:, 5], rtol=1e-14)
    assert SPECTRUM.moments(np.zeros((0, 2))).shape == (3, 0, 2)
