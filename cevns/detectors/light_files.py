"""Detectors of photoelectrons in a file."""

from dataclasses import replace
from typing import Final

from cevns.basics.curves import Curve
from cevns.basics.entries import Ascending, Choice, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.readers import OneOf, Together
from cevns.basics.units import keV
from cevns.detectors.acceptance import Acceptance, LogisticAcceptance
from cevns.detectors.curve_files import ACCEPTANCE, RESOLUTION, width
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.gamma_spread import GammaSpread
from cevns.detectors.measured_quenching import ConstantQuenching, MeasuredQuenching
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.quenching_files import LINDHARD, quenching_of
from cevns.detectors.resolution import Resolution
from cevns.detectors.response import Detector

PHOTOELECTRONS: Final = (
    OneOf(
        (
            Number(
                key="light_yield_PE_per_keV_nr",
                meaning="photoelectrons for a keV of nuclear recoil",
                unit="PE/keV",
                limits={"above": 0, "at_most": 1e3, "hint": "is it per MeV?"},
            ),
            Together(
                (
                    Number(
                        key="light_yield_PE_per_keV_ee",
                        meaning="photoelectrons for a keV of an electron",
                        unit="PE/keV",
                        limits={"above": 0, "at_most": 1e3, "hint": "is it per MeV?"},
                    ),
                    *LINDHARD,
                )
            ),
        )
    ),
    OneOf(
        (
            Together(
                (
                    Number(
                        key="acceptance_plateau",
                        meaning="a in a/(1 + exp(-k (n - n_0))); with an offset d the curve ends "
                        "at a + d",
                        limits={"above": 0, "at_most": 2},
                    ),
                    Number(
                        key="acceptance_slope_per_PE",
                        meaning="k",
                        unit="1/PE",
                        limits={"above": 0},
                    ),
                    Number(
                        key="acceptance_midpoint_PE", meaning="n_0", unit="PE", limits={"above": 0}
                    ),
                    Ascending(
                        key="acceptance_steps_PE",
                        meaning="where it is cut besides, by 1/2 at the first of two, and so on",
                        unit="PE",
                        limits={"above": 0},
                        default=(),
                    ),
                    Number(
                        key="acceptance_offset",
                        meaning="d, added to it; nothing is accepted where the sum is negative",
                        limits={"at_least": -1, "at_most": 0},
                        default=0.0,
                    ),
                )
            ),
            ACCEPTANCE,
        )
    ),
    Number(
        key="window_lower_PE",
        meaning="where the window begins; 0 where fluctuations follow a gamma distribution and the "
        "acceptance itself begins above zero",
        unit="PE",
        limits={"at_least": 0},
    ),
    Number(key="window_upper_PE", meaning="where it ends", unit="PE", limits={"above": 0}),
    Choice(
        key="fluctuations",
        meaning="of the number of photoelectrons about its mean",
        known=("none", "poisson", "gamma"),
        default="none",
    ),
    Number(
        key="gamma_shape_per_PE",
        meaning="c of gamma fluctuations: shape 1 + c n about a mean n, variance n^2/(1 + c n)",
        unit="1/PE",
        limits={"above": 0, "at_most": 100},
        default=None,
        otherwise='none; needed with `fluctuations = "gamma"`',
    ),
    OneOf((RESOLUTION,), optional=True, otherwise="sharp"),
)


def _acceptance(given: Values) -> Acceptance:
    """Return the acceptance that was given, as a curve or by its parameters."""
    if given["acceptance"] is not None:
        curve: Curve = given["acceptance"].curve
        return curve
    return LogisticAcceptance(
        plateau=given["acceptance_plateau"],
        slope=given["acceptance_slope_per_PE"],
        midpoint=given["acceptance_midpoint_PE"],
        steps=given["acceptance_steps_PE"],
        offset=given["acceptance_offset"],
    )


def _spread(given: Values) -> Resolution | None:
    """Return how photoelectrons spread, if not by Poisson's law."""
    table, kind, shape = width(given), given["fluctuations"], given["gamma_shape_per_PE"]
    if table and (table.of != "PE" or kind != "none"):
        raise ValueError(
            f'photoelectrons spread by fluctuations = "{"poisson" if kind == "none" else kind}" or '
            "by a resolution with the columns photoelectrons,sigma_PE, not both"
        )
    if (kind == "gamma") != (shape is not None):
        raise ValueError('fluctuations = "gamma" and gamma_shape_per_PE need each other')
    if kind == "gamma":
        return GammaSpread(shape)
    return table.resolution if table else None


@checked
def photoelectrons(given: Values) -> Detector:
    """Return a detector of photoelectrons: proportional to the recoil, or what is quenched."""
    per_recoil, per_electron = (given[f"light_yield_PE_per_keV_{of}"] for of in ("nr", "ee"))
    lower, upper = given["window_lower_PE"], given["window_upper_PE"]
    if not upper > lower:
        raise ValueError(f"window_upper_PE = {upper:g} must be > window_lower_PE = {lower:g}")
    acceptance, spread = _acceptance(given), _spread(given)
    quenching = None if per_electron is None else quenching_of(given)
    factor = quenching.everywhere if isinstance(quenching, MeasuredQuenching) else None
    if isinstance(factor, ConstantQuenching):  # proportional to the recoil all the same
        per_recoil, quenching = per_electron * factor.factor, None
    poisson = given["fluctuations"] == "poisson"
    if quenching is None and spread is None:
        detector = PhotoelectronDetector(
            light_yield=per_recoil / keV, acceptance=acceptance, lower=lower, upper=upper
        )
        if not poisson:
            return detector
        light = 0.0 if per_electron is None else per_electron / keV
        return replace(smeared(detector), electron_light=light)
    if poisson:
        raise ValueError(
            'fluctuations = "poisson" need light proportional to the recoil energy: '
            "light_yield_PE_per_keV_nr, or one quenching factor for all"
        )
    return EnergyDetector(
        lower=lower,
        upper=upper,
        quenching=quenching,
        gain=(per_recoil if per_electron is None else per_electron) / keV,
        unit="PE",
        efficiency=acceptance,
        resolution=spread,
    )
