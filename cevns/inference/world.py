"""What all measured data say of the transition moments together: which data, and their limits.

The limits of many data sets together take seconds each with every pull profiled. They are kept in
a table, ``world-limits.csv``, that ``tools/world_limits.py`` writes.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.csv_tables import read_csv
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.inference.dataset import CombinedData
from cevns.inference.lookup import combine, dataset
from cevns.inference.measured_set import MeasuredSet

CSI, ARGON, GERMANIUM = "coherent-csi@2021", "coherent-lar@2020", "coherent-ge@2026"
CONUS, TEXONO, DRESDEN = "conus-plus@2025", "texono@2024", "dresden-ii@2022"
XENONNT, LZ = "xenonnt-8b@2026", "lz-8b@2025"

SNS: Final = (CSI, ARGON, GERMANIUM)
REACTORS: Final = (CONUS, TEXONO)
SUN: Final = (XENONNT, LZ)
HEADLINE: Final = (*SNS, *REACTORS, *SUN)
"""All public data that agree with one quenching of germanium; Dresden-II does not."""


class Row(NamedTuple):
    """Which data are put together, and what is not as recommended.

    Parameters
    ----------
    data : names of data sets
    entries : by data set, entries of its description that are changed
    assumptions : that are changed
    """

    data: tuple[str, ...]
    entries: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    assumptions: Mapping[str, Any] = MappingProxyType({})


def _instead(**names: str) -> Row:
    """Return the headline with variants in the place of data sets."""
    of = {CSI: "csi", ARGON: "argon", GERMANIUM: "germanium", CONUS: "conus", TEXONO: "texono"}
    return Row(tuple(f"{one}{names.get(of.get(one, ''), '')}" for one in HEADLINE))


_NUCLEI: Final = {"electron_recoils": "rejected"}

SETS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "CsI 2021": Row((CSI,)),
        "argon 2020": Row((ARGON,)),
        "germanium at the SNS": Row((GERMANIUM,)),
        "CONUS+": Row((CONUS,)),
        "TEXONO": Row((TEXONO,)),
        "Dresden-II, iron filter": Row((DRESDEN,)),
        "Dresden-II, Lindhard": Row((f"{DRESDEN}-lindhard",)),
        "XENONnT": Row((XENONNT,)),
        "LZ": Row((LZ,)),
    }
)
"""One data set a row."""

GROUPS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "SNS": Row(SNS),
        "reactors": Row(REACTORS),
        "Sun": Row(SUN),
        "on Earth": Row((*SNS, *REACTORS)),
        "all": Row(HEADLINE),
        "all, Dresden-II by the iron filter": Row((*HEADLINE, DRESDEN)),
        "all, Dresden-II by Lindhard": Row((*HEADLINE, f"{DRESDEN}-lindhard")),
    }
)
"""Data sets together."""

CURVES: Final = ("SNS", "on Earth", "all")
"""Groups of which regions and phases are tabulated."""

VARIANTS: Final[Mapping[str, Mapping[str, Row]]] = MappingProxyType(
    {
        "steady state of CsI": {
            "flat": _instead(csi="-flat"),
            "as counted": _instead(csi="-counted"),
            "per bin": _instead(csi="-per-bin"),
        },
        "pulse": {"CsI, 200 ns wide": _instead(csi="-wide-pulse")},
        "signal pull": {
            "CsI, 20 %": Row(HEADLINE, {CSI: {"nuisance.signal.sigma": 0.20}}),
            "CONUS+, 25 %": Row(HEADLINE, {CONUS: {"nuisance.expected.sigma": 0.25}}),
        },
        "argon": {
            "released template": _instead(argon="-released"),
            "sizes only": _instead(argon="-sizes"),
        },
        "quenching": {
            "photoneutrons in CONUS+": _instead(conus="-photoneutron"),
            "iron filter in CONUS+": _instead(conus="-iron-filter"),
            "binding in germanium": _instead(germanium="-bound", conus="-bound", texono="-bound"),
        },
        "k of Lindhard": {
            "0.158": Row(HEADLINE, {one: {"detector.lindhard_k": 0.158} for one in REACTORS}),
            "0.166": Row(HEADLINE, {one: {"detector.lindhard_k": 0.166} for one in REACTORS}),
        },
        "electrons": {
            "nuclei only": Row(HEADLINE, {name: _NUCLEI for name in (CSI, GERMANIUM, *REACTORS)})
        },
        "couplings": {"tree": Row(HEADLINE, assumptions={"couplings": "tree"})},
        "form factor": {"Helm": Row(HEADLINE, assumptions={"form_factor": "helm"})},
        "definition": {"boundary": Row(HEADLINE, assumptions={"definition": "boundary"})},
        "left out": {one: Row(tuple(name for name in HEADLINE if name != one)) for one in HEADLINE},
    }
)
"""The headline with one choice changed, by what is chosen and by name."""

CONTESTED: Final = ("quenching", "electrons", "left out")
"""Changes of which no spread contains any: quenchings with which CONUS+ excludes the Standard Model
itself, and what asks another question."""


def rows() -> dict[str, Row]:
    """Return all rows of the table by name, variants as ``"what: which"``."""
    varied = {f"{w}: {n}": row for w, ways in VARIANTS.items() for n, row in ways.items()}
    return {**SETS, **GROUPS, **varied}


@checked
def assembled(row: Row) -> MeasuredSet | CombinedData:
    """Return the data of a row, under its assumptions.

    Parameters
    ----------
    row : of `rows`
    """
    sets = []
    for name in row.data:
        one = dataset(name, **row.assumptions)
        assert isinstance(one, MeasuredSet)
        sets.append(one.variant(row.entries[name]) if name in row.entries else one)
    return sets[0] if len(sets) == 1 else combine(*sets, **row.assumptions)


class WorldLimits(NamedTuple):
    r"""What a row says: chi^2, and upper limits at 90 % C.L. in the order of the moments.

    Parameters
    ----------
    chi2_sm, chi2_min : without moments, and the least
    flavors, flavors_free : limits [mu_B] on the effective moments of nu_e and nu_mu, with the other
        zero or anything; infinite where nothing is bounded, NaN where the data see a mixture
    alone, free : limits [mu_B] on :math:`|\Lambda_i|` with the others zero, and with the other
        moduli and all phases profiled
    """

    chi2_sm: float
    chi2_min: float
    flavors: Array
    flavors_free: Array
    alone: Array
    free: Array


COLUMNS: Final = {
    "chi2_sm": ("chi2_sm",),
    "chi2_min": ("chi2_min",),
    "flavors": ("mu_e_muB", "mu_mu_muB"),
    "flavors_free": ("mu_e_free_muB", "mu_mu_free_muB"),
    "alone": tuple(f"Lambda_{i}_muB" for i in (1, 2, 3)),
    "free": tuple(f"Lambda_{i}_free_muB" for i in (1, 2, 3)),
}
"""Columns of the table, by what they are in `WorldLimits`."""


@cache
def world_limits() -> Mapping[str, WorldLimits]:
    """Return the limits of all `rows` by name, from the shipped table."""
    from cevns.inference.measured.registry import folder

    names = [column for columns in COLUMNS.values() for column in columns]
    kinds: dict[str, Any] = {"row": str} | dict.fromkeys(names, str)
    found = {}
    for line in read_csv(folder() / "world-limits.csv", kinds):
        given = {
            key: [float(str(line[column])) for column in columns]
            for key, columns in COLUMNS.items()
        }
        found[str(line["row"])] = WorldLimits(
            given["chi2_sm"][0],
            given["chi2_min"][0],
            *(read_only(np.array(given[key])) for key in list(COLUMNS)[2:]),
        )
    return MappingProxyType(found)


class Curve(NamedTuple):
    """How far two moments may go: moduli [mu_B] at angles [deg]."""

    angle: Array
    modulus: Array


@cache
def world_curves() -> Mapping[tuple[str, str, str], Curve]:
    """Return curves by kind, group and pair, such as ``("region", "all", "12")``.

    A ``"region"`` is the boundary at 90 % C.L. in the plane of two moduli, phases profiled, a
    ``"phase"`` the limit on a common modulus with each relative phase.
    """
    from cevns.inference.measured.registry import folder

    kinds: dict[str, Any] = dict.fromkeys(("curve", "data", "moments"), str)
    kinds |= dict.fromkeys(("angle_deg", "modulus_muB"), float)
    found: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for line in read_csv(folder() / "world-curves.csv", kinds):
        curve, data, moments, angle, modulus = line.values()
        key = str(curve), str(data), str(moments)
        found.setdefault(key, []).append((float(str(angle)), float(str(modulus))))
    return MappingProxyType(
        {key: Curve(*map(read_only, np.array(points).T)) for key, points in found.items()}
    )
