r"""The one loop: events of every beam component in every channel and bin.

A cross section is c_0 + c_1/E + c_2/E^2 at fixed recoil energy, so the integral over the
neutrino spectrum is c_0 I_0 + c_1 I_1 + c_2 I_2 with the flux moments I_k above the smallest
energy that can give that recoil. What remains is one integral over recoil energy. Couplings
come after it: counts are weights on yields.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.constants import M_E
from cevns.basics.kinds import checked
from cevns.basics.quadrature import logarithmic_panels
from cevns.detectors.response import ELECTRON, ascending_kinks, counted
from cevns.experiments.experiment import Experiment
from cevns.interactions.channels import Channel, Interaction, any_flavor
from cevns.interactions.kinematics import momentum_transfer, neutrino_energy_min, recoil_energy_max
from cevns.nuclei.form_factors import normalised
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel, form_factor_models
from cevns.sources.beams import BeamComponent, Mixture


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Yields:
    """Events per product of couplings.

    Parameters
    ----------
    components : of the beam
    channels : what multiplies each product of couplings
    values : events, shape (component, channel, ...) with the bins last
    """

    components: tuple[BeamComponent, ...]
    channels: tuple[Channel, ...]
    values: Array

    def events(self, weights: ArrayLike) -> Array:
        """Sum over the channels.

        Parameters
        ----------
        weights : one a channel, the same for all components, or (component, channel)

        Returns
        -------
        Array
            events, shape (component, ...)
        """
        w = in_range("weights", weights)
        shape = self.values.shape[:2]
        if w.shape not in (shape, shape[1:]):
            raise ValueError(
                f"weights have shape {w.shape}, must be one a channel, {shape[1:]}, or one a "
                f"component and channel, {shape}"
            )
        events: Array = np.einsum("hc...,hc->h...", self.values, np.broadcast_to(w, shape))
        return events

    def of(self, interaction: Interaction) -> Array:
        """Events of an interaction whose channels are all here, shape (component, ...)."""
        index = [self.channels.index(channel) for channel in interaction.channels]
        weights = np.zeros(self.values.shape[:2])
        weights[:, index] = weights_by_component(interaction, self.components)
        return self.events(weights)


@checked
def weights_by_component(interaction: Interaction, components: Sequence[BeamComponent]) -> Array:
    """Weights of an interaction for every component of a beam, shape (component, channel)."""
    return np.stack(
        [
            sum(share * interaction.weights(f) for f, share in flavors_seen(interaction, c).items())
            for c in components
        ]
    )


@checked
def flavors_seen(interaction: Interaction, component: BeamComponent) -> dict[str, float]:
    """Flavours whose couplings a component has, with their shares.

    Raises
    ------
    ValueError
        if it is a mixture that does not say its flavours, and the couplings tell them apart
    """
    if not isinstance(component.state, Mixture):
        return {component.state: 1.0}
    return component.state.by_flavor or {any_flavor(interaction): 1.0}


@checked
def form_factors(
    nuclide: Nuclide,
    Q: Array,
    proton: FormFactorModel | None,
    neutron: FormFactorModel | None,
    Q_n: Array | None = None,
) -> tuple[Array, Array]:
    """Proton and neutron form factor at momentum transfers [fm^-1], the latter's Q_n if given."""
    protons, neutrons = form_factor_models(proton, neutron)
    F_p = normalised(protons(nuclide), f"form factor of {nuclide.name}")(Q)
    if neutrons is protons and Q_n is None:
        return F_p, F_p
    F_n = normalised(neutrons(nuclide), f"neutron form factor of {nuclide.name}")
    return F_p, F_n(Q if Q_n is None else Q_n)


@dataclass(frozen=True, slots=True)
class _Part:
    """Recoils of one kind of target: an energy grid, and what each energy is worth."""

    nuclide: Nuclide
    recoil: str
    T: Array
    weight: Array

    @property
    def mass(self) -> float:
        return self.nuclide.mass if self.recoil == "nucleus" else M_E

    def coefficients(
        self,
        channels: Sequence[Channel],
        proton: FormFactorModel | None,
        neutron: FormFactorModel | None,
    ) -> Array:
        """Coefficients of the channels, shape (channel, 3, energies)."""
        if self.recoil == "nucleus":
            Q = momentum_transfer(self.T, self.mass)
            F_p, F_n = form_factors(self.nuclide, Q, proton, neutron)
        else:
            F_p = F_n = np.ones_like(self.T)
        return np.stack([c.coefficients(self.T, self.nuclide, F_p, F_n) for c in channels])


@checked
def yields(
    experiment: Experiment,
    channels: Sequence[Channel],
    *,
    proton: FormFactorModel | None = None,
    neutron: FormFactorModel | None = None,
    nodes: int = 24,
    time_edges: ArrayLike | None = None,
) -> Yields:
    r"""Events of every beam component in every channel and bin.

    .. math::

        Y_{h c b} = \sum_x N_x\,\Phi_h\int dT\,R_b^{(x)}(T)\sum_{k=0}^{2} c_k^{(c,x)}(T)\,
        I_k^{(h)}\!\left(E_\text{min}^{(x)}(T)\right)

    by Gauss-Legendre in ln T on panels cut where the response or a spectrum has a kink.

    Parameters
    ----------
    experiment : source, target, detector and exposure
    channels : such as those of `cevns.interactions.standard_model.standard_model`
    proton, neutron : models giving every nuclide its form factors, as
        `cevns.nuclei.radii.form_factor_models` takes them
    nodes : per panel
    time_edges : of bins of arrival time [s], which become the last axis; every component then
        needs an ``arrival``

    Returns
    -------
    yields
        values of shape (component, channel, ...)

    Raises
    ------
    ValueError
        if there is no channel, or time bins are asked of a source without a clock
    """
    n = whole("nodes", nodes, at_least=2)
    if not channels:
        raise ValueError("yields need at least one channel")
    components = experiment.components
    parts, bins, energies = [], (), break_energies(components)
    for recoil in ("nucleus", "electron"):
        if all(c.recoil != recoil for c in channels):
            continue
        for nuclide, targets in target_counts(experiment):
            response = experiment.detector.on(nuclide if recoil == "nucleus" else ELECTRON)
            mass = nuclide.mass if recoil == "nucleus" else M_E
            jumps = {
                x for c in channels if c.recoil == recoil and c.kinks for x in c.kinks(nuclide)
            }
            edges = panel_edges(energies, mass, ascending_kinks(response), jumps)
            T = logarithmic_panels(edges, n)
            matrix = counted(response, T.x)
            bins = matrix.shape[1:]
            weight = (targets * T.w)[:, None] * matrix.reshape(len(T.x), math.prod(bins))
            parts.append(_Part(nuclide, recoil, T.x, weight))
    width = parts[0].weight.shape[1]
    values: Array = np.zeros((len(components), len(channels), width))
    for part, rows, spectra in _recoils(parts, components, channels, proton, neutron):
        values[rows] += spectra @ part.weight
    values = (fluences(experiment)[:, None, None] * values).reshape(*values.shape[:2], *bins)
    _finite(values, components, channels)
    if time_edges is not None:
        values = values[..., None] * _arrivals(components, time_edges).reshape(
            len(components), *(1,) * (values.ndim - 1), -1
        )
    return Yields(components=components, channels=tuple(channels), values=values)


@checked
def recoil_yields(
    experiment: Experiment,
    channels: Sequence[Channel],
    T: ArrayLike,
    *,
    proton: FormFactorModel | None = None,
    neutron: FormFactorModel | None = None,
) -> Yields:
    """Nuclear recoils per energy of every component and channel, before the detector.

    Parameters
    ----------
    experiment, channels, proton, neutron : as in `yields`
    T : recoil energies [MeV], > 0, any shape

    Returns
    -------
    yields
        recoils/MeV, values of shape (component, channel, ...)
    """
    nuclear_recoils(channels)
    grid = in_range("T", T, "MeV", above=0)
    components, flat = experiment.components, grid.ravel()
    _within_reach(experiment, flat)
    parts = [
        _Part(nuclide, "nucleus", flat, np.array(targets))
        for nuclide, targets in target_counts(experiment)
    ]
    values = np.zeros((len(components), len(channels), flat.size))
    for part, rows, spectra in _recoils(parts, components, channels, proton, neutron):
        values[rows] += spectra * part.weight
    values = (fluences(experiment)[:, None, None] * values).reshape(*values.shape[:2], *grid.shape)
    _finite(values, components, channels)
    return Yields(components=components, channels=tuple(channels), values=values)


def _finite(
    values: Array, components: Sequence[BeamComponent], channels: Sequence[Channel]
) -> None:
    """Refuse events that are no numbers: a form factor, a channel or a spectrum gives none."""
    if not np.isfinite(values).all():
        h, c = np.argwhere(~np.isfinite(values))[0][:2]
        raise ValueError(
            f"events of {components[h].label} in channel {channels[c].name!r} are not finite; does "
            "a form factor, a coupling or a spectrum of your own give nan?"
        )


def _within_reach(experiment: Experiment, T: Array) -> None:
    """Refuse recoil energies of which none can occur, and such as are far beyond all that can."""
    lightest = min(n.mass for n in experiment.material.nuclides)
    end = float(recoil_energy_max(break_energies(experiment.components)[-1], lightest))
    beyond = (end if T.size and T.min() > end else max(10 * end, 1.0)) < T
    if beyond.any():
        raise ValueError(
            f"T = {T[beyond][0]:g} MeV lies above the end point, {end:.4g} MeV"
            + (", as do all others" if T.size > 1 and T.min() > end else "")
            + "; write 5 * keV for 5 keV"
        )


@checked
def nuclear_recoils(channels: Sequence[Channel]) -> None:
    """Refuse channels of recoils that are no nuclei, where only those are computed."""
    other = [c.name for c in channels if c.recoil != "nucleus"]
    if other:
        raise ValueError(
            f"these are recoils of nuclei only, and other things recoil in {', '.join(other)}; "
            "use cevns.rates.yields.yields"
        )


def _recoils(
    parts: Sequence[_Part],
    components: Sequence[BeamComponent],
    channels: Sequence[Channel],
    proton: FormFactorModel | None,
    neutron: FormFactorModel | None,
) -> Iterator[tuple[_Part, tuple[int, list[int]], Array]]:
    """Recoils per energy of every part and component: its channels' rows, and (channel, energy)."""
    for part, moments in _with_moments(parts, components):
        own = [i for i, c in enumerate(channels) if c.recoil == part.recoil]
        c_k = part.coefficients([channels[i] for i in own], proton, neutron)
        for h, I_k in enumerate(moments):
            yield part, (h, own), np.einsum("ckt,kt->ct", c_k, I_k)


def _with_moments(
    parts: Sequence[_Part], components: Sequence[BeamComponent]
) -> Iterator[tuple[_Part, list[Array]]]:
    """Every part with the flux moments of all components, found for all energies at once."""
    E_min = np.concatenate([neutrino_energy_min(part.T, part.mass) for part in parts])
    moments = [c.spectrum.moments(E_min) for c in components]
    start = 0
    for part in parts:
        stop = start + len(part.T)
        yield part, [I_k[:, start:stop] for I_k in moments]
        start = stop


@checked
def fluences(experiment: Experiment) -> Array:
    """Neutrinos per area over the exposure, of every component [cm^-2]."""
    each = (c.fluence(experiment.baseline_m, experiment.exposure) for c in experiment.components)
    return np.array(list(each))


@checked
def target_counts(experiment: Experiment) -> Iterator[tuple[Nuclide, float]]:
    """Nuclides of the target and how many of each there are."""
    counts = experiment.material.targets_per_kg * experiment.mass
    yield from zip(experiment.material.nuclides, map(float, counts), strict=True)


@checked
def break_energies(components: Sequence[BeamComponent]) -> Array:
    """Neutrino energies between which the moments of all spectra are smooth [MeV]."""
    return np.array(sorted({E for c in components for E in c.spectrum.breakpoints if E}))


@checked
def panel_edges(
    energies: Array, mass: float, kinks: Sequence[float], jumps: Iterable[float] = ()
) -> list[float]:
    """Kinks of a response, and of the spectra as end points, inside the open range [MeV].

    Jumps of the cross sections among them. Fewer than two where no recoil is counted.
    """
    end_points = recoil_energy_max(energies, mass)
    lower, upper = kinks[0], min(kinks[-1], float(end_points[-1]))
    return sorted({x for x in (*kinks, *map(float, end_points), *jumps) if lower <= x <= upper})


def _arrivals(components: Sequence[BeamComponent], time_edges: ArrayLike) -> Array:
    """Fractions of every component in each bin of arrival time, shape (component, bins)."""
    edges = in_range("time edges", time_edges, "s")
    if edges.ndim != 1 or len(edges) < 2 or not (np.diff(edges) > 0).all():
        raise ValueError(f"time edges must ascend, two or more of them [s]; got {time_edges!r}")
    fractions = []
    for c in components:
        if c.arrival is None:
            raise ValueError(f"{c.label}: a source without a clock has no bins of arrival time")
        share = in_range(f"{c.label}: arrival", c.arrival(edges), at_least=0, at_most=1)
        if share.shape != (len(edges) - 1,) or share.sum() > 1 + 1e-9:
            raise ValueError(
                f"{c.label}: arrival must give one fraction a bin, {len(edges) - 1} that sum to 1 "
                f"at most; got shape {share.shape} with sum {share.sum():.6g}"
            )
        fractions.append(share)
    return np.stack(fractions)
