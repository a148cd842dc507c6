"""Every kind of bad input: the error names what, the value with unit, what is allowed, the slip."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cevns
from cevns.basics.csv_tables import read_csv
from cevns.basics.units import keV
from cevns.detectors import photoelectrons, thresholds
from cevns.experiments import measurement
from cevns.inference import counts, intervals, limits
from cevns.inference.counts import counting
from cevns.interactions import couplings, cross_sections, kinematics
from cevns.neutrinos import effective, hermitian, mixing, moments, oscillation
from cevns.nuclei import form_factors, materials, nuclides, radii
from cevns.rates import signal as rates
from cevns.sources import beams, reactor, solar, spectra, stopped_pions
from cevns.talk import closed_forms

AR = cevns.nuclide("40Ar")
CSI = cevns.experiment("coherent-csi")
F, G = radii.helm(AR), couplings.tree()
NAN, INF = float("nan"), float("inf")

VALUE_ERRORS: list[tuple[str, Callable[[], object], str]] = [
    ("negative energy", lambda: kinematics.recoil_energy_max(-1.0, 1e5), r"E_nu = -1 MeV .*> 0"),
    ("zero mass", lambda: kinematics.recoil_energy_max(30.0, 0.0), r"M = 0 MeV must be .*> 0"),
    (
        "nuclear mass in GeV",
        lambda: kinematics.neutrino_energy_min(0.01, 123.8),
        r"M = 123\.8 MeV must be that of a nucleus, >= 900 MeV, .* is it in GeV or u\?",
    ),
    ("nuclear mass in u", lambda: kinematics.momentum_transfer(0.01, 132.9), r"M = 132\.9 .* u\?"),
    (
        "NaN in an array",
        lambda: kinematics.neutrino_energy_min(np.array([[0.1, NAN]]), 1e5),
        r"T\[0, 1\] = nan MeV must be finite",
    ),
    ("infinite recoil", lambda: kinematics.momentum_transfer(INF, 1e5), r"T = inf MeV"),
    ("text", lambda: kinematics.recoil_energy_max("30", 1e5), r"E_nu must be a number .*'30'"),
    ("truth", lambda: kinematics.recoil_energy_max(True, 1e5), r"E_nu must be a number .*True"),
    ("nothing", lambda: kinematics.recoil_energy_max(None, 1e5), r"E_nu"),
    (
        "text for a recoil",
        lambda: cross_sections.sm("a", 30.0, AR, couplings=G, form_factor=F),
        r"T must be a number",
    ),
    (
        "nuclide by its name",
        lambda: cross_sections.sm(0.01, 30.0, "40Ar", couplings=G, form_factor=F),
        r"nuclide must be a Nuclide, got '40Ar'; use cevns\.nuclide",
    ),
    (
        "many moments at once",
        lambda: cross_sections.magnetic(0.01, 30.0, AR, mu_nu=[1e-10, 2e-10], form_factor=F),
        r"mu_nu must be a single number",
    ),
    ("experiment by its key", lambda: cevns.signal("coherent-csi"), r"use cevns\.experiment"),
    (
        "couplings by their name",
        lambda: cevns.signal(CSI, couplings="tree"),
        r"couplings must be a NucleonCouplings or OneLoop, got 'tree'; use couplings\.scheme",
    ),
    (
        "form factor for a model",
        lambda: cevns.signal(CSI, form_factor=F),
        r"form_factor must be a model .*radii\.model",
    ),
    (
        "mixing by its name",
        lambda: limits.limit(CSI, "Lambda_1", mixing="nufit_6_1"),
        r"mixing must be a Mixing, got 'nufit_6_1'; use mixing\.preset",
    ),
    (
        "two components of one flavour",
        lambda: replace(CSI, components=(CSI.components[0], CSI.components[0])),
        r"every component needs a label of its own",
    ),
    (
        "a beam called all",
        lambda: replace(CSI.components[0], beam="all"),
        r"beam = 'all' must name a group",
    ),
    (
        "systematics in per cent",
        lambda: replace(CSI.measurement, sigma_signal=28),
        r"sigma_signal = 28 must be .*not per cent",
    ),
    (
        "negative backgrounds",
        lambda: measurement.ExpectedCount(sigma_stat=-0.5, sigma_sys=0.2),
        r"sigma_stat = -0\.5 must be",
    ),
    (
        "inverted splitting",
        lambda: replace(mixing.DE_SALAS_2018, dm2_21=-7.5e-5),
        r"dm2_21 = -7\.5e-05 eV\^2 .*normal ordering",
    ),
    (
        "two phases of moments",
        lambda: moments.TransitionMoments.from_moduli((1e-11, 0, 0), (0, 0)),
        r"phases must be three numbers, got 2",
    ),
    (
        "matrix with NaN",
        lambda: effective.dirac_effective_squared(np.full((3, 3), NAN), [1, 0, 0]),
        r"moment matrix has entries that are not finite",
    ),
    (
        "Feldman-Cousins without a probability",
        lambda: limits.limit(
            cevns.experiment("conus"),
            "Lambda_1",
            prescription="talk",
            definition="feldman_cousins",
        ),
        r"'feldman_cousins' needs a count with a probability",
    ),
    ("NaN protons", lambda: replace(AR, Z=NAN), r"Z = nan must be finite"),
    (
        "negative recoil",
        lambda: cross_sections.sm(-0.1, 30.0, AR, couplings=G, form_factor=F),
        r"T = -0\.1 MeV",
    ),
    (
        "infinite neutrino energy",
        lambda: cross_sections.sm(0.1, INF, AR, couplings=G, form_factor=F),
        r"E_nu = inf MeV",
    ),
    (
        "magnetic at T = 0",
        lambda: cross_sections.magnetic(0.0, 30.0, AR, mu_nu=1e-10, form_factor=F),
        r"T = 0 MeV .*diverges as 1/T",
    ),
    (
        "moment in 1e-10 mu_B",
        lambda: cross_sections.magnetic(0.1, 30.0, AR, mu_nu=3.0, form_factor=F),
        r"mu_nu = 3 mu_B .*<= 0\.0001 mu_B; write 1e-10",
    ),
    (
        "negative moment",
        lambda: cross_sections.magnetic(0.1, 30.0, AR, mu_nu=-1e-10, form_factor=F),
        r"mu_nu = -1e-10 mu_B .*>= 0",
    ),
    (
        "enhancement of an odd nucleus",
        lambda: cross_sections.magnetic_enhancement(
            0.001, 30.0, cevns.nuclide("133Cs"), mu_nu=1e-10, couplings=G
        ),
        r"133Cs: an unpaired nucleon",
    ),
    (
        "enhancement beyond the end point",
        lambda: cross_sections.magnetic_enhancement(1.0, 30.0, AR, mu_nu=1e-10, couplings=G),
        r"T = 1 MeV lies above the end point 0\.048",
    ),
    ("mass in GeV", lambda: replace(AR, mass=37.2), r"40Ar: mass = 37\.2 MeV .*is it in GeV\?"),
    ("mass in u", lambda: replace(AR, mass=39.95), r"40Ar: mass .*is it in u\?"),
    ("wrong nucleon number", lambda: replace(AR, N=30), r"40Ar: mass .*are Z = 18 and N = 30"),
    ("half a proton", lambda: replace(AR, Z=18.5), r"Z = 18\.5 must be a whole number"),
    ("abundance in per cent", lambda: replace(AR, abundance=99.6), r"abundance = 99\.6"),
    ("no atoms", lambda: materials.compound("X", {"Cs": 0}), r"X: atoms of Cs = 0 must be"),
    (
        "fractions that do not sum",
        lambda: materials.Material(name="X", nuclides=(AR,), atom_fractions=(0.9,)),
        r"X: atom fractions sum to 0\.9",
    ),
    ("mixing angle for its sine", lambda: couplings.tree(28.7), r"sin2_theta_W = 28\.7 .*sin\^2"),
    ("radius in metres", lambda: form_factors.Helm(5e-15 * 1e18), r"Helm R_0 = 5000 fm"),
    ("negative radius", lambda: form_factors.SymmetrizedFermi(-5.0), r"c = -5 fm .*> 0"),
    ("rms below the surface", lambda: form_factors.Helm.from_rms(1.0), r"must exceed sqrt\(3\) s"),
    ("negative Q", lambda: F(-0.1), r"Q = -0\.1 fm\^-1 .*modulus"),
    (
        "series out of range",
        lambda: radii.moment_series(AR)(3.0),
        r"Q = 3 fm\^-1 .*no form factor",
    ),
    (
        "angle outside its range",
        lambda: replace(mixing.DE_SALAS_2018, sin2_12=1.3),
        r"sin2_12 = 1\.3 must be .*<= 1; pass sin\^2",
    ),
    (
        "phase in degrees",
        lambda: replace(mixing.DE_SALAS_2018, delta_CP=218.0),
        r"delta_CP = 218 rad .*is it in degrees\?",
    ),
    (
        "unknown flavour",
        lambda: effective.flavor_state("nu_mou", mixing.DE_SALAS_2018),
        r"no flavour 'nu_mou'; did you mean 'nu_mu'",
    ),
    (
        "two components",
        lambda: effective.effective_squared([1e-10, 0], "nu_e", mixing.DE_SALAS_2018),
        r"3 components",
    ),
    (
        "moment with a sign",
        lambda: moments.TransitionMoments.from_moduli((-1e-10, 0, 0)),
        r"\|Lambda_1\| = -1e-10 mu_B .*phase",
    ),
    ("moment too large", lambda: moments.TransitionMoments(69.2), r"\|Lambda_1\| = 69\.2 mu_B"),
    (
        "matrix with a diagonal",
        lambda: moments.TransitionMoments.from_matrix(np.diag([1e-11, 0, 0])),
        r"lambda \+ lambda\^T is 2e-11 mu_B at \(0, 0\); a Dirac matrix",
    ),
    (
        "mixing that is not unitary",
        lambda: moments.to_flavor_basis([1, 0, 0], [[1, 0, 0], [0, 1, 0.2], [0, 0, 1]]),
        r"not unitary: U U\^dagger differs from 1 by 0\.2 at \(1, 2\)",
    ),
    ("matrix of two flavours", lambda: mixing.unitary(np.eye(2)), r"shape \(\.\.\., 3, 3\)"),
    (
        "probabilities that do not sum to 1",
        lambda: effective.effective_squared_of_mixture([1e-11, 0, 0], [0.6, 0.3, 0.2]),
        r"sum to 1, got .* sums \[1\.1\]",
    ),
    (
        "state with NaN",
        lambda: effective.effective_squared_of_state([1e-11, 0, 0], [NAN, 0, 0]),
        r"state has entries that are not finite",
    ),
    (
        "form that is not Hermitian",
        lambda: hermitian.null_vectors(np.triu(np.ones((3, 3)))),
        r"reaches",
    ),
    ("negative form", lambda: hermitian.null_vectors(-np.eye(3)), r"smallest eigenvalue is -1"),
    (
        "negative modulus",
        lambda: closed_forms.reactor([-1e-10, 0, 0], [0, 0, 0], mixing.DE_SALAS_2018),
        r"moduli\[0\] = -1e-10 mu_B .*phase",
    ),
    (
        "two phases",
        lambda: closed_forms.reactor([1e-10, 0, 0], [0, 0], mixing.DE_SALAS_2018),
        r"xi must have 3 entries",
    ),
    (
        "density per cm^3",
        lambda: oscillation.matter_potential(6e25),
        r"n_e = 6e\+25 N_A/cm\^3 .*units of N_A",
    ),
    (
        "negative distance",
        lambda: oscillation.propagation_phases(mixing.DE_SALAS_2018, -1.0, 4.0),
        r"L = -1 km",
    ),
    (
        "probability above 1",
        lambda: oscillation.solar_probabilities(61.0, mixing.DE_SALAS_2018),
        r"P_e1 = 61 must be",
    ),
    ("line at zero", lambda: spectra.Line(0.0), r"line energy E_0 = 0 MeV"),
    (
        "unknown flavour of a beam",
        lambda: beams.BeamComponent(
            state="mu",
            beam="prompt",
            spectrum=spectra.Line(30.0),
            intensity=beams.Isotropic(1.0),
        ),
        r"no flavour 'mu'",
    ),
    (
        "zero baseline",
        lambda: stopped_pions.pion_decay_at_rest(1e15)[0].fluence(0.0, 1.0),
        r"baseline = 0 m must be",
    ),
    (
        "threshold in keV",
        lambda: thresholds.ThresholdDetector(threshold_nr=5.0),
        r"threshold = 5 MeV .*write 5 \* keV",
    ),
    (
        "efficiency in per cent",
        lambda: thresholds.ThresholdDetector(threshold_nr=5 * keV, plateau=50),
        r"efficiency = 50 .*a fraction",
    ),
    ("empty window", lambda: replace(CSI.detector, upper=6), r"upper edge .*= 6 PE must be .*> 6"),
    (
        "fractional photoelectrons",
        lambda: replace(photoelectrons.smeared(CSI.detector), lower=6.5),
        r"edge of the window = 6\.5 PE must be a whole number",
    ),
    ("negative target mass", lambda: replace(CSI, mass=-14.57), r"coherent-csi: mass = -14\.57 kg"),
    (
        "target mass in mg",
        lambda: replace(CSI, mass=1.4e7),
        r"mass = 1\.4e\+07 kg .*is it in g or t",
    ),
    ("baseline in cm", lambda: replace(CSI, baseline_m=1930), r"baseline = 1930 m .*is it in cm"),
    ("baseline in km", lambda: replace(CSI, baseline_m=0.0193), r"= 0\.0193 m .*cm or km\?"),
    (
        "flux per m^2",
        lambda: reactor.reactor_from_flux(2.4e17, 17.0, reactor.reactor_spectrum()),
        r"flux = 2\.4e\+17 cm\^-2 s\^-1 must be .*<= 1e\+15 .*is it per m\^2",
    ),
    (
        "power in MW",
        lambda: reactor.reactor_from_power(3900, reactor.reactor_spectrum()),
        r"thermal power = 3900 GW must be .*<= 10 GW; is it in MW",
    ),
    (
        "fuel in per cent",
        lambda: reactor.reactor_spectrum(fuel={"235U": 60, "239Pu": 40}),
        r"shares of the fuel: 235U = 60 must be .*<= 1; not per cent",
    ),
    (
        "fuel that does not sum to 1",
        lambda: reactor.reactor_spectrum(fuel={"235U": 0.6, "239Pu": 0.3}),
        r"shares of the fuel sum to 0\.9, must be 1; is one missing",
    ),
    (
        "the same nuclide twice",
        lambda: materials.Material(name="X", nuclides=(AR, AR), atom_fractions=(0.5, 0.5)),
        r"X: each nuclide may come once only",
    ),
    ("no exposure", lambda: replace(CSI, exposure=0.0), r"exposure = 0 s must be"),
    ("no beam", lambda: replace(CSI, components=()), r"needs at least one beam component"),
    ("recoil grid with zero", lambda: rates.recoil_spectrum(CSI, [0.0, 1.0]), r"T\[0\] = 0 MeV"),
    (
        "bins without photoelectrons",
        lambda: rates.binned_signal(
            replace(CSI, detector=thresholds.ThresholdDetector(threshold_nr=5 * keV)), [6, 8]
        ),
        r"bins of photoelectrons need a detector that counts them",
    ),
    ("level in per cent", lambda: intervals.delta_chi2(90, 1), r"confidence_level = 90 .*0\.90"),
    ("no parameters", lambda: intervals.delta_chi2(0.9, 0), r"parameters = 0 must be"),
    (
        "no variance",
        lambda: counts.Counting(observed=1, variance=0),
        r"variance = 0 events\^2 must be",
    ),
    ("negative signal", lambda: counting(CSI.measurement, 1.0).chi2(-1.0), r"signal = -1 events"),
    (
        "unknown definition",
        lambda: limits.limit(CSI, "Lambda_1", definition="fc"),
        r"no definition 'fc'",
    ),
    (
        "unknown prescription",
        lambda: limits.limit(CSI, "Lambda_1", prescription="profile"),
        r"no prescription 'profile'; did you mean 'profiled'",
    ),
    ("unknown moment", lambda: limits.limit(CSI, "Lambda_4"), r"no moment 'Lambda_4'; did you"),
    (
        "unknown beam",
        lambda: limits.limit(CSI, "Lambda_1", beam="promt"),
        r"no beam 'promt'; did you mean 'prompt'",
    ),
]

UNKNOWN_NAMES: list[tuple[str, Callable[[], object], str]] = [
    ("experiment", lambda: cevns.experiment("coherent-ci"), r"did you mean 'coherent-csi'"),
    ("setup", lambda: cevns.experiment("coherent-csi", "curent"), r"did you mean 'current'"),
    (
        "no such experiment",
        lambda: cevns.experiment("borexino"),
        r"electrons hit by solar .*limits",
    ),
    ("solar component", lambda: solar.P_e1("Be7", mixing.DE_SALAS_2018), r"did you mean '7Be'"),
    (
        "charge radius",
        lambda: radii.charge_helm(replace(AR, name="41Ar")),
        r"no charge radius of '41Ar'",
    ),
    ("nuclide", lambda: cevns.nuclide("Cs133"), r"no nuclide 'Cs133' .*isotopes: 133Cs"),
    ("mass number", lambda: cevns.nuclide("75Ge"), r"isotopes: 70Ge, 72Ge, 73Ge, 74Ge, 76Ge"),
    ("element", lambda: nuclides.isotopes("Ceasium"), r"no element 'Ceasium'"),
    ("material", lambda: cevns.material("csi"), r"did you mean 'CsI'"),
    ("mixing preset", lambda: mixing.preset("nufit_6"), r"did you mean 'nufit_6_1'"),
    ("coupling scheme", lambda: couplings.scheme("radiative"), r"did you mean 'radiative_2005'"),
    ("form factor", lambda: radii.model("helmm"), r"did you mean 'helm'"),
]


@pytest.mark.parametrize(
    ("call", "message"),
    [pytest.param(*c[1:], id=c[0]) for c in (*VALUE_ERRORS, *UNKNOWN_NAMES)],
)
def test_bad_value(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", r"t\.csv, line 1: columns \['a', 'b'\], expected \['A', 'm'\]"),
        ("# header\nA,m\n1,2.0\nx,3.0\n", r"t\.csv, line 4: A = 'x' is not an integer"),
        ("A,m\n1,two\n", r"t\.csv, line 2: m = 'two' is not a number"),
        ("A,m\n1,nan\n", r"t\.csv, line 2: m = nan is not finite"),
        ("A,m\n1\n", r"t\.csv, line 2: 1 entries, expected 2 \(A, m\)"),
        ("# only a header\n", r"t\.csv: no table in it"),
    ],
)
def test_malformed_csv_names_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_csv(file, {"A": int, "m": float})
