"""What a recast needs, as JSON."""

import json
from argparse import ArgumentParser, Namespace

from cevns.commands import angles, options
from cevns.commands.command import Answer, Command
from cevns.experiments.catalogue import experiment
from cevns.experiments.experiment import Experiment
from cevns.inference import export
from cevns.inference.lookup import dataset


def run(args: Namespace) -> Answer:
    """Export what was named, or every experiment, under the assumptions asked for."""
    known, under = options.known_experiments(args), options.assumptions(args)

    def named(name: str) -> str | Experiment:
        return name if "@" in name else experiment(name, args.setup, known)

    if args.likelihood:
        from cevns.inference.workspace import workspace  # of no use to other commands

        if len(args.names) != 1:
            raise ValueError(f"a likelihood is that of one count or data set, not {args.names}")
        told = workspace(dataset(named(args.names[0]), assumptions=under))
    else:
        several = [named(name) for name in args.names] or known
        told = export.export(several, assumptions=under)
    return told, json.dumps(told, indent=2)


def _options(command: ArgumentParser) -> None:
    add = command.add_argument
    add(
        "names",
        nargs="*",
        metavar="NAME",
        help="experiments or data, coherent-csi@2017-bins; all experiments without one",
    )
    add("--setup", help="current or future; current where there are both")
    add("--likelihood", action="store_true", help="of one count or its bins, as pyhf reads it")
    options.file(command)
    options.nuclear_model(command)
    angles.options(command)
    options.level(command)
    options.statistics(command)


COMMAND = Command(
    "export", "formula, events by flavour, pulls and matrices; or a likelihood: JSON", _options, run
)
"""``cevns export``."""
