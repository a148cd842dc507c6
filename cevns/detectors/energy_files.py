"""Detectors of an energy in a file: a threshold, or a curve of efficiency."""

import math
from typing import Final

from cevns.basics.entries import Choice, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.readers import OneOf
from cevns.basics.units import keV
from cevns.detectors.curve_files import (
    EFFICIENCY,
    LINDHARD,
    RESOLUTION,
    CurveOf,
    constant_width,
    quenching_of,
    width,
)
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.quenching import INVERSIONS
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector

_ENERGY: Final = {"above": 0, "at_most": 1000, "hint": "is it in eV?"}


def _energy(name: str, of: str, meaning: str) -> Number:
    return Number(key=f"{name}_keV_{of}", meaning=meaning, unit="keV", limits=_ENERGY)


_WORDS: Final = {"nr": "of nuclear recoil", "ee": "of electron equivalent"}

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
    *LINDHARD,
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


@checked
def threshold(given: Values) -> Detector:
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
    model = quenching_of(given) if ionisation else None
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
