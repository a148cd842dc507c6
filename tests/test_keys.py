"""The reference of keys is the readers: every key is told, and every key told is read."""

import json
import re
from pathlib import Path

import pytest
from own_files import EXPERIMENT, changed, detected, write

import cevns
from cevns.__main__ import main
from cevns.basics.entries import Number, Row
from cevns.basics.readers import OneOf, Together
from cevns.experiments.keys import KeysOf, as_markdown, as_text, reference

KEYS = reference()


def rows(table: str, kind: str = "") -> dict[str, Row]:
    (found,) = [one for one in KEYS if (one.table, one.kind) == (table, kind)]
    return {row.key: row for row in found.rows}


def known(tmp_path: Path, toml: str) -> set[str]:
    """Keys that an error lists when one more is in a table."""
    with pytest.raises(ValueError, match="unknown entry 'colour'") as raised:
        cevns.load_experiments(write(tmp_path, toml))
    return set(re.search(r"known: (.*)$", str(raised.value))[1].split(", "))


SEEN = "acceptance_plateau = 0.6, acceptance_slope_per_PE = 0.5, acceptance_midpoint_PE = 10"
AT_SNS = (("thermal_power_GW = 3.9\n", ""), ('"reactor"', '"sns"'), ('"Ge"', '"CsI"'))
ORIGIN = {"provenance", "reference", "kind"}


def at_sns(text: str) -> str:
    for old, new in AT_SNS:
        text = text.replace(old, new)
    return text


READ = {
    ("experiment.KEY.SETUP", ""): changed(("mass_kg = 10", "mass_kg = 10\ncolour = 1")),
    ("experiment.KEY.SETUP.detector", "threshold"): detected(
        'kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8, colour = 1'
    ),
    ("experiment.KEY.SETUP.detector", "photoelectrons"): at_sns(
        detected(
            f'kind = "photoelectrons", {SEEN}, light_yield_PE_per_keV_ee = 13, quenching = 0.09, '
            "window_lower_PE = 6, window_upper_PE = 30, colour = 1"
        )
    ),
    ("experiment.KEY.SETUP.statistics", "expected"): detected(
        'kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8',
        'kind = "expected", sigma_stat = 0.1, sigma_sys = 0.1, colour = 1',
    ),
    ("experiment.KEY.SETUP.statistics", "poisson"): detected(
        'kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8',
        'kind = "poisson", observed_events = 3, colour = 1',
    ),
    ("source.NAME", "reactor"): '[source.x]\nkind = "reactor"\nfit = "huber"\nlow_energy = "none"\n'
    f"captures_per_fission = 0\ncolour = 1\n{EXPERIMENT}",
    ("source.NAME", "pion_decay_at_rest"): '[source.x]\nkind = "pion_decay_at_rest"\n'
    f"neutrinos_per_flavor_per_s = 1e15\ncolour = 1\n{EXPERIMENT}",
    ("source.NAME", "components"): '[source.x]\nkind = "components"\ncolour = 1\n'
    f'component.a = {{ flavor = "nu_e", line_MeV = 1, rate_per_s = 1e9 }}\n{EXPERIMENT}',
    ("material.NAME", ""): f"[material.x]\natoms = {{ Ge = 1 }}\ncolour = 1\n{EXPERIMENT}",
    ("nuclide.NAME", ""): "[nuclide.x]\nZ = 18\nN = 22\natomic_mass_u = 39.96\ncolour = 1\n"
    + EXPERIMENT,
    ("effective_moment.KEY", ""): EXPERIMENT + "[effective_moment.b]\nmu_nu_muB = 1e-11\n"
    'component = "7Be"\nE_nu_MeV = 0.862\ncolour = 1\n',
}


@pytest.mark.parametrize("where", READ, ids=" ".join)
def test_what_is_read_is_told(tmp_path: Path, where: tuple[str, str]) -> None:
    """Every key that a reader knows is in the reference; the others belong to alternatives."""
    told = {key.split(".")[0] for key in rows(*where)}
    if where == ("experiment.KEY.SETUP", ""):
        told |= {key.split(".")[0] for key in rows("experiment.KEY.SETUP", "at a reactor")}
    found = known(tmp_path, READ[where]) - ORIGIN
    assert found <= told
    without = {row.key for row in rows(*where).values() if not row.otherwise and "." not in row.key}
    assert without <= found


def test_every_kind_is_there() -> None:
    kinds = {(one.table.rpartition(".")[2], one.kind) for one in KEYS}
    assert {
        ("NAME", "components"), ("NAME", "reactor"), ("NAME", "pion_decay_at_rest"),
        ("detector", "threshold"), ("detector", "photoelectrons"), ("statistics", "expected"),
        ("statistics", "observed"), ("statistics", "poisson"), ("statistics", "talk"),
        ("statistics", "bins"),
    } <= kinds  # fmt: skip


def test_a_row_says_unit_range_default_and_meaning() -> None:
    assert rows("experiment.KEY.SETUP")["mass_kg"] == Row(
        "mass_kg", "number ≥ 1e-06 and ≤ 1e+06 kg", "", "of the target"
    )
    assert rows("source.NAME", "reactor")["E_top_MeV"].otherwise == "8"
    power = rows("experiment.KEY.SETUP", "at a reactor")["thermal_power_GW"]
    assert power.otherwise == "`flux_per_cm2_s` or `core`"
    efficiency = rows("experiment.KEY.SETUP.detector", "threshold")["efficiency"]
    assert efficiency.accepts.endswith("CSV table: `T_keV_nr` or `E_keV_ee`; `efficiency`")
    for one in KEYS:
        for row in one.rows:
            assert row.key
            assert row.accepts
            assert row.meaning


def test_what_belongs_together_says_so() -> None:
    a, b, c = (Number(key=key, meaning=key) for key in "abc")
    found = {row.key: row.otherwise for row in OneOf((Together((a, b)), c)).rows()}
    assert found == {"a": "`c`", "b": "needed with `a`", "c": "`a`"}


def test_the_reference_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys"]) == 0
    text = capsys.readouterr().out
    assert text == as_text(KEYS) + "\n"
    assert '[source.NAME] kind = "reactor": reactors' in text
    assert "  mass_kg: number ≥ 1e-06 and ≤ 1e+06 kg; of the target\n" in text
    assert "`" not in text.split("[any table]")[0]
    assert main(["keys", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["tables"]
    assert [KeysOf(**(one | {"rows": tuple(Row(**r) for r in one["rows"])})) for one in told] == (
        list(KEYS)
    )


def test_the_reference_in_the_book() -> None:
    """One line a key, two cells a line, and a line that heads every table."""
    lines = as_markdown(KEYS).splitlines()[2:]
    assert len(lines) == sum(1 + len(one.rows) for one in KEYS)
    shown = [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
    assert "| `mass_kg` | of the target; *number ≥ 10⁻⁶ and ≤ 10⁶ kg*; needed |" in shown
    assert any("≥ 1000 and ≤ 10¹⁵ cm⁻² s⁻¹*" in line for line in shown)
    assert any("*number ≥ −20 and ≤ 20*" in line for line in shown)
    for line in lines:
        assert len(re.findall(r"(?<!\\)\|", line)) == 3
