"""Measured data of neutrinos that arrive as a mixture of mass states: which mixture they see."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.inference.many_forms import State
from cevns.inference.measured.description import Description
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.together import Seen, Together, together
from cevns.neutrinos.mixing import Mixing
from cevns.rates.by_energy import magnetic_by_energy
from cevns.sources.arriving import Arriving, arriving
from cevns.sources.solar import COMPONENTS, energies

EARTH: Final = "earth"
"""What data see whose neutrinos are flavours at their source."""

ALIKE: Final = 0.02
"""Two detectors whose neutrinos are nu_1 with probabilities closer than this see one mixture."""


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
    return np.asarray(np.interp(E, few, magnetic_by_energy(experiment, few)))


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


@checked
def with_solar(earth: MomentChi2 | None, solar: Sequence[Together], mixing: Mixing) -> MomentChi2:
    """Join data at terrestrial sources with those of mixtures, which share the pulls they share.

    Of data that share a pull, such as the flux of 8B neutrinos, the mixtures must be one; that of
    the first stands for all, if they are alike.

    Parameters
    ----------
    earth : one data set or a combination; None if there is none
    solar : what `as_seen` returns, and sums of such
    mixing : of the leptons

    Raises
    ------
    ValueError
        if there is nothing at all
    """
    groups: list[list[Seen]] = []
    for one in (part for data in solar for part in data.seen):
        near = [group for group in groups if _joins(group[0], one, mixing)]
        near[0].append(one) if near else groups.append([one])
    seen = []
    for group in groups:
        if len(group) == 1:
            seen += group
        else:
            sets = tuple(part.chi2 for part in group)
            seen.append(Seen(state=group[0].state, chi2=Joint(sets=sets)))  # type: ignore[arg-type]
    return together(*([] if earth is None else [earth]), *seen, mixing=mixing)


def _joins(first: Seen, other: Seen, mixing: Mixing) -> bool:
    """Whether data see the same mixture and have a pull in common."""
    if not all(isinstance(one.chi2, TemplateBins) for one in (first, other)):
        return False
    a, b = (
        {pull.shared for pull in one.chi2.nuisances if pull.shared}  # type: ignore[attr-defined]
        for one in (first, other)
    )
    forms = (one.state.form(mixing) for one in (first, other))
    apart = float(np.abs(np.subtract(*forms)).max())
    return bool(a & b) and apart < ALIKE
