"""Excited states in words, and as what a machine reads."""

from typing import Any

from cevns.basics.kinds import checked
from cevns.nuclei.structure.excitations import Excitations
from cevns.nuclei.structure.measured import measured


@checked
def record(states: Excitations, below: float) -> dict[str, Any]:
    """Return excited states up to an energy as plain text and numbers.

    Parameters
    ----------
    states : of a nucleus
    below : energy [MeV]

    Returns
    -------
    dict
        ``excited_states`` by energy, with what is measured of the first of a spin and parity;
        ``unstable`` how many omega^2 < 0 there are of which; ``force`` the residual interaction,
        whose f_ex is that of each spin and parity
    """
    first: set[tuple[int, int]] = set()
    found = []
    for J, parity, energy, strength in states.levels(below):
        known = measured(states.ground.nuclide.name).get((J, parity))
        lowest = (J, parity) not in first
        first.add((J, parity))
        found.append(
            {
                "J": J,
                "parity": "+" if parity > 0 else "-",
                "energy_MeV": energy,
                "B_e2_fm2J": strength,
                "measured_MeV": known.energy if known and lowest else None,
            }
        )
    channels = {name(*channel): force for channel, force in states.forces.items()}
    force = next(iter(channels.values()))
    fields = (field for field in force.__dataclass_fields__ if field != "f_ex")
    return {
        "excited_states": found,
        "unstable": {name(*channel): count for channel, count in states.unstable.items()},
        "force": {field: getattr(force, field) for field in fields}
        | {"f_ex": {spin: one.f_ex for spin, one in channels.items()}},
    }


@checked
def lines(states: Excitations, below: float) -> list[str]:
    """Say the same in words.

    Parameters
    ----------
    states : of a nucleus
    below : energy [MeV]
    """
    told = record(states, below)
    text = [f"{'excited':<10}{'energy/MeV':>12}{'measured':>10}{'B(EJ)/e^2 fm^2J':>18}"]
    for one in told["excited_states"]:
        known, B = one["measured_MeV"], one["B_e2_fm2J"]
        text.append(
            f"{one['J']}{one['parity']:<9}{one['energy_MeV']:12.2f}"
            f"{'' if known is None else f'{known:.2f}':>10}{'' if B is None else f'{B:.3g}':>18}"
        )
    for spin, count in told["unstable"].items():
        text.append(f"{spin}: unstable, {count} with omega^2 < 0")
    return [
        *text,
        "QRPA with Migdal's contact force; f_ex so that the centre of mass moves freely, and for "
        "2+ and 3- so that the first measured level comes out",
    ]


@checked
def name(J: int, parity: int) -> str:
    """Write spin and parity, such as ``"2+"``."""
    return f"{J}{'+' if parity > 0 else '-'}"
