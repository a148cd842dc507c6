"""Write how measured data bound two moments at once: ``python tools/world_curves.py``.

For pairs of moments and groups of `cevns.inference.world.CURVES`, in
``cevns/inference/measured/data/world-curves.csv``: regions at 90 % C.L. of two moduli with the
third zero and phases profiled, and the largest common modulus of two moments with each relative
phase. It takes some minutes. Nothing of a release is needed but what the package ships.
"""

import csv
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from pathlib import Path

import numpy as np

from cevns.inference import regions
from cevns.inference.choices import Choices
from cevns.inference.world import CURVES, GROUPS, assembled

OUT = Path(__file__).parents[1] / "cevns" / "inference" / "measured" / "data" / "world-curves.csv"
HEADER = """\
# title: regions and relative phases of two transition moments, of measured data put together
# columns: curve; data; moments; angle [deg]; modulus [mu_B]. region: boundary at 90 % C.L. of two
#   moduli (the angle is between them, the modulus the length of both), third zero, phases profiled;
#   phase: limit at 90 % C.L. on the common modulus of two moments, the angle is their phase
# source: computed from the data sets of this folder, whose sources are in their descriptions
# obtained: tools/world_curves.py; provenance: computed
# licence: facts, no restriction known
"""
PHASES = np.arange(0, 361, 15)
DIRECTIONS = 25


def _lines(group: str) -> Iterator[tuple[str, str, str, float, float]]:
    data = assembled(GROUPS[group])
    under = data.assumptions
    for i, j in combinations(range(3), 2):
        pair = f"{i + 1}{j + 1}"
        z = np.zeros((len(PHASES), 3), dtype=complex)
        z[:, i], z[:, j] = 1, np.exp(1j * np.radians(PHASES))
        length = regions.direction_limit(data.moment_chi2, z, under.mixing)
        for angle, common in zip(PHASES.tolist(), (length / np.sqrt(2)).tolist(), strict=True):
            yield "phase", group, pair, angle, common
        names = (f"Lambda_{i + 1}", f"Lambda_{j + 1}")
        free = Choices(mixing=under.mixing, phases="profiled")
        edge = regions.boundary(data.table, names, free, directions=DIRECTIONS)
        for angle, far in zip(edge.angle.tolist(), edge.radius.tolist(), strict=True):
            yield "region", group, pair, float(np.degrees(angle)), far


def lines(group: str) -> list[tuple[str, str, str, float, float]]:
    """All lines of a group."""
    return list(_lines(group))


def main() -> None:
    """Compute and write all curves."""
    with ProcessPoolExecutor(2) as pool:
        done = {group: pool.submit(lines, group) for group in CURVES}
        found = [line for group in CURVES for line in done[group].result()]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["curve", "data", "moments", "angle_deg", "modulus_muB"])
        for *key, angle, modulus in found:
            writer.writerow([*key, f"{angle:g}", f"{modulus:.5g}"])


if __name__ == "__main__":
    main()
