"""Solar neutrinos: spectra, birthplaces, and the probabilities they arrive with."""

import numpy as np
import pytest
from scipy.integrate import quad

from cevns.basics.constants import M_E
from cevns.basics.csv_tables import shipped
from cevns.basics.units import keV
from cevns.neutrinos.mixing import DE_SALAS_2018
from cevns.neutrinos.oscillation import adiabatic_P_e1
from cevns.sources.solar import COMPONENTS, P_e1, birthplace, energies
from cevns.talk.beside_the_sun import suns


@pytest.mark.parametrize(("name", "mean"), [("pp", 0.2668), ("8B", 6.735), ("pep", 1.442)])
def test_mean_energies(name: str, mean: float) -> None:
    """0.2668 MeV for pp (Bahcall 1997, with Coulomb corrections) and 6.735 MeV for 8B (1996)."""
    E = energies(name)
    assert E.w.sum() == pytest.approx(1, rel=1e-12, abs=0)
    assert E.w @ E.x == pytest.approx(mean, rel=6e-3, abs=0)


def test_spectra_have_converged() -> None:
    coarse, fine = energies("pp"), energies("pp", 96)
    assert coarse.w @ coarse.x**2 == pytest.approx(fine.w @ fine.x**2, rel=1e-10, abs=0)


def test_beryllium_has_two_lines() -> None:
    E = energies("7Be")
    assert dict(zip(E.x, E.w, strict=True)) == {0.862: 0.9, 0.384: 0.1}


@pytest.mark.parametrize(("name", "density"), [("pp", 61), ("7Be", 80), ("8B", 88)])
def test_births_lie_in_denser_matter_for_hotter_reactions(name: str, density: float) -> None:
    """Potentials of 4.68, 6.16 and 6.81e-12 eV: de Holanda et al., Nucl. Phys. B 702 (2004) 307."""
    assert birthplace(name).share.sum() == pytest.approx(1, rel=1e-12, abs=0)
    assert birthplace(name).mean_density == pytest.approx(density, abs=1)


def test_probabilities_lie_between_matter_and_vacuum() -> None:
    values = {name: P_e1(name, DE_SALAS_2018) for name in COMPONENTS}
    assert 0 < values["8B"] < 0.3 < values["pep"] < values["7Be"] < values["pp"] < 0.68
    assert values["pp"] == pytest.approx(0.666, abs=2e-3)


def test_line_averages_over_births() -> None:
    place = birthplace("7Be")
    by_hand = sum(
        w * float(adiabatic_P_e1(0.862, n, DE_SALAS_2018))
        for n, w in zip(place.density, place.share, strict=True)
    )
    assert place.P_e1(0.862, DE_SALAS_2018) == pytest.approx(by_hand, rel=1e-12, abs=0)
    assert by_hand == pytest.approx(0.617, abs=1e-3)


def test_fluxes_of_the_b16_gs98_model() -> None:
    """N. Vinyoles et al., Astrophys. J. 835 (2017) 202, in cm^-2 s^-1."""
    published = {"pp": 5.98e10, "pep": 1.44e8, "7Be": 4.93e9, "8B": 5.46e6}
    assert {name: c.flux for name, c in COMPONENTS.items()} == published


def test_boron_spectrum_is_integrated_exactly_between_its_entries() -> None:
    """Linear from entry to entry: the first moments by Simpson's rule, exact for cubics."""
    with shipped("sources", "solar_b8.csv").open(encoding="utf-8") as file:
        E, f = np.loadtxt(file, delimiter=",", skiprows=6, unpack=True)
    middle, half = 0.5 * (E[1:] + E[:-1]), 0.5 * (f[1:] + f[:-1])

    def integral(k: int) -> float:
        ends, centre = E**k * f, middle**k * half
        return float(np.sum(np.diff(E) / 6 * (ends[1:] + 4 * centre + ends[:-1])))

    ours = energies("8B")
    for k in (0, 1, 2):
        expected = integral(k) / integral(0)
        assert ours.w @ ours.x**k == pytest.approx(expected, rel=1e-13, abs=0)


def test_pp_spectrum_by_adaptive_quadrature() -> None:
    """E^2 p_e E_e of the positron, its end point 0.4232 MeV (Bahcall 1997)."""

    def density(E: float) -> float:
        total = 0.4232 + 0.51099895 - E
        return E**2 * total * np.sqrt(total**2 - 0.51099895**2)

    ours = energies("pp")
    norm = quad(density, 0, 0.4232, epsrel=1e-12)[0]
    for k in (-1, 1, 2):
        expected = quad(lambda E, k=k: density(E) * E**k, 0, 0.4232, epsrel=1e-12)[0] / norm
        assert ours.w @ ours.x**k == pytest.approx(expected, rel=1e-7, abs=0)


def test_neutrinos_behind_a_limit_are_weighed_by_their_recoils() -> None:
    """XENONnT starts at 1 keV: 1/T - 1/E integrated by machine, for each energy of each kind."""
    counted = seen = 0.0
    for name, component in COMPONENTS.items():
        P = birthplace(name).P_e1(energies(name).x, DE_SALAS_2018)
        for E, share, arrives in zip(*energies(name), P, strict=True):
            end = 2 * E**2 / (M_E + 2 * E)
            if end > keV:
                recoils = quad(lambda T, E=E: 1 / T - 1 / E, keV, end)[0]
                counted += component.flux * share * recoils
                seen += component.flux * share * recoils * arrives
    xenonnt = suns(DE_SALAS_2018)["XENONnT 2022"]
    assert xenonnt.P_e1 == pytest.approx(seen / counted, rel=1e-9, abs=0)
    assert P_e1("7Be", DE_SALAS_2018) < xenonnt.P_e1 < P_e1("pp", DE_SALAS_2018)
