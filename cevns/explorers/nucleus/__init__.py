"""What pairing makes of a nucleus, and what that makes of its form factors."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.constants import HBARC, M_MU
from cevns.explorers.host import Explorer, Spec, choice, explorer, rounded, slider, stops
from cevns.interactions.couplings import one_loop
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.nuclides import Nucleon, Nuclide, nuclide
from cevns.nuclei.radii import charge_helm, skin_helm
from cevns.nuclei.structure import masses
from cevns.nuclei.structure.bcs import WINDOW, solve
from cevns.nuclei.structure.ground_state import GroundState, Radial, ground_state, pairing_gap
from cevns.nuclei.structure.orbitals import Orbital
from cevns.nuclei.structure.paired import Paired
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

_GAPS: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
"""Gaps that pairing is tuned to, over those that the masses show."""

_REST: Final = (
    "Levels of a Woods-Saxon well after Bohr and Mottelson; gaps from four masses of AME2020, none "
    f"for magic numbers; subshells within {WINDOW:g} MeV of the Fermi energy pair."
)

_TOLD: Final[dict[Radial, str]] = {
    "oscillator": "With the measured gap the charge radius is the measured one, in an oscillator",
    "woods_saxon": "The well gives all radii; its centre of mass moves as in an oscillator",
}

_MEASURED_GAP: Final = _GAPS.index(1.0)

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


def _states(name: str, target: Nuclide, kind: Nucleon) -> list[Paired]:
    """Solve for the nucleons of a kind at every gap."""
    levels, wanted = _levels(name, target, kind), pairing_gap(target, kind)
    count = target.Z if kind == "p" else target.N
    return [solve(levels, count, gap=wanted * share) for share in _GAPS]


def _pairing(states: list[Paired]) -> Spec:
    """Levels that are bound or pair, and what becomes of them at every gap."""
    one = states[0]
    shown = [i for i, level in enumerate(one.orbitals) if level.energy < 0 or one.window[i]]
    return {
        "nucleons": one.nucleons,
        "closed": not states[_MEASURED_GAP].wanted,
        "critical": rounded(one.critical_strength, 10),
        "levels": [
            [one.orbitals[i].shell.label, rounded(one.orbitals[i].energy), one.window[i]]
            for i in shown
        ],
        "states": [
            {
                "collapsed": state.collapsed,
                "v2": [round(float(state.v[i]) ** 2, 6) for i in shown],
                "lambda": rounded(state.chemical_potential, 10),
                **{
                    key: rounded(getattr(state, key), 10)
                    for key in ("wanted", "gap", "lowest", "strength", "number_spread")
                },
            }
            for state in states
        ],
    }


def _series(F: Callable[[Array], Array]) -> list[float]:
    """Coefficients of a form factor as a Chebyshev series in Q^2, up to the largest Q."""

    def of(x: Array) -> Array:
        return F(np.sqrt((1 + x) / 2) * _TOP / HBARC)

    found = np.polynomial.Chebyshev.interpolate(of, _ORDER).coef
    return [float(c) for c in np.trim_zeros(np.round(found, 10), "b")]


def _shapes(state: GroundState, kind: Nucleon) -> Spec:
    """Form factor of the nucleons of a kind, its radius, and theirs as points."""
    F = state.form_factor(kind)
    moments = F.moments
    return {
        "F": _series(F),
        "rms": rounded(moments.rms, 12),
        "points": rounded(np.sqrt(moments.R2 - F.extra_r2), 10),
    }


def _nucleus(name: str) -> Spec:
    """All that is shown of a nucleus; its oscillator is the one that fits at the measured gap."""
    target = nuclide(name.partition(" ")[0])
    states = {kind: _states(name, target, kind) for kind in _KINDS}
    shapes: Spec = {}
    for radial in _RADIAL:
        ground = ground_state(target, radial=radial)
        each = [
            replace(ground, protons=protons, neutrons=neutrons)
            for protons, neutrons in zip(states["p"], states["n"], strict=True)
        ]
        shapes[radial] = {kind: [_shapes(state, kind) for state in each] for kind in _KINDS}
        shapes[radial]["b"] = ground.b
    assumed = {"p": charge_helm(target), "n": skin_helm(target)}
    return {
        "Z": target.Z,
        "N": target.N,
        "mass": target.mass,
        "charge": charge_radius(target),
        "assumed": {kind: rounded(F.moments.rms, 12) for kind, F in assumed.items()},
        "surface": assumed["p"].s,
        "pairing": {kind: _pairing(own) for kind, own in states.items()},
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
        if not all(kind["closed"] for kind in own["pairing"].values())
    ]
    names = {name: name.partition(" ")[0].translate(_RAISED) for name in found}
    g = one_loop().at("nu_mu", np.arange(0, _TOP + 1, _STEP) / HBARC)
    return explorer(
        __name__,
        "What does pairing make of a nucleus?",
        {
            "nuclides": found,
            "names": names,
            "gaps": list(_GAPS),
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
            stops("gap", "gap, over the measured one", "", _GAPS) | {"when": {"nuclide": pairing}},
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
    )
