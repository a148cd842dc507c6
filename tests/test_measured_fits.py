"""Fits of moments to measured data: what limits rest on, pulls and all."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

import cevns
from cevns.basics.units import mu10
from cevns.inference.fits.ask import problem
from cevns.inference.fits.judge_templates import JudgedTemplates
from cevns.inference.intervals import delta_chi2
from cevns.inference.many_forms import states_of
from cevns.inference.measured import registry
from cevns.inference.moment_chi2 import MomentChi2
from cevns.neutrinos.effective import effective_squared_of_state, flavor_state
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.neutrinos.moments import MOMENTS

SEVERAL = (
    "coherent-csi@2021,coherent-lar@2020",
    "coherent-csi@2021-wide-pulse,coherent-ge@2026,dresden-ii@2022,conus-plus@2025",
    "coherent-csi@2021,xenonnt-8b@2026,lz-8b@2025",
)
NAMES = (*registry.names(), "coherent-csi@2021-wide-pulse", "coherent-csi@2017-per-bin", *SEVERAL)


def asked(name: str) -> Any:
    names = name.split(",")
    return cevns.combine(*names) if len(names) > 1 else cevns.dataset(name)


def along(data: MomentChi2, moment: str, t: float) -> float:
    """chi^2 at a modulus [1e-10 mu_B], from the forms of every state that is seen."""
    Lambda = t * np.eye(3)[MOMENTS[moment]]
    states = [flavor_state(flavor, NUFIT_6_1) for flavor in ("nu_e", "nu_mu")]
    squares = [effective_squared_of_state(Lambda, state) for state in states]
    forms = [state.form(NUFIT_6_1) for state in states_of(data)]
    more = [(Lambda @ h @ Lambda).real for h in forms]
    return float(data.chi2_mu10(*map(np.asarray, (*squares, *more))))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("moment", ["Lambda_1", "Lambda_3"])
def test_the_upper_end_is_the_limit(name: str, moment: str) -> None:
    """A limit counts from the best fit of all moments, a fit from the best of this one."""
    data = asked(name)
    fit, limit = data.fit("transition_moment", moment=moment), data.limit(moment) / mu10
    (piece,) = fit.intervals
    chi2 = data.moment_chi2
    found = minimize_scalar(lambda t: along(chi2, moment, t), bounds=(0, limit), method="bounded")
    least = min(float(found.fun), along(chi2, moment, 0.0))
    assert fit.chi2_min == pytest.approx(least, rel=1e-9, abs=1e-8)
    highest = least + delta_chi2(0.90, 1)
    end = brentq(lambda t: along(chi2, moment, t) - highest, limit / 2, 2 * limit, xtol=1e-10)
    assert (piece.low, piece.high) == (0.0, pytest.approx(end, rel=1e-7, abs=0))
    apart = least - chi2.best_fit.chi2
    if apart < 1e-7:
        assert limit == pytest.approx(end, rel=1e-6, abs=0)
    else:
        assert end > limit
        assert along(chi2, moment, limit) == pytest.approx(highest - apart, rel=0, abs=1e-6)


@pytest.mark.parametrize("name", ["coherent-csi@2021", "coherent-ge@2025,texono@2024"])
def test_the_upper_end_is_the_limit_with_the_others_free(name: str) -> None:
    data = asked(name)
    fit = data.fit("transition_moment", moment="Lambda_2", others="profiled")
    limit = data.limit("Lambda_2", others="profiled") / mu10
    assert fit.intervals[-1].high == pytest.approx(limit, rel=1e-5, abs=0)
    assert fit.free == "the moduli of the other two moments"


@pytest.mark.parametrize(
    "name",
    [
        "coherent-csi@2021",
        "coherent-lar@2020",
        "dresden-ii@2022",
        "coherent-csi@2017-per-bin",
        "coherent-csi@2021,coherent-ge@2026",
        "coherent-csi@2021,texono@2024,coherent-lar@2020",
    ],
)
@pytest.mark.parametrize("flavor", ["nu_e", "muon", "all"])
def test_effective_moments_are_judged_as_limits_are(name: str, flavor: str) -> None:
    """Each pull moves magnetic events by what it does to them, not to the Standard Model's."""
    data = asked(name)
    fit = data.fit("magnetic_moment", flavor)
    assert fit.definition == "physical"
    for mu in (0.0, 15.0, 40.0):
        x, y = (mu**2 * (flavor in (own, "all")) for own in ("nu_e", "muon"))
        ours = float(data.moment_chi2.chi2_mu10(np.array(x), np.array(y)))
        assert float(fit.chi2(mu)) == pytest.approx(ours, rel=1e-10, abs=1e-8)


def test_one_neutrino_of_a_flavour_has_pulls_of_its_own() -> None:
    """nu_mu comes promptly and nu_mu_bar does not: the time of arrival moves them differently."""
    data = cevns.dataset("coherent-csi@2021")
    fits = {flavor: data.fit("magnetic_moment", flavor) for flavor in ("nu_mu", "nu_mu_bar")}
    for flavor, beam in (("nu_mu", "prompt"), ("nu_mu_bar", "delayed")):
        there = data.under(beam=beam).moment_chi2
        for mu in (10.0, 30.0):
            expected = float(there.chi2_mu10(np.array(0.0), np.array(mu**2)))
            assert float(fits[flavor].chi2(mu)) == pytest.approx(expected, rel=1e-10, abs=1e-8)
    assert float(fits["nu_mu"].chi2(30.0)) > float(fits["nu_mu_bar"].chi2(30.0)) + 1
    ready, _ = problem(data, [("magnetic_moment", "nu_mu"), ("magnetic_moment", "nu_mu_bar")])
    both = float(ready.chi2(np.array([400.0]), np.array([400.0]))[0])
    assert both == pytest.approx(
        float(data.moment_chi2.chi2_mu10(np.array(0.0), np.array(400.0))), rel=1e-10, abs=1e-8
    )


def test_a_moment_beside_the_mixing_angle() -> None:
    data = cevns.dataset("coherent-csi@2021")
    ready, _ = problem(data, ["sin2_theta_w", ("magnetic_moment", "nu_e")])
    neutral = np.array([ready.parameters[0].neutral])
    for mu2 in (0.0, 300.0, 1500.0):
        ours = float(data.moment_chi2.chi2_mu10(np.array(mu2), np.array(0.0)))
        assert float(ready.chi2(neutral, np.array([mu2]))[0]) == pytest.approx(
            ours, rel=0, abs=1e-6
        )
    count = cevns.dataset("coherent-ge@2026")
    free = count.fit("magnetic_moment", "nu_e", free="sin2_theta_w").intervals[0].high
    alone = count.fit("magnetic_moment", "nu_e").intervals[0].high
    assert free is not None
    assert alone is not None
    assert free > alone


@pytest.mark.parametrize("other", ["sin2_theta_w", "neutron_radius"])
def test_each_kind_of_events_is_as_it_is_predicted(other: str) -> None:
    """Without a pull the templates with their factors are the prediction, away from its origin."""
    data = cevns.dataset("coherent-csi@2021")
    ready, _ = problem(data, [other, ("magnetic_moment", "nu_e")], separate=False)
    (part,) = ready.parts
    judge = part.judge
    assert isinstance(judge, JudgedTemplates)
    p = ready.parameters[0]
    values = np.array([0.8, 1.1]) * p.neutral, np.array([200.0, 1500.0])
    predicted = part.predicted(*values)
    found = judge.term.expectation.at(
        judge.coefficients(predicted),
        np.zeros((2, len(judge.data.nuisances))),
        factor=judge.factor(predicted),
    )
    assert found.events - judge.data.expected(pulls=np.zeros(len(judge.data.nuisances))) == (
        pytest.approx((predicted.events - judge.standard[:, None]).T, rel=1e-9, abs=1e-9)
    )
    assert float(np.abs(predicted.weak.sum(axis=0) / judge.standard.sum() - 1).min()) > 0.02
