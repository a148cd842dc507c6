"""Bins of what a detector measures, whatever kind of detector it is."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import choice, in_range
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked
from cevns.basics.units import keV
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.photoelectrons import PhotoelectronDetector, SmearedPhotoelectronDetector
from cevns.detectors.pulse_shape import PulseShapeDetector
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nr": "nuclear-recoil energy",
        "ee": "electron-equivalent energy",
        "PE": "photoelectrons",
    }
)
"""What a detector may measure."""


@checked
def with_bins(detector: Detector, edges: Sequence[float], of: str) -> Detector:
    """Return a detector with bins of what it measures.

    Parameters
    ----------
    detector : of any kind; a bare threshold becomes an `EnergyDetector`
    edges : of the bins [MeV or PE]
    of : what they are of: ``"nr"``, ``"ee"`` or ``"PE"``

    Raises
    ------
    ValueError
        if the detector measures something else, or counts nothing where the bins begin
    """
    choice("bins of", of, WORDS)
    edges = tuple(in_range("bin edges", edges, "PE" if of == "PE" else "MeV", at_least=0).flat)
    measured = _measured(detector)
    if measured != of:
        raise ValueError(
            f"bins of {WORDS[of]} need a detector that measures it, this one measures "
            f"{WORDS[measured]}"
        )
    if isinstance(detector, PulseShapeDetector):
        return detector.binned(edges)
    if isinstance(detector, ThresholdDetector | IonisationDetector):
        detector = _bare(detector)
    if not isinstance(
        detector, EnergyDetector | PhotoelectronDetector | SmearedPhotoelectronDetector
    ):
        raise ValueError(f"a {type(detector).__name__} has no bins; use an EnergyDetector")
    lower, upper = detector.lower, detector.upper
    level = detector.efficiency if isinstance(detector, EnergyDetector) else 1.0
    fades = isinstance(level, Curve) and level.y[0] == 0
    worth, unit = (1.0, "PE") if of == "PE" else (keV, "keV")
    for end, beyond in (
        (lower, edges[0] < lower * (1 - 1e-9) and not fades),
        (upper, edges[-1] > upper * (1 + 1e-9)),
    ):
        if beyond:
            raise ValueError(
                f"bins from {edges[0] / worth:g} to {edges[-1] / worth:g} {unit} go beyond the "
                f"window of the detector, which ends at {end / worth:g} {unit}"
            )
    return detector.binned(edges)


def _measured(detector: Detector) -> str:
    """Return which of these a detector measures."""
    if isinstance(detector, PulseShapeDetector):
        return _measured(detector.energy)
    if isinstance(detector, ThresholdDetector):
        return "nr"
    if isinstance(detector, IonisationDetector):
        return "ee"
    if isinstance(detector, EnergyDetector) and detector.unit == "MeV":
        return "nr" if detector.quenching is None else "ee"
    return "PE"


def _bare(detector: ThresholdDetector | IonisationDetector) -> EnergyDetector:
    """Return the same detector, ready for bins."""
    if isinstance(detector, ThresholdDetector):
        return EnergyDetector(lower=detector.threshold_nr, efficiency=detector.plateau)
    if detector.inversion != "exact":
        raise ValueError(
            f"inversion = {detector.inversion!r} is for a bare threshold, not for bins"
        )
    return EnergyDetector(
        lower=detector.threshold_ee, quenching=detector.quenching, efficiency=detector.plateau
    )
