"""Detectors of an energy in a file: a threshold, or a curve of efficiency."""

import math
from typing import Final

from cevns.basics.entries import Choice, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.readers import OneOf
from cevns.basics.units import keV
from cevns.detectors.curve_files import (
    EFFICIENCY,
    RESOLUTION,
    CurveOf,
    constant_width,
    root_width,
    width,
)
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.ionisation import NOISE
from cevns.detectors.quenching import INVERSIONS
from cevns.detectors.quenching_files import LINDHARD, QUENCHINGS, quenching_of
from cevns.detectors.response import Detector
from cevns.detectors.shape_files import PULSE_SHAPE, with_pulse_shape
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
        (RESOLUTION, constant_width("nr"), constant_width("ee"), NOISE),
        optional=True,
        otherwise="sharp",
    ),
    root_width("nr"),
    root_width("ee"),
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
    Number(
        key="lowest_keV_ee",
        meaning="least ionisation that is counted at all, such as that of one pair, for recoils of "
        "nuclei and of electrons",
        unit="keV",
        limits=_ENERGY,
        default=0.0,
    ),
    PULSE_SHAPE,
)


@checked
def threshold(given: Values) -> Detector:
    """Return the simplest detector that has all that was given."""
    shapes, energy = given["pulse_shape"], _energy_detector(given)
    return energy if shapes is None else with_pulse_shape(energy, shapes)


def _energy_detector(given: Values) -> Detector:
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
    of_ionisation = given["lowest_keV_ee"] or any(given[key] is not None for key in QUENCHINGS)
    if not ionisation and of_ionisation:
        raise ValueError(
            "quenching and lindhard_k belong to a detector of electron-equivalent energy, and so "
            "does lowest_keV_ee: give threshold_keV_ee"
        )
    lower, upper = (given[f"{name}_keV_{of}"] for name in ("threshold", "upper"))
    model = quenching_of(given) if ionisation else None
    lowest = given["lowest_keV_nr"] or given["lowest_keV_ee"]
    if curve is None and upper is None and spread is None and not lowest:
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
        least=given["lowest_keV_ee"] * keV,
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
