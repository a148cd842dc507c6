"""What is said beside a limit: the method, when to be careful, and why there is no limit."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cevns
from cevns.__main__ import main
from cevns.experiments.measurement import PoissonCount
from cevns.inference.counts import Counting
from cevns.inference.intervals import (
    StandardModelExcludedError,
    require_standard_model,
    room_above,
    upper_limit,
)
from cevns.inference.remarks import method, remarks, why_unbounded

CSI, CONUS = cevns.dataset("coherent-csi"), cevns.dataset("conus")
SMALL = CONUS.longer(4.0 / CONUS.signal.sm_total)


def test_the_method_is_named() -> None:
    assert method(CSI) == "Gaussian count, profile"
    assert method(CSI.under(pull="log_normal")) == "Gaussian count, log-normal pull, profile"
    built = CSI.under(definition="feldman_cousins")
    assert method(built) == "Gaussian count, Feldman-Cousins construction"
    assert method(SMALL) == "Poisson count, profile; quenching: Lindhard, its own k"
    assert method(CONUS.under(prescription="talk")).startswith("Gaussian count of the talk, no li")
    assert method(cevns.dataset("coherent-csi@2017-bins")).startswith("Poisson counts in bins")


def test_nothing_to_say_of_an_ordinary_count() -> None:
    assert remarks(CSI) == remarks(CONUS) == []
    assert remarks(cevns.dataset("coherent-csi@2017-bins")) == []


def test_few_events_are_remarked() -> None:
    (said,) = remarks(SMALL)
    assert said.startswith("few events (a variance of 4.8): judged by their Poisson")
    (said,) = remarks(SMALL.under(prescription="talk"))
    assert "only a rough guide" in said
    assert remarks(SMALL.with_measurement(PoissonCount(observed=90, background=86))) == []


def test_a_count_far_off_is_remarked() -> None:
    low = SMALL.with_measurement(PoissonCount(observed=0, background=6))
    assert any("3.2 standard deviations below the Standard Model" in text for text in remarks(low))


def test_an_uncertain_signal_is_remarked() -> None:
    vague = CSI.with_systematics(0.4)
    (said,) = remarks(vague)
    assert said.startswith("the signal is uncertain by 40 %: no magnetic moment, however large")
    assert "2.5 standard deviations" in said
    assert remarks(vague.under(pull="log_normal")) == []


@pytest.mark.parametrize("definition", ["physical", "boundary", "feldman_cousins"])
def test_a_pull_that_explains_all_away(definition: str) -> None:
    vague = CSI.with_systematics(0.9).under(definition=definition)
    said = why_unbounded(vague, "Lambda_1")
    assert "sigma = 0.9" in said
    assert "1/sigma^2 = 1.23" in said
    assert why_unbounded(CSI, "Lambda_1") == ""
    assert why_unbounded(vague.under(pull="log_normal", definition="physical"), "Lambda_1") == ""


def test_other_reasons_for_no_bound() -> None:
    blind = why_unbounded(CONUS, "Lambda_1", others="profiled", phases="profiled")
    assert blind.startswith("a direction is blind, |Lambda_1| : |Lambda_2| : |Lambda_3| = ")
    ratio = [float(x) for x in blind.split(" = ")[1].split(" : ")]
    U = np.abs(CONUS.assumptions.mixing.matrix[0])
    assert ratio == pytest.approx(list(U), abs=6e-3)
    signal = replace(CONUS.signal, magnetic=dict.fromkeys(CONUS.signal.magnetic, 0.0))
    unseen = replace(CONUS)
    unseen.__dict__["signal"] = signal
    assert why_unbounded(unseen, "Lambda_1") == "no magnetic event can be seen"


def test_the_command_line_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limit", "coherent-csi", "--confidence-level", "0.9999"]) == 0
    assert "|Lambda_2| unbounded: the signal is uncertain" in capsys.readouterr().out
    assert main(["limit", "coherent-csi", "--pull", "log_normal", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["method"] == "Gaussian count, log-normal pull, profile"
    assert record["remarks"] == []
    assert record["assumptions"]["pull"] == "log_normal"


def test_the_command_line_reads_a_few_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "few.toml"
    file.write_text(
        """
        [experiment.mine.future]
        provenance = "inferred"
        reference = "a proposal"
        source = "reactor"
        thermal_power_GW = 3.9
        material = "Ge"
        mass_kg = 0.001
        baseline_m = 17
        exposure_days = 365
        detector = { kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8 }
        statistics = { kind = "poisson", observed_events = 3, off_events = 4, off_exposure = 2 }
        """
    )
    assert main(["limit", "mine", "--file", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Poisson count, profile" in said
    assert "careful: few events (a variance of 4)" in said


def test_no_upper_limit_where_the_standard_model_is_excluded() -> None:
    """The counts of 2017 in half of the detector: Delta chi^2 far above any threshold."""
    light = CSI.with_experiment(lambda e: replace(e, mass=e.mass / 4)).under(
        prescription="statistical"
    )
    for definition in ("physical", "boundary", "free", "feldman_cousins"):
        with pytest.raises(ValueError, match=r"the Standard Model itself, .* has Delta chi"):
            light.limit("Lambda_1", definition=definition)
        with pytest.raises(StandardModelExcludedError):
            light.limit("Lambda_1", definition=definition, phases="averaged", others="profiled")
    with pytest.raises(StandardModelExcludedError, match="only an interval"):
        light.limits()


def test_an_excess_up_to_the_threshold_has_a_limit() -> None:
    """At Delta chi^2 of the Standard Model just below and just above 2.71."""
    for off, excluded in ((1.64, False), (1.65, True)):
        count = Counting(observed=100 + off * 10, variance=100.0)
        if excluded:
            with pytest.raises(StandardModelExcludedError, match=r"Delta chi\^2 = 2\.72"):
                room_above(count, 100.0)
        else:
            assert room_above(count, 100.0) == upper_limit(count, 100.0) - 100
    require_standard_model(Counting(observed=10, variance=1.0), 100.0)  # fewer than it expects
    with pytest.raises(StandardModelExcludedError, match=r"exceed the .* use 'physical'"):
        room_above(Counting(observed=10, variance=1.0), 100.0, definition="free")
    assert math.isfinite(room_above(Counting(observed=10, variance=1.0), 100.0))
