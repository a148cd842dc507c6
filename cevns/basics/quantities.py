"""Numbers that carry a unit of another library, or a mask: converted, or named; never stripped.

Quantities of astropy, pint and unyt are known by what they can do; none of the three is imported.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.constants import JOULE_PER_TESLA_MU_B, KG_PER_ATOMIC_MASS_UNIT

SPELLED: Final[Mapping[str, tuple[str, float]]] = MappingProxyType(
    {
        "": ("", 1.0),
        "events": ("", 1.0),
        "events^2": ("", 1.0),
        "PE": ("", 1.0),
        "1/PE": ("", 1.0),
        "PE/MeV": ("1/MeV", 1.0),
        "PE/keV": ("1/keV", 1.0),
        "mu_B": ("J/T", JOULE_PER_TESLA_MU_B),
        "mu_B^2": ("J**2/T**2", JOULE_PER_TESLA_MU_B**2),
        "N_A/cm^3": ("mol/cm**3", 1.0),
        "days": ("day", 1.0),
        "u": ("kg", KG_PER_ATOMIC_MASS_UNIT),
    }
)
"""Units of this package that the libraries do not know or spell otherwise: what to ask for, and
what one of ours is in it. Any other is spelled alike but for its powers."""


def has_unit(value: object) -> bool:
    """Whether a value is a quantity: it has a unit, and can be expressed in another."""
    return hasattr(value, "to") and (hasattr(value, "unit") or hasattr(value, "units"))


def has_mask(value: object) -> bool:
    """Whether some of a value may be hidden, as in a masked array of numpy."""
    return hasattr(value, "mask") and hasattr(value, "filled")


def without_unit(what: str, value: Any, unit: str) -> Any:
    """Return a quantity as numbers in a unit of this package.

    Parameters
    ----------
    what : its name, for the message
    value : quantity of astropy, pint or unyt
    unit : in which the package wants it, such as ``"MeV"`` or ``"cm^-2 s^-1"``

    Raises
    ------
    ValueError
        if it is a quantity of something else
    """
    name = unit.partition(" of ")[0]
    spelled, one = SPELLED.get(name, (name.replace("^", "**").replace(" ", "*"), 1.0))
    given = str(value.unit if hasattr(value, "unit") else value.units)
    try:
        # an angle is no pure number here, whatever a library makes of it
        if not spelled and ("rad" in given or "deg" in given):
            raise TypeError
        converted = value.to(spelled)
    except Exception:  # each library has errors of its own
        wanted = f"in {unit}" if unit else "a number without a unit"
        raise ValueError(f"{what} = {value} must be {wanted}, not in {given}") from None
    numbers = converted.magnitude if hasattr(converted, "magnitude") else converted.value
    return numbers / one if one != 1 else numbers


def plain(what: str, value: Any, unit: str) -> Any:
    """Return a value, or a list of them, with all quantities in it as plain numbers."""
    if has_unit(value):
        return without_unit(what, value, unit)
    if isinstance(value, list | tuple):
        one_of_each = {type(one): one for one in value}.values()
        if any(isinstance(one, list | tuple) or has_unit(one) for one in one_of_each):
            return [plain(what, one, unit) for one in value]
    return value
