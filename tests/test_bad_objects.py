"""Names, classes and other things where objects are expected: refused with the call to use."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import cevns
from cevns.detectors import photoelectrons, quenching, response, thresholds
from cevns.experiments import experiment, measurement, variations
from cevns.inference import (
    bands,
    beam_forms,
    combination,
    counts,
    exposure,
    intervals,
    judging,
    limits,
    regions,
    sensitivity,
    tabulated,
)
from cevns.interactions import couplings, cross_sections, electromagnetic, standard_model, totals
from cevns.neutrinos import blind, effective, hermitian, mixing, oscillation
from cevns.neutrinos.moments import TransitionMoments
from cevns.nuclei import (
    densities,
    families,
    form_factors,
    harmonic_oscillator,
    materials,
    nuclides,
    radii,
)
from cevns.rates import batch, yields
from cevns.rates import thresholds as many_thresholds
from cevns.sources import beams, reactor, solar, spectra
from cevns.talk import closed_forms

AR, CSI = cevns.nuclide("40Ar"), cevns.experiment("coherent-csi")
F, G, M = radii.helm(AR), couplings.tree(), mixing.NUFIT_6_1
DATA = cevns.dataset("coherent-csi@2017-count")
COUNT = DATA.counting
L = [1e-11, 0, 0]
LINE, RATE = spectra.Line(30.0), beams.Isotropic(1e15)

Bad = tuple[str, Callable[[], Any], str]

NUCLIDE = r"^nuclide must be a Nuclide, got '40Ar'; use cevns\.nuclide\(name\)"
MIXING = r"^mixing must be a Mixing( or MixingArrays)?, got 'nufit_6_1'; use mixing\.preset\(name\)"
ANGLES = r"^angles must be a Mixing or MixingArrays, got 'nufit_6_1'; use mixing\.preset"
EXPERIMENT = r"^experiment must be an Experiment, got 'coherent-csi'; use cevns\.experiment\(key"
COUPLINGS = r"^couplings must be a NucleonCouplings( or OneLoop)?, got 'tree'; use couplings\."
FORM = r"^form_factor must be a form factor, a function of Q, got 'helm'; use radii\.helm\(nucl"
MODEL = (
    r"^(neutron_)?form_factor must be a model that gives every nuclide its own form factor, got "
    r".*; use radii\.model\(name\)"
)
ASSUMED = r"^assumptions must be an Assumptions, got 'talk'; use cevns\.RECOMMENDED, cevns\.TALK"
DATASET = r"^data must be .*, got 'coherent-csi@2017-count'; use cevns\.dataset\(name\)"

BY_NAME: list[Bad] = [
    ("nuclide of a cross section",
     lambda: cross_sections.sm(0.01, 30, "40Ar", couplings=G, form_factor=F), NUCLIDE),
    ("nuclide of a total", lambda: cross_sections.sm_total(30, "40Ar", couplings=G, form_factor=F),
     NUCLIDE),
    ("nuclide of magnetic scattering",
     lambda: cross_sections.magnetic(0.01, 30, "40Ar", mu_nu=1e-10, form_factor=F), NUCLIDE),
    ("nuclide of a crossing",
     lambda: cross_sections.crossing_recoil_energy("40Ar", mu_nu=1e-10, couplings=G), NUCLIDE),
    ("nuclide of a charge", lambda: couplings.vector_charge("40Ar", G), NUCLIDE),
    ("nuclide of an axial charge", lambda: couplings.axial_charge("40Ar", G), NUCLIDE),
    ("nuclide of the electromagnetic charge",
     lambda: electromagnetic.electromagnetic_charge("40Ar", 1e-10), NUCLIDE),
    ("nuclide of Helm", lambda: radii.helm("40Ar"), NUCLIDE),
    ("nuclide of a radius", lambda: radii.charge_helm("40Ar"), NUCLIDE),
    ("nuclide of a skin", lambda: radii.neutron_skin("40Ar"), NUCLIDE),
    ("nuclide of Klein and Nystrand", lambda: radii.klein_nystrand("40Ar"), NUCLIDE),
    ("nuclide of a point", lambda: radii.point_like("40Ar"), NUCLIDE),
    ("nuclide of a spin", lambda: nuclides.calculated_spins("40Ar"), NUCLIDE),
    ("nuclide of a material", lambda: materials.pure("40Ar"), NUCLIDE),
    ("nuclide of a quenching", lambda: quenching.LindhardModel()("40Ar"), NUCLIDE),
    ("target of a detector", lambda: CSI.detector.on("40Ar"),
     r"^target must be a Nuclide or one of 'electron', got '40Ar'; use cevns\.nuclide"),
    ("nuclides of a material",
     lambda: materials.Material(name="X", nuclides=("40Ar",), atom_fractions=(1.0,)),
     r"^nuclides must be a list, each a Nuclide, got \('40Ar',\); use cevns\.nuclide"),
    ("mixing of a flavour", lambda: effective.flavor_state("nu_e", "nufit_6_1"), MIXING),
    ("mixing of an effective moment",
     lambda: effective.effective_squared(L, "nu_e", "nufit_6_1"), MIXING),
    ("mixing of a form", lambda: hermitian.flavor_form("nu_e", "nufit_6_1"), MIXING),
    ("mixing of a basis", lambda: hermitian.in_flavor_basis(np.eye(3), "nufit_6_1"), MIXING),
    ("mixing of moments", lambda: TransitionMoments(1e-11).flavor("nufit_6_1"), MIXING),
    ("mixing of flavour moments", lambda: TransitionMoments.from_flavor(L, "nufit_6_1"), MIXING),
    ("mixing on the way", lambda: oscillation.propagation_phases("nufit_6_1", 1, 1), MIXING),
    ("mixing of an average", lambda: oscillation.averaged_probabilities("nu_e", "nufit_6_1"),
     MIXING),
    ("mixing in the Sun", lambda: oscillation.adiabatic_P_e1(1, 1, "nufit_6_1"), MIXING),
    ("mixing of a component of the Sun", lambda: solar.P_e1("7Be", "nufit_6_1"), MIXING),
    ("mixing of what arrives", lambda: beams.Mixture.arriving([1, 0, 0], "nufit_6_1"), MIXING),
    ("mixing of a blind direction", lambda: blind.tilted_from_blind(0.1, "nufit_6_1"), MIXING),
    ("mixing of choices", lambda: regions.Choices(mixing="nufit_6_1"), MIXING),
    ("mixing of assumptions", lambda: cevns.RECOMMENDED.but(mixing="nufit_6_1"), MIXING),
    ("mixing of a limit", lambda: cevns.limit(CSI, "Lambda_1", mixing="nufit_6_1"), MIXING),
    ("mixing of a sensitivity", lambda: cevns.sensitivity_matrix(CSI, "nufit_6_1"), MIXING),
    ("mixing of forms of beams", lambda: beam_forms.beam_forms(DATA.signal, "nufit_6_1"), MIXING),
    ("mixing of a direction", lambda: regions.direction_limit(DATA, L, "nufit_6_1"), MIXING),
    ("mixing of a closed form", lambda: closed_forms.reactor(L, [0, 0, 0], "nufit_6_1"), ANGLES),
    ("mixing of a matrix", lambda: mixing.pmns("nufit_6_1"), ANGLES),
    ("experiment of counts", lambda: cevns.signal("coherent-csi"), EXPERIMENT),
    ("experiment of a spectrum", lambda: cevns.recoil_spectrum("coherent-csi", 0.01), EXPERIMENT),
    ("experiment of a sensitivity", lambda: cevns.sensitivity_matrix("coherent-csi"), EXPERIMENT),
    ("experiment of yields", lambda: yields.yields("coherent-csi", ()), EXPERIMENT),
    ("experiment of many thresholds",
     lambda: many_thresholds.events_above("coherent-csi", [0.001]), EXPERIMENT),
    ("experiment of a batch",
     lambda: batch.Batch(experiment="coherent-csi", channels=(electromagnetic.MAGNETIC,)),
     EXPERIMENT),
    ("experiment with more flux", lambda: variations.with_flux_factor("coherent-csi", 2),
     EXPERIMENT),
    ("experiment that runs longer", lambda: experiment.with_exposure_factor("coherent-csi", 2),
     EXPERIMENT),
    ("experiment that measured", lambda: judging.measured("coherent-csi"), EXPERIMENT),
    ("experiment with a limit", lambda: cevns.limit("coherent-csi", "Lambda_1"),
     r"^what must be an Experiment or .*, got 'coherent-csi'; use cevns\.experiment"),
    ("couplings of a cross section",
     lambda: cross_sections.sm(0.01, 30, AR, couplings="tree", form_factor=F), COUPLINGS),
    ("couplings of counts", lambda: cevns.signal(CSI, couplings="tree"), COUPLINGS),
    ("couplings of a charge", lambda: couplings.vector_charge(AR, "tree"), COUPLINGS),
    ("couplings of an interaction", lambda: standard_model.standard_model("tree"), COUPLINGS),
    ("couplings of an element",
     lambda: totals.sm_total_of_element(30, "Ar", couplings="tree", form_factor=radii.helm),
     COUPLINGS),
    ("couplings of one loop for a charge",
     lambda: couplings.vector_charge(AR, couplings.one_loop()),
     r"^couplings must be a NucleonCouplings, got OneLoop\(.*use couplings\.at\(flavor, Q\)"),
    ("form factor of a cross section",
     lambda: cross_sections.sm(0.01, 30, AR, couplings=G, form_factor="helm"), FORM),
    ("form factor of magnetic scattering",
     lambda: cross_sections.magnetic(0.01, 30, AR, mu_nu=1e-10, form_factor="helm"), FORM),
    ("class of a form factor",
     lambda: cross_sections.sm(0.01, 30, AR, couplings=G, form_factor=form_factors.Helm),
     r"^form_factor must be a form factor, a function of Q, got <class .*; use radii\.helm"),
    ("model for a form factor",
     lambda: cross_sections.sm(0.01, 30, AR, couplings=G, form_factor=radii.helm),
     r"nuclide must be a Nuclide, got array"),
    ("form factor of counts", lambda: cevns.signal(CSI, form_factor="helm"), MODEL),
    ("form factor for a model", lambda: cevns.signal(CSI, form_factor=F), MODEL),
    ("form factor of neutrons for a model",
     lambda: cevns.signal(CSI, form_factor=radii.helm, neutron_form_factor=F), MODEL),
    ("form factor of an element",
     lambda: totals.sm_total_of_element(30, "Ar", couplings=G, form_factor=F), MODEL),
    ("density of another form factor",
     lambda: densities.helm_density(3.0, radii.klein_nystrand(AR)),
     r"^F must be a Helm, got KleinNystrand"),
    ("density by name", lambda: densities.woods_saxon(3.0, "symmetrized_fermi"),
     r"^F must be a SymmetrizedFermi, got 'symmetrized_fermi'; use radii\.symmetrized_fermi"),
    ("assumptions of data", lambda: cevns.dataset("conus", assumptions="talk"), ASSUMED),
    ("assumptions of a limit", lambda: cevns.limit(CSI, "Lambda_1", assumptions="talk"), ASSUMED),
    ("assumptions of an expected signal",
     lambda: sensitivity.expected_signal(CSI, "talk"), ASSUMED),
    ("data of a profile",
     lambda: regions.profile("coherent-csi@2017-count", {"Lambda_1": 1e-10}), DATASET),
    ("data of a boundary",
     lambda: regions.boundary("coherent-csi@2017-count", ("Lambda_1", "Lambda_2")), DATASET),
    ("data of a direction", lambda: regions.direction_limit("coherent-csi@2017-count", L), DATASET),
    ("data of a band", lambda: bands.expected_band("coherent-csi@2017-count", "Lambda_1"),
     r"^what must be a DataSet or .*, got 'coherent-csi@2017-count'; use cevns\.dataset"),
    ("chi^2 of a table", lambda: tabulated.tabulated("coherent-csi@2017-bins"),
     r"^chi2 must be a chi\^2 of effective moments, got 'coherent-csi@2017-bins'; use cevns\.data"),
    ("counts of a combination", lambda: combination.Combination(counts=("coherent-csi",)),
     r"^counts must be a list, each a chi\^2 of effective moments"),
    ("counts of limits", lambda: limits.limits_from_signal("coherent-csi", CSI.measurement),
     r"^counts must be a Signal, got 'coherent-csi'; use cevns\.signal\(experiment\)"),
    ("measurement of limits", lambda: limits.limits_from_signal(DATA.signal, 136),
     r"^measurement must be .*ObservedCount.*, got 136"),
    ("measurement of a count", lambda: counts.counting("observed", 173.0),
     r"^measurement must be .*ObservedCount.*, got 'observed'"),
    ("count of a definition", lambda: intervals.upper_limit(136, 173.0),
     r"^counting must be .*, got 136"),
    ("count of a share", lambda: exposure.allowed_share(136, 173.0),
     r"^count must be an ExpectedCount, got 136"),
    ("material of an experiment", lambda: replace(CSI, material="CsI"),
     r"^material must be a Material, got 'CsI'; use cevns\.material\(name\)"),
    ("detector of an experiment", lambda: replace(CSI, detector="photoelectrons"),
     r"^detector must be a detector, got 'photoelectrons'; use ThresholdDetector"),
    ("detector as a class", lambda: replace(CSI, detector=thresholds.ThresholdDetector),
     r"^detector must be a detector, got <class"),
    ("source of an experiment", lambda: replace(CSI, components="sns"),
     r"^components must be a list, each a BeamComponent, got 'sns'; use BeamComponent"),
    ("measurement of an experiment", lambda: replace(CSI, measurement=136),
     r"^measurement must be .*, got 136"),
    ("spectrum of a beam", lambda: beams.BeamComponent(state="nu_e", beam="a", spectrum="michel",
     intensity=RATE), r"^spectrum must be a spectrum with moments, got 'michel'; use Line"),
    ("intensity of a beam", lambda: beams.BeamComponent(state="nu_e", beam="a", spectrum=LINE,
     intensity=1e15), r"^intensity must be an Isotropic or PlaneWave, got 1000000000000000"),
    ("arrival of a beam", lambda: beams.BeamComponent(state="nu_e", beam="a", spectrum=LINE,
     intensity=RATE, arrival=0.5), r"^arrival must be a function, got 0\.5"),
    ("spectrum of a reactor", lambda: reactor.reactor_from_power(3.9, "mueller"),
     r"^spectrum must be a ReactorSpectrum, got 'mueller'; use reactor_spectrum\(\)"),
    ("spectrum of a quoted flux", lambda: reactor.reactor_from_flux(1e13, 17, "huber"),
     r"^spectrum must be a spectrum with moments, got 'huber'; use Line"),
    ("acceptance of a detector", lambda: replace(CSI.detector, acceptance=0.6),
     r"^acceptance must be a LogisticAcceptance or a Curve, got 0\.6"),
    ("detector to be smeared", lambda: photoelectrons.smeared("photoelectrons"),
     r"^detector must be a PhotoelectronDetector, got 'photoelectrons'"),
    ("quenching of an experiment", lambda: variations.with_quenching(CSI, "lindhard"),
     r"^quenching must be a model that gives every nuclide its own, got 'lindhard'; use Lindhard"),
    ("quenching as a class",
     lambda: thresholds.IonisationDetector(threshold_ee=2e-4, quenching=quenching.Lindhard),
     r"^quenching must be a model .*; use LindhardModel\(\)"),
    ("quenching to invert", lambda: quenching.recoil_energy("lindhard", 1e-3),
     r"^quenching must be a quenching E_ee\(T\), got 'lindhard'; use Lindhard\(Z, A\)"),
    ("response of an efficiency", lambda: response.efficiency("csi", 0.01),
     r"^response must be a Response, got 'csi'"),
    ("family of one's own", lambda: families.Family("x", 1.0, "helm"),
     r"^of_rms must be a function, got 'helm'"),
    ("formula as text", lambda: materials.compound("CsI", "CsI"),
     r"^formula must be a table of numbers, by name, got 'CsI'"),
    ("fuel as text", lambda: reactor.reactor_spectrum(fuel="235U"),
     r"^fuel must be a table of numbers, by name, got '235U'"),
    ("fractions as a number", lambda: experiment.with_arrival_fractions(CSI, 0.9),
     r"^fractions must be a table of numbers, by name, got 0\.9"),
    ("channels as text", lambda: yields.yields(CSI, "magnetic"),
     r"^channels must be a list, each a Channel, got 'magnetic'"),
    ("interaction as text", lambda: yields.yields(CSI, (electromagnetic.MAGNETIC,)).of("magnetic"),
     r"^interaction must be an interaction, with channels and weights, got 'magnetic'"),
    ("change that is none", lambda: DATA.with_experiment("longer"),
     r"^change must be a function, got 'longer'"),
    ("moments as text", lambda: regions.profile(DATA, "Lambda_1"),
     r"^moduli must be a table, .*got 'Lambda_1'"),
    ("flag as text", lambda: measurement.ObservedCount(observed=1, prompt_neutrons=0,
     steady_state=1, sigma_signal=0, sigma_background=0, printed_variance="no"),
     r"^printed_variance must be True or False, got 'no'"),
    ("nodes as text", lambda: cevns.signal(CSI, nodes="24"),
     r"^nodes must be a whole number, got '24'"),
    ("half a node", lambda: cevns.signal(CSI, nodes=24.5), r"^nodes must be a whole number"),
    ("nucleon by its name", lambda: families.oscillator(1.8, "proton"),
     r"^no nucleon 'proton'; known: n, p"),
    ("nucleons as text", lambda: harmonic_oscillator.occupied("18"),
     r"^nucleons must be a whole number, got '18'"),
    ("a flavour as a number", lambda: effective.flavor_state(0, M),
     r"^flavor must be a name, got 0"),
    ("a moment as a number", lambda: cevns.limit(CSI, 1), r"^moment must be a name, got 1"),
    ("a key as a number", lambda: cevns.experiment(3), r"^key must be a name, got 3"),
    ("no name", lambda: cevns.nuclide(None), r"^name must be a name, got None"),
    ("an option that is none", lambda: cevns.limit(CSI, "Lambda_1", couplngs="tree"),
     r"no option 'couplngs'; did you mean 'couplings'\?"),
    ("an assumption that is none", lambda: cevns.RECOMMENDED.but(levels=0.9),
     r"no option 'levels'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "message"), [pytest.param(call, said, id=what) for what, call, said in BY_NAME]
)
def test_a_wrong_thing_is_named_with_the_call_to_use(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
