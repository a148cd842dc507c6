"""The command line: its JSON, its text, its errors."""

import json

import pytest

import cevns
from cevns.__main__ import main


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
        cevns.experiment("coherent-csi"), couplings=cevns.couplings.radiative_2005()
    )
    assert json.loads(text)["sm"]["total"] == expected.sm_total


def test_tables_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert "coherent-csi" in run(capsys, "experiments")
    assert "nu_mu_bar" in run(capsys, "counts", "coherent-csi")
    assert "|Lambda_3| < 49.9 x 1e-10 mu_B" in run(
        capsys, "limit", "coherent-csi", "--beam", "delayed"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("counts", "coherent-cs"), "cevns counts: no experiment 'coherent-cs'; did you mean"),
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
