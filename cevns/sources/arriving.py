r"""How solar neutrinos arrive, weighed as a detector weighs them: one mixture of mass states.

A detector with a threshold counts neutrinos of some energies more than others, and which mass
states they are depends on their energy. Of magnetic events it sees

.. math::

    \mu_\nu^2 = \sum_i\bar P_i\left(|\Lambda|^2-|\Lambda_i|^2\right), \qquad
    \bar P_i = \sum_Ew_E\,P_{ei}(E)

with the shares w of these events by energy. The shares depend on the detector, the probabilities
on the mixing.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.kinds import checked
from cevns.basics.ranges import SOLAR_ENERGY
from cevns.neutrinos.hermitian import mixture_form
from cevns.neutrinos.mixing import Angles, ComplexArray, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import COMPONENTS, birthplace, energies


@checked
@dataclass(frozen=True, kw_only=True)
class Arriving:
    """Neutrinos of one reaction in the Sun, as a detector weighs their energies.

    Parameters
    ----------
    name : of the state, such as ``"8B"``; two that are equal are one state
    component : of the Sun, one of `cevns.sources.solar.COMPONENTS`
    E_nu : energies [MeV], > 0
    shares : of what is counted, >= 0, one for each; normalised here

    Raises
    ------
    ValueError
        if the component is unknown, or energies and shares do not match
    """

    name: str
    component: str
    E_nu: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        choice("solar component", self.component, COMPONENTS)
        E = in_range(f"{self.name}: E_nu", self.E_nu, "MeV", **SOLAR_ENERGY)
        w = in_range(f"{self.name}: shares", self.shares, at_least=0)
        if E.ndim != 1 or E.shape != w.shape or not w.sum() > 0:
            raise ValueError(
                f"{self.name}: as many shares as energies, with a sum above zero; got shapes "
                f"{w.shape} and {E.shape}"
            )
        object.__setattr__(self, "E_nu", tuple(E.tolist()))
        object.__setattr__(self, "shares", tuple((w / w.sum()).tolist()))

    def P_e1(self, mixing: Mixing) -> float:
        """Two-flavour probability to arrive as nu_1, averaged over what is counted."""
        return _P_e1(self, mixing)

    def probabilities(self, mixing: Mixing) -> Array:
        """Three probabilities to arrive as a mass state, summing to 1."""
        return solar_probabilities(self.P_e1(mixing), mixing)

    def form(self, mixing: Angles) -> ComplexArray:
        """Hermitian form with mu^2 = Lambda^dagger h Lambda in the mass basis, diagonal.

        Parameters
        ----------
        mixing : one mixing, not many at once
        """
        if not isinstance(mixing, Mixing):
            raise ValueError(
                f"{self.name}: which mass states arrive is known for one Mixing at a time, got "
                f"{type(mixing).__name__}"
            )
        return mixture_form(self.probabilities(mixing))

    @property
    def mean_energy(self) -> float:
        """Mean energy of what is counted [MeV]."""
        return float(np.dot(self.E_nu, self.shares))


@lru_cache(maxsize=256)
def _P_e1(state: Arriving, mixing: Mixing) -> float:
    P = birthplace(state.component).P_e1(np.array(state.E_nu), mixing)
    return float(P @ np.array(state.shares))


@checked
def arriving(component: str, weight: ArrayLike | None = None, name: str = "") -> Arriving:
    """Return how a component of the Sun arrives, weighed by what is counted of each energy.

    Parameters
    ----------
    component : one of `cevns.sources.solar.COMPONENTS`
    weight : of what is counted for each neutrino at the energies of
        `cevns.sources.solar.energies`, in any unit; None counts all alike
    name : of the state; that of the component unless two detectors weigh it differently

    Raises
    ------
    ValueError
        if the component is unknown, or the weights are not one for each energy
    """
    E = energies(component)
    w = np.ones(len(E.x)) if weight is None else in_range("weight", weight, at_least=0)
    if w.shape != E.x.shape:
        raise ValueError(f"weight has shape {w.shape}, the energies have {E.x.shape}")
    kept = E.w * w > 0
    return Arriving(
        name=name or component,
        component=component,
        E_nu=tuple(E.x[kept].tolist()),
        shares=tuple((E.w * w)[kept].tolist()),
    )
