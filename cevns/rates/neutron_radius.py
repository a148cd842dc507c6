"""Counts as a function of the neutron radius, with the protons where electrons see them."""

from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.nuclei.form_factors import Helm
from cevns.nuclei.radii import charge_helm
from cevns.rates.signal import signal


@checked
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
