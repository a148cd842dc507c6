"""The experiment file: what it holds, and that a bad one is named by file and key."""

import tomllib
from pathlib import Path

import pytest

import cevns
from cevns.catalogue import catalogue, load_experiments
from cevns.experiments import with_arrival_fractions
from cevns.tables import PROVENANCES, shipped
from cevns.units import day, keV

SHIPPED = shipped("experiments.toml").read_text(encoding="utf-8")
FIRST = SHIPPED[: SHIPPED.index("[experiment.coherent-csi.future]")]


def test_first_coherent_setup_as_printed() -> None:
    e = cevns.experiment("coherent-csi", "current")
    assert (e.mass, e.baseline_m, e.exposure / day) == pytest.approx((14.57, 19.3, 308.1))
    assert [k / keV for k in e.detector.kinks] == pytest.approx([6 / 1.17, 30 / 1.17])
    counting = e.statistics.counting(173.0)
    assert counting.variance == 142 + 6 + 2 * 405
    assert [c.flavor for c in e.components] == ["nu_mu", "nu_e", "nu_mu_bar"]


def test_every_number_of_the_file_has_a_provenance_and_a_reference() -> None:
    def inputs(table: dict[str, object], where: str = "") -> list[tuple[str, dict[str, object]]]:
        found = []
        for key, entry in table.items():
            if isinstance(entry, dict):
                leaf = "value" in entry
                found += [(f"{where}{key}", entry)] if leaf else inputs(entry, f"{where}{key}.")
            else:
                assert isinstance(entry, str), f"{where}{key} has no provenance"
        return found

    entries = inputs(tomllib.loads(SHIPPED))
    assert len(entries) > 15
    for where, entry in entries:
        assert entry["provenance"] in PROVENANCES, where
        assert len(str(entry["reference"])) > 10, where


def test_inputs_reach_the_experiment() -> None:
    for e in catalogue().values():
        assert {"mass_kg", "baseline_m", "exposure_days"} <= set(e.inputs)
        assert e.inputs["mass_kg"].provenance == "printed"


def test_a_users_own_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(FIRST.replace("coherent-csi", "my-csi").replace("14.57", "29.14"))
    mine = load_experiments(file)["my-csi", "current"]
    ours = cevns.experiment("coherent-csi")
    assert cevns.signal(mine).sm_total == pytest.approx(2 * cevns.signal(ours).sm_total)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mass_kg =", "mass_kgs =", r"coherent-csi\.current: no entry 'mass_kg'.*'mass_kgs'"),
        ("value = 14.57", "value = -14.57", r"mass_kg = -14\.57 kg must be finite and > 0"),
        ("value = 14.57", 'value = "14.57"', r"mass_kg must be a number"),
        ("value = 14.57", "value = nan", r"mass_kg = nan kg"),
        ('"CsI", prov', '"CsJ", prov', r"no material 'CsJ'; did you mean 'CsI'"),
        ('provenance = "printed"', 'provenance = "printd"', r"did you mean 'printed'"),
        ('kind = "photoelectrons"', 'kind = "photons"', r"detector\.kind: no kind 'photons'"),
        ('source = "sns"', 'source = "snss"', r"current\.source: .*did you mean 'sns'"),
        ("coherent-csi.current]", "coherent-csi.currnt]", r"did you mean 'current'"),
        ("value = 30,", "value = 3,", r"upper edge of the window = 3 PE must be finite and > 6"),
        ("value = 0.28", "value = 28", r"sigma_signal = 28 must be finite and >= 0 and <= 1"),
        ("value = 1.17,", "value = 0.01,", r"zero events"),
        ("value = 1.76e23", "value = 1.76e23, unit = 1", r"unknown entry 'unit'"),
        ("baseline_m = {", "baseline_m = 3 #", r"baseline_m must be a table"),
        ("baseline_m = {", "baseline_m = {{", r"bad\.toml: .*line"),
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


def test_arrival_fractions_scale_their_beam_only() -> None:
    e = cevns.experiment("coherent-csi")
    cut = cevns.signal(with_arrival_fractions(e, {"prompt": 1.0, "delayed": 0.5}))
    whole = cevns.signal(e)
    assert cut.sm["nu_mu"] == whole.sm["nu_mu"]
    assert cut.sm["nu_e"] == pytest.approx(whole.sm["nu_e"] / 2)
    with pytest.raises(ValueError, match="beams are"):
        with_arrival_fractions(e, {"prompt": 1.0})
