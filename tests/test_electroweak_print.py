"""The talk's second half: its radii beside ours, its factor for the magnetic term, its command."""

import json
import math

import numpy as np
import pytest
from scipy.integrate import quad

import cevns
from cevns.__main__ import main
from cevns.basics.units import keV
from cevns.interactions import couplings, cross_sections
from cevns.interactions.couplings import axial_charge, vector_charge
from cevns.nuclei.radii import point_like
from cevns.talk import electroweak
from cevns.talk.enhancement import axial_surplus, enhancement, pole

CS, G = cevns.nuclide("133Cs"), couplings.tree()
E, T = 30.0, np.array([1.0, 8.0, 13.0]) * keV


def test_printed_rows_are_typed_in_with_their_source() -> None:
    rows = electroweak.printed()
    assert len(rows) == 7
    assert {r.provenance for r in rows} == {"printed", "cited"}
    first = rows[0]
    assert (first.value, first.up, first.down) == ("5.64", "0.99", "1.2")
    assert first.numbers == (5.64, 0.99, 1.2)


def test_radii_beside_print() -> None:
    """5.64 comes of one bin with radiative couplings, 5.56 of tree; +0.97 of nothing tried."""
    rows = electroweak.beside()
    found = {(b.printed.row, b.printed.quantity, b.recipe): b for b in rows}

    def off(row: str, recipe: str) -> tuple[float | None, ...]:
        return found[row, "neutron_radius", recipe].off

    value, up, down = off("phase-1", "one bin, radiative_2005, common size")
    assert abs(value) < 0.003
    assert abs(down) > 0.04
    value, up, down = off("phase-1", "twelve bins, tree, common size")
    assert (abs(up) < 0.003, down) == (True, 0)
    assert value == pytest.approx(0.074, rel=0.01, abs=0)
    for row in ("scenario-1", "scenario-2"):
        value, up, down = off(row, "tree, common size")
        assert (value, abs(down) < 0.015) == (0, True)
    assert off("scenario-2", "tree, common size")[1] < 0.015
    ups = [b.up for b in rows if b.printed.row == "scenario-1" and b.printed.quantity[0] == "n"]
    assert max(ups) < 0.4
    lengths = [b for b in rows if b.printed.quantity == "oscillator_length"]
    assert min(b.value for b in lengths if "expected at" not in b.recipe) > 2.5
    assert any("expected at 2.10 fm" in b.recipe and b.off[0] == 0 for b in lengths)


def test_suppression_of_coherence() -> None:
    bins = cevns.dataset("coherent-csi@2017-bins", assumptions=cevns.TALK)
    assert electroweak.suppression(bins) == pytest.approx(2.37, rel=2e-3, abs=0)
    point = bins.under(form_factor="point_like").fit("sin2_theta_w")
    best = bins.fit("neutron_radius").chi2_min
    exact = math.sqrt(float(point.chi2(0.2386)) - best)
    assert electroweak.suppression(bins) == pytest.approx(exact, rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="expected count"):
        electroweak.around(bins, 2.1)


def test_the_factor_times_the_vector_part_is_the_sum() -> None:
    """On a nucleus without spin and the talk's bracket, which lacks T/E."""
    ar = cevns.nuclide("40Ar")
    point = point_like(ar)
    factor = enhancement(E, T, ar, mu_nu=3e-10, couplings=G)
    magnetic = cross_sections.magnetic(T, E, ar, mu_nu=3e-10, form_factor=point)
    sm = cross_sections.sm(T, E, ar, couplings=G, form_factor=point)
    x = ar.mass * T / (2 * E**2)
    exact, talks = 1 - T / E - x, 1 - x
    assert (factor - 1) * sm * talks / exact == pytest.approx(magnetic, rel=1e-12, abs=0)


def test_half_of_the_weak_charge_and_a_quarter_of_the_term() -> None:
    both = [
        enhancement(E, T, CS, mu_nu=1e-9, couplings=G, normalisation=name) - 1
        for name in ("vector", "weak")
    ]
    assert both[0] == pytest.approx(4 * both[1], rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="normalisation"):
        enhancement(E, T, CS, mu_nu=1e-9, couplings=G, normalisation="half")


def test_the_factor_has_a_pole_and_the_sum_has_none() -> None:
    s = pole(CS)
    assert s == pytest.approx(-0.1045, rel=1e-3, abs=0)
    # quark_couplings refuses a negative angle: near the pole by hand
    near = couplings.NucleonCouplings(g_pV=0.5 - 2 * s, g_nV=-0.5, g_pA=0.5, g_nA=-0.5)
    assert abs(vector_charge(CS, near)) < 1e-12
    assert (enhancement(E, T, CS, mu_nu=1e-10, couplings=near) > 1e20).all()


def test_the_axial_surplus_diverges_with_a_logarithm() -> None:
    x = CS.mass * T / (2 * E**2)
    ratio = (axial_charge(CS, G) / vector_charge(CS, G)) ** 2
    assert axial_surplus(E, T, CS, G) == pytest.approx(ratio * (1 + x) / (1 - x), rel=1e-12, abs=0)
    assert (axial_surplus(E, T, cevns.nuclide("40Ar"), G) == 0).all()
    assert float(axial_surplus(5.0, 10 * keV, CS, G)) == 0
    assert float(enhancement(5.0, 10 * keV, CS, mu_nu=1e-10, couplings=G)) == 1
    least = math.sqrt(CS.mass * 5 * keV / 2)
    parts = [
        quad(lambda E: float(axial_surplus(E, 5 * keV, CS, G)), least * (1 + d), 2 * least,
             epsabs=0, epsrel=1e-10, limit=400)[0]
        for d in (1e-3, 1e-4, 1e-5)
    ]  # fmt: skip
    steps = np.diff(parts)
    assert steps[1] / steps[0] == pytest.approx(1, rel=2e-3, abs=0)


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["fit", *arguments, "--json"]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_the_command_answers_with_the_agreed_keys(capsys: pytest.CaptureFixture[str]) -> None:
    told = answered(capsys, "charge_radius", "--data", "coherent-csi@2017-count", "--flavor",
                    "muon", "--as", "talk", "--convention", "talk")  # fmt: skip
    keys = ["quantity", "flavor", "data", "unit", "confidence_level", "definition", "best",
            "chi2_min", "intervals", "assumptions", "count", "observed", "inferred",
            "version"]  # fmt: skip
    assert set(keys) <= set(told)
    assert (told["unit"], told["count"], told["observed"]) == ("1e-32 cm^2", "observed", 142)
    assert np.round(told["best"], 2).tolist() == [-2.56, -26.05]
    (first, second) = told["intervals"]
    assert [round(first[k], 1) for k in ("from", "to")] == [-33.7, -19.7]
    assert [round(second[k], 1) for k in ("from", "to")] == [-8.9, 5.1]
    assert told["definition"].startswith("90 % C.L., physical")
    assert told["assumptions"]["couplings"] == "tree"


def test_an_open_end_is_null_and_a_mirror_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    told = answered(capsys, "sin2_theta_w", "--data", "coherent-csi@2017-bins", "--free",
                    "magnetic_moment:all")  # fmt: skip
    assert told["intervals"][0]["from"] is None
    assert told["free"] == "magnetic_moment all"
    told = answered(capsys, "sin2_theta_w", "--data", "coherent-csi@scenario-1")
    assert len(told["best"]) == 2
    assert told["count"] == "expected"
    assert "present_events" in told["inferred"]


def test_several_data_sets(capsys: pytest.CaptureFixture[str]) -> None:
    told = answered(capsys, "charge_radius", "--data", "coherent-csi@2017-bins,conus")
    assert told["data"] == "coherent-csi@2017-bins + conus current"
    assert set(told["inferred"]) == {"coherent-csi@2017-bins", "conus current"}


def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "sin2_theta_w", "--data", "coherent-csi@2017-count", "--as", "talk"]) == 0
    said = capsys.readouterr().out
    for words in ("minimum at 0.1995", "minimum at -0.4031", "not physical", "0.1212 to 0.3234",
                  "measured", "scheme tree", "2.706"):  # fmt: skip
        assert words in said
    assert main(["fit", "charge_radius", "--data", "conus", "--flavor", "nu_mu"]) == 0
    said = capsys.readouterr().out
    assert "for every value" in said
    assert "open to open" in said
    assert "expected: nothing was measured" in said
    for moment in (["--others", "profiled"], []):
        main(["fit", "transition_moment", "--data", "coherent-csi@2017-count", *moment])
        assert "|Lambda_1|" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["s2w", "--data", "conus"],
        ["sin2_theta_w", "--data", "nothing"],
        ["charge_radius", "--data", "conus", "--flavor", "nu_x"],
        ["neutron_radius", "--data", "conus", "--family", "gauss"],
    ],
)
def test_bad_input_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
