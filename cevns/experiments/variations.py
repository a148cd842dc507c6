"""The same experiment with one thing changed: flux, spectrum, how its threshold is read, smearing.

Exposure and arrival times are changed beside the experiment itself, in
`cevns.experiments.experiment`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict, Unpack

from cevns.basics.checks import number
from cevns.basics.kinds import checked
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.quenching import QuenchingModel
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.sources.reactor import ReactorSpectrum, reactor_spectrum


class ReactorChoices(TypedDict, total=False):
    """Choices of a reactor's spectrum, as in `cevns.sources.reactor.reactor_spectrum`."""

    fit: str
    low_energy: str
    captures_per_fission: float
    E_top: float


@checked
def with_flux_factor(experiment: Experiment, factor: float) -> Experiment:
    """Scale every component of the source.

    Parameters
    ----------
    experiment : to be changed
    factor : of all components, > 0
    """
    k = number("flux factor", factor, above=0)
    return replace(experiment, components=tuple(c.scaled(k) for c in experiment.components))


@checked
def with_reactor_spectrum(experiment: Experiment, **choices: Unpack[ReactorChoices]) -> Experiment:
    """Take another reactor spectrum, normalised to the same total flux.

    Parameters
    ----------
    experiment : to be changed; nothing happens to one whose spectrum is none of these, such as a
        table
    choices : of `cevns.sources.reactor.reactor_spectrum`
    """
    if not all(isinstance(c.spectrum, ReactorSpectrum) for c in experiment.components):
        return experiment
    spectrum = reactor_spectrum(**choices)
    beam = tuple(replace(c, spectrum=spectrum) for c in experiment.components)
    return replace(experiment, components=beam)


@checked
def with_inversion(experiment: Experiment, inversion: str) -> Experiment:
    """Find recoil energies in another way from the ionisation threshold.

    Parameters
    ----------
    experiment : to be changed; nothing happens without an ionisation threshold
    inversion : one of `cevns.detectors.quenching.INVERSIONS`
    """
    return _with_ionisation(experiment, lambda read: replace(read, inversion=inversion))


@checked
def with_quenching(experiment: Experiment, quenching: QuenchingModel) -> Experiment:
    """Quench recoils otherwise.

    Parameters
    ----------
    experiment : to be changed; nothing happens without an ionisation threshold
    quenching : gives every nuclide its own
    """
    return _with_ionisation(experiment, lambda read: replace(read, quenching=quenching))


@checked
def with_threshold_as_recoil(experiment: Experiment) -> Experiment:
    """Read an ionisation threshold as one of nuclear recoil.

    Parameters
    ----------
    experiment : to be changed; nothing happens without an ionisation threshold
    """
    return _with_ionisation(
        experiment,
        lambda read: ThresholdDetector(threshold_nr=read.threshold_ee, plateau=read.plateau),
    )


def _with_ionisation(
    experiment: Experiment, change: Callable[[IonisationDetector], Detector]
) -> Experiment:
    """Change the detector if it has an ionisation threshold."""
    detector = experiment.detector
    if not isinstance(detector, IonisationDetector):
        return experiment
    return replace(experiment, detector=change(detector))


@checked
def with_smeared_light(experiment: Experiment) -> Experiment:
    """Let photoelectrons fluctuate around their mean, by Poisson's law.

    Parameters
    ----------
    experiment : to be changed

    Raises
    ------
    ValueError
        if its detector does not count photoelectrons
    """
    detector = experiment.detector
    if not isinstance(detector, PhotoelectronDetector):
        raise ValueError(
            f"{experiment.key}: only a detector that counts photoelectrons can be smeared, this "
            f"one is a {type(detector).__name__}"
        )
    return replace(experiment, detector=smeared(detector))
