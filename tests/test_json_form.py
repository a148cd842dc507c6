"""Every likelihood of measured data as JSON, evaluated by the formula that stands in it alone."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq, minimize, minimize_scalar
from test_templates import synthetic

import cevns
from cevns.__main__ import main
from cevns.inference.export import export
from cevns.inference.likelihood_form import likelihood
from cevns.inference.measured import registry
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.json_form import likelihood_record
from cevns.inference.measured.nuisances import Nuisance
from cevns.neutrinos.mixing import NUFIT_6_1

SEVERAL = (
    "coherent-csi@2021,coherent-lar@2020,dresden-ii@2022",
    "coherent-csi@2021-per-bin,xenonnt-8b@2026,lz-8b@2025",
)
EVERY = (*registry.descriptions(), *SEVERAL)


# the formula, in numpy and by nobody's code but this


def kept(z: Any, w: Any) -> Any:
    z, w = np.broadcast_arrays(np.asarray(z, dtype=float), np.asarray(w, dtype=float))
    found = z.copy()
    below = (z < w) & (w > 0)
    found[below] = w[below] * np.exp(np.maximum(z[below] / w[below] - 1, -200))
    return found


def through(at: list[float], nominal: Any, variants: list[Any], theta: float) -> Any:
    """Neville's scheme for the polynomial through the nominal template and its variants."""
    x, p = [0.0, *at], [np.asarray(one, dtype=float) for one in (nominal, *variants)]
    for step in range(1, len(x)):
        for i in range(len(x) - step):
            j = i + step
            p[i] = ((theta - x[j]) * p[i] - (theta - x[i]) * p[i + 1]) / (x[i] - x[j])
    return p[0]


def expected(one: dict[str, Any], moments: dict[str, float], theta: dict[str, float]) -> Any:
    mu = np.zeros(len(one["on"]))
    for part in one["parts"].values():
        nominal = np.array(part["events"])
        shape = nominal.copy()
        for name, told in part["shapes"].items():
            shape += through(told["at"], nominal, told["variants"], theta[name]) - nominal
        size = 1 + sum(s * theta[name] for name, s in part["sizes"].items())
        moment = 1.0 if part["moment"] is None else moments.get(part["moment"], 0.0)
        mu += moment * shape * kept(size, part["floor"])
    return mu


def deviance(n: Any, m: Any) -> Any:
    logs = [k * math.log(k / x) if k else 0.0 for k, x in np.broadcast(n, m)]
    return m - n + np.array(logs)


def with_off(n: float, off: float, tau: float, m: float) -> float:
    """Least over what is there off the source, whose slope has one zero."""

    def slope(beta: float) -> float:
        return 1 - n / (m + beta) + tau - off / beta

    def chi2(beta: float) -> float:
        first = m + beta - n + (n * math.log(n / (m + beta)) if n else 0.0)
        second = tau * beta - off + (off * math.log(off / (tau * beta)) if off else 0.0)
        return 2 * (first + second)

    far = n + off / tau + 1
    if not off and 1 - n / m + tau >= 0:
        return chi2(0.0)
    low = 1e-12 if off else max((n / (1 + tau) - m) / 2, 1e-300)
    return chi2(brentq(slope, low, far, xtol=1e-14 * far, rtol=1e-14))


def of_data(one: dict[str, Any], moments: dict[str, float], theta: dict[str, float]) -> float:
    mu, on = expected(one, moments, theta), np.array(one["on"])
    if one["judged"] == "gaussian":
        return float(((mu - on) ** 2 / np.array(one["variance"])).sum())
    m = kept(mu, np.array(one["fewest"]))
    if "off" in one:
        bins = zip(on, one["off"], m, strict=True)
        return sum(with_off(n, off, one["tau"], x) for n, off, x in bins)
    return float(2 * deviance(on, m).sum())


def chi2(told: dict[str, Any], moments: dict[str, float], theta: dict[str, float]) -> float:
    prior = sum(
        ((theta[name] - one["centre"]) / one["sigma"]) ** 2
        for name, one in told["nuisances"].items()
        if one["sigma"] is not None
    )
    return prior + sum(of_data(one, moments, theta) for one in told["data"])


# against the package


def asked(name: str) -> Any:
    names = name.split(",")
    return cevns.combine(*names) if len(names) > 1 else cevns.dataset(name)


def as_text(told: Any) -> Any:
    return json.loads(json.dumps(told, allow_nan=False))


def likelihoods(chi2: Any) -> list[Any]:
    """Whatever has pulls in a sum: the package's own objects, in the order of the JSON."""
    if hasattr(chi2, "likelihood"):
        return [chi2]
    if hasattr(chi2, "counts"):
        return [found for one in chi2.counts for found in likelihoods(one)]
    earth = [] if chi2.earth is None else likelihoods(chi2.earth)
    return earth + [found for one in chi2.seen for found in likelihoods(one.chi2)]


def at_pulls(data: Any, x: float, y: float, theta: Any) -> float:
    """chi^2 of the package at given pulls."""
    cs = data.coefficients(np.array([x]), np.array([y]))
    around = data.likelihood.around(lambda *_: cs)
    found = around(np.asarray(theta)[None], np.zeros(1, dtype=int), np.zeros(1, dtype=bool))
    return float(found.chi2[0])


def a_pull(one: dict[str, Any], rng: np.random.Generator) -> float:
    """Far enough to bend, within what is allowed."""
    width = 0.3 if one["sigma"] is None else 2 * one["sigma"]
    low = -math.inf if one["lower"] is None else 0.95 * one["lower"]
    high = math.inf if one["upper"] is None else 0.95 * one["upper"]
    return float(np.clip(one["centre"] + width * rng.uniform(-1, 1), low, high))


@pytest.mark.parametrize("name", EVERY)
def test_the_text_alone_gives_the_same_chi2(name: str) -> None:
    data = asked(name)
    told = as_text(likelihood(data, "templates")[1])
    rng = np.random.default_rng(len(name))
    pulls = told["nuisances"]
    flavors = {key: one.get("flavor") for key, one in told["moments"].items()}
    for big in (0.0, 5.0, 300.0, 2000.0):
        theta = {key: a_pull(one, rng) for key, one in pulls.items()}
        moments = {key: big * rng.uniform(0.2, 1) for key in told["moments"]}
        x, y = (
            sum(moments[k] for k, f in flavors.items() if f == own) for own in ("nu_e", "nu_mu")
        )
        ours, left = 0.0, list(theta.values())
        for one in likelihoods(data.moment_chi2):
            own, left = left[: len(one.nuisances)], left[len(one.nuisances) :]
            sets = one.name.split(" + ")
            (state,) = {
                key
                for part in told["data"]
                if part["name"] in sets
                for p in part["parts"].values()
                if (key := p["moment"]) is not None and flavors[key] is None
            } or {None}
            ours += at_pulls(one, *((x, y) if state is None else (moments[state], 0.0)), own)
        assert not left
        assert chi2(told, moments, theta) == pytest.approx(ours, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("name", ["coherent-ge@2025", "conus-plus@2025", "coherent-csi@2017"])
def test_a_limit_from_the_plain_export_alone(name: str) -> None:
    """Profiled by a minimiser that knows nothing, with the angles of the export."""
    whole = as_text(export([name]))
    (record,) = whole["experiments"]
    told, U = record["likelihood"], whole["mixing"]["U"]
    U = np.array(U["real"]) + 1j * np.array(U["imag"])
    rows = {"nu_e": U[0], "nu_mu": U[1]}
    seen = {key: 1 - abs(rows[one["flavor"]][0]) ** 2 for key, one in told["moments"].items()}
    pulls = list(told["nuisances"])
    sigma = np.array([told["nuisances"][key]["sigma"] for key in pulls])

    def least(square: float) -> float:
        moments = {key: share * square for key, share in seen.items()}
        found = minimize(
            lambda z: chi2(told, moments, dict(zip(pulls, z * sigma, strict=True))),
            np.zeros(len(pulls)),
            method="BFGS",
            options={"gtol": 1e-7},
        )
        return float(found.fun)

    limit = cevns.dataset(name).limit("Lambda_1") / 1e-10
    best = minimize_scalar(least, bounds=(0, limit**2), method="bounded")
    least_of_all = min(float(best.fun), least(0.0))
    assert least(limit**2) - least_of_all == pytest.approx(2.705543, rel=0, abs=2e-3)
    assert set(record["components"]) == set(cevns.dataset(name).signal.sm)


def test_shares_of_mass_states_are_those_of_the_mixing() -> None:
    told = likelihood(cevns.dataset("xenonnt-8b@2026"))[1]
    ((name, one),) = told["moments"].items()
    assert "8B" in name
    assert sum(one["P"]) == pytest.approx(1, rel=1e-12, abs=0)
    assert one["P"][1] > 0.85
    assert {p["moment"] for part in told["data"] for p in part["parts"].values()} == {None, name}


def test_a_pull_of_two_data_sets_is_there_once_and_others_are_told_apart() -> None:
    one, other = synthetic(1), synthetic(2)
    told = likelihood_record(Joint(sets=(one, other)), NUFIT_6_1)
    assert len(told["nuisances"]) == 9
    assert told["nuisances"]["sns flux"]["of"] == [one.name, other.name]
    free = told["nuisances"][f"neutrons, {one.name}"]
    assert (free["sigma"], free["lower"]) == (None, -1)
    both = {p for d in told["data"] for p in d["parts"]["sm"]["sizes"]}
    assert both == {"sns flux"}


def test_the_form_is_chosen_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[dict[str, Any], str]:
        assert main(["export", *words]) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err

    told, said = run("coherent-csi@2017", "--likelihood")
    assert "channels" in told
    assert "form 'pyhf'" in said
    assert "interpcode" in said
    told, said = run("coherent-csi@2021", "--likelihood")
    assert told["format"] == "cevns templates 1"
    assert "not pyhf's: coherent-csi@2021: time changes the shape" in said
    assert [axis["unit"] for axis in told["tables"]["coherent-csi@2021"]["axes"]] == ["PE", "us"]
    assert "a mixture of mass states" in run("lz-8b@2025", "--likelihood")[1]
    told, _ = run("coherent-csi@2017", "--form", "templates")
    assert [one["name"] for one in told["data"]] == ["coherent-csi@2017"]
    told, _ = run("coherent-csi@2021", "coherent-lar@2020", "--likelihood")
    assert told["nuisances"]["sns flux"]["of"] == ["coherent-csi@2021", "coherent-lar@2020"]
    for words, message in (
        (("coherent-csi@2021", "--form", "pyhf"), "a parabola"),
        (("coherent-csi@2021", "--form", "hs3"), "no form of a likelihood"),
        (("conus", "--form", "templates"), "one of form 'pyhf'"),
        (("coherent-csi@2021", "coherent-csi@2017", "--likelihood"), "is contained in"),
    ):
        assert main(["export", *words]) == 2
        assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", registry.names())
def test_a_plain_export_of_measured_data_has_all_of_their_likelihood(name: str) -> None:
    (record,) = as_text(export([name]))["experiments"]
    assert record["judged"] == "templates"
    assert record["likelihood"]["formula"]["chi2"].startswith("min over theta")
    total = sum(c["sm"] for c in record["components"].values())
    assert total == pytest.approx(record["sm_events"], rel=1e-12, abs=0)
    (one,) = record["likelihood"]["data"]
    bins = record["table"]["axes"]
    assert all(len(axis["index"]) == len(one["on"]) for axis in bins)
    assert all(max(axis["index"]) == len(axis["edges"]) - 2 for axis in bins)
    assert one["on"] == pytest.approx(list(cevns.dataset(name).observed_events), rel=0, abs=0)


def test_neville_is_the_polynomial() -> None:
    at, nominal = [-2.0, -1.0, 3.0], np.array([1.0, 2.0])
    values = [nominal + t - 2 * t**2 + 0.5 * t**3 for t in at]
    for t, u in pairwise((-2.0, 0.0, 0.7, 3.0)):
        for z in (t, u):
            assert through(at, nominal, values, z) == pytest.approx(
                nominal + z - 2 * z**2 + 0.5 * z**3, rel=1e-12, abs=0
            )


def test_a_size_and_counts_are_kept_above_zero_as_it_is_written() -> None:
    """Two pulls on one size can make nothing of it together, which no shipped data come to."""
    data = synthetic(1)
    wide = [
        Nuisance(name=name, sigma=1.0, scales={"steady": 1.0, "neutrons": 1.0})
        for name in ("one", "other")
    ]
    data = replace(data, nuisances=(*wide, data.nuisances[3]))
    told = as_text(likelihood_record(data, NUFIT_6_1))
    assert told["data"][0]["parts"]["steady"]["floor"] == 0.01
    for theta in ([-0.6, -0.7, 0.3], [-0.4, -0.595, -1.0], [0.2, 0.1, 4.0]):
        pulls = dict(zip(told["nuisances"], theta, strict=True))
        ours = at_pulls(data, 100.0, 50.0, theta)
        found = chi2(told, {"mu2_e": 100.0, "mu2_mu": 50.0}, pulls)
        assert found == pytest.approx(ours, rel=1e-10, abs=1e-6)
