"""What a recast needs, as JSON."""

import json
import sys
from argparse import ArgumentParser, Namespace

from cevns.commands import angles, options
from cevns.commands.command import Answer, Command
from cevns.commands.ending import say
from cevns.experiments.catalogue import experiment
from cevns.experiments.experiment import Experiment
from cevns.inference import export
from cevns.inference.lookup import combine, dataset


def run(args: Namespace) -> Answer:
    """Export what was named, or every experiment, under the assumptions asked for."""
    known, under = options.known_experiments(args), options.assumptions(args)

    def named(name: str) -> str | Experiment:
        return name if "@" in name else experiment(name, args.setup, known)

    if args.likelihood or args.form:
        from cevns.inference.likelihood_form import likelihood  # of no use to other commands

        each = [dataset(named(name), assumptions=under) for name in args.names]
        if not each:
            raise ValueError("a likelihood is that of a count or of data: name it")
        said, told = likelihood(combine(*each) if len(each) > 1 else each[0], args.form)
        say(sys.stderr, f"cevns export: {said}")
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
    add("--likelihood", action="store_true", help="the likelihood: pyhf's workspace if it has one")
    add(
        "--form",
        default="",
        help="of the likelihood: pyhf, or templates, which holds any measured data, several too",
    )
    options.file(command)
    options.nuclear_model(command)
    angles.options(command)
    options.level(command)
    options.statistics(command)


COMMAND = Command(
    "export", "formula, events by flavour, pulls and matrices; or a likelihood: JSON", _options, run
)
"""``cevns export``."""
