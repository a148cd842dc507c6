"""All measured data of coherent scattering together: which data, and what may be done otherwise.

What they say takes minutes with every pull profiled; it is kept in tables, those of
`cevns.inference.world_tables`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from cevns.basics.frozen import FrozenMapping
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
    entries: Mapping[str, Mapping[str, Any]] = FrozenMapping({})
    assumptions: Mapping[str, Any] = FrozenMapping({})


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
