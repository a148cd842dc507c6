"""What one adds is one small piece in one place: each of these is the whole of it.

Every piece is judged by adaptive quadrature of the double integral, which shares no loop, no
flux moment and no panel with the package.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.integrate import quad

import cevns
from cevns.basics.checks import Array
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F, HBARC
from cevns.basics.units import day, eV, keV
from cevns.detectors.quenching import Quenching
from cevns.detectors.resolution import Gaussian
from cevns.detectors.response import ELECTRON, efficiency
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.interactions.channels import Channel
from cevns.interactions.couplings import tree
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.interactions.neutral_current import Term
from cevns.interactions.standard_model import standard_model
from cevns.nuclei.materials import Material
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import helm
from cevns.rates.batch import Batch
from cevns.rates.yields import recoil_yields, yields
from cevns.sources.beams import BeamComponent, Isotropic, Mixture, PlaneWave
from cevns.sources.spectra import Line

CESIUM = cevns.nuclide("133Cs")
PURE = Material(name="133Cs", nuclides=(CESIUM,), atom_fractions=(1.0,))
E_1, E_2 = 20.0, 30.0


def two_lines(early: float = 2.0, late: float = 1.0) -> tuple[BeamComponent, ...]:
    """A source with two lines of one flavour that arrive one after the other."""

    def decaying(lifetime: float) -> Callable[[Array], Array]:
        return lambda edges: np.diff(-np.exp(-edges / lifetime))

    return tuple(
        BeamComponent(
            state="nu_e",
            label=f"nu_e {E:g} MeV",
            beam="lines",
            spectrum=Line(E),
            intensity=Isotropic(rate),
            arrival=decaying(lifetime),
        )
        for E, rate, lifetime in ((E_1, 1e15 * early, 1.0), (E_2, 1e15 * late, 3.0))
    )


LINES = Experiment(
    key="lines",
    setup="current",
    source="lines",
    components=two_lines(),
    material=PURE,
    mass=10.0,
    baseline_m=20.0,
    exposure=100 * day,
    detector=ThresholdDetector(threshold_nr=2 * keV, plateau=0.8),
)
TARGETS = 10.0 * PURE.targets_per_kg[0]


def by_hand(
    e: Experiment,
    V: Callable[[float], float],
    response: Callable[[float], float],
    epsrel: float = 1e-12,
) -> list[float]:
    """Events of every line: G_F^2 M/pi V^2 (1 - T/E - MT/2E^2), integrated adaptively."""
    M, found = CESIUM.mass, []
    for c in e.components:
        E = c.spectrum.E_max
        fluence = c.intensity.rate * e.exposure / (4 * math.pi * (100 * e.baseline_m) ** 2)

        def integrand(T: float, E: float = E) -> float:
            kinematic = 1 - T / E - M * T / (2 * E**2)
            return G_F**2 * M / math.pi * V(T) ** 2 * kinematic * response(T)

        top = 2 * E**2 / (M + 2 * E)
        marks = [m for m in (2 * keV, 3 * keV, 4 * keV, 6 * keV) if m < top]
        value = quad(integrand, 1e-9, top, points=marks, epsabs=0, epsrel=epsrel, limit=500)[0]
        found.append(TARGETS * fluence * CM2_PER_INVERSE_MEV2 * value)
    return found


def helm_at(T: float) -> float:
    return float(helm(CESIUM)(math.sqrt(2 * CESIUM.mass * T) / HBARC))


def sharp(T: float) -> float:
    return 0.8 * (2 * keV <= T)


def test_a_new_interaction_is_one_term() -> None:
    """A light vector mediator with equal couplings to quarks, interference included."""
    m, g2 = 10.0, 3e-9

    def mediator(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        propagator = 1 / (2 * nuclide.mass * T + m**2)
        return 3 * (nuclide.Z * F_p + nuclide.N * F_n) * propagator / (math.sqrt(2) * G_F)

    light = Term(name="light vector", amplitude=mediator, coupling=lambda flavor: g2)
    both = standard_model(tree()).plus(light)

    g = tree()

    def V(T: float) -> float:
        weak = (g.g_pV * CESIUM.Z + g.g_nV * CESIUM.N) * helm_at(T)
        return weak + float(g2 * mediator(T, CESIUM, helm_at(T), helm_at(T)))

    odd = replace(CESIUM, Z=56, N=76, mass=CESIUM.mass * 132 / 133)  # no axial charge
    assert odd.unpaired == (0, 0)
    axial = yields(LINES, [c for c in both.channels if c.name.startswith("axial")], proton=helm)
    weights = both.weights("nu_e")
    names = [c.name for c in both.channels]
    vector = [i for i, name in enumerate(names) if name.startswith("vector")]
    counted = yields(LINES, [both.channels[i] for i in vector], proton=helm).events(weights[vector])
    assert counted == pytest.approx(by_hand(LINES, V, sharp), rel=1e-10, abs=0)
    assert yields(LINES, both.channels, proton=helm).of(both) == pytest.approx(
        counted + axial.events([w for w, n in zip(weights, names, strict=True) if "axial" in n]),
        rel=1e-12,
        abs=0,
    )


def test_couplings_are_changed_after_the_integration() -> None:
    found = yields(LINES, standard_model(tree()).channels)
    for sin2 in (0.2, 0.2386, 0.3):
        other = standard_model(tree(sin2))
        assert found.of(other) == pytest.approx(
            yields(LINES, other.channels).of(other), rel=1e-12, abs=0
        )


def test_a_form_factor_is_one_function_even_if_it_knows_one_isotope_only() -> None:
    Q_table = np.linspace(0, 3, 61)
    F_table = np.exp(-(Q_table**2) * 4.0)

    class Tabulated:
        def __call__(self, Q: Array) -> Array:
            return np.interp(Q, Q_table, F_table)

    def table_for(nuclide: Nuclide) -> Tabulated:
        if nuclide.name != "133Cs":
            raise ValueError(f"the table has 133Cs only, not {nuclide.name}")
        return Tabulated()

    def V(T: float) -> float:
        Q = math.sqrt(2 * CESIUM.mass * T) / HBARC
        return tree().g_nV * CESIUM.N * float(np.interp(Q, Q_table, F_table))

    interaction = standard_model(replace(tree(), g_pV=0.0, g_pA=0.0))
    counted = yields(LINES, interaction.channels, proton=table_for, nodes=400).of(interaction)
    assert counted == pytest.approx(by_hand(LINES, V, sharp, 1e-6), rel=1e-5, abs=0)
    with pytest.raises(ValueError, match="133Cs only, not 127I"):
        cevns.signal(cevns.experiment("coherent-csi"), form_factor=table_for)


def test_a_quenching_table_is_one_function() -> None:
    T_table, E_table = np.array([0, 1, 5, 20]) * keV, np.array([0, 0.1, 0.8, 4]) * keV

    def measured(nuclide: Nuclide) -> Quenching:
        return lambda T: np.interp(T, T_table, E_table)

    detector = IonisationDetector(threshold_ee=0.45 * keV, quenching=measured)
    assert detector.on(CESIUM).threshold_nr / keV == pytest.approx(3.0, rel=1e-12, abs=0)
    assert detector.on(ELECTRON).threshold_nr / keV == 0.45
    equivalent = replace(LINES, detector=ThresholdDetector(threshold_nr=3 * keV))
    same = cevns.signal(replace(LINES, detector=detector))
    assert same.sm_total == pytest.approx(cevns.signal(equivalent).sm_total, rel=1e-12, abs=0)
    beyond = IonisationDetector(threshold_ee=5 * keV, quenching=measured)
    with pytest.raises(ValueError, match=r"E_ee = 0\.005 MeV: no recoil"):
        beyond.on(CESIUM)


def test_a_source_is_a_tuple_of_components() -> None:
    """Two lines of one flavour, told apart by their labels, each with its own clock."""
    interaction = standard_model(replace(tree(), g_pA=0.0, g_nA=0.0))

    def V(T: float) -> float:
        g = tree()
        return (g.g_pV * CESIUM.Z + g.g_nV * CESIUM.N) * helm_at(T)

    counted = yields(LINES, interaction.channels, proton=helm).of(interaction)
    assert counted == pytest.approx(by_hand(LINES, V, sharp), rel=1e-10, abs=0)

    edges = np.array([0.0, 0.5, 1.0, 4.0])
    in_time = yields(LINES, interaction.channels, proton=helm, time_edges=edges).of(interaction)
    assert in_time.shape == (2, 3)
    for row, events, lifetime in zip(in_time, counted, (1.0, 3.0), strict=True):
        shares = [
            quad(lambda t, L=lifetime: math.exp(-t / L) / L, a, b)[0]
            for a, b in itertools.pairwise(edges)
        ]
        assert row == pytest.approx(events * np.array(shares), rel=1e-10, abs=0)

    signal = cevns.signal(LINES)
    assert list(signal.sm) == ["nu_e 20 MeV", "nu_e 30 MeV"]
    H = cevns.sensitivity_matrix(LINES, cevns.mixing.NUFIT_6_1)
    blind = cevns.mixing.NUFIT_6_1.matrix[0].conj()
    assert abs(blind.conj() @ H @ blind) < 1e-12 * np.abs(H).max()
    with pytest.raises(ValueError, match="nu_mu: a source without a clock"):
        yields(cevns.experiment("coherent-csi"), interaction.channels, time_edges=edges)


def test_a_line_and_a_continuum_of_one_flavour() -> None:
    continuum = cevns.experiment("coherent-csi").components[1]
    beam = (*two_lines()[:1], replace(continuum, beam="lines"))
    counts = cevns.signal(replace(LINES, components=beam))
    alone = [cevns.signal(replace(LINES, components=(c,))).sm_total for c in beam]
    assert list(counts.sm.values()) == pytest.approx(alone, rel=1e-10, abs=0)


def test_a_plane_wave_of_a_mixture_needs_no_distance() -> None:
    """As from the Sun: what a mixture sees is one minus its probabilities."""
    sun = BeamComponent(
        state=Mixture((0.6, 0.37, 0.03)),
        label="8B",
        beam="solar",
        spectrum=Line(10.0),
        intensity=PlaneWave(5e6),
    )
    e = replace(LINES, components=(sun,), baseline_m=1.5e11)
    e = replace(e, detector=ThresholdDetector(threshold_nr=0.1 * keV))
    H = cevns.sensitivity_matrix(e, couplings="tree")
    shares = np.diag(H).real / cevns.signal(e, couplings=tree()).magnetic["8B"]
    assert shares == pytest.approx([0.4, 0.63, 0.97], rel=1e-12, abs=0)
    running = standard_model(tree())
    alike = replace(e, components=(replace(sun, state="nu_tau", label="8B"),))
    assert yields(e, running.channels).of(running) == pytest.approx(
        yields(alike, running.channels).of(running), rel=1e-14, abs=0
    )


def test_couplings_by_flavour_see_the_flavours_of_a_mixture() -> None:
    """Each with its share sum_i |U_ai|^2 P_i, by the amplitudes of the mass states."""
    P, mixing = np.array([0.6, 0.37, 0.03]), cevns.mixing.NUFIT_6_1
    sun = BeamComponent(
        state=Mixture.arriving(P, mixing),
        label="8B",
        beam="solar",
        spectrum=Line(10.0),
        intensity=PlaneWave(5e6),
    )
    e = replace(LINES, components=(sun,), detector=ThresholdDetector(threshold_nr=0.1 * keV))
    U, shares = mixing.matrix, []
    for row in U:  # as the density matrix says it: nu_a^dagger rho nu_a
        shares.append((row @ np.diag(P) @ row.conj()).real)
    alone = [
        cevns.signal(replace(e, components=(replace(sun, state=f, label=f),))).sm_total
        for f in ("nu_e", "nu_mu", "nu_tau")
    ]
    assert len({round(n, 6) for n in alone}) == 3
    assert cevns.signal(e).sm_total == pytest.approx(np.dot(shares, alone), rel=1e-12, abs=0)
    couplings = standard_model(cevns.couplings.one_loop())
    assert yields(e, couplings.channels).of(couplings) == pytest.approx(
        cevns.signal(e).sm_total, rel=1e-12, abs=0
    )
    silent = replace(sun, state=Mixture((0.6, 0.37, 0.03)))
    with pytest.raises(ValueError, match=r"does not say which it has; use Mixture\.arriving"):
        cevns.signal(replace(e, components=(silent,)))


def test_a_detector_is_one_class() -> None:
    """Gaussian resolution of the visible energy, in three bins."""
    edges = np.array([2.0, 3.0, 4.0, 6.0]) * keV

    @dataclass(frozen=True)
    class Resolving:
        sigma: float

        @property
        def kinks(self) -> tuple[float, ...]:
            reach = [e + k * self.sigma for e in edges for k in (-8, -3, 0, 3, 8)]
            return (1 * eV, *sorted({T for T in reach if 1 * eV < T}))

        def on(self, target: object) -> "Resolving":
            return self

        def matrix(self, T: Array) -> Array:
            return Gaussian(lambda E: np.full_like(E, self.sigma)).matrix(T, edges)

    detector = Resolving(0.3 * keV)
    e = replace(LINES, detector=detector)
    interaction = standard_model(replace(tree(), g_pA=0.0, g_nA=0.0))
    counted = yields(e, interaction.channels, proton=helm).of(interaction)
    assert counted.shape == (2, 3)

    def V(T: float) -> float:
        g = tree()
        return (g.g_pV * CESIUM.Z + g.g_nV * CESIUM.N) * helm_at(T)

    for b in range(3):

        def in_bin(T: float, b: int = b) -> float:
            z = (edges[[b, b + 1]] - T) / detector.sigma
            return 0.5 * float(math.erf(z[1] / math.sqrt(2)) - math.erf(z[0] / math.sqrt(2)))

        assert counted[:, b] == pytest.approx(by_hand(e, V, in_bin), rel=1e-8, abs=0)
    T = np.linspace(0.1, 9, 20) * keV
    assert efficiency(detector, T) == pytest.approx(detector.matrix(T).sum(-1), rel=1e-14, abs=0)
    assert cevns.signal(e).sm_total > 0


def test_an_electron_channel_goes_through_the_same_loop() -> None:
    """What recoils is the channel's own affair: here Z free electrons and a constant."""
    level = 1e-45

    def constant(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        c_0 = np.full_like(T, level * nuclide.Z)
        return np.stack([c_0, np.zeros_like(T), np.zeros_like(T)])

    channel = Channel(name="e", coefficients=constant, recoil="electron")
    detector = IonisationDetector(threshold_ee=200 * keV)
    e = replace(LINES, components=LINES.components[:1], detector=detector)
    both = yields(e, [channel, *standard_model(tree()).channels])
    E, m = E_1, cevns.constants.M_E
    fluence = e.components[0].fluence(e.baseline_m, e.exposure)
    expected = TARGETS * CESIUM.Z * fluence * level * (2 * E**2 / (m + 2 * E) - 0.2)
    assert both.values[0, 0] == pytest.approx(expected, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="nuclear recoils only, not of 'electron'"):
        yields(LINES, [channel])


def test_what_does_not_fit_is_named() -> None:
    channels = standard_model(tree()).channels
    with pytest.raises(ValueError, match="at least one channel"):
        yields(LINES, [])
    with pytest.raises(ValueError, match=r"weights have shape \(2,\), must be one a channel"):
        yields(LINES, channels).events([1.0, 2.0])
    with pytest.raises(ValueError, match="a label of its own"):
        replace(LINES, components=(LINES.components[0],) * 2)
    with pytest.raises(ValueError, match="a mixture of mass states needs a label"):
        replace(LINES.components[0], state=Mixture((1, 0, 0)), label="")
    greedy = replace(LINES.components[0], arrival=lambda edges: np.ones(len(edges) - 1))
    with pytest.raises(ValueError, match=r"sum to 1 at most; got shape .* with sum 2"):
        yields(replace(LINES, components=(greedy,)), channels, time_edges=[0, 1, 2])
    with pytest.raises(ValueError, match="every term needs a name of its own"):
        standard_model(tree()).plus(standard_model(tree()).terms[0])


def test_recoils_are_the_counts_before_a_detector() -> None:
    interaction = standard_model(tree())
    T = np.array([2.5, 5.0]) * keV
    per_energy = recoil_yields(LINES, interaction.channels, T).of(interaction)
    assert per_energy.shape == (2, 2)
    step = 1e-6 * keV
    for i, t in enumerate(T):
        window = (t, t + step)
        narrow = [
            cevns.signal(
                replace(LINES, detector=ThresholdDetector(threshold_nr=x)), couplings=tree()
            ).sm
            for x in window
        ]
        for h, label in enumerate(narrow[0]):
            slope = (narrow[0][label] - narrow[1][label]) / step
            assert per_energy[h, i] == pytest.approx(slope, rel=1e-4, abs=0)


def test_a_threshold_past_the_end_point_gives_no_events() -> None:
    deaf = replace(LINES, detector=ThresholdDetector(threshold_nr=0.2))
    assert cevns.signal(deaf).sm_total == 0
    assert cevns.signal(replace(cevns.experiment("conus"), detector=deaf.detector)).sm_total == 0


@pytest.mark.parametrize(
    "compute",
    [
        lambda channels: recoil_yields(LINES, channels, [1 * keV]),
        lambda channels: Batch(experiment=cevns.experiment("conus"), channels=channels),
    ],
    ids=["spectrum", "batch"],
)
def test_recoils_of_nuclei_are_not_computed_for_electrons(
    compute: Callable[[tuple[Channel, ...]], object],
) -> None:
    """Their energies and end points are others: no number is better than a wrong one."""
    electron = Channel(name="free electrons", coefficients=MAGNETIC.coefficients, recoil="electron")
    with pytest.raises(ValueError, match=r"nuclei only.*free electrons"):
        compute((MAGNETIC, electron))
