"""Every limit of the package, recomputed from nothing but the exported JSON."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

import cevns
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import with_exposure_factor
from cevns.experiments.measurement import PoissonCount
from cevns.inference.export import UNITS, export
from cevns.inference.limits import limit
from cevns.interactions.couplings import radiative_2005
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1
from cevns.nuclei.radii import klein_nystrand
from cevns.rates.signal import signal
from cevns.sources.beams import Mixture

THRESHOLD = 2.705543454095404
"""chi^2 that one parameter exceeds in a tenth of all cases."""

MOMENTS = ("Lambda_1", "Lambda_2", "Lambda_3")
EXPORTED = json.loads(json.dumps(export()))["experiments"]
SETUPS = [
    pytest.param(record, beam, id=f"{record['experiment']} {record['setup']} {beam}")
    for record in EXPORTED
    for beam in record["H"]
]


def chi2(record: dict, S: float) -> float:
    """(n - S - B)^2/(V + (s_1 S)^2 + (s_2 B)^2): one count, both pulls profiled."""
    n, B, V = record["observed"], record["background"], record["variance"]
    pulls = (record["sigma_signal"] * S) ** 2 + (record["sigma_background"] * B) ** 2
    return (n - S - B) ** 2 / (V + pulls)


def recast(record: dict, beam: str = "all") -> np.ndarray:
    """Upper limits on the three moduli, each alone [1e-10 mu_B], by bisection."""
    S_SM = record["sm_events"]
    best = max(S_SM, record["observed"] - record["background"])
    low, high = best, best + 1.0
    while chi2(record, high) - chi2(record, best) < THRESHOLD:
        high = best + 2 * (high - best)
        if high > 1e15:
            return np.full(3, math.inf)
    for _ in range(200):
        middle = 0.5 * (low + high)
        allowed = chi2(record, middle) - chi2(record, best) < THRESHOLD
        low, high = (middle, high) if allowed else (low, middle)
    H = np.diag(record["H"][beam]["real"])
    with np.errstate(divide="ignore"):
        return np.sqrt((high - S_SM) / H)


@pytest.mark.parametrize(("record", "beam"), SETUPS)
def test_every_limit_follows_from_the_export(record: dict, beam: str) -> None:
    e = catalogue()[record["experiment"], record["setup"]]
    ours = [limit(e, moment, beam=beam) / 1e-10 for moment in MOMENTS]
    assert np.isfinite(ours).all()
    np.testing.assert_allclose(recast(record, beam), ours, rtol=1e-9)


def test_every_setup_and_beam_is_exported() -> None:
    assert {(r["experiment"], r["setup"]) for r in EXPORTED} == set(catalogue())
    for record in EXPORTED:
        e = catalogue()[record["experiment"], record["setup"]]
        expected = {"all", "prompt", "delayed"} if e.source == "sns" else {"all"}
        assert set(record["H"]) == expected
        assert set(record["H"]["all"]) == {"real", "imag"}


NUMBERS = ("sm_events", "observed", "background", "variance", "sigma_signal", "sigma_background")


@pytest.mark.parametrize(
    "record", EXPORTED, ids=[f"{r['experiment']} {r['setup']}" for r in EXPORTED]
)
def test_every_field_matters(record: dict) -> None:
    """Without one that is not zero, the limits are others: none is there for show."""
    told = {"experiment", "setup", "data", "count", "inferred", "remarks", "judged"}
    assert set(record) == {*told, "components", "H", *NUMBERS}
    assert record["judged"] == "gaussian"
    whole = recast(record)
    zero = {name for name in NUMBERS if not record[name]}
    assert zero == (set() if record["count"] == "observed" else {"background", "sigma_background"})
    for name in set(NUMBERS) - zero:
        without = recast({**record, name: 0.0})
        # where events are many the variance hardly matters; the bisection is good to 1e-9
        assert (np.abs(without / whole - 1) > 1e-7).all(), name


def test_both_pulls_of_the_observed_count() -> None:
    """28 % of the signal and 25 % of 6 prompt neutrons; JHEP 07 (2019) 103, section 4.1."""
    (record,) = (r for r in EXPORTED if r["count"] == "observed")
    found = {name: record[name] for name in NUMBERS[1:]}
    assert found == {
        "observed": 142,
        "background": 6,
        "variance": 142 + 6 + 2 * 405,
        "sigma_signal": 0.28,
        "sigma_background": 0.25,
    }


def test_options_of_the_export_reach_every_number() -> None:
    scheme, model = "radiative_2005", "klein_nystrand"
    data = json.loads(json.dumps(export(mixing=DE_SALAS_2018, couplings=scheme, form_factor=model)))
    told = [data["assumptions"][key] for key in ("mixing", "couplings", "form_factor")]
    assert told == ["de_salas_2018", scheme, model]
    for record, plain in zip(data["experiments"], EXPORTED, strict=True):
        e = catalogue()[record["experiment"], record["setup"]]
        for i, moment in enumerate(MOMENTS):
            ours = limit(
                e,
                moment,
                mixing=DE_SALAS_2018,
                couplings=radiative_2005(),
                form_factor=klein_nystrand,
            )
            assert recast(record)[i] == pytest.approx(ours / 1e-10, rel=1e-9, abs=0)
        assert not np.isclose(recast(record), recast(plain), rtol=1e-4).any()


def test_the_whole_matrix_counts_events() -> None:
    """Lambda^dagger H Lambda against |lambda nu|^2 of explicit matrices, phases and all."""
    rng = np.random.default_rng(5)
    U = DE_SALAS_2018.matrix
    rows = {"nu_e": 0, "nu_mu": 1, "nu_e_bar": 0, "nu_mu_bar": 1}
    for record in json.loads(json.dumps(export(mixing=DE_SALAS_2018)))["experiments"]:
        counts = signal(catalogue()[record["experiment"], record["setup"]])
        for beam, parts in record["H"].items():
            H = np.array(parts["real"]) + 1j * np.array(parts["imag"])
            Lambda = rng.normal(size=3) + 1j * rng.normal(size=3)
            a, b, c = Lambda
            matrix = np.array([[0, c, -b], [-c, 0, a], [b, -a, 0]])
            expected = sum(
                N * np.linalg.norm(matrix @ U[rows[f]].conj()) ** 2
                for f, N in counts.magnetic.items()
                if beam in ("all", counts.beams[f])
            )
            form = Lambda.conj() @ H @ Lambda
            assert form.real == pytest.approx(expected, rel=1e-12, abs=0)
            assert abs(form.imag) < 1e-12 * expected


def rotation(i: int, j: int, sin2: float, delta: float = 0.0) -> np.ndarray:
    turned = np.eye(3, dtype=complex)
    turned[i, i] = turned[j, j] = math.sqrt(1 - sin2)
    turned[i, j] = math.sqrt(sin2) * np.exp(-1j * delta)
    turned[j, i] = -math.sqrt(sin2) * np.exp(1j * delta)
    return turned


def pmns(mixing: dict) -> np.ndarray:
    """Three rotations, one after the other, from the numbers of an export."""
    return (
        rotation(1, 2, mixing["sin2_23"])
        @ rotation(0, 2, mixing["sin2_13"], mixing["delta_CP"])
        @ rotation(0, 1, mixing["sin2_12"])
    )


def test_the_mixing_is_there_in_numbers() -> None:
    told = json.loads(json.dumps(export()))["mixing"]
    U = np.array(told["U"]["real"]) + 1j * np.array(told["U"]["imag"])
    np.testing.assert_allclose(U, pmns(told), rtol=0, atol=1e-15)
    assert told["name"] == "nufit_6_1"
    assert told["source"].startswith("NuFIT 6.1")


ROWS = {"nu_e": 0, "nu_mu": 1, "nu_tau": 2}


def squared(component: dict, Lambda: np.ndarray, U: np.ndarray) -> float:
    """mu2 of the formula in the export."""
    whole = float(np.sum(np.abs(Lambda) ** 2))
    if "P" in component:
        return sum(P * (whole - abs(x) ** 2) for P, x in zip(component["P"], Lambda, strict=True))
    row = U[ROWS[component["flavor"].removesuffix("_bar")]]
    return whole - abs(row @ Lambda) ** 2


@pytest.mark.parametrize("beam", ["all", "prompt", "delayed"])
def test_another_mixing_needs_no_new_export(beam: str) -> None:
    """Limits with the angles of 2018 from the export with those of today."""
    other = {n: getattr(DE_SALAS_2018, n) for n in ("sin2_12", "sin2_13", "sin2_23", "delta_CP")}
    U = pmns(other)
    for record in EXPORTED:
        if beam not in record["H"]:
            continue
        there = [c for c in record["components"].values() if beam in ("all", c["beam"])]
        diagonal = [sum(c["magnetic"] * squared(c, one, U) for c in there) for one in np.eye(3)]
        rebuilt = {**record, "H": {beam: {"real": np.diag(diagonal)}}}
        e = catalogue()[record["experiment"], record["setup"]]
        ours = [limit(e, m, beam=beam, mixing=DE_SALAS_2018) / 1e-10 for m in MOMENTS]
        np.testing.assert_allclose(recast(rebuilt, beam), ours, rtol=1e-9)
        assert sum(c["sm"] for c in record["components"].values()) == pytest.approx(
            record["sm_events"], rel=1e-14, abs=0
        )


def test_h_is_what_the_formula_says() -> None:
    U = pmns(json.loads(json.dumps(export()))["mixing"])
    for record in EXPORTED:
        for beam, given in record["H"].items():
            H = np.zeros((3, 3), complex)
            for c in record["components"].values():
                if beam in ("all", c["beam"]):
                    nu = U[ROWS[c["flavor"].removesuffix("_bar")]].conj()
                    H += c["magnetic"] * (np.eye(3) - np.outer(nu, nu.conj()))
            found = np.array(given["real"]) + 1j * np.array(given["imag"])
            np.testing.assert_allclose(found, H, rtol=1e-12, atol=1e-12 * abs(H).max())


def deviance(n: float, mu: float) -> float:
    return 2 * (mu - n + (n * math.log(n / mu) if n else 0.0))


def by_the_formula(record: dict, S: list[float], pull: str = "gaussian") -> float:
    """The Poisson chi2 as the export words it, by a minimiser that knows no closed form."""
    on, off, b = (np.atleast_1d(record[name]) for name in ("on", "off", "background"))
    tau, sigma, sigma_b = (record[name] for name in ("tau", "sigma_signal", "sigma_background"))

    def inner(k: float, c: float) -> float:
        total = 0.0
        for n, m, s, bg in zip(on, off, S, b, strict=True):
            known = k * s + c * bg
            if tau is None:
                total += deviance(n, known)
                continue
            far = 10 * (n + m / tau + 1)
            total += minimize_scalar(
                lambda beta, n=n, m=m, x=known: deviance(n, x + beta) + deviance(m, tau * beta),
                bounds=(1e-12, far),
                method="bounded",
                options={"xatol": 1e-10 * far},
            ).fun
        return total

    def price(k: float, c: float) -> float:
        if pull == "log_normal":
            cost = math.log(k) ** 2 / math.log1p(sigma**2) if sigma else 0.0
        else:
            cost = ((k - 1) / sigma) ** 2 if sigma else 0.0
        return cost + (((c - 1) / sigma_b) ** 2 if sigma_b else 0.0)

    def total(z: np.ndarray) -> float:
        k, c = np.where([sigma > 0, sigma_b > 0], np.exp(z), 1.0)
        return inner(k, c) + price(k, c)

    found = minimize(
        total, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9}
    )
    return float(found.fun)


FEW = {
    "off the source": PoissonCount(
        observed=9, off=12, off_exposure=3, background=1.5, sigma_signal=0.2, sigma_background=0.3
    ),
    "nothing seen": PoissonCount(observed=0, background=0.5, sigma_signal=0.1),
    "no time off": PoissonCount(observed=25, background=0.5, sigma_background=0.2),
    "no pulls": PoissonCount(observed=4, off=2, off_exposure=0.5),
}


@pytest.mark.parametrize("pull", ["gaussian", "log_normal"])
@pytest.mark.parametrize("measurement", FEW.values(), ids=FEW)
def test_a_few_events_by_the_formula(measurement: PoissonCount, pull: str) -> None:
    e = replace(
        with_exposure_factor(catalogue()["texono", "current"], 0.02), measurement=measurement
    )
    told = json.loads(json.dumps(export([e], pull=pull)))
    (record,) = told["experiments"]
    assert record["judged"] == "poisson"
    assert "variance" not in record
    assert ("log" in told["formula"]["price"] or "ln" in told["formula"]["price"]) == (
        pull == "log_normal"
    )
    data = cevns.dataset(e, pull=pull)
    for S in (record["sm_events"], 3.0, 20.0):
        found = by_the_formula(record, [S], pull)
        assert found == pytest.approx(float(data.counting.chi2(S)), rel=1e-6, abs=1e-6)


def test_bins_by_the_formula() -> None:
    """Of the twelve bins of 2017: every number of the chi2 is in the export, and another mixing."""
    name = "coherent-csi@2017-bins"
    (record,) = json.loads(json.dumps(export([name])))["experiments"]
    assert (record["data"], record["count"]) == (name, "observed")
    assert "H" not in record
    data = cevns.dataset(name)
    U = pmns({n: getattr(DE_SALAS_2018, n) for n in ("sin2_12", "sin2_13", "sin2_23", "delta_CP")})
    Lambda = np.array([20.0, 10.0j, 30.0])
    S = np.array(record["sm_events"])
    np.testing.assert_allclose(sum(np.array(c["sm"]) for c in record["components"].values()), S)
    for c in record["components"].values():
        S = S + np.array(c["magnetic"]) * squared(c, Lambda, U)
    e, mu = (
        float(effective_squared(Lambda * 1e-10, flavor, DE_SALAS_2018))
        for flavor in ("nu_e", "nu_mu")
    )
    assert by_the_formula(record, S) == pytest.approx(float(data.chi2(e, mu)), rel=1e-6, abs=0)


def test_a_mixture_of_mass_states_is_told_by_its_probabilities() -> None:
    sun = Mixture.arriving((0.67, 0.31, 0.02), NUFIT_6_1)
    e = catalogue()["texono", "current"]
    arriving = tuple(replace(c, state=sun, label="solar") for c in e.components[:1])
    told = json.loads(json.dumps(export([replace(e, components=arriving)])))["experiments"][0]
    (component,) = told["components"].values()
    assert component["P"] == [0.67, 0.31, 0.02]
    H = np.array(told["H"]["all"]["real"])
    expected = [component["magnetic"] * squared(component, one, np.eye(3)) for one in np.eye(3)]
    np.testing.assert_allclose(np.diag(H), expected, rtol=1e-14)


def test_every_number_has_its_unit_and_the_formula_its_names() -> None:
    few = replace(catalogue()["texono", "current"], measurement=FEW["off the source"])
    told = export(["coherent-csi@2017-bins", "conus", few])
    words = " ".join(told["formula"].values())
    each = told["experiments"]
    parts = [c for record in each for c in record["components"].values()]
    assert set(told["units"]) <= {*told["mixing"], *(key for one in each + parts for key in one)}
    for record in told["experiments"]:
        component = next(iter(record["components"].values()))
        numbers = {k for k in (*record, *component) if k in UNITS or k.startswith("sigma")}
        assert numbers <= set(told["units"])
        others = {
            *("experiment", "setup", "data", "count", "inferred", "remarks", "judged"),
            "components",
        }
        assert set(record) - others <= set(told["units"])
        assert set(component) - {"flavor", "beam"} <= set(told["units"])
        for name in set(record) - others - {"sm_events"}:
            assert re.search(rf"\b{name}\b", words), name
    assert told["version"] == cevns.__version__
    assert told["assumptions"] == cevns.RECOMMENDED.record()
