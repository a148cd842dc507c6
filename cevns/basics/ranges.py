"""Ranges that catch a slip of units: wide enough for all that is meant, narrower than the slip.

For `cevns.basics.checks.in_range` and its like, such as ``number("mu_nu", x, "mu_B", **MOMENT)``.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

Range = Mapping[str, Any]

MOMENT: Final[Range] = MappingProxyType(
    {"at_least": 0, "at_most": 1e-4, "hint": "write 1e-10 for 1e-10 mu_B"}
)
"""Moduli of moments, and effective moments [mu_B]; a millionth of the largest here is excluded."""

MOST_ENERGY: Final = 300.0
"""Of neutrinos that scatter on whole nuclei [MeV]: beyond it no nucleus is small enough."""

SOURCE_ENERGY: Final[Range] = MappingProxyType(
    {"above": 0, "at_most": MOST_ENERGY, "hint": "nothing coherent is left beyond; is it in keV?"}
)
"""Energies of a source [MeV]: lines of the Sun or of radioactive nuclei, in keV, lie above."""

NEUTRINO_ENERGY: Final[Range] = MappingProxyType(
    {"above": 0, "at_most": 1000, "hint": "nothing coherent is left beyond; is it in keV?"}
)
"""Energies at which a cross section is asked for [MeV], if only to see the end of coherence."""

SOLAR_ENERGY: Final[Range] = MappingProxyType(
    {"above": 0, "at_most": 30, "hint": "the Sun's reach 19 MeV; is it in keV?"}
)
"""Energies of solar neutrinos [MeV]."""

EXPOSURE: Final[Range] = MappingProxyType({"at_least": 3600, "hint": "write 365 * day"})
"""Live times [s]: an hour at least, and so more seconds than a live time has days."""

PHASE: Final[Range] = MappingProxyType(
    {"at_least": -8 * math.pi, "at_most": 8 * math.pi, "hint": "is it in degrees?"}
)
"""Phases and their differences [rad]: four turns in either sense."""

DIRAC_PHASE: Final[Range] = MappingProxyType(
    {"at_least": -2 * math.pi, "at_most": 2 * math.pi, "hint": "is it in degrees?"}
)
"""The phase delta_CP of a mixing [rad]."""
