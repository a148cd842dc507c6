"""Counts and recoil spectra as they are mostly asked for: Standard Model and magnetic.

Views of `cevns.rates.yields`, weighed with the couplings of the nucleons.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked, describe
from cevns.basics.ranges import MOMENT
from cevns.basics.units import mu10
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.photoelectrons import PhotoelectronDetector, SmearedPhotoelectronDetector
from cevns.experiments.experiment import Experiment
from cevns.interactions.channels import Channel
from cevns.interactions.couplings import Couplings, one_loop
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.interactions.electrons import ELECTRON_MAGNETIC, ElectronScattering
from cevns.interactions.standard_model import standard_model
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.yields import Yields, flavors_seen, recoil_yields, yields
from cevns.sources.beams import BEAMS, Components, State

_Binned = PhotoelectronDetector | SmearedPhotoelectronDetector | EnergyDetector


class NuclearModel(TypedDict):
    """Couplings of the nucleons and form factors of the nuclides, as the functions here take them.

    Such as ``signal(experiment, **cevns.TALK.nuclear)``.
    """

    couplings: Couplings
    form_factor: FormFactorModel
    neutron_form_factor: FormFactorModel | None


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Events of every beam component, Standard Model and magnetic.

    Parameters
    ----------
    sm : Standard Model events by component (its flavour, unless it has another label)
    magnetic : events by component for an effective moment of 1e-10 mu_B
    beams : the beam every component belongs to, such as ``"prompt"``
    states : what every component consists of: a flavour, or a mixture of mass states
    """

    sm: Mapping[str, float]
    magnetic: Mapping[str, float]
    beams: Mapping[str, str]
    states: Mapping[str, State]

    @property
    def sm_total(self) -> float:
        """Standard Model events of all components."""
        return sum(self.sm.values())

    @property
    def magnetic_total(self) -> float:
        """Magnetic events of all components if each had a moment of 1e-10 mu_B."""
        return sum(self.magnetic.values())

    @property
    def moment_of_equal_counts(self) -> float:
        r"""Effective moment at which magnetic events are as many as the others [mu_B].

        Equation :eq:`eq:claim-equal` of the book.

        .. math:: \mu_= = 10^{-10}\,\mu_B\,\sqrt{N_\text{SM}/N_\text{mag}(10^{-10}\,\mu_B)}
        """
        return float(mu10 * np.sqrt(self.sm_total / self.magnetic_total))

    def events(self, mu_nu: ArrayLike, beam: str = "all") -> Array:
        """Total events if every component of a beam had the effective moment ``mu_nu``.

        Parameters
        ----------
        mu_nu : [mu_B], >= 0
        beam : which components have it, as in `in_beam`; the Standard Model's are all there
        """
        mu = in_range("mu_nu", mu_nu, "mu_B", **MOMENT)
        seen = sum(self.magnetic[f] for f in self.in_beam(beam))
        return self.sm_total + seen * (mu / mu10) ** 2

    def scaled(self, factor: float) -> "Signal":
        """Return the events of a longer exposure, or a larger target: all grow alike."""
        k = number("factor", factor, at_least=0)
        return replace(
            self,
            sm=FrozenMapping({f: k * n for f, n in self.sm.items()}),
            magnetic=FrozenMapping({f: k * n for f, n in self.magnetic.items()}),
        )

    def in_beam(self, beam: str) -> tuple[str, ...]:
        """Components of the source that belong to a beam; all of them for ``"all"``.

        Raises
        ------
        ValueError
            if the beam is unknown, or the source has none of it
        """
        known = dict.fromkeys((*BEAMS, *self.beams.values()))
        choice("beam", beam, known)
        chosen = tuple(f for f, group in self.beams.items() if beam in ("all", group))
        if not chosen:
            raise ValueError(
                f"no component of the source is {beam!r}; its beams: "
                f"{', '.join(sorted(set(self.beams.values())))}; use beam='all'"
            )
        return chosen


describe(Signal, hint="use cevns.signal(experiment)")


@checked
def shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Each component's share of counts such as `Signal.sm` or `Signal.magnetic`, 0 to 1."""
    total = sum(counts.values())
    return {label: n / total for label, n in counts.items()}


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class RecoilSpectrum:
    """Recoils per energy, before efficiency [1/MeV], by component, on the grid asked for."""

    sm: Mapping[str, Array]
    magnetic: Mapping[str, Array]

    @property
    def sm_total(self) -> Array:
        """Standard Model recoils of all components [1/MeV]."""
        return np.asarray(sum(self.sm.values()))

    @property
    def magnetic_total(self) -> Array:
        """Magnetic recoils of all components if each had a moment of 1e-10 mu_B [1/MeV]."""
        return np.asarray(sum(self.magnetic.values()))


@checked
def recoil_spectrum(
    experiment: Experiment,
    T: ArrayLike,
    *,
    couplings: Couplings | None = None,
    form_factor: FormFactorModel | None = None,
    neutron_form_factor: FormFactorModel | None = None,
) -> RecoilSpectrum:
    r"""Recoil spectra of every beam component over the exposure, before efficiency.

    Equation :eq:`eq:rate-spectrum` of the book.

    .. math::

        \frac{dN}{dT} = \sum_x N_x\,\Phi\sum_{k=0}^{2} c_k^{(x)}(T)\,
        I_k\!\left(E_\text{min}^{(x)}(T)\right)

    Parameters
    ----------
    experiment : source, target and exposure
    T : recoil energy [MeV], > 0, any shape
    couplings : of the nucleons; the ``one_loop`` scheme by default
    form_factor, neutron_form_factor : models giving every nuclide its form factors, as
        `cevns.nuclei.radii.form_factor_models` takes them; the magnetic term sees protons only

    Returns
    -------
    RecoilSpectrum
        recoils/MeV by component, the magnetic ones for 1e-10 mu_B

    Raises
    ------
    ValueError
        if a recoil energy is not finite and positive
    """
    asked = standard_channels(experiment, couplings, electrons=False)
    found = recoil_yields(
        experiment, asked.channels, T, proton=form_factor, neutron=neutron_form_factor
    )
    sm, magnetic = _split(found, asked)
    return RecoilSpectrum(sm=FrozenMapping(sm), magnetic=FrozenMapping(magnetic))


@checked
def signal(
    experiment: Experiment,
    *,
    couplings: Couplings | None = None,
    form_factor: FormFactorModel | None = None,
    neutron_form_factor: FormFactorModel | None = None,
    nodes: int = 24,
) -> Signal:
    r"""Events of every beam component after efficiency.

    Equation :eq:`eq:rate-counts` of the book.

    .. math:: N = \int \varepsilon(T)\,\frac{dN}{dT}\,dT

    by Gauss-Legendre in ln T on panels cut where the efficiency or a spectrum has a kink.

    Parameters
    ----------
    experiment : source, target, detector and exposure
    couplings : of the nucleons; the ``one_loop`` scheme by default
    form_factor, neutron_form_factor : models giving every nuclide its form factors, as
        `cevns.nuclei.radii.form_factor_models` takes them; the magnetic term sees protons only
    nodes : per panel

    Returns
    -------
    Signal
        events by component, of all bins together
    """
    asked = standard_channels(experiment, couplings)
    found = yields(
        experiment, asked.channels, proton=form_factor, neutron=neutron_form_factor, nodes=nodes
    )
    sm, magnetic = _split(found, asked)
    return _signal(
        experiment,
        {f: float(v.sum()) for f, v in sm.items()},
        {f: float(v.sum()) for f, v in magnetic.items()},
    )


@checked
def binned_signal(
    experiment: Experiment,
    edges: Sequence[float],
    *,
    couplings: Couplings | None = None,
    form_factor: FormFactorModel | None = None,
    neutron_form_factor: FormFactorModel | None = None,
) -> tuple[Signal, ...]:
    """Events in bins of photoelectrons, or of a measured energy.

    Parameters
    ----------
    experiment : with a detector that counts photoelectrons, or an `EnergyDetector`
    edges : bin edges [PE or MeV], ascending, at least two
    couplings, form_factor, neutron_form_factor : as in `signal`

    Returns
    -------
    tuple of Signal
        one for every bin

    Raises
    ------
    ValueError
        if the detector measures nothing but whether a threshold was passed, or a bin is empty
    """
    detector = experiment.detector
    if not isinstance(detector, _Binned):
        raise ValueError(
            f"{experiment.key}: bins of photoelectrons need a detector that counts them, and bins "
            f"of energy an EnergyDetector, this one is a {type(detector).__name__}"
        )
    asked = standard_channels(experiment, couplings)
    binned = replace(experiment, detector=detector.binned(edges))
    found = yields(binned, asked.channels, proton=form_factor, neutron=neutron_form_factor)
    sm, magnetic = _split(found, asked)
    return tuple(
        _signal(
            experiment,
            {f: float(v[b]) for f, v in sm.items()},
            {f: float(v[b]) for f, v in magnetic.items()},
        )
        for b in range(len(edges) - 1)
    )


@checked
def signal_by_component(
    experiment: Experiment,
    *,
    couplings: Couplings | None = None,
    form_factor: FormFactorModel | None = None,
    neutron_form_factor: FormFactorModel | None = None,
    time_edges: ArrayLike | None = None,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Events in whatever bins the detector has, Standard Model and magnetic, by component.

    Parameters
    ----------
    experiment : source, target, detector and exposure
    couplings, form_factor, neutron_form_factor : as in `signal`
    time_edges : of bins of arrival time [s], which become the last axis

    Returns
    -------
    tuple of dict
        events, each an array over the bins; the magnetic ones for 1e-10 mu_B
    """
    asked = standard_channels(experiment, couplings)
    found = yields(
        experiment,
        asked.channels,
        proton=form_factor,
        neutron=neutron_form_factor,
        time_edges=time_edges,
    )
    return _split(found, asked)


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StandardChannels:
    """Channels of what is mostly asked for, and which component sees which.

    Parameters
    ----------
    channels : of the Standard Model for every flavour, and of a moment of 1e-10 mu_B
    sm, magnetic : weights, shape (component, channel)
    """

    channels: tuple[Channel, ...]
    sm: Array
    magnetic: Array


@checked
def standard_channels(
    experiment: Experiment, couplings: Couplings | None = None, *, electrons: bool = True
) -> StandardChannels:
    """Return the channels of the Standard Model and of a magnetic moment, with their weights.

    Parameters
    ----------
    experiment : whose detector may count recoils of electrons with those of nuclei
    couplings : of the nucleons; the ``one_loop`` scheme by default
    electrons : whether recoils of electrons are among them where they are counted
    """
    given = one_loop() if couplings is None else couplings
    counted = electrons and experiment.counts_electrons
    try:
        return _kept_channels(given, experiment.components, counted)  # type: ignore[arg-type]
    except TypeError:  # couplings that are arrays, or a spectrum that changes, have no hash
        return _channels(given, experiment.components, counted)


def _channels(couplings: Couplings, components: Components, electrons: bool) -> StandardChannels:
    interactions: list[Any] = [standard_model(couplings)]
    if electrons:
        interactions.append(ElectronScattering())
    shares: list[Counter[Channel]] = []
    for component in components:
        own: Counter[Channel] = Counter()  # one channel, if the couplings are the same for all
        for interaction in interactions:
            for flavor, share in flavors_seen(interaction, component).items():
                own[interaction.whole(flavor)] += share  # type: ignore[assignment]
        shares.append(own)
    moments = (MAGNETIC, ELECTRON_MAGNETIC) if electrons else (MAGNETIC,)
    channels = (*dict.fromkeys(channel for own in shares for channel in own), *moments)
    sm = np.array([[float(own[c]) for c in channels] for own in shares])
    magnetic = np.array([[float(c in moments) for c in channels] for _ in shares])
    return StandardChannels(channels=channels, sm=read_only(sm), magnetic=read_only(magnetic))


_kept_channels = lru_cache(maxsize=64)(_channels)
"""The same for couplings and beams seen before: a scan asks for one of them thousands of times."""


def _split(found: Yields, asked: StandardChannels) -> tuple[dict[str, Array], dict[str, Array]]:
    """Events of the Standard Model by component, and those of a moment of 1e-10 mu_B."""
    labels = [c.label for c in found.components]
    last = asked.channels[-1] is MAGNETIC
    magnetic = found.values[:, -1] if last else found.events(asked.magnetic)
    sm = found.events(asked.sm)
    return dict(zip(labels, sm, strict=True)), dict(zip(labels, magnetic, strict=True))


def _signal(
    experiment: Experiment, sm: Mapping[str, float], magnetic: Mapping[str, float]
) -> Signal:
    return Signal(
        sm=FrozenMapping(sm),
        magnetic=FrozenMapping(magnetic),
        beams=FrozenMapping({c.label: c.beam for c in experiment.components}),
        states=FrozenMapping({c.label: c.state for c in experiment.components}),
    )
