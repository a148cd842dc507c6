"""Detectors in a file: a threshold or a curve of efficiency, or photoelectrons in a window."""

import math
from typing import Final

from cevns.basics.curves import Curve
from cevns.basics.entries import Ascending, Choice, Number, Values
from cevns.basics.readers import Kinds, OneOf, Reader, Together
from cevns.basics.units import keV
from cevns.detectors.curve_files import (
    ACCEPTANCE,
    EFFICIENCY,
    QUENCHING,
    RESOLUTION,
    CurveOf,
    constant_width,
    width,
)
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.measured_quenching import ConstantQuenching, MeasuredQuenching
from cevns.detectors.photoelectrons import (
    Acceptance,
    LogisticAcceptance,
    PhotoelectronDetector,
    smeared,
)
from cevns.detectors.quenching import INVERSIONS, LindhardModel, QuenchingModel
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector

_ENERGY: Final = {"above": 0, "at_most": 1000, "hint": "is it in eV?"}


def _energy(name: str, of: str, meaning: str) -> Number:
    return Number(key=f"{name}_keV_{of}", meaning=meaning, unit="keV", limits=_ENERGY)


_WORDS: Final = {"nr": "of nuclear recoil", "ee": "of electron equivalent"}

_LINDHARD: Final = (
    QUENCHING,
    Number(
        key="lindhard_k",
        meaning="strength of the electronic stopping in Lindhard's law",
        limits={"above": 0, "at_most": 1},
        default=None,
        otherwise="Lindhard's own, for each nuclide",
    ),
)

THRESHOLD: Final = (
    OneOf(
        tuple(_energy("threshold", of, f"where the window begins, {_WORDS[of]}") for of in _WORDS),
        unless="efficiency",
        otherwise="where the efficiency curve comes down to 0",
    ),
    OneOf(
        tuple(_energy("upper", of, f"where it ends, {_WORDS[of]}") for of in _WORDS),
        optional=True,
        otherwise="nowhere",
    ),
    EFFICIENCY,
    OneOf(
        (RESOLUTION, constant_width("nr"), constant_width("ee")), optional=True, otherwise="sharp"
    ),
    *_LINDHARD,
    Choice(
        key="inversion",
        meaning="how the recoil energy of a threshold of ionisation is found",
        known=INVERSIONS,
        default="exact",
    ),
    Number(
        key="lowest_keV_nr",
        meaning="least recoil that is counted at all, where a resolution would lift those of no "
        "energy above the threshold",
        unit="keV",
        limits=_ENERGY,
        default=0.0,
    ),
)


def _quenching(given: Values) -> QuenchingModel:
    """Return what was measured, or Lindhard's."""
    measured, k = given["quenching"], given["lindhard_k"]
    if measured is None:
        return LindhardModel(k)
    if k is not None:
        raise ValueError("give quenching or lindhard_k, not both")
    return measured  # type: ignore[no-any-return]


def _threshold(given: Values) -> Detector:
    """Return the simplest detector that has all that was given."""
    curve: CurveOf | None = (
        given["efficiency"] if isinstance(given["efficiency"], CurveOf) else None
    )
    spread = width(given)
    said = {
        key.rpartition("_")[2]: key
        for key in (f"{name}_keV_{of}" for name in ("threshold", "upper") for of in _WORDS)
        if given[key] is not None
    }
    scales = dict.fromkeys([*said, *([spread.of] if spread else [])])
    if curve and curve.of == "ee":
        scales["ee"] = None
    of = next(iter(scales), curve.of if curve else "nr")
    if set(scales) - {of} or of == "PE":
        raise ValueError(
            "its threshold, upper end, efficiency curve and resolution must be of one energy, of "
            "nuclear recoil (keV_nr) or of electron equivalent (keV_ee); a curve of T_keV_nr goes "
            "with both"
        )
    ionisation = of == "ee"
    if not ionisation and (given["quenching"] is not None or given["lindhard_k"] is not None):
        raise ValueError(
            "quenching and lindhard_k belong to a detector of electron-equivalent energy: give "
            "threshold_keV_ee"
        )
    lower, upper = (given[f"{name}_keV_{of}"] for name in ("threshold", "upper"))
    model = _quenching(given) if ionisation else None
    if curve is None and upper is None and spread is None and not given["lowest_keV_nr"]:
        if model is None:
            return ThresholdDetector(threshold_nr=lower * keV, plateau=given["efficiency"])
        return IonisationDetector(
            threshold_ee=lower * keV,
            plateau=given["efficiency"],
            inversion=given["inversion"],
            quenching=model,
        )
    if given["inversion"] != "exact":
        raise ValueError(
            f"inversion = {given['inversion']!r} is for a bare threshold: with a curve, an upper "
            "end or a resolution it is exact"
        )
    before = curve.curve if curve and curve.of == "nr" else None
    efficiency = given["efficiency"] if curve is None else 1.0 if before else curve.curve
    if lower is None:
        assert curve is not None
        begin = _fading(curve, of) if before is None else 0.0 * _fading(curve, of)
    return EnergyDetector(
        lower=begin if lower is None else lower * keV,
        upper=math.inf if upper is None else upper * keV,
        quenching=model,
        efficiency=efficiency,
        recoil_efficiency=before,
        resolution=spread.resolution if spread else None,
        lowest=given["lowest_keV_nr"] * keV,
    )


def _fading(given: CurveOf, of: str) -> float:
    """Return where a curve begins [MeV], once it begins with 0: else a threshold must say it."""
    curve = given.curve
    if curve.y[0]:
        at, key = curve.first / keV, f"threshold_keV_{of}"
        threshold = f"{key} = {at:g} if nothing is counted below" if at else key
        raise ValueError(
            f"the efficiency curve begins at {at:g} keV with {curve.y[0]:g}: give {threshold}, or "
            "the curve down to where it is 0"
        )
    return curve.first


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
                    *_LINDHARD,
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
                        meaning="a in a/(1 + exp(-k (n - n_0)))",
                        limits={"above": 0, "at_most": 1},
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
                )
            ),
            ACCEPTANCE,
        )
    ),
    Number(
        key="window_lower_PE", meaning="where the window begins", unit="PE", limits={"above": 0}
    ),
    Number(key="window_upper_PE", meaning="where it ends", unit="PE", limits={"above": 0}),
    Choice(
        key="fluctuations",
        meaning="of the number of photoelectrons about its mean",
        known=("none", "poisson"),
        default="none",
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
    )


def _photoelectrons(given: Values) -> Detector:
    """Return a detector of photoelectrons: proportional to the recoil, or what is quenched."""
    per_recoil, per_electron = (given[f"light_yield_PE_per_keV_{of}"] for of in _WORDS)
    lower, upper = given["window_lower_PE"], given["window_upper_PE"]
    if not upper > lower:
        raise ValueError(f"window_upper_PE = {upper:g} must be > window_lower_PE = {lower:g}")
    acceptance, spread = _acceptance(given), width(given)
    quenching = None if per_electron is None else _quenching(given)
    factor = quenching.everywhere if isinstance(quenching, MeasuredQuenching) else None
    if isinstance(factor, ConstantQuenching):  # proportional to the recoil all the same
        per_recoil, quenching = per_electron * factor.factor, None
    poisson = given["fluctuations"] == "poisson"
    if spread and (spread.of != "PE" or poisson):
        raise ValueError(
            'photoelectrons spread by fluctuations = "poisson" or by a resolution with the '
            "columns photoelectrons,sigma_PE, not both"
        )
    if quenching is None and spread is None:
        detector = PhotoelectronDetector(
            light_yield=per_recoil / keV, acceptance=acceptance, lower=lower, upper=upper
        )
        return smeared(detector) if poisson else detector
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
        resolution=spread.resolution if spread else None,
    )


DETECTORS: Final[Kinds[Detector]] = {
    "threshold": Reader(
        meaning="an energy above a threshold, or with a curve of efficiency",
        entries=THRESHOLD,
        build=_threshold,
    ),
    "photoelectrons": Reader(
        meaning="a scintillator read out in photoelectrons, in a window of them",
        entries=PHOTOELECTRONS,
        build=_photoelectrons,
    ),
}
"""Readers of a ``[detector]`` table, by its kind."""
