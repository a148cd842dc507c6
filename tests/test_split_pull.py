"""A pull that changes the experiment: against a minimiser, and where it is the usual one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq, minimize_scalar

import cevns
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment
from cevns.experiments.variations import with_flux_factor
from cevns.inference.assumptions import TALK
from cevns.inference.split_pull import limit_with_pull
from cevns.talk.tornado import QUENCHING, WITHOUT_QUENCHING, with_light_factor

CSI = cevns.dataset("coherent-csi", assumptions=TALK, prescription="profiled")


def test_a_pull_that_changes_nothing() -> None:
    for sigma in (0.1, 0.28):
        assert limit_with_pull(CSI, "Lambda_2", lambda e, _: e, sigma) == pytest.approx(
            CSI.with_systematics(sigma).limit("Lambda_2"), rel=1e-9, abs=0
        )


def test_a_pull_split_in_two_lies_between_the_shapes() -> None:
    """15 % of flux taken out of 28 %: two factors multiply, where one pull would add them."""

    def flux(experiment: Experiment, pull: float) -> Experiment:
        return with_flux_factor(experiment, max(1 + 0.15 * pull, 1e-6))

    found = limit_with_pull(CSI, "Lambda_1", flux, math.sqrt(0.28**2 - 0.15**2))
    assert CSI.limit("Lambda_1", pull="log_normal") < found < CSI.limit("Lambda_1")


def quenched(experiment: Experiment, pull: float) -> Experiment:
    return with_light_factor(experiment, 1 + QUENCHING * pull)


def test_quenching_split_off_against_scipy() -> None:
    count = CSI.counting
    nodes = np.linspace(-4, 3, 29)
    along = [CSI.with_experiment(lambda e, t=t: quenched(e, t)).along("Lambda_1") for t in nodes]
    N = CubicSpline(nodes, [one.sm for one in along])
    H = CubicSpline(nodes, [one.per_mu10 for one in along])

    def chi2(x: float) -> float:
        def cost(t: float) -> float:
            S = N(t) + H(t) * x
            return (136 - S) ** 2 / (958 + 1.5**2 + (WITHOUT_QUENCHING * S) ** 2) + t**2

        return float(minimize_scalar(cost, bounds=(-4, 3), method="bounded").fun)

    assert count.excess == 136
    end = brentq(lambda x: chi2(x) - chi2(0) - 2.7055, 100.0, 6000.0)
    found = limit_with_pull(CSI, "Lambda_1", quenched, WITHOUT_QUENCHING)
    assert found == pytest.approx(mu10 * math.sqrt(end), rel=1e-3, abs=0)


def test_what_cannot_be_split() -> None:
    bins = cevns.dataset("coherent-csi@2017-bins")
    with pytest.raises(ValueError, match="no Gaussian count: ObservedBins"):
        limit_with_pull(bins, "Lambda_1", quenched, 0.1)
    talk = cevns.dataset("conus", assumptions=TALK)
    with pytest.raises(ValueError, match="needs a Gaussian count"):
        limit_with_pull(talk, "Lambda_1", lambda e, _: e, 0.1)
    with pytest.raises(ValueError, match="nothing bounds Lambda_1"):
        limit_with_pull(CSI, "Lambda_1", lambda e, _: e, 0.9)
    assert replace(CSI.counting, sigma_signal=0.9).chi2_at_infinity < 2
