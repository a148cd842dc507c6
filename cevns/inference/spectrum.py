"""What bins add to a count: the same data in one bin, and how far they are from no structure."""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.detectors.photoelectrons import SmearedPhotoelectronDetector
from cevns.experiments.measurement import ObservedBins
from cevns.inference.dataset import DataSet
from cevns.inference.poisson import Counted
from cevns.inference.pulls import PULLS
from cevns.nuclei.form_factors import Helm
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.signal import binned_signal


class Suppression(NamedTuple):
    """How much better a size of the nuclei describes the data than full coherence.

    ``point_like`` and ``best`` are values of chi^2, ``sigmas`` the root of their difference.
    """

    point_like: float
    best: float
    sigmas: float


def in_one_bin(data: DataSet) -> DataSet:
    """Return binned data with all bins added up: the same recipe for one count.

    Raises
    ------
    ValueError
        if the data have no bins of photoelectrons
    """
    m, detector = data.measurement, data.experiment.detector
    if not (isinstance(m, ObservedBins) and isinstance(detector, SmearedPhotoelectronDetector)):
        raise ValueError(f"{data.name}: no bins of photoelectrons to add up")
    on, off, background = (np.array([z.sum()]) for z in (m.on, m.off, m.background))
    counted = replace(m, on=on, off=off, background=background)
    wide = replace(detector, edges=(detector.edges[0], detector.edges[-1]))
    experiment = replace(data.experiment, detector=wide, measurement=counted)
    return replace(data, name=f"{data.name}, one bin", experiment=experiment)


def in_bins(data: DataSet, form_factor: str | FormFactorModel) -> Array:
    """Return Standard Model events in each bin, with one form factor for all nucleons.

    Parameters
    ----------
    data : with bins of photoelectrons
    form_factor : a name of `cevns.nuclei.radii.MODELS`, or a model
    """
    under = data.assumptions.but(form_factor=form_factor).nuclear
    edges = data.experiment.detector.edges  # type: ignore[attr-defined]
    return np.array([one.sm_total for one in binned_signal(data.experiment, edges, **under)])


def at_radius(data: DataSet, rms: float) -> Array:
    """Return Standard Model events in each bin if all nucleons had one rms radius [fm]: Helm."""
    helm = Helm.from_rms(rms)
    return in_bins(data, lambda nuclide: helm)


def scaled_to_fit(data: DataSet, signal: Array) -> tuple[float, float]:
    """Return the least chi^2 of a signal in bins, and the scale 1 + a at which it fits best.

    Parameters
    ----------
    data : with bins
    signal : events in each of them

    Raises
    ------
    ValueError
        if the data have no bins
    """
    m = data.measurement
    if not isinstance(m, ObservedBins):
        raise ValueError(f"{data.name}: one count has no bins")
    on, off, background = (np.asarray(z)[:, None] for z in (m.on, m.off, m.background))
    counted = Counted(
        on=on,
        off=off,
        background=background,
        sigma_signal=m.sigma_signal,
        sigma_background=m.sigma_background,
        shape=PULLS[data.assumptions.pull],
    )
    chi2, scale, _ = counted.profiled(np.asarray(signal)[:, None])
    return float(chi2[0]), float(scale[0])


def suppression(data: DataSet) -> Suppression:
    r"""Compare full coherence, F = 1, with the best radius of all nucleons.

    .. math:: n_\sigma = \sqrt{\chi^2(F=1)-\chi^2_\text{min}}

    Parameters
    ----------
    data : one count, or bins

    Returns
    -------
    Suppression
        nuisances profiled; Helm form factor with s = 0.9 fm
    """
    point_like = float(data.under(form_factor="point_like").moment_chi2.chi2(0.0, 0.0))
    best = data.fit("neutron_radius", separate=False, family="helm").chi2_min
    return Suppression(point_like, best, math.sqrt(point_like - best))
