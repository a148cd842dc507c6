"""Predictions in bins of photoelectrons, and how well they fit at any scale."""

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.experiments.measurement import ObservedBins
from cevns.inference.dataset import DataSet
from cevns.inference.poisson import Counted
from cevns.inference.pulls import PULLS
from cevns.nuclei.families import FAMILIES
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.signal import binned_signal


@checked
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


@checked
def at_radius(data: DataSet, rms: float) -> Array:
    """Return Standard Model events in each bin if all nucleons had one rms radius [fm]: Helm."""
    return in_bins(data, FAMILIES["helm"].model(rms))


@checked
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
        tau=m.off_exposure,
        sigma_signal=m.sigma_signal,
        sigma_background=m.sigma_background,
        shape=PULLS[data.assumptions.pull],
    )
    chi2, scale, _ = counted.profiled(np.asarray(signal)[:, None])
    return float(chi2[0]), float(scale[0])
