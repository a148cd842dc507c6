"""Multipole cross sections against explicit spinors, and against what they must become."""

from dataclasses import replace
from math import pi

import numpy as np
import plane_waves
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad

import cevns
from cevns.basics.constants import G_A, HBARC, M_NUCLEON
from cevns.interactions import couplings
from cevns.interactions.cross_sections import sm
from cevns.interactions.incoherent import elastic, excitation, kinematics, multipoles
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.interactions.incoherent.parts import Parts
from cevns.interactions.incoherent.reduced_elements import ReducedElements
from cevns.nuclei.form_factors import Moments
from cevns.nuclei.structure import one_body
from cevns.nuclei.structure.orbitals import oscillator_orbital
from cevns.nuclei.structure.subshells import Subshell
from cevns.nuclei.structure.terms import OPERATORS
from cevns.nuclei.structure.transitions import NATURAL, UNNATURAL, Transition

Triple = tuple[int, int, int]
Array = NDArray[np.float64]
TREE = NucleonCurrents.of(couplings.tree(), g_A=1.2754)
POINT = replace(TREE, M_V=1e9, M_A=1e9)


def single_particle(bra: Triple, ket: Triple, omega: float, kappa: Array, b: float, which: int = 0):
    """All multipoles of one nucleon that changes its subshell; `which` 0 a proton, 1 a neutron."""
    f, i = (oscillator_orbital(Subshell(*shell), b) for shell in (bra, ket))
    parity = (-1) ** (bra[1] + ket[1])
    for J in range(abs(bra[2] - ket[2]) // 2, (bra[2] + ket[2]) // 2 + 1):
        names = NATURAL if parity == (-1) ** J else UNNATURAL
        values = np.zeros((2, kappa.size))
        reduced = {}
        for name in names:
            if OPERATORS[name].lowest <= J:
                values[which] = one_body.reduced(name, J, f, i, kappa)
                reduced[name] = values.copy()
        yield Transition(
            J=J, parity=parity, energy=omega, kappa=kappa, reduced=reduced, twice_J_initial=ket[2]
        )


CASES = [
    ((0, 2, 5), (0, 1, 3), 12.0),
    ((0, 1, 1), (0, 1, 3), 15.11),
    ((1, 0, 1), (0, 1, 1), 3.0),
    ((0, 3, 7), (0, 2, 3), 8.0),
    ((1, 2, 3), (1, 0, 1), 1.5),
]


@pytest.mark.parametrize("antineutrino", [False, True], ids=["nu", "nubar"])
@pytest.mark.parametrize(("E", "theta"), [(20.0, 0.7), (50.0, 2.3)])
@pytest.mark.parametrize(("bra", "ket", "omega"), CASES)
def test_single_particle_against_spinors_and_plane_waves(
    bra: Triple, ket: Triple, omega: float, E: float, theta: float, antineutrino: bool
) -> None:
    """Twenty cases: no multipole, no Racah algebra and no radial integral on the other side."""
    b, which = 1.77, int(theta > 1)
    kappa = kinematics.scattering(E, omega, np.cos(theta)).kappa / HBARC
    grid = np.array([0.8, 0.9, 1.0, 1.1]) * kappa
    ours = sum(
        excitation.differential_cross_section(t, E, np.cos(theta), TREE).total(
            antineutrino=antineutrino
        )
        for t in single_particle(bra, ket, omega, grid, b, which)
    )
    strengths = (TREE.F_1[which], TREE.mu[which], TREE.F_A[which])
    (theirs,) = plane_waves.cross_section(
        [bra, ket], [(bra, ket, omega)], E, theta, b, strengths, antineutrino=antineutrino
    )
    assert ours == pytest.approx(theirs * 1e-26, rel=1e-10, abs=0)


def test_an_oscillator_conserves_its_current() -> None:
    """With the energy its Hamiltonian gives, the one-body current needs no help of CVC."""
    b, bra, ket = 1.8, (0, 2, 5), (0, 1, 3)
    omega = HBARC**2 / (M_NUCLEON * b**2)
    both = [
        plane_waves.cross_section(
            [bra, ket], [(bra, ket, omega)], 40.0, 1.9, b, (0.5, 1.3, 0.0), conserved=conserved
        )
        for conserved in (True, False)
    ]
    assert both[0] == pytest.approx(both[1], rel=1e-12, abs=0)


def random_elements(at: kinematics.Scattering, names: tuple[str, ...]) -> dict[str, Array]:
    rng = np.random.default_rng(7)
    return {name: rng.normal(size=(2, *at.kappa.shape)) for name in names}


def test_two_forms_of_charge_and_longitudinal_current_are_one() -> None:
    at = kinematics.scattering(
        np.array([20.0, 35.0, 50.0])[:, None], 9.0, np.linspace(-1, 0.999, 7)
    )
    V = multipoles.vector_multipoles(random_elements(at, NATURAL), at, TREE)
    general = multipoles.coulomb_longitudinal(V, at)
    assert general == pytest.approx(multipoles.conserved_coulomb(V.M, at), rel=1e-10, abs=0)


def test_the_weight_of_the_longitudinal_square() -> None:
    """1 + cos - 2b sin^2 = (omega/kappa)^2 (1 + cos)."""
    at = kinematics.scattering(30.0, 11.0, np.linspace(-0.99, 0.99, 9))
    weight = 1 + at.cos - 2 * at.b * (1 - at.cos**2)
    assert weight == pytest.approx((at.omega / at.kappa) ** 2 * (1 + at.cos), rel=1e-10, abs=0)


@pytest.mark.parametrize("names", [NATURAL, UNNATURAL])
def test_interference_changes_sign_and_nothing_else_does(names: tuple[str, ...]) -> None:
    at = kinematics.scattering(40.0, 12.0, np.linspace(-1, 0.9, 5))
    elements = random_elements(at, names)
    minus = replace(TREE, F_A=(-TREE.F_A[0], -TREE.F_A[1]))
    one, other = (multipoles.differential(elements, at, g) for g in (TREE, minus))
    assert one.vector == pytest.approx(other.vector, rel=1e-14, abs=0)
    assert one.axial == pytest.approx(other.axial, rel=1e-14, abs=0)
    assert one.interference == pytest.approx(-other.interference, rel=1e-14, abs=0)
    assert np.abs(one.interference).max() > 0
    difference = one.total() - one.total(antineutrino=True)
    assert difference == pytest.approx(2 * one.interference, rel=1e-12, abs=1e-60)
    assert one.total(antineutrino=True) == pytest.approx(other.total(), rel=1e-14, abs=0)
    assert (one.total() > 0).all()


def test_weak_magnetism_helps_neutrinos() -> None:
    """A spin flip: both currents are mu and g_A times sigma, of one sign for each nucleon."""
    for which in (0, 1):
        kappa = np.linspace(0.02, 0.5, 20)
        flip = next(
            t for t in single_particle((0, 1, 1), (0, 1, 3), 10.0, kappa, 1.7, which) if t.J == 1
        )
        assert excitation.state_cross_section(flip, 40.0, TREE).interference > 0


def test_quenching_is_an_axial_coupling() -> None:
    at = kinematics.scattering(40.0, 12.0, np.linspace(-1, 1, 5))
    elements = random_elements(at, UNNATURAL)
    weaker = replace(TREE, F_A=(0.8 * TREE.F_A[0], 0.8 * TREE.F_A[1]))
    for antineutrino in (False, True):
        assert multipoles.differential(elements, at, TREE).total(
            antineutrino=antineutrino, quenching=0.8
        ) == pytest.approx(
            multipoles.differential(elements, at, weaker).total(antineutrino=antineutrino),
            rel=1e-13,
            abs=0,
        )


def test_currents_of_a_nucleon() -> None:
    """Isovector parts are those of the charged current over two, isoscalar ones -2 s^2 e.m."""
    s2 = 0.2386
    assert pytest.approx((0.5 - 2 * s2, -0.5), abs=1e-15) == TREE.F_1
    mu_p, mu_n = 2.79284734463, -1.91304276
    assert TREE.mu == pytest.approx(
        (((1 - 4 * s2) * mu_p - mu_n) / 2, ((1 - 4 * s2) * mu_n - mu_p) / 2), abs=1e-15
    )
    assert pytest.approx((-1.2754 / 2, 1.2754 / 2), abs=1e-15) == TREE.F_A
    assert NucleonCurrents.of(couplings.tree()).F_A[1] == G_A / 2
    Q = np.array([0.0, 0.5])
    assert TREE.vector_dipole(Q) == pytest.approx((1 + (Q * 197.32698 / 843) ** 2) ** -2, abs=1e-9)
    assert TREE.axial_dipole(Q) == pytest.approx((1 + (Q * 197.32698 / 1030) ** 2) ** -2, abs=1e-9)
    at_loop = couplings.one_loop().at("nu_mu", 0.0)
    assert NucleonCurrents.of(at_loop).F_1[0] == float(at_loop.g_pV)


class _Shells:
    """Form factor of the protons or neutrons of 40Ca in an oscillator, the nucleons' own in it."""

    def __init__(self, b: float, dipole: bool) -> None:
        self.b, self.dipole = b, dipole

    def __call__(self, Q: Array) -> Array:
        y = (np.asarray(Q) * self.b / 2) ** 2
        shells = [(n, l) for N in range(3) for n, l in ((0, N), (1, 0)) if 2 * n + l == N]
        total = np.zeros_like(y)
        for n, l in dict.fromkeys(shells):
            for twice_j in (2 * l - 1, 2 * l + 1):
                if twice_j < 0:
                    continue
                state = oscillator_orbital(Subshell(n, l, twice_j), self.b)
                M = one_body.reduced("M", 0, state, state, np.maximum(Q, 1e-9))
                total = total + M * np.sqrt(4 * pi * (twice_j + 1))
        return total / 20 * (TREE.vector_dipole(Q) if self.dipole else 1.0)

    @property
    def moments(self) -> Moments:
        raise NotImplementedError


def test_elastic_end_is_coherent_scattering() -> None:
    """J = 0, nothing excited: dsigma/dT of this package, times dT/dOmega, to the last digits."""
    calcium, E = cevns.nuclide("40Ca"), np.array([5.0, 29.79, 52.8])[:, None]
    cos = np.array([-0.999, -0.5, 0.1, 0.9])
    M = calcium.mass
    T = E**2 * (1 - cos) / (M + E * (1 - cos))
    Q = np.unique(np.sqrt(2 * M * T) / HBARC)
    form = _Shells(1.95, dipole=False)
    counts = np.array([[calcium.Z], [calcium.N]])
    ground = Transition(
        J=0,
        parity=1,
        energy=0.0,
        kappa=Q,
        reduced={"M": counts * form(Q) / np.sqrt(4 * pi)},
    )
    ours = elastic.elastic_cross_section(ground, E, cos, TREE, mass=M)
    per_T = sm(T, E, calcium, couplings=couplings.tree(), form_factor=_Shells(1.95, dipole=True))
    final = E - T
    jacobian = final**2 / (2 * pi * M)  # dT/dcos over 2 pi
    assert ours == pytest.approx(per_T * jacobian, rel=1e-12, abs=0)


def test_recoil_factor_is_all_that_the_static_golden_rule_lacks() -> None:
    """1e-3: at omega = 0 and one kappa the two differ by powers of eps_f/eps_i."""
    M, E, cos = cevns.nuclide("40Ca").mass, 50.0, -0.3
    at = kinematics.scattering(E, 0.0, cos)
    final = E / (1 + E / M * (1 - cos))
    Q = np.sqrt(2 * E * final * (1 - cos)) / HBARC
    assert 1 - (Q * HBARC / at.kappa) ** 2 == pytest.approx(1 - final / E, rel=1e-9, abs=0)
    constant = np.array([[1.0] * 4, [2.0] * 4])
    ground = Transition(
        J=0, parity=1, energy=0.0, kappa=np.linspace(0.01, 1, 4), reduced={"M": constant}
    )
    recoiling = elastic.elastic_cross_section(ground, E, cos, POINT, mass=M)
    static = multipoles.differential({"M": constant[:, 0]}, at, POINT).vector
    assert recoiling / static == pytest.approx((final / E) ** 3, rel=1e-9, abs=0)
    assert 1e-3 < 1 - final / E < 2e-3


def test_small_momenta_are_regular() -> None:
    """Delta' of J = 1 grows as 1/kappa; what the cross section needs of it does not."""
    kappa = np.geomspace(1e-4, 0.6, 40)
    (dipole,) = (t for t in single_particle((0, 2, 5), (0, 1, 3), 0.2, kappa, 1.7) if t.J == 1)
    assert np.abs(dipole.reduced["Delta'"][0, 0]) > 1e3
    elements = ReducedElements(dipole)
    near = elements.at(np.array([2e-4, 4e-4]))
    assert np.diff(near["Delta'"][0] * np.array([2e-4, 4e-4])) == pytest.approx(0, abs=1e-7)
    assert near["M"][0, 1] / near["M"][0, 0] == pytest.approx(2, rel=1e-2, abs=0)
    # Siegert: the electric dipole is the Coulomb dipole, at the energy of the oscillator
    omega = HBARC**2 / (M_NUCLEON * 1.7**2)
    k = np.array([1e-3])
    at = kinematics.Scattering(
        *(np.array([x]) for x in (20.0, 20 - omega, omega, 0.5, k[0] * HBARC))
    )
    convection = replace(POINT, mu=(0.0, 0.0))
    V = multipoles.vector_multipoles(elements.at(k), at, convection)
    siegert = -np.sqrt(2) * omega / at.kappa * V.M
    assert abs(V.T_el) == pytest.approx(abs(siegert), rel=1e-5, abs=0)


def test_total_is_the_integral_over_angles() -> None:
    kappa = np.linspace(0.02, 0.6, 60)
    for t in single_particle((0, 2, 5), (0, 1, 3), 12.0, kappa, 1.77):
        for antineutrino in (False, True):
            whole = quad(
                lambda c, t=t, a=antineutrino: (
                    float(
                        excitation.differential_cross_section(t, 50.0, c, TREE).total(
                            antineutrino=a
                        )
                    )
                    * 1e42
                ),
                -1,
                1,
                epsabs=1e-12,
                epsrel=1e-10,
            )[0]
            ours = excitation.state_cross_section(t, 50.0, TREE).total(antineutrino=antineutrino)
            assert ours * 1e42 == pytest.approx(2 * pi * whole, rel=1e-8, abs=0)
    assert excitation.state_cross_section(t, np.array([3.0, 11.9, 12.0]), TREE).total().sum() == 0


def oxygen(kappa: Array, b: float = 1.75, omega: float = 15.0) -> list[Transition]:
    """16O as independent particles: eight nucleons of each kind, those of 0p go to 1s0d."""
    holes, particles = [(0, 1, 1), (0, 1, 3)], [(0, 2, 3), (0, 2, 5), (1, 0, 1)]
    return [
        replace(t, twice_J_initial=0)  # full subshells: <ph J||T||0> is <p||T||h>
        for h in holes
        for p in particles
        for which in (0, 1)
        for t in single_particle(p, h, omega, kappa, b, which)
    ]


def test_oxygen_of_independent_particles() -> None:
    """Published nowhere: numbers of a program of others, whose assumptions these turned out to be.

    b = 1.75 fm, 15 MeV for every step from 0p to 1s0d, no form factor of the nucleon, no step over
    two shells, sin^2 = 0.2386, g_A = 1.2754.
    """
    E = np.array([20.0, 30.0, 50.0])
    found = excitation.cross_sections(oxygen(np.linspace(1, 101, 32) / HBARC), E, POINT)
    ours = excitation.total(found)
    assert [float(f"{x:.3e}") for x in ours] == [1.770e-43, 3.912e-42, 5.956e-41]

    spaces = [(0, 1, 1), (0, 1, 3), (0, 2, 3), (0, 2, 5), (1, 0, 1)]
    pairs = [(p, h, 15.0) for h in spaces[:2] for p in spaces[2:]]
    cos, w = np.polynomial.legendre.leggauss(14)
    for energy, expected in zip(E, ours, strict=True):
        total = 0.0
        for c, weight in zip(cos, w, strict=True):
            for which in (0, 1):
                g = POINT.F_1[which], POINT.mu[which], POINT.F_A[which]
                each = plane_waves.cross_section(
                    spaces, pairs, energy, np.arccos(c), 1.75, g, (1e9, 1e9)
                )
                # averaged over the m of one nucleon; a full subshell has them all
                total += weight * sum(
                    x * (h[2] + 1) for x, (_, h, _) in zip(each, pairs, strict=True)
                )
        assert expected == pytest.approx(2 * pi * total * 1e-26, rel=1e-6, abs=0)


def test_folded_states_keep_their_sum_and_have_a_width() -> None:
    omega, sigma, width = np.array([5.0, 9.0]), np.array([2.0, 3.0]), 0.6
    at = np.linspace(-3000, 3000, 2_000_001)
    assert np.trapezoid(excitation.folded(at, omega, sigma, width), at) == pytest.approx(
        5.0, rel=1e-3, abs=0
    )
    alone = excitation.folded([5.0, 5.3, 4.7], omega[:1], sigma[:1], width)
    assert alone[1:] == pytest.approx(alone[0] / 2, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="width = 0"):
        excitation.folded(at, omega, sigma, 0.0)


def test_parts_add_up() -> None:
    one = Parts(np.array(1.0), np.array(2.0), np.array(0.5))
    assert one.plus(one).total(quenching=0.5) == pytest.approx(2 * (1 + 0.5 + 0.25), abs=1e-15)
    assert one.total(antineutrino=True) == pytest.approx(2.5, abs=1e-15)
    by = {"1+": one, "2-": one}
    assert excitation.total(by, antineutrino=True) == pytest.approx(5.0, abs=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: kinematics.scattering(10.0, 12.0, 0.0),
            "must exceed the excitation energy 12 MeV",
        ),
        (lambda: kinematics.scattering(10.0, 2.0, 1.3), "pass the cosine"),
        (lambda: kinematics.scattering(10.0, 0.0, 1.0), "kappa = 0"),
        (lambda: NucleonCurrents.of(couplings.one_loop()), r"couplings.at\(flavor, 0\)"),
        (lambda: replace(TREE, M_V=0.843), "is it in GeV"),
        (lambda: replace(TREE, mu=(1.0,)), "protons and neutrons"),
        (lambda: TREE.vector_dipole(-1.0), "Q = -1 fm"),
        (lambda: Parts(*np.zeros((3, 1))).total(quenching=80), "quenching = 80"),
        (lambda: excitation.summed({}), "no multipole"),
    ],
)
def test_bad_input_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_a_transition_is_not_extrapolated() -> None:
    kappa = np.linspace(0.1, 0.3, 8)
    (t, *_) = single_particle((0, 2, 5), (0, 1, 3), 12.0, kappa, 1.7)
    with pytest.raises(ValueError, match="in this range only"):
        excitation.state_cross_section(t, 50.0, TREE)
    few = Transition(J=1, parity=-1, energy=1.0, kappa=kappa[:3], reduced={"M": np.ones((2, 3))})
    with pytest.raises(ValueError, match="four or more"):
        ReducedElements(few)
    with pytest.raises(ValueError, match="J = 1"):
        elastic.elastic_cross_section(t, 50.0, 0.0, TREE, mass=4e4)
