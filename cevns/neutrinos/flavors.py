"""Flavours of neutrinos and antineutrinos."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FLAVORS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "nu_e": 0,
        "nu_mu": 1,
        "nu_tau": 2,
        "nu_e_bar": 0,
        "nu_mu_bar": 1,
        "nu_tau_bar": 2,
    }
)
"""Row of the mixing matrix for every flavour."""
