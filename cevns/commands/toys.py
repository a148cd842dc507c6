"""Repeated experiments: coverage, thresholds, bands of limits, goodness of fit."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.checks import choice, in_range
from cevns.basics.units import mu10
from cevns.commands import angles, options
from cevns.commands.command import Answer, Command, Record
from cevns.commands.wording import footnotes, named, title
from cevns.inference.choices import Choices
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.record import definition, record
from cevns.neutrinos.moments import MOMENTS

Data = DataSet | CombinedData
Words = tuple[Record, list[str]]


def _coverage(args: Namespace, data: Data, how: Any) -> Words:
    from cevns.inference.toys.coverage import coverage
    from cevns.inference.toys.truths import BESIDE

    moment = args.moment or "Lambda_1"
    level = data.assumptions.confidence_level
    choices = _choices(args, data)
    found = coverage(
        data,
        moment,
        mu10 * _numbers("truth", args.truth or "0"),
        choices,
        beside=args.beside,
        confidence_level=level,
        **how,
    )
    rows = [
        {
            "truth": round(one.truth.modulus / mu10, 9),
            "mu_e2": one.truth.mu_e2_mu10,
            "mu_mu2": one.truth.mu_mu2_mu10,
            "others": list(one.truth.others_mu10),
            "limit": list(one.limit),
            "interval": list(one.interval),
            "from_below": list(one.from_below),
            "threshold": list(one.threshold),
            "cpu_s": round(one.cpu, 3),
        }
        for one in found
    ]
    lines = [
        f"|{moment}| = {one.truth.modulus / mu10:g} x 1e-10 mu_B is below its limit in "
        f"{_per_cent(one.limit)}, in its interval in {_per_cent(one.interval)}; threshold "
        f"{one.threshold.value:.2f} ({one.threshold.low:.2f} to {one.threshold.high:.2f}); "
        f"{one.cpu:.0f} s of CPU"
        for one in found
    ]
    told: Record = {"moment": moment, "beside": args.beside, "coverage": rows}
    free = choices.others != "zero" or choices.delta != "fixed"
    return told, [*lines, *([f"besides, {BESIDE[args.beside]}"] if free else [])]


def _thresholds(args: Namespace, data: Data, how: Any) -> Words:
    from cevns.inference.toys.thresholds import thresholds

    level = data.assumptions.confidence_level
    axes = [mu10 * _numbers(name, getattr(args, name) or "0") for name in ("mu_e", "mu_mu")]
    found = thresholds(data, *axes, confidence_level=level, **how)
    told: Record = {
        "mu_e": (found.mu_e / mu10).tolist(),
        "mu_mu": (found.mu_mu / mu10).tolist(),
        "threshold": found.value.tolist(),
        "low": found.low.tolist(),
        "high": found.high.tolist(),
    }
    lines = [
        f"mu_e = {x / mu10:g}, mu_mu = {y / mu10:g} x 1e-10 mu_B: Delta chi^2 = {c:.2f} "
        f"({low:.2f} to {high:.2f})"
        for x, values, lows, highs in zip(
            found.mu_e, found.value, found.low, found.high, strict=True
        )
        for y, c, low, high in zip(found.mu_mu, values, lows, highs, strict=True)
    ]
    return told, lines


def _bands(args: Namespace, data: Data, how: Any) -> Words:
    from cevns.inference.toys.bands import FIVE, bands, fractions_of

    parts = fractions_of(list(_numbers("fractions", args.fractions)) if args.fractions else FIVE)
    moments = [args.moment] if args.moment else list(MOMENTS)
    found = bands(data, moments, _choices(args, data), **how)
    ends = {m: [band.at(part).value / mu10 for part in parts] for m, band in found.items()}
    said = ", ".join(f"{100 * part:g} %" for part in parts)
    lines = [f"expected limits, quantiles of {said} [1e-10 mu_B]"]
    lines += [f"|{m}| < " + ", ".join(f"{end:.3g}" for end in each) for m, each in ends.items()]
    return {"fractions": list(parts), "bands": ends}, lines


def _goodness(args: Namespace, data: Data, how: Any) -> Words:
    from cevns.inference.toys.goodness import goodness

    found = goodness(data, **how)
    told: Record = {
        "chi2_min": found.observed,
        "median": list(found.median),
        "probability": list(found.probability),
    }
    line = (
        f"chi^2 = {found.observed:.2f} where {found.median.value:.2f} is the median: as large in "
        f"{_per_cent(found.probability)} of repeated experiments"
    )
    return told, [line]


QUESTIONS: Final[Mapping[str, Callable[[Namespace, Data, Any], Words]]] = MappingProxyType(
    {
        "coverage": _coverage,
        "thresholds": _thresholds,
        "bands": _bands,
        "goodness": _goodness,
    }
)
"""What repeated experiments can be asked."""


def run(args: Namespace) -> Answer:
    """Repeat the experiments, and say what they answer."""
    choice("question", args.question, QUESTIONS)
    data = options.several(args)
    if data.assumptions.prescription == "talk":
        data = data.under(prescription="profiled")  # its own has no probability
    how = {
        "toys": args.toys,
        "seed": args.seed,
        "workers": _workers(args.workers),
        "show": True,
        "keep": not args.anew,
    }
    answer, lines = QUESTIONS[args.question](args, data, how)
    told: Record = {
        **named(data),
        "question": args.question,
        "toys": args.toys,
        "seed": args.seed,
        "free": dict(options.free(args)) or None,
        "unit": "1e-10 mu_B",
        **answer,
        **record(data),
    }
    heading = f"{title(data)}: {args.question} by {args.toys} repeated experiments"
    rest = [definition(data.assumptions), *footnotes(data)]
    return told, "\n".join([heading, *lines, *rest])


def _choices(args: Namespace, data: Data) -> Choices:
    return Choices(mixing=data.assumptions.mixing, **options.free(args))  # type: ignore[misc]


def _numbers(name: str, text: str) -> Any:
    """Return numbers that are separated by commas."""
    try:
        given = [float(one) for one in text.split(",")]
    except ValueError:
        raise ValueError(f"{name} = {text!r} must be numbers separated by commas") from None
    return in_range(name, given, at_least=0)


def _workers(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _per_cent(part: tuple[float, float]) -> str:
    return f"{100 * part[0]:.1f} +- {100 * part[1]:.1f} %"


def _options(command: ArgumentParser) -> None:
    add = command.add_argument
    add("question", help=", ".join(QUESTIONS))
    options.one_experiment(command)
    add("--toys", type=int, default=1000, help="how many; 1000 by default")
    add("--seed", type=int, default=1, help="of what is drawn; 1 by default")
    add(
        "--workers",
        default="1",
        help="so many processes; dask for a cluster on this machine; or the address of a "
        "scheduler, such as tcp://host:8786. Results do not depend on it",
    )
    add("--anew", action="store_true", help="neither take answers that were kept nor keep any")
    add("--moment", help="Lambda_1 for coverage and all three for bands by default")
    add("--truth", metavar="MODULI", help="true moduli, with commas [1e-10 mu_B]; 0 by default")
    add("--beside", default="fitted", help="what else is true: fitted, the default, or zero")
    add("--mu-e", metavar="MOMENTS", help="true mu_e of thresholds, with commas [1e-10 mu_B]")
    add("--mu-mu", metavar="MOMENTS", help="likewise mu_mu")
    add("--fractions", help="of the limits below the ends of bands, with commas")
    options.freedom(command)
    options.nuclear_model(command)
    angles.options(command)
    options.level(command)
    options.statistics(command)


COMMAND = Command(
    "toys", "coverage, thresholds, bands and goodness of fit by repeated experiments", _options, run
)
"""``cevns toys``."""
