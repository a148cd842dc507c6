"""Command line: ``python -m cevns experiments | counts | limit | table | export``."""

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from cevns.basics.units import day, keV, mu10
from cevns.experiments.catalogue import catalogue, experiment, load_experiments
from cevns.experiments.experiment import Experiment
from cevns.inference import export
from cevns.inference.counts import PRESCRIPTIONS
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.limits import limit
from cevns.interactions import couplings
from cevns.neutrinos import mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei import radii
from cevns.rates.signal import signal
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


def _counts(args: argparse.Namespace) -> tuple[Record, str]:
    e = experiment(args.experiment, args.setup, _known(args))
    counts = signal(
        e,
        couplings=couplings.scheme(args.couplings),
        form_factor=radii.model(args.form_factor),
        neutron_form_factor=(
            radii.model(args.neutron_form_factor) if args.neutron_form_factor else None
        ),
    )
    record: Record = {
        "experiment": e.key,
        "setup": e.setup,
        "sm": {**counts.sm, "total": counts.sm_total},
        "magnetic_1e-10_muB": {**counts.magnetic, "total": counts.magnetic_total},
    }
    lines = [f"{e.key} ({e.setup})", f"{'':<12}{'SM events':>12}{'magnetic at 1e-10 mu_B':>26}"]
    lines += [f"{f:<12}{counts.sm[f]:12.4g}{counts.magnetic[f]:26.4g}" for f in counts.sm]
    lines.append(f"{'total':<12}{counts.sm_total:12.4g}{counts.magnetic_total:26.4g}")
    return record, "\n".join(lines)


def _limit(args: argparse.Namespace) -> tuple[Record, str]:
    e = experiment(args.experiment, args.setup, _known(args))
    values = {
        moment: limit(
            e,
            moment,
            beam=args.beam,
            mixing=mixing.preset(args.mixing),
            confidence_level=args.confidence_level,
            prescription=args.prescription,
            definition=args.definition,
            couplings=args.couplings,
            form_factor=args.form_factor,
            neutron_form_factor=args.neutron_form_factor,
        )
        / mu10
        for moment in MOMENTS
    }
    record: Record = {
        "experiment": e.key,
        "setup": e.setup,
        "beam": args.beam,
        "mixing": args.mixing,
        "confidence_level": args.confidence_level,
        "prescription": args.prescription,
        "definition": args.definition,
        "unit": "1e-10 mu_B",
        "limits": values,
    }
    lines = [
        f"{e.key} ({e.setup}), beam {args.beam}, {args.prescription}, {args.definition}, "
        f"{100 * args.confidence_level:g} % C.L., mixing {args.mixing}"
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
    record = export.export(
        _known(args),
        mixing=mixing.preset(args.mixing),
        couplings=args.couplings,
        form_factor=args.form_factor,
        neutron_form_factor=args.neutron_form_factor,
    )
    return record, json.dumps(record, indent=2)


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
            add("experiment", help="key, such as coherent-csi")
            add("--setup", help="current or future; current where there are both")
        if name in ("counts", "limit", "export"):
            add("--couplings", default="tree", help=", ".join(couplings.SCHEMES))
            add("--form-factor", default="helm", help=", ".join(radii.MODELS))
            add(
                "--neutron-form-factor",
                help="of the neutrons, if it is another than that of the protons",
            )
        if name in ("limit", "table", "export"):
            standard = mixing.DE_SALAS_2018_CP_CONSERVING.name
            add("--mixing", default=standard, help=", ".join(mixing.PRESETS))
        if name in ("limit", "table"):
            add("--confidence-level", type=float, default=0.90, help="between 0 and 1")
        if name == "limit":
            add("--beam", default="all", help=", ".join(BEAMS))
            add("--prescription", default="profiled", help=", ".join(PRESCRIPTIONS))
            add("--definition", default="physical", help=", ".join(DEFINITIONS))
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
