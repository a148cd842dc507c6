"""Limits along rays of effective moments, against the moments behind them."""

from dataclasses import replace

import numpy as np
import pytest

import cevns
from cevns.basics.units import mu10
from cevns.inference.rays import dirac_limit, flavor_universal_limit, phase_range, ray_limit
from cevns.inference.regions import direction_limit
from cevns.neutrinos.dirac import dirac_moment
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.mixing import DE_SALAS_2018, MixingArrays
from cevns.neutrinos.moments import moment_matrix
from cevns.talk.collection import alone_and_together

MIXING = cevns.RECOMMENDED.mixing
CSI = cevns.combine("coherent-csi").moment_chi2
BOTH = cevns.combine("coherent-csi", "conus").moment_chi2


@pytest.mark.parametrize("data", [CSI, BOTH], ids=["one", "two"])
def test_a_ray_is_that_of_a_direction(data) -> None:
    Lambda = np.random.default_rng(2).normal(size=(5, 3, 2)) @ [1, 1j]
    Lambda /= np.linalg.norm(Lambda, axis=-1, keepdims=True)
    squares = [effective_squared(Lambda, f, MIXING) for f in ("nu_e", "nu_mu")]
    expected = direction_limit(data, Lambda, MIXING)
    assert ray_limit(data, *squares) == pytest.approx(expected, rel=1e-9, abs=0)


def test_at_the_end_of_a_ray_delta_chi2_is_the_threshold() -> None:
    length = ray_limit(BOTH, 0.3, [[0.2], [0.9]], confidence_level=0.95)
    assert length.shape == (2, 1)
    for s, y in zip(length.ravel(), (0.2, 0.9), strict=True):
        chi2 = float(BOTH.chi2(0.3 * s**2, y * s**2))
        assert chi2 - BOTH.best_fit.chi2 == pytest.approx(3.841459, rel=1e-6, abs=0)


def test_one_moment_for_all_flavours_is_a_matter_of_counts() -> None:
    """N_EM/N_SM of the limit, from the counting alone."""
    data = cevns.dataset("conus")
    limit = flavor_universal_limit(cevns.combine("conus").moment_chi2)
    room = data.counting.upper_signal(2.705543) / data.signal.sm_total - 1
    assert limit == pytest.approx(data.signal.moment_of_equal_counts * room**0.5, rel=1e-6, abs=0)
    events = data.signal.events(data.signal.moment_of_equal_counts)
    assert events == pytest.approx(2 * data.signal.sm_total)


def test_what_nothing_bounds_is_infinite_and_no_ray_is_refused() -> None:
    reactor = cevns.combine("conus").moment_chi2
    assert ray_limit(reactor, [0.0, 1.0], 1.0)[0] == np.inf
    with pytest.raises(ValueError, match="must not both be zero"):
        ray_limit(reactor, 0.0, [0.0, 1.0])
    with pytest.raises(ValueError, match="mu_e2 = -1"):
        ray_limit(reactor, -1.0, 1.0)


@pytest.mark.parametrize("moduli", [(1, 1, 1), (0.2, 1, 3)])
def test_averaged_phases_lie_between_the_best_and_the_worst(moduli) -> None:
    found = phase_range(BOTH, moduli)
    assert found.least < found.averaged < found.most
    # random phases, their effective moments averaged
    zeta = np.random.default_rng(1).uniform(0, 2 * np.pi, (200_000, 3))
    Lambda = np.array(moduli) / np.linalg.norm(moduli) * np.exp(1j * zeta)
    mean = [effective_squared(Lambda, f, MIXING).mean() for f in ("nu_e", "nu_mu")]
    assert float(ray_limit(BOTH, *mean)) == pytest.approx(found.averaged, rel=3e-3, abs=0)


def test_the_ratio_of_a_reactor_is_mixing_alone() -> None:
    everything = alone_and_together()
    assert len(everything) == 12
    conus, miner = (phase_range(everything[k].moment_chi2) for k in ("CONUS", "MINER"))
    assert conus.most / conus.least == pytest.approx(miner.most / miner.least)
    assert everything["all together"].limit("Lambda_1") < everything["CONUS"].limit("Lambda_1")
    # three equal moduli see most where their overlap with nu_e is smallest
    data = cevns.dataset("conus")
    room = data.counting.upper_signal(2.705543) - data.signal.sm_total
    e1, e2, e3 = np.abs(MIXING.matrix[0])
    overlap = (e1 - e2 - e3) / 3**0.5
    expected = (room / data.signal.magnetic_total / (1 - overlap**2)) ** 0.5
    assert conus.least / mu10 == pytest.approx(expected, rel=1e-4, abs=0)


RNG = np.random.default_rng(11)
DIRAC = RNG.normal(size=(4, 3, 3, 2)) @ [1, 1j]


def seen_by_hand(m: np.ndarray, row: int, U: np.ndarray) -> float:
    """Square of the effective moment of a flavour, amplitude by amplitude."""
    into = [sum(m[j, i] * U[row, i].conjugate() for i in range(3)) for j in range(3)]
    return sum(abs(a) ** 2 for a in into)


@pytest.mark.parametrize("key", ["coherent-csi", "conus"])
def test_dirac_moments_are_bounded_by_the_count_they_make(key: str) -> None:
    """N_SM + kappa^2 times what each flavour sees is the largest signal that is allowed."""
    data = cevns.dataset(key, mixing=DE_SALAS_2018)
    least = max(data.signal.sm_total, data.counting.excess)
    room = data.counting.upper_signal(float(data.counting.chi2(least)) + 2.705543454)
    rows = {"nu_e_bar": 0, "nu_e": 0, "nu_mu": 1, "nu_mu_bar": 1}
    for m in DIRAC:
        U = DE_SALAS_2018.matrix
        per = sum(n * seen_by_hand(m, rows[f], U) for f, n in data.signal.magnetic.items())
        expected = mu10 * ((room - data.signal.sm_total) / per) ** 0.5
        found = float(dirac_limit(data, m, DE_SALAS_2018))
        assert found == pytest.approx(expected, rel=1e-8, abs=0)


@pytest.mark.parametrize("data", [CSI, BOTH], ids=["one", "two"])
def test_antisymmetric_moments_are_those_of_majorana(data) -> None:
    Lambda = RNG.normal(size=(5, 3, 2)) @ [1, 1j]
    length = np.linalg.norm(Lambda, axis=-1)
    found = dirac_limit(data, moment_matrix(Lambda), MIXING) * length
    assert found == pytest.approx(direction_limit(data, Lambda, MIXING), rel=1e-9, abs=0)


def test_equal_diagonal_moments_are_one_for_all_flavours_whatever_the_mixing() -> None:
    expected = flavor_universal_limit(BOTH)
    for mixing in (MIXING, DE_SALAS_2018, DE_SALAS_2018.real):
        assert float(dirac_limit(BOTH, np.eye(3), mixing)) == pytest.approx(
            expected, rel=1e-9, abs=0
        )


def test_right_handed_states_may_be_turned_but_not_the_left_handed() -> None:
    V = np.linalg.qr(RNG.normal(size=(3, 3, 2)) @ [1, 1j])[0]
    whole = dirac_limit(BOTH, DIRAC)
    np.testing.assert_allclose(dirac_limit(BOTH, V @ DIRAC), whole, rtol=1e-10)
    assert (np.abs(dirac_limit(BOTH, DIRAC @ V) / whole - 1) > 1e-3).all()


def test_moments_that_have_a_size_are_told_how_many_times_they_may_be_there() -> None:
    """Those that masses of 10 and 50 meV bring by themselves, some 1e-20 mu_B."""
    m = np.diag(dirac_moment(np.array([0.0, 1e-8, 5e-8])))
    times = float(dirac_limit(CSI, m))
    assert times * 1.6e-20 == pytest.approx(float(dirac_limit(CSI, m / 1.6e-20)), rel=1e-9, abs=0)
    assert 1e11 < times < 1e12


def test_many_moments_and_many_mixings_at_once() -> None:
    turned = MIXING.turned(np.linspace(0, 6, 5)[:, None])
    found = dirac_limit(BOTH, DIRAC, turned)
    assert found.shape == (5, 4)
    one = MixingArrays(MIXING.sin2_12, MIXING.sin2_13, MIXING.sin2_23, 3.0)
    assert found[2, 1] == pytest.approx(float(dirac_limit(BOTH, DIRAC[1], one)), rel=1e-9, abs=0)


def test_dirac_moments_that_nothing_sees_are_unbounded() -> None:
    """At a reactor all that does not take the electron's combination of mass states."""
    U = MIXING.matrix
    m = np.outer([0.3, 1j, 2], U[1])  # takes the muon's
    assert np.isinf(dirac_limit(cevns.dataset("conus"), m))
    assert np.isfinite(dirac_limit(BOTH, m))
    of_tau = [np.outer([1, 2, 3], row) for row in (U[2], U[0] + U[2])]
    for data in (CSI, BOTH, cevns.dataset("coherent-csi@2017-bins")):
        found = dirac_limit(data, of_tau)
        assert np.isinf(found[0])
        assert np.isfinite(found[1])
    unmixed = MixingArrays(0.0, 0.0, 0.0, 0.0)  # exactly nothing is left
    assert np.isinf(dirac_limit(BOTH, np.diag([0, 0, 1]), unmixed))


@pytest.mark.parametrize(
    ("moments", "message"),
    [
        (np.zeros((3, 3)), "one of the moments must not be zero"),
        (np.stack([np.eye(3), np.zeros((3, 3))]), "one of the moments must not be zero"),
        (np.zeros((0, 3, 3)), "one of the moments must not be zero"),
        (np.ones(3), r"a moment matrix must have shape \(..., 3, 3\), got \(3,\)"),
        (np.ones((2, 2)), r"a moment matrix must have shape"),
        (np.full((3, 3), np.nan), "entries that are not finite"),
        (np.diag([1, np.inf, 0]), "entries that are not finite"),
    ],
)
def test_no_dirac_moments_are_refused(moments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dirac_limit(CSI, moments)


def test_data_that_exclude_the_standard_model_bound_no_dirac_moments() -> None:
    data = cevns.dataset("coherent-csi")
    many = data.with_measurement(replace(data.measurement, observed=400, sigma_signal=0.05))
    with pytest.raises(ValueError, match="the Standard Model itself has Delta chi"):
        dirac_limit(many, np.eye(3))
