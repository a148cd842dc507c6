"""What the sliders of the explorers allow: all that is published, nothing the package refuses."""

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import controls
import particle
import pytest
from test_explorers import EXPLORERS, ORACLES

import cevns
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.catalogue import catalogue
from cevns.explorers.host import LEVELS
from cevns.inference.assumptions import SETS
from cevns.inference.counts import PRESCRIPTIONS, PULLS
from cevns.inference.fits.prediction import groups
from cevns.interactions.charge_radius import CONVENTIONS
from cevns.interactions.couplings import SCHEMES
from cevns.neutrinos.mixing import PRESETS
from cevns.nuclei.nuclides import nuclide
from cevns.talk.published import talk_limits

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
SPECS = {(name, c["name"]): c for name, e in EXPLORERS.items() for c in e.controls}
SLIDERS = {key: spec for key, spec in SPECS.items() if spec["kind"] == "range"}


def allows(spec: dict[str, Any], value: Any) -> bool:
    """Whether a control can stand there: between its stops numbers can be typed."""
    if spec["kind"] == "range":
        low, high = ends(spec)
        return low <= value <= high
    options = [option for option, _ in spec["options"]]
    return all(v in options for v in ([value] if spec["kind"] == "choice" else value))


def ends(spec: dict[str, Any]) -> tuple[float, float]:
    values = spec.get("values") or (spec["min"], spec["max"])
    return values[0], values[-1]


def test_controls_are_as_reviewed() -> None:
    """`make expected` rewrites the table: an intended change is a diff that somebody reads."""
    kept = json.loads(controls.KEPT.read_text(encoding="utf-8"))
    assert json.loads(controls.text()) == kept


@pytest.mark.parametrize("name", EXPLORERS)
def test_explorers_start_where_their_controls_can_stand(name: str) -> None:
    state = EXPLORERS[name].state
    assert list(state) == [spec["name"] for spec in EXPLORERS[name].controls] or set(state) == {
        spec["name"] for spec in EXPLORERS[name].controls
    }
    for control, value in state.items():
        assert allows(SPECS[name, control], value), (control, value)


@pytest.mark.parametrize(("name", "control"), SPECS)
def test_presets_and_conditions_speak_of_what_is_there(name: str, control: str) -> None:
    spec = SPECS[name, control]
    for option, preset in spec.get("presets", {}).items():
        assert allows(spec, option)
        for other, value in preset.items():
            assert allows(SPECS[name, other], value), (option, other, value)
    for other, values in spec.get("when", {}).items():
        one_by_one = [[v] for v in values] if SPECS[name, other]["kind"] == "many" else values
        assert all(allows(SPECS[name, other], v) for v in one_by_one)


@pytest.mark.parametrize("name", EXPLORERS)
def test_figures_are_states_of_their_explorers(name: str) -> None:
    """As the controls could be set, with figures that a chapter has."""
    chapters = [path.read_text(encoding="utf-8") for path in CHAPTERS.glob("*.md")]
    for figure, _, state in EXPLORERS[name].figures:
        assert sum(f"name: {figure}\n" in text for text in chapters) == 1
        for control, value in state.items():
            assert allows(SPECS[name, control], value), (figure, control, value)


@pytest.mark.parametrize(("name", "control"), [k for k, s in SPECS.items() if "groups" in s])
def test_groups_hold_nothing_twice(name: str, control: str) -> None:
    spec = SPECS[name, control]
    for label, names in spec["groups"]:
        assert names, label
        assert allows(spec, names), label
        for one in names:
            assert not set(spec["excludes"].get(one, [])) & set(names), label


@pytest.mark.parametrize(("name", "control"), SLIDERS)
def test_sliders_go_up_and_reach_their_end(name: str, control: str) -> None:
    spec = SLIDERS[name, control]
    low, high = ends(spec)
    assert low < high
    assert allows(spec, low)
    assert allows(spec, high)
    assert all(a < b for a, b in pairwise(spec.get("values", [low, high])))


@pytest.mark.parametrize(("name", "control"), SPECS)
def test_the_package_accepts_whatever_a_control_allows(name: str, control: str) -> None:
    """Both ends of every slider and every option, the others where they start."""
    spec = SPECS[name, control]
    options = [option for option, _ in spec.get("options", [])]
    tried = ends(spec) if spec["kind"] == "range" else options
    if spec["kind"] == "many":  # none, and all at once that do not have the events of others
        same = "coherent-csi current", "coherent-csi@2021"
        assert {*same} < {*tried}
        tried = [[], *([one for one in tried if one != left_out] for left_out in same)]
    for value in tried:
        preset = spec.get("presets", {}).get(value, {}) if isinstance(value, str) else {}
        found = ORACLES[name](EXPLORERS[name].state | preset | {control: value})
        assert all(isinstance(float(v), float) for v in found.values())


def test_angles_cover_one_full_turn() -> None:
    turning = {key: spec for key, spec in SLIDERS.items() if spec["unit"] == "π"}
    assert set(turning) == {
        ("moments", "zeta_1"),
        ("moments", "zeta_2"),
        ("moments", "delta"),
        ("combination", "phase"),
    }
    for spec in turning.values():
        assert ends(spec) == (0, 2)
        assert allows(spec, 0.5)
        assert allows(spec, 1)


def test_moments_cover_the_published_limits() -> None:
    """In 1e-10 mu_B: the talk's table, and effective moments from that of the Sun upwards."""
    published = [limit for row in talk_limits().values() for limit in row]
    assert 0.05 < min(published) < max(published) < 100
    for key in (("cross_section", "mu_nu"), ("experiment", "mu_nu")):
        low, high = next(v for v in SLIDERS[key]["values"] if v), ends(SLIDERS[key])[1]
        assert low < min(published)
        assert high > max(published)
    # the statistics are those of the first CsI data
    first = max(max(row) for (key, _, _), row in talk_limits().items() if key == "coherent-csi")
    low, high = ends(SLIDERS["statistics", "Lambda_1"])
    assert low == 0
    assert first < high < 2 * first


def test_energies_cover_the_beams() -> None:
    """Neutrinos of stopped pions and muons have at most half the muon's mass; 1.8 MeV start an
    inverse beta decay; recoils go up to those of the lightest nucleus."""
    muon = float(particle.Particle.from_name("mu-").mass)
    low, high = ends(SLIDERS["cross_section", "E_nu"])
    assert high - muon / 2 == pytest.approx(0, abs=SLIDERS["cross_section", "E_nu"]["step"])
    assert low < 1.8
    masses = [nuclide(name).mass for name, _ in SPECS["cross_section", "nuclide"]["options"]]
    T_max = 2 * high**2 / (min(masses) + 2 * high) * 1e3
    assert ends(SLIDERS["cross_section", "T"]) == (0.001, pytest.approx(T_max, rel=5e-3, abs=0))


@pytest.mark.parametrize("control", ["Lambda_1", "Lambda_2", "Lambda_3"])
def test_moduli_start_at_nothing(control: str) -> None:
    """Only their ratios matter to what is seen of them."""
    assert ends(SLIDERS["moments", control]) == (0, 10)


def test_uncertainties_are_fractions_from_nothing_up() -> None:
    for key in (
        ("experiment", "sigma_sys"),
        ("experiment", "sigma_stat"),
        ("statistics", "sigma_signal"),
        ("statistics", "sigma_background"),
    ):
        low, high = ends(SLIDERS[key])
        assert low == 0
        assert high > 0.3
    low, high = ends(SLIDERS["experiment", "efficiency"])
    assert low > 0
    assert high == 1
    low, high = ends(SLIDERS["cross_section", "radius"])
    assert low == -high


def test_statistics_start_from_the_first_data() -> None:
    """As the talk prints them: 142 events, 28 % of the signal, 25 % of the neutrons."""
    state = EXPLORERS["statistics"].state
    names = ("observed", "sigma_signal", "sigma_background", "exposure")
    assert [state[n] for n in names] == [142, 0.28, 0.25, 1]


def test_the_experiment_starts_from_the_first_ge_run_at_a_reactor() -> None:
    """As the talk prints it: 3.85 kg at 17 m for a year, 100 eV of ionisation, 50 %, 20 %, 20 %."""
    expected = {
        "preset": "conus current",
        "source": "reactor",
        "target": "Ge",
        "mass": 3.85,
        "baseline": 17,
        "exposure": 365.25,
        "threshold": 0.1,
        "reading": "shortcut",
        "efficiency": 0.5,
        "sigma_stat": 0.2,
        "sigma_sys": 0.2,
    }
    state = EXPLORERS["experiment"].state
    assert {name: state[name] for name in expected} == expected


@pytest.mark.parametrize("key", catalogue(), ids=" ".join)
def test_every_setup_can_be_chosen_and_is_that_experiment(key: tuple[str, str]) -> None:
    """Its controls, looked up by hand, and with them its counts and its limits."""
    e, name = cevns.experiment(*key), " ".join(key)
    assert allows(SPECS["experiment", "preset"], name)
    assert allows(SPECS["combination", "experiments"], [name])
    preset = SPECS["experiment", "preset"]["presets"][name]
    assert preset["mass"] == e.mass
    assert preset["baseline"] == e.baseline_m
    assert preset["exposure"] * 86400 == e.exposure
    if isinstance(e.detector, IonisationDetector):
        assert preset["threshold"] == pytest.approx(e.detector.threshold_ee * 1e3, rel=1e-6, abs=0)
    elif isinstance(e.detector, ThresholdDetector):
        assert preset["threshold"] == pytest.approx(e.detector.threshold_nr * 1e3, rel=1e-6, abs=0)
    data = cevns.dataset(e).expected()
    for prescription in PRESCRIPTIONS:
        state = EXPLORERS["experiment"].state | preset | {"prescription": prescription}
        found = ORACLES["experiment"](state)
        # power and neutrinos have four digits, background over signal has three
        assert found["sm"] == pytest.approx(data.signal.sm_total, rel=5e-4, abs=0)
        for i, limit in enumerate(data.limits(prescription=prescription), 1):
            assert found[f"Lambda_{i}"] == pytest.approx(float(limit) * 1e10, rel=5e-4, abs=0)


def test_fits_bring_their_own_phase() -> None:
    presets = SPECS["moments", "mixing"]["presets"]
    assert set(presets) == set(PRESETS)
    for name, mixing in PRESETS.items():
        assert presets[name]["delta"] == pytest.approx(mixing.delta_CP / math.pi, abs=5e-4)


def test_one_count_starts_from_the_first_data_and_what_one_would_assume() -> None:
    state = EXPLORERS["count"].state
    assert EXPLORERS["count"].data["observed"] == 142
    assert state["couplings"] == cevns.RECOMMENDED.couplings
    assert state["confidence_level"] / 100 == cevns.RECOMMENDED.confidence_level
    presets = SPECS["count", "assumptions"]["presets"]
    assert {name: p["couplings"] for name, p in presets.items()} == {
        name: under.couplings for name, under in SETS.items()
    }


def test_one_count_can_be_asked_for_all_that_the_package_knows() -> None:
    """Schemes, conventions, flavours, shapes of pulls, and the levels of the other explorers."""
    options = {
        c: [o for o, _ in SPECS["count", c].get("options", [])] for (e, c) in SPECS if e == "count"
    }
    assert options["couplings"] == list(SCHEMES)
    assert options["convention"] == list(CONVENTIONS)
    beam = [c.flavor for c in cevns.experiment("coherent-csi").components]
    assert sorted(options["flavor"]) == sorted(groups(beam))
    assert set(PULLS) - {"gaussian"} < set(options["pulls"])
    levels = SPECS["count", "confidence_level"]["values"]
    assert {round(100 * float(level), 2) for level in LEVELS} <= set(levels)
