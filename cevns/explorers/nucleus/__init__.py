"""What pairing makes of a nucleus, and what that makes of its form factors."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.constants import HBARC, M_MU
from cevns.explorers.host import Explorer, Spec, choice, explorer, rounded, slider
from cevns.interactions.couplings import one_loop
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.nuclides import Nucleon, Nuclide, nuclide
from cevns.nuclei.radii import charge_helm, skin_helm
from cevns.nuclei.structure import masses
from cevns.nuclei.structure.bcs import WINDOW, solve
from cevns.nuclei.structure.ground_state import GroundState, Radial, ground_state, pairing_gap
from cevns.nuclei.structure.orbitals import Orbital
from cevns.nuclei.structure.paired import Paired, fill
from cevns.nuclei.structure.woods_saxon import moved, orbitals

_MEASURED: Final = "12C measured"
"""Carbon with its p levels as far apart as masses say, beside that of the well."""

_NUCLIDES: Final = (
    *("12C", _MEASURED, "16O", "28Si", "40Ar", "40Ca", "48Ca", "48Ti", "56Fe"),
    *("72Ge", "74Ge", "132Xe"),
)

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_KINDS: Final[tuple[Nucleon, ...]] = ("p", "n")

_RADIAL: Final[tuple[Radial, ...]] = ("oscillator", "woods_saxon")

_REST: Final = (
    "Levels of a Woods-Saxon well after Bohr and Mottelson; gaps from four masses of AME2020, none "
    f"for magic numbers; subshells within {WINDOW:g} MeV of the Fermi energy pair."
)

_TOLD: Final[dict[Radial, str]] = {
    "oscillator": "With the measured gap the charge radius is the measured one, in an oscillator",
    "woods_saxon": "The well gives all radii; its centre of mass moves as in an oscillator",
}

_TOP, _STEP = 300.0, 2.0
"""Largest momentum transfer, and the step of its slider [MeV]."""

_ORDER: Final = 20
"""Of the Chebyshev series, more than enough for ten digits of a form factor."""


def _levels(name: str, target: Nuclide, kind: Nucleon) -> tuple[Orbital, ...]:
    """Levels of the well, but two for `_MEASURED`: what a nucleon there costs to take away."""
    found = orbitals(target, kind)
    if name != _MEASURED:
        return found
    hole, particle = masses.hole_and_particle(target, kind)
    return moved(found, {"0p3/2": hole, "0p1/2": particle})


def _pairing(name: str, target: Nuclide, kind: Nucleon) -> tuple[Spec, Paired]:
    """Levels that are bound or pair, and what it takes to pair them; and the normal state."""
    count = target.Z if kind == "p" else target.N
    levels = fill(_levels(name, target, kind), count, WINDOW)
    normal = solve(levels.orbitals, count, gap=0.0)
    kept = [i for i, one in enumerate(levels.orbitals) if one.energy < 0 or levels.window[i]]
    rows = [
        {
            "label": levels.orbitals[i].shell.label,
            "energy": rounded(levels.orbitals[i].energy, 12),
            "holds": levels.orbitals[i].shell.holds,
            "filled": rounded(levels.filled[i], 12),
            "pairs": levels.window[i],
        }
        for i in kept
    ]
    told = {
        "nucleons": count,
        "measured": pairing_gap(target, kind),
        "critical": rounded(normal.critical_strength, 10),
        "fermi": rounded(levels.fermi, 12),
        "open": levels.open,
        "blocked": levels.blocked,
        "levels": rows,
    }
    return told, normal


def _series(F: Callable[[Array], Array]) -> list[float]:
    """Coefficients of a form factor as a Chebyshev series in Q^2, up to the largest Q."""

    def of(x: Array) -> Array:
        return F(np.sqrt((1 + x) / 2) * _TOP / HBARC)

    found = np.polynomial.Chebyshev.interpolate(of, _ORDER).coef
    return [float(c) for c in np.trim_zeros(np.round(found, 10), "b")]


def _shapes(ground: GroundState, kind: Nucleon) -> Spec:
    """Form factors, and radii as points, of what is full in any case and of subshells that pair."""
    normal = ground.paired(kind)
    extra = ground.form_factor(kind).moments.R2 - ground.point(kind).moments.R2

    def shape(full: Array) -> Spec:
        if not full.any():
            return {}
        some = replace(normal, v=full)
        alone = replace(ground, protons=some) if kind == "p" else replace(ground, neutrons=some)
        return {
            "F": _series(alone.form_factor(kind)),
            "r2": rounded(alone.point(kind).moments.R2, 12),
        }

    inside = np.array(normal.window)
    core = np.where(inside, 0.0, np.round(normal.v))
    share = float(normal.holds @ core**2) / normal.nucleons
    kept = [one.energy < 0 or pairs for one, pairs in zip(normal.orbitals, inside, strict=True)]
    each = np.eye(len(inside)) * inside
    return {
        "core": {"share": share} | shape(core),
        "shells": [shape(each[i]) for i in np.flatnonzero(kept)],
        "extra": rounded(extra, 12),
    }


def _nucleus(name: str) -> Spec:
    """All that is shown of a nucleus; its oscillator is the one that fits at the measured gap."""
    target = nuclide(name.partition(" ")[0])
    found = {kind: _pairing(name, target, kind) for kind in _KINDS}
    shapes: Spec = {}
    for radial in _RADIAL:
        usual = ground_state(target, radial=radial)
        ground = replace(usual, protons=found["p"][1], neutrons=found["n"][1])
        shapes[radial] = {kind: _shapes(ground, kind) for kind in _KINDS} | {"b": usual.b}
    assumed = {"p": charge_helm(target), "n": skin_helm(target)}
    return {
        "Z": target.Z,
        "N": target.N,
        "mass": target.mass,
        "charge": charge_radius(target),
        "assumed": {kind: rounded(F.moments.rms, 12) for kind, F in assumed.items()},
        "surface": assumed["p"].s,
        "pairing": {kind: told for kind, (told, _) in found.items()},
        "shapes": shapes,
    }


def nucleus() -> Explorer:
    """Explore the paired ground state of a nucleus, and its form factors beside those of Helm.

    Returns
    -------
    Explorer
        nuclide, protons or neutrons, the gap that pairing is tuned to, radial functions, radii of
        Helm's form factors, and a momentum transfer; levels and how full they are, radii, form
        factors, and the cross section over the one with Helm's
    """
    found = {name: _nucleus(name) for name in _NUCLIDES}
    pairing = [
        name
        for name, own in found.items()
        if any(kind["measured"] for kind in own["pairing"].values())
    ]
    names = {name: name.partition(" ")[0].translate(_RAISED) for name in found}
    g = one_loop().at("nu_mu", np.arange(0, _TOP + 1, _STEP) / HBARC)
    return explorer(
        __name__,
        "What does pairing make of a nucleus?",
        {
            "nuclides": found,
            "names": names,
            "top": _TOP,
            "step": _STEP,
            "beam": M_MU,
            "window": WINDOW,
            "hbarc": HBARC,
            "g_p": rounded(g.g_pV, 10),
            "g_n": rounded(g.g_nV, 10),
            "rest": _REST,
            "told": _TOLD,
            "couplings": "couplings one_loop, muon neutrinos",
        },
        [
            choice("nuclide", "nuclide", names | {_MEASURED: "¹²C, p levels from masses"}),
            choice("kind", "levels of", {"p": "protons", "n": "neutrons"}),
            slider(
                "gap", "gap, over the measured one", "", 0, 1.5, 0.05, when={"nuclide": pairing}
            ),
            choice(
                "radial",
                "radial functions",
                {"oscillator": "of an oscillator", "woods_saxon": "of the well"},
            ),
            choice(
                "helm",
                "Helm with",
                {"same": "the same rms radii", "assumed": "measured radius, mean skin"},
            ),
            slider("Q", "marked momentum transfer", "MeV", 0, _TOP, _STEP),
        ],
        {
            "nuclide": "40Ar",
            "kind": "p",
            "gap": 1.0,
            "radial": "oscillator",
            "helm": "same",
            "Q": 60,
        },
        [
            ("fig-bcs-occupations", "argon", {}),
            ("fig-bcs-occupations", "xenon", {"nuclide": "132Xe"}),
            ("fig-bcs-collapse", "the well", {"nuclide": "12C", "kind": "n"}),
            ("fig-bcs-collapse", "masses", {"nuclide": _MEASURED, "kind": "n"}),
        ],
    )
