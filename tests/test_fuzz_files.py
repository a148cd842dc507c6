"""A fuzzer over the grammar of the files: no crash, and nothing that is silently nonsense.

What is accepted must count a finite number of events, fewer than a perfect detector would; what is
refused must be named by file. CEVNS_FUZZ=5000 in the environment searches longer.
"""

import contextlib
import copy
import datetime
import itertools
import json
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import cevns
from cevns.basics.tables import Column, Layout
from cevns.detectors.curve_files import ACCEPTANCE, EFFICIENCY, RESOLUTION
from cevns.detectors.measured_quenching import LAYOUT as QUENCHING
from cevns.detectors.thresholds import ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ObservedBins
from cevns.experiments.statistics import BINS
from cevns.sources.flux_tables import FISSION, FLUX

SLOW = settings(
    max_examples=int(os.environ.get("CEVNS_FUZZ", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

CSV = {
    "nr": "T_keV_nr,efficiency\n0,0\n0.5,0.4\n20,0.9\n",
    "ee": "E_keV_ee,efficiency\n0.1,0\n0.3,0.4\n5,0.9\n",
    "pe": "photoelectrons,acceptance\n5,0\n15,0.6\n40,0.6\n",
    "q": "T_keV_nr,quenching_factor\n0,0.1\n1,0.2\n100,0.3\n",
    "s": "E_keV_ee,sigma_keV_ee\n0,0.01\n1,0.03\n20,0.05\n",
    "flux": "E_MeV,flux_per_cm2_s_MeV\n1,1e8\n3,3e8\n50,0\n",
    "fission": "E_MeV,per_fission_MeV\n0,0\n1,2.4\n8,0\n",
    "bins": "lower_keV_nr,upper_keV_nr,observed,off,background\n0.5,0.7,9,1,0.5\n0.7,1.2,4,1,0.5\n",
}

BASE: dict[str, Any] = {
    "provenance": "inferred",
    "reference": "a fuzzer",
    "source": {
        "plant": {"kind": "reactor", "spectrum": "fission.csv", "fuel": {"235U": 0.6, "238U": 0.4}},
        "fits": {
            "kind": "reactor",
            "fit": "huber",
            "low_energy": "none",
            "captures_per_fission": 0.6,
            "E_top_MeV": 7,
            "flux_uncertainty": 0.02,
        },
        "ess": {
            "kind": "pion_decay_at_rest",
            "beam_power_MW": 5,
            "proton_energy_GeV": 2,
            "neutrinos_per_flavor_per_proton": 0.3,
        },
        "mine": {
            "kind": "components",
            "component": {
                "line": {"flavor": "nu_e", "line_MeV": 30, "rate_per_s": 1e15, "beam": "early"},
                "table": {"flavor": "nu_mu", "spectrum": "flux.csv", "distance_m": 12},
            },
        },
    },
    "nuclide": {"41Ar": {"Z": 18, "N": 23, "atomic_mass_u": 40.9645, "charge_radius_fm": 3.43,
                         "spin_J": 3.5, "S_n": 0.3}},
    "material": {
        "own": {"atoms": {"41Ar": 0.5, "Ge": 0.5}},
        "mix": {"mass_fractions": {"Ge": 0.6, "Si": 0.4}},
    },
    "experiment": {
        "one": {
            "future": {
                "source": "plant",
                "thermal_power_GW": 3.9,
                "material": "own",
                "mass_kg": 10,
                "baseline_m": 17,
                "exposure_days": 365,
                "detector": {"kind": "threshold", "efficiency": "nr.csv", "upper_keV_nr": 15},
                "statistics": {"kind": "expected", "sigma_stat": 0.2, "sigma_sys": 0.1},
            }
        },
        "two": {
            "current": {
                "source": "fits",
                "core": {
                    "a": {"thermal_power_GW": 4, "distance_m": 20},
                    "b": {"flux_per_cm2_s": 1e12, "distance_m": 90},
                },
                "material": "mix",
                "mass_kg": 2,
                "exposure_days": 100,
                "detector": {
                    "kind": "threshold",
                    "efficiency": "ee.csv",
                    "quenching": "q.csv",
                    "resolution": "s.csv",
                    "lowest_keV_nr": 0.1,
                },
                "statistics": {"kind": "poisson", "observed_events": 30, "background_events": 4},
            }
        },
        "three": {
            "current": {
                "source": "ess",
                "material": "CsI",
                "mass_kg": 14,
                "baseline_m": 20,
                "exposure_days": 300,
                "detector": {
                    "kind": "photoelectrons",
                    "light_yield_PE_per_keV_nr": 1.17,
                    "acceptance": "pe.csv",
                    "window_lower_PE": 6,
                    "window_upper_PE": 30,
                    "fluctuations": "poisson",
                },
                "statistics": {
                    "kind": "observed",
                    "observed_events": 142,
                    "prompt_neutron_events": 6,
                    "steady_state_events": 405,
                    "sigma_signal": 0.28,
                    "sigma_background": 0.25,
                },
            }
        },
        "four": {
            "future": {
                "source": "mine",
                "material": "Xe",
                "mass_kg": 100,
                "baseline_m": 20,
                "exposure_days": 300,
                "detector": {"kind": "threshold", "threshold_keV_nr": 0.5, "efficiency": 0.9},
                "statistics": {"kind": "bins", "table": "bins.csv", "off_exposure": 2},
            }
        },
    },
}  # fmt: skip


def leaves(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))


PATHS = list(leaves(BASE))
KEYS = sorted({path[-1] for path in PATHS} | {"value", "flux_per_cm2_s", "threshold_keV_ee"})

numbers = st.one_of(
    st.integers(-5, 500),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0, -0.0, 1e-300, 1e300, 1e-6, 1e6, 0.5, 1, 2, 10**30, 2**63]),
    st.floats(1e-3, 1e4),
)
words = st.one_of(
    st.sampled_from(
        [*KEYS, *(f"{name}.csv" for name in CSV), "", " ", "nr", "reactor", "Ge", "CaWO4"]
    ),
    st.sampled_from(
        ["none", "poisson", "huber", "components", "exact", "nu_e_bar", "cited", "bins"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8),
)
values = st.recursive(
    st.one_of(numbers, words, st.booleans(), st.just(datetime.date(2020, 1, 1))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=4,
)


def toml(value: object) -> str:
    """A value of a TOML file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value).replace("\\u007f", "\\u007F").replace("\x7f", "\\u007F")


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """BASE with up to three entries replaced, removed, renamed, wrapped, or added."""
    whole = copy.deepcopy(BASE)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(PATHS))
        table: Any = whole
        for key in path[:-1]:
            table = table.get(key, {}) if isinstance(table, dict) else {}
        if not isinstance(table, dict) or path[-1] not in table:
            continue
        old = table[path[-1]]
        match draw(st.sampled_from(["value", "scale", "drop", "rename", "source", "add", "move"])):
            case "value":
                table[path[-1]] = draw(values)
            case "scale" if isinstance(old, float | int):
                table[path[-1]] = old * draw(st.sampled_from([1e-6, 1e-3, 0.01, 100, 1e3, 1e6, -1]))
            case "drop":
                del table[path[-1]]
            case "rename":
                table[draw(st.sampled_from(KEYS))] = table.pop(path[-1])
            case "source":
                table[path[-1]] = {"value": old, "provenance": "cited", "reference": "x"}
            case "add":
                table[draw(st.sampled_from(KEYS))] = draw(values)
            case "move":
                other = whole.get(draw(st.sampled_from(["experiment", "source"])), old)
                table[path[-1]] = copy.deepcopy(other)
    return whole


cells = st.one_of(
    numbers.map(str), st.sampled_from(["", " 1 ", "1e3", "0.5", "x", "1,5", '"2"', "#", "1_0", "٣"])
)
headings = st.sampled_from(
    sorted(
        {
            c.heading
            for layout in (EFFICIENCY.file.layout, ACCEPTANCE.layout, RESOLUTION.layout, QUENCHING)
            for place in layout.places
            for c in place
        }
        | {c.heading for layout in (FLUX, FISSION, BINS.layout) for p in layout.places for c in p}
        | {"x", "T_keV", "efficency", ""}
    )
)


@st.composite
def tables(draw: st.DrawFn, name: str) -> str:
    """The table of a name with some cells, headings or separators changed."""
    lines = [one.split(",") for one in CSV[name].splitlines()]
    for _ in range(draw(st.integers(0, 3))):
        i = draw(st.integers(0, len(lines) - 1))
        j = draw(st.integers(0, max(len(lines[i]) - 1, 0)))
        match draw(st.sampled_from(["cell", "scale", "drop", "swap", "twice", "more", "less"])):
            case "cell" if lines[i]:
                lines[i][j] = draw(headings if i == 0 else cells)
            case "scale":
                factor = draw(st.sampled_from([1e-3, 1e-2, 10, 1e3]))
                for line in lines[1:]:
                    if len(line) > j:
                        try:
                            line[j] = repr(float(line[j]) * factor)
                        except ValueError:
                            continue
            case "drop":
                del lines[i]
            case "swap":
                k = draw(st.integers(0, len(lines) - 1))
                lines[i], lines[k] = lines[k], lines[i]
            case "twice":
                lines.insert(i, list(lines[i]))
            case "more":
                lines[i].append(draw(cells))
            case "less":
                lines[i] = lines[i][:-1]
        if not lines:
            break
    separator = draw(st.sampled_from([",", ",", ",", ",", ";", "\t", " , "]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\n\n", "\n# x\n"]))
    return end.join(separator.join(line) for line in lines)


def sane(e: Experiment) -> None:
    """Events are finite, not negative, and no more than all recoils there are."""
    counts = cevns.signal(e)
    for found in (*counts.sm.values(), *counts.magnetic.values()):
        assert math.isfinite(found)
        assert found >= 0
    lowest = min(e.detector.on(n).kinks[0] for n in e.material.nuclides)
    all_of_them = replace(e, detector=ThresholdDetector(threshold_nr=lowest))
    most = cevns.signal(all_of_them)
    assert counts.sm_total <= most.sm_total * (1 + 1e-6)
    assert counts.magnetic_total <= most.magnetic_total * (1 + 1e-6)
    assert e.exposure > 0
    assert all(math.isfinite(c.fluence(e.baseline_m, e.exposure)) for c in e.components)


def silent(e: Experiment) -> bool:
    """Whether a nuclide of one's own does not say its radius, or its spin."""
    own = [n for n in e.material.nuclides if n.name not in cevns.nuclides.nuclides()]
    return any(n.charge_radius is None or (n.spins is None and n.unpaired != (0, 0)) for n in own)


def judged(e: Experiment) -> None:
    """A limit is a positive number, or refused for a reason."""
    with contextlib.suppress(ValueError):
        assert cevns.limit(e, "Lambda_1") > 0


def refused_by(error: ValueError, file: str) -> str:
    message = str(error)
    assert message.startswith(file), message
    return message


def read(folder: Path, text: str) -> dict[tuple[str, str], Experiment] | None:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8", newline="")
    try:
        return dict(cevns.load_experiments(file))
    except ValueError as error:
        message = refused_by(error, "mine.toml")
        event("refused: " + message.split(":")[0].split(" =")[0])
        return None


def written(whole: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in whole.items())


def test_what_is_changed_is_good(tmp_path: Path) -> None:
    for name, text in CSV.items():
        (tmp_path / f"{name}.csv").write_text(text)
    experiments = read(tmp_path, written(BASE))
    assert experiments is not None
    assert len(experiments) == 4
    for e in experiments.values():
        sane(e)
        judged(e)


@SLOW
@given(changes())
def test_changed_files(whole: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, text in CSV.items():
            (folder / f"{table}.csv").write_text(text)
        for e in (read(folder, written(whole)) or {}).values():
            if silent(e):
                with pytest.raises(ValueError, match=r"no charge radius|no spin of"):
                    cevns.signal(e)
                continue
            sane(e)
            judged(e)


@SLOW
@given(st.data())
def test_changed_tables(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CSV)))
    with tempfile.TemporaryDirectory() as folder:
        for table, text in CSV.items():
            text = data.draw(tables(name)) if table == name else text
            (Path(folder) / f"{table}.csv").write_text(text, encoding="utf-8", newline="")
        for e in (read(Path(folder), written(BASE)) or {}).values():
            sane(e)
            judged(e)


LAYOUTS = {
    "efficiency": EFFICIENCY.file.layout,
    "acceptance": ACCEPTANCE.layout,
    "resolution": RESOLUTION.layout,
    "quenching": QUENCHING,
    "flux": FLUX,
    "fission": FISSION,
    "bins": BINS.layout,
}


@pytest.mark.parametrize("name", LAYOUTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_a_table_holds_is_what_was_written(name: str, data: st.DataObject) -> None:
    """Every number that is read is one that was written, in the units of its heading."""
    layout: Layout = LAYOUTS[name]
    chosen: list[Column] = [data.draw(st.sampled_from(place)) for place in layout.places]
    count = data.draw(st.integers(layout.rows, 6))
    rows = [[data.draw(numbers.map(float)) for _ in chosen] for _ in range(count)]
    if data.draw(st.booleans()):
        rows.sort()
    order = data.draw(st.permutations(range(len(chosen))))
    lines = [",".join(chosen[i].heading for i in order)]
    lines += [",".join(repr(row[i]) for i in order) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "t.csv"
        file.write_text("\n".join(lines))
        try:
            table = layout.read(file)
        except ValueError as error:
            refused_by(error, "t.csv")
            return
    for i, (column, found) in enumerate(zip(chosen, table.values, strict=True)):
        assert table.columns[i] == column
        np.testing.assert_allclose(found, [row[i] * column.factor for row in rows], rtol=1e-15)
        assert np.isfinite(found).all()
        limits = column.limits
        written_there = np.array([row[i] for row in rows])
        assert (written_there >= (limits.get("at_least") or -math.inf)).all()
        assert (written_there <= limits.get("at_most", math.inf)).all()
    assert all(b > a for a, b in itertools.pairwise(table.values[0]))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(bytes)))
def test_any_text_and_any_bytes(data: str | bytes) -> None:
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        file, table = Path(folder) / "mine.toml", Path(folder) / "t.csv"
        file.write_bytes(raw)
        table.write_bytes(raw)
        with pytest.raises(ValueError, match=r"^mine\.toml"):
            cevns.load_experiments(file)
        with pytest.raises(ValueError, match=r"^t\.csv"):
            FLUX.read(table)


def test_bins_are_read_by_the_fuzzed_file(tmp_path: Path) -> None:
    for name, text in CSV.items():
        (tmp_path / f"{name}.csv").write_text(text)
    experiments = read(tmp_path, written(BASE))
    assert experiments is not None
    assert isinstance(experiments["four", "future"].measurement, ObservedBins)
