"""Counts above recoil thresholds: many of them, and what of it comes from the softest neutrinos."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.detectors.thresholds import ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.rates.signal import Signal, signal
from cevns.sources.reactor import reactor_spectrum


def signals_above(experiment: Experiment, thresholds: ArrayLike) -> tuple[Signal, ...]:
    """Events of an experiment if every recoil above a threshold were counted, for each threshold.

    Parameters
    ----------
    experiment : source, target and exposure; its detector is replaced
    thresholds : recoil energies [MeV], > 0, one-dimensional

    Returns
    -------
    tuple of Signal
        one for every threshold

    Raises
    ------
    ValueError
        if a threshold is no recoil energy
    """
    return tuple(
        signal(replace(experiment, detector=ThresholdDetector(threshold_nr=T)))
        for T in in_range("thresholds", thresholds, "MeV", above=0).tolist()
    )


def magnetic_ratios(signals: Iterable[Signal]) -> Array:
    """Magnetic events, for 1e-10 mu_B, over those of the Standard Model, of many counts."""
    return np.array([one.magnetic_total / one.sm_total for one in signals])


class SoftShares(NamedTuple):
    """Shares of events, 0 to 1, of the Standard Model and magnetic."""

    sm: Array
    magnetic: Array


def soft_shares(experiment: Experiment, thresholds: ArrayLike) -> SoftShares:
    """Shares of a reactor's events that come from antineutrinos below 2 MeV.

    The power of the reactor is kept: without its soft part there are fewer antineutrinos.

    Parameters
    ----------
    experiment : at a reactor with the spectrum of `cevns.sources.reactor.reactor_spectrum`
    thresholds : recoil energies [MeV], > 0, one-dimensional

    Returns
    -------
    SoftShares
        one of each for every threshold

    Raises
    ------
    ValueError
        if the source has more than one component, or a threshold is no recoil energy
    """
    if len(experiment.components) != 1:
        raise ValueError(f"{experiment.key}: a reactor has one component of its beam")
    (beam,) = experiment.components
    whole = reactor_spectrum()
    hard = reactor_spectrum(low_energy="none", captures_per_fission=0)
    above = replace(beam, spectrum=hard).scaled(hard.total / whole.total)
    every = signals_above(experiment, thresholds)
    rest = signals_above(replace(experiment, components=(above,)), thresholds)
    pairs = list(zip(rest, every, strict=True))
    return SoftShares(
        np.array([1 - high.sm_total / all_.sm_total for high, all_ in pairs]),
        np.array([1 - high.magnetic_total / all_.magnetic_total for high, all_ in pairs]),
    )
