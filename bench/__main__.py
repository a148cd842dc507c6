"""Measure and print; ``make bench WRITE=1`` keeps the table for the book."""

import argparse
import json
import os
import platform
import statistics as median_of
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

import cevns
from bench import RESULTS
from bench.oracle import adaptive_counts, adaptive_spectrum, descend
from cevns import explorers
from cevns.basics.checks import Array
from cevns.detectors.photoelectrons import smeared
from cevns.inference.combination import Combination
from cevns.inference.fits.toys import coverage
from cevns.inference.measured.tabulated_once import tabulated_once
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.regions import Choices, boundary, limit, profile
from cevns.interactions.couplings import tree
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.interactions.incoherent.excitation import cross_sections
from cevns.interactions.incoherent.excited import momentum_transfers
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.interactions.kinematics import recoil_energy_max
from cevns.interactions.standard_model import standard_model
from cevns.neutrinos.effective import effective_squared_general, effective_squared_of_state
from cevns.neutrinos.mixing import MixingArrays, pmns
from cevns.neutrinos.moments import moment_matrix
from cevns.nuclei.structure.excitations import excitations
from cevns.nuclei.structure.ground_state import ground_state
from cevns.rates.batch import Batch
from cevns.rates.signal import binned_signal
from cevns.rates.yields import yields
from cevns.talk import limits_table
from cevns.talk.closed_forms import phase_differences, sns_prompt

CSI = cevns.experiment("coherent-csi", "current")
COUNTED = (("CsI", CSI.key), ("Ge", "conus"))


def processor() -> float:
    """Seconds of processor time so far, of this process and those it has waited for."""
    return sum(os.times()[:4])


def seconds(
    run: Callable[[], object], repeats: int = 15, clock: Callable[[], float] = time.process_time
) -> float:
    """Median processor time of a call, after one to warm up: what else runs counts little."""
    run()
    times = []
    for _ in range(repeats):
        start = clock()
        run()
        times.append(clock() - start)
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
    start = time.process_time()
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
    slow = time.process_time() - start
    return [
        row(
            "CsI spectrum, 200 recoil energies, 3 flavours, SM and magnetic", fast * 1e3, 0.5, "ms"
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
    """Median time of ``import cevns`` in a fresh interpreter, less the interpreter's own."""

    def start(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    return seconds(start("import cevns"), 9, processor) - seconds(start("pass"), 9, processor)


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
    start = time.process_time()
    reference = [
        descend(combination, (a * 1e10, b * 1e10))
        for a, b in zip(sample["Lambda_1"], sample["Lambda_2"], strict=True)
    ]
    per_pixel = (time.process_time() - start) / len(reference)
    error = np.abs(profile(combination, sample, free) - reference).max()
    outline = seconds(lambda: boundary(combination, ("Lambda_1", "Lambda_2"), free), 3)
    delta = seconds(lambda: boundary(combination, ("Lambda_1", "Lambda_2"), free_delta), 1)
    return [
        row("region, 300 x 300, third modulus and phases profiled", map_time, 1.0, "s"),
        row(
            "  times faster a pixel than descents from many starts",
            per_pixel / (map_time / side.size**2),
            1000,
            "x",
            at_least=True,
        ),
        row("  largest difference from them in chi^2", float(error), 1e-6, ""),
        row("outline of the same region, 181 rays", outline, 0.5, "s"),
        row("  with delta_CP profiled too", delta, 5.0, "s"),
    ]


def search_rows() -> list[dict[str, object]]:
    """Limits on one modulus with more and more left free."""
    both = cevns.combine("coherent-csi", "conus").moment_chi2
    bins = cevns.dataset("coherent-csi@2017-bins").moment_chi2
    fixed = Choices(others="profiled")
    free = replace(fixed, phases="profiled")
    rows = (
        ("the others profiled, phases fixed", both, fixed, 0.05),
        ("the others and delta profiled, phases fixed", both, replace(fixed, delta="profiled"), 1),
        ("all free and delta too", both, replace(free, delta="profiled"), 0.4),
        ("all free, twelve Poisson bins with an off measurement", bins, free, 1),
    )
    return [
        row(
            f"limit, {what}",
            seconds(lambda d=data, c=choices: limit(d, "Lambda_1", c), 3),
            aim,
            "s",
        )
        for what, data, choices, aim in rows
    ]


def measured_rows() -> list[dict[str, object]]:
    """Likelihoods of measured data: one point with all pulls profiled, a table, a limit from it."""
    csi, argon = (cevns.dataset(f"coherent-{key}").moment_chi2 for key in ("csi@2021", "lar@2020"))
    sns = cevns.combine("coherent-csi@2021", "coherent-lar@2020", "coherent-ge@2026").moment_chi2
    free = Choices(others="profiled", phases="profiled")

    def near_a_limit(data: MomentChi2) -> float:
        """Where chi^2 is larger by one than at its best [ms]."""
        end = data.reach(np.ones(1), np.ones(1), data.best_fit.chi2 + 1)[0]
        return 1e3 * seconds(lambda: data.chi2_mu10(end, end), 51)

    def table(data: MomentChi2) -> MomentChi2:
        return tabulated_once(data, {})

    return [
        row("chi^2 of CsI 2021, 9 pulls profiled, one point", near_a_limit(csi), 0.5, "ms"),
        row("  of argon, 960 bins, 11 pulls", near_a_limit(argon), 1, "ms"),
        row("table of argon", seconds(lambda: table(argon), 1), 3, "s"),
        row("table of all at the SNS, 1060 bins, 19 pulls", seconds(lambda: table(sns), 1), 3, "s"),
        row(
            "limit of all at the SNS, all free, from its table",
            seconds(partial(limit, table(sns), "Lambda_1", free), 3),
            1,
            "s",
        ),
    ]


def yield_rows() -> list[dict[str, object]]:
    """Bins and channels in one integral, and many points in one batch."""
    n, rng = 10_000, np.random.default_rng(5)
    smeared_csi = replace(CSI, detector=smeared(CSI.detector))
    edges = list(range(6, 31, 2))
    binned = replace(CSI, detector=CSI.detector.binned(edges))
    channels = standard_model(tree()).channels
    twelve = seconds(lambda: yields(binned, (*channels, *channels)))
    bins = seconds(lambda: binned_signal(smeared_csi, edges))
    moved = {
        "light_yield": CSI.detector.light_yield * rng.normal(1, 0.05, n),
        "threshold": rng.uniform(6, 7, n),
        "proton_stretch": rng.uniform(0.9, 1.1, n),
        "neutron_stretch": rng.uniform(0.9, 1.1, n),
    }
    scan = Batch(experiment=CSI, channels=(*channels, MAGNETIC))
    sin2, mu2 = rng.uniform(0.2, 0.3, n), rng.uniform(0, 900, n)

    def two_experiments() -> Array:
        """One weight for each product of couplings and each point: moments beside the SM's."""
        weights = np.stack([standard_model(tree(s)).weights("nu_e") for s in sin2])
        weights = np.column_stack([weights, mu2])
        chi2 = np.zeros(n)
        for key in ("coherent-csi", "conus"):
            data = cevns.dataset(key)
            points = Batch(experiment=data.experiment, channels=scan.channels)
            radii = {name: moved[name] for name in ("proton_stretch", "neutron_stretch")}
            chi2 += data.counting.chi2(np.einsum("phc,pc->p", points.values(**radii), weights))
        return chi2

    return [
        row("twelve smeared bins of both terms", bins * 1e3, 2, "ms"),
        row("twelve channels, three components, twelve bins", twelve * 1e3, 5, "ms"),
        row(
            "10^4 counts, light yield, threshold, radii moved",
            seconds(lambda: scan.values(**moved), 5),
            0.1,
            "s",
        ),
        row(
            "10^4 chi^2 of two experiments, radii, angle, moment",
            seconds(two_experiments, 3),
            0.5,
            "s",
        ),
        row("explorer of experiments, all its tables", seconds(explorers.experiment, 3), 0.5, "s"),
        row("explorer of one count, all its coefficients", seconds(explorers.count, 3), 0.5, "s"),
    ]


def fit_rows() -> list[dict[str, object]]:
    """Fits of one and of two parameters, from nothing."""
    count, bins = (
        cevns.dataset(f"coherent-csi@2017-{name}", assumptions=cevns.TALK)
        for name in ("count", "bins")
    )
    radius, moment = ("charge_radius", "muon"), ("magnetic_moment", "muon")
    return [
        *(
            row(
                f"fit of {quantity}, {name}",
                seconds(partial(data.fit, quantity)) * 1e3,
                aim,
                "ms",
            )
            for name, data, aim in (("one bin", count, 20), ("twelve bins", bins, 200))
            for quantity in ("sin2_theta_w", "charge_radius", "neutron_radius")
        ),
        row(
            "region of a radius and a moment",
            seconds(lambda: bins.region(radius, moment), 3),
            1,
            "s",
        ),
        row(
            "region of angle and neutron radius",
            seconds(lambda: bins.region("sin2_theta_w", "neutron_radius"), 3),
            1,
            "s",
        ),
        row(
            "coverage of a fit of twelve bins, 10^4 toys",
            seconds(lambda: coverage(bins, "sin2_theta_w", truth=0.2386), 1),
            10,
            "s",
        ),
    ]


def structure_rows() -> list[dict[str, object]]:
    """A nucleus from nothing: no cache, neither in memory nor on disk."""
    argon, xenon = cevns.nuclide("40Ar"), cevns.nuclide("132Xe")
    E, nucleons = np.linspace(5, 60, 12), NucleonCurrents.of(tree())

    def scattered() -> object:
        states = excitations.__wrapped__(xenon, J_max=4, show=False)
        return cross_sections(states.transitions(momentum_transfers()), E, nucleons)

    ground = seconds(lambda: ground_state.__wrapped__(argon))
    return [
        row("paired ground state of argon, its levels known", ground * 1e3, 20, "ms"),
        row(
            "xenon, all excited states, scattered into at 12 energies",
            seconds(scattered, 1),
            30,
            "s",
        ),
    ]


def measure() -> list[dict[str, object]]:
    """All rows."""
    full = seconds(lambda: cevns.signal(CSI))
    one = seconds(lambda: cevns.limit(CSI, "Lambda_1"))
    conus, T = cevns.experiment("conus"), np.geomspace(1e-4, 2e-3, 200)
    reactor = seconds(lambda: cevns.recoil_spectrum(conus, T))
    table_time = seconds(limits_table.rows, 3)
    return [
        *spectrum_rows(),
        *counts_rows(),
        row(
            "CsI experiment, counts of both terms, all flavours and isotopes", full * 1e3, 0.5, "ms"
        ),
        row("one limit from nothing", one * 1e3, 10, "ms"),
        row("reactor on Ge, 200 recoil energies, SM and magnetic", reactor * 1e3, 1.2, "ms"),
        row("the whole table of limits, every prescription", table_time, 0.5, "s"),
        *moment_rows(),
        *region_rows(),
        *search_rows(),
        *measured_rows(),
        *yield_rows(),
        *fit_rows(),
        *structure_rows(),
        row("import cevns, and with it numpy", import_seconds(), 0.2, "s"),
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
