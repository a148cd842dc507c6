"""Good arguments for every public function that takes numbers, so that one at a time can be bad."""

from collections.abc import Mapping
from typing import Any

import numpy as np

import cevns
from cevns.basics import curves
from cevns.detectors import (
    acceptance,
    bound_lindhard,
    energies,
    measured_quenching,
    photoelectrons,
    polynomial_quenching,
    pulse_shape,
    quenching,
    quenching_models,
    recoil_templates,
    thresholds,
    timing,
)
from cevns.experiments import measurement
from cevns.inference import (
    combination,
    counts,
    moment_count,
    poisson_count,
    tabulated,
    tabulated_line,
    together,
)
from cevns.inference.choices import Choices
from cevns.inference.measured import nuisances, shapes, templates
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.toys import questions
from cevns.inference.toys import thresholds as toy_thresholds
from cevns.inference.toys.bands import Band
from cevns.inference.toys.jobs import Job
from cevns.interactions import couplings, standard_model
from cevns.interactions.incoherent.tables import incoherent_table
from cevns.neutrinos import mixing
from cevns.nuclei import families, harmonic_oscillator, radii
from cevns.rates import batch, yields
from cevns.sources import arriving, beams, pulses, reactor, solar, spectra
from cevns.sources import tabulated as tabulated_spectra

AR = cevns.nuclide("40Ar")
CSI = cevns.experiment("coherent-csi")
CONUS = cevns.experiment("conus")
F = radii.helm(AR)
G = couplings.tree()
M = mixing.NUFIT_6_1
DATA = cevns.dataset("coherent-csi@2017-count")
BINS = cevns.dataset("coherent-csi@2017-bins")
SIGNAL = DATA.signal
SM = standard_model.standard_model(G)
COUNTING = counts.counting(CSI.measurement, SIGNAL.sm_total)
POISSON = poisson_count.PoissonCounting(on=5.0, background=1.0, off=2.0, tau=2.0, sigma_signal=0.1)
COMBINED = combination.Combination(counts=(DATA.moment_chi2,))
NU_E = CSI.components[1]
ARGON = incoherent_table("40Ar")
MICHEL = NU_E.spectrum
REACTOR = reactor.reactor_spectrum()
CHANNELS = SM.channels
Y = yields.yields(CSI, CHANNELS)
TABLE = tabulated_spectra.TabulatedSpectrum.of([0.0, 2.0, 40.0], [1.0, 1.0, 0.0])
ARRIVED = curves.Curve("arrived", "s", np.array([0.0, 1e-6]), np.array([0.0, 1.0]))
CURVE = curves.Curve("quenching", "MeV", np.array([1e-4, 1.0]), np.array([0.1, 0.2]))
QUENCHED = measured_quenching.ConstantQuenching(0.2)
SHAPED = pulse_shape.PulseShapeDetector(
    energy=energies.EnergyDetector(lower=0.001, upper=0.02),
    shapes=pulse_shape.PulseShapes(
        energies=np.array([0.001, 0.01, 0.02]),
        edges=np.array([0.5, 0.7, 0.9]),
        shares=np.array([[0.3, 0.7], [0.1, 0.9]]),
    ),
)
TEMPLATES = templates.TemplateBins(
    name="mine",
    source="sns",
    on=np.array([12.0, 7.0]),
    parts={"sm": [4.0, 2.0], "electron": [0.2, 0.1], "muon": [0.3, 0.1], "rest": [7.0, 5.0]},
    nuisances=(nuisances.Nuisance(name="rest", sigma=0.1, scales={"rest": 1.0}),),
)
TEMPLATES_OF = recoil_templates.RecoilTemplates(
    T=np.array([1e-3, 3e-3]), efficiency=np.array([[0.1, 0.2], [0.1, 0.2]])
)
MIXED = arriving.arriving("8B")
ONE_KIND = moment_count.MomentCount(
    name="x", source="sun", sm=17.0, n_e=0.1, n_mu=0.0, counting=COUNTING
)
IN_XENON = together.Seen(state=MIXED, chi2=ONE_KIND)
L = np.array([1e-11, 2e-11, 0.0])
STATE = [1.0, 0.0, 0.0]
P = [0.5, 0.3, 0.2]
ONE = np.eye(3)
CHOICES = Choices()
MEASURED = TemplateBins(name="t", source="sns", on=[5.0], parts={"sm": [4.0], "electron": [0.1]})
JOINT = Joint(sets=(MEASURED,))
BAND = Band(np.array([1e-10, 2e-10]))
JOB = Job(
    data=COMBINED, scales=(1.0, 1.0), mu_e2_mu10=0.0, mu_mu2_mu10=0.0, question=questions.Best()
)
THRESHOLDS = toy_thresholds.thresholds(COMBINED, [0.0, 1e-10], [0.0], toys=2, keep=False)


def shape(E: Any) -> Any:
    return E**2


GOOD: Mapping[str, Any] = dict(
    nuclide=AR,
    experiment=CSI,
    couplings=G,
    form_factor=F,
    mixing=M,
    angles=M,
    T=0.001,
    E_nu=30.0,
    M=37000.0,
    mu_nu=1e-10,
    flavor="nu_e",
    Q=0.1,
    E=3.0,
    confidence_level=0.9,
    data=DATA,
    counting=COUNTING,
    factor=2.0,
    moment="Lambda_1",
    state=STATE,
    rms=5.0,
    sin2_theta_W=0.24,
    Lambda=L,
    probabilities=P,
    form=ONE,
    matrix=np.zeros((3, 3)),
    U=ONE,
    baseline_m=20.0,
    exposure=1e7,
    smallest_signal=100.0,
    r=3.0,
    E_min=1.0,
    sigma_signal=0.1,
    sigma_background=0.1,
    signal=150.0,
    smallest=100.0,
    mu_e2=1e-20,
    mu_mu2=1e-20,
    chi2_max=10.0,
    standard_model=150.0,
    rng=np.random.default_rng(1),
    spectrum=MICHEL,
    moduli=(1e-11, 1e-11, 0.0),
    xi=(0.1, 0.2, 0.3),
    P_e1=0.5,
    name="x",
    key="x",
    setup="current",
    sigma_sys=0.1,
    sigma_stat=0.2,
    mu_e2_mu10=0.0,
    mu_mu2_mu10=0.0,
    edges=[6.0, 12.0, 30.0],
    thresholds=0.001,
    assumptions=cevns.RECOMMENDED,
)
"""By the name of a parameter, unless a function says otherwise."""

CALLS: dict[str, dict[str, Any]] = {
    "inference.measured.deviance.expected_deviance": dict(mu=1.5),
    "inference.measured.merged.merged": dict(data=TEMPLATES, into=np.zeros(TEMPLATES.on.size)),
    "inference.measured.mixtures.blended": dict(sets=[TEMPLATES], weights=[1.0]),
    "inference.measured.mixtures.scaled": dict(data=TEMPLATES, strength=1.5),
    "inference.measured.mixtures.by_part": dict(data=TEMPLATES, pulls=[0.1]),
    "inference.measured.profiled.Profiled.reach": dict(
        x=np.array([1.0]), y=np.array([1.0]), chi2_max=100.0
    ),
    "inference.measured.templates.TemplateBins": dict(
        source="s", on=[12.0, 7.0], tau=1.0, parts=TEMPLATES.parts
    ),
    "inference.measured.templates.TemplateBins.expected": dict(pulls=[0.1]),
    "inference.measured.templates.TemplateBins.asimov": dict(pulls=[0.1]),
    "inference.measured.templates.TemplateBins.fluctuated": dict(pulls=[0.1]),
    "inference.measured.sizes.fitted_sizes": dict(data=TEMPLATES),
    "inference.measured.strength.signal_strength": dict(data=TEMPLATES),
    "inference.measured.strength.strength_of": dict(chi2=lambda s: (s - 1) ** 2, events=10.0),
    "interactions.incoherent.allowed.isovector_strength": dict(ft=1e4, twice_J_parent=2, g_A=1.27),
    "interactions.incoherent.allowed.allowed_cross_section": dict(
        omega=9.0, strength=1.0, g_A=1.27
    ),
    "interactions.incoherent.kinematics.scattering": dict(omega=9.0, cos=0.5),
    "interactions.incoherent.tables.IncoherentTable.cross_section": dict(quenching=0.8),
    "rates.incoherent.flux_average": dict(table=ARGON, quenching=0.8),
    "rates.incoherent.incoherent_scattering": dict(
        experiment=cevns.experiment("coherent-lar"), quenching=0.8
    ),
    "nuclei.harmonic_oscillator.orbit_polynomial": dict(n=1, l=2),
    "nuclei.families.series": dict(order=2),
    "nuclei.harmonic_oscillator.occupied": dict(nucleons=18),
    "inference.bands.expected_band": dict(what=DATA, toys=5),
    "inference.bands.expected_bands": dict(what=DATA, toys=5),
    "inference.fits.plane.region": dict(x=("charge_radius", "nu_e"), y=("charge_radius", "muon")),
    "rates.batch.Batch": dict(channels=CHANNELS),
    "rates.convergence.linear_panels": dict(edges=[0.1, 1.0], nodes=4),
    "sources.solar.energies": dict(name="pp"),
    "talk.published.printed_ratio": dict(
        key=("coherent-csi", "sns-prompt", "current"), above=0, below=1
    ),
    "talk.readings.reading_errors": dict(points=5),
    "detectors.acceptance.LogisticAcceptance": dict(plateau=0.6, slope=0.5, midpoint=10.0),
    "detectors.acceptance.LogisticAcceptance.__call__": dict(photoelectrons=8.0),
    "detectors.photoelectrons.PhotoelectronDetector": dict(
        light_yield=1170.0, acceptance=CSI.detector.acceptance, lower=6.0, upper=30.0
    ),
    "detectors.photoelectrons.SmearedPhotoelectronDetector": dict(
        light_yield=1170.0, acceptance=CSI.detector.acceptance, lower=6.0, upper=30.0
    ),
    "detectors.quenching.recoil_energy": dict(quenching=quenching.Lindhard(32, 73), E_ee=2e-4),
    "detectors.energies.EnergyDetector": dict(lower=0.001, upper=0.1, lowest=1e-6),
    "detectors.energies.EnergyResponse.refuse_short": dict(T_max=0.1),
    "detectors.measured_quenching.ConstantQuenching": dict(factor=0.2),
    "detectors.measured_quenching.energies": dict(quantity="T", of="nr"),
    "detectors.resolution.ConstantWidth": dict(sigma=1e-4),
    "detectors.gamma_spread.GammaSpread": dict(shape_rate=0.7),
    "detectors.acceptance.linear_between": dict(
        acceptance=acceptance.LogisticAcceptance(plateau=0.6, slope=0.5, midpoint=10.0),
        lower=5.0,
        upper=20.0,
    ),
    "detectors.timing.TimeEfficiency": dict(flat_until=5e-7, rate=5e4),
    "detectors.timing.TimeEfficiency.__call__": dict(t=1e-6),
    "detectors.resolution.RootWidth": dict(root=0.58, noise=1e-5),
    "detectors.polynomial_quenching.PolynomialQuenching": dict(coefficients=(0.246, 0.78)),
    "detectors.pulse_shape.PulseShapes": dict(
        energies=[0.0, 0.01, 0.02], edges=[0.5, 0.7, 0.9], shares=[[0.3, 0.7], [0.1, 0.9]]
    ),
    "detectors.pulse_shape.PulseShapeResponse.refuse_short": dict(T_max=0.1),
    "detectors.bound_atoms.electronic_energy": dict(k=0.16, u=7e-5, points=50),
    "detectors.bound_lindhard.BoundLindhard": dict(Z=32, k=0.16, binding=2e-5),
    "detectors.bound_lindhard.BoundFormula": dict(Z=32, k=0.16, binding=2e-5, c_0=3e-4, c_1=6e-6),
    "detectors.bound_lindhard.BoundModel": dict(k=0.16, binding=2e-5),
    "detectors.ionisation.IonisationWidth": dict(noise=7e-5, pair_energy=3e-6, fano=0.1),
    "inference.measured.background_files.read_backgrounds": dict(tables={}, days=1.0),
    "inference.measured.shapes.Constant": dict(per_keV=1.0),
    "inference.measured.shapes.Exponential": dict(per_keV=1.0, start=0.2, decay=0.25),
    "inference.measured.shapes.Lines": dict(events_of_all=1.0, energies=(1.3,), spread=0.07),
    "inference.measured.shapes.Background": dict(shape=shapes.Constant(per_keV=1.0), sigma=0.1),
    "inference.measured.shapes.modelled": dict(
        backgrounds={"flat": shapes.Background(shape=shapes.Constant(per_keV=1.0))}
    ),
    "interactions.atoms.free_electrons": dict(Z=32),
    "interactions.atoms.shells": dict(Z=32),
    "detectors.quenching.Lindhard": dict(Z=32.0, A=73.0, k=0.15),
    "detectors.quenching.LindhardModel": dict(k=0.15),
    "detectors.response.efficiency": dict(response=CSI.detector),
    "detectors.thresholds.ThresholdDetector": dict(threshold_nr=0.005, plateau=0.5),
    "detectors.thresholds.IonisationDetector": dict(threshold_ee=2e-4, plateau=0.5),
    "experiments.effective_moment.EffectiveMomentLimit": dict(
        mu_nu=1e-11, component="7Be", E_nu=0.862
    ),
    "experiments.experiment.Experiment": dict(
        source="sns",
        components=CSI.components,
        material=CSI.material,
        mass=14.6,
        baseline_m=20.0,
        exposure=1e7,
        detector=CSI.detector,
        flux_uncertainty=0.1,
    ),
    "experiments.measurement.ObservedCount": dict(
        observed=136.0, prompt_neutrons=6.0, steady_state=405.0
    ),
    "experiments.measurement.PoissonCount": dict(
        observed=5.0, background=1.0, off=2.0, off_exposure=2.0
    ),
    "experiments.measurement.ExpectedCount": dict(events=100.0),
    "experiments.measurement.ObservedBins": dict(on=[1.0], off=[1.0], background=[1.0]),
    "inference.assumptions.Assumptions": dict(confidence_level=0.9),
    "inference.bins.PoissonBins": dict(
        source="s", tau=2.0, on=(5.0,), off=(1.0,), sm=(4.0,), electron=(1.0,), muon=(1.0,)
    ),
    "inference.bins.PoissonBins.steady_state": dict(signal=np.full(12, 10.0)),
    "inference.bins.PoissonBins.reach": dict(x=np.array([1.0]), y=np.array([1.0]), chi2_max=100.0),
    "inference.combination.Combination.reach": dict(x=np.array([1.0]), y=np.array([1.0])),
    "inference.moment_count.MomentCount.reach": dict(x=np.array([1.0]), y=np.array([1.0])),
    "inference.tabulated.Tabulated.reach": dict(x=np.array([1.0]), y=np.array([1.0])),
    "inference.stand_in.StandIn.reach": dict(x=np.array([1.0]), y=np.array([1.0])),
    "inference.counts.gaussian_count": dict(measurement=CSI.measurement),
    "inference.counts.poisson_count": dict(measurement=measurement.PoissonCount(observed=5.0)),
    "inference.counts.counting": dict(measurement=CSI.measurement),
    "inference.exposure.allowed_share": dict(
        count=measurement.ExpectedCount(sigma_stat=0.1, sigma_sys=0.1), events=100.0
    ),
    "inference.fits.toys.coverage": dict(quantity="sin2_theta_w", truth=0.238, toys=3),
    "inference.gaussian_count.Counting": dict(observed=136.0, background=6.0, variance=900.0),
    "inference.gaussian_count.Counting.repeated": dict(quantiles=101),
    "inference.gaussian_count.Counting.drawn": dict(sigma=0.1, common=0.1),
    "inference.gaussian_count.DifferenceCounting": dict(observed=136.0, variance=900.0),
    "inference.intervals.delta_chi2": dict(parameters=1),
    "inference.intervals.feldman_cousins_threshold": dict(signal=150.0),
    "inference.intervals.coverage": dict(threshold=2.7),
    "inference.moment_count.MomentCount": dict(source="s", sm=150.0, n_e=1.0, n_mu=1.0),
    "inference.one_moment.OneMoment": dict(sm=150.0, per_mu10=1.0),
    "inference.one_moment.OneMoment.events": dict(modulus=1e-10),
    "inference.one_moment.OneMoment.delta_chi2": dict(modulus=1e-10),
    "inference.one_moment.OneMoment.reaches": dict(delta_chi2=2.7),
    "inference.poisson_count.PoissonCounting": dict(on=5.0, background=1.0, off=2.0, tau=2.0),
    "inference.poisson_count.PoissonCounting.repeated": dict(signal=4.0, smallest=1.0),
    "inference.poisson_count.PoissonCounting.possible": dict(signal=4.0),
    "inference.poisson_count.PoissonCounting.drawn": dict(signal=4.0, sigma=0.1, common=0.1),
    "inference.poisson_count.PoissonCounting.total_variance": dict(signal=4.0),
    "inference.poisson_count.PoissonCounting.chi2": dict(signal=4.0),
    "inference.poisson_count.PoissonCounting.best_physical_signal": dict(smallest=1.0),
    "inference.poisson_count.PoissonCounting.grows_from": dict(signal=4.0),
    "inference.poisson_count.Repeated.threshold": dict(level=0.9),
    "inference.poisson_count.Repeated.below": dict(threshold=2.7),
    "inference.rays.ray_limit": dict(data=COMBINED, mu_e2=1.0, mu_mu2=1.0),
    "inference.rays.dirac_limit": dict(moments=np.diag([1.0, 0.0, 0.0])),
    "inference.rays.flavor_universal_limit": dict(data=COMBINED),
    "inference.rays.phase_range": dict(data=COMBINED, moduli=(1.0, 1.0, 1.0)),
    "inference.regions.boundary": dict(pair=("Lambda_1", "Lambda_2"), directions=5),
    "inference.regions.direction_limit": dict(direction=STATE),
    "inference.regions.effective_moment_boundary": dict(directions=5),
    "inference.regions.farthest": dict(data=DATA.moment_chi2, choices=Choices(), highest=10.0),
    "inference.regions.highest_chi2": dict(data=DATA.moment_chi2),
    "inference.regions.limiting_chi2": dict(data=DATA.moment_chi2),
    "inference.repeated.drawn": dict(data=DATA.moment_chi2),
    "inference.toys.bands.Band.at": dict(part=0.5),
    "inference.toys.bands.Band.below": dict(limit=1e-10),
    "inference.toys.bands.bands": dict(moments=["Lambda_1"], toys=2),
    "inference.toys.bands.fractions_of": dict(given=[0.1, 0.9]),
    "inference.toys.coverage.coverage": dict(moduli=[1e-10], toys=2),
    "inference.toys.fractions.fraction": dict(true=[0.0, 1.0]),
    "inference.toys.fractions.quantile": dict(values=[0.0, 1.0], level=0.9),
    "inference.toys.goodness.goodness": dict(toys=2),
    "inference.toys.jobs.Job.toy": dict(seed=1, index=0),
    "inference.toys.thresholds.Thresholds.at": dict(mu_e=1e-10, mu_mu=1e-10),
    "inference.toys.thresholds.Thresholds.boundary": dict(directions=3),
    "inference.toys.thresholds.Thresholds.coverage": dict(parameters=2),
    "inference.toys.thresholds.thresholds": dict(mu_e=[0.0, 1e-10], mu_mu=[0.0], toys=2),
    "inference.toys.truths.truth": dict(modulus=1e-10, choices=CHOICES),
    "inference.measured.joint.Joint.fluctuated": dict(rng=np.random.default_rng(1)),
    "inference.repeated.region_coverage": dict(data=DATA.moment_chi2, threshold=2.7, toys=3),
    "inference.spectrum.at_radius": dict(data=BINS),
    "inference.split_pull.limit_with_pull": dict(change=lambda e, pull: e),
    "inference.tabulated.tabulated": dict(
        chi2=DATA.moment_chi2, depth=20.0, nodes=41, tolerance=1e-3
    ),
    "interactions.couplings.NucleonCouplings": dict(g_pV=0.02, g_nV=-0.5, g_pA=0.5, g_nA=-0.5),
    "interactions.one_loop.w_boxes": dict(alpha=1 / 128, alpha_s=0.12),
    "interactions.one_loop.z_box": dict(coupling=0.3, alpha=1 / 128, alpha_s=0.12),
    "interactions.one_loop.lepton_loop": dict(m=0.511),
    "interactions.totals.n_squared_law": dict(N=22),
    "interactions.totals.sm_total_of_element": dict(element="Ar", form_factor=radii.helm),
    "neutrinos.blind.tilted_from_blind": dict(angle=0.1),
    "neutrinos.blind.cancellation_errors": dict(
        angles=[0.1], mixing=mixing.DE_SALAS_2018_CP_CONSERVING
    ),
    "neutrinos.curves.at_relative_phase": dict(pair=(0, 1), phase=0.1, mu=1.0),
    "neutrinos.curves.at_worst_phases": dict(pair=(0, 1), mu=1.0),
    "neutrinos.curves.most_seen": dict(weights=(1.0, 1.0, 1.0), first=ONE, second=ONE, mu=1.0),
    "neutrinos.curves.least_seen": dict(first=ONE, second=ONE, theta=[0.1]),
    "neutrinos.curves.third_moment": dict(first=0.1, second=0.1),
    "neutrinos.dirac.dirac_moment": dict(mass=1e-7),
    "neutrinos.dirac.lepton_in_loop": dict(a=0.1),
    "neutrinos.dirac.majorana_moments": dict(
        masses=(1e-9, 1e-8, 5e-8), majorana_phases=(0, 0.1, 0.2)
    ),
    "neutrinos.effective.effective_squared_general": dict(negative=STATE, positive=STATE),
    "neutrinos.hermitian.schur_complement": dict(keep=(0,)),
    "neutrinos.mixing.unitary": dict(matrix=ONE),
    "neutrinos.mixing.Mixing": dict(
        sin2_12=0.3,
        sin2_13=0.02,
        sin2_23=0.5,
        delta_CP=1.0,
        dm2_21=7.5e-5,
        dm2_31=2.5e-3,
        source="s",
    ),
    "neutrinos.mixing.Mixing.turned": dict(delta_CP=0.1),
    "neutrinos.moments.TransitionMoments": dict(Lambda_1=1e-11, Lambda_2=1e-11j, Lambda_3=0.0),
    "neutrinos.moments.TransitionMoments.from_flavor": dict(flavor=L),
    "neutrinos.oscillating.effective_squared_after": dict(L_over_E=1.0, spread=0.1, nodes=11),
    "neutrinos.oscillation.propagation_phases": dict(L_km=1.0),
    "neutrinos.oscillation.propagated_state": dict(L_km=1.0),
    "neutrinos.oscillation.matter_potential": dict(n_e=100.0),
    "neutrinos.oscillation.adiabatic_P_e1": dict(n_e=100.0, E_nu=10.0),
    "neutrinos.phases.phased": dict(xi_2=0.1, xi_3=0.1),
    "neutrinos.phases.equal_pair": dict(which=1, xi=0.1),
    "nuclei.densities.helm_density": dict(F=F),
    "nuclei.densities.symmetrized_fermi_density": dict(F=radii.symmetrized_fermi(AR)),
    "nuclei.densities.klein_nystrand_density": dict(F=radii.klein_nystrand(AR)),
    "nuclei.densities.woods_saxon": dict(F=radii.symmetrized_fermi(AR)),
    "nuclei.families.Family": dict(smallest_rms=1.0, of_rms=lambda rms, n: F),
    "nuclei.families.oscillator": dict(b=1.8),
    "nuclei.form_factors.uniform_sphere": dict(x=0.5),
    "nuclei.form_factors.Helm": dict(R_0=4.0, s=0.9),
    "nuclei.form_factors.Helm.from_rms": dict(s=0.9),
    "nuclei.form_factors.SymmetrizedFermi": dict(c=4.0, a=0.5),
    "nuclei.form_factors.SymmetrizedFermi.from_rms": dict(a=0.5),
    "nuclei.form_factors.KleinNystrand": dict(R_A=4.0, a_k=0.7),
    "nuclei.form_factors.KleinNystrand.from_rms": dict(a_k=0.7),
    "nuclei.form_factors.MomentSeries": dict(moments=F.moments, last_term_at_most=0.2),
    "nuclei.harmonic_oscillator.HarmonicOscillator": dict(b=1.8, nucleons=18),
    "nuclei.harmonic_oscillator.HarmonicOscillator.from_rms": dict(nucleons=18),
    "nuclei.nuclides.Nuclide": dict(Z=18, N=22, mass=AR.mass, abundance=0.9),
    "nuclei.nuclides.nuclide_from_atomic_mass": dict(
        Z=18, A=40, atomic_mass_u=39.96, abundance=0.9
    ),
    "nuclei.partial_series.partial_sums": dict(moments=F.moments),
    "rates.batch.Batch.values": dict(
        threshold=7.0, light_yield=1170.0, proton_stretch=1.01, neutron_stretch=1.01
    ),
    "rates.yields.Yields.events": dict(weights=np.ones(len(CHANNELS))),
    "rates.yields.recoil_yields": dict(channels=CHANNELS),
    "rates.yields.yields": dict(channels=CHANNELS),
    "sources.narrow.integrals": dict(density=shape, edges=np.array([0.0, 1.0]), total=1 / 3),
    "rates.yields.panel_edges": dict(energies=np.array([30.0]), mass=1e5, kinks=(0.005, 0.03)),
    "rates.thresholds.events_above": dict(experiment=CONUS),
    "rates.thresholds.soft_shares": dict(experiment=CONUS, thresholds=[1e-4]),
    "sources.pulses.PulsedArrival": dict(mean=5e-7, width=1.5e-7, lifetimes=(2.6e-8,)),
    "sources.pulses.PulsedArrival.shifted": dict(delay=1e-7),
    "sources.pulses.TabulatedArrival": dict(
        arrived=ARRIVED,
        delay=1e-7,
    ),
    "sources.pulses.TabulatedArrival.shifted": dict(delay=1e-7),
    "sources.pulses.stopped_pion_arrivals": dict(mean=5e-7, width=1.5e-7),
    "sources.arrival.delayed_density": dict(t=1e-6, prompt=(0.5, 0.5), width=5e-7),
    "sources.beams.Mixture.arriving": dict(),
    "sources.beams.Isotropic": dict(rate=1e15),
    "sources.beams.PlaneWave": dict(flux=1e10),
    "sources.extrapolation.extrapolated_fission_spectrum": dict(E=1.0),
    "sources.cores.Cores": dict(spectrum=REACTOR, per_fission=6.0, fuel=REACTOR.fuel),
    "sources.tabulated.TabulatedSpectrum.of": dict(E=[1.0, 2.0, 3.0], density=[0.0, 1.0, 0.0]),
    "sources.reactor.fissions_per_second": dict(power_GW=3.0, fuel=REACTOR.fuel),
    "sources.reactor.fission_spectrum": dict(isotope="235U"),
    "sources.reactor.low_energy_spectrum": dict(E=1.0, isotope="235U"),
    "sources.reactor.beta_spectrum": dict(decay=reactor.BetaDecay(93, 1.26), E=0.5),
    "sources.reactor.reactor_spectrum": dict(captures_per_fission=0.6, E_top=8.0),
    "sources.reactor.reactor_from_flux": dict(flux=1e13, spectrum=REACTOR),
    "sources.reactor.reactor_from_power": dict(power_GW=3.0, spectrum=REACTOR),
    "sources.solar.Birthplace.P_e1": dict(E_nu=10.0),
    "sources.solar.shape": dict(name="pp", entries=11),
    "sources.sunlight.sunlight": dict(name="8B", flux=5e6),
    "sources.arriving.Arriving": dict(component="8B", E_nu=(5.0, 10.0), shares=(0.5, 0.5)),
    "sources.arriving.arriving": dict(component="7Be", weight=[1.0, 1.0]),
    "rates.by_energy.magnetic_by_energy": dict(nodes=4),
    "detectors.recoil_templates.RecoilTemplates": dict(
        T=np.array([1e-3, 3e-3]), efficiency=np.array([[0.1], [0.1]])
    ),
    "inference.tabulated_line.tabulated_line": dict(
        chi2=ONE_KIND, depth=20.0, nodes=41, tolerance=1e-3
    ),
    "inference.together.Together.tabulated": dict(depth=20.0, nodes=41, tolerance=1e-3),
    "sources.solar.SolarComponent": dict(flux=1e10, born="pp"),
    "sources.spectra.Line": dict(E_0=30.0),
    "sources.spectra.MichelSpectrum": dict(a=MICHEL.a, b=MICHEL.b),
    "sources.spectra.PiecewiseSpectrum.normalised": dict(shape=shape, edges=[0.0, 1.0, 2.0]),
    "sources.stopped_pions.pion_decay_at_rest": dict(rate=1e15),
    "talk.closed_forms.phase_differences": dict(phases=(0.1, 0.2, 0.3)),
    "talk.closed_forms.solar": dict(moduli=(1e-11, 1e-11, 0.0)),
    "talk.electroweak.around": dict(data=cevns.dataset("coherent-csi", "future"), length=2.3),
    "talk.enhancement.enhancement": dict(T=0.001),
    "talk.enhancement.axial_surplus": dict(T=0.001),
    "talk.phase_plane.reactor_in_phase_plane": dict(x=0.1, y=0.1),
    "talk.published.beyond_rounding": dict(ours=1.0, printed=1.1, half_unit=0.05),
    "talk.tornado.with_light_factor": dict(),
    "rates.neutron_radius.sm_events_at_neutron_radius": dict(),
}
"""By the address of a function: what is not as in `GOOD`, and what may be left out."""


NOT_CALLED = (
    "nuclei.structure.",
    "nuclei.charge_radii.",
    "interactions.incoherent.elastic",
    "interactions.incoherent.excitation",
    "interactions.incoherent.excited",
    "interactions.incoherent.multipoles",
    "interactions.incoherent.nucleon_currents",
    "interactions.incoherent.parts",
    "interactions.incoherent.reduced_elements",
    "interactions.incoherent.allowed.scaled_to",
    "inference.fits.curve",
    "inference.fits.one.",
    "inference.fits.toys.drawn",
    "inference.toys.basins",
    "inference.toys.jobs.computed",
    "inference.toys.questions",
    "inference.toys.truths.fitted",
    "inference.reachable",
    "inference.search",
    "inference.sketches",
    "inference.form_descent",
    "inference.directions",
    "inference.many_forms",
    "inference.tabulated_line.TabulatedLine.reach",
    "inference.together.Seen.",
    "inference.together.Together.chi2",
    "inference.together.Together.reach",
    "inference.together.Together.fluctuated",
    "inference.fits.outlines",
    "inference.fits.parameters",
    "inference.fits.plane.Region",
    "inference.fits.prediction",
    "inference.fits.result",
    "inference.fits.solve",
    "inference.poisson.",
    "inference.pulls",
    "inference.wells",
    "interactions.channels.powers",
    "talk.rivals.Rival",
    "inference.gaussian_count.DifferenceCounting.",
    "sources.reactor.FuelDensity",
    "sources.reactor.ReactorSpectrum",
    "inference.poisson_count.true_signal",
    "detectors.response.counted",
    "detectors.bound_atoms.scattering",
    "inference.measured.told.Told",
    "inference.measured.expectation",
    "inference.measured.likelihood",
    "inference.measured.pulls_of_data",
    "inference.measured.shapes.Constant.",
    "inference.measured.shapes.Exponential.",
    "inference.measured.shapes.Lines.",
)
"""Kernels: their numbers come from functions of the package that have checked them; and what only
refuses, or is built by a function."""

BUILT = (
    "sources.spectra.PiecewiseSpectrum",
    "sources.tabulated.TabulatedSpectrum",
    "inference.tabulated.Tabulated",
    "inference.tabulated_line.TabulatedLine",
    "inference.toys.coverage.Coverage",
    "inference.toys.goodness.Goodness",
    "inference.toys.jobs.Job",
    "inference.toys.thresholds.Thresholds",
)
"""Classes whose objects are built by functions only."""

OWNERS: dict[str, Any] = {
    "Band": BAND,
    "Job": JOB,
    "Joint": JOINT,
    "Profiled": TEMPLATES,
    "TemplateBins": TEMPLATES,
    "Thresholds": THRESHOLDS,
    "BoundLindhard": bound_lindhard.BoundLindhard(Z=32, k=0.16, binding=2e-5),
    "BoundFormula": bound_lindhard.BoundFormula(Z=32, k=0.16, binding=2e-5, c_0=3e-4, c_1=6e-6),
    "PublishedFactor": dict(quenching_models.published_quenching("iron_filter_2022").elements)[
        "Ge"
    ],
    "LogisticAcceptance": CSI.detector.acceptance,
    "PhotoelectronDetector": CSI.detector,
    "SmearedPhotoelectronDetector": photoelectrons.smeared(CSI.detector),
    "TimeEfficiency": timing.TimeEfficiency(flat_until=5e-7, rate=5e4),
    "PulsedArrival": pulses.PulsedArrival(mean=5e-7, width=1.5e-7, lifetimes=(2.6e-8,)),
    "TabulatedArrival": pulses.TabulatedArrival(arrived=ARRIVED),
    "Lindhard": quenching.Lindhard(32, 73),
    "ThresholdDetector": thresholds.ThresholdDetector(threshold_nr=0.005),
    "ObservedCount": CSI.measurement,
    "PoissonCount": measurement.PoissonCount(observed=5.0),
    "ExpectedCount": measurement.ExpectedCount(sigma_stat=0.1, sigma_sys=0.1),
    "ObservedBins": BINS.measurement,
    "PoissonBins": BINS.moment_chi2,
    "Combination": COMBINED,
    "DataSet": DATA,
    "Counting": COUNTING,
    "Data": DATA,
    "MomentCount": DATA.moment_chi2,
    "OneMoment": DATA.along("Lambda_1"),
    "Repeated": POISSON.repeated(4.0, 1.0),
    "PoissonCounting": POISSON,
    "Tabulated": tabulated.tabulated(DATA.moment_chi2, nodes=41, tolerance=1e-3),
    "StandIn": tabulated.tabulated(DATA.moment_chi2, nodes=41, tolerance=1e-3),
    "NucleonCouplings": G,
    "OneLoop": couplings.one_loop(),
    "Mixing": M,
    "Family": families.FAMILIES["helm"],
    "Helm": F,
    "SymmetrizedFermi": radii.symmetrized_fermi(AR),
    "KleinNystrand": radii.klein_nystrand(AR),
    "MomentSeries": radii.moment_series(AR),
    "HarmonicOscillator": harmonic_oscillator.HarmonicOscillator(1.8, 18),
    "Batch": batch.Batch(experiment=CSI, channels=CHANNELS),
    "Signal": SIGNAL,
    "Yields": Y,
    "Isotropic": beams.Isotropic(1e15),
    "PlaneWave": beams.PlaneWave(1e10),
    "BeamComponent": NU_E,
    "Birthplace": solar.birthplace("8B"),
    "IncoherentTable": ARGON,
    "Line": spectra.Line(30.0),
    "MichelSpectrum": MICHEL,
    "PiecewiseSpectrum": REACTOR,
    "TabulatedSpectrum": TABLE,
    "EnergyResponse": energies.EnergyDetector(lower=0.001).on(AR),
    "ConstantQuenching": QUENCHED,
    "PolynomialQuenching": polynomial_quenching.PolynomialQuenching((0.246, 0.78)),
    "PulseShapeDetector": SHAPED,
    "PulseShapeResponse": SHAPED.on(AR),
    "RecoilTemplates": TEMPLATES_OF,
    "Arriving": MIXED,
    "Seen": IN_XENON,
    "Together": together.together(COMBINED, IN_XENON),
    "TabulatedLine": tabulated_line.tabulated_line(ONE_KIND, nodes=41, tolerance=1e-3),
    "TabulatedQuenching": measured_quenching.TabulatedQuenching(CURVE, factor=True),
}
"""Objects by their class, whose methods are called."""
