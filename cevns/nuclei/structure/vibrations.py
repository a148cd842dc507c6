"""The vibrations of a nucleus in a few numbers, computed and as shipped for the targets."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked
from cevns.nuclei.structure.excitations import Channel, Excitations
from cevns.nuclei.structure.qrpa import squared
from cevns.nuclei.structure.residual import contact
from cevns.nuclei.structure.sum_rules import (
    dipole_charges,
    energy_weighted,
    multipole_elements,
    pairing_excess,
    thomas_reiche_kuhn,
)


class Vibrations(NamedTuple):
    r"""What QRPA says of the dipoles, quadrupoles and octupoles of a nucleus.

    Parameters
    ----------
    f_ex_1m, f_ex_2p, f_ex_3m : isoscalar force at the surface of 1-, 2+ and 3-
    free_2p, free_3m : lowest omega^2 with the force of 1- [MeV^2]; negative if unstable
    B_2p, B_3m : strength of the first state, with its own force [e^2 fm^(2J)]
    trk : energy-weighted sum of dipoles, over that of Thomas, Reiche and Kuhn
    trk_pairs : the same of quasiparticle pairs, without a force
    trk_excess : what pairing adds to it
    isoscalar : share of the isoscalar sum of r Y_1 that is left with vibrations
    dipole : mean energy of dipoles [MeV]
    """

    f_ex_1m: float
    f_ex_2p: float
    f_ex_3m: float
    free_2p: float
    free_3m: float
    B_2p: float
    B_3m: float
    trk: float
    trk_pairs: float
    trk_excess: float
    isoscalar: float
    dipole: float


@checked
def summary(states: Excitations) -> Vibrations:
    """Sum up the excited states of a nucleus, of spins up to 3 at least.

    Parameters
    ----------
    states : as of `cevns.nuclei.structure.excitations.excitations`
    """
    nuclide, modes = states.ground.nuclide, states.modes[1, -1]
    charges = dipole_charges(nuclide.Z, nuclide.N)
    elements = multipole_elements(modes.pairs, states.table, charges)
    trk = thomas_reiche_kuhn(nuclide.Z, nuclide.N)
    whole = multipole_elements(modes.pairs, states.table, (1.0, 1.0))
    strengths = modes.reduced(elements, +1) ** 2
    return Vibrations(
        f_ex_1m=states.forces[1, -1].f_ex,
        f_ex_2p=states.forces[2, 1].f_ex,
        f_ex_3m=states.forces[3, -1].f_ex,
        free_2p=_free(states, (2, 1)),
        free_3m=_free(states, (3, -1)),
        B_2p=_strength(states, (2, 1)),
        B_3m=_strength(states, (3, -1)),
        trk=energy_weighted(modes, elements) / trk,
        trk_pairs=_of_pairs(states, elements) / trk,
        trk_excess=pairing_excess(modes.pairs, elements) / trk,
        isoscalar=energy_weighted(modes, whole) / _of_pairs(states, whole),
        dipole=float(modes.energies @ strengths / strengths.sum()),
    )


def _free(states: Excitations, channel: Channel) -> float:
    those = states.modes[channel].pairs
    force = contact(those, states.table, states.forces[1, -1])
    return float(np.linalg.eigvalsh(squared(those, force))[0])


def _strength(states: Excitations, channel: Channel) -> float:
    modes = states.modes[channel]
    elements = multipole_elements(modes.pairs, states.table, (1.0, 0.0))
    return float(modes.reduced(elements, +1)[0] ** 2)


def _of_pairs(states: Excitations, elements: Array) -> float:
    those = states.modes[1, -1].pairs
    return float(those.energies @ (elements * those.weights(+1)) ** 2)


@cache
def vibrations() -> Mapping[str, Vibrations]:
    """Return `summary` of the targets by nuclide, as shipped.

    Source: ``python tools/structure_tables.py vibrations``.
    """
    columns = {"nuclide": str} | dict.fromkeys(Vibrations._fields, float)
    rows = read_csv(shipped("nuclei", "vibrations.csv"), columns)
    return MappingProxyType(
        {
            str(row["nuclide"]): Vibrations(*(float(str(row[f])) for f in Vibrations._fields))
            for row in rows
        }
    )
