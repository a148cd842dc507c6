"""Command line: ``python -m cevns experiments | counts | limit | fit | table | export | keys``."""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, TextIO, cast

from cevns.basics.units import day, keV, mu10
from cevns.experiments.catalogue import catalogue, experiment, load_experiments
from cevns.experiments.experiment import Experiment
from cevns.inference import export
from cevns.inference.assumptions import RECOMMENDED, SETS, TALK, Assumptions, Changes
from cevns.inference.choices import OTHERS
from cevns.inference.counts import PRESCRIPTIONS, PULLS
from cevns.inference.dataset import DataSet
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.lookup import combine, dataset
from cevns.inference.record import definition, inferred_lines, record
from cevns.inference.remarks import method, remarks, why_unbounded
from cevns.interactions import couplings
from cevns.interactions.charge_radius import CONVENTIONS
from cevns.neutrinos import mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei import radii
from cevns.nuclei.families import FAMILIES
from cevns.sources.beams import BEAMS
from cevns.talk import limits_table

Record = dict[str, object]


def _known(args: argparse.Namespace) -> Mapping[tuple[str, str], Experiment] | None:
    """Experiments of the file asked for; None without one."""
    return None if args.file is None else load_experiments(args.file)


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
            "lowest_recoil_keV_nr": _lowest(e) / keV,
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


def _lowest(e: Experiment) -> float:
    """Smallest recoil that is counted; 0 if its efficiency comes down to nothing there."""
    lowest = min(e.detector.on(n).kinks[0] for n in e.material.nuclides)
    return lowest if lowest > 1e-6 * keV else 0.0


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
    base = SETS[args.assumptions]
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
    if "@" in args.experiment and args.file is None:
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
    told: Record = {
        **_named(data),
        "sm": {**counts.sm, "total": counts.sm_total},
        "magnetic_1e-10_muB": {**counts.magnetic, "total": counts.magnetic_total},
        **record(data),
    }
    lines = [_title(data), f"{'':<12}{'SM events':>12}{'magnetic at 1e-10 mu_B':>26}"]
    lines += [f"{f:<12}{counts.sm[f]:12.4g}{counts.magnetic[f]:26.4g}" for f in counts.sm]
    lines.append(f"{'total':<12}{counts.sm_total:12.4g}{counts.magnetic_total:26.4g}")
    return told, "\n".join([*lines, *_footnotes(data)])


def _limit(args: argparse.Namespace) -> tuple[Record, str]:
    data = _data(args)
    values = dict(zip(MOMENTS, (data.limits() / mu10).tolist(), strict=True))
    bands = {} if data.observed else _bands(data)
    kind = "limit" if data.observed else "expected limit"
    told: Record = {
        **_named(data),
        "kind": kind,
        "unit": "1e-10 mu_B",
        "limits": values,
        "band_68": bands or None,
        **record(data),
    }
    seen = "its count is measured" if data.observed else "a sensitivity: nothing was measured"
    lines = [f"{_title(data)}: {kind}s, {seen}"]
    for moment, value in values.items():
        if math.isinf(value):
            lines.append(f"|{moment}| unbounded: {why_unbounded(data, moment)}")
            continue
        band = (
            "{:.3g} to {:.3g} in 68 % of repeated experiments".format(*bands[moment])
            if bands
            else ""
        )
        lines.append(f"|{moment}| < {value:.3g} x 1e-10 mu_B" + (f"   ({band})" if band else ""))
    return told, "\n".join([*lines, definition(data.assumptions), *_footnotes(data)])


def _bands(data: DataSet) -> dict[str, list[float]]:
    """Ranges of the limits that repeated experiments would find, if they have a probability."""
    if data.assumptions.prescription == "talk":
        return {}
    from cevns.inference.bands import expected_bands  # the other commands need none of it

    return {m: [end / mu10 for end in band] for m, band in expected_bands(data).items()}


def _footnotes(data: DataSet) -> list[str]:
    """Say what it rests on: the assumptions, and every input that no source gives."""
    under = data.assumptions
    lines = [f"assumptions {under.name!r}: {_assumed(under.record())}", method(data)]
    lines += [f"careful: {remark}" for remark in remarks(data)]
    return [*lines, *inferred_lines(data.experiment.inputs)]


def _assumed(told: Mapping[str, object]) -> str:
    """Say a record of assumptions in a line."""
    neutrons = told["neutron_form_factor"] or told["form_factor"]
    return (
        f"{told['prescription']}, beam {told['beam']}, mixing {told['mixing']}, couplings "
        f"{told['couplings']}, form factors {told['form_factor']} and {neutrons}"
    )


def _fit(args: argparse.Namespace) -> tuple[Record, str]:
    from cevns.inference import fit_record as told  # the other commands need none of it

    names = args.data.split(",")
    under = _assumptions(args)
    many = len(names) > 1
    data = combine(*names, assumptions=under) if many else dataset(names[0], assumptions=under)
    if data.assumptions.prescription == "talk":
        data = data.under(prescription="profiled")  # its own is for limits
    meaning = {
        key: value
        for key in ("convention", "separate", "family", "moment", "others")
        if (value := getattr(args, key)) is not None
    }
    if args.free:
        quantity, _, flavor = args.free.partition(":")
        meaning["free"] = quantity, flavor or None
    found = data.fit(args.quantity, args.flavor, **meaning)
    assumed = f"assumptions {data.assumptions.name!r}: {_assumed(data.assumptions.record())}"
    lines = [*told.lines(found, data), assumed, *told.footnotes(data)]
    return told.fit_record(found, data), "\n".join(lines)


def _table(args: argparse.Namespace) -> tuple[Record, str]:
    level = args.confidence_level
    asked = mixing.preset(args.mixing) if args.mixing else None
    found = limits_table.rows(asked, level)
    under = limits_table.columns(asked, level)
    recorded = {name: one.record() for name, one in under.items()}
    for prescription in PRESCRIPTIONS:
        recorded[prescription]["beam"] = "of the row"
    told: Record = {
        "unit": "1e-10 mu_B",
        "confidence_level": level,
        "assumptions": recorded,
        "definition": definition(under["recommended"]),
        "version": version("cevns"),
        "rows": [row._asdict() for row in found],
    }
    columns = ("printed", *under)
    lines = [
        "|Lambda_1|, |Lambda_2|, |Lambda_3| in 1e-10 mu_B: limits where the count was observed, "
        "elsewhere expected limits",
        f"{'':<36}{'count':<10}" + "".join(f"{c:<26}" for c in columns),
    ]
    for row in found:
        values = (getattr(row, c) for c in columns)
        cells = ("  ".join(f"{x:<6.3g}" for x in v) if v else "-" for v in values)
        name = f"{row.experiment:<14}{row.source:<13}{row.setup:<9}{row.kind:<10}"
        lines.append((name + "".join(f"{c:<26}" for c in cells)).rstrip())
    lines.append(definition(under["recommended"]))
    lines += [f"{name}: {_assumed(one)}" for name, one in recorded.items()]
    return told, "\n".join(lines)


def _export(args: argparse.Namespace) -> tuple[Record, str]:
    told = export.export(_known(args), assumptions=_assumptions(args))
    return told, json.dumps(told, indent=2)


def _keys(args: argparse.Namespace) -> tuple[Record, str]:
    from cevns.experiments.keys import as_text, reference  # the other commands need none of it

    found = reference()
    told: Record = {
        "tables": [one._asdict() | {"rows": [r._asdict() for r in one.rows]} for one in found]
    }
    return told, as_text(found)


def _told(key: str, known: Iterable[str]) -> str:
    """Say which names an option may have, and which it has by default."""
    return f"{', '.join(known)}; {RECOMMENDED.record()[key]} by default"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cevns", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    described = {
        "experiments": (_experiments, "list the experiments"),
        "counts": (_counts, "events of an experiment, Standard Model and magnetic"),
        "limit": (_limit, "limits on |Lambda_1|, |Lambda_2|, |Lambda_3|, one at a time"),
        "fit": (_fit, "a parameter such as sin2_theta_w: all minima, all pieces of its interval"),
        "table": (_table, "the talk's table of limits, printed and ours"),
        "export": (_export, "counts, variance, pulls and sensitivity matrices, as JSON"),
        "keys": (_keys, "every key that a file of experiments may have"),
    }
    for name, (run, text) in described.items():
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        add = command.add_argument
        add("--json", action="store_true", help="machine-readable output")
        if name not in ("table", "fit", "keys"):
            add("--file", help="read the experiments from a TOML file of yours")
        if name in ("counts", "limit"):
            add("experiment", help="key, such as coherent-csi, or data, coherent-csi@2017-count")
            add("--setup", help="current or future; current where there are both")
        if name == "fit":
            _fit_options(command)
        if name in ("counts", "limit", "fit", "export"):
            add(
                "--as",
                dest="assumptions",
                choices=SETS,
                default=RECOMMENDED.name,
                help=f"named set, {RECOMMENDED.name} by default; what else is said changes it",
            )
            add("--couplings", help=_told("couplings", couplings.SCHEMES))
            add("--form-factor", help=_told("form_factor", radii.MODELS))
            add(
                "--neutron-form-factor",
                help="of the neutrons, if it is another than that of the protons",
            )
        if name in ("limit", "fit", "table", "export"):
            standard = "that of each column" if name == "table" else RECOMMENDED.mixing.name
            fits = f"{', '.join(mixing.PRESETS)}; {standard} by default"
            add("--mixing", help=fits)
        if name in ("limit", "fit", "table"):
            level = TALK.confidence_level if name == "table" else None
            add("--confidence-level", type=float, default=level, help="between 0 and 1")
        if name in ("limit", "fit"):
            add("--beam", help=_told("beam", BEAMS))
            add("--prescription", help=_told("prescription", PRESCRIPTIONS))
            add("--definition", help=_told("definition", DEFINITIONS))
            add("--pull", help=_told("pull", PULLS))
    return parser


def _fit_options(command: argparse.ArgumentParser) -> None:
    """Add what only a fit can be told."""
    from cevns.inference.fits.parameters import UNITS

    add = command.add_argument
    add("quantity", help=", ".join(UNITS))
    add("--data", required=True, help="data sets, such as coherent-csi@2017-bins; several with ,")
    add("--flavor", help="nu_e, nu_mu, nu_mu_bar, muon for both of these, or all, the default")
    add("--convention", help=f"of charge radii: {', '.join(CONVENTIONS)}; modern by default")
    add(
        "--separate",
        action=argparse.BooleanOptionalAction,
        help="keep the protons' form factor while the neutrons' size is fitted; by default if "
        "the assumptions tell them apart",
    )
    add("--family", help=f"of form factors: {', '.join(FAMILIES)}; that of the neutrons by default")
    add("--moment", help="Lambda_1, Lambda_2 or Lambda_3, of a transition moment")
    add("--others", help=f"what the other moments do: {', '.join(OTHERS)}; zero by default")
    add("--free", metavar="QUANTITY[:FLAVOR]", help="a second quantity, which is profiled")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; bad input is one line on standard error and exit status 2."""
    args = _parser().parse_args(arguments)
    try:
        record, text = args.run(args)
    except ValueError as error:
        _say(sys.stderr, f"cevns {args.command}: {error}\n")
        return 2
    # infinities are no JSON: an unbounded moment is null
    if args.json:
        text = json.dumps(_finite(record), indent=2)
    _say(sys.stdout, text + "\n")
    return 0


def _say(stream: TextIO, text: str) -> None:
    """Write what a terminal can show; a letter it has not, such as a Greek one, by its number."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and value in (float("inf"), float("-inf")) else value


if __name__ == "__main__":
    raise SystemExit(main())
