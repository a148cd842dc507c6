"""Arrival times, what fits would give where they do not hold, and rounding of flux moments."""

import numpy as np
import pytest
from scipy.integrate import quad

import cevns
from cevns.basics.constants import M_E, M_MU, M_TAU, M_W
from cevns.basics.quadrature import logarithmic_panels
from cevns.basics.units import eV, keV
from cevns.detectors.thresholds import ThresholdDetector
from cevns.inference.beam_forms import SOLAR_ENERGIES, beam_forms
from cevns.neutrinos.dirac import dirac_moment, lepton_in_loop, majorana_moments
from cevns.neutrinos.hermitian import seen_alone
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1
from cevns.neutrinos.moments import moment_matrix
from cevns.rates.convergence import all_panel_edges, count_errors, linear_panels
from cevns.sources.arrival import MUON_LIFETIME, PROMPT_SHARES, delayed_density
from cevns.sources.extrapolation import extrapolated_fission_spectrum
from cevns.sources.michel_rounding import exact_share_above, share_above_by_powers
from cevns.sources.reactor import FUEL_FRACTIONS, fission_spectrum
from cevns.sources.stopped_pions import pion_decay_at_rest


def test_every_muon_decays_once() -> None:
    found, _ = quad(delayed_density, 0, 40 * MUON_LIFETIME, points=[5e-7, 1e-6, 1.5e-6], limit=200)
    assert found == pytest.approx(1, rel=1e-6, abs=0)
    assert sum(PROMPT_SHARES) == pytest.approx(1)
    assert delayed_density(-1e-6) == 0


def test_late_neutrinos_fall_with_the_muons_lifetime() -> None:
    late, later = delayed_density([5e-6, 5e-6 + MUON_LIFETIME])
    assert later / late == pytest.approx(np.exp(-1))


@pytest.mark.parametrize("fit", ["mueller", "huber"])
def test_an_extrapolation_begins_where_the_fit_ends(fit: str) -> None:
    fitted = sum(share * fission_spectrum(2.0, i, fit) for i, share in FUEL_FRACTIONS.items())
    assert extrapolated_fission_spectrum(2.0, fit) == pytest.approx(float(fitted))
    with pytest.raises(ValueError, match="above 2 MeV the fits hold"):
        extrapolated_fission_spectrum(2.1, fit)


def test_two_ways_to_the_share_above_an_energy() -> None:
    spectrum = pion_decay_at_rest(rate=1.0)[1].spectrum
    assert float(exact_share_above(spectrum, 0.0)) == pytest.approx(1)
    for E in (10.0, 40.0):
        exact = float(exact_share_above(spectrum, E))
        assert share_above_by_powers(spectrum, E) == pytest.approx(exact, rel=1e-12, abs=0)
        assert float(spectrum.moments(E)[0]) == pytest.approx(exact, rel=1e-13, abs=0)
    near = spectrum.E_max * (1 - 1e-7)
    lost = share_above_by_powers(spectrum, near) / float(exact_share_above(spectrum, near)) - 1
    assert abs(lost) > 1e-4
    with pytest.raises(ValueError, match="E_min"):
        exact_share_above(spectrum, 60.0)


def test_a_dirac_mass_of_one_electronvolt() -> None:
    """3.2e-19 mu_B (m/eV), K. Fujikawa and R. E. Shrock, Phys. Rev. Lett. 45 (1980) 963."""
    assert dirac_moment(1 * eV) == pytest.approx(3.2e-19, rel=5e-3, abs=0)
    assert dirac_moment([0.1 * eV, 0]) == pytest.approx([3.2e-20, 0], rel=5e-3, abs=0)


def test_a_light_lepton_in_the_loop_weighs_three_halves() -> None:
    a = np.array([0, 1e-8, 1e-4])
    np.testing.assert_allclose(lepton_in_loop(a), 1.5 - 0.75 * a, rtol=0, atol=2e-7)
    assert float(lepton_in_loop((M_TAU / M_W) ** 2)) == pytest.approx(
        1.5 - 0.75 * 4.89e-4, abs=1e-5
    )
    with pytest.raises(ValueError, match="M_W"):
        lepton_in_loop(0.7)


@pytest.mark.parametrize("m_1", [0, 0.02, 0.1])
def test_majorana_moments_of_the_loop_in_the_mass_basis(m_1: float) -> None:
    """m_k K_kj - m_j K_jk with K = U^dagger f U, Majorana phases in U, at Dirac's normalisation."""
    m = np.sqrt([m_1**2, m_1**2 + NUFIT_6_1.dm2_21, m_1**2 + NUFIT_6_1.dm2_31]) * eV
    alpha = np.array([0, 0.4, 1.1])
    U = NUFIT_6_1.matrix * np.exp(1j * alpha)
    f = lepton_in_loop((np.array([M_E, M_MU, M_TAU]) / M_W) ** 2)
    K = np.einsum("l,lk,lj->kj", f, U.conj(), U)
    expected = (m[:, None] * K - (m[:, None] * K).T) * float(dirac_moment(1 * eV)) / (1.5 * eV)
    matrix = moment_matrix(majorana_moments(m, NUFIT_6_1, alpha))
    np.testing.assert_allclose(U.T @ matrix @ U, expected, atol=1e-9 * np.abs(expected).max())


def test_size_of_majorana_moments_of_the_loop() -> None:
    """7.8e-23 for a tau, 2.8e-25 mu_B for none, per eV; a common phase matters to no modulus."""
    m = np.array([0.01, 0.02, 0.05]) * eV
    U = NUFIT_6_1.matrix.conj()
    mass = np.abs((U * m) @ U.T) / eV
    found = np.abs(majorana_moments(m, NUFIT_6_1))
    per_eV = found / [mass[1, 2], mass[0, 2], mass[0, 1]]
    assert per_eV == pytest.approx([7.8e-23, 7.8e-23, 2.8e-25], rel=2e-2, abs=0)
    turned = majorana_moments(m, NUFIT_6_1, (0.3, 0.3, 0.3))
    assert np.abs(turned) == pytest.approx(found, rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="three each"):
        majorana_moments(m[:2], NUFIT_6_1)


def test_forms_of_beams_have_a_trace_of_two() -> None:
    """sum_i (1 - |nu_i|^2) of one neutrino, whatever it is."""
    forms = beam_forms(cevns.dataset("coherent-csi").signal, DE_SALAS_2018)
    assert list(forms)[:4] == ["reactor", "SNS prompt", "SNS delayed", "SNS all"]
    assert len(forms) == 4 + len(SOLAR_ENERGIES)
    for name, form in forms.items():
        assert seen_alone(form).sum() == pytest.approx(2), name


def test_panels_and_logarithms_are_worth_digits() -> None:
    csi = cevns.experiment("coherent-csi")
    low = ThresholdDetector(threshold_nr=0.01 * keV)
    edges = all_panel_edges(csi, low)

    def magnetic(spectrum):
        return spectrum.magnetic_total

    nodes = (4, 8, 16)
    good = count_errors(csi, low, magnetic, logarithmic_panels, edges, nodes)
    bad = count_errors(csi, low, magnetic, linear_panels, edges, nodes)
    assert good[0] > good[1] > good[2]
    assert good[2] < 1e-10 < 1e-4 < bad[2]
    assert (np.array(good) >= 1e-16).all()
