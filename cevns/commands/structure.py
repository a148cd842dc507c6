"""The paired ground state of a nucleus."""

from argparse import ArgumentParser, Namespace

from cevns.commands.command import Answer, Command
from cevns.nuclei.nuclides import nuclide


def run(args: Namespace) -> Answer:
    """Solve for the ground state of an even-even nucleus."""
    # nothing else needs them
    from cevns.nuclei.structure.ground_state import ground_state
    from cevns.nuclei.structure.report import lines, record

    state = ground_state(nuclide(args.nuclide), radial=args.radial)
    return record(state), "\n".join(lines(state))


def _options(command: ArgumentParser) -> None:
    command.add_argument("nuclide", help="with even numbers of both, such as 40Ar")
    command.add_argument(
        "--radial",
        choices=("oscillator", "woods_saxon"),
        default="oscillator",
        help="radial functions: of an oscillator with the measured charge radius, the default, or "
        "of the well",
    )


COMMAND = Command(
    "structure", "paired ground state of a nucleus: radii, form factors, levels", _options, run
)
"""``cevns structure``."""
