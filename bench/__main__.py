"""Measure and print; ``make bench WRITE=1`` keeps the table for the book."""

import argparse
import json
import platform
import statistics as median_of
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

import cevns
from bench import RESULTS
from bench.oracle import adaptive_counts, adaptive_spectrum, descend
from cevns.basics.checks import Array
from cevns.inference.combination import Combination
from cevns.inference.regions import Choices, boundary, profile
from cevns.interactions.kinematics import recoil_energy_max
from cevns.neutrinos.effective import effective_squared_general, effective_squared_of_state
from cevns.neutrinos.mixing import MixingArrays, pmns
from cevns.neutrinos.moments import moment_matrix
from cevns.talk import limits_table
from cevns.talk.closed_forms import phase_differences, sns_prompt

CSI = cevns.experiment("coherent-csi", "current")
COUNTED = (("CsI", CSI.key), ("Ge", "conus"))


def seconds(run: Callable[[], object], repeats: int = 15) -> float:
    """Median time of a call, after one to warm up."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return median_of.median(times)


def spectrum_rows() -> list[dict[str, object]]:
    """Our spectrum of 200 recoil energies against adaptive quadrature in the same run."""
    heaviest = CSI.material.nuclides[0]
    ends = {
        c.flavor: float(recoil_energy_max(c.spectrum.E_max, heaviest.mass)) for c in CSI.components
    }
    T = np.geomspace(1e-4, 1.05 * max(ends.values()), 200)
    ours = cevns.recoil_spectrum(CSI, T)
    fast = seconds(lambda: cevns.recoil_spectrum(CSI, T))
    start = time.perf_counter()
    relative, absolute = 0.0, 0.0
    for component in CSI.components:
        for values, em in ((ours.sm, False), (ours.magnetic, True)):
            reference = np.array(
                [adaptive_spectrum(CSI, component.flavor, float(t), em=em) for t in T]
            )
            error = np.abs(values[component.flavor] - reference)
            inside = ends[component.flavor] * 0.95 >= T
            relative = max(relative, float(np.max(error[inside] / reference[inside])))
            absolute = max(absolute, float(np.max(error) / reference.max()))
    slow = time.perf_counter() - start
    return [
        row(
            "CsI spectrum, 200 recoil energies, 3 flavours, SM and magnetic", fast * 1e3, 1.0, "ms"
        ),
        row("  relative error up to 0.95 T_max of each component", relative, 1e-10, ""),
        row("  error over the maximum, everywhere", absolute, 1e-12, ""),
        row("  times faster than adaptive quadrature", slow / fast, 100.0, "x", at_least=True),
    ]


def counts_rows() -> list[dict[str, object]]:
    """Counts against nested adaptive quadrature, one experiment for each kind of source."""

    def error(key: str) -> float:
        experiment = cevns.experiment(key)
        ours = cevns.signal(experiment)
        return max(
            abs(float(values[flavor] / adaptive_counts(experiment, flavor, em=em)) - 1)
            for values, em in ((ours.sm, False), (ours.magnetic, True))
            for flavor in values
        )

    what = "counts of both terms, relative to nested adaptive quadrature: "
    return [row(what + name, error(key), 1e-8, "") for name, key in COUNTED]


def import_seconds() -> float:
    """Median wall time of ``import cevns`` in a fresh interpreter, less the interpreter's own."""

    def start(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    return seconds(start("import cevns"), 7) - seconds(start("pass"), 7)


def row(
    what: str, value: float, bound: float, unit: str, *, at_least: bool = False
) -> dict[str, object]:
    """One measured quantity with what it should be."""
    met = value >= bound if at_least else value <= bound
    sign = ">=" if at_least else "<="
    return {"what": what, "value": value, "unit": unit, "aim": f"{sign} {bound:g}", "met": met}


def moment_rows() -> list[dict[str, object]]:
    """A million random points in one call against the matrix formula in a Python loop."""
    n, sample = 1_000_000, 2_000
    rng = np.random.default_rng(1)
    angles = MixingArrays(*rng.uniform(0, 1, (3, n)), rng.uniform(-np.pi, np.pi, n))
    moduli, zeta = rng.uniform(0, 1, (n, 3)), rng.uniform(-np.pi, np.pi, (n, 3))

    def vectorised() -> Array:
        Lambda = moduli * np.exp(1j * zeta)
        return effective_squared_of_state(Lambda, pmns(angles)[:, 1].conj())

    def loop() -> list[float]:
        return [
            float(
                effective_squared_general(
                    moment_matrix(moduli[i] * np.exp(1j * zeta[i])),
                    negative=pmns(MixingArrays(*(x[i] for x in angles)))[1].conj(),
                )
            )
            for i in range(sample)
        ]

    fast, slow = seconds(vectorised, 3), seconds(loop, 1) * n / sample
    error = np.abs(vectorised()[:sample] - loop()) / np.sum(moduli[:sample] ** 2, axis=-1)
    closed = seconds(lambda: sns_prompt(moduli, phase_differences(zeta), angles), 3)
    return [
        row("effective moments of 10^6 random points, mixing included", fast, 1.0, "s"),
        row(
            "  times faster than a loop over the matrix formula",
            slow / fast,
            20,
            "x",
            at_least=True,
        ),
        row(
            "  largest difference from it, relative",
            float(error.max()),
            1e-12,
            "",
        ),
        row("the printed prompt form at the same 10^6 points", closed, 1.0, "s"),
    ]


def region_rows() -> list[dict[str, object]]:
    """A map of 300 x 300 pixels with all else profiled, against descents on a few of them."""
    counts = tuple(cevns.dataset(key).moment_chi2 for key in ("coherent-csi", "conus"))
    combination = Combination(counts=counts)
    free = Choices(others="profiled", phases="profiled")
    free_delta = replace(free, delta="profiled")
    side = np.linspace(0, 60, 300) * 1e-10
    grid = dict(zip(("Lambda_1", "Lambda_2"), np.meshgrid(side, side), strict=True))
    map_time = seconds(lambda: profile(combination, grid, free), 3)
    rng = np.random.default_rng(3)
    sample = {name: rng.choice(side[30:], 6) for name in grid}
    start = time.perf_counter()
    reference = [
        descend(combination, (a * 1e10, b * 1e10))
        for a, b in zip(sample["Lambda_1"], sample["Lambda_2"], strict=True)
    ]
    per_pixel = (time.perf_counter() - start) / len(reference)
    error = np.abs(profile(combination, sample, free) - reference).max()
    outline = seconds(lambda: boundary(combination, ("Lambda_1", "Lambda_2"), free), 3)
    delta = seconds(lambda: boundary(combination, ("Lambda_1", "Lambda_2"), free_delta), 1)
    return [
        row("region, 300 x 300, third modulus and phases profiled", map_time, 2.0, "s"),
        row(
            "  times faster a pixel than descents from many starts",
            per_pixel / (map_time / side.size**2),
            1000,
            "x",
            at_least=True,
        ),
        row("  largest difference from them in chi^2", float(error), 1e-6, ""),
        row("outline of the same region, 181 rays", outline, 0.5, "s"),
        row("  with delta_CP profiled too", delta, 20.0, "s"),
    ]


def measure() -> list[dict[str, object]]:
    """All rows."""
    full = seconds(lambda: cevns.signal(CSI))
    limit = seconds(lambda: cevns.limit(CSI, "Lambda_1"))
    conus, T = cevns.experiment("conus"), np.geomspace(1e-4, 2e-3, 200)
    reactor = seconds(lambda: cevns.recoil_spectrum(conus, T))
    table_time = seconds(limits_table.rows, 3)
    return [
        *spectrum_rows(),
        *counts_rows(),
        row("CsI experiment, counts of both terms, all flavours and isotopes", full * 1e3, 5, "ms"),
        row("one limit from nothing", limit * 1e3, 10, "ms"),
        row("reactor on Ge, 200 recoil energies, SM and magnetic", reactor * 1e3, 3, "ms"),
        row("the whole table of limits, every prescription", table_time, 0.5, "s"),
        *moment_rows(),
        *region_rows(),
        row("import cevns", import_seconds(), 0.6, "s"),
    ]


def main() -> int:
    """Print the table; with ``--write`` also keep it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep the table in {RESULTS.name}")
    write = parser.parse_args().write
    rows = measure()
    for r in rows:
        sys.stdout.write(
            f"{r['what']:<68}{r['value']:>11.3g} {r['unit']:<3} aim {r['aim']:<9}"
            f"{'met' if r['met'] else 'MISSED'}\n"
        )
    if write:
        record = {"python": platform.python_version(), "cpu": platform.machine(), "rows": rows}
        RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0 if all(r["met"] for r in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
