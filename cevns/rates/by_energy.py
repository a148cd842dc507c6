"""Which neutrinos a detector counts: magnetic events by neutrino energy."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.yields import yields
from cevns.sources.beams import BeamComponent, PlaneWave
from cevns.sources.spectra import Line


@checked
def magnetic_by_energy(
    experiment: Experiment,
    E_nu: ArrayLike,
    *,
    form_factor: FormFactorModel | None = None,
    nodes: int = 8,
) -> Array:
    r"""Magnetic events of a neutrino of each energy, for one neutrino per area.

    .. math:: w(E) = \sum_xN_x\int dT\,\epsilon^{(x)}(T)\,
              \frac{d\sigma^{(x)}_\text{mag}}{dT}(T,E)

    at an effective moment of 1e-10 mu_B: how a detector weighs the energies of a spectrum.

    Parameters
    ----------
    experiment : target and detector; of all bins together
    E_nu : energies [MeV], > 0, one-dimensional
    form_factor : of the protons, as in `cevns.rates.yields.yields`
    nodes : of the quadrature between two kinks of the response or end points

    Returns
    -------
    Array
        events cm^2, shape of the energies

    Raises
    ------
    ValueError
        if an energy is out of range
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    flux = 1 / experiment.exposure
    found = np.zeros(E.shape)
    for i, energy in enumerate(E):
        line = BeamComponent(
            state="nu_e", beam="line", spectrum=Line(float(energy)), intensity=PlaneWave(flux)
        )
        alone = replace(experiment, components=(line,), measurement=None)
        each = yields(alone, (MAGNETIC,), proton=form_factor, nodes=nodes)
        found[i] = each.values.sum()
    return found
