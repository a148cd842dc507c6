"""Likelihoods for other programs: read, fitted and joined by pyhf, against ours."""

import json
from dataclasses import replace

import numpy as np
import pyhf
import pytest

import cevns
from cevns.experiments.experiment import with_exposure_factor
from cevns.experiments.measurement import PoissonCount
from cevns.inference.counts import poisson_count
from cevns.inference.dataset import DataSet
from cevns.inference.workspace import workspace
from cevns.neutrinos.mixing import DE_SALAS_2018
from cevns.sources.beams import Mixture

# pyhf 0.7.6 asks jsonschema in a way that is to go
pytestmark = pytest.mark.filterwarnings("ignore:jsonschema.RefResolver:DeprecationWarning")

FEW = replace(
    with_exposure_factor(cevns.experiment("coherent-csi"), 0.02),
    measurement=PoissonCount(
        observed=9, off=12, off_exposure=3, background=1.5, sigma_signal=0.2, sigma_background=0.3
    ),
)
NOTHING = replace(FEW, measurement=PoissonCount(observed=0, background=0.5, sigma_signal=0.1))
CASES = {
    "one count": ("coherent-csi@2017-count", {}),
    "twelve bins": ("coherent-csi@2017-bins", {}),
    "a plan": ("coherent-lar", {}),
    "a reactor": ("conus", {}),
    "a few events": (FEW, {}),
    "no event": (NOTHING, {}),
    "the prompt beam": ("coherent-csi@2017-bins", {"beam": "prompt"}),
    "no pulls": ("coherent-csi@2017-count", {"prescription": "statistical"}),
    "log-normal": ("coherent-csi@2017-bins", {"pull": "log_normal"}),
    "log-normal, a few events": (FEW, {"pull": "log_normal"}),
    "another nucleus": ("coherent-csi@2017-count", {"form_factor": "point_like"}),
}
EXPONENTIAL = {"normsys": {"interpcode": "code1"}}


class Read:
    """A workspace as pyhf has it, after it has been text."""

    def __init__(self, *told: dict) -> None:
        read = [pyhf.Workspace(json.loads(json.dumps(one, allow_nan=False))) for one in told]
        self.workspace = read[0]
        for other in read[1:]:
            self.workspace = pyhf.Workspace.combine(self.workspace, other)
        self.model = self.workspace.model(modifier_settings=EXPONENTIAL)
        self.data = self.workspace.data(self.model)

    def chi2(self, mu_e2: float, mu_mu2: float) -> float:
        """-2 ln L with both moments fixed and all the rest profiled."""
        config = self.model.config
        start, fixed = config.suggested_init(), config.suggested_fixed()
        for name, value in (("mu2_e", mu_e2), ("mu2_mu", mu_mu2)):
            if name in config.par_map:
                i = config.par_slice(name).start
                start[i], fixed[i] = value, True
        bounds = config.suggested_bounds()
        found = pyhf.infer.mle.fit(
            self.data, self.model, start, bounds, fixed, return_fitted_val=True
        )
        return float(found[1])


def ours(data: DataSet, mu_e2: float, mu_mu2: float) -> float:
    """The Poisson chi^2, also where so many were counted that limits come from a Gaussian."""
    found = data.moment_chi2
    if not data.single:
        return float(found.chi2_mu10(np.array(mu_e2), np.array(mu_mu2)))
    under = data.assumptions
    count = poisson_count(data.measurement, found.sm, under.prescription, under.pull)
    return float(count.chi2(found.sm + found.n_e * mu_e2 + found.n_mu * mu_mu2))


@pytest.mark.parametrize(("what", "changes"), CASES.values(), ids=CASES)
def test_pyhf_finds_the_same_chi_squares(what: object, changes: dict) -> None:
    """From the Standard Model to three times a limit, along and between both axes."""
    data = cevns.dataset(what, **changes)
    read = Read(workspace(data))
    size = (data.limit("Lambda_2") / 1e-10) ** 2
    at_zero = read.chi2(0, 0), ours(data, 0, 0)
    for x, y in size * np.array([[1, 0], [0, 1], [0.5, 0.5], [1, 2]]):
        found, expected = read.chi2(x, y) - at_zero[0], ours(data, x, y) - at_zero[1]
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-4)
    seen = [name for name in ("mu2_e", "mu2_mu") if name in read.model.config.par_map]
    assert read.model.config.poi_name == seen[0]


def test_every_case_feels_the_moments_it_should() -> None:
    """So that equal chi-squares are not equal because nothing depends on anything."""
    for what, changes in CASES.values():
        data = cevns.dataset(what, **changes)
        size = (data.limit("Lambda_2") / 1e-10) ** 2
        assert ours(data, size, size) - ours(data, 0, 0) > 1


def test_a_limit_from_the_workspace_and_another_mixing() -> None:
    """Twelve bins, the angles of 2018: where Delta chi^2 is 2.71, and our limit is."""
    data = cevns.dataset("coherent-csi@2017-bins", mixing=DE_SALAS_2018)
    read = Read(workspace(cevns.dataset("coherent-csi@2017-bins")))
    U = DE_SALAS_2018.matrix
    for i, moment in enumerate(("Lambda_1", "Lambda_2", "Lambda_3")):
        size = (data.limit(moment) / 1e-10) ** 2
        e, mu = (size * (1 - abs(U[row, i]) ** 2) for row in (0, 1))
        # the Standard Model fits best among what moments can do
        assert read.chi2(e, mu) - read.chi2(0, 0) == pytest.approx(2.705543, rel=1e-4, abs=0)


def test_workspaces_join_in_the_moments_and_nothing_else() -> None:
    sets = [cevns.dataset(what) for what in ("coherent-csi@2017-count", FEW)]
    told = [workspace(one) for one in sets]
    config = Read(*told).model.config
    names = [set(Read(one).model.config.par_map) for one in told]
    assert names[0] & names[1] == {"mu2_e", "mu2_mu"}
    assert len(names[0]) == len(names[1]) == 5  # two pulls and what is steady, each its own
    assert set(config.par_map) == names[0] | names[1]
    both = Read(*told)
    e, mu = 300.0, 500.0
    found = both.chi2(e, mu) - both.chi2(0, 0)
    expected = sum(ours(one, e, mu) - ours(one, 0, 0) for one in sets)
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_the_best_fit_of_pyhf_is_ours() -> None:
    """Where more was seen than expected, so that moments fit better than none."""
    data = cevns.dataset(replace(FEW, measurement=replace(FEW.measurement, observed=20)))
    read = Read(workspace(data))
    fitted, least = pyhf.infer.mle.fit(read.data, read.model, return_fitted_val=True)
    best = data.moment_chi2.best_fit
    config = read.model.config
    x, y = (fitted[config.par_slice(name).start] for name in ("mu2_e", "mu2_mu"))
    seen = [data.moment_chi2.n_e, data.moment_chi2.n_mu]
    expected = np.dot(seen, [best.mu_e2_mu10, best.mu_mu2_mu10])
    assert np.dot(seen, [x, y]) == pytest.approx(expected, rel=1e-2, abs=0)
    assert least - read.chi2(0, 0) == pytest.approx(best.chi2 - ours(data, 0, 0), abs=1e-4)


def test_a_poisson_limit_is_near_that_of_the_gaussian() -> None:
    """547 events less 405: what the choice of the likelihood moves, 2 % of the moment at most."""
    data = cevns.dataset("coherent-csi@2017-count")
    read = Read(workspace(data))
    size = (data.limit("Lambda_1") / 1e-10) ** 2
    U = data.assumptions.mixing.matrix
    e, mu = (size * (1 - abs(U[row, 0]) ** 2) for row in (0, 1))
    scale = np.array([0.96, 1.04]) ** 2
    low, high = (read.chi2(s * e, s * mu) - read.chi2(0, 0) for s in scale)
    assert low < 2.7055 < high


def test_it_says_what_it_rests_on() -> None:
    told = workspace(cevns.dataset("conus", assumptions=cevns.RECOMMENDED.but(beam="all")))
    (measurement,) = told["measurements"]
    assert (
        measurement["name"] == f"conus current, recommended; beam = all, cevns {cevns.__version__}"
    )
    assert told["version"] == "1.0.0"  # of the format


def changed(state: object) -> DataSet:
    e = cevns.experiment("conus")
    return cevns.dataset(
        replace(e, components=tuple(replace(c, state=state, label="x") for c in e.components[:1]))
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda: changed("nu_tau"), "x is nu_tau, whose effective moment is no function"),
        (
            lambda: changed(Mixture.arriving((0.7, 0.28, 0.02), DE_SALAS_2018)),
            "x is a mixture of mass states",
        ),
        (lambda: cevns.dataset("conus", assumptions=cevns.TALK), "'talk' prescription .* no likel"),
    ],
)
def test_what_cannot_be_written_is_refused(data, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        workspace(data())
