"""A ground state in words, and as what a machine reads."""

from textwrap import wrap
from typing import Any, Final

import numpy as np

from cevns.basics.kinds import checked
from cevns.nuclei.nuclides import Nucleon
from cevns.nuclei.structure.ground_state import GroundState
from cevns.nuclei.structure.masses import MAGIC, gap, has_gaps
from cevns.nuclei.structure.paired import Paired

NAMES: Final[dict[Nucleon, str]] = {"p": "proton", "n": "neutron"}
"""What they are called."""

Q: Final = tuple(round(0.05 * k, 2) for k in range(41))
"""Momentum transfers of the form factors [fm^-1]."""


@checked
def record(state: GroundState) -> dict[str, Any]:
    """Return a ground state as plain text and numbers.

    Parameters
    ----------
    state : of an even-even nucleus

    Returns
    -------
    dict
        ``radii_fm`` are those of points, and of the charge; of ``form_factors`` F_Z and F_N are
        what enters cross sections, the others those of points; ``gaps_MeV`` the gaps that pairing
        was tuned to, zero where a shell is closed; ``staggering_MeV`` what masses show there too;
        ``pairing`` what came of it; ``levels`` the subshells with their occupations, shares from
        0 to 1; ``assumptions`` what all of it rests on
    """
    momenta = np.array(Q)
    return {
        "nuclide": state.nuclide.name,
        "radii_fm": state.radii._asdict(),
        "gaps_MeV": {NAMES[kind]: state.paired(kind).wanted for kind in NAMES},
        "form_factors": {
            "Q_per_fm": list(Q),
            "F_Z": state.form_factor("p")(momenta).tolist(),
            "F_N": state.form_factor("n")(momenta).tolist(),
            "F_Z_point": state.point("p")(momenta).tolist(),
            "F_N_point": state.point("n")(momenta).tolist(),
        },
        "staggering_MeV": {
            NAMES[kind]: {f"{points}_points": gap(state.nuclide, kind, points) for points in (4, 3)}
            for kind in NAMES
            if has_gaps(state.nuclide)
        },
        "pairing": {NAMES[kind]: _pairing(state.paired(kind)) for kind in NAMES},
        "levels": [level for kind in NAMES for level in _levels(state, kind)],
        "assumptions": assumptions(state),
    }


def _pairing(paired: Paired) -> dict[str, Any]:
    return {
        "delta_MeV": paired.gap,
        "strength_MeV": paired.strength,
        "critical_strength_MeV": paired.critical_strength,
        "chemical_potential_MeV": paired.chemical_potential,
        "lowest_quasiparticle_MeV": paired.lowest,
        "mean_number": paired.number,
        "collapsed": paired.collapsed,
        "said": said(paired),
    }


@checked
def said(paired: Paired) -> str:
    """Say what came of pairing: a gap, a closed shell, or a collapse."""
    if paired.collapsed:
        return (
            f"collapsed: without pairing a quasiparticle costs {paired.lowest:.3g} MeV already, "
            f"more than the gap of {paired.wanted:.3g} MeV"
        )
    if paired.gap:
        return (
            f"Delta = {paired.gap:.3f} MeV, G = {paired.strength:.3f} MeV, "
            f"lambda = {paired.chemical_potential:.2f} MeV"
        )
    closed = "a closed shell" if paired.nucleons in MAGIC else "as asked"
    return f"no pairing, {closed}"


def _levels(state: GroundState, kind: Nucleon) -> list[dict[str, Any]]:
    paired = state.paired(kind)
    return [
        {
            "species": NAMES[kind],
            "shell": one.shell.label,
            "energy_MeV": one.energy,
            "occupation": float(v**2),
            "holds": one.shell.holds,
            "quasiparticle_MeV": float(E),
        }
        for one, v, E in zip(paired.orbitals, paired.v, paired.energies, strict=True)
    ]


@checked
def assumptions(state: GroundState) -> dict[str, Any]:
    """Say what a ground state rests on."""
    radial = {
        "oscillator": "an oscillator with the measured charge radius",
        "woods_saxon": "the Woods-Saxon well",
    }
    well = state.well
    return {
        "well": {name: getattr(well, name) for name in well.__dataclass_fields__},
        "pairing": (
            f"constant strength for subshells within {state.window:g} MeV of the Fermi energy, "
            "lowest quasiparticle energy tuned to the gap"
        ),
        "gaps": "four masses of AME2020; none for magic numbers, across which the shell shows",
        "radial_functions": f"those of {radial[state.radial]}",
        "b_fm": state.b,
        "folded": (
            "F_Z: charge of proton and neutrons, Darwin-Foldy; F_N: size of the proton, "
            "Darwin-Foldy; both: motion of the centre of mass taken away; points: none of it"
        ),
    }


@checked
def lines(state: GroundState) -> list[str]:
    """Say a ground state in words: radii, pairing, and the levels that matter."""
    r = state.radii
    text = [
        f"{state.nuclide.name}: radii of point protons {r.proton:.3f} fm, point neutrons "
        f"{r.neutron:.3f} fm, charge {r.charge:.3f} fm"
    ]
    for kind, name in NAMES.items():
        paired = state.paired(kind)
        text.append(f"{name}s: gap {paired.wanted:.3f} MeV; {said(paired)}")
    text.append(f"{'':<10}{'shell':<8}{'energy/MeV':>12}{'occupation':>12}{'E/MeV':>9}")
    for level in record(state)["levels"]:
        if level["energy_MeV"] < 0 or level["occupation"] > 5e-4:
            text.append(
                "{species:<10}{shell:<8}{energy_MeV:12.2f}{occupation:12.3f}"
                "{quasiparticle_MeV:9.2f}".format(**level)
            )
    told = assumptions(state)
    rests_on = (
        f"pairing: {told['pairing']}; gaps: {told['gaps']}",
        f"radial functions: {told['radial_functions']}, b = {told['b_fm']:.3f} fm",
        f"folded with the points: {told['folded']}",
    )
    return [*text, *(part for line in rests_on for part in wrap(line, 84, subsequent_indent="  "))]
