"""Every formula of the formula sheet, typed from the page, against the function that is called."""

import re
from typing import Any

import numpy as np
import pytest
from browser import HTML
from browsing import absent, chromium
from scipy.special import chdtri, spherical_jn

import cevns
import chapters
from cevns.basics.constants import (
    ALPHA_EM,
    ATOMIC_MASS_UNIT,
    AVOGADRO,
    CM2_PER_INVERSE_MEV2,
    G_F,
    HBARC,
    M_E,
    SIN2_THETA_W_ROUNDED,
)
from cevns.basics.units import keV
from cevns.inference import sheet
from cevns.inference.intervals import delta_chi2
from cevns.interactions import couplings, cross_sections, kinematics
from cevns.neutrinos import effective, moments, oscillation
from cevns.neutrinos.mixing import NUFIT_6_1, pmns
from cevns.nuclei import charge_radii, radii
from cevns.sources import reactor

PAGE = (chapters.ROOT / "chapters" / "formula-sheet.md").read_text(encoding="utf-8")
CS = cevns.nuclide("133Cs")
Z, N, A, M = CS.Z, CS.N, CS.A, CS.mass
T, E = 10 * keV, 30.0
Q = np.sqrt(2 * M * T) / HBARC
FIT = NUFIT_6_1
S12, S13, S23 = np.sqrt([FIT.sin2_12, FIT.sin2_13, FIT.sin2_23])
C12, C13, C23 = np.sqrt([1 - FIT.sin2_12, 1 - FIT.sin2_13, 1 - FIT.sin2_23])


def same(here: Any, package: Any) -> None:
    assert np.asarray(here) == pytest.approx(np.asarray(package), rel=1e-12, abs=0)


def helm(Q: float, R_0: float, s: float = 0.9) -> float:
    return 3 * spherical_jn(1, Q * R_0) / (Q * R_0) * np.exp(-((Q * s) ** 2) / 2)


def measured(R: float) -> float:
    return np.sqrt(5 / 3 * (R**2 - 3 * 0.9**2))


R_P = charge_radii.charge_radius(CS)
R_N = R_P - 0.04 + 1.01 * (N - Z) / A


def test_kinematics() -> None:
    same(Q, kinematics.momentum_transfer(T, M))
    same(2 * E**2 / (M + 2 * E), kinematics.recoil_energy_max(E, M))
    same(T / 2 * (1 + np.sqrt(1 + 2 * M / T)), kinematics.neutrino_energy_min(T, M))


def test_couplings_and_charges() -> None:
    tree = couplings.tree()
    g_p, g_n = 0.5 - 2 * SIN2_THETA_W_ROUNDED, -0.5
    same((g_p, g_n, 0.5, -0.5), (tree.g_pV, tree.g_nV, tree.g_pA, tree.g_nA))
    same(g_p * Z + g_n * N, couplings.vector_charge(CS, tree))
    loops = couplings.one_loop().at("nu_e", 0)
    protons, neutrons = loops.spins(CS)
    charge = couplings.axial_charge(CS, loops)
    same(loops.g_pA * protons + loops.g_nA * neutrons, charge)
    assert couplings.axial_charge(cevns.nuclide("40Ar"), loops) == 0


def test_form_factors() -> None:
    c, a, s = 1.23 * A ** (1 / 3) - 0.60, 0.52, 0.9
    R_0 = np.sqrt(c**2 + 7 / 3 * np.pi**2 * a**2 - 5 * s**2)
    same(helm(Q, R_0), radii.helm(CS)(Q))
    same(helm(Q, measured(R_P)), radii.charge_helm(CS)(Q))
    same(helm(Q, measured(R_N)), radii.skin_helm(CS)(Q))


def test_cross_sections() -> None:
    """With form factors of protons and neutrons; the magnetic one has that of the protons."""
    loops = couplings.one_loop()
    g, F_p, F_n = loops.at("nu_e", Q), helm(Q, measured(R_P)), helm(Q, measured(R_N))
    protons, neutrons = g.spins(CS)
    V2 = (g.g_pV * Z * F_p + g.g_nV * N * F_n) ** 2
    A2 = (g.g_pA * protons * F_p + g.g_nA * neutrons * F_n) ** 2
    bend = M * T / (2 * E**2)
    here = G_F**2 * M / np.pi * (V2 * (1 - T / E - bend) + A2 * (1 - T / E + bend))
    ours = cross_sections.sm(
        T,
        E,
        CS,
        couplings=loops,
        flavor="nu_e",
        form_factor=radii.charge_helm(CS),
        neutron_form_factor=radii.skin_helm(CS),
    )
    same(here * CM2_PER_INVERSE_MEV2, ours)
    here = np.pi * ALPHA_EM**2 * 1e-20 * Z**2 / M_E**2 * (1 / T - 1 / E) * F_p**2
    magnetic = cross_sections.magnetic(T, E, CS, mu_nu=1e-10, form_factor=radii.charge_helm(CS))
    same(here * CM2_PER_INVERSE_MEV2, magnetic)


def test_mixing_matrix() -> None:
    p = np.exp(1j * FIT.delta_CP)
    here = [
        [C12 * C13, S12 * C13, S13 / p],
        [-S12 * C23 - C12 * S23 * S13 * p, C12 * C23 - S12 * S23 * S13 * p, S23 * C13],
        [S12 * S23 - C12 * C23 * S13 * p, -C12 * S23 - S12 * C23 * S13 * p, C23 * C13],
    ]
    same(here, pmns(FIT))


def test_the_matrix_stands_on_two_pages_as_one() -> None:
    """What is typed on the sheet is what the chapter derives with."""

    def matrix(text: str) -> str:
        found = re.search(r"\$\$\n(\\begin\{aligned\}\nU_\{e1\}.*?)\n\$\$", text, re.S)
        assert found is not None
        return found[1].rstrip(" .").replace(" .\n", "\n")

    chapter = (chapters.ROOT / "chapters" / "tmm-matrix.md").read_text(encoding="utf-8")
    assert matrix(PAGE) == matrix(chapter)


def test_moments_of_majorana_neutrinos() -> None:
    Lambda = np.array([1, 2j, 3 - 1j]) * 1e-11
    flavor = pmns(FIT) @ Lambda
    same(flavor, moments.to_flavor_basis(Lambda, pmns(FIT)))
    length2 = np.sum(np.abs(Lambda) ** 2)
    for row, name in enumerate(("nu_e", "nu_mu_bar", "nu_tau")):
        ours = effective.effective_squared(Lambda, name, FIT)
        same(length2 - abs(flavor[row]) ** 2, ours)
    blind = pmns(FIT)[1].conj()
    assert effective.effective_squared(blind * 1e-10, "nu_mu", FIT) == pytest.approx(0, abs=1e-34)


def test_moments_of_dirac_neutrinos() -> None:
    rng = np.random.default_rng(1)
    matrix = (rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))) * 1e-11
    here = (matrix.conj().T @ matrix)[0, 0].real
    same(here, effective.dirac_effective_squared(matrix, [1, 0, 0]))


def test_moments_from_the_sun() -> None:
    n_e, E_nu = 90.0, 8.0
    cos2, sin2 = 1 - 2 * FIT.sin2_12, 2 * S12 * C12
    beta = 2 * oscillation.matter_potential(n_e) * C13**2 * E_nu / (FIT.dm2_21 * 1e-12)
    P = (1 + (cos2 - beta) / np.hypot(cos2 - beta, sin2)) / 2
    same(P, oscillation.adiabatic_P_e1(E_nu, n_e, FIT))
    shares = np.array([C13**2 * P, C13**2 * (1 - P), S13**2])
    same(shares, oscillation.solar_probabilities(P, FIT))
    Lambda = np.array([1, 2j, 3 - 1j]) * 1e-11
    modulus2 = np.abs(Lambda) ** 2
    ours = effective.effective_squared_of_mixture(Lambda, shares)
    same(np.sum(shares * (modulus2.sum() - modulus2)), ours)


def test_flux_targets_and_acceptance() -> None:
    csi = cevns.experiment("coherent-csi")
    r, N_POT, L = 0.08, 1.76e23, 1930.0
    ours = csi.components[0].fluence(csi.baseline_m, csi.exposure)
    assert r * N_POT / (4 * np.pi * L**2) == pytest.approx(ours, rel=1e-12, abs=0)
    u = [(x.mass + x.Z * M_E) / ATOMIC_MASS_UNIT for x in csi.material.nuclides]
    per_kg = 0.5 / (0.5 * sum(u)) * AVOGADRO * 1000  # atoms of each kind
    assert per_kg == pytest.approx(csi.material.targets_per_kg[0], rel=1e-8, abs=0)
    kept, n = csi.detector.acceptance, np.arange(6, 31)
    same(0.6655 / (1 + np.exp(-0.4942 * (n - 10.8507))), kept(n))


def test_flux_of_a_reactor() -> None:
    spectrum = reactor.reactor_spectrum()
    (core,) = reactor.reactor_from_power(3.9, spectrum)
    joule = 1.602176634e-13  # of a MeV
    here = 3.9e9 / (spectrum.energy_per_fission * joule) * spectrum.total
    assert here / (4 * np.pi * 1700.0**2) == pytest.approx(core.fluence(17.0, 1.0), rel=1e-9, abs=0)


def test_counts() -> None:
    csi = cevns.experiment("coherent-csi")
    counts = cevns.signal(csi)
    states = {f: effective.flavor_state(f, FIT) for f in counts.magnetic}
    H = sum(
        n * (np.eye(3) - np.outer(states[f], states[f].conj())) for f, n in counts.magnetic.items()
    )
    assert cevns.sensitivity_matrix(csi) == pytest.approx(H, rel=1e-12, abs=1e-18)


def test_statistics_and_limits() -> None:
    same([chdtri(k, 0.1) for k in (1, 2)], [delta_chi2(0.9, k) for k in (1, 2)])
    data = cevns.dataset("coherent-csi@2017-count")
    count, S = data.counting, 180.0
    B, V = count.background, count.variance
    spread = V + (count.sigma_signal * S) ** 2 + (count.sigma_background * B) ** 2
    same((count.observed - S - B) ** 2 / spread, count.chi2(S))
    H = cevns.sensitivity_matrix(cevns.experiment("coherent-csi"))
    N_EM = data.limits()[0] ** 2 * H[0, 0].real
    assert data.limits() == pytest.approx(np.sqrt(N_EM / np.diag(H).real), rel=1e-9, abs=0)
    free = data.limit("Lambda_1", others="profiled", phases="profiled")
    assert free == pytest.approx(np.sqrt(N_EM * np.linalg.inv(H)[0, 0].real), rel=1e-6, abs=0)


@pytest.mark.parametrize(
    "piece",
    [
        "R_0^2=c^2+\\tfrac73\\pi^2a^2-5s^2",
        "c=1.23A^{1/3}-0.60, \\quad a=0.52",
        "R_0^2=\\tfrac53\\left(R^2-3s^2\\right)",
        "R_n=R_\\text{ch}-0.04+1.01\\,\\tfrac{N-Z}A",
        "Q_A=g_p^A(Z_+-Z_-)+g_n^A(N_+-N_-)",
        "\\frac{r\\,N_\\text{POT}}{4\\pi L^2}",
        "\\frac a{1+e^{-k(n-x_0)}}",
        "\\frac{\\pi\\alpha^2\\mu_\\nu^2Z^2}{m_e^2}F_p^2(Q)",
        "P_1=c_{13}^2P_{e1}",
        "x=\\cos2\\theta_{12}-\\beta",
        "Z_+-Z_-=2g_A\\sqrt{\\tfrac{J+1}{3J}}\\,\\langle S_p\\rangle",
        "\\beta=\\frac{2\\sqrt2\\,G_Fn_ec_{13}^2E_\\nu}{\\Delta m_{21}^2}",
        "Majorana",
    ],
)
def test_the_page_has_what_is_tested_here(piece: str) -> None:
    assert piece in PAGE


def test_tables_have_the_numbers_of_the_package() -> None:
    assert f"| {abs(pmns(FIT)[0, 2]):.3f} |" in sheet.matrix_table()
    assert f"{FIT.sin2_12:.4g}" in sheet.angles_table()
    assert f"{cevns.signal(cevns.experiment('coherent-csi')).sm_total:.2f}" in sheet.numbers_table()
    assert "0.6655, 0.4942, 10.8507" in sheet.first_data_table()
    assert f"{couplings.one_loop().at('nu_mu', 50 / HBARC).g_pV:.4f}" in sheet.couplings_table()
    probability = float(re.findall(r"0\.\d+", sheet.solar_table())[-1])
    assert 0.1 < probability < 0.3  # of 8B, near the resonance of the Sun's core


def test_no_formula_is_cut_on_a_phone() -> None:
    page = HTML / "chapters" / "formula-sheet.html"
    if not page.exists():
        absent("no book: make book")
    with chromium() as browser:  # 375 pixels wide
        browser.get(page.as_uri())
        browser.execute_async_script("MathJax.startup.promise.then(arguments[0])")
        cut = browser.execute_script(
            """return [...document.querySelectorAll("article mjx-container[display]")]
            .filter(e => e.scrollWidth > e.clientWidth + 1)
            .map(e => e.closest("section").id + " " + e.scrollWidth)"""
        )
        shown = "return document.querySelectorAll('article mjx-container[display]').length"
        assert browser.execute_script(shown) > 12
    assert cut == []
