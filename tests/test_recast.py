"""Every limit of the package, recomputed from nothing but the exported JSON."""

import json
import math

import numpy as np
import pytest

from cevns.experiments.catalogue import catalogue
from cevns.inference.export import export
from cevns.inference.limits import limit
from cevns.interactions.couplings import radiative_2005
from cevns.neutrinos.mixing import DE_SALAS_2018
from cevns.nuclei.radii import klein_nystrand
from cevns.rates.signal import signal

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
    assert set(record) == {"experiment", "setup", "count", "inferred", "remarks", "H", *NUMBERS}
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


def test_units_as_documented() -> None:
    assert export()["units"] == {
        "sm_events": "events",
        "observed": "events",
        "background": "events",
        "variance": "events^2",
        "sigma_signal": "relative",
        "sigma_background": "relative",
        "H": "events per (1e-10 mu_B)^2",
    }
