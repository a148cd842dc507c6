"""Command line: ``python -m cevns experiments | counts | limit | table | export``."""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from cevns.basics.units import day, keV, mu10
from cevns.experiments.catalogue import catalogue, experiment, load_experiments
from cevns.experiments.experiment import Experiment
from cevns.inference import export
from cevns.inference.assumptions import DEFAULT, SETS, Assumptions, Changes
from cevns.inference.counts import PRESCRIPTIONS, PULLS
from cevns.inference.dataset import DataSet
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.lookup import dataset
from cevns.interactions import couplings
from cevns.neutrinos import mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei import radii
from cevns.sources.beams import BEAMS
from cevns.talk import limits_table

Record = dict[str, object]


def _known(args: argparse.Namespace) -> Mapping[tuple[str, str], Experiment] | None:
    """Experiments of the file asked for; None without one."""
    return load_experiments(args.file) if args.file else None


def _experiments(args: argparse.Namespace) -> tuple[Record, str]:
    rows: list[dict[str, Any]] = [
        {
            "experiment": key,
            "setup": setup,
            "source": e.source,
            "target": e.material.name,
            "mass_kg": e.mass,
            "baseline_m": e.baseline_m,
            "exposure_days": e.exposure / day,
            "lowest_recoil_keV_nr": min(e.detector.on(n).kinks[0] for n in e.material.nuclides)
            / keV,
        }
        for (key, setup), e in (_known(args) or catalogue()).items()
    ]
    lines = ["{:<16} {:<8} {:<6} {:<8} {:>8} {:>10} {:>13}  {}".format(*_HEADINGS)]
    lines += [
        "{experiment:<16} {setup:<8} {source:<6} {target:<8} {mass_kg:8g} {baseline_m:10g} "
        "{exposure_days:13g}  {lowest_recoil_keV_nr:.3g}".format(**row)
        for row in rows
    ]
    return {"experiments": rows}, "\n".join(lines)


_HEADINGS = (
    "experiment",
    "setup",
    "source",
    "target",
    "mass/kg",
    "baseline/m",
    "exposure/days",
    "lowest recoil/keV (nuclear)",
)


def _assumptions(args: argparse.Namespace) -> Assumptions:
    """Assumptions of the set asked for, with what was said otherwise."""
    base = SETS[args.assumptions] if args.assumptions else DEFAULT
    given: dict[str, Any] = {
        key: value
        for key in Changes.__annotations__
        if (value := getattr(args, key, None)) is not None
    }
    if "mixing" in given:
        given["mixing"] = mixing.preset(given["mixing"])
    return base.but(**cast(Changes, given))


def _data(args: argparse.Namespace) -> DataSet:
    """Return the data set or experiment asked for, under the assumptions asked for."""
    under = _assumptions(args)
    if "@" in args.experiment and not args.file:
        return dataset(args.experiment, args.setup, assumptions=under)
    e = experiment(args.experiment, args.setup, _known(args))
    return dataset(e, assumptions=under)


def _named(data: DataSet) -> Record:
    """Name what was computed: the experiment and, if it is one of its editions, the data."""
    e = data.experiment
    edition = {"data": data.name} if "@" in data.name else {}
    return {"experiment": e.key, "setup": e.setup, **edition}


def _title(data: DataSet) -> str:
    """Say the same in words."""
    named = _named(data)
    return f"{named.get('data', named['experiment'])} ({named['setup']})"


def _counts(args: argparse.Namespace) -> tuple[Record, str]:
    data = _data(args)
    counts = data.signal
    record: Record = {
        **_named(data),
        "sm": {**counts.sm, "total": counts.sm_total},
        "magnetic_1e-10_muB": {**counts.magnetic, "total": counts.magnetic_total},
        "assumptions": data.assumptions.record(),
        "observed": data.observed_events,
    }
    lines = [_title(data), f"{'':<12}{'SM events':>12}{'magnetic at 1e-10 mu_B':>26}"]
    lines += [f"{f:<12}{counts.sm[f]:12.4g}{counts.magnetic[f]:26.4g}" for f in counts.sm]
    lines.append(f"{'total':<12}{counts.sm_total:12.4g}{counts.magnetic_total:26.4g}")
    return record, "\n".join(lines)


def _limit(args: argparse.Namespace) -> tuple[Record, str]:
    data = _data(args)
    under = data.assumptions
    values = {moment: data.limit(moment) / mu10 for moment in MOMENTS}
    record: Record = {
        **_named(data),
        "beam": under.beam,
        "mixing": under.mixing.name,
        "confidence_level": under.confidence_level,
        "prescription": under.prescription,
        "definition": under.definition,
        "unit": "1e-10 mu_B",
        "limits": values,
        "assumptions": under.record(),
        "observed": data.observed_events,
    }
    lines = [
        f"{_title(data)}, beam {under.beam}, {under.prescription}, {under.definition}, "
        f"{100 * under.confidence_level:g} % C.L., mixing {under.mixing.name}"
    ]
    lines += [
        f"|{moment}| < {value:.3g} x 1e-10 mu_B"
        if math.isfinite(value)
        else f"|{moment}| unbounded"
        for moment, value in values.items()
    ]
    return record, "\n".join(lines)


def _table(args: argparse.Namespace) -> tuple[Record, str]:
    level = args.confidence_level
    found = limits_table.rows(mixing.preset(args.mixing), level)
    record: Record = {
        "unit": "1e-10 mu_B",
        "confidence_level": level,
        "rows": [row._asdict() for row in found],
    }
    columns = ("printed", *PRESCRIPTIONS)
    lines = [
        f"{100 * level:g} % C.L. limits on |Lambda_1|, |Lambda_2|, |Lambda_3| in 1e-10 mu_B, "
        f"mixing {args.mixing}",
        f"{'':<36}" + "".join(f"{c:<26}" for c in columns),
    ]
    for row in found:
        values = (getattr(row, c) for c in columns)
        cells = ("  ".join(f"{x:<6.3g}" for x in v) if v else "-" for v in values)
        name = f"{row.experiment:<14}{row.source:<13}{row.setup:<9}"
        lines.append((name + "".join(f"{c:<26}" for c in cells)).rstrip())
    return record, "\n".join(lines)


def _export(args: argparse.Namespace) -> tuple[Record, str]:
    record = export.export(_known(args), assumptions=_assumptions(args))
    return record, json.dumps(record, indent=2)


def _told(key: str, known: Iterable[str]) -> str:
    """Say which names an option may have, and which it has by default."""
    return f"{', '.join(known)}; {DEFAULT.record()[key]} by default"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cevns", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    described = {
        "experiments": (_experiments, "list the experiments"),
        "counts": (_counts, "events of an experiment, Standard Model and magnetic"),
        "limit": (_limit, "limits on |Lambda_1|, |Lambda_2|, |Lambda_3|, one at a time"),
        "table": (_table, "the talk's table of limits, printed and ours"),
        "export": (_export, "counts, variance, pulls and sensitivity matrices, as JSON"),
    }
    for name, (run, text) in described.items():
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        add = command.add_argument
        add("--json", action="store_true", help="machine-readable output")
        if name != "table":
            add("--file", help="read the experiments from a TOML file of yours")
        if name in ("counts", "limit"):
            add("experiment", help="key, such as coherent-csi, or data, coherent-csi@2017-count")
            add("--setup", help="current or future; current where there are both")
        if name in ("counts", "limit", "export"):
            add(
                "--as",
                dest="assumptions",
                choices=SETS,
                help="named set of assumptions; what else is said here changes it",
            )
            add("--couplings", help=_told("couplings", couplings.SCHEMES))
            add("--form-factor", help=_told("form_factor", radii.MODELS))
            add(
                "--neutron-form-factor",
                help="of the neutrons, if it is another than that of the protons",
            )
        if name in ("limit", "table", "export"):
            fits = f"{', '.join(mixing.PRESETS)}; {DEFAULT.mixing.name} by default"
            add("--mixing", default=DEFAULT.mixing.name if name == "table" else None, help=fits)
        if name in ("limit", "table"):
            standard = DEFAULT.confidence_level if name == "table" else None
            add("--confidence-level", type=float, default=standard, help="between 0 and 1")
        if name == "limit":
            add("--beam", help=_told("beam", BEAMS))
            add("--prescription", help=_told("prescription", PRESCRIPTIONS))
            add("--definition", help=_told("definition", DEFINITIONS))
            add("--pull", help=_told("pull", PULLS))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; bad input is one line on standard error and exit status 2."""
    args = _parser().parse_args(arguments)
    try:
        record, text = args.run(args)
    except ValueError as error:
        sys.stderr.write(f"cevns {args.command}: {error}\n")
        return 2
    # infinities are no JSON: an unbounded moment is null
    if args.json:
        text = json.dumps(_finite(record), indent=2)
    sys.stdout.write(text + "\n")
    return 0


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and value in (float("inf"), float("-inf")) else value


if __name__ == "__main__":
    raise SystemExit(main())
