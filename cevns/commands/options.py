"""Arguments that several commands have, and what they stand for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from typing import Any, cast

from cevns.basics.checks import unknown
from cevns.commands import angles
from cevns.experiments.catalogue import experiment, load_experiments
from cevns.experiments.experiment import Experiment
from cevns.inference.assumptions import RECOMMENDED, SETS, Assumptions, Changes
from cevns.inference.choices import DELTA, OTHERS, PHASES
from cevns.inference.counts import PRESCRIPTIONS, PULLS
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.limits import Options
from cevns.inference.lookup import combine, dataset
from cevns.interactions import couplings
from cevns.nuclei import radii
from cevns.sources.beams import BEAMS


def file(command: ArgumentParser) -> None:
    """Let experiments come from a file."""
    command.add_argument("--file", help="read the experiments from a TOML file of yours")


def freedom(command: ArgumentParser) -> None:
    """Let the other moments and the phases be free."""
    add = command.add_argument
    add("--others", help=f"what the other moments do: {', '.join(OTHERS)}; zero by default")
    add(
        "--phases",
        help=f"{', '.join(PHASES)}, or three numbers with commas [rad]; 0,0,0 by default",
    )
    add("--delta", help=f"delta_CP: {', '.join(DELTA)}; fixed by default")


def free(args: Namespace) -> Options:
    """Return what is free besides the moment that is bounded, as far as it was said."""
    given = {key: getattr(args, key) for key in ("others", "phases", "delta")}
    phases = given["phases"]
    if phases and phases not in PHASES:
        try:
            given["phases"] = [float(one) for one in phases.split(",")]
        except ValueError:
            raise ValueError(unknown("phases", phases, PHASES)) from None
    return cast(Options, {key: value for key, value in given.items() if value is not None})


def one_experiment(command: ArgumentParser) -> None:
    """Ask for an experiment or a data set."""
    add = command.add_argument
    file(command)
    add("experiment", help="key, such as coherent-csi, or data, coherent-csi@2017-count")
    add("--setup", help="current or future; current where there are both")


def nuclear_model(command: ArgumentParser) -> None:
    """Let a set of assumptions be named, and its couplings and form factors be changed."""
    add = command.add_argument
    add(
        "--as",
        dest="assumptions",
        choices=SETS,
        default=RECOMMENDED.name,
        help=f"named set, {RECOMMENDED.name} by default; what else is said changes it",
    )
    add("--couplings", help=_told("couplings", couplings.SCHEMES))
    add("--form-factor", help=_told("form_factor", radii.MODELS))
    add("--neutron-form-factor", help="of the neutrons, if it is another than that of the protons")


def level(command: ArgumentParser, standard: float | None = None) -> None:
    """Let the confidence level be another."""
    command.add_argument("--confidence-level", type=float, default=standard, help="between 0 and 1")


def statistics(command: ArgumentParser) -> None:
    """Let beams, prescription, definition and pull be others."""
    add = command.add_argument
    add("--beam", help=_told("beam", BEAMS))
    add("--prescription", help=_told("prescription", PRESCRIPTIONS))
    add("--definition", help=_told("definition", DEFINITIONS))
    add("--pull", help=_told("pull", PULLS))


def _told(key: str, known: Iterable[str]) -> str:
    """Say which names an option may have, and which it has by default."""
    return f"{', '.join(known)}; {RECOMMENDED.record()[key]} by default"


def known_experiments(args: Namespace) -> Mapping[tuple[str, str], Experiment] | None:
    """Return the experiments of the file asked for; None without one."""
    return None if args.file is None else load_experiments(args.file)


def several(args: Namespace) -> DataSet | CombinedData:
    """Return what `data` does, or several of them together, separated by commas."""
    names = args.experiment.split(",")
    if len(names) == 1:
        return data(args)
    each = [Namespace(**{**vars(args), "experiment": name.strip()}) for name in names]
    return combine(*map(data, each))


def assumptions(args: Namespace) -> Assumptions:
    """Return the set asked for, with what was said otherwise."""
    base = SETS[args.assumptions]
    given: dict[str, Any] = {
        key: value
        for key in Changes.__annotations__
        if (value := getattr(args, key, None)) is not None
    }
    given.pop("mixing", None)
    if hasattr(args, "mixing") and (mixing := angles.asked(args, base.mixing)):
        given["mixing"] = mixing
    return base.but(**cast(Changes, given))


def data(args: Namespace) -> DataSet:
    """Return the data set or experiment asked for, under the assumptions asked for."""
    under = assumptions(args)
    if "@" in args.experiment and args.file is None:
        return dataset(args.experiment, args.setup, assumptions=under)
    e = experiment(args.experiment, args.setup, known_experiments(args))
    return dataset(e, assumptions=under)
