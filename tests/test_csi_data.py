"""The CsI data of 2017 and 2021: totals, predictions and fits beside what was published."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from iminuit import Minuit

import cevns
from cevns.basics.units import us
from cevns.detectors.quenching_models import told_quenching
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.inference.measured.registry import description
from cevns.inference.measured.strength import signal_strength
from cevns.inference.measured.templates import TemplateBins
from cevns.sources.pulses import stopped_pion_arrivals

FIRST, ALL = "coherent-csi@2017", "coherent-csi@2021"


def bins(name: str, **under: Any) -> TemplateBins:
    found = cevns.dataset(name).under(**under).moment_chi2
    assert isinstance(found, TemplateBins)
    return found


def test_totals_of_the_releases() -> None:
    table = description(FIRST).table
    on, off = table.column("on"), table.column("off")
    assert (on.sum(), off.sum(), (on - off).sum()) == (547, 405, 142)
    table = description(ALL).table
    assert (table.column("on").sum(), table.column("off").sum()) == (1578, 1295)


def test_the_twelve_bins_are_those_of_energy() -> None:
    """A table typed in years before, of the same release."""
    table, energies = description(FIRST).table, coherent_csi_2017()
    assert table.shape == (12, 12)
    for name, known in (("on", energies.coincidence), ("off", energies.anticoincidence)):
        np.testing.assert_array_equal(table.column(name).reshape(12, 12).sum(axis=1), known)
    neutrons = table.column("beam_neutrons").reshape(12, 12).sum(axis=1)
    np.testing.assert_allclose(neutrons, energies.prompt_neutrons, rtol=5e-4)


def test_a_steady_state_has_the_projections_of_what_was_counted() -> None:
    table = description(FIRST).table
    off, steady = (table.column(c).reshape(12, 12) for c in ("off", "steady_state"))
    for axis in (0, 1):
        np.testing.assert_allclose(steady.sum(axis=axis), off.sum(axis=axis), rtol=1e-5)
    assert np.linalg.matrix_rank(steady, tol=1e-3) == 1
    table = description(ALL).table
    off = table.column("off").reshape(9, 11)
    for name in ("steady_state", "steady_state_flat", "steady_state_counted"):
        steady = table.column(name).reshape(9, 11)
        assert steady.sum() == pytest.approx(1286, rel=1e-5, abs=0)
        np.testing.assert_allclose(steady.sum(axis=1) / 1286, off.sum(axis=1) / 1295, rtol=1e-5)
    time = table.column("steady_state").reshape(9, 11).sum(axis=0)
    edges = np.array([*np.arange(9) / 8, 2, 4, 6])
    expected = np.exp(-0.0494 * edges[:-1]) - np.exp(-0.0494 * edges[1:])
    np.testing.assert_allclose(time / time.sum(), expected / expected.sum(), rtol=1e-5)


def test_neutrons_of_2021() -> None:
    table = description(ALL).table
    beam, induced = (table.column(c).reshape(9, 11) for c in ("beam_neutrons", "induced_neutrons"))
    assert beam.sum() == pytest.approx(18.4, rel=1e-5, abs=0)
    assert induced.sum() == pytest.approx(5.6, rel=1e-5, abs=0)
    early = beam[:, :8].sum() / beam.sum(), induced[:, :8].sum() / induced.sum()
    assert early[0] > 0.95  # within the first microsecond, like the pulse
    assert early[1] < 0.4  # like the neutrinos that make them
    assert (beam[0] < 0.02 * beam.sum()).all()


def test_delayed_neutrinos_of_2017_follow_from_the_prompt_ones() -> None:
    """The Gaussian with 6.5 % before 0.5 and 2.6 % after 1 us, and the muon's lifetime."""
    experiment = description(FIRST).experiment
    prompt, delayed, other = (c.arrival for c in experiment.components)
    assert prompt is not None
    assert delayed is not None
    assert other == delayed
    edges = np.arange(25) * 0.5 * us
    np.testing.assert_allclose(prompt(edges)[:3], [0.0648, 0.9095, 0.0257], atol=1e-4)
    mine = stopped_pion_arrivals(0.693 * us, 0.142 * us)
    np.testing.assert_allclose(mine[0](edges), prompt(edges), atol=0.004)
    of_all = mine[1](edges)
    np.testing.assert_allclose(of_all / of_all.sum(), delayed(edges), atol=0.003)
    assert delayed(edges[:13]).sum() == pytest.approx(0.915, abs=5e-4)


def test_counts_expected_in_2017_are_those_of_the_recipe() -> None:
    """In bins of energy, those of the set that has no times: same light, same window of time."""
    energies = cevns.dataset("coherent-csi@2017-bins").moment_chi2
    mine = bins(FIRST).parts["sm"].reshape(12, 12).sum(axis=1)
    # 1.17 photoelectrons a keV there, 13.348 x 0.0878 here
    np.testing.assert_allclose(mine, energies.sm, rtol=0.008)
    assert mine.sum() == pytest.approx(sum(energies.sm), rel=0.005, abs=0)


def test_counts_expected_in_2021() -> None:
    """341 are published, with couplings and form factors of the collaboration's."""
    assert bins(ALL).parts["sm"].sum() == pytest.approx(341, rel=0.01, abs=0)
    changed = {"couplings": "tree", "form_factor": "helm"}
    assert bins(ALL, **changed).parts["sm"].sum() == pytest.approx(341, rel=0.03, abs=0)


def test_efficiency_and_quenching_move_the_prediction() -> None:
    """By +11 and -10 %, and by little; of an independent calculation."""
    data = bins(ALL)
    total = data.parts["sm"].sum()
    moved = {
        n.name: [v.sum() / total - 1 for v in n.variants["sm"]]
        for n in data.nuisances
        if n.variants
    }
    assert moved["efficiency"] == pytest.approx([-0.098, 0.11], abs=0.005)
    assert all(abs(x) < 0.035 for x in (*moved["quenching"], *moved["quenching_bend"]))


@pytest.mark.parametrize(
    ("name", "events", "error", "sigma", "published"),
    [
        (f"{FIRST}-one-pull", 134, 22, 6.7, 0.6),
        (ALL, 306, 36, 11.6, 0.1),
    ],
)
def test_fits_beside_the_published(
    name: str, events: float, error: float, sigma: float, published: float
) -> None:
    """134 +- 22 at 6.7 sigma, unbinned with its own steady state; 306 +- 20 at 11.6 sigma.

    The error of 36 is ours: +-20 is what no fit of these bins can have.
    """
    found = signal_strength(bins(name))
    assert found.best * found.events == pytest.approx(events, abs=5)
    half = (found.upper - found.lower) / 2 * found.events
    assert half == pytest.approx(error, abs=1.5)
    assert found.significance == pytest.approx(sigma, abs=published)


def test_no_error_is_smaller_than_the_information_allows() -> None:
    """Statistics alone: Fisher's bound of these bins at the best fit is 29 events, not 20."""
    data = bins(ALL)
    expected = data.expected(0.0, 0.0)
    sm = data.parts["sm"]
    bound = sm.sum() / math.sqrt(np.sum(sm**2 / expected))
    assert 26 < bound < 31
    found = signal_strength(data)
    assert (found.upper - found.lower) / 2 * found.events > bound


def by_hand(data: TemplateBins, c: dict[str, float], theta: Any) -> float:
    """The formula, a bin at a time: polynomials by Lagrange, and Poisson's law."""
    mu = np.zeros_like(data.on)
    for name, nominal in data.parts.items():
        template = np.array(nominal)
        size = 1.0
        for pull, z in zip(data.nuisances, theta, strict=True):
            size += pull.scales.get(name, 0.0) * z
            if name in pull.variants:
                at = (0.0, *pull.at)
                each = (nominal, *pull.variants[name])
                for k, one in enumerate(each):
                    weight = math.prod((z - a) / (at[k] - a) for a in at if a != at[k])
                    template = template + weight * one - (nominal if k == 0 else 0.0)
        mu = mu + c.get(name, 1.0) * template * size
    on = data.on
    seen = on > 0
    chi2 = 2 * float(np.sum(mu - on) + np.sum(on[seen] * np.log(on[seen] / mu[seen])))
    if data.off is not None:
        raise NotImplementedError
    return chi2 + sum((z / pull.sigma) ** 2 for pull, z in zip(data.nuisances, theta, strict=True))


@pytest.mark.parametrize("name", [FIRST, ALL])
@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (900.0, 150.0), (0.0, 400.0)])
def test_a_minimiser_over_all_pulls_agrees(name: str, x: float, y: float) -> None:
    data = bins(name)
    c = {"electron": x, "muon": y}
    starts = [0.0, 0.7] if name == ALL else [0.0]
    least = math.inf
    for start in starts:
        theta = [start if n.name == "time" else 0.0 for n in data.nuisances]
        fit = Minuit(lambda t: by_hand(data, c, t), theta)
        fit.errordef, fit.strategy, fit.tol = 1, 2, 1e-4
        fit.migrad()
        fit.migrad()
        least = min(least, fit.fval)
    ours = float(data.chi2_mu10(np.array(x), np.array(y)))
    assert ours == pytest.approx(least, rel=0, abs=1e-6)


def test_a_steady_state_per_bin_costs_significance() -> None:
    """144 numbers learned from 405 events, where the product of projections has 23."""
    one, many = (signal_strength(bins(f"{FIRST}{end}")) for end in ("", "-per-bin"))
    assert one.significance == pytest.approx(6.26, abs=0.05)
    assert many.significance == pytest.approx(5.0, abs=0.05)
    assert many.best * many.events == pytest.approx(one.best * one.events, abs=10)


def test_shapes_of_the_steady_state_move_the_signal() -> None:
    """By -13 and +15 events with other times, of an independent calculation."""
    fits = {end: signal_strength(bins(f"{ALL}{end}")) for end in ("", "-flat", "-counted")}
    events = {end: one.best * one.events for end, one in fits.items()}
    assert events["-flat"] - events[""] == pytest.approx(22, abs=3)
    assert events["-counted"] - events[""] == pytest.approx(-6.5, abs=2)


def test_time_tells_the_flavours_apart() -> None:
    """Without it estimates of the two moments are nearly opposite; with it nearly independent."""

    def correlation(data: TemplateBins) -> float:
        C = np.linalg.inv(data.information)
        return float(C[0, 1] / math.sqrt(C[0, 0] * C[1, 1]))

    data = bins(ALL)

    def summed(part: Any) -> Any:
        return np.asarray(part).reshape(9, 11).sum(axis=1)

    energy = replace(
        data,
        on=summed(data.on),
        parts={name: summed(part) for name, part in data.parts.items()},
        nuisances=tuple(
            replace(n, variants={p: tuple(map(summed, v)) for p, v in n.variants.items()})
            for n in data.nuisances
            if n.name != "time"
        ),
    )
    assert correlation(energy) < -0.9
    assert abs(correlation(data)) < 0.4


def test_the_full_data_contain_the_first() -> None:
    assert FIRST in cevns.dataset(ALL).contains
    assert "coherent-csi@2017-bins" in cevns.dataset(ALL).contains


def test_the_sets_without_times_keep_their_numbers() -> None:
    """Moments in 1e-10 mu_B from one count and from twelve bins, as they are in the book."""
    one = cevns.dataset("coherent-csi@2017-count")
    np.testing.assert_allclose(one.limits() / 1e-10, [41.32, 44.58, 42.35], atol=0.01)
    twelve = cevns.dataset("coherent-csi@2017-bins")
    np.testing.assert_allclose(twelve.limits() / 1e-10, [39.99, 43.16, 41.00], atol=0.01)


def test_neighbours(tmp_path: Any) -> None:
    """Bins follow one another in both axes."""
    for name, shape in ((FIRST, (12, 12)), (ALL, (9, 11))):
        table = description(name).table
        assert table.shape == shape
        for axis in table.axes:
            assert all(b > a for a, b in itertools.pairwise(axis.edges))


def test_the_quenching_is_said_beside_a_result() -> None:
    said = [told_quenching(description(name).experiment.detector) for name in (FIRST, ALL)]
    assert said[0] == "constant, 0.0878"
    assert said[1].startswith("0.0554628 T + 4.30681 T^2 - 111.707 T^3")
