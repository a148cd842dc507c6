"""Limits on the moments of an experiment, one at a time."""

import math
from argparse import ArgumentParser, Namespace

from cevns.basics.units import mu10
from cevns.commands import angles, options
from cevns.commands.command import Answer, Command, Record
from cevns.commands.wording import footnotes, named, title
from cevns.inference.choices import DELTA, OTHERS, PHASES
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.record import definition, record
from cevns.inference.remarks import why_unbounded
from cevns.neutrinos.moments import MOMENTS


def run(args: Namespace) -> Answer:
    """Find the limits, with the range of repeated experiments if nothing was measured."""
    data, free = options.several(args), options.free(args)
    values = dict(zip(MOMENTS, (data.limits(**free) / mu10).tolist(), strict=True))
    bands = _bands(data) if isinstance(data, DataSet) and not data.observed and not free else {}
    kind = "limit" if data.observed else "expected limit"
    told: Record = {
        **named(data),
        "kind": kind,
        "unit": "1e-10 mu_B",
        "limits": values,
        "free": dict(free) or None,
        "band_68": bands or None,
        **record(data),
    }
    seen = "its count is measured" if data.observed else "a sensitivity: nothing was measured"
    if isinstance(data, CombinedData) and data.observed:
        seen = "all of it is measured"
    lines = [f"{title(data)}: {kind}s, {seen}"]
    for moment, value in values.items():
        if math.isinf(value):
            why = f": {why_unbounded(data, moment, **free)}" if isinstance(data, DataSet) else ""
            lines.append(f"|{moment}| unbounded{why}")
            continue
        band = (
            "{:.3g} to {:.3g} in 68 % of repeated experiments".format(*bands[moment])
            if bands
            else ""
        )
        lines.append(f"|{moment}| < {value:.3g} x 1e-10 mu_B" + (f"   ({band})" if band else ""))
    if free:
        lines.append("; ".join(_said(key, value) for key, value in free.items()))
    return told, "\n".join([*lines, definition(data.assumptions), *footnotes(data)])


def _said(key: str, value: object) -> str:
    known = {"others": OTHERS, "phases": PHASES, "delta": DELTA}[key]
    if isinstance(value, str):
        return known[value]
    return f"phases of the moments {', '.join(f'{x:g}' for x in value)} rad"  # type: ignore[attr-defined]


def _bands(data: DataSet) -> dict[str, list[float]]:
    """Ranges of the limits that repeated experiments would find, if they have a probability."""
    if data.assumptions.prescription == "talk":
        return {}
    from cevns.inference.bands import expected_bands  # the other commands need none of it

    return {m: [end / mu10 for end in band] for m, band in expected_bands(data).items()}


def _options(command: ArgumentParser) -> None:
    options.one_experiment(command)
    options.freedom(command)
    options.nuclear_model(command)
    angles.options(command)
    options.level(command)
    options.statistics(command)


COMMAND = Command(
    "limit", "limits on |Lambda_1|, |Lambda_2|, |Lambda_3|, one at a time", _options, run
)
"""``cevns limit``."""
