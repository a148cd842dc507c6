"""A mixing of one's own on the command line: angles and a phase, each a number with its unit."""

import json
import math
from dataclasses import replace

import pytest

import cevns
from cevns.__main__ import main
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1, Mixing

MOMENTS = ("Lambda_1", "Lambda_2", "Lambda_3")
DEGREE = math.pi / 180


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(arguments) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def limits(mixing: Mixing) -> dict[str, float]:
    e = cevns.experiment("coherent-csi")
    return {m: cevns.limit(e, m, mixing=mixing) / 1e-10 for m in MOMENTS}


def but(base: Mixing, **changes: float) -> Mixing:
    return replace(base, name="by hand", **changes)


SAID = [
    (["--delta-cp", "90deg"], {"delta_CP": 90 * DEGREE}),
    (["--delta-cp", "-90deg"], {"delta_CP": -90 * DEGREE}),
    (["--delta-cp=-90deg"], {"delta_CP": -90 * DEGREE}),
    (["--delta-cp", "-.5pi"], {"delta_CP": -0.5 * math.pi}),
    (["--delta-cp", "1.11pi"], {"delta_CP": 1.11 * math.pi}),
    (["--delta-cp", "3.7 rad"], {"delta_CP": 3.7}),
    (["--delta-cp", "100°"], {"delta_CP": 100 * DEGREE}),
    (["--theta-12", "20deg"], {"sin2_12": math.sin(20 * DEGREE) ** 2}),
    (["--theta-13", "0.3rad"], {"sin2_13": math.sin(0.3) ** 2}),
    (["--theta-23", "sin2=0.7"], {"sin2_23": 0.7}),
    (["--theta-23", "90deg"], {"sin2_23": 1.0}),
    (
        ["--theta-12", "0deg", "--theta-13", "sin2=2e-1", "--delta-cp", "1e-1pi"],
        {"sin2_12": 0.0, "sin2_13": 0.2, "delta_CP": 0.1 * math.pi},
    ),
]


@pytest.mark.parametrize(("said", "changes"), SAID, ids=[" ".join(said) for said, _ in SAID])
@pytest.mark.parametrize("base", [NUFIT_6_1, DE_SALAS_2018], ids=lambda m: m.name)
def test_angles_are_changed_and_the_others_stay(
    capsys: pytest.CaptureFixture[str], said: list[str], changes: dict, base: Mixing
) -> None:
    preset = [] if base is NUFIT_6_1 else ["--mixing", base.name]
    found = asked(capsys, "limit", "coherent-csi", "--json", *said, *preset)
    assert found["limits"] == pytest.approx(limits(but(base, **changes)), rel=1e-12, abs=0)
    told = found["assumptions"]["mixing"]
    assert told.startswith(f"{base.name}; ")
    # what was said is repeated as it was said
    for word in " ".join(said).split():
        assert word.startswith("--") or word.removeprefix("sin2=") in told
    assert set(limits(base).values()) != set(found["limits"].values())


def test_every_command_with_a_mixing_takes_them(capsys: pytest.CaptureFixture[str]) -> None:
    own = but(NUFIT_6_1, delta_CP=90 * DEGREE)
    told = asked(capsys, "export", "conus", "--delta-cp", "90deg")
    H = cevns.sensitivity_matrix(cevns.experiment("conus"), own)
    assert told["experiments"][0]["H"]["all"]["imag"] == pytest.approx(H.imag, rel=1e-12, abs=1e-12)
    assert told["mixing"]["delta_CP"] == pytest.approx(math.pi / 2, rel=1e-15, abs=0)
    fitted = ["fit", "transition_moment", "--data", "coherent-csi@2017-count", "--json"]
    found = asked(capsys, *fitted, "--moment", "Lambda_1", "--delta-cp", "90deg")
    plain = asked(capsys, *fitted, "--moment", "Lambda_1")
    assert found["assumptions"]["mixing"] == "nufit_6_1; delta_CP = 90deg"
    assert found["intervals"] != plain["intervals"]
    rows = asked(capsys, "table", "--json", "--delta-cp", "90deg")
    for column in rows["assumptions"].values():
        assert column["mixing"] == "nufit_6_1; delta_CP = 90deg"


def test_a_named_set_of_assumptions_keeps_its_own_angles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = asked(capsys, "limit", "conus", "--as", "talk", "--delta-cp", "90deg", "--json")
    base = cevns.TALK.mixing
    own = but(base, delta_CP=90 * DEGREE)
    e = cevns.experiment("conus")
    expected = cevns.limit(e, "Lambda_2", assumptions=cevns.TALK, mixing=own) / 1e-10
    assert found["limits"]["Lambda_2"] == pytest.approx(expected, rel=1e-12, abs=0)


WRONG = [
    ("--theta-12=33.7", "theta_12 = '33.7' has no unit; write 33.7deg, 0.588rad or sin2=0.308"),
    ("--theta-12=0.308", "has no unit"),
    ("--delta-cp=212", "delta_CP = '212' has no unit; write 212deg, 3.7rad or 1.21pi"),
    ("--delta-cp=sin2=0.3", "has no unit"),
    ("--delta-cp=", "has no unit"),
    ("--theta-23=deg", "theta_23 = 'deg' is no angle"),
    ("--theta-23=sin2=", "is no angle; write sin2=0.308"),
    ("--theta-23=sin2=half", "is no angle"),
    ("--theta-13=nandeg", "is no angle"),
    ("--theta-13=infrad", "is no angle"),
    ("--theta-13=8,5deg", "is no angle"),
    ("--theta-13=1_0deg0", "has no unit"),
    ("--theta-12=91deg", "theta_12 = 91 deg must be finite and >= 0 and <= 90 deg"),
    ("--theta-12=-1deg", "theta_12 = -1 deg must be"),
    ("--theta-12=33.7rad", "theta_12 = 1930.87 deg must be"),
    ("--theta-12=sin2=1.01", "sin^2 theta_12 = 1.01 must be"),
    ("--theta-12=sin2=-0.1", "sin^2 theta_12 = -0.1 must be"),
    ("--delta-cp=212rad", "is it in degrees?"),
    ("--delta-cp=361deg", "delta_CP"),
    ("--theta-23=45grad", "theta_23 = '45grad' is no angle"),
]


@pytest.mark.parametrize(("said", "message"), WRONG, ids=[said for said, _ in WRONG])
def test_what_is_no_angle_is_named(
    capsys: pytest.CaptureFixture[str], said: str, message: str
) -> None:
    assert main(["limit", "coherent-csi", said]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1
