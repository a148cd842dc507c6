"""The command line: its JSON, its text, its errors."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import cevns
from cevns.__main__ import main
from cevns.basics.csv_tables import shipped
from cevns.experiments.catalogue import catalogue
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.bands import expected_bands
from cevns.inference.export import export
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.workspace import workspace
from cevns.nuclei.radii import model
from cevns.talk.limits_table import rows

MOMENTS = ("Lambda_1", "Lambda_2", "Lambda_3")
FEEL_EVERY_OPTION = ("coherent-csi", "conus")  # a measured count, and one to come


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_counts_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(run(capsys, "counts", "coherent-csi", "--setup", "current", "--json"))
    counts = cevns.signal(cevns.experiment("coherent-csi"))
    keys = ["experiment", "setup", "sm", "magnetic_1e-10_muB", "count", "observed", "definition"]
    assert list(record) == [*keys, "inferred", "method", "remarks", "assumptions", "version"]
    assert record["assumptions"] == RECOMMENDED.record()
    assert (record["count"], record["version"]) == ("observed", cevns.__version__)
    assert record["observed"] == 142
    assert record["sm"] == {**counts.sm, "total": counts.sm_total}
    assert record["magnetic_1e-10_muB"] == {**counts.magnetic, "total": counts.magnetic_total}


def test_limit_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(run(capsys, "limit", "coherent-csi", "--beam", "delayed", "--json"))
    e = cevns.experiment("coherent-csi")
    assert record["unit"] == "1e-10 mu_B"
    assert record["limits"] == {
        m: cevns.limit(e, m, beam="delayed") / 1e-10 for m in ("Lambda_1", "Lambda_2", "Lambda_3")
    }


def test_an_unbounded_moment_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    level = "0.9999"
    record = json.loads(run(capsys, "limit", "coherent-csi", "--confidence-level", level, "--json"))
    assert record["limits"] == dict.fromkeys(MOMENTS)
    text = run(capsys, "limit", "coherent-csi", "--confidence-level", level)
    assert "|Lambda_2| unbounded: the signal is uncertain by sigma = 0.28: a pull explains" in text


def test_options_reach_the_physics(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "counts", "coherent-csi", "--couplings", "radiative_2005", "--json")
    expected = cevns.signal(
        cevns.experiment("coherent-csi"), couplings=cevns.interactions.couplings.radiative_2005()
    )
    assert json.loads(text)["sm"]["total"] == expected.sm_total


def test_tables_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert "coherent-csi" in run(capsys, "experiments")
    assert "nu_mu_bar" in run(capsys, "counts", "coherent-csi")
    assert "|Lambda_3| < 49.9 x 1e-10 mu_B" in run(
        capsys, "limit", "coherent-csi", "--beam", "delayed", "--as", "talk"
    )


def test_a_file_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = shipped("experiments", "experiments.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text.replace("red100", "mine"))
    theirs = cevns.experiment("red100", "future")
    options = ("mine", "--setup", "future", "--file", str(file), "--json")
    counts = json.loads(run(capsys, "counts", *options))
    assert counts["sm"]["total"] == cevns.signal(theirs).sm_total
    limits = json.loads(run(capsys, "limit", *options))["limits"]
    assert limits["Lambda_1"] == cevns.limit(theirs, "Lambda_1") / 1e-10
    assert "mine " in run(capsys, "experiments", "--file", str(file))
    exported = json.loads(run(capsys, "export", "--file", str(file)))["experiments"]
    assert {"mine", "conus"} <= {record["experiment"] for record in exported}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("counts", "coherent-cs"), "cevns counts: no experiment 'coherent-cs'; did you mean"),
        (("counts", "borexino"), "cevns counts: borexino counts electrons hit by solar neutrinos"),
        (("limit", "borexino"), "its limits are in `python -m cevns table` and from cevns.expe"),
        (("limit", "mine", "--file", "none.toml"), "none.toml: cannot be read (No such file"),
        (("export", "conu"), "cevns export: no experiment 'conu'; did you mean 'conus'?"),
        (("export", "conus@2017"), "no data set 'conus@2017'"),
        (("export", "--likelihood"), "a likelihood is that of a count or of data: name it"),
        (("export", "conus", "texono", "--likelihood"), "not of conus current + texono current"),
        (("export", "conus", "--likelihood", "--as", "talk"), "'talk' prescription of an expecte"),
        (("limit", "coherent-csi", "--mixing", "nufit"), "cevns limit: no mixing preset 'nufit'"),
        (("limit", "coherent-csi", "--confidence-level", "90"), "write 0.90 for 90 %"),
    ],
)
def test_bad_input_is_one_line_and_status_two(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("key", FEEL_EVERY_OPTION)
def test_without_options_it_is_the_facade_without_arguments(
    capsys: pytest.CaptureFixture[str], key: str
) -> None:
    """Setup, beam, mixing, level, prescription, definition, couplings, form factor."""
    e = cevns.experiment(key)
    found = json.loads(run(capsys, "limit", key, "--json"))
    assert found["limits"] == {m: cevns.limit(e, m) / 1e-10 for m in MOMENTS}
    counted = json.loads(run(capsys, "counts", key, "--json"))
    assert counted["sm"]["total"] == cevns.signal(e).sm_total
    assert counted["magnetic_1e-10_muB"]["total"] == cevns.signal(e).magnetic_total
    assert (found["setup"], counted["setup"]) == (e.setup, e.setup)


OPTIONS = [
    ("--setup", "future", {}),
    ("--mixing", "de_salas_2018", {"mixing": cevns.mixing.DE_SALAS_2018}),
    ("--confidence-level", "0.8", {"confidence_level": 0.8}),
    ("--prescription", "statistical", {"prescription": "statistical"}),
    ("--definition", "boundary", {"definition": "boundary"}),
    ("--couplings", "radiative_2005", {"couplings": cevns.couplings.radiative_2005()}),
    ("--form-factor", "point_like", {"form_factor": model("point_like")}),
    ("--neutron-form-factor", "point_like", {"neutron_form_factor": model("point_like")}),
]


@pytest.mark.parametrize("key", FEEL_EVERY_OPTION)
@pytest.mark.parametrize(("option", "value", "argument"), OPTIONS, ids=[o[0] for o in OPTIONS])
def test_every_option_of_a_limit_is_felt(
    capsys: pytest.CaptureFixture[str], key: str, option: str, value: str, argument: dict
) -> None:
    """So the comparison without options would notice if any of them had another default."""
    e = cevns.experiment(key, "future" if option == "--setup" else None)
    found = json.loads(run(capsys, "limit", key, option, value, "--json"))["limits"]
    assert found == {m: cevns.limit(e, m, **argument) / 1e-10 for m in MOMENTS}
    plain = json.loads(run(capsys, "limit", key, "--json"))["limits"]
    assert all(abs(found[m] / plain[m] - 1) > 1e-6 for m in MOMENTS)


def test_the_record_of_a_limit_says_how_it_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(run(capsys, "limit", "coherent-csi", "--json"))
    del record["limits"]
    assert record == {
        "experiment": "coherent-csi",
        "setup": "current",
        "kind": "limit",
        "unit": "1e-10 mu_B",
        "free": None,
        "band_68": None,
        "count": "observed",
        "observed": 142,
        "definition": "90 % C.L., physical: " + DEFINITIONS["physical"],
        "inferred": {},
        "method": "Gaussian count, profile",
        "remarks": [],
        "assumptions": RECOMMENDED.record(),
        "version": cevns.__version__,
    }


def test_a_plan_has_no_limit_and_says_what_was_inferred(capsys: pytest.CaptureFixture[str]) -> None:
    """Every input of the file that no source gives, and nothing else."""
    record = json.loads(run(capsys, "limit", "conus", "--json"))
    assert (record["kind"], record["count"]) == ("expected limit", "expected")
    inputs = cevns.experiment("conus").inputs
    chosen = {k: i for k, i in inputs.items() if i.provenance == "inferred"}
    assert "flux_per_cm2_s" in chosen
    assert "mass_kg" not in chosen
    assert record["inferred"] == {
        key: {"value": i.value, "why": i.reference} for key, i in chosen.items()
    }
    bands = expected_bands(cevns.dataset("conus"))
    assert record["band_68"] == {m: [low / 1e-10, high / 1e-10] for m, (low, high) in bands.items()}
    assert all(0.7 < record["band_68"][m][0] / record["limits"][m] < 0.85 for m in MOMENTS)
    text = run(capsys, "limit", "conus")
    low, high = record["band_68"]["Lambda_1"]
    assert f"({low:.3g} to {high:.3g} in 68 % of repeated experiments)\n" in text
    assert json.loads(run(capsys, "limit", "conus", "--as", "talk", "--json"))["band_68"] is None
    assert text.startswith("conus (current): expected limits, a sensitivity: nothing was measured")
    for key, i in chosen.items():
        value = i.value if isinstance(i.value, str) else f"{i.value:g}"
        assert f"inferred: {key} = {value}; {i.reference}\n" in text


def test_data_by_name_under_a_named_set_of_assumptions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is said besides the set changes it; an experiment to come has observed nothing."""
    name = "coherent-csi@2017-count"
    command = ("limit", name, "--as", "recommended", "--beam", "delayed", "--json")
    record = json.loads(run(capsys, *command))
    under = RECOMMENDED.but(beam="delayed")
    assert record["assumptions"] == under.record()
    assert record["data"] == name
    assert run(capsys, "limit", name).startswith(f"{name} (current): limits, its count is mea")
    e = cevns.experiment("coherent-csi")
    assert record["limits"] == {m: cevns.limit(e, m, assumptions=under) / 1e-10 for m in MOMENTS}
    talk = json.loads(run(capsys, "limit", "conus", "--as", "talk", "--json"))
    expected = cevns.limit(cevns.experiment("conus"), "Lambda_1", assumptions=cevns.TALK)
    assert talk["limits"]["Lambda_1"] == expected / 1e-10
    assert talk["observed"] is None


def test_table_and_export_without_options(capsys: pytest.CaptureFixture[str]) -> None:
    table = json.loads(run(capsys, "table", "--json"))
    assert table["unit"] == "1e-10 mu_B"
    assert table["confidence_level"] == 0.9
    assert table["rows"] == json.loads(json.dumps([row._asdict() for row in rows()]))
    assert json.loads(run(capsys, "export")) == json.loads(json.dumps(export()))
    other = json.loads(run(capsys, "export", "--as", "talk", "--mixing", "nufit_6_1"))
    under = {"assumptions": cevns.TALK, "mixing": cevns.mixing.NUFIT_6_1}
    assert other == json.loads(json.dumps(export(**under)))


def test_an_export_of_what_was_named(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["coherent-csi@2017-bins", "conus"]
    told = json.loads(run(capsys, "export", *names))
    assert told == json.loads(json.dumps(export(names)))
    assert [one["data"] for one in told["experiments"]] == [names[0], "conus current"]
    later = json.loads(run(capsys, "export", "conus", "--setup", "future"))["experiments"]
    assert [one["setup"] for one in later] == ["future"]


def test_a_likelihood_of_what_was_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    changes = {"beam": "delayed", "prescription": "statistical", "pull": "log_normal"}
    said = [f"--{key}={value}" for key, value in changes.items()]
    for name in ("coherent-csi@2017-bins", "coherent-lar"):
        found = json.loads(run(capsys, "export", name, "--likelihood", *said))
        assert found == json.loads(json.dumps(workspace(cevns.dataset(name, **changes))))
    text = shipped("experiments", "experiments.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text.replace("red100", "mine"))
    mine = run(capsys, "export", "mine", "--setup", "future", "--likelihood", "--file", str(file))
    told = mine.replace("mine future", "red100 future")
    assert json.loads(told) == json.loads(
        run(capsys, "export", "red100", "--setup", "future", "--likelihood")
    )


def test_experiments_in_the_units_of_their_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """kg, m, days of 86400 s, keV of nuclear recoil: from the file and a threshold by hand."""
    text = run(capsys, "experiments").splitlines()
    assert re.split(r"  +", text[0])[-1] == "lowest recoil/keV (nuclear)"
    assert re.findall(r"\S+/\S+", text[0]) == [
        "mass/kg",
        "baseline/m",
        "exposure/days",
        "recoil/keV",
    ]
    shown = {tuple(line.split()[:2]): line.split() for line in text[1:]}
    records = json.loads(run(capsys, "experiments", "--json"))["experiments"]
    assert set(shown) == set(catalogue()) == {(r["experiment"], r["setup"]) for r in records}
    for record in records:
        key = record["experiment"], record["setup"]
        inputs = catalogue()[key].inputs
        assert record["source"] == catalogue()[key].source
        assert record["target"] == catalogue()[key].material.name
        expected = [inputs[name].value for name in ("mass_kg", "baseline_m", "exposure_days")]
        found = [record[name] for name in ("mass_kg", "baseline_m", "exposure_days")]
        assert found == pytest.approx(expected, rel=1e-14, abs=0)
        lowest = record["lowest_recoil_keV_nr"]
        assert [float(x) for x in shown[key][4:]] == pytest.approx(
            [*expected, lowest], rel=6e-3, abs=0
        )
        if "threshold_keV_nr" in inputs:
            assert lowest == pytest.approx(inputs["threshold_keV_nr"].value, rel=1e-14, abs=0)
    # the window opens at 6 photoelectrons, 1.17 to the keV
    assert records[0]["lowest_recoil_keV_nr"] == pytest.approx(6 / 1.17, rel=1e-14, abs=0)


def numbers(line: str) -> list[float]:
    return [float(x) for x in re.findall(r"(?<![\w.-])\d+\.?\d*(?:e[+-]?\d+)?", line)]


@pytest.mark.parametrize("key", FEEL_EVERY_OPTION)
def test_printed_counts_and_limits_are_those_of_the_record(
    capsys: pytest.CaptureFixture[str], key: str
) -> None:
    counts = cevns.signal(cevns.experiment(key))
    head, columns, *lines = run(capsys, "counts", key).splitlines()
    lines, total = lines[: len(counts.sm)], lines[len(counts.sm)]
    assert head == f"{key} (current)"
    assert columns.split("  ")[-1] == "magnetic at 1e-10 mu_B"
    for line, flavor in zip(lines, counts.sm, strict=True):
        assert line.startswith(f"{flavor} ")
        expected = [counts.sm[flavor], counts.magnetic[flavor]]
        np.testing.assert_allclose(numbers(line), expected, rtol=6e-4)
    np.testing.assert_allclose(numbers(total), [counts.sm_total, counts.magnetic_total], rtol=6e-4)

    said, *lines = run(capsys, "limit", key).splitlines()
    assert said.startswith(f"{key} (current): ")
    assert lines[3] == "90 % C.L., physical: " + DEFINITIONS["physical"]
    assert lines[4].startswith("assumptions 'recommended': profiled, beam all, mixing nufit_6_1")
    for line, moment in zip(lines[:3], MOMENTS, strict=True):
        value = re.match(rf"\|{moment}\| < (\S+) x 1e-10 mu_B", line)
        assert value is not None
        expected = cevns.limit(cevns.experiment(key), moment) / 1e-10
        assert float(value[1]) == pytest.approx(expected, rel=6e-3, abs=0)


def test_printed_table_has_its_columns_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    title, head, *lines = run(capsys, "table").splitlines()
    lines, notes = lines[: len(rows())], lines[len(rows()) :]
    assert "in 1e-10 mu_B" in title
    columns = ["printed", "talk", "profiled", "statistical", "recommended"]
    assert head.split() == ["count", *columns]
    for line, row in zip(lines, rows(), strict=True):
        expected = [x for name in columns for x in getattr(row, name) or ()]
        assert line.split()[:4] == [row.experiment, row.source, row.setup, row.kind]
        np.testing.assert_allclose(numbers(line[46:]), expected, rtol=6e-3)
    assert notes[0].startswith("90 % C.L., physical: ")
    assert [note.split(":")[0] for note in notes[1:]] == columns[1:]
