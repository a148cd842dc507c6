"""Densities, series and total cross sections, against the form factors they belong to."""

import numpy as np
import pytest

import cevns
from cevns.basics.quadrature import gauss_legendre
from cevns.interactions import totals
from cevns.interactions.couplings import tree
from cevns.interactions.cross_sections import crossing_recoil_energy, magnetic, sm, sm_total
from cevns.interactions.crossings import crossing_recoil_energies, moment_crossing_at
from cevns.nuclei import densities, radii
from cevns.nuclei.materials import pure
from cevns.nuclei.nuclides import isotopes
from cevns.nuclei.partial_series import partial_sums

CS, GE = cevns.nuclide("133Cs"), cevns.nuclide("74Ge")
DENSITIES = {
    "helm": densities.helm_density,
    "symmetrized_fermi": densities.symmetrized_fermi_density,
    "klein_nystrand": densities.klein_nystrand_density,
}


@pytest.mark.parametrize("name", DENSITIES)
@pytest.mark.parametrize("nuclide", ["12C", "40Ar", "133Cs"])
def test_moments_of_a_density_are_those_of_its_form_factor(name: str, nuclide: str) -> None:
    F = radii.MODELS[name](cevns.nuclide(nuclide))
    edges = sorted({0.0, 2.0, getattr(F, "R_A", 4.0), 9.0, 15.0, 40.0})
    shells = gauss_legendre(edges[:-1], edges[1:], 60)
    rho = 4 * np.pi * shells.x**2 * shells.w * DENSITIES[name](shells.x, F)
    assert rho.sum() == pytest.approx(1, rel=1e-9, abs=0)
    for power, moment in zip((2, 4, 6), F.moments, strict=True):
        assert (rho * shells.x**power).sum() == pytest.approx(moment, rel=1e-6, abs=0)


def test_the_ordinary_fermi_function_is_half_at_its_radius() -> None:
    F = radii.symmetrized_fermi(CS)
    assert densities.woods_saxon(F.c, F) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="radii are in fm"):
        densities.woods_saxon(-1.0, F)
    with pytest.raises(ValueError, match="r = 0 fm"):
        densities.helm_density(0.0, radii.helm(CS))


def test_partial_sums_approach_the_form_factor_order_by_order() -> None:
    F = radii.helm(CS)
    sums = partial_sums(F.moments, [0.0, 0.1])
    assert sums.shape == (4, 2)
    assert (sums[:, 0] == 1).all()
    errors = np.abs(sums[:, 1] - F(0.1))
    assert (errors[1:] < 0.1 * errors[:-1]).all()
    series = radii.moment_series(CS)
    assert sums[3, 1] == pytest.approx(float(series(0.1)))


def test_an_element_is_the_mean_of_its_isotopes() -> None:
    E = np.array([5.0, 30.0])
    found = totals.sm_total_of_element(E, "Ge", couplings=tree(), form_factor=radii.helm)
    parts = [
        float(sm_total(30.0, n, couplings=tree(), form_factor=radii.helm(n))) * n.abundance
        for n in isotopes("Ge")
    ]
    assert found[1] == pytest.approx(sum(parts), rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="Gee"):
        totals.sm_total_of_element(E, "Gee", couplings=tree(), form_factor=radii.helm)


def test_the_law_of_the_neutrons_is_nearly_the_total_of_a_point() -> None:
    """Protons weigh 1 - 4 sin^2, recoils cost E/M."""
    point = float(sm_total(10.0, CS, couplings=tree(), form_factor=radii.point_like(CS)))
    assert totals.n_squared_law(10.0, CS.N) == pytest.approx(point, rel=0.08, abs=0)
    assert totals.n_squared_law(10.0, 10) == pytest.approx(totals.n_squared_law(1.0, 100))


def test_the_leading_order_exceeds_by_the_energy_over_the_mass() -> None:
    options = {"couplings": tree(), "form_factor": radii.point_like(GE)}
    exact, leading = (
        float(f(50.0, GE, **options)) for f in (sm_total, totals.sm_total_leading_order)
    )
    assert 0 < leading / exact - 1 < 3 * 50.0 / GE.mass


@pytest.mark.parametrize("mu_nu", [1e-10, 4e-10])
def test_both_cross_sections_are_equal_where_they_cross(mu_nu: float) -> None:
    found = crossing_recoil_energies(GE, 4.0, mu_nu=mu_nu, couplings=tree())
    assert len(found) == 2
    assert found == sorted(found)
    F = radii.helm(GE)
    weak = sm(found, 4.0, GE, couplings=tree(), form_factor=F)
    assert magnetic(found, 4.0, GE, mu_nu=mu_nu, form_factor=F) == pytest.approx(
        weak, rel=1e-9, abs=0
    )


def test_a_large_moment_wins_everywhere() -> None:
    assert crossing_recoil_energies(GE, 4.0, mu_nu=5e-10, couplings=tree()) == []


def test_the_moment_of_a_crossing_is_its_inverse() -> None:
    T = crossing_recoil_energy(GE, mu_nu=3e-10, couplings=tree())
    assert moment_crossing_at(T, GE, couplings=tree()) == pytest.approx(3e-10, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="T = 0 MeV"):
        moment_crossing_at(0.0, GE, couplings=tree())


def test_a_pure_target() -> None:
    target = pure(GE)
    assert target.nuclides == (GE,)
    assert target.targets_per_kg[0] == pytest.approx(6.02214e26 / 73.921178, rel=1e-5, abs=0)
