"""Limits along rays of effective moments, against the moments behind them."""

import numpy as np
import pytest

import cevns
from cevns.basics.units import mu10
from cevns.inference.rays import flavor_universal_limit, phase_range, ray_limit
from cevns.inference.regions import direction_limit
from cevns.neutrinos.effective import effective_squared
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
