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
    E_nu : energies [MeV], > 0, any shape
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
    flux = PlaneWave(1 / experiment.exposure)
    lines = tuple(
        BeamComponent(
            state="nu_e", beam="line", spectrum=Line(x), intensity=flux, label=f"{i}: {x:g} MeV"
        )
        for i, x in enumerate(E.ravel().tolist())
    )
    alone = replace(experiment, components=lines, measurement=None)
    found = yields(alone, (MAGNETIC,), proton=form_factor, nodes=nodes).values
    return np.asarray(found.reshape(len(lines), -1).sum(axis=1).reshape(E.shape))
