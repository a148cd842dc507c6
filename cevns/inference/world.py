"""All that has been measured of coherent scattering, together: which data, and what they allow.

Data at one source share their flux and are one likelihood with all of its pulls, tabulated once;
those of different sources have nothing in common, so that their tables add.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array, number, unknown
from cevns.basics.kinds import checked
from cevns.inference import regions
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.choices import Choices
from cevns.inference.intervals import StandardModelExcludedError
from cevns.inference.lookup import combine, dataset
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.together import together
from cevns.neutrinos.moments import MOMENTS

STOPPED_PIONS: Final = ("coherent-csi@2021", "coherent-lar@2020", "coherent-ge@2026")
"""Measured at the SNS; the first CsI data are contained in the first of these."""

REACTORS: Final = ("conus-plus@2025", "dresden-ii@2022")
"""Measured at reactors."""

SUN: Final = ("xenonnt-8b@2026", "lz-8b@2025")
"""Measured with neutrinos of 8B from the Sun."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CsI": STOPPED_PIONS[:1],
        "argon": STOPPED_PIONS[1:2],
        "germanium at the SNS": STOPPED_PIONS[2:],
        "stopped pions": STOPPED_PIONS,
        "CONUS+": REACTORS[:1],
        "Dresden-II": REACTORS[1:],
        "both reactors": REACTORS,
        "the Sun in xenon": SUN,
        "Earth": (*STOPPED_PIONS, *REACTORS),
        "all": (*STOPPED_PIONS, *REACTORS, *SUN),
        "all but Dresden-II": (*STOPPED_PIONS, *REACTORS[:1], *SUN),
    }
)
"""Which data are taken together, by name."""

ALTERNATIVES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        name: MappingProxyType(ways)
        for name, ways in {
            "coherent-csi@2021": {
                "pulse": "wide-pulse",
                "steady state, flat": "flat",
                "steady state, per bin": "per-bin",
                "nuclei only": "nuclei",
            },
            "coherent-lar@2020": {"signal as released": "released"},
            "coherent-ge@2026": {"quenching with binding": "bound"},
            "conus-plus@2025": {
                "quenching, iron filter": "iron-filter",
                "quenching, photoneutrons": "photoneutron",
                "quenching with binding": "bound",
                "nuclei only": "nuclei",
            },
            "dresden-ii@2022": {
                "quenching, photoneutrons": "photoneutron",
                "quenching, Lindhard": "lindhard",
                "quenching with binding": "bound",
                "nuclei only": "nuclei",
            },
        }.items()
    }
)
"""Variants of each of the data: what is taken otherwise, and the variant's name."""


class Row(NamedTuple):
    """Limits of some data [mu_B], and how well these fit.

    ``alone`` has each moment alone, ``free`` has the others and the phases profiled.
    """

    chi2: float
    bins: int
    alone: Array
    free: Array


@checked
@cache
def chi2(names: tuple[str, ...], under: Assumptions = RECOMMENDED) -> MomentChi2:
    """Return data as one chi^2 of the moments, tabulated.

    Parameters
    ----------
    names : of data as in `cevns.dataset`
    under : what they rest on
    """
    shared = [tuple(n for n in names if n in group) for group in (STOPPED_PIONS, SUN)]
    alone = [(n,) for n in names if not any(n in group for group in shared)]
    tables = [_table(group, under) for group in (*shared, *alone) if group]
    return tables[0] if len(tables) == 1 else together(*tables, mixing=under.mixing)


@cache
def _table(names: tuple[str, ...], under: Assumptions) -> MomentChi2:
    """Return the table of data at one source, kept: other groups have it, too."""
    if len(names) == 1:
        found: MomentChi2 = dataset(names[0], assumptions=under).table  # type: ignore[attr-defined]
        return found
    return combine(*names, assumptions=under).table


@checked
@cache
def limits(names: tuple[str, ...], others: str = "zero", under: Assumptions = RECOMMENDED) -> Array:
    """Upper limits on the three moments [mu_B].

    Parameters
    ----------
    names : of data
    others : ``"zero"`` for one at a time, ``"profiled"`` for the others and all phases free
    under : what they rest on

    Returns
    -------
    Array
        shape (3,); infinite where nothing bounds a moment
    """
    free = others == "profiled"
    choices = Choices(
        mixing=under.mixing, others=others, phases="profiled" if free else (0.0, 0.0, 0.0)
    )
    level, definition = under.confidence_level, under.definition
    found = [
        regions.limit(chi2(names, under), m, choices, confidence_level=level, definition=definition)
        for m in MOMENTS
    ]
    return np.array(found)


@checked
def row(group: str, under: Assumptions = RECOMMENDED) -> Row:
    """Return what a group of data allows.

    Parameters
    ----------
    group : one of `GROUPS`
    under : what it rests on

    Raises
    ------
    ValueError
        if there is no such group
    """
    if group not in GROUPS:
        raise ValueError(unknown("group of data", group, GROUPS))
    names = GROUPS[group]
    bins = sum(_bins(dataset(name).observed_events) for name in names)
    best = chi2(names, under).best_fit.chi2
    return Row(best, bins, limits(names, "zero", under), limits(names, "profiled", under))


def _bins(observed: float | Sequence[float] | None) -> int:
    return len(observed) if isinstance(observed, Sequence) else 1


@checked
def variants(name: str, under: Assumptions = RECOMMENDED) -> dict[str, Array]:
    """Limits on the moments one at a time [mu_B] with one thing taken otherwise, by what that is.

    Parameters
    ----------
    name : one of the data of `ALTERNATIVES`
    under : what they rest on

    Returns
    -------
    dict
        limits, not a number where the Standard Model itself is excluded

    Raises
    ------
    ValueError
        if no variants of these data are known
    """
    if name not in ALTERNATIVES:
        raise ValueError(unknown("data with variants", name, ALTERNATIVES))
    found = {"as described": dataset(name, assumptions=under).limits()}
    for what, variant in ALTERNATIVES[name].items():
        found[what] = _alone(f"{name}-{variant}", under)
    found["statistics only"] = _alone(name, under.but(prescription="statistical"))
    return found


def _alone(name: str, under: Assumptions) -> Array:
    """Limits one at a time; no numbers where the Standard Model is excluded itself."""
    try:
        return dataset(name, assumptions=under).limits()
    except StandardModelExcludedError:
        return np.full(len(MOMENTS), np.nan)


@checked
def longer(data: TemplateBins, factor: float) -> TemplateBins:
    """Return what counts are expected to be after a longer time, with all pulls as they are.

    Parameters
    ----------
    data : counts and templates
    factor : by which the exposure grows, > 0

    Returns
    -------
    TemplateBins
        the Standard Model counted in the place of what was, backgrounds at their expectation
    """
    k = number("factor", factor, above=0)
    nuisances = tuple(
        replace(
            one,
            variants={part: tuple(k * v for v in of) for part, of in one.variants.items()},
        )
        for one in data.nuisances
    )
    grown = replace(
        data,
        name=f"{data.name}, {k:g} times",
        on=k * data.on,
        off=None if data.off is None else k * data.off,
        variance=None if data.variance is None else k * data.variance,
        parts={part: k * of for part, of in data.parts.items()},
        nuisances=nuisances,
    )
    return grown.asimov()


@checked
def expected(names: tuple[str, ...], factor: float, under: Assumptions = RECOMMENDED) -> Array:
    """Expected limits one at a time [mu_B] if data on Earth had a longer exposure.

    Parameters
    ----------
    names : of data on Earth
    factor : by which all exposures grow, > 0
    under : what they rest on

    Raises
    ------
    ValueError
        if some are no counts with templates
    """
    sets = []
    for name in names:
        one = dataset(name, assumptions=under).moment_chi2
        if not isinstance(one, TemplateBins):
            raise ValueError(f"{name}: not counted on Earth")
        sets.append(longer(one, factor))
    joint = Joint(sets=tuple(sets))
    choices = Choices(mixing=under.mixing)
    level = under.confidence_level
    return np.array([regions.limit(joint, m, choices, confidence_level=level) for m in MOMENTS])
