"""Events of an experiment."""

from argparse import ArgumentParser, Namespace

from cevns.commands import options
from cevns.commands.command import Answer, Command, Record
from cevns.commands.wording import footnotes, named, title
from cevns.inference.record import record


def run(args: Namespace) -> Answer:
    """Count the events of every component of the beam."""
    data = options.data(args)
    counts = data.signal
    told: Record = {
        **named(data),
        "sm": {**counts.sm, "total": counts.sm_total},
        "magnetic_1e-10_muB": {**counts.magnetic, "total": counts.magnetic_total},
        **record(data),
    }
    lines = [title(data), f"{'':<12}{'SM events':>12}{'magnetic at 1e-10 mu_B':>26}"]
    lines += [f"{f:<12}{counts.sm[f]:12.4g}{counts.magnetic[f]:26.4g}" for f in counts.sm]
    lines.append(f"{'total':<12}{counts.sm_total:12.4g}{counts.magnetic_total:26.4g}")
    return told, "\n".join([*lines, *footnotes(data)])


def _options(command: ArgumentParser) -> None:
    options.one_experiment(command)
    options.nuclear_model(command)


COMMAND = Command("counts", "events of an experiment, Standard Model and magnetic", _options, run)
"""``cevns counts``."""
