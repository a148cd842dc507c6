"""Every kind of bad file: the error names file and key, or file and line, and the slip."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from own_files import EXPERIMENT, ORIGIN, changed, detected, load, write

import cevns
from cevns.__main__ import main

# --- every table with every fault ---------------------------------------------------------------

AT_SNS = (
    ('source = "reactor"', 'source = "sns"'),
    ("thermal_power_GW = 3.9\n", ""),
    ('material = "Ge"', 'material = "CsI"'),
)
LIGHT = 'kind = "photoelectrons", window_lower_PE = 6, window_upper_PE = 30, acceptance = "t.csv", '
IONISED = 'kind = "threshold", threshold_keV_ee = 0.2, efficiency = 0.8, '


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def at_own_source(kind: str, *more: str) -> str:
    source = f'[source.mine]\nkind = "{kind}"\n' + "\n".join(more) + "\n"
    pairs = [('source = "reactor"', 'source = "mine"')]
    if kind != "reactor":
        pairs.append(("thermal_power_GW = 3.9\n", ""))
    return source + changed(*pairs)


TABLES: dict[str, tuple[str, str]] = {
    "efficiency of recoils": (
        detected('kind = "threshold", efficiency = "t.csv"'),
        "T_keV_nr,efficiency\n0,0\n0.5,0.4\n20,0.9\n",
    ),
    "efficiency of ionisation": (
        detected('kind = "threshold", efficiency = "t.csv"'),
        "E_keV_ee,efficiency\n0.1,0\n0.3,0.4\n5,0.9\n",
    ),
    "acceptance": (
        replaced(detected(LIGHT + "light_yield_PE_per_keV_nr = 1.17"), *AT_SNS),
        "photoelectrons,acceptance\n5,0\n15,0.6\n40,0.6\n",
    ),
    "quenching": (
        detected(IONISED + 'quenching = "t.csv"'),
        "T_keV_nr,E_keV_ee\n0,0\n1,0.2\n20,6\n",
    ),
    "quenching factor": (
        detected(IONISED + 'quenching = "t.csv"'),
        "T_keV_nr,quenching_factor\n0,0.1\n1,0.2\n20,0.3\n",
    ),
    "resolution": (
        detected(IONISED + 'resolution = "t.csv"'),
        "E_keV_ee,sigma_keV_ee\n0,0.01\n1,0.03\n20,0.05\n",
    ),
    "flux": (
        at_own_source("components", 'component.x = { flavor = "nu_e_bar", spectrum = "t.csv" }'),
        "E_MeV,flux_per_cm2_s_MeV\n1,1e12\n3,3e12\n8,0\n",
    ),
    "fission spectrum": (
        at_own_source("reactor", 'spectrum = "t.csv"'),
        "E_MeV,per_fission_MeV\n0,0\n1,2.4\n8,0\n",
    ),
    "counts": (
        detected(
            'kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8',
            'kind = "bins", table = "t.csv"',
        ),
        "lower_keV_nr,upper_keV_nr,observed,off,background\n0.5,0.7,9,1,0.5\n0.7,0.9,4,1,0.5\n"
        "0.9,1.2,2,0,0.5\n",
    ),
}

Fault = Callable[[str], str | bytes]


def cell(line: int, place: int, value: str) -> Fault:
    def change(text: str) -> str:
        lines = [one.split(",") for one in text.splitlines()]
        lines[line][place] = value
        return "\n".join(",".join(one) for one in lines) + "\n"

    return change


def of_lines(change: Callable[[list[str]], list[str]]) -> Fault:
    return lambda text: "\n".join(change(text.splitlines())) + "\n"


FAULTS: dict[str, tuple[Fault, str]] = {
    "empty": (lambda text: "", r"t\.csv: no table in it"),
    "comments only": (lambda text: "# " + text.replace("\n", "\n# "), r"t\.csv: no table in it"),
    "headings only": (of_lines(lambda lines: lines[:1]), r"t\.csv: 0 rows of numbers, expected"),
    "no headings": (of_lines(lambda lines: lines[1:]), r"t\.csv, line 1: no headings.*first line"),
    "semicolons": (lambda text: text.replace(",", ";"), r"line 1: .* separated by ';'; save it"),
    "tabs": (lambda text: text.replace(",", "\t"), r"line 1: .* separated by tabs; save it"),
    "an unknown column": (
        of_lines(lambda lines: [lines[0] + ",colour", *(one + ",1" for one in lines[1:])]),
        r"line 1: no column 'colour' here; .*expected ",
    ),
    "a column without its unit": (
        lambda text: text.replace(text.split(",")[0], re.split(r"_|,", text)[0] + "_x", 1),
        r"line 1: no column '\w+_x' here; did you mean",
    ),
    "a column missing": (
        of_lines(lambda lines: [one.partition(",")[2] for one in lines]),
        r"line 1: .* is missing; expected",
    ),
    "a column twice": (
        of_lines(lambda lines: [one.partition(",")[0] + "," + one for one in lines]),
        r"line 1: .* is there twice; expected",
    ),
    "an entry too many": (
        of_lines(lambda lines: [*lines[:2], lines[2] + ",1", *lines[3:]]),
        r"t\.csv, line 3: \d entries, expected \d",
    ),
    "an entry too few": (
        of_lines(lambda lines: [*lines[:2], lines[2].rpartition(",")[0], *lines[3:]]),
        r"t\.csv, line 3: \d entries, expected \d",
    ),
    "a word": (cell(2, 1, "many"), r"t\.csv, line 3: \w+ = 'many' is not a number"),
    "nothing": (cell(2, 0, ""), r"t\.csv, line 3: \w+ = '' is not a number"),
    "per cent": (cell(2, 1, "50%"), r"t\.csv, line 3: \w+ = '50%' is not a number"),
    "an underscore": (cell(2, 1, "1_0"), r"t\.csv, line 3: \w+ = '1_0' is not a number"),
    "not a number": (cell(2, 1, "nan"), r"t\.csv, line 3: \w+ = nan is not finite"),
    "infinity": (cell(2, 0, "inf"), r"t\.csv, line 3: \w+ = inf is not finite"),
    "a negative energy": (cell(1, 0, "-1"), r"t\.csv, line 2: \w+ = -1 .*must be finite and >"),
    "a negative value": (cell(2, -1, "-0.1"), r"t\.csv, line 3: \w+ = -0\.1 .*must be .*and >"),
    "out of order": (
        of_lines(lambda lines: [lines[0], *reversed(lines[1:])]),
        r"t\.csv, line 3: \w+ = \S+ after \S+ must ascend; sort the table",
    ),
    "an energy twice": (
        of_lines(lambda lines: [*lines, lines[-1]]),
        r"t\.csv, line \d: \w+ = \S+ after \S+ must ascend; twice",
    ),
    "energies a thousand times too large": (
        of_lines(
            lambda lines: [
                lines[0],
                *(
                    f"{1e6 * float(one.partition(',')[0])},{one.partition(',')[2]}"
                    for one in lines[1:]
                ),
            ]
        ),
        r"must be .*<= .*|t\.csv",
    ),
    "UTF-16": (lambda text: text.encode("utf-16"), r"t\.csv: is UTF-16 .*save it as UTF-8"),
    "UTF-16 without a mark": (
        lambda text: text.encode("utf-16-le"),
        r"t\.csv: is UTF-16 .*save it as UTF-8",
    ),
    "another encoding": (
        lambda text: f"# Messung f\xfcr uns\n{text}".encode("cp1252"),
        r"t\.csv, line 1: the byte 0xfc is not UTF-8; save it as UTF-8",
    ),
}


def refused(folder: Path, toml: str, message: str) -> str:
    with pytest.raises(ValueError, match=message) as raised:
        cevns.load_experiments(write(folder, toml))
    assert str(raised.value).startswith("mine.toml"), raised.value
    return str(raised.value)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("table", TABLES)
def test_every_fault_of_every_table_is_named(tmp_path: Path, table: str, fault: str) -> None:
    """By the key of the file that names the table, and by the table's own line."""
    (toml, good), (change, message) = TABLES[table], FAULTS[fault]
    bad = change(good)
    data = bad if isinstance(bad, bytes) else bad.encode()
    assert data != good.encode()
    (tmp_path / "t.csv").write_bytes(data)
    said = refused(tmp_path, toml, message)
    assert re.match(r"mine\.toml\.(source\.mine|experiment\.mine\.future)", said)
    if "t.csv" in said:
        key = re.search(r'(\w+)(?: =)? "t\.csv"', toml)[1]
        assert f".{key}: t.csv" in said


def bom(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("table", TABLES)
def test_good_tables_are_read_however_they_were_saved(tmp_path: Path, table: str) -> None:
    """With a byte-order mark, Windows' ends of lines, comments, spaces, and columns exchanged."""
    toml, good = TABLES[table]
    (tmp_path / "t.csv").write_text(good)
    (plain,) = cevns.load_experiments(write(tmp_path, toml)).values()
    lines = [one.split(",") for one in good.splitlines()]
    spaced = "\n".join(" , ".join(reversed(one)) + " " for one in lines)
    commented = f"# a comment\n\n{good}#, the end\n,,\n".replace("\n", "\n", 1)
    for other in (bom(good), spaced.encode(), commented.encode(), f'"# x"\n{good}'.encode()):
        (tmp_path / "t.csv").write_bytes(other)
        (e,) = cevns.load_experiments(write(tmp_path, toml)).values()
        if e.measurement is not None and table == "counts":
            assert e.measurement.on.tolist() == plain.measurement.on.tolist()
        assert cevns.signal(e).sm_total == cevns.signal(plain).sm_total > 0


# --- one table, one slip of its own --------------------------------------------------------------

NR, EE = "efficiency of recoils", "efficiency of ionisation"

SLIPS: list[tuple[str, str, str, str]] = [
    # table, its text, the message, what is the matter
    (NR, "T_keV_nr,efficiency\n0,0\n1,50\n", r"efficiency = 50 must be .*not per cent", "per cent"),
    (NR, "T_keV_nr,efficiency\n0,0\n1,0\n", r"efficiency is 0 everywhere", "nothing counted"),
    (
        NR,
        "T_keV_nr,efficiency\n0,0.3\n20,0.9\n",
        r"begins at 0 keV with 0\.3: give threshold_keV_nr, or the curve",
        "all recoils counted",
    ),
    (
        NR,
        "T_keV_nr,efficiency\n1,0.3\n20,0.9\n",
        r"begins at 1 keV with 0\.3: give threshold_keV_nr = 1 if nothing",
        "a curve that begins in the middle",
    ),
    (
        NR,
        "T_keV_nr,efficiency\n0,0\n1,0.9\n",
        r"asked for at \S+ keV, and its table ends at 1 keV with 0\.9: it is never extrapolated",
        "a curve that ends too early",
    ),
    (
        NR,
        "T_keV_nr,efficiency\n0,0\n0.0008,0.9\n",
        r"largest T_keV_nr is 0\.0008, expected at least 0\.001; is it in another unit",
        "MeV for keV",
    ),
    (
        NR,
        "T_keV_nr,efficiency\n0,0\n500,0.2\n900,0.9\n",
        r"curve goes on to 900 keV, and no recoil is larger than \S+ keV; is it in eV",
        "eV for keV",
    ),
    (
        EE,
        "E_keV_ee,efficiency\n0.2,0.5\n5,0.9\n",
        r"begins at 0\.2 keV with 0\.5: give threshold_keV_ee = 0\.2 if nothing",
        "a curve that begins in the middle",
    ),
    (
        EE,
        "E_keV_ee,efficiency\n0,0\n0.2,0.5\n",
        r"asked for at \S+ keV, and its table ends at 0\.2 keV with 0\.5",
        "a curve that ends too early",
    ),
    (
        "acceptance",
        "photoelectrons,acceptance\n7,0.1\n40,0.6\n",
        r"asked for at 6 PE, and its table begins at 7 PE",
        "a window beyond the table",
    ),
    (
        "acceptance",
        "photoelectrons,acceptance\n0,0.1\n20,0.6\n",
        r"asked for at 30 PE, and its table ends at 20 PE with 0\.6",
        "a window beyond the table",
    ),
    (
        "acceptance",
        "photoelectrons,acceptance\n0,0\n0.9,0.6\n",
        r"largest photoelectrons is 0\.9, expected at least 1; is it per keV",
        "per keV",
    ),
    (
        "quenching",
        "T_keV_nr,E_keV_ee\n0,0\n1,0.2\n5,0.2\n",
        r"E_ee must rise .*falls between 1 and 5 keV",
        "flat",
    ),
    (
        "quenching",
        "T_keV_nr,E_keV_ee\n0,0\n0.2,1\n6,20\n",
        r"E_ee = 1 keV exceeds the recoil energy 0\.2 keV; are the columns exchanged",
        "exchanged",
    ),
    (
        "quenching",
        "T_keV_nr,E_keV_ee\n2,0.4\n20,6\n",
        r"E_ee = 0\.0002 MeV: no recoil from 0\.002 to 0\.02 MeV gives it",
        "a threshold below the table",
    ),
    (
        "quenching factor",
        "T_keV_nr,quenching_factor\n0,10\n20,30\n",
        r"quenching_factor = 10 .*not per cent",
        "per cent",
    ),
    (
        "quenching factor",
        "T_keV_nr,quenching_factor\n0,0.5\n1,0.1\n2,0.01\n",
        r"E_ee must rise",
        "a factor that falls too fast",
    ),
    (
        "quenching factor",
        "T_keV_nr,quenching_factor\n0,0.5\n10,0.2\n",
        r"E_ee must rise .*falls between 0 and 10 keV",
        "a factor that falls too fast between two entries",
    ),
    (
        "resolution",
        "E_keV_ee,sigma_keV_nr\n0,0.01\n20,0.05\n",
        r"E_keV_ee and sigma_keV_nr must be of the same energy",
        "two energies",
    ),
    (
        "resolution",
        "E_keV_ee,sigma_keV_ee\n0,40\n2,60\n",
        r"sigma_keV_ee exceeds every E_keV_ee; is it in another unit",
        "eV for keV",
    ),
    (
        "resolution",
        "E_keV_ee,sigma_keV_ee\n0,0\n2,0.1\n",
        r"line 2: sigma_keV_ee = 0 keV ee must be .*> 0",
        "no width",
    ),
    (
        "resolution",
        "E_keV_ee,sigma_keV_ee\n0.15,0.01\n20,0.05\n",
        r"resolution is asked for at \S+ keV, and its table begins at 0\.15 keV",
        "a table that begins too late",
    ),
    (
        "quenching",
        "T_keV_nr,E_keV_ee\n0,0\n0.1,0.01\n0.5,0.1\n",
        r"E_ee = 0\.0002 MeV: no recoil from 0 to 0\.0005 MeV gives it",
        "a table that ends below the threshold",
    ),
    (
        "resolution",
        "T_keV_nr,sigma_keV_nr\n0,0.01\n20,0.05\n",
        r"must be of one energy, of nuclear recoil \(keV_nr\) or of electron equivalent",
        "a resolution of recoils for ionisation",
    ),
    ("flux", "E_MeV,flux_per_cm2_s_MeV\n1,0\n8,0\n", r"integral .* = 0 must be", "no neutrinos"),
    (
        "flux",
        "E_MeV,flux_per_cm2_s_MeV\n1,1e17\n8,0\n",
        r"integral of the flux = 3\.5e\+17 cm\^-2 s\^-1 must be .*is it per m\^2",
        "per m^2",
    ),
    (
        "flux",
        "E_MeV,flux_per_cm2_s_MeV\n1,2.4\n8,0\n",
        r"integral of the flux = 8\.4 .*in units of 1e13",
        "in units of 1e13",
    ),
    (
        "flux",
        "E_MeV,flux_per_cm2_s_MeV\n1000,1e9\n8000,0\n",
        r"E_MeV = 8000 MeV must be .*<= 1000 MeV; is it in another unit",
        "keV for MeV",
    ),
    (
        "flux",
        "E_GeV,flux_per_cm2_s_MeV\n1e-9,1e9\n8e-9,0\n",
        r"the largest E_GeV is 8e-09, expected at least 1e-06; is it in another unit",
        "another unit",
    ),
    ("flux", "E_MeV,per_MeV\n1,1\n8,0\n", r"give rate_per_s or flux_per_cm2_s: .*shape", "a shape"),
    (
        "flux",
        "E_MeV,rate_per_s_MeV\n1,1\n8,0\n",
        r"integral of the rate = 3\.5 1/s must be .*>= 1000",
        "no source",
    ),
    (
        "fission spectrum",
        "E_MeV,per_fission_MeV\n0,0\n1,2400\n8,0\n",
        r"integral of the spectrum = 9600 per fission must be .*<= 20",
        "per keV, or per thousand",
    ),
    (
        "fission spectrum",
        "E_MeV,per_MeV\n0,0\n1,1\n8,0\n",
        r"thermal_power_GW asks for the antineutrinos of a fission",
        "a shape with a power",
    ),
    (
        "counts",
        "lower_keV_nr,upper_keV_nr,observed\n0.5,0.7,9\n0.8,0.9,4\n",
        r"the bin up to 0\.7 is followed by one from 0\.8: bins must follow one another",
        "a gap",
    ),
    (
        "counts",
        "lower_keV_nr,upper_keV_nr,observed\n0.5,0.5,9\n",
        r"the bin from 0\.5 is empty or negative",
        "an empty bin",
    ),
    (
        "counts",
        "lower_keV_nr,upper_keV_ee,observed\n0.5,0.7,9\n",
        r"lower and upper must be of the same energy",
        "two energies",
    ),
    (
        "counts",
        "lower_keV_ee,upper_keV_ee,observed\n0.5,0.7,9\n",
        r"bins of electron-equivalent energy need .*measures nuclear-recoil energy",
        "another energy than the detector's",
    ),
    (
        "counts",
        "lower_keV_nr,upper_keV_nr,observed\n0.2,0.7,9\n",
        r"bins from 0\.2 to 0\.7 keV go beyond the window .*ends at 0\.5 keV",
        "below the threshold",
    ),
]


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [pytest.param(t, text, m, id=f"{t}: {what}") for t, text, m, what in SLIPS],
)
def test_a_slip_in_a_table(tmp_path: Path, table: str, text: str, message: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    refused(tmp_path, TABLES[table][0], message)


# --- the file itself ------------------------------------------------------------------------------

THRESHOLD = 'kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8'


def sourced(entries: str) -> str:
    """EXPERIMENT whose mass is a table with its value, provenance and reference."""
    return changed(("mass_kg = 10", f"mass_kg = {{ {entries} }}"))


def without_power(instead: str, baseline: str = "") -> str:
    """EXPERIMENT at a reactor that says otherwise how strong and how far away it is."""
    return changed(("thermal_power_GW = 3.9", instead), ("baseline_m = 17", baseline))


def source(kind: str, entries: str) -> str:
    """A source beside EXPERIMENT, which it does not use."""
    return f'[source.x]\nkind = "{kind}"\n{entries}\n{EXPERIMENT}'


def component(entries: str) -> str:
    """EXPERIMENT at a source of one component."""
    return at_own_source("components", f"component.x = {{ {entries} }}")


def target(entries: str) -> str:
    return f"[material.x]\n{entries}\n{EXPERIMENT}"


def nucleus(*entries: str) -> str:
    return "\n".join(["[nuclide.x]", *entries, EXPERIMENT])


def light(entries: str) -> str:
    """EXPERIMENT at stopped pions with a detector of photoelectrons."""
    return replaced(detected(f'kind = "photoelectrons", {entries}'), *AT_SNS)


def solar(entries: str) -> str:
    return f"{EXPERIMENT}[effective_moment.b]\n{entries}\n"


MW = "beam_power_MW = 1.4\nproton_energy_GeV = 1\nneutrinos_per_flavor_per_proton = 0.08"
LINE = 'flavor = "nu_e", line_MeV = 30, rate_per_s = 1e15'
ARGON = ("Z = 18", "N = 22", "atomic_mass_u = 39.96")
ODD = ("Z = 18", "N = 23", "atomic_mass_u = 40.96")
FITS = 'fit = "mueller"\nlow_energy = "none"\ncaptures_per_fission = 0'
SEEN = "acceptance_plateau = 0.6, acceptance_slope_per_PE = 0.5, acceptance_midpoint_PE = 10"
YIELD = "light_yield_PE_per_keV_nr = 1.17"
WINDOW = "window_lower_PE = 6, window_upper_PE = 30"
CORE = "core.a = { thermal_power_GW = 1, distance_m = 9 }"
SOLAR = 'mu_nu_muB = 2.8e-11\ncomponent = "7Be"\nE_nu_MeV = 0.862'
OBSERVED = "prompt_neutron_events = 0, steady_state_events = 5, sigma_signal = 0.1, "
OBSERVED += "sigma_background = 0.1"

FILES: list[tuple[str, str, str]] = [
    # what is the matter, the file, the message
    ("no experiment", "x = 3\n", r"entry 'experiment' is missing"),
    ("half a table", changed(("mine.future]", "mine.future")), r"at line"),
    ("a key twice", changed(("mass_kg = 10", "mass_kg = 10\nmass_kg = 11")), r"at line"),
    ("a setup of another name", changed(("mine.future", "mine.2030")), r"no setup '2030'; "),
    ("no setup", changed((".mine.future", ".mine")), r"mine\.source must be a table"),
    ("a key with a space", changed(("mine.f", '"my det".f')), r"a key has no space"),
    ("a key with an @", changed(("mine.f", '"my@det".f')), r"a key has no space and no @"),
    ("an empty key", changed(("mine.f", '"".f')), r"'' is no name for a table"),
    ("a key of a blank", changed(("mine.f", '" ".f')), r"' ' is no name for a table"),
    ("a key of two lines", changed(("mine.f", '"a\\nb".f')), r"is no name for a table"),
    (
        "a list for a table",
        changed(("[experiment.mine.future]", "[[experiment.mine.future]]")),
        r"future must be a table, got \[",
    ),
    ("a number for a table", "experiment = 3\n", r"mine\.toml\.experiment must be a table, got 3"),
    ("5000 digits", changed(("= 10\n", "= " + "9" * 5000 + "\n")), r"mine\.toml: .*digits"),
    ("400 digits", changed(("= 10\n", "= " + "9" * 400 + "\n")), r"mass_kg must be a number"),
    ("lists in lists", "a = " + 3000 * "[" + 3000 * "]" + "\n", r"mine\.toml: .*(deep|nest)"),
    ("a date", changed(("= 365", "= 2020-01-01")), r"exposure_days must be a number"),
    ("a duration", changed(("= 365", '= "365 d"')), r"must be a number, got '365 d'"),
    ("a list", changed(("mass_kg = 10", "mass_kg = [10]")), r"must be a number, got \[10\]"),
    ("truth", changed(("mass_kg = 10", "mass_kg = true")), r"must be a number, got True"),
    ("infinity", changed(("mass_kg = 10", "mass_kg = inf")), r"mass_kg = inf kg must be finite"),
    ("no number", changed(("baseline_m = 17", "baseline_m = nan")), r"baseline_m = nan m must"),
    (
        "an unknown provenance",
        sourced('value = 10, provenance = "guess", reference = "x"'),
        r"no provenance 'guess'",
    ),
    (
        "an empty reference",
        sourced('value = 10, provenance = "cited", reference = ""'),
        r"reference = '' must be one line that says where",
    ),
    (
        "a blank reference",
        sourced('value = 10, provenance = "cited", reference = "  "'),
        r"reference = '  ' must be one line",
    ),
    (
        "a reference of two lines",
        sourced('value = 10, provenance = "cited", reference = "a\\nb"'),
        r"reference = 'a\\nb' must be one line",
    ),
    (
        "a number for a reference",
        sourced('value = 10, provenance = "cited", reference = 3'),
        r"reference must be a string, got 3",
    ),
    ("half an origin", sourced('value = 10, provenance = "cited"'), r"'reference' is missing"),
    (
        "a value without itself",
        sourced('provenance = "cited", reference = "x"'),
        r"mass_kg: entry 'value' is missing",
    ),
    ("an unknown source", changed(('"reactor"', '"reaktor"')), r"did you mean 'reactor'"),
    ("a source of another kind", source("star", ""), r"no kind 'star'; .*components, pion_decay"),
    ("a source without a kind", "[source.x]\n" + EXPERIMENT, r"source\.x: entry 'kind' is miss"),
    ("a detector of another kind", detected('kind = "bolo"'), r"no kind 'bolo'; known: photo"),
    ("statistics of another kind", detected(THRESHOLD, 'kind = "gauss"'), r"no kind 'gauss'; "),
    ("an unknown material", changed(('"Ge"', '"Gee"')), r"no material 'Gee'; did you mean 'Ge'"),
    ("a material in capitals", changed(('"Ge"', '"GE"')), r"no material 'GE'; did you mean 'Ge'"),
    ("carbon, sulphur, iodine", changed(('"Ge"', '"CSI"')), r"'CSI'; did you mean 'CsI'"),
    ("no formula", changed(('"Ge"', '"Ca W O4"')), r"'Ca W O4'.*or a formula such as CaWO4"),
    ("none of an element", changed(('"Ge"', '"CaW0O4"')), r"no material 'CaW0O4'"),
    ("a formula of no element", changed(('"Ge"', '"XxO"')), r"no material 'XxO'"),
    ("an element without isotopes", target("atoms = { Tc = 1 }"), r"Tc has no natural isotopes"),
    ("an element by its name", target("atoms = { Germanium = 1 }"), r"no element 'Germanium'"),
    ("an unnatural isotope", target("atoms = { 75Ge = 1 }"), r"no nuclide '75Ge' .*isotopes: 70Ge"),
    ("an isotope of nothing", target("atoms = { 75Xx = 1 }"), r"no nuclide '75Xx'"),
    ("no atoms", target("atoms = { }"), r"x\.atoms is empty"),
    ("zero atoms", target("atoms = { Ge = 0 }"), r"atoms\.Ge = 0 must be .*> 0"),
    (
        "atoms and masses",
        target("atoms = { Ge = 1 }\nmass_fractions = { Ge = 1 }"),
        r"give atoms or mass_fractions, not both",
    ),
    ("neither of them", target(""), r"give atoms or mass_fractions: both are missing"),
    (
        "masses in per cent",
        target("mass_fractions = { Ge = 60, Si = 40 }"),
        r"mass fractions: Ge = 60 must be .*not per cent",
    ),
    ("half a proton", nucleus("Z = 18.5", *ARGON[1:]), r"Z = 18\.5 must be a whole number"),
    ("fewer than no neutrons", nucleus("Z = 18", "N = -2", ARGON[2]), r"N = -2 must be"),
    (
        "a mass in MeV",
        nucleus(*ARGON[:2], "atomic_mass_u = 37225"),
        r"atomic_mass_u = 37225 u must be .*is it in MeV",
    ),
    (
        "a mass of another nucleus",
        nucleus(*ARGON[:2], "atomic_mass_u = 48"),
        r"atomic_mass_u = 48 u must be about Z \+ N = 40",
    ),
    (
        "a nuclear mass in GeV",
        nucleus(*ARGON[:2], "nuclear_mass_MeV = 37.2"),
        r"nuclear_mass_MeV = 37\.2 MeV must be .*is it in GeV",
    ),
    ("two masses", nucleus(*ARGON, "nuclear_mass_MeV = 37200"), r"nuclear_mass_MeV, not both"),
    ("no mass", nucleus(*ARGON[:2]), r"give atomic_mass_u or nuclear_mass_MeV: both are missing"),
    (
        "a known name for another nucleus",
        nucleus("Z = 20", "N = 20", "atomic_mass_u = 39.96").replace("nuclide.x", "nuclide.40Ar"),
        r"40Ar is Z = 18, N = 22, not Z = 20",
    ),
    ("a radius in m", nucleus(*ARGON, "charge_radius_fm = 3e-15"), r"_fm = 3e-15 fm must be"),
    ("a spin for an even nucleus", nucleus(*ODD, "spin_J = 2"), r"J = 2 must be half-integer"),
    ("a spin without J", nucleus(*ODD, "S_n = 0.2"), r"give spin_J too"),
    ("more spin than J", nucleus(*ODD, "spin_J = 0.5", "S_n = 0.9"), r"S_n = 0\.9 must be"),
    (
        "power and flux",
        without_power("thermal_power_GW = 3.9\nflux_per_cm2_s = 1e13", "baseline_m = 17"),
        r"give flux_per_cm2_s, thermal_power_GW or core, not both",
    ),
    (
        "power, flux and cores",
        without_power(f"thermal_power_GW = 3.9\nflux_per_cm2_s = 1e13\n{CORE}"),
        r"thermal_power_GW or core, one of them",
    ),
    ("cores and a baseline", without_power(CORE, "baseline_m = 17"), r"leave baseline_m out"),
    ("no core", without_power("core = {}"), r"core is empty: it needs a table"),
    (
        "a core without a distance",
        without_power("core.a = { thermal_power_GW = 1 }"),
        r"core\.a: entry 'distance_m' is missing",
    ),
    (
        "a core without power",
        without_power("core.a = { distance_m = 9 }"),
        r"core\.a: give thermal_power_GW or flux_per_cm2_s: both are missing",
    ),
    (
        "a core with a colour",
        without_power(CORE.replace("= 9", "= 9, colour = 2")),
        r"core\.a: unknown entry 'colour'; known: distance_m",
    ),
    ("a core in km", without_power(CORE.replace("= 9", "= 0.02")), r"0\.02 m must be .*cm or km"),
    ("a core in MW", without_power(CORE.replace("= 1,", "= 2900,")), r"2900 GW must be .*in MW"),
    ("no baseline", changed(("baseline_m = 17\n", "")), r"entry 'baseline_m' is missing"),
    ("a misspelt baseline", changed(("baseline_m", "base_line_m")), r"is 'base_line_m' meant"),
    ("power at pions", changed(('"reactor"', '"sns"')), r"unknown entry 'thermal_power_GW'"),
    (
        "fits and a table",
        source("reactor", 'fit = "mueller"\nspectrum = "s.csv"'),
        r"give fit or spectrum, not both",
    ),
    ("no spectrum at all", source("reactor", ""), r"give fit or spectrum: both are missing"),
    ("half of the fits", source("reactor", 'fit = "huber"'), r"entry 'low_energy' is missing"),
    (
        "fuel of lead",
        source("reactor", FITS + "\nfuel = { Pb = 1 }"),
        r"no fissioning isotope 'Pb'; known: 235U",
    ),
    (
        "fuel in per cent",
        source("reactor", FITS + "\nfuel = { 235U = 100 }"),
        r"fuel: 235U = 100 must be .*not per cent",
    ),
    (
        "a beam in kW",
        source("pion_decay_at_rest", MW.replace("1.4", "1400")),
        r"beam_power_MW = 1400 MW must be .*is it in kW",
    ),
    (
        "protons in MeV",
        source("pion_decay_at_rest", MW.replace("GeV = 1", "GeV = 1000")),
        r"proton_energy_GeV = 1000 GeV must be .*is it in MeV",
    ),
    (
        "protons that make no pions",
        source("pion_decay_at_rest", MW.replace("GeV = 1", "GeV = 0.1")),
        r"proton_energy_GeV = 0\.1 GeV must be",
    ),
    (
        "protons and a power",
        source("pion_decay_at_rest", MW + "\nprotons_on_target = 1e23"),
        r"give protons_on_target, beam_power_MW or neutrinos_per_flavor_per_s, not both",
    ),
    (
        "a rate for a day",
        source("pion_decay_at_rest", "neutrinos_per_flavor_per_s = 4e23"),
        r"4e\+23 1/s must be",
    ),
    ("a source of nothing", at_own_source("components"), r"entry 'component' is missing"),
    ("a component of nothing", component(""), r"component\.x: entry 'flavor' is missing"),
    ("an unknown flavour", component(LINE.replace("nu_e", "mu")), r"did you mean 'nu_mu'"),
    ("a line in keV", component(LINE.replace("30", "750e3")), r"= 750000 MeV must .*is it in keV"),
    (
        "a line without intensity",
        component('flavor = "nu_e", line_MeV = 30'),
        r"give rate_per_s or flux_per_cm2_s: a line",
    ),
    (
        "a line with both",
        component(LINE + ", flux_per_cm2_s = 1e9"),
        r"give rate_per_s or flux_per_cm2_s, not both",
    ),
    (
        "neither line nor table",
        component('flavor = "nu_e", rate_per_s = 1e15'),
        r"give line_MeV or spectrum: both are missing",
    ),
    (
        "line and table",
        component(LINE + ', spectrum = "s.csv"'),
        r"give line_MeV or spectrum, not both",
    ),
    ("a rate of nothing", component(LINE.replace("1e15", "0")), r"rate_per_s = 0 1/s must be"),
    ("a beam called all", component(LINE + ', beam = "all"'), r"beam = 'all' must name a group"),
    ("a beam without a name", component(LINE + ', beam = ""'), r"beam = '' must name a group"),
    (
        "a threshold above all lines",
        component(LINE.replace("30", "0.75")),
        r"threshold = 0\.5 keV .*lies above the end point 0\.01\d+ keV of 0\.75 MeV",
    ),
    (
        "no threshold",
        detected('kind = "threshold", efficiency = 0.8'),
        r"give threshold_keV_nr or threshold_keV_ee: both are missing",
    ),
    ("two thresholds", detected(THRESHOLD + ", threshold_keV_ee = 0.1"), r"_keV_ee, not both"),
    ("a threshold in eV", detected(replaced(THRESHOLD, ("0.5", "500"))), r"threshold in eV"),
    (
        "an ionisation threshold in eV",
        detected(replaced(IONISED, ("0.2,", "200,")).rstrip(", ")),
        r"threshold_keV_ee = 200, quenched, = .* keV .*zero events",
    ),
    ("an efficiency of 1.2", detected(replaced(THRESHOLD, ("0.8", "1.2"))), r"= 1\.2 must be"),
    ("no efficiency left", detected(replaced(THRESHOLD, ("0.8", "0"))), r"= 0 must be .*> 0"),
    (
        "a number in quotes",
        detected(replaced(THRESHOLD, ("0.8", '"0.8"'))),
        r"efficiency must be a number, got '0\.8'",
    ),
    (
        "a file that is not there",
        detected('kind = "threshold", efficiency = "no.csv"'),
        r"efficiency: no\.csv: cannot be read \(No such file",
    ),
    (
        "a folder for a file",
        detected('kind = "threshold", efficiency = "."'),
        r"efficiency: .*cannot be read \(Is a directory",
    ),
    (
        "an empty name of a file",
        detected('kind = "threshold", efficiency = ""'),
        r"efficiency = '' must name a file",
    ),
    (
        "a file with a null in its name",
        detected('kind = "threshold", efficiency = "a\\u0000b"'),
        r"efficiency: .*cannot be read",
    ),
    ("a window backwards", detected(THRESHOLD + ", upper_keV_nr = 0.4"), r"0\.0004 MeV is empty"),
    ("ends of two energies", detected(THRESHOLD + ", upper_keV_ee = 4"), r"must be of one energy"),
    (
        "a resolution of another energy",
        detected(THRESHOLD + ", resolution_keV_ee = 0.1"),
        r"must be of one energy",
    ),
    (
        "two resolutions",
        detected(THRESHOLD + ', resolution_keV_nr = 0.1, resolution = "r.csv"'),
        r"give resolution, resolution_keV_nr, resolution_keV_ee or noise_eV_ee, not both",
    ),
    (
        "a resolution in eV",
        detected(THRESHOLD + ", resolution_keV_nr = 50"),
        r"widths above no energy: magnetic events grow without bound",
    ),
    (
        "a lowest recoil above the window",
        detected(THRESHOLD + ", upper_keV_nr = 0.9, lowest_keV_nr = 1.0"),
        r"counts recoils from 1 to 0\.9 keV only: nothing is counted",
    ),
    ("a negative width", detected(THRESHOLD + ", resolution_keV_nr = -1"), r"_nr = -1 keV must be"),
    ("quenched recoils", detected(THRESHOLD + ", quenching = 0.2"), r"belong to a detector of el"),
    ("quenching in per cent", detected(IONISED + "quenching = 20"), r"= 20 must be .*not per cent"),
    (
        "quenching and Lindhard",
        detected(IONISED + "quenching = 0.2, lindhard_k = 0.16"),
        r"give quenching or lindhard_k, not both",
    ),
    ("quenching of nothing", detected(IONISED + "quenching = {}"), r"quenching is empty"),
    (
        "quenching of an unknown element",
        detected(IONISED + "quenching = { Gee = 0.2 }"),
        r"no element 'Gee'; did you mean 'Ge'",
    ),
    (
        "quenching of another element",
        detected(IONISED + "quenching = { Si = 0.2 }"),
        r"no quenching for Ge: it is given for Si only",
    ),
    ("an inversion", detected(IONISED + 'inversion = "excat"'), r"did you mean 'exact'"),
    (
        "a shortcut with a resolution",
        detected(IONISED + 'inversion = "shortcut", resolution_keV_ee = 0.01'),
        r"inversion = 'shortcut' is for a bare threshold",
    ),
    (
        "photoelectrons backwards",
        light(f"{SEEN}, {YIELD}, window_lower_PE = 6, window_upper_PE = 3"),
        r"window_upper_PE = 3 must be > window_lower_PE = 6",
    ),
    (
        "steps out of order",
        light(f"{SEEN}, {YIELD}, {WINDOW}, acceptance_steps_PE = [6, 5]"),
        r"acceptance_steps_PE = \[6, 5\] must be numbers that ascend",
    ),
    (
        "steps that are words",
        light(f'{SEEN}, {YIELD}, {WINDOW}, acceptance_steps_PE = ["5"]'),
        r"acceptance_steps_PE\[0\] must be a number",
    ),
    ("no acceptance", light(f"{YIELD}, {WINDOW}"), r"give acceptance_plateau or acceptance: both"),
    (
        "half of an acceptance",
        light(f"{YIELD}, {WINDOW}, acceptance_plateau = 1"),
        r"entry 'acceptance_slope_per_PE' is missing",
    ),
    (
        "two acceptances",
        light(f'{SEEN}, {YIELD}, {WINDOW}, acceptance = "a.csv"'),
        r"give acceptance_plateau or acceptance, not both",
    ),
    (
        "two light yields",
        light(f"{SEEN}, {YIELD}, {WINDOW}, light_yield_PE_per_keV_ee = 13"),
        r"light_yield_PE_per_keV_ee, not both",
    ),
    ("light per MeV", light(f"{SEEN}, {YIELD}, {WINDOW}".replace("1.17", "1170")), r"per MeV"),
    (
        "unknown fluctuations",
        light(f'{SEEN}, {YIELD}, {WINDOW}, fluctuations = "gauss"'),
        r"no fluctuations 'gauss'; .*poisson",
    ),
    (
        "a broken window with fluctuations",
        light(f'{SEEN}, {YIELD}, {WINDOW}, fluctuations = "poisson"'.replace("= 6", "= 6.5")),
        r"6\.5 PE must be a whole number",
    ),
    (
        "fewer than no events",
        detected(THRESHOLD, f'kind = "observed", observed_events = -6, {OBSERVED}'),
        r"observed_events = -6 must be at least -steady_state_events = -5",
    ),
    (
        "a negative count",
        detected(THRESHOLD, 'kind = "poisson", observed_events = -6'),
        r"observed_events = -6 events must be",
    ),
    (
        "off events in no time",
        detected(THRESHOLD, 'kind = "poisson", observed_events = 6, off_events = 3'),
        r"off_events need an off_exposure",
    ),
    (
        "an uncertainty in per cent",
        detected(THRESHOLD, 'kind = "poisson", observed_events = 6, sigma_signal = 28'),
        r"sigma_signal = 28 must be .*not per cent",
    ),
    (
        "a background in per cent",
        detected(THRESHOLD, 'kind = "expected", sigma_stat = 20, sigma_sys = 0.1'),
        r"sigma_stat = 20 must be .*not per cent",
    ),
    ("bins of nothing", detected(THRESHOLD, 'kind = "bins"'), r"entry 'table' is missing"),
    (
        "bins in a number",
        detected(THRESHOLD, 'kind = "bins", table = 3'),
        r"table must be a string, got 3",
    ),
    ("a solar limit in keV", solar(SOLAR.replace("0.862", "862")), r"862 MeV must be .*in keV"),
    ("a solar limit in 1e-11", solar(SOLAR.replace("e-11", "")), r"= 2\.8 mu_B must be .*1e-11"),
    ("an unknown solar component", solar(SOLAR.replace("7Be", "Be7")), r"did you mean '7Be'"),
    ("a table nobody knows", EXPERIMENT + "[detectors.x]\n", r"unknown entry 'detectors'; "),
]


@pytest.mark.parametrize(
    ("toml", "message"), [pytest.param(toml, m, id=what) for what, toml, m in FILES]
)
def test_a_bad_file_is_named(tmp_path: Path, toml: str, message: str) -> None:
    refused(tmp_path, toml, message)


def test_many_kinds_of_bad_files() -> None:
    """So many distinct cases, each with its message."""
    assert len(FILES) + len(SLIPS) + len(TABLES) * len(FAULTS) > 350
    assert len({message for *_, message in FILES}) > 110


# --- how a file was saved, and what a terminal can show ----------------------------------------

GREEK = changed(("mine.future", '"\u03bd-\u03b1".future'), ('"Ge"', '"Gee"'))


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(bom(ORIGIN + EXPERIMENT))
    assert set(cevns.load_experiments(file)) == {("mine", "future")}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes((ORIGIN + EXPERIMENT).encode(encoding))
    with pytest.raises(ValueError, match=r"^mine\.toml: is UTF-16 or no text at all; save it as U"):
        cevns.load_experiments(file)


class Terminal(io.TextIOWrapper):
    """A terminal of another encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="strict")

    def shown(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8", "latin-1"])
@pytest.mark.parametrize(
    "command", ["experiments", "limit \u03bd-\u03b2", "counts x", "counts \u03bd-\u03b1", "export"]
)
@pytest.mark.parametrize("text", [GREEK, GREEK.replace('"Gee"', '"Ge"')], ids=["bad", "good"])
def test_greek_keys_on_any_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, command: str, text: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(ORIGIN + text, encoding="utf-8")
    out, err = Terminal(encoding), Terminal(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    status = main([*command.split(), "--file", str(file)])
    good = text != GREEK and command in ("experiments", "counts \u03bd-\u03b1", "export")
    assert status == (0 if good else 2)
    shown = (out if good else err).shown()
    letters = "\u03bd-\u03b1" if encoding == "utf-8" or command == "export" else "\\u03bd-\\u03b1"
    assert letters in shown or (command == "export" and "\\u03bd-\\u03b1" in shown)


def test_a_terminal_of_its_own_process(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(ORIGIN + GREEK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cevns", "experiments", "--file", str(file)],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"cevns experiments: mine.toml.experiment.\\u03bd-\\u03b1")


@pytest.mark.parametrize("file", ["", "  ", "no.toml", ".", "a\0b"])
@pytest.mark.parametrize("command", ["experiments", "counts mine", "limit mine", "export"])
def test_a_file_that_is_none(capsys: pytest.CaptureFixture[str], file: str, command: str) -> None:
    assert main([*command.split(), "--file", file]) == 2
    said = capsys.readouterr().err
    assert re.search(r"must be the path of a TOML file|cannot be read", said)
    assert said.count("\n") == 1


def test_data_of_the_book_and_a_file_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, EXPERIMENT)
    assert main(["limit", "coherent-csi@2017-bins", "--file", str(file)]) == 2
    assert "no experiment 'coherent-csi@2017-bins'" in capsys.readouterr().err


def test_a_curve_from_zero_is_listed_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not with the energy from which the quadrature starts."""
    toml, text = TABLES[NR]
    file = write(tmp_path, toml, t=text)
    assert main(["experiments", "--file", str(file)]) == 0
    assert capsys.readouterr().out.rstrip().endswith(" 0")


def test_tables_are_looked_for_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml, text = TABLES[NR]
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(tmp_path)
    e = load(inner, toml, t=text)
    assert e.inputs["efficiency"].value == "t.csv"
    absolute = replaced(toml, ('"t.csv"', f'"{inner / "t.csv"}"'))
    assert load(tmp_path, absolute).detector.on(e.material.nuclides[0])
