"""Binned data with all bins in one: what a spectrum adds is what this lacks."""

from dataclasses import replace

import numpy as np

from cevns.basics.kinds import checked
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.photoelectrons import PhotoelectronDetector, SmearedPhotoelectronDetector
from cevns.experiments.measurement import ObservedBins
from cevns.inference.dataset import DataSet

_Binned = PhotoelectronDetector | SmearedPhotoelectronDetector | EnergyDetector


@checked
def in_one_bin(data: DataSet) -> DataSet:
    """Return the same counts, by the same recipe, in a single bin.

    Parameters
    ----------
    data : with bins

    Raises
    ------
    ValueError
        if it has none
    """
    m, detector = data.measurement, data.experiment.detector
    if not isinstance(m, ObservedBins) or not isinstance(detector, _Binned):
        raise ValueError(f"{data.name}: no bins to put together")
    on, off, background = (np.array([z.sum()]) for z in (m.on, m.off, m.background))
    merged = ObservedBins(
        on=on,
        off=off,
        background=background,
        sigma_signal=m.sigma_signal,
        sigma_background=m.sigma_background,
        off_exposure=m.off_exposure,
    )
    window = (detector.lower, detector.upper)
    return replace(
        data,
        name=f"{data.name} in one bin",
        experiment=replace(data.experiment, detector=detector.binned(window), measurement=merged),
    )
