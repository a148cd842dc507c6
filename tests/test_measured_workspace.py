"""Measured data for other programs: what pyhf makes of them, against ours."""

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyhf
import pytest
from test_templates import by_hand, synthetic

import cevns
from cevns.inference.measured.exported import LUMI, SETTINGS, exported
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import SIGNAL, TemplateBins
from cevns.inference.workspace import workspace

# pyhf 0.7.6 asks jsonschema in a way that is to go
pytestmark = pytest.mark.filterwarnings("ignore:jsonschema.RefResolver:DeprecationWarning")


@pytest.fixture(autouse=True)
def minuit() -> Iterator[None]:
    """Let pyhf minimise with Minuit, and only here."""
    before = pyhf.get_backend()
    pyhf.set_backend("numpy", pyhf.optimize.minuit_optimizer(tolerance=1e-3, strategy=2))
    yield
    pyhf.set_backend(*before)


class Read:
    """A workspace as pyhf has it, after it has been text."""

    def __init__(self, told: dict[str, Any]) -> None:
        read = pyhf.Workspace(json.loads(json.dumps(told, allow_nan=False)))
        self.model = read.model(modifier_settings=SETTINGS)
        self.data = read.data(self.model)

    def at(self, pulls: dict[str, float]) -> float:
        """-2 ln L at given parameters."""
        values = self.model.config.suggested_init()
        for name, value in pulls.items():
            values[self.model.config.par_slice(name).start] = value
        return -2 * float(self.model.logpdf(values, self.data)[0])

    def least(self, x: float, y: float) -> float:
        """-2 ln L with both moments fixed and all pulls profiled."""
        config = self.model.config
        start, fixed = config.suggested_init(), config.suggested_fixed()
        for name, value in (("mu2_e", x), ("mu2_mu", y)):
            i = config.par_slice(name).start
            start[i], fixed[i] = value, True
        fit = pyhf.infer.mle.fit(
            self.data, self.model, start, config.suggested_bounds(), fixed, return_fitted_val=True
        )
        return float(fit[1])


def writable(seed: int = 1) -> TemplateBins:
    """Synthetic data without what pyhf has not."""
    data = synthetic(seed)
    flux = Nuisance(name="flux", sigma=0.1, scales=dict.fromkeys(SIGNAL, 1.0), shared="sns flux")
    own = Nuisance(name="signal", sigma=0.05, scales=dict.fromkeys(SIGNAL, 1.0))
    steady = Nuisance(name="steady", sigma=0.02, scales={"steady": 1.0})
    shape = next(one for one in data.nuisances if one.name == "efficiency")
    return TemplateBins(
        name=data.name,
        source="sns",
        on=data.on,
        parts=data.parts,
        nuisances=(flux, own, steady, shape),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_pyhf_has_the_same_likelihood_at_any_pulls(seed: int) -> None:
    """The two pulls on the size are one in pyhf, with both uncertainties."""
    data = writable(seed)
    read = Read(exported(data))
    rng = np.random.default_rng(seed)

    def theirs(x: float, y: float, a: float, steady: float, shape: float) -> float:
        pulls = {f"steady, {data.name}": steady, f"efficiency, {data.name}": shape}
        return read.at({"mu2_e": x, "mu2_mu": y, LUMI: 1 + a, **pulls})

    def ours(x: float, y: float, a: float, steady: float, shape: float) -> float:
        both = 0.1**2 + 0.05**2
        pulls = np.array([a * 0.1**2 / both, a * 0.05**2 / both, 0.02 * steady, shape])
        return by_hand(data, x, y, pulls)

    origin = theirs(0, 0, 0, 0, 0) - ours(0, 0, 0, 0, 0)
    for _ in range(5):
        point = (*rng.uniform(0, 2000, 2), *rng.uniform(-0.1, 0.1, 1), *rng.uniform(-1, 1, 2))
        assert theirs(*point) - ours(*point) == pytest.approx(origin, rel=0, abs=1e-8)


@pytest.mark.parametrize("name", ["synthetic", "coherent-csi@2017", "coherent-csi@2017-per-bin"])
def test_pyhf_finds_the_same_chi_squares(name: str) -> None:
    if name == "synthetic":
        data, told = writable(), exported(writable())
    else:
        found = cevns.dataset(name)
        data, told = found.moment_chi2, workspace(found)  # type: ignore[assignment]
    read = Read(told)
    x, y = np.array([0.0, 300.0]), np.array([0.0, 200.0])
    ours = data.chi2_mu10(x, y)
    theirs = [read.least(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    # Minuit ends where it expects to go down by some 1e-6 more
    assert theirs[1] - theirs[0] == pytest.approx(ours[1] - ours[0], rel=0, abs=1e-5)


def test_pyhf_has_measured_data_at_the_pulls_that_fit_best_to_us() -> None:
    found = cevns.dataset("coherent-csi@2017")
    data, read = found.moment_chi2, Read(workspace(found))
    assert isinstance(data, TemplateBins)
    ours, theirs = [], []
    for x, y in ((0.0, 0.0), (300.0, 200.0)):
        chi2, pulls = data._profile(np.array(x), np.array(y))
        best = {one.name: float(p) for one, p in zip(data.nuisances, pulls, strict=True)}
        at = {"mu2_e": x, "mu2_mu": y, LUMI: 1 + best["flux"] + best["signal"]}
        for one in data.nuisances:
            if one.name not in ("flux", "signal"):
                at[f"{one.name}, {data.name}"] = best[one.name] / one.sigma
        ours.append(float(chi2))
        theirs.append(read.at(at))
    assert theirs[1] - theirs[0] == pytest.approx(ours[1] - ours[0], rel=0, abs=1e-8)


def test_what_pyhf_has_not_is_refused() -> None:
    data = writable()
    free = Nuisance(name="time", sigma=math.inf, variants=data.nuisances[-1].variants)
    apart = Nuisance(name="part", sigma=0.2, scales={"sm": 1.0})
    gaussian = TemplateBins(
        name="g", source="sns", on=data.on, parts=data.parts, variance=np.ones(data.on.size)
    )
    for nuisances, message in (((free,), "a parabola"), ((*data.nuisances, apart), "has one")):
        one = TemplateBins(
            name="x", source="sns", on=data.on, parts=data.parts, nuisances=nuisances
        )
        with pytest.raises(ValueError, match=message):
            exported(one)
    with pytest.raises(ValueError, match="Gaussian"):
        exported(gaussian)
