"""The same tasks with this tree and with another revision, in one run: ratios, not times.

``python -m bench.against REVISION`` checks the revision out beside this one (nothing is installed,
both run in this environment) and lets the two take turns, each in a process of its own, so that
whatever else the machine does hits both. A task is a piece of code that both can run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[1]

SETUP: Final = """
import sys, time
from dataclasses import replace
import numpy as np
import cevns
try:
    from cevns.nuclei.materials import compound
    from cevns.rates.signal import binned_signal
    from cevns.detectors.photoelectrons import smeared
    from cevns.inference import regions
    def together(*keys): return cevns.combine(*keys).moment_chi2
except ImportError:
    from cevns import regions
    from cevns.combination import Combination, flavor_count
    from cevns.detectors import smeared
    from cevns.nuclides import compound
    from cevns.rates import binned_signal
    def together(*keys):
        return Combination(counts=tuple(flavor_count(cevns.experiment(k)) for k in keys))
csi, conus = cevns.experiment("coherent-csi"), cevns.experiment("conus")
T, low = np.geomspace(1e-4, 0.014, 200), np.geomspace(1e-4, 2e-3, 200)
twenty = compound("twenty", {"Xe": 1, "Ge": 1, "Si": 1, "Ar": 1})
both = together("coherent-csi", "conus")
fixed = regions.Choices(others="profiled")
free = regions.Choices(others="profiled", phases="profiled")
side = np.linspace(0, 60, 300) * 1e-10
grid = dict(zip(("Lambda_1", "Lambda_2"), np.meshgrid(side, side)))
one = np.array(1.0)
def timed(run):
    run()
    best = np.inf
    for _ in range(REPEATS):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best
"""

SCAN_OLD: Final = """
def scan(n=40):
    for i in range(n):
        detector = replace(csi.detector, light_yield=1100.0 + i, lower=6.0 + i / 50)
        cevns.signal(replace(csi, detector=detector))
"""

SCAN_NEW: Final = """
from cevns.interactions.couplings import tree
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.interactions.standard_model import standard_model
from cevns.rates.batch import Batch
points = Batch(experiment=csi, channels=(*standard_model(tree()).channels, MAGNETIC))
def scan(n=10_000):
    points.values(
        light_yield=np.linspace(1100, 1200, n), threshold=np.linspace(6, 7, n),
        proton_stretch=np.linspace(0.95, 1.05, n), neutron_stretch=np.linspace(1.05, 0.95, n),
    )
"""

TASKS: Final[dict[str, tuple[str, int]]] = {
    "spectrum, CsI, 200 energies": ("cevns.recoil_spectrum(csi, T)", 60),
    "spectrum, CsI, one energy": ("cevns.recoil_spectrum(csi, 0.01)", 60),
    "spectrum, Ge at a reactor, 200 energies": ("cevns.recoil_spectrum(conus, low)", 30),
    "spectrum, twenty isotopes": ("cevns.recoil_spectrum(replace(csi, material=twenty), T)", 20),
    "counts, CsI": ("cevns.signal(csi)", 60),
    "counts, Ge at a reactor": ("cevns.signal(conus)", 30),
    "twelve smeared bins": (
        "binned_signal(replace(csi, detector=smeared(csi.detector)), list(range(6, 31, 2)))",
        15,
    ),
    "one limit": ('cevns.limit(csi, "Lambda_1")', 60),
    "one chi^2 of moments and a mixing": (
        'regions.profile(both, {"Lambda_1": 1e-9, "Lambda_2": 2e-9})',
        60,
    ),
    "limit, others profiled, phases fixed": ('regions.limit(both, "Lambda_1", fixed)', 1),
    "limit, all free, delta too": (
        'regions.limit(both, "Lambda_1", replace(free, delta="profiled"))',
        1,
    ),
    "map of 300 x 300, all free": ("regions.profile(both, grid, free)", 1),
}
"""Code and repeats of every task."""


def checkout(revision: str, folder: Path) -> Path:
    """Unpack a revision of the package."""
    archive = subprocess.run(
        ["git", "archive", revision, "cevns"], cwd=ROOT, check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return folder


def run(tree: Path, code: str) -> float:
    """Seconds a program prints last, with the package of a tree."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    found = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=tree,
    )
    return float(found.stdout.split()[-1])


def wall(tree: Path, command: list[str]) -> float:
    """Wall seconds of a command with the package of a tree, less than which nothing can be."""
    code = (
        "import subprocess, sys, time\n"
        f"command = [sys.executable, *{command!r}]\n"
        "best = 9e9\n"
        "for _ in range(5):\n"
        "    start = time.perf_counter()\n"
        "    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)\n"
        "    best = min(best, time.perf_counter() - start)\n"
        "print(best)"
    )
    return run(tree, code)


def main() -> int:
    """Print a line a task: now, then, and how many times faster now is."""
    parser = argparse.ArgumentParser(prog="python -m bench.against", description=__doc__)
    parser.add_argument("revision", help="such as a tag, or HEAD~10")
    revision = parser.parse_args().revision
    with tempfile.TemporaryDirectory() as folder:
        then, now = checkout(revision, Path(folder)), ROOT
        for name, (task, repeats) in TASKS.items():
            code = f"REPEATS = {repeats}\n{SETUP}\nprint(timed(lambda: {task}))"
            show(name, run(now, code), run(then, code))
        scan = f"REPEATS = 2\n{SETUP}\n"
        new = run(now, f"{scan}{SCAN_NEW}\nprint(timed(scan))")
        old = run(then, f"{scan}{SCAN_OLD}\nprint(timed(scan) * 250)")
        show("10^4 counts, all moved (then: 40 of them)", new, old)
        for name, command in (
            ("import", ["-c", "import cevns"]),
            ("command line, one limit", ["-m", "cevns", "limit", "coherent-csi"]),
        ):
            show(f"{name}, wall", wall(now, command), wall(then, command))
    return 0


def show(name: str, now: float, then: float) -> None:
    """One line, with milliseconds for a sense of size."""
    sys.stdout.write(f"{name:<44}{1e3 * now:>10.2f} ms{1e3 * then:>11.2f} ms{then / now:>9.1f} x\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
