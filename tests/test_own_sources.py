"""Sources of one's own: how many neutrinos there are, by hand."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from own_files import EXPERIMENT, changed, load, write
from scipy.integrate import quad

import cevns
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F
from cevns.basics.units import day, keV
from cevns.inference.export import export
from cevns.interactions.couplings import tree
from cevns.nuclei.radii import point_like
from cevns.sources.beams import Isotropic, PlaneWave
from cevns.sources.reactor import reactor_from_flux, reactor_spectrum

AREA = 4 * math.pi * 1e4  # cm^2 at a metre
FISSION = "E_MeV,per_fission_MeV\n0,0\n1,2.4\n2,1.3\n4,0.5\n8,0\n"
PER_FISSION = 0.5 * 2.4 + 0.5 * 3.7 + 1.8 + 1.0
OWN = '[source.mine]\nkind = "reactor"\nspectrum = "s.csv"\n'
AT_MINE = ('source = "reactor"', 'source = "mine"')


def test_power_and_a_spectrum_per_fission(tmp_path: Path) -> None:
    """3.9 GW over the energy of a fission, 205.1 MeV for the usual fuel, times its neutrinos."""
    e = load(tmp_path, OWN + changed(AT_MINE), s=FISSION)
    (core,) = e.components
    per_fission_MeV = 0.556 * 202.36 + 0.071 * 205.99 + 0.326 * 211.12 + 0.047 * 214.26
    fissions = 3.9e9 / (per_fission_MeV * 1.602176634e-13)
    assert core.intensity.rate == pytest.approx(fissions * PER_FISSION, rel=1e-9, abs=0)
    assert core.fluence(17, 1) == pytest.approx(
        core.intensity.rate / (AREA * 17**2), rel=1e-12, abs=0
    )
    uranium = OWN + "fuel = { 235U = 1 }\n" + changed(AT_MINE)
    (other,) = load(tmp_path, uranium, s=FISSION).components
    ratio = other.intensity.rate / core.intensity.rate
    assert ratio == pytest.approx(per_fission_MeV / 202.36, rel=1e-12, abs=0)


def test_a_shape_needs_a_quoted_flux(tmp_path: Path) -> None:
    shape = FISSION.replace("per_fission_MeV", "per_MeV")
    with pytest.raises(ValueError, match=r"thermal_power_GW asks for .*column per_fission_MeV"):
        load(tmp_path, OWN + changed(AT_MINE), s=shape)
    quoted = changed(AT_MINE, ("thermal_power_GW = 3.9", "flux_per_cm2_s = 2e13"))
    e = load(tmp_path, OWN + quoted, s=shape)
    assert e.components[0].fluence(17, 1) == pytest.approx(2e13, rel=1e-12, abs=0)


def test_several_reactors_at_several_distances(tmp_path: Path) -> None:
    cores = (
        "core.north = { thermal_power_GW = 4.25, distance_m = 20 }\n"
        "core.south = { thermal_power_GW = 2.0, distance_m = 95.5 }"
    )
    both = changed(("thermal_power_GW = 3.9", cores), ("baseline_m = 17\n", ""))
    e = load(tmp_path, both)
    counts = cevns.signal(e)
    assert list(counts.sm) == ["north", "south"]
    for label, power, distance in (("north", 4.25, 20), ("south", 2.0, 95.5)):
        one = changed(("= 3.9", f"= {power}"), ("= 17", f"= {distance}"))
        alone = cevns.signal(load(tmp_path, one))
        assert counts.sm[label] == pytest.approx(alone.sm_total, rel=1e-12, abs=0)
        assert counts.magnetic[label] == pytest.approx(alone.magnetic_total, rel=1e-12, abs=0)
    # all the power at this distance would give the same flux
    assert e.baseline_m == pytest.approx(
        math.sqrt(6.25 / (4.25 / 20**2 + 2 / 95.5**2)), rel=1e-12, abs=0
    )
    assert e.inputs["core.south.distance_m"].value == 95.5
    assert cevns.limit(e, "Lambda_1") < math.inf
    longer = replace(e, exposure=2 * e.exposure)
    assert cevns.signal(longer).sm_total == pytest.approx(2 * counts.sm_total, rel=1e-12, abs=0)


CHROMIUM = """
[source.chromium]
kind = "components"
[source.chromium.component.nu_e-751]
flavor = "nu_e"
line_MeV = 0.7505
rate_per_s = 9.01e16
[source.chromium.component.nu_e-430]
flavor = "nu_e"
line_MeV = 0.4305
rate_per_s = 0.99e16
"""


def test_two_lines_of_one_flavour(tmp_path: Path) -> None:
    """51Cr of 2.7 MCi on germanium at 5 eV: G_F^2 M/pi V^2 (1 - T/E - MT/2E^2), by hand."""
    at = changed(
        ('source = "reactor"', 'source = "chromium"'),
        ("thermal_power_GW = 3.9\n", ""),
        ("baseline_m = 17", "baseline_m = 0.5"),
        ("threshold_keV_nr = 0.5", "threshold_keV_nr = 0.005"),
        ('material = "Ge"', 'material = "pure"'),
    )
    e = load(tmp_path, CHROMIUM + "[material.pure]\natoms = { 74Ge = 1 }\n" + at)
    g, nuclide = tree(), cevns.nuclide("74Ge")
    found = cevns.signal(e, couplings=g, form_factor=point_like)
    assert list(found.sm) == ["nu_e-751", "nu_e-430"]
    assert e.components[0].beam == "chromium"
    M, V = nuclide.mass, g.g_pV * nuclide.Z + g.g_nV * nuclide.N
    targets = 10 / (nuclide.atomic_mass * 1.78266192e-30)
    for label, E, rate in (("nu_e-751", 0.7505, 9.01e16), ("nu_e-430", 0.4305, 0.99e16)):
        top = 2 * E**2 / (M + 2 * E)
        value = quad(lambda T, E=E: 1 - T / E - M * T / (2 * E**2), 0.005 * keV, top)[0]
        sigma = G_F**2 * M / math.pi * V**2 * value * CM2_PER_INVERSE_MEV2
        fluence = rate * 365 * day / (AREA * 0.25)
        assert found.sm[label] == pytest.approx(0.8 * targets * fluence * sigma, rel=1e-8, abs=0)


TABLE = "E_MeV,{}\n5,0\n20,{}\n50,0\n"


def at_table(*more: str) -> str:
    """A source of one component from a table, and an experiment at it."""
    component = '[source.beam]\nkind = "components"\ncomponent.x.flavor = "nu_mu"\n'
    component += 'component.x.spectrum = "f.csv"\n'
    component += "".join(f"component.x.{line}\n" for line in more)
    return component + changed(
        ('source = "reactor"', 'source = "beam"'), ("thermal_power_GW = 3.9\n", "")
    )


@pytest.mark.parametrize(
    ("heading", "peak", "more", "fluence"),
    [
        ("flux_per_cm2_s_MeV", 1e5, (), 1e5 * 22.5),
        ("flux_per_cm2_s_keV", 1e2, (), 1e5 * 22.5),
        ("flux_per_cm2_s_MeV", 1e5, ("distance_m = 34",), 1e5 * 22.5 * (34 / 17) ** 2),
        ("rate_per_s_MeV", 1e14, (), 1e14 * 22.5 / (AREA * 17**2)),
        ("rate_per_s_MeV", 1e14, ("distance_m = 8",), 1e14 * 22.5 / (AREA * 8**2)),
        ("per_MeV", 3, ("flux_per_cm2_s = 7e6",), 7e6),
        ("per_GeV", 3, ("rate_per_s = 7e14",), 7e14 / (AREA * 17**2)),
    ],
)
def test_what_a_table_counts(
    tmp_path: Path, heading: str, peak: float, more: tuple[str, ...], fluence: float
) -> None:
    """A flux at the detector, a rate, or a shape with either; in any unit of energy."""
    e = load(tmp_path, at_table(*more), f=TABLE.format(heading, peak))
    (c,) = e.components
    assert c.fluence(e.baseline_m, 1.0) == pytest.approx(fluence, rel=1e-12, abs=0)
    assert c.spectrum.density(20) == pytest.approx(1 / 22.5, rel=1e-12, abs=0)


def test_energies_of_a_table_in_keV_and_GeV(tmp_path: Path) -> None:
    one = load(tmp_path, at_table(), f="E_MeV,flux_per_cm2_s_MeV\n5,0\n20,1e5\n50,0\n")
    keV_ = load(tmp_path, at_table(), f="E_keV,flux_per_cm2_s_keV\n5e3,0\n2e4,1e2\n5e4,0\n")
    GeV_ = load(tmp_path, at_table(), f="flux_per_cm2_s_GeV,E_GeV\n0,0.005\n1e8,.02\n0,.05\n")
    counts = [cevns.signal(e).sm_total for e in (one, keV_, GeV_)]
    assert counts == pytest.approx([counts[0]] * 3, rel=1e-12, abs=0)


def test_a_flux_at_the_detector_needs_no_distance(tmp_path: Path) -> None:
    here = at_table().replace("baseline_m = 17\n", "")
    e = load(tmp_path, here, f=TABLE.format("flux_per_cm2_s_MeV", 1e5))
    assert isinstance(e.components[0].intensity, PlaneWave)
    assert e.baseline_m == math.inf
    assert cevns.signal(e).sm_total > 0
    with pytest.raises(ValueError, match="entry 'baseline_m' is missing"):
        load(tmp_path, here, f=TABLE.format("rate_per_s_MeV", 1e14))


def test_beams_with_names_of_ones_own(tmp_path: Path) -> None:
    """A limit by beam, and the matrices of an export."""
    beams = at_table('beam = "early"') + (
        '[source.beam.component.y]\nflavor = "nu_e"\nbeam = "late"\nspectrum = "f.csv"\n'
    )
    text = beams.replace("[source.beam.component.y]", "[source.beam.component.y]")
    file = write(tmp_path, text, f=TABLE.format("flux_per_cm2_s_MeV", 1e5))
    experiments = cevns.load_experiments(file)
    (e,) = experiments.values()
    early, late, both = (cevns.limit(e, "Lambda_1", beam=b) for b in ("early", "late", "all"))
    assert both < min(early, late)
    (told,) = export(experiments)["experiments"]
    assert set(told["H"]) == {"all", "early", "late"}
    total = sum(np.array(told["H"][b]["real"]) for b in ("early", "late"))
    assert total == pytest.approx(np.array(told["H"]["all"]["real"]), rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="no beam 'earl'; did you mean 'early'"):
        cevns.limit(e, "Lambda_1", beam="earl")


PIONS = '[source.ess]\nkind = "pion_decay_at_rest"\nneutrinos_per_flavor_per_proton = 0.3\n'
AT_ESS = (
    ('source = "reactor"', 'source = "ess"'),
    ("thermal_power_GW = 3.9\n", ""),
)


def test_a_stopped_pion_source_by_its_power(tmp_path: Path) -> None:
    """5 MW of protons of 2 GeV are 1.56e16 in a second, 0.3 neutrinos of each flavour from each."""
    power = PIONS + "beam_power_MW = 5\nproton_energy_GeV = 2\n"
    e = load(tmp_path, power + changed(*AT_ESS))
    rate = 0.3 * 5e6 / (2e9 * 1.602176634e-19)
    assert [c.intensity.rate for c in e.components] == pytest.approx([rate] * 3, rel=1e-9, abs=0)
    assert [c.flavor for c in e.components] == ["nu_mu", "nu_e", "nu_mu_bar"]
    told = PIONS.replace("neutrinos_per_flavor_per_proton = 0.3", "")
    direct = told + f"neutrinos_per_flavor_per_s = {rate:.12g}\n"
    same = load(tmp_path, direct + changed(*AT_ESS))
    assert cevns.signal(same).sm_total == pytest.approx(cevns.signal(e).sm_total, rel=1e-9, abs=0)
    year = PIONS + f"protons_on_target = {rate / 0.3 * 200 * day:.12g}\noperation_days = 200\n"
    again = load(tmp_path, year + changed(*AT_ESS))
    assert cevns.signal(again).sm_total == pytest.approx(cevns.signal(e).sm_total, rel=1e-9, abs=0)


def low_energy(name: str) -> str:
    return (
        '[source.mine]\nkind = "reactor"\nfit = "mueller"\ncaptures_per_fission = 0.6\n'
        f'low_energy = "{name}"\n'
    )


def test_what_is_left_out_of_a_quoted_flux_keeps_its_share(tmp_path: Path) -> None:
    """Above 2 MeV there are as many with and without the part below, by flux as by power."""
    for quoted in ("flux_per_cm2_s = 2e13", "thermal_power_GW = 3.9"):
        above = []
        for name in ("vogel_engel", "none"):
            text = low_energy(name) + changed(AT_MINE, ("thermal_power_GW = 3.9", quoted))
            (core,) = load(tmp_path, text).components
            share = core.spectrum.moments(2.0)[0]
            above.append(core.fluence(17, 1) * float(share))
        assert above[1] == pytest.approx(above[0], rel=1e-9, abs=0)
    # a threshold that only antineutrinos above 2 MeV can pass sees no difference at all
    high = (("threshold_keV_nr = 0.5", "threshold_keV_nr = 0.7"),)
    counts = []
    for name in ("vogel_engel", "none"):
        flux = ("thermal_power_GW = 3.9", "flux_per_cm2_s = 2e13")
        counts.append(
            cevns.signal(load(tmp_path, low_energy(name) + changed(AT_MINE, flux, *high)))
        )
    assert counts[1].sm_total == pytest.approx(counts[0].sm_total, rel=1e-9, abs=0)


@pytest.mark.parametrize(
    "choices",
    [{"low_energy": "none"}, {"E_top": 5.0}, {"low_energy": "none", "captures_per_fission": 0}],
)
def test_the_share_of_a_spectrum_cut_short(choices: dict) -> None:
    cut, whole = (
        reactor_spectrum(**choices),
        reactor_spectrum(captures_per_fission=choices.get("captures_per_fission", 0.6)),
    )
    assert cut.share == pytest.approx(cut.total / whole.total, rel=1e-12, abs=0)
    assert whole.share == 1
    (core,) = reactor_from_flux(1e13, 20, cut)
    assert core.fluence(20, 1) == pytest.approx(1e13 * cut.share, rel=1e-12, abs=0)


def test_a_distance_of_ones_own_wins() -> None:
    near = Isotropic(1e20, distance_m=10)
    assert near.fluence(17, 2) == Isotropic(1e20).fluence(10, 2)
    assert near.scaled(3) == Isotropic(3e20, 10)
    with pytest.raises(ValueError, match=r"distance = 0\.01 m must be .*is it in cm or km"):
        Isotropic(1e20, distance_m=0.01)


MATERIALS = [
    # name, atoms in a kilogram by hand: Avogadro's number over the molar mass, times atoms in it
    ("Zn", {30: 1}, 65.38),
    ("Te", {52: 1}, 127.60),
    ("CaWO4", {20: 1, 74: 1, 8: 4}, 40.078 + 183.84 + 4 * 15.999),
    ("C3F8", {6: 3, 9: 8}, 3 * 12.011 + 8 * 18.998),
    ("H2O", {1: 2, 8: 1}, 18.015),
    ("Bi4Ge3O12", {83: 4, 32: 3, 8: 12}, 4 * 208.98 + 3 * 72.63 + 12 * 15.999),
]


@pytest.mark.parametrize(("name", "atoms", "molar"), MATERIALS)
def test_any_element_and_formula(
    tmp_path: Path, name: str, atoms: dict[int, int], molar: float
) -> None:
    e = load(tmp_path, changed(('"Ge"', f'"{name}"')).replace("_nr = 0.5", "_nr = 0.01"))
    found: dict[int, float] = {}
    for n, per_kg in zip(e.material.nuclides, e.material.targets_per_kg, strict=True):
        found[n.Z] = found.get(n.Z, 0.0) + per_kg
    expected = {Z: 6.02214076e26 / molar * count for Z, count in atoms.items()}
    assert found == pytest.approx(expected, rel=5e-4, abs=0)
    assert cevns.signal(e).sm_total > 0


def test_an_enriched_target_and_a_nuclide_of_ones_own(tmp_path: Path) -> None:
    enriched = "[material.g]\natoms = { 76Ge = 0.87, 74Ge = 0.13 }\n"
    e = load(tmp_path, enriched + changed(('"Ge"', '"g"')))
    assert dict(
        zip([n.name for n in e.material.nuclides], e.material.atom_fractions, strict=True)
    ) == (pytest.approx({"76Ge": 0.87, "74Ge": 0.13}, rel=1e-12, abs=0))
    own = (
        "[nuclide.60Fe]\nZ = 26\nN = 34\natomic_mass_u = 59.934070\ncharge_radius_fm = 3.79\n"
        "[nuclide.55Fe]\nZ = 26\nN = 29\natomic_mass_u = 54.938291\ncharge_radius_fm = 3.72\n"
        "spin_J = 1.5\nS_n = 0.25\n"
        "[material.iron]\nmass_fractions = { 60Fe = 0.5, 55Fe = 0.5 }\n"
    )
    e = load(tmp_path, own + changed(('"Ge"', '"iron"')))
    sixty, odd = e.material.nuclides
    assert (sixty.Z, sixty.N, sixty.charge_radius) == (26, 34, 3.79)
    assert odd.spins == (1.5, 0.0, 0.25)
    ratio = e.material.atom_fractions[0] / e.material.atom_fractions[1]
    assert ratio == pytest.approx(54.938291 / 59.934070, rel=1e-9, abs=0)
    assert e.inputs["60Fe.charge_radius_fm"].value == 3.79
    assert cevns.signal(e).sm_total > 0
    bare = own.replace("charge_radius_fm = 3.79\n", "")
    silent = load(tmp_path, bare + changed(('"Ge"', '"iron"')))
    with pytest.raises(ValueError, match="no charge radius of '60Fe': give it one"):
        cevns.signal(silent)
    assert cevns.signal(silent, form_factor=cevns.TALK.proton_model).sm_total > 0


def test_the_shipped_sources_are_there(tmp_path: Path) -> None:
    assert load(tmp_path, EXPERIMENT).source == "reactor"
