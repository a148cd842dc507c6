"""Nuclides and materials of your own, read from a file."""

from collections.abc import Mapping
from typing import Any, Final

from cevns.basics.checks import shares
from cevns.basics.constants import ATOMIC_MASS_UNIT, M_E
from cevns.basics.entries import Number, Shares, Values
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section
from cevns.basics.readers import OneOf, Reader
from cevns.nuclei.materials import Material, compound, mixture_by_mass
from cevns.nuclei.nuclides import RADIUS_RANGE, Nuclide, Spins, nuclides

_COUNT: Final = {"at_least": 0, "at_most": 300}
_SPIN: Final = {"at_least": -20, "at_most": 20}

NUCLIDE: Final = Reader(
    meaning="a nuclide of your own, for the formula of a material",
    entries=(
        Number(key="Z", meaning="protons", limits=_COUNT),
        Number(key="N", meaning="neutrons", limits=_COUNT),
        OneOf(
            (
                Number(
                    key="atomic_mass_u",
                    meaning="mass of the neutral atom",
                    unit="u",
                    limits={"above": 0, "at_most": 400, "hint": "is it in MeV or GeV?"},
                ),
                Number(
                    key="nuclear_mass_MeV",
                    meaning="mass of the nucleus",
                    unit="MeV",
                    limits={"at_least": 900, "at_most": 4e5, "hint": "is it in GeV or u?"},
                ),
            )
        ),
        Number(
            key="charge_radius_fm",
            meaning="root-mean-square radius of its charge",
            unit="fm",
            limits=RADIUS_RANGE,
            default=None,
            otherwise="the table's; else form factors such as `helm`",
        ),
        Number(
            key="spin_J",
            meaning="spin, if Z or N is odd",
            limits={"above": 0, "at_most": 20},
            default=None,
            otherwise="the table's; else couplings that count quarks",
        ),
        Number(key="S_p", meaning="spin of its protons in m = J", limits=_SPIN, default=0.0),
        Number(key="S_n", meaning="spin of its neutrons in m = J", limits=_SPIN, default=0.0),
    ),
    build=dict,
)
"""Reader of a ``[nuclide]``."""

MATERIAL: Final = Reader(
    meaning="a target of your own; elements and formulas such as CaWO4 need none",
    entries=(
        OneOf(
            (
                Shares(
                    key="atoms",
                    meaning="of elements, such as `Ca`, or of nuclides, such as `76Ge`",
                    limits={"above": 0},
                ),
                Shares(key="mass_fractions", meaning="likewise, summing to 1", limits={"above": 0}),
            )
        ),
    ),
    build=dict,
)
"""Reader of a ``[material]``."""


@checked
def read_nuclide(name: str, section: Section) -> Nuclide:
    """Read a ``[nuclide]`` table of a file of experiments."""
    given = NUCLIDE(section)
    section.finish()
    return section.located(lambda: _nuclide(name, given))


def _nuclide(name: str, given: Values) -> Nuclide:
    Z, N = given["Z"], given["N"]
    mass = given["nuclear_mass_MeV"]
    if mass is None and abs(given["atomic_mass_u"] - Z - N) > 0.02 * (Z + N):
        raise ValueError(
            f"atomic_mass_u = {given['atomic_mass_u']:g} u must be about Z + N = {Z + N:g} u; are "
            "Z and N right?"
        )
    if mass is None:
        mass = given["atomic_mass_u"] * ATOMIC_MASS_UNIT - Z * M_E
    J, S_p, S_n = (given[key] for key in ("spin_J", "S_p", "S_n"))
    if J is None and (S_p or S_n):
        raise ValueError("S_p and S_n are those of a nucleus with a spin: give spin_J too")
    for symbol, count in (("Z", Z), ("N", N)):
        if count % 1:
            raise ValueError(f"{symbol} = {count:g} must be a whole number")
    known = nuclides().get(name)
    if known and (known.Z, known.N) != (Z, N):
        raise ValueError(
            f"{name} is Z = {known.Z}, N = {known.N}, not Z = {Z:g}, N = {N:g}; give another name"
        )
    return Nuclide(
        name=name,
        Z=int(Z),
        N=int(N),
        mass=mass,
        charge_radius=given["charge_radius_fm"],
        spins=None if J is None else Spins(J, S_p, S_n),
    )


@checked
def read_material(
    name: str, section: Section, own: Mapping[str, Nuclide] | None = None
) -> Material:
    """Read a ``[material]`` table of a file of experiments, by atoms or by mass fractions."""
    given = MATERIAL(section)
    section.finish()
    atoms, masses = given["atoms"], given["mass_fractions"]
    if atoms is not None:
        return section.located(lambda: compound(name, atoms, own), "atoms")
    return section.located(lambda: _by_mass(name, masses, own), "mass_fractions")


def _by_mass(name: str, masses: Any, own: Mapping[str, Nuclide] | None) -> Material:
    return mixture_by_mass(name, shares("mass fractions", masses), own)
