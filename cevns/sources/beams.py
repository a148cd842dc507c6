"""Beams: what a source sends, component by component."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, infinite, instance, number, settle
from cevns.basics.entries import Entry, Values
from cevns.basics.kinds import checked, describe
from cevns.basics.units import CM_PER_METRE
from cevns.neutrinos.effective import mass_probabilities
from cevns.neutrinos.flavors import FLAVORS
from cevns.neutrinos.mixing import Mixing
from cevns.sources.spectra import Spectrum

BEAMS: Final = ("all", "prompt", "delayed")
"""Which components of a beam carry the magnetic term."""

DISTANCE_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 0.1, "at_most": 1e3, "hint": "is it in cm or km?"}
)
"""Distances of a component's own that are accepted [m]."""

FLUX_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 1e3, "at_most": 1e15, "hint": "is it per m^2, or in units of 1e13?"}
)
"""Fluxes that are accepted [cm^-2 s^-1]; a large core at 10 m gives 1e14."""


@checked
@dataclass(frozen=True, slots=True)
class Mixture:
    """An incoherent mixture of mass states, such as what arrives from the Sun.

    Parameters
    ----------
    probabilities : (P_1, P_2, P_3), >= 0, summing to 1
    flavors : shares of nu_e, nu_mu and nu_tau, for couplings that tell them apart; None if
        nobody asks. `arriving` knows them

    Raises
    ------
    ValueError
        if they are not three probabilities that sum to 1
    """

    probabilities: tuple[float, float, float]
    flavors: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        for name in ("probabilities", "flavors"):
            if getattr(self, name) is not None:
                P = mass_probabilities(getattr(self, name))
                if P.ndim > 1:
                    raise ValueError(f"{name} must be three numbers, got shape {P.shape}")
                object.__setattr__(self, name, tuple(P.tolist()))

    @classmethod
    def arriving(cls, probabilities: ArrayLike, mixing: Mixing) -> Self:
        r"""Return the mixture with the flavours it shows a detector.

        .. math:: P_\alpha = \sum_i|U_{\alpha i}|^2P_i

        Parameters
        ----------
        probabilities : (P_1, P_2, P_3), >= 0, summing to 1
        mixing : of the leptons
        """
        P = mass_probabilities(probabilities)
        shares = np.abs(mixing.matrix) ** 2 @ P
        return cls(tuple(P.tolist()), tuple(shares.tolist()))

    @property
    def by_flavor(self) -> dict[str, float]:
        """Shares of the flavours by name; empty if they were not told."""
        return dict(zip(("nu_e", "nu_mu", "nu_tau"), self.flavors or (), strict=False))


State = str | Mixture
"""What a component consists of: a flavour by name, or a mixture of mass states."""


class Intensity(Protocol):
    """How many neutrinos cross the target."""

    def fluence(self, baseline_m: float, exposure: float) -> float:
        """Neutrinos through a unit area [cm^-2] at a distance [m] in a live time [s]."""
        ...

    def scaled(self, factor: float) -> "Intensity":
        """Return the same, stronger by a factor."""
        ...


describe(Intensity, "an Isotropic or PlaneWave", "use Isotropic(rate) or PlaneWave(flux)")


@dataclass(frozen=True, slots=True)
class Isotropic:
    r"""A source that shines equally in all directions.

    .. math:: \Phi t = \text{rate}\times t/(4\pi L^2)

    Parameters
    ----------
    rate : neutrinos emitted in a second [1/s], >= 0
    distance_m : its own distance to the target [m], where several are at different ones; None
        for the baseline of the experiment
    """

    rate: float
    distance_m: float | None = None

    def __post_init__(self) -> None:
        settle(self, "rate", "1/s", at_least=0)
        if self.distance_m is not None:
            settle(self, "distance_m", "m", what="distance", **DISTANCE_RANGE)

    def fluence(self, baseline_m: float, exposure: float) -> float:
        """Neutrinos that crossed a unit area [cm^-2].

        Parameters
        ----------
        baseline_m : distance L to the source [m], > 0; its own wins
        exposure : live time t [s], > 0
        """
        distance = baseline_m if self.distance_m is None else self.distance_m
        L = number("baseline", distance, "m", above=0) * CM_PER_METRE
        t = number("exposure", exposure, "s", above=0)
        return self.rate * t / (4 * math.pi * L**2)

    def scaled(self, factor: float) -> "Isotropic":
        """Return the same source, brighter by a factor."""
        return replace(self, rate=number("factor", factor, at_least=0) * self.rate)


@dataclass(frozen=True, slots=True)
class PlaneWave:
    """A flux that does not depend on where the target stands, such as the Sun's.

    Parameters
    ----------
    flux : neutrinos [cm^-2 s^-1], 0 to 1e15
    """

    flux: float

    def __post_init__(self) -> None:
        settle(self, "flux", "cm^-2 s^-1", at_least=0, at_most=1e15, hint="is it per m^2?")

    def fluence(self, baseline_m: float, exposure: float) -> float:
        """Neutrinos that crossed a unit area [cm^-2]; the distance does not enter."""
        if not infinite(baseline_m):
            number("baseline", baseline_m, "m", at_least=0)
        return self.flux * number("exposure", exposure, "s", above=0)

    def scaled(self, factor: float) -> "PlaneWave":
        """Return the same flux, stronger by a factor."""
        return PlaneWave(number("factor", factor, at_least=0) * self.flux)


Arrival = Callable[[Array], Array]
"""Fractions of a component that arrive between the edges of time bins [s]."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class BeamComponent:
    """One state with one spectrum: a part of what a source sends.

    Parameters
    ----------
    state : a flavour such as ``"nu_mu_bar"``, or a `Mixture`
    beam : group it arrives with, such as ``"prompt"`` or ``"delayed"``
    spectrum : normalised to one neutrino
    intensity : `Isotropic` or `PlaneWave`
    label : tells it from the others of its source; the flavour, unless two have the same
    arrival : fractions that arrive in time bins; None for a source without a clock

    Raises
    ------
    ValueError
        if the flavour is unknown, the beam has no name, a mixture no label, or the spectrum is
        not normalised
    """

    state: State
    beam: str
    spectrum: Spectrum
    intensity: Intensity
    label: str = ""
    arrival: Arrival | None = None

    def __post_init__(self) -> None:
        if isinstance(self.state, Mixture):
            if not self.label:
                raise ValueError("a mixture of mass states needs a label, such as '8B'")
        else:
            choice("flavour", self.state, FLAVORS)
            if not self.label:
                object.__setattr__(self, "label", self.state)
        if not isinstance(self.beam, str) or self.beam in ("", "all"):
            raise ValueError(
                f"{self.label}: beam = {self.beam!r} must name a group such as 'prompt'; "
                "'all' stands for every group"
            )
        _one_neutrino(self.label, self.spectrum)

    @property
    def flavor(self) -> str:
        """Flavour of the component.

        Raises
        ------
        ValueError
            if it is a mixture of mass states
        """
        return instance(
            f"{self.label}: flavour", self.state, str, "a mixture of mass states has none"
        )

    def fluence(self, baseline_m: float, exposure: float) -> float:
        """Neutrinos that crossed a unit area [cm^-2].

        Parameters
        ----------
        baseline_m : distance to the source [m], > 0
        exposure : live time [s], > 0
        """
        return self.intensity.fluence(baseline_m, exposure)

    def scaled(self, factor: float) -> Self:
        """Return the same component, stronger by a factor, >= 0."""
        k = number("factor", factor, at_least=0)
        return replace(self, intensity=self.intensity.scaled(k))


describe(BeamComponent, hint="use BeamComponent(...), or pion_decay_at_rest(rate)")


def _one_neutrino(label: str, spectrum: Spectrum) -> None:
    """Refuse a spectrum of one's own that is not that of one neutrino."""
    moments = np.asarray(spectrum.moments(np.zeros(1)))
    if moments.shape != (3, 1):
        raise ValueError(
            f"{label}: moments of a spectrum must have shape (3, ...), got {moments.shape} for "
            "one energy"
        )
    if not abs(moments[0, 0] - 1) < 1e-6:
        raise ValueError(
            f"{label}: the spectrum integrates to {moments[0, 0]:.6g}, must be 1; how many there "
            "are goes into the intensity"
        )


Components = tuple[BeamComponent, ...]


@checked
@dataclass(frozen=True, slots=True)
class Source:
    """What a source sends to an experiment, once that has said what depends on it.

    Parameters
    ----------
    entries : that an experiment at the source has, in a file
    components : makes the components of those, and of ``baseline_m`` among them
    own_distance : whether it says how far away it is, so that the experiment need not
    """

    entries: tuple[Entry, ...]
    components: Callable[[Values], Components]
    own_distance: Callable[[Values], bool] = lambda given: False


@checked
def baseline(components: Components) -> float:
    r"""Return the distance at which all components together would give the flux they give.

    .. math:: L^2 = \frac{\sum_cR_c}{\sum_cR_c/L_c^2}

    Parameters
    ----------
    components : each with a distance of its own, or none that matters

    Returns
    -------
    float
        [m]; infinite if all are plane waves
    """
    shining = [c.intensity for c in components if isinstance(c.intensity, Isotropic)]
    rates = [one.rate for one in shining]
    spread = sum(one.rate / one.distance_m**2 for one in shining if one.distance_m)
    return math.sqrt(sum(rates) / spread) if spread else math.inf
