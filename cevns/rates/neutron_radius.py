"""Counts as a function of the neutron radius, with the protons where electrons see them."""

from cevns.experiments.experiment import Experiment
from cevns.interactions.couplings import Couplings
from cevns.nuclei.form_factors import Helm
from cevns.nuclei.partial_series import CutSeries
from cevns.nuclei.radii import charge_helm
from cevns.rates.signal import signal


def sm_events_at_neutron_radius(experiment: Experiment, rms: float) -> float:
    """Events of the Standard Model if the neutrons of every nuclide had one and the same radius.

    Parameters
    ----------
    experiment : with nuclides whose charge radius is known
    rms : root-mean-square radius of the neutrons [fm]

    Returns
    -------
    float
        events; Helm form factors with s = 0.9 fm, the protons with their charge radius

    Raises
    ------
    ValueError
        if the charge radius of a nuclide is not there, or the radius no radius
    """
    neutrons = Helm.from_rms(rms)
    return signal(
        experiment, form_factor=charge_helm, neutron_form_factor=lambda nuclide: neutrons
    ).sm_total


def sm_events_at_common_radius(experiment: Experiment, rms: float, couplings: Couplings) -> float:
    """Events of the Standard Model if all nucleons of every nuclide had one rms radius.

    Parameters
    ----------
    experiment : any
    rms : root-mean-square radius of protons and neutrons [fm]
    couplings : of the nucleons

    Returns
    -------
    float
        events; Helm form factor with s = 0.9 fm

    Raises
    ------
    ValueError
        if the radius is no larger than that of the surface
    """
    helm = Helm.from_rms(rms)
    return signal(experiment, couplings=couplings, form_factor=lambda nuclide: helm).sm_total


def sm_events_of_cut_series(
    experiment: Experiment, rms: float, order: int, couplings: Couplings
) -> float:
    """Events of the Standard Model if one form factor were cut after so many of its moments.

    Parameters
    ----------
    experiment : any
    rms : root-mean-square radius of protons and neutrons of every nuclide [fm]
    order : how many moments of the Helm form factor with this radius are kept, 0 to 3
    couplings : of the nucleons

    Returns
    -------
    float
        events; they rise again at large radii, where the cut series is no form factor

    Raises
    ------
    ValueError
        if the radius or the order is out of range
    """
    series = CutSeries(Helm.from_rms(rms).moments, order)
    return signal(experiment, couplings=couplings, form_factor=lambda nuclide: series).sm_total
