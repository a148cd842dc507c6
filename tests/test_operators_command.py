"""The command line's table of matrix elements: its text, its JSON, its errors."""

import json
import math
from fractions import Fraction

import pytest

import cevns
from cevns.__main__ import main
from cevns.nuclei.structure.operators import between, elements, polynomial
from cevns.nuclei.structure.subshells import subshell
from cevns.nuclei.structure.terms import OPERATORS


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["operators", *arguments]) == 0
    return capsys.readouterr().out


def test_one_element(capsys: pytest.CaptureFixture[str]) -> None:
    formula, head, line = run(capsys, "M", "0", "0d5/2", "0d5/2", "--y", "0.25").splitlines()
    assert formula.startswith("<bra||T_J||ket> = sqrt(r/4pi) e^-y y^(beta/2) (p_0 + p_1 y + ...)")
    assert head.split() == ["operator", "J", "bra", "ket", "at", "y", "=", "0.25"]
    cells = line.split(maxsplit=5)
    assert cells[:4] == ["M", "0", "0d5/2", "0d5/2"]
    assert cells[5] == "sqrt(6/4pi) e^-y (1 - 4/3 y + 4/15 y^2)"
    by_hand = math.sqrt(6 / (4 * math.pi)) * math.exp(-0.25) * (1 - 1 / 3 + 4 / 15 / 16)
    assert float(cells[4]) == pytest.approx(by_hand, rel=1e-6, abs=0)
    assert run(capsys, "T1", "0", "0d5/2", "0d5/2", "--y", "0.25").splitlines()[-1] == line


def test_numbers_stand_for_names(capsys: pytest.CaptureFixture[str]) -> None:
    for i, name in enumerate(["M", "Sigma", "Sigma'", "Sigma''", "Delta", "Delta'", "Omega"], 1):
        named = run(capsys, name, "1", "--quanta", "2")
        assert (
            run(capsys, f"T{i}", "1", "--quanta", "2")
            == named
            == run(capsys, f"t{i}", "1", "--quanta", "2")
        )


def test_the_record_is_exact(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(run(capsys, "Delta'", "1", "0p1/2", "0s1/2", "--y", "0.5", "--json"))
    assert list(record) == ["formula", "elements", "version"]
    assert record["version"] == cevns.__version__
    (one,) = record["elements"]
    found = polynomial("Delta'", 1, subshell("0p1/2"), subshell("0s1/2"))
    assert one == {
        "operator": "Delta'",
        "J": 1,
        "bra": "0p1/2",
        "ket": "0s1/2",
        "beta": -1,
        "radicand": found.radicand,
        "coefficients": [str(p) for p in found.coefficients],
        "y": 0.5,
        "value": float(found(0.5)),
    }
    assert tuple(map(Fraction, one["coefficients"])) == found.coefficients
    without = json.loads(run(capsys, "M", "0", "0s1/2", "0s1/2", "--json"))["elements"][0]
    assert not {"y", "value"} & set(without)


def test_all_between_two_and_all_up_to_N(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "0d5/2", "0d3/2").splitlines()[2:]
    expected = list(between(subshell("0d5/2"), subshell("0d3/2")))
    assert [line.split()[:2] for line in lines] == [[e.operator, str(e.J)] for e in expected]
    assert all(line.endswith(f" {e}") for line, e in zip(lines, expected, strict=True))
    listed = json.loads(run(capsys, "Sigma", "2", "--quanta", "3", "--json"))["elements"]
    every = [(e.bra.label, e.ket.label) for e in elements("Sigma", 2, 3)]
    assert [(e["bra"], e["ket"]) for e in listed] == every
    assert ("0f7/2", "0p1/2") not in every  # J = 3 at least


def test_zeros_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "M", "1", "0s1/2", "0s1/2").endswith(" 0, by parity\n")
    assert run(capsys, "M", "2", "0s1/2", "0s1/2").endswith(" 0, by angular momentum\n")
    assert run(capsys, "Sigma", "2", "0p3/2", "0p3/2").endswith("0p3/2   0\n")  # allowed, and zero
    assert run(capsys, "M", "9", "--quanta", "2").endswith("\nall are zero\n")
    record = json.loads(run(capsys, "M", "1", "0s1/2", "0s1/2", "--y", "0", "--json"))
    assert record["elements"][0]["coefficients"] == []
    assert record["elements"][0]["value"] == 0


def test_without_words_the_operators(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys).splitlines()
    assert [line.split()[:2] for line in lines[1:8]] == [
        [f"T{i}", name] for i, name in enumerate(list(OPERATORS)[:7], 1)
    ]
    assert lines[8].split()[0] == "Omega'"
    assert "Delta'    1       (-1)^J       J-2     -1" in lines[6]
    rows = json.loads(run(capsys, "--json"))["operators"]
    assert [row["name"] for row in rows] == list(OPERATORS)
    assert [row["T"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, None]
    assert rows[5]["beta"] == -2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("M", "0", "0d5/2"), "cannot read 'M 0 0d5/2'; write OPERATOR J BRA KET (M 0 0d5/2"),
        (("M", "0", "0d5/2", "0d5/2", "--quanta", "3"), "cannot read 'M 0 0d5/2 0d5/2 --quanta 3'"),
        (("--quanta", "3"), "cannot read '--quanta 3'; write"),
        (("Sigm", "1", "0s1/2", "0s1/2"), "no operator 'Sigm'; did you mean 'Sigma'?"),
        (("Sigma", "0", "0s1/2", "0s1/2"), "J of Sigma = 0 must be"),
        (("M", "half", "0s1/2", "0s1/2"), "J must be a whole number such as 0, 1, 2, got 'half'"),
        (("M", "0", "0d7/2", "0d5/2"), "no subshell with n = 0, l = 2, j = 7/2"),
        (("1d", "0d5/2"), "no subshell '1d'"),
        (("M", "1", "--quanta", "50"), "oscillator quanta = 50 must be"),
        (("Delta'", "1", "0p3/2", "0s1/2", "--y", "0"), "goes like kappa^(-1): y must be > 0"),
        (("M", "0", "0s1/2", "0s1/2", "--y", "nan"), "y = nan must be finite"),
    ],
)
def test_bad_input_is_one_line_and_status_two(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert main(["operators", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("cevns operators: ")
    assert message in err
    assert err.count("\n") == 1
