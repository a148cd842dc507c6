"""Plain numbers in the wrong unit: ranges are narrower than the slip, and messages name it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import cevns
from cevns.basics.units import day, keV
from cevns.detectors import acceptance, quenching, thresholds
from cevns.experiments import effective_moment, measurement
from cevns.inference import exposure, intervals, regions
from cevns.interactions import couplings, cross_sections, crossings, electromagnetic, totals
from cevns.neutrinos import (
    blind,
    curves,
    dirac,
    effective,
    mixing,
    oscillating,
    oscillation,
    phases,
)
from cevns.neutrinos.moments import TransitionMoments
from cevns.nuclei import densities, form_factors, nuclides, radii
from cevns.rates import batch
from cevns.rates import thresholds as many_thresholds
from cevns.sources import arrival, beams, reactor, solar, spectra
from cevns.talk import closed_forms

AR = cevns.nuclide("40Ar")
CSI, CONUS = cevns.experiment("coherent-csi"), cevns.experiment("conus")
F, G, M = radii.helm(AR), couplings.tree(), mixing.NUFIT_6_1
SIGNAL = cevns.dataset("coherent-csi@2017-count").signal
H = np.eye(3)
SCAN = batch.Batch(experiment=CONUS, channels=(electromagnetic.MAGNETIC,))

Bad = tuple[str, Callable[[], Any], str]

ENERGIES: list[Bad] = [
    ("recoil grid in keV", lambda: cevns.recoil_spectrum(CSI, [5, 10]),
     r"T = 5 MeV lies above the end point, 0\.04\d+ MeV, as do all others; write 5 \* keV"),
    ("one recoil in keV", lambda: cevns.recoil_spectrum(CSI, 5.0), r"T = 5 MeV lies above .*keV"),
    ("grid in keV of a reactor", lambda: cevns.recoil_spectrum(CONUS, np.linspace(0.1, 1, 5)),
     r"T = 0\.1 MeV lies above the end point, 0\.0019"),
    ("grid partly in keV", lambda: cevns.recoil_spectrum(CSI, [0.01, 0.1, 1, 10]),
     r"T = 10 MeV lies above the end point"),
    ("recoil of a cross section in keV",
     lambda: cross_sections.sm(5.0, 30.0, AR, couplings=G, form_factor=F),
     r"T = 5 MeV must be .*<= 0\.53\d+ MeV; no neutrino of 100 MeV gives so much; write 5 \* keV"),
    ("recoil of magnetic scattering in keV",
     lambda: cross_sections.magnetic(5.0, 30.0, AR, mu_nu=1e-10, form_factor=F),
     r"T = 5 MeV must be .*write 5 \* keV"),
    ("leading order in keV",
     lambda: cross_sections.sm_leading_order([5.0, 8.0], 30.0, AR, couplings=G, form_factor=F),
     r"T\[0\] = 5 MeV must be .*write 5 \* keV"),
    ("neutrino energy in keV",
     lambda: cross_sections.sm(0.01, 30_000.0, AR, couplings=G, form_factor=F),
     r"E_nu = 30000 MeV must be .*<= 1000 MeV; nothing coherent is left beyond; is it in keV\?"),
    ("neutrino energy in eV", lambda: cross_sections.sm_total(3e7, AR, couplings=G, form_factor=F),
     r"E_nu = 3e\+07 MeV must be .*<= 1000"),
    ("solar line in keV", lambda: spectra.Line(862.0), r"E_0 = 862 MeV must be .*is it in keV"),
    ("line of chromium in keV", lambda: spectra.Line(747.0), r"E_0 = 747 MeV .*<= 300 MeV"),
    ("spectrum in keV", lambda: spectra.PiecewiseSpectrum.normalised(np.square, [0, 1e3, 8e3]),
     r"edges\[1\] = 1000 MeV must be .*<= 300 MeV; are they in keV\?"),
    ("beyond coherence", lambda: totals.n_squared_law(4e3, 40), r"E_nu = 4000 MeV .*<= 1000"),
    ("beyond coherence, leading order",
     lambda: totals.sm_total_leading_order(1442.0, AR, couplings=G, form_factor=F),
     r"E_nu = 1442 MeV .*<= 1000"),
    ("crossings in keV",
     lambda: crossings.crossing_recoil_energies(AR, 30e3, mu_nu=1e-10, couplings=G),
     r"E_nu = 30000 MeV"),
    ("solar energy in keV", lambda: solar.birthplace("7Be").P_e1(862.0, M),
     r"E_nu = 862 MeV must be .*<= 30 MeV; the Sun's reach 19 MeV; is it in keV\?"),
    ("a line of the Sun in keV",
     lambda: solar.SolarComponent(name="X", flux=1e9, born="pp", lines=((862.0, 1.0),)),
     r"X: energy of a line = 862 MeV must be .*<= 30 MeV"),
    ("a limit of the Sun in keV",
     lambda: replace(effective_moment.effective_moment_limits()["borexino"], E_nu=862.0),
     r"borexino: E_nu = 862 MeV .*keV"),
    ("threshold in keV", lambda: thresholds.ThresholdDetector(threshold_nr=5),
     r"threshold = 5 MeV .*write 5 \* keV for 5 keV"),
    ("ionisation threshold in eV", lambda: thresholds.IonisationDetector(threshold_ee=200),
     r"electron-equivalent threshold = 200 MeV .*write 100 \* eV"),
    ("many thresholds in keV", lambda: many_thresholds.events_above(CONUS, [1, 2]),
     r"thresholds\[1\] = 2 MeV must be .*write 5 \* keV"),
    ("thresholds of a batch in keV", lambda: SCAN.values(threshold=[0.3, 2.0]),
     r"threshold\[1\] = 2 MeV must be .*is it in keV"),
    ("light yield that is none", lambda: replace(CSI.detector, light_yield=0.0),
     r"light yield = 0 PE/MeV .* must be .*write 1\.17 / keV"),
    ("neutrino mass in eV", lambda: dirac.dirac_moment(50.0), r"mass = 50 MeV .*write 0\.1 \* eV"),
    ("masses in eV", lambda: dirac.majorana_moments([0, 0.009, 0.05], M),
     r"masses\[1\] = 0\.009 MeV .*write 0\.05 \* eV"),
    ("W mass in GeV", lambda: couplings.OneLoop(M_W=80.4), r"M_W = 80\.4 MeV .*is it in GeV"),
    ("atomic mass in MeV", lambda: nuclides.nuclide_from_atomic_mass("X", 18, 40, 37_215.0),
     r"atomic mass = 37215 u must be .*<= 400 u; is it in MeV\?"),
    ("spectrum beyond the fits", lambda: reactor.fission_spectrum(3_000.0, "235U"),
     r"E = 3000 MeV .*the fits hold from 2 to 8 MeV"),
]  # fmt: skip

TIMES_AND_RATES: list[Bad] = [
    ("exposure without day", lambda: replace(CSI, exposure=308.1),
     r"coherent-csi: exposure = 308\.1 s must be .*>= 3600 s; write 365 \* day"),
    ("exposure in years", lambda: replace(CSI, exposure=3), r"exposure = 3 s .*write 365 \* day"),
    ("exposure in years of days", lambda: replace(CSI, exposure=5 * 365), r"exposure = 1825 s"),
    ("exposure as a duration", lambda: replace(CSI, exposure=timedelta(days=308)),
     r"exposure must be a number .*timedelta.*; it is a duration: write 365 \* day"),
    ("exposure as numpy has it", lambda: replace(CSI, exposure=np.timedelta64(308, "D")),
     r"exposure must be a number .*; it is a duration: write 365 \* day"),
    ("exposure as a date", lambda: replace(CSI, exposure=date(2026, 1, 1)),
     r"exposure must be a number .*; it is a date"),
    ("a moment of time", lambda: arrival.delayed_density(datetime(2026, 1, 1)),
     r"t must be a number .*; it is a date"),
    ("fluence in a duration", lambda: beams.Isotropic(1e15).fluence(20, timedelta(1)),
     r"exposure must be a number .*it is a duration"),
    ("power of a plant in MW",
     lambda: reactor.reactor_from_power(3900, reactor.reactor_spectrum()),
     r"thermal power = 3900 GW .*is it in MW"),
    ("power of a research reactor in MW",
     lambda: reactor.reactor_from_power(20, reactor.reactor_spectrum()),
     r"thermal power = 20 GW must be .*<= 10 GW; is it in MW\?"),
    ("flux per m^2", lambda: reactor.reactor_from_flux(2e17, 17, reactor.reactor_spectrum()),
     r"flux = 2e\+17 cm\^-2 s\^-1 .*is it per m\^2"),
    ("flux in units of 1e13",
     lambda: reactor.reactor_from_flux(2.4, 17, reactor.reactor_spectrum()),
     r"flux = 2\.4 cm\^-2 s\^-1 .*in units of 1e13"),
    ("plane flux per m^2", lambda: beams.PlaneWave(6e18), r"flux = 6e\+18 .*is it per m\^2"),
    ("negative rate", lambda: beams.Isotropic(-1.0), r"rate = -1 1/s must be .*>= 0"),
    ("baseline in cm", lambda: replace(CSI, baseline_m=1930), r"baseline = 1930 m .*is it in cm"),
    ("baseline in km", lambda: replace(CONUS, baseline_m=0.017), r"baseline = 0\.017 m .*km"),
    ("mass in g", lambda: replace(CSI, mass=1.46e7), r"mass = 1\.46e\+07 kg .*is it in g or t"),
    ("density per cm^3", lambda: oscillation.matter_potential(6e25), r"in units of N_A"),
    ("two cores at one place twice over",
     lambda: reactor.reactor_from_power(17.4, reactor.reactor_spectrum()), r"<= 10 GW"),
    ("longer by a duration", lambda: cevns.dataset("conus").longer(timedelta(1)),
     r"exposure factor must be a number"),
]  # fmt: skip

MOMENTS_AND_ANGLES: list[Bad] = [
    ("moment in 1e-10", lambda: SIGNAL.events(0.29),
     r"mu_nu = 0\.29 mu_B must be .*<= 0\.0001 mu_B; write 1e-10 for 1e-10 mu_B"),
    ("moments in 1e-10", lambda: SIGNAL.events([0.1, 0.2]), r"mu_nu\[0\] = 0\.1 mu_B"),
    ("transition moment in 1e-10", lambda: TransitionMoments(0.69), r"\|Lambda_1\| = 0\.69 mu_B"),
    ("complex moment in 1e-10", lambda: TransitionMoments(0, 0.3j), r"\|Lambda_2\| = 0\.3 mu_B"),
    ("modulus in 1e-11", lambda: TransitionMoments.from_moduli((2.8, 0, 0)),
     r"\|Lambda_1\| = 2\.8 mu_B"),
    ("charge of a moment in 1e-10", lambda: electromagnetic.electromagnetic_charge(AR, 0.5),
     r"mu_nu = 0\.5 mu_B .*write 1e-10"),
    ("seen by a mixture in 1e-11", lambda: effective.moduli_seen_by_mixture(2.8, [0.5, 0.3, 0.2]),
     r"mu_nu = 2\.8 mu_B .*write 1e-10"),
    ("limit of the Sun in 1e-11",
     lambda: replace(effective_moment.effective_moment_limits()["borexino"], mu_nu=2.8),
     r"borexino: mu_nu = 2\.8 mu_B"),
    ("crossing in 1e-10",
     lambda: cross_sections.crossing_recoil_energy(AR, mu_nu=1.0, couplings=G), r"mu_nu = 1 mu_B"),
    ("delta in degrees", lambda: replace(M, delta_CP=212.0), r"delta_CP = 212 rad .*in degrees\?"),
    ("delta of many in degrees", lambda: M.turned([0.0, 212.0]),
     r"delta_CP\[1\] = 212 rad must be .*is it in degrees\?"),
    ("phases in degrees", lambda: regions.Choices(phases=(0, 90, 180)),
     r"phases\[1\] = 90 rad must be .*is it in degrees\?"),
    ("phases of moments in degrees",
     lambda: TransitionMoments.from_moduli((1e-11, 0, 0), (45, 0, 0)), r"phases\[0\] = 45 rad"),
    ("phase differences in degrees", lambda: phases.phased((1, 1, 1), 30.0, 0.0),
     r"xi_2 = 30 rad .*is it in degrees"),
    ("one difference in degrees", lambda: phases.equal_pair(1, 90), r"xi = 90 rad .*degrees"),
    ("Majorana phases in degrees",
     lambda: dirac.majorana_moments([0, 1e-8, 5e-8], M, (0, 90, 0)),
     r"majorana_phases\[1\] = 90 rad"),
    ("closed form in degrees", lambda: closed_forms.reactor((1e-11, 0, 0), (30, 0, 0), M),
     r"xi\[0\] = 30 rad .*degrees"),
    ("differences of phases in degrees", lambda: closed_forms.phase_differences((90, 0, 0)),
     r"phases\[0\] = 90 rad"),
    ("relative phase in degrees", lambda: curves.at_relative_phase(H, (0, 1), 90, 1.0),
     r"phase = 90 rad .*degrees"),
    ("angle in degrees", lambda: blind.tilted_from_blind(45.0, M), r"angle = 45 rad .*degrees"),
    ("limit with phases in degrees", lambda: cevns.limit(CSI, "Lambda_1", phases=(0, 60, 0)),
     r"phases\[1\] = 60 rad .*degrees"),
    ("angle for its sine", lambda: replace(M, sin2_12=33.7), r"sin2_12 = 33\.7 .*pass sin\^2"),
    ("splitting in 1e-5 eV^2", lambda: replace(M, dm2_21=7.5), r"dm2_21 = 7\.5 eV\^2 .*in eV\^2"),
    ("splitting in 1e-3 eV^2", lambda: replace(M, dm2_31=2.5), r"dm2_31 = 2\.5 eV\^2"),
    ("inverted splitting in 1e-3 eV^2", lambda: replace(M, dm2_31=-2.5), r"dm2_31 = -2\.5 eV\^2"),
    ("no splitting", lambda: replace(M, dm2_31=0.0),
     r"dm2_31 = 0 eV\^2 must be > 0 in normal ordering, < 0 in inverted"),
    ("negative solar splitting", lambda: replace(M, dm2_21=-7.5e-5),
     r"dm2_21 = -7\.5e-05 .*positive in normal ordering and in inverted"),
    ("mixing angle of the Z in degrees", lambda: couplings.tree(28.7), r"pass sin\^2"),
    ("spread in per cent", lambda: oscillating.effective_squared_after([1, 0, 0], "nu_e", M, 1.0,
     spread=10), r"spread = 10 must be .*not per cent"),
]  # fmt: skip

SHARES_AND_LENGTHS: list[Bad] = [
    ("level in per cent", lambda: cevns.limit(CSI, "Lambda_1", confidence_level=90),
     r"confidence_level = 90 must lie between 0 and 1; write 0\.90"),
    ("level of a boundary in per cent", lambda: intervals.boundary_threshold(90), r"write 0\.90"),
    ("efficiency in per cent", lambda: thresholds.ThresholdDetector(threshold_nr=1e-3, plateau=80),
     r"efficiency = 80 must be .*not per cent"),
    ("plateau in per cent", lambda: acceptance.LogisticAcceptance(plateau=66, slope=1,
     midpoint=10), r"acceptance plateau = 66"),
    ("systematics in per cent", lambda: measurement.ExpectedCount(sigma_stat=0.2, sigma_sys=10),
     r"sigma_sys = 10 .*not per cent"),
    ("background ratio in per cent", lambda: measurement.ExpectedCount(sigma_stat=20,
     sigma_sys=0.1), r"sigma_stat = 20 .*not per cent"),
    ("flux uncertainty in per cent", lambda: replace(CSI, flux_uncertainty=10),
     r"flux uncertainty = 10 .*not per cent"),
    ("sigma of a Poisson count in per cent", lambda: measurement.PoissonCount(observed=5,
     sigma_signal=28), r"sigma_signal = 28"),
    ("floor in per cent", lambda: exposure.allowed_share_floor(-28.0), r"sigma"),
    ("k in per cent", lambda: quenching.LindhardModel(15), r"Lindhard k = 15"),
    ("abundance in per cent", lambda: replace(AR, abundance=99.6), r"abundance = 99\.6"),
    ("fuel in per cent", lambda: reactor.reactor_spectrum(fuel={"235U": 100}), r"not per cent"),
    ("radius in m", lambda: form_factors.Helm(4e15), r"Helm R_0 = 4e\+15 fm .*radii are in fm"),
    ("radius in nm", lambda: form_factors.Helm.from_rms(35), r"rms radius = 35 fm"),
    ("surface in nm", lambda: form_factors.Helm.from_rms(4, 90), r"Helm s = 90 fm"),
    ("diffuseness in nm", lambda: form_factors.SymmetrizedFermi(4, 52), r"Fermi a = 52 fm"),
    ("Q in MeV", lambda: radii.moment_series(AR)(50.0), r"Q = 50 fm\^-1"),
    ("density at a radius in m", lambda: densities.helm_density(1e4, F), r"r = 10000 fm"),
    ("captures in per cent", lambda: reactor.reactor_spectrum(captures_per_fission=60),
     r"captures per fission = 60"),
    ("mass number for the mass", lambda: replace(AR, mass=40.0), r"mass = 40 MeV .*is it in u\?"),
    ("level of a distribution in per cent",
     lambda: cevns.dataset("conus").counting.repeated(100.0, 90.0).threshold(90), r"level = 90"),
]  # fmt: skip

EVERY = [*ENERGIES, *TIMES_AND_RATES, *MOMENTS_AND_ANGLES, *SHARES_AND_LENGTHS]


@pytest.mark.parametrize(
    ("call", "message"), [pytest.param(call, said, id=what) for what, call, said in EVERY]
)
def test_a_slip_of_units_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_what_is_meant_is_accepted() -> None:
    """The other side of the ranges: nothing that is meant is refused."""
    assert cevns.recoil_spectrum(CSI, [5 * keV, 1.0]).sm_total[1] == 0
    assert replace(CSI, exposure=0.5 * day).exposure == 43_200
    assert float(cross_sections.sm(0.06, 30.0, AR, couplings=G, form_factor=F)) == 0
    assert float(cross_sections.sm(0.5, 5.0, AR, couplings=G, form_factor=F)) == 0
    assert spectra.Line(235.5).E_0 == 235.5  # of kaons at rest
    assert reactor.reactor_from_power(8.5, reactor.reactor_spectrum())
    assert TransitionMoments(1e-5).Lambda_1 == 1e-5
    assert regions.Choices(phases=(-np.pi, 2 * np.pi, 0)).others == "zero"
    assert beams.PlaneWave(5.98e10).flux == 5.98e10
