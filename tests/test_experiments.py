"""The experiment file: what it holds, and that a bad one is named by file and key."""

import copy
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import cevns
from cevns.basics.csv_tables import shipped
from cevns.basics.provenance import PROVENANCES, Input
from cevns.basics.units import day, keV
from cevns.detectors.quenching import LindhardModel
from cevns.experiments.catalogue import catalogue, load_experiments
from cevns.experiments.experiment import with_arrival_fractions
from cevns.inference.counts import counting
from cevns.sources.reactor import reactor_from_power, reactor_spectrum

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "chapters" / "own-experiment.md").read_text(encoding="utf-8")
PRINTED = (ROOT / "tests" / "expected" / "own-experiment.json").read_text(encoding="utf-8")
SHIPPED = shipped("experiments", "experiments.toml").read_text(encoding="utf-8")
FIRST = SHIPPED[: SHIPPED.index("[experiment.coherent-csi.future]")]


def test_first_coherent_setup_as_printed() -> None:
    e = cevns.experiment("coherent-csi", "current")
    assert (e.mass, e.baseline_m, e.exposure / day) == pytest.approx((14.57, 19.3, 308.1))
    assert [k / keV for k in e.detector.kinks] == pytest.approx([6 / 1.17, 30 / 1.17])
    judged = counting(e.measurement, 173.0)
    assert judged.variance == 142 + 6 + 2 * 405
    assert [c.flavor for c in e.components] == ["nu_mu", "nu_e", "nu_mu_bar"]


def bare(table: dict[str, object], where: str, stated: bool) -> list[str]:
    """Values of a raw TOML table for which neither they nor a table around them give a source."""
    stated = stated or {"provenance", "reference"} <= set(table)
    found = []
    for key, entry in table.items():
        if isinstance(entry, dict):
            found += bare(entry, f"{where}.{key}", stated and "value" not in entry)
        elif not stated and key not in ("kind", "source"):
            found.append(f"{where}.{key}")
    return found


def test_every_number_of_the_file_has_a_provenance_and_a_reference() -> None:
    assert bare({"a": {"b": 1, "kind": "x", "c": {"value": 2}}}, "", False) == [
        ".a.b",
        ".a.c.value",
    ]
    assert bare(tomllib.loads(SHIPPED), "", False) == []
    inputs = [i for e in catalogue().values() for i in e.inputs.values()]
    assert len(inputs) > 150
    for i in inputs:
        assert i.provenance in PROVENANCES
        assert len(i.reference) > 10


def test_inputs_reach_the_experiment() -> None:
    for e in catalogue().values():
        assert {"mass_kg", "baseline_m", "exposure_days"} <= set(e.inputs)
        assert e.inputs["mass_kg"].provenance in PROVENANCES


def test_a_users_own_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(FIRST.replace("coherent-csi", "my-csi").replace("14.57", "29.14"))
    mine = load_experiments(file)["my-csi", "current"]
    ours = cevns.experiment("coherent-csi")
    assert cevns.signal(mine).sm_total == pytest.approx(2 * cevns.signal(ours).sm_total)


REACTOR = (
    SHIPPED[SHIPPED.index("[source.reactor]") : SHIPPED.index("[experiment.coherent-csi.current]")]
    + SHIPPED[SHIPPED.index("[experiment.conus.current]") : SHIPPED.index("[experiment.conus.f")]
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "detector.threshold_keV_ee",
            "detector.threshold_keV_nr = 0.8\ndetector.threshold_keV_ee",
            r"conus\.current\.detector: give threshold_keV_nr or threshold_keV_ee, not both",
        ),
        (
            "threshold_keV_ee",
            "threshold_ee",
            r"detector: .*both are missing; is 'threshold_ee' meant for it",
        ),
        ("threshold_keV_ee = { value = 0.1", "threshold_keV_ee = { value = 100", r"zero events"),
        (
            "threshold_keV_ee = { value = 0.1",
            "threshold_keV_ee = { value = 0",
            r"keV must be .*> 0",
        ),
        (
            "flux_per_cm2_s = {",
            "flux = {",
            r"give flux_per_cm2_s, thermal_power_GW or core: all are missing",
        ),
        (
            "flux_per_cm2_s = { value = 2",
            "flux_per_cm2_s = { value = -2",
            r"must be .*>= 1000 and .*is it per m\^2",
        ),
        (
            '"shortcut"',
            '"shortcutt"',
            r"inversion: no inversion 'shortcutt'; did you mean 'shortcut'",
        ),
        ('"mueller"', '"muller"', r"source\.reactor\.fit: .*did you mean 'mueller'"),
        ("efficiency = 0.5", "efficiency = 50", r"efficiency = 50 .*a fraction"),
        ("sigma_sys = 0.2", "sigma_sys = 20", r"sigma_sys = 20 must be"),
        ("exposure_days", "exposure_yr", r"'exposure_days' is missing; is 'exposure_yr' meant"),
    ],
)
def test_bad_reactor_files_name_file_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in REACTOR
    file = tmp_path / "bad.toml"
    file.write_text(REACTOR.replace(old, new))
    with pytest.raises(ValueError, match=message) as error:
        load_experiments(file)
    assert "bad.toml" in str(error.value)


def test_thermal_power_instead_of_a_quoted_flux(tmp_path: Path) -> None:
    """3.9 GW at 17 m give 2.2e13: 9 % below the flux quoted for it."""
    quoted = next(line for line in REACTOR.splitlines() if line.startswith("flux_per_cm2_s"))
    power = 'thermal_power_GW = { value = 3.9, provenance = "cited", reference = "a power plant" }'
    file = tmp_path / "power.toml"
    file.write_text(REACTOR.replace(quoted, power))
    (component,) = load_experiments(file)["conus", "current"].components
    assert component.fluence(17.0, 1.0) == pytest.approx(2.2e13, rel=0.02, abs=0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mass_kg =", "mass_kgs =", r"current: entry 'mass_kg' is missing; is 'mass_kgs' meant"),
        ("14.57", "-14.57", r"mass_kg = -14\.57 kg must be finite and >= 1e-06"),
        ("14.57", '"14.57"', r"mass_kg must be a number"),
        ("14.57", "nan", r"mass_kg = nan kg"),
        ('"CsI"', '"CsJ"', r"no material 'CsJ'; did you mean 'CsI'"),
        ('provenance = "printed"', 'provenance = "printd"', r"did you mean 'printed'"),
        ('kind = "photoelectrons"', 'kind = "photons"', r"detector\.kind: no kind 'photons'"),
        ('source = "sns"', 'source = "snss"', r"current\.source: .*did you mean 'sns'"),
        ("coherent-csi.current]", "coherent-csi.currnt]", r"did you mean 'current'"),
        ("value = 30,", "value = 3,", r"window_upper_PE = 3 must be > window_lower_PE = 6"),
        ("0.28", "28", r"sigma_signal = 28 must be finite and >= 0 and <= 1"),
        ("value = 1.17,", "value = 0.01,", r"zero events"),
        ("value = 1.76e23", "value = 1.76e23, unit = 1", r"unknown entry 'unit'; known: .*value"),
        ("baseline_m = 19.3", "baseline_m = { m = 3 }", r"baseline_m: entry 'value' is missing"),
        ("baseline_m = ", "baseline_m = {{", r"bad\.toml: .*line"),
        ('source = "sns"', 'source = "sns"\ncolour = "red"', r"unknown entry 'colour'"),
    ],
)
def test_bad_files_name_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in FIRST
    file = tmp_path / "bad.toml"
    file.write_text(FIRST.replace(old, new))
    with pytest.raises(ValueError, match=message) as error:
        load_experiments(file)
    assert "bad.toml" in str(error.value)


TEN_LINES = re.search(r'save\("first.toml", """\n(\[experiment.*?)"""', PAGE, re.DOTALL)[1]


def test_the_documented_detector_of_your_own(tmp_path: Path) -> None:
    """Its text on the page of one's own experiment, and the numbers below it."""
    file = tmp_path / "mine.toml"
    file.write_text(TEN_LINES)
    mine = cevns.experiment("my-detector", experiments=load_experiments(file))
    (component,) = mine.components
    assert component.intensity == reactor_from_power(3.9, reactor_spectrum())[0].intensity
    assert f"{cevns.signal(mine).sm_total:.0f} events" in PRINTED
    assert f"{cevns.limit(mine, 'Lambda_1') / 1e-10:.3g} x 1e-10 mu_B" in PRINTED
    assert mine.inputs["efficiency"] == Input(0.8, "inferred", "a proposal")


def test_sources_of_a_users_file_win(tmp_path: Path) -> None:
    own = """
        [source.reactor]
        kind = "reactor"
        provenance = "cited"
        reference = "another model of the core"
        fit = "huber"
        low_energy = "none"
        captures_per_fission = 0
    """
    file = tmp_path / "mine.toml"
    file.write_text(own + TEN_LINES)
    mine = cevns.experiment("my-detector", experiments=load_experiments(file))
    assert mine.inputs["fit"] == Input("huber", "cited", "another model of the core")
    assert mine.components[0].spectrum.density(1.5) == 0


def test_a_copy_of_the_shipped_file_is_the_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "copy.toml"
    file.write_text(SHIPPED)
    copied = load_experiments(file)
    assert {k: e.inputs for k, e in copied.items()} == {k: e.inputs for k, e in catalogue().items()}


def test_the_nearest_source_of_a_number_holds(tmp_path: Path) -> None:
    """The value's own, else its table's, else that of a table around it."""
    file = tmp_path / "mine.toml"
    file.write_text(
        TEN_LINES.replace(
            '{ kind = "expected"', '{ provenance = "cited", reference = "a note", kind = "expected"'
        ).replace(
            "mass_kg = 10",
            'mass_kg = { value = 10, provenance = "printed", reference = "a slide" }',
        )
    )
    inputs = load_experiments(file)["my-detector", "future"].inputs
    origins = {key: (i.provenance, i.reference) for key, i in inputs.items()}
    assert origins["mass_kg"] == ("printed", "a slide")
    assert origins["sigma_sys"] == ("cited", "a note")
    assert origins["baseline_m"] == origins["efficiency"] == ("inferred", "a proposal")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'provenance = "inferred"\nreference = "a proposal"\n',
            "",
            r"mine\.toml\.experiment\.my-detector\.future\.material = \"Ge\" does not say where it "
            r"comes from: write material = \{ value = \"Ge\", provenance = .* or give its table",
        ),
        ('reference = "a proposal"\n', "", r"future: entry 'reference' is missing"),
        ('"inferred"', '"guess"', r"future\.provenance: no provenance 'guess'.*inferred"),
        ("17", "{ value = 17 }", r"baseline_m = 17 does not say where it comes from"),
        ('source = "reactor"', 'source = "mine"', r"source: no source 'mine'; .*reactor, sns"),
    ],
)
def test_a_number_from_nowhere(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEN_LINES
    file = tmp_path / "mine.toml"
    file.write_text(TEN_LINES.replace(old, new))
    with pytest.raises(ValueError, match=message):
        load_experiments(file)


def written(table: dict[str, object]) -> str:
    """A table of a TOML file, everything in it on one line."""

    def inline(value: object) -> str:
        if isinstance(value, dict):
            return (
                "{ " + ", ".join(f"{json.dumps(k)} = {inline(v)}" for k, v in value.items()) + " }"
            )
        return json.dumps(value)

    return "\n".join(f"{json.dumps(key)} = {inline(value)}" for key, value in table.items())


WHOLE = tomllib.loads(
    FIRST
    + REACTOR[REACTOR.index("[experiment.conus") :]
    + TEN_LINES
    + """
    [material.CaWO4]
    provenance = "computed"
    reference = "its formula"
    atoms = { Ca = 1, W = 1, O = 4 }

    [material.scheelite]
    provenance = "computed"
    reference = "the masses in its formula"
    mass_fractions = { Ca = 0.139, W = 0.639, O = 0.222 }
    """
)
"""Every kind of source, detector, count and material."""


def leaves(table: dict[str, object], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [
        leaf
        for key, value in table.items()
        for leaf in (leaves(value, (*path, key)) if isinstance(value, dict) else [(*path, key)])
    ]


def changed(path: tuple[str, ...], *, key: str | None, value: object = None) -> dict[str, object]:
    """WHOLE with one entry replaced; without it if there is no key."""
    whole = copy.deepcopy(WHOLE)
    table = whole
    for name in path[:-1]:
        table = table[name]
    old = table.pop(path[-1])
    if key is not None:
        table[key] = old if value is None else value
    return whole


def error(tmp_path: Path, whole: dict[str, object]) -> str:
    file = tmp_path / "bad.toml"
    file.write_text(written(whole))
    with pytest.raises(ValueError, match=r"^bad\.toml\.") as raised:
        load_experiments(file)
    return str(raised.value)


LEAVES = leaves(WHOLE)


def test_the_whole_file_is_good(tmp_path: Path) -> None:
    file = tmp_path / "good.toml"
    file.write_text(written(WHOLE))
    assert set(load_experiments(file)) == {
        ("coherent-csi", "current"),
        ("conus", "current"),
        ("my-detector", "future"),
    }
    assert len(LEAVES) > 80


OPTIONAL = ("acceptance_steps_PE",)


@pytest.mark.parametrize(
    "path", [p for p in LEAVES if "atoms" not in p and p[-1] not in OPTIONAL], ids=".".join
)
def test_a_missing_entry_is_named(tmp_path: Path, path: tuple[str, ...]) -> None:
    """And no good key is taken for a slip. (A compound may well have one element less.)"""
    message = error(tmp_path, changed(path, key=None))
    assert ".".join(path[:-2]) in message
    assert any(name in message for name in path[-2:])
    assert "missing" in message
    assert "meant for" not in message


@pytest.mark.parametrize("path", LEAVES, ids=".".join)
def test_a_misspelt_entry_is_named(tmp_path: Path, path: tuple[str, ...]) -> None:
    message = error(tmp_path, changed(path, key=path[-1] + "x"))
    assert path[-1] + "x" in message
    assert path[-1] in message.replace(path[-1] + "x", "")


def at(path: tuple[str, ...]) -> object:
    value: object = WHOLE
    for name in path:
        value = value[name]
    return value


@pytest.mark.parametrize("path", [p for p in LEAVES if not isinstance(at(p), str)], ids=".".join)
@pytest.mark.parametrize("value", [-1000, "1", True, [2, 1]])
def test_a_negative_entry_and_one_that_is_no_number_is_named(
    tmp_path: Path, path: tuple[str, ...], value: object
) -> None:
    message = error(tmp_path, changed(path, key=path[-1], value=value))
    assert (path[-2] if path[-1] == "value" else path[-1]) in message
    assert "must be" in message


CSI_RUN, CONUS_RUN = ("experiment", "coherent-csi", "current"), ("experiment", "conus", "current")
MINE = ("experiment", "my-detector", "future")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((*MINE, "mass_kg"), 1e7, r"mass_kg = 1e\+07 kg must be .*<= 1e\+06 kg; is it in g"),
        ((*MINE, "baseline_m"), 1700, r"baseline_m = 1700 m must be .*>= 0\.5 .*is it in cm"),
        ((*MINE, "baseline_m"), 0.017, r"baseline_m = 0\.017 m .*or km\?"),
        ((*MINE, "exposure_days"), 3.2e7, r"exposure_days = 3\.2e\+07 days .*is it in s\?"),
        ((*MINE, "thermal_power_GW"), 3900, r"power_GW = 3900 GW .*<= 10 GW; is it in MW"),
        ((*CONUS_RUN, "flux_per_cm2_s", "value"), 2.4e17, r"2\.4e\+17 cm\^-2 s\^-1 .*per m\^2"),
        ((*CONUS_RUN, "flux_per_cm2_s", "value"), 2.4, r"= 2\.4 cm\^-2 s\^-1 .*units of 1e13"),
        ((*MINE, "detector", "threshold_keV_nr"), 500, r"lies above .*is the threshold in eV\?"),
        ((*MINE, "detector", "threshold_keV_nr"), 3, r"lies above .*zero events; .*right unit"),
        ((*MINE, "detector", "efficiency"), 80, r"efficiency = 80 .*not per cent"),
        (
            (*MINE, "detector", "lindhard_k"),
            0.16,
            r"detector: quenching and lindhard_k belong to .*threshold_keV_ee",
        ),
        (
            (*MINE, "flux_per_cm2_s"),
            1e13,
            r"give flux_per_cm2_s, thermal_power_GW or core, not both",
        ),
        ((*MINE, "material"), "Gee", r"future\.material: no material 'Gee'; did you mean 'Ge'"),
        ((*MINE, "setup"), 1, r"future: unknown entry 'setup'; known: .*baseline_m"),
        (("experiment", "my-detector", "now"), {}, r"my-detector: no setup 'now'; .*current"),
        ((*CONUS_RUN, "detector", "lindhard_k"), 16, r"lindhard_k = 16 must be"),
        (("source", "reactor", "E_top_MeV"), 9, r"E_top_MeV = 9 MeV .*fits hold from 2 to 8 MeV"),
        (("source", "reactor", "fuel", "235U"), 0.5, r"reactor: shares of the fuel sum to 0\.944"),
        (("source", "reactor", "fuel", "235U"), 55.6, r"fuel: 235U = 55\.6 must be .*per cent"),
        (("source", "reactor", "fuel", "233U"), 0.1, r"no fissioning isotope '233U'; did you mean"),
        (
            ("material", "scheelite", "mass_fractions", "W"),
            0.6,
            r"scheelite\.mass_fractions: mass fractions sum to 0\.961, must be 1; is one missing",
        ),
        (
            ("material", "scheelite", "mass_fractions", "W"),
            0.638,
            r"sum to 0\.999, must be 1; rounded",
        ),
        (
            ("material", "CaWO4", "mass_fractions"),
            {"W": 1},
            r"CaWO4: give atoms or mass_.*not both",
        ),
        (("material", "CaWO4", "atoms"), {}, r"CaWO4\.atoms is empty"),
        (
            ("material", "CaWO4", "atoms", "Zz"),
            4,
            r"CaWO4\.atoms: no element 'Zz'; .*known: Ag, Al, Ar, As, Au, B, Ba, .*Zr$",
        ),
    ],
)
def test_a_wrong_unit_or_a_contradiction_is_named(
    tmp_path: Path, path: tuple[str, ...], value: object, message: str
) -> None:
    whole = copy.deepcopy(WHOLE)
    table = whole
    for name in path[:-1]:
        table = table[name]
    if isinstance(value, int | float) and path[-1] not in table:
        value = {"value": value, "provenance": "inferred", "reference": "a test"}
    table[path[-1]] = value
    assert re.search(message, error(tmp_path, whole))


def test_a_material_of_ones_own(tmp_path: Path) -> None:
    """By formula and by mass it is the same; its numbers keep their source."""
    loaded = []
    for name in ("CaWO4", "scheelite"):
        whole = changed((*MINE, "material"), key="material", value=name)
        file = tmp_path / "mine.toml"
        file.write_text(written(whole))
        loaded.append(load_experiments(file)["my-detector", "future"])
    by_formula, by_mass = loaded
    assert by_formula.material.name == "CaWO4"
    np.testing.assert_allclose(
        by_formula.material.targets_per_kg, by_mass.material.targets_per_kg, rtol=2e-3
    )
    assert by_formula.inputs["atoms.O"] == Input(4, "computed", "its formula")
    assert by_mass.inputs["mass_fractions.W"].value == 0.639


def test_choices_of_a_reactor_and_of_its_detector(tmp_path: Path) -> None:
    whole = copy.deepcopy(WHOLE)
    whole["source"]["reactor"]["fuel"] = {"235U": 1, "provenance": "cited", "reference": "MINER"}
    whole["source"]["reactor"]["E_top_MeV"] = {
        "value": 6,
        "provenance": "inferred",
        "reference": "where data end",
    }
    whole["experiment"]["conus"]["current"]["detector"]["lindhard_k"] = 0.162
    file = tmp_path / "mine.toml"
    file.write_text(written(whole))
    e = load_experiments(file)["conus", "current"]
    spectrum = e.components[0].spectrum
    assert (spectrum.E_max, spectrum.fuel) == (6, {"235U": 1})
    assert spectrum.total == reactor_spectrum(fuel={"235U": 1}, E_top=6).total
    assert e.detector.quenching == LindhardModel(0.162)
    assert e.inputs["fuel.235U"] == Input(1, "cited", "MINER")


def test_arrival_fractions_scale_their_beam_only() -> None:
    e = cevns.experiment("coherent-csi")
    cut = cevns.signal(with_arrival_fractions(e, {"prompt": 1.0, "delayed": 0.5}))
    whole = cevns.signal(e)
    assert cut.sm["nu_mu"] == whole.sm["nu_mu"]
    assert cut.sm["nu_e"] == pytest.approx(whole.sm["nu_e"] / 2)
    with pytest.raises(ValueError, match="beams are"):
        with_arrival_fractions(e, {"prompt": 1.0})


def test_acceptance_as_released() -> None:
    """a = 0.6655, k = 0.4942, x_0 = 10.8507 of arXiv:1804.09459."""
    acceptance = cevns.experiment("coherent-csi").detector.acceptance
    assert (acceptance.plateau, acceptance.slope, acceptance.midpoint) == (0.6655, 0.4942, 10.8507)


def test_a_file_that_is_not_there_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"mine\.toml: cannot be read \(No such file"):
        load_experiments(str(tmp_path / "mine.toml"))
    with pytest.raises(ValueError, match=r"cannot be read \(Is a directory"):
        load_experiments(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'a = "\xe9"')
    with pytest.raises(ValueError, match=r"latin\.toml, line 1: the byte 0xe9 is not UTF-8; save"):
        load_experiments(tmp_path / "latin.toml")


CONFIGURATION = {
    # mass/kg, threshold/keV, efficiency, exposure/days, baseline/m; now and in the future
    "coherent-csi": (None, (100, 1, 1.0, 3652.5, 19.3)),
    "coherent-hpge": ((15, 5, 0.5, 308.1, 22), (100, 1, 1.0, 3652.5, 22)),
    "coherent-lar": ((1000, 20, 0.5, 308.1, 29), (10_000, 10, 1.0, 3652.5, 29)),
    "coherent-nai": ((2000, 13, 0.5, 308.1, 28), (10_000, 5, 1.0, 3652.5, 28)),
    "conus": ((3.85, 0.1, 0.5, 365.25, 17), (100, 0.1, 1.0, 3652.5, 17)),
    "connie": ((1, 0.028, 0.5, 365.25, 30), (100, 0.028, 1.0, 3652.5, 30)),
    "miner": ((1, 0.1, 0.5, 365.25, 2), (100, 0.1, 1.0, 3652.5, 2)),
    "texono": ((1, 0.1, 0.5, 365.25, 28), (100, 0.1, 1.0, 3652.5, 28)),
    "red100": ((100, 0.5, 0.5, 365.25, 19), (100, 0.1, 1.0, 3652.5, 19)),
}
"""The talk's table of experimental configurations (RED100's future threshold is inferred)."""


@pytest.mark.parametrize("key", CONFIGURATION)
def test_configuration_table_of_the_talk(key: str) -> None:
    for setup, row in zip(("current", "future"), CONFIGURATION[key], strict=True):
        if row is None:  # the observed CsI run has a test of its own
            continue
        inputs = cevns.experiment(key, setup).inputs
        threshold = inputs.get("threshold_keV_nr") or inputs["threshold_keV_ee"]
        found = (
            inputs["mass_kg"].value,
            threshold.value,
            inputs["efficiency"].value,
            inputs["exposure_days"].value,
            inputs["baseline_m"].value,
        )
        assert found == row
        sigma = 0.2 if setup == "current" else 0.1
        assert inputs["sigma_stat"].value == inputs["sigma_sys"].value == sigma


@pytest.mark.parametrize(
    ("key", "flux"),
    [
        ("conus", 2.4e13),
        ("connie", 7.8e12),
        ("miner", 4.36e11),
        ("texono", 1e13),
        ("red100", 1.35e13),
    ],
)
def test_inferred_reactor_fluxes(key: str, flux: float) -> None:
    for setup in ("current", "future"):
        e = cevns.experiment(key, setup)
        assert e.components[0].fluence(e.baseline_m, 1.0) == pytest.approx(flux, rel=1e-12, abs=0)
        assert e.inputs["flux_per_cm2_s"].provenance == "inferred"


def test_pulls_of_the_first_data() -> None:
    """sigma_a1 = 0.28 and sigma_a2 = 0.25, as printed."""
    statistics = cevns.experiment("coherent-csi").measurement
    assert (statistics.sigma_signal, statistics.sigma_background) == (0.28, 0.25)


@pytest.mark.parametrize(
    ("component", "flavor", "beam"),
    [(0, "nu_mu", "prompt"), (1, "nu_e", "delayed"), (2, "nu_mu_bar", "delayed")],
)
def test_neutrinos_of_the_spallation_source(component: int, flavor: str, beam: str) -> None:
    """0.08 of each flavour for each of 1.76e23 protons in 308.1 days; JHEP 07 (2019) 103."""
    for setup in ("current", "future"):
        c = cevns.experiment("coherent-csi", setup).components[component]
        assert (c.flavor, c.beam) == (flavor, beam)
        assert c.intensity.rate == pytest.approx(
            0.08 * 1.76e23 / (308.1 * 86_400), rel=1e-12, abs=0
        )
