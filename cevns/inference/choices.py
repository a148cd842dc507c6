"""What is done with everything but the moduli that are named: always by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import choice, in_range
from cevns.basics.kinds import checked, describe
from cevns.basics.ranges import PHASE
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.moments import FLAVOR_MOMENTS, MOMENTS

OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zero": "the moments not named are zero",
        "profiled": "the moments not named have the moduli that fit best",
    }
)
"""What happens to the moduli that are not named."""

PHASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "profiled": "the phases of the moments are those that fit best",
        "averaged": "effective moments squared are averaged over the phases of the moments",
    }
)
"""What can happen to the phases, besides fixing them at (zeta_1, zeta_2, zeta_3)."""

DELTA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fixed": "delta_CP as in the mixing",
        "profiled": "delta_CP is the one that fits best",
    }
)
"""What happens to the Dirac phase of the mixing."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is done with everything but the named moduli.

    Parameters
    ----------
    mixing : of the leptons, by default `NUFIT_6_1`
    others : one of `OTHERS`
    phases : (zeta_1, zeta_2, zeta_3) [rad] to fix them, or one of `PHASES`
    delta : one of `DELTA`

    Raises
    ------
    ValueError
        if a name is unknown, or the phases are not three finite numbers
    """

    mixing: Mixing = NUFIT_6_1
    others: str = "zero"
    phases: str | Sequence[float] = (0.0, 0.0, 0.0)
    delta: str = "fixed"

    def __post_init__(self) -> None:
        choice("others", self.others, OTHERS)
        choice("delta", self.delta, DELTA)
        if isinstance(self.phases, str):
            choice("phases", self.phases, PHASES)
        elif in_range("phases", self.phases, "rad", **PHASE).shape != (3,):
            raise ValueError(
                "phases must be three, (zeta_1, zeta_2, zeta_3) [rad], or one of "
                f"{', '.join(PHASES)}; got {self.phases!r}"
            )


describe(Choices, hint="use regions.Choices(...)")


ONE_AT_A_TIME: Final = Choices()
"""The moments that are not named are zero, and so are all phases."""


@checked
def kept_moments(names: Sequence[str]) -> tuple[bool, list[int]]:
    """Whether names of moments are of the flavour basis, and their indices.

    Raises
    ------
    ValueError
        if they are not one or two different moments of one basis
    """
    for table in (MOMENTS, FLAVOR_MOMENTS):
        if set(names) <= set(table):
            if len(names) not in (1, 2) or len(set(names)) < len(names):
                break
            return table is FLAVOR_MOMENTS, [table[name] for name in names]
    raise ValueError(
        f"name one or two different moments of one basis, of {', '.join(MOMENTS)} or of "
        f"{', '.join(FLAVOR_MOMENTS)}; got {', '.join(map(str, names)) or 'none'}"
    )
