"""Fit a parameter to data."""

from argparse import ArgumentParser, BooleanOptionalAction, Namespace

from cevns.commands import angles, options
from cevns.commands.command import Answer, Command
from cevns.commands.wording import assumed
from cevns.inference.choices import OTHERS
from cevns.inference.lookup import combine, dataset
from cevns.interactions.charge_radius import CONVENTIONS
from cevns.nuclei.families import FAMILIES


def run(args: Namespace) -> Answer:
    """Find all minima and all pieces of the interval."""
    from cevns.inference import fit_record as told  # the other commands need none of it

    names = args.data.split(",")
    under = options.assumptions(args)
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
    under = data.assumptions
    rests_on = f"assumptions {under.name!r}: {assumed(under.record())}"
    lines = [*told.lines(found, data), rests_on, *told.footnotes(data)]
    return told.fit_record(found, data), "\n".join(lines)


def _options(command: ArgumentParser) -> None:
    """Add what only a fit can be told."""
    from cevns.inference.fits.parameters import UNITS

    add = command.add_argument
    add("quantity", help=", ".join(UNITS))
    add("--data", required=True, help="data sets, such as coherent-csi@2017-bins; several with ,")
    add("--flavor", help="nu_e, nu_mu, nu_mu_bar, muon for both of these, or all, the default")
    add("--convention", help=f"of charge radii: {', '.join(CONVENTIONS)}; modern by default")
    add(
        "--separate",
        action=BooleanOptionalAction,
        help="keep the protons' form factor while the neutrons' size is fitted; by default if "
        "the assumptions tell them apart",
    )
    add("--family", help=f"of form factors: {', '.join(FAMILIES)}; that of the neutrons by default")
    add("--moment", help="Lambda_1, Lambda_2 or Lambda_3, of a transition moment")
    add("--others", help=f"what the other moments do: {', '.join(OTHERS)}; zero by default")
    add("--free", metavar="QUANTITY[:FLAVOR]", help="a second quantity, which is profiled")
    options.nuclear_model(command)
    angles.options(command)
    options.level(command)
    options.statistics(command)


COMMAND = Command(
    "fit",
    "a parameter such as sin2_theta_w: all minima, all pieces of its interval",
    _options,
    run,
)
"""``cevns fit``."""
