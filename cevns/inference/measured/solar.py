"""Measured data of neutrinos that arrive as a mixture of mass states: which mixture they see."""

from functools import lru_cache

import numpy as np

from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.inference.many_forms import State
from cevns.inference.measured.description import Description
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.together import Seen, Together
from cevns.neutrinos.mixing import Mixing
from cevns.rates.by_energy import magnetic_by_energy
from cevns.sources.arriving import Arriving, arriving
from cevns.sources.solar import COMPONENTS, energies

EARTH = "earth"
"""What data see whose neutrinos are flavours at their source."""


@checked
def state_of(data: Description) -> Arriving:
    """Return the mixture that data see: that of their component, as the detector weighs it.

    Parameters
    ----------
    data : whose ``sees`` is a component of the Sun

    Raises
    ------
    ValueError
        if it is none, or the apparatus has another source
    """
    name = data.data.sees
    if name not in COMPONENTS:
        raise ValueError(
            f"{data.name}: sees = {name!r} must be {EARTH!r} or a component of the Sun: "
            f"{', '.join(COMPONENTS)}"
        )
    strange = [c.label for c in data.experiment.components if not c.label.startswith(name)]
    if strange:
        raise ValueError(f"{data.name}: sees {name!r}, and its source sends {', '.join(strange)}")
    return _weighed(data, name)


@lru_cache(maxsize=16)
def _weighed(data: Description, name: str) -> Arriving:
    E = energies(name).x
    return arriving(name, _weights(data.experiment, E), f"{name} in {data.name}")


def _weights(experiment: Experiment, E: np.ndarray) -> np.ndarray:
    """Weights at all energies, from a few: they rise smoothly from where recoils are counted."""
    few = np.linspace(E.min(), E.max(), 33) if len(E) > 33 else E
    return np.interp(E, few, magnetic_by_energy(experiment, few))


@checked
def as_seen(data: Description, chi2: MomentChi2, mixing: Mixing) -> Together:
    """Return a chi^2 of the one effective moment of such data as one of the moments.

    Parameters
    ----------
    data : described
    chi2 : of which mu_e^2 stands for that effective moment
    mixing : of the leptons, for the best fit
    """
    state: State = state_of(data)
    return Together(earth=None, seen=(Seen(state=state, chi2=chi2),), mixing=mixing)
