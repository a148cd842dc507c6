"""What all measured data say of the transition moments, from tables that ``tools`` write.

The limits of many data sets together take seconds to minutes each with every pull profiled:
``world-limits.csv`` by ``tools/world_limits.py``, ``world-curves.csv`` by
``tools/world_curves.py``. How often they hold is in `cevns.inference.toys.shipped`.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.csv_tables import read_csv
from cevns.basics.frozen import read_only
from cevns.inference.measured.registry import folder


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
