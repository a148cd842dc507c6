"""The script that makes tables of a release, on a release of a few made-up events."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from cevns.inference.measured.bin_tables import read_bins

SCRIPT = Path(__file__).parents[1] / "tools" / "coherent_csi_tables.py"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("coherent_csi_tables", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "OUT", tmp_path / "out")
    return module


def save(folder: Path, name: str, rows: list[tuple[float, ...]], sep: str = " ") -> None:
    text = "\n".join(sep.join(map(str, row)) for row in rows)
    (folder / name).write_text("# made up\n" + text + "\n", encoding="utf-8")


def test_events_of_2021(script: ModuleType, tmp_path: Path) -> None:
    """Inside the window, and not on its upper edges; times of neutrons with their efficiency."""
    save(tmp_path, "dataBeamOnC.txt", [(10, 0.3), (10.5, 0.3), (59.9, 5.9), (60, 1.0), (20, 6.0)])
    save(tmp_path, "dataBeamOnAC.txt", [(9, 0.1), (9, 3.0), (45, 5.0), (100, 1.0)])
    late = 1 / np.exp(-0.0494 * (4.505 - 0.52))
    for key in ("brn", "nin"):
        # half of the energies lie above the window; as many are kept at 4.5 us as at 0.4
        save(tmp_path, f"{key}PE.txt", [(10.5, 1.0), (80.5, 1.0)])
        save(tmp_path, f"{key}Trec.txt", [(0.405, 10.0), (4.505, 10.0 * late)])
    script.tables_2021(tmp_path)
    table = read_bins(tmp_path / "out" / "coherent-csi@2021.csv")
    assert table.shape == (9, 11)
    on, off = (table.column(c).reshape(9, 11) for c in ("on", "off"))
    assert (on.sum(), on[1, 2], on[8, 10]) == (3, 2, 1)
    assert (off.sum(), off[1, 0], off[1, 9], off[7, 10]) == (3, 1, 1, 1)
    beam = table.column("beam_neutrons").reshape(9, 11)
    assert beam[1, 3] == pytest.approx(9.2)
    assert beam[1, 10] == pytest.approx(9.2)
    steady = table.column("steady_state_flat").reshape(9, 11)
    assert steady[1, 10] == pytest.approx(1286 * 2 / 3 * 2 / 6, rel=1e-5, abs=0)
    counted = table.column("steady_state_counted").reshape(9, 11)
    assert counted[7, 9] == pytest.approx(1286 / 3 / 3, rel=1e-5, abs=0)
    falling = table.column("steady_state").reshape(9, 11)
    ratio = (np.exp(-0.0494 * 4) - np.exp(-0.0494 * 6)) / (1 - np.exp(-0.0494 / 8))
    assert falling[1, 10] / falling[1, 0] == pytest.approx(ratio, rel=1e-5, abs=0)
    text = (tmp_path / "out" / "coherent-csi@2021.csv").read_text(encoding="utf-8")
    assert text.count("sha256") == 6
    assert "are 10.00 and 10.00" in text  # the files' own totals: half of 20, after the efficiency


def test_counts_of_2017(script: ModuleType, tmp_path: Path) -> None:
    for name, rows in {
        "data_coincidence_beamOn": [(5, 0.25, 7), (7, 0.25, 2), (29, 5.75, 3), (31, 1.25, 9)],
        "data_anticoincidence_beamOn": [(7, 0.25, 1), (9, 1.25, 3), (9, 6.25, 5)],
        "promptPDF": [(6.5, 1.0), (15.5, 2.0)],
        "arrivalTimePDF_promptNeutrons": [(0.25, 0.4), (0.75, 0.6)],
        "arrivalTimePDF_promptNeutrinos": [(0.25, 0.5), (0.75, 0.5)],
        "arrivalTimePDF_delayedNeutrinos": [(0.25, 0.2), (0.75, 0.6)],
    }.items():
        save(tmp_path, f"{name}.txt", rows, ", ")
    script.tables_2017(tmp_path)
    table = read_bins(tmp_path / "out" / "coherent-csi@2017.csv")
    on, off, steady, neutrons = (
        table.column(c).reshape(12, 12) for c in ("on", "off", "steady_state", "beam_neutrons")
    )
    assert (on.sum(), on[0, 0], on[11, 11]) == (5, 2, 3)
    assert (off.sum(), off[0, 0], off[1, 2]) == (4, 1, 3)
    assert steady[0, 2] == pytest.approx(3 / 4)
    assert steady[1, 2] == pytest.approx(9 / 4)
    kept = 0.6655 / (1 + np.exp(-0.4942 * (15.5 - 10.8507)))
    assert neutrons[4, 1] == pytest.approx(2 * kept * 7.47594 * 0.6, rel=1e-5, abs=0)
    told = (tmp_path / "out" / "coherent-csi@2017-delayed-arrival.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in told.splitlines() if line[0] != "#"]
    assert rows[0] == ["t_us", "arrived"]
    np.testing.assert_allclose(np.array(rows[1:], dtype=float), [[0, 0], [0.5, 0.25], [1, 1]])
