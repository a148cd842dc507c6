"""Counts of one experiment with many thresholds, from one set of recoil energies.

Above a threshold lie all recoils above the next one, and those between the two: the counts are
cumulative integrals of one recoil spectrum, taken from the top down.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.quadrature import logarithmic_panels
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.interactions.couplings import Couplings
from cevns.nuclei.materials import pure
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.signal import recoil_spectrum
from cevns.rates.yields import break_energies, panel_edges
from cevns.sources.reactor import reactor_spectrum


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAbove:
    """Events above each threshold by flavour, in the order of the thresholds asked for.

    Parameters
    ----------
    sm : Standard Model events by flavour
    magnetic : events by flavour for an effective moment of 1e-10 mu_B
    recoil : smallest recoil energy that is counted, of whichever nuclide needs least [MeV]
    """

    sm: Mapping[str, Array]
    magnetic: Mapping[str, Array]
    recoil: Array

    @property
    def sm_total(self) -> Array:
        """Standard Model events of all flavours above each threshold."""
        return np.asarray(sum(self.sm.values()))

    @property
    def magnetic_total(self) -> Array:
        """Magnetic events above each threshold if every flavour had a moment of 1e-10 mu_B."""
        return np.asarray(sum(self.magnetic.values()))


@checked
def events_above(
    experiment: Experiment,
    thresholds: ArrayLike,
    *,
    couplings: Couplings | None = None,
    form_factor: FormFactorModel | None = None,
    neutron_form_factor: FormFactorModel | None = None,
    nodes: int = 24,
) -> EventsAbove:
    r"""Events of an experiment with each of many thresholds: `signal` for all of them at once.

    .. math:: N(T_j) = \varepsilon\sum_{l\ge j}\int_{T_l}^{T_{l+1}}\frac{dN}{dT}\,dT

    by Gauss-Legendre in ln T on panels cut at the thresholds and at the kinks of the spectra.

    Parameters
    ----------
    experiment : with a `ThresholdDetector` or an `IonisationDetector`, which say what the
        thresholds mean, what recoil they are in each nuclide, and the efficiency above them
    thresholds : in the place of the detector's own [MeV], > 0, in any order and shape
    couplings, form_factor, neutron_form_factor : as in `signal`
    nodes : per panel

    Returns
    -------
    EventsAbove
        by flavour, in the shape of the thresholds; 0 above every end point

    Raises
    ------
    ValueError
        if the detector has no threshold that could be set, or a threshold is not positive
    """
    detector = experiment.detector
    if not isinstance(detector, ThresholdDetector | IonisationDetector):
        raise ValueError(
            f"{experiment.key}: other thresholds need a detector that has one, "
            f"this one is a {type(detector).__name__}"
        )
    if experiment.counts_electrons:
        raise ValueError(
            f"{experiment.key}: these are events of nuclei only, and electrons are counted with "
            "them; use cevns.signal, threshold by threshold"
        )
    whole("nodes", nodes, at_least=2)
    wanted = in_range("thresholds", thresholds, "MeV", above=0, at_most=1, hint="write 5 * keV")
    sm: dict[str, Array] = {}
    magnetic: dict[str, Array] = {}
    recoil = np.full_like(wanted, np.inf)
    for nuclide, alone, share in _one_by_one(experiment):
        T_min = detector.recoil_thresholds(nuclide, wanted)
        recoil = np.minimum(recoil, T_min)
        kinks = (*np.unique(T_min).tolist(), math.inf)
        edges = panel_edges(break_energies(experiment.components), nuclide.mass, kinks)
        # every threshold is an edge, or lies above the last one; behind the last panel is nothing
        first = np.minimum(np.searchsorted(edges, T_min), len(edges) - 1)
        T = logarithmic_panels(edges, nodes)
        weight = detector.plateau * share * T.w
        spectrum = recoil_spectrum(
            alone,
            T.x,
            couplings=couplings,
            form_factor=form_factor,
            neutron_form_factor=neutron_form_factor,
        )
        for total, part in ((sm, spectrum.sm), (magnetic, spectrum.magnetic)):
            for flavor, dN_dT in part.items():
                panels = (weight * dN_dT).reshape(-1, nodes).sum(axis=1)
                above = np.append(np.cumsum(panels[::-1])[::-1], 0.0)
                total[flavor] = total.get(flavor, 0.0) + above[first]
    return EventsAbove(sm=FrozenMapping(sm), magnetic=FrozenMapping(magnetic), recoil=recoil)


def _one_by_one(experiment: Experiment) -> Iterator[tuple[Nuclide, Experiment, float]]:
    """Every nuclide, the experiment with a target of only that one, and its share of the mass."""
    material = experiment.material
    for nuclide, count in zip(material.nuclides, material.targets_per_kg, strict=True):
        alone = replace(experiment, material=pure(nuclide))
        yield nuclide, alone, float(count / alone.material.targets_per_kg[0])


class SoftShares(NamedTuple):
    """Shares of events, 0 to 1, of the Standard Model and magnetic."""

    sm: Array
    magnetic: Array


@checked
def soft_shares(experiment: Experiment, thresholds: ArrayLike) -> SoftShares:
    """Shares of a reactor's events that come from antineutrinos below 2 MeV.

    The power of the reactor is kept: without its soft part there are fewer antineutrinos.

    Parameters
    ----------
    experiment : at a reactor with the spectrum of `cevns.sources.reactor.reactor_spectrum`
    thresholds : recoil energies [MeV], > 0, one-dimensional; every recoil above one is counted

    Returns
    -------
    SoftShares
        one of each for every threshold

    Raises
    ------
    ValueError
        if the source has more than one component, or a threshold is no recoil energy
    """
    if len(experiment.components) != 1:
        raise ValueError(f"{experiment.key}: a reactor has one component of its beam")
    (beam,) = experiment.components
    whole = reactor_spectrum()
    hard = reactor_spectrum(low_energy="none", captures_per_fission=0)
    above = replace(beam, spectrum=hard).scaled(hard.total / whole.total)
    every = events_above(counting_all(experiment), thresholds)
    rest = events_above(counting_all(replace(experiment, components=(above,))), thresholds)
    return SoftShares(
        1 - rest.sm_total / every.sm_total, 1 - rest.magnetic_total / every.magnetic_total
    )


@checked
def counting_all(experiment: Experiment) -> Experiment:
    """Return an experiment that counts every recoil above a threshold that is to be set."""
    return replace(experiment, detector=ThresholdDetector(threshold_nr=1e-9))
