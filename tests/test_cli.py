"""The command line: its JSON, its text, its errors."""

import json
from pathlib import Path

import pytest

import cevns
from cevns.__main__ import main
from cevns.basics.csv_tables import shipped


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_counts_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(run(capsys, "counts", "coherent-csi", "--setup", "current", "--json"))
    counts = cevns.signal(cevns.experiment("coherent-csi"))
    assert list(record) == ["experiment", "setup", "sm", "magnetic_1e-10_muB"]
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
    assert record["limits"] == dict.fromkeys(("Lambda_1", "Lambda_2", "Lambda_3"))


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
        capsys, "limit", "coherent-csi", "--beam", "delayed"
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
