"""The paired ground state of a nucleus, and its excited states."""

from argparse import ArgumentParser, Namespace

from cevns.commands.command import Answer, Command
from cevns.nuclei.nuclides import nuclide


def run(args: Namespace) -> Answer:
    """Solve for the ground state of an even-even nucleus, and for what is above it if asked."""
    # nothing else needs them
    from cevns.nuclei.structure import report, spectra
    from cevns.nuclei.structure.excitations import excitations
    from cevns.nuclei.structure.ground_state import ground_state

    of = nuclide(args.nuclide)
    state = ground_state(of, radial=args.radial)
    record, text = report.record(state), report.lines(state)
    if args.excited is not None:
        states = excitations(of, show=True)
        record |= spectra.record(states, args.excited)
        text += spectra.lines(states, args.excited)
    return record, "\n".join(text)


def _options(command: ArgumentParser) -> None:
    command.add_argument("nuclide", help="with even numbers of both, such as 40Ar")
    command.add_argument(
        "--radial",
        choices=("oscillator", "woods_saxon"),
        default="oscillator",
        help="radial functions: of an oscillator with the measured charge radius, the default, or "
        "of the well",
    )
    command.add_argument(
        "--excited",
        type=float,
        metavar="MEV",
        help="excited states up to this energy, too, of spins up to 4: QRPA in the well",
    )


COMMAND = Command(
    "structure", "paired ground state of a nucleus: radii, form factors, levels", _options, run
)
"""``cevns structure``."""
