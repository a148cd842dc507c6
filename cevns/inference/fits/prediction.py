r"""Events as a function of what a fit changes: weights on `cevns.rates.yields`.

A shift of the proton's coupling, by the weak mixing angle or by a charge radius, enters counts
as a quadratic polynomial; a charge radius that changes the flavour, incoherently; a moment, by
its square. Only the size of a nucleus goes into an integral.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.interactions.channels import Channel
from cevns.interactions.couplings import Couplings
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.interactions.electrons import ELECTRON_MAGNETIC, ElectronScattering
from cevns.interactions.kinematics import momentum_transfer
from cevns.interactions.neutral_current import Term
from cevns.interactions.standard_model import standard_model
from cevns.neutrinos.flavors import FLAVORS
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel, form_factor_models
from cevns.rates.yields import Yields, weights_by_component, yields
from cevns.sources.beams import BeamComponent, Mixture

NODES: Final = 28
"""Sizes at which counts are integrated; between them they are a polynomial."""

Models = tuple[FormFactorModel, FormFactorModel]
"""Form factors of the protons and of the neutrons."""

_STEPS: Final = (0.0, 1.0, -1.0)


Products = tuple[Array, Array, Array]
"""What multiplies F_p^2, F_p F_n and F_n^2 in the coefficients of a channel."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What channels of one integration share: every nuclide has one grid of recoil energies."""

    products: dict[tuple[int, str], Products]
    form_factors: dict[tuple[int, str], Array]


@dataclass(frozen=True, slots=True)
class _Sized:
    """A channel whose nuclei have form factors of its own.

    Its amplitudes are linear in the form factors: what multiplies their products is found once.
    """

    channel: Channel
    models: Models
    memory: _Memory

    def __call__(self, T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        pp, pn, nn = self._products(T, nuclide)
        F_p, F_n = (self._form_factor(model, T, nuclide) for model in self.models)
        return pp * F_p**2 + pn * (F_p * F_n) + nn * F_n**2

    def _products(self, T: Array, nuclide: Nuclide) -> Products:
        key = id(self.channel), nuclide.name
        if key not in self.memory.products:
            zero, one = np.zeros_like(T), np.ones_like(T)
            of = self.channel.coefficients
            pp, nn = of(T, nuclide, one, zero), of(T, nuclide, zero, one)
            self.memory.products[key] = pp, of(T, nuclide, one, one) - pp - nn, nn
        return self.memory.products[key]

    def _form_factor(self, model: FormFactorModel, T: Array, nuclide: Nuclide) -> Array:
        key = id(model), nuclide.name
        if key not in self.memory.form_factors:
            Q = momentum_transfer(T, nuclide.mass)
            self.memory.form_factors[key] = model(nuclide)(Q)
        return self.memory.form_factors[key]


def _protons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.Z * F_p


def _shifted(couplings: Couplings, flavor: str) -> list[Channel]:
    """All of the neutral current with the proton's coupling shifted by 0, +1 and -1."""
    return [
        standard_model(couplings)
        .plus(Term(name="shift", amplitude=_protons, coupling=lambda _, by=by: by))  # type: ignore[misc]
        .whole(flavor)
        for by in _STEPS
    ]


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Form factors of nuclei as a function of one size.

    Parameters
    ----------
    low, high : range of the size [fm]
    models : of protons and neutrons at a size
    """

    low: float
    high: float
    models: Callable[[float], Models]

    @property
    def nodes(self) -> Array:
        """Chebyshev points of the range."""
        x = np.polynomial.chebyshev.chebpts1(NODES)
        return np.asarray(self.low + (self.high - self.low) * (x + 1) / 2)


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Predicted:
    """Events at n values of the parameters.

    Parameters
    ----------
    weak : of the neutral current, shape (bin, n)
    mu2_mu10 : squared effective moments of the components [mu10^2], shape (component, n)
    magnetic : events per mu10^2 of every component, shape (component, bin, n); the last may be 1
        if they are the same at all values
    """

    weak: Array
    mu2_mu10: Array
    magnetic: Array

    @property
    def events(self) -> Array:
        """All together, shape (bin, n)."""
        if self.magnetic.shape[2] == 1:
            magnetic = np.einsum("hb,hn->bn", self.magnetic[..., 0], self.mu2_mu10)
        else:
            magnetic = np.einsum("hbn,hn->bn", self.magnetic, self.mu2_mu10)
        return np.asarray(self.weak + magnetic)


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prediction:
    r"""Events in every bin as a function of shifts, moments and a size.

    .. math::

        N_b = \sum_h\left[c_{hb} + l_{hb}\,\delta_h + q_{hb}\left(\delta_h^2+\tau_h^2\right)
        + m_{hb}\,\mu_h^2\right]

    for the components h of the beam, with the shift :math:`\delta_h` of the proton's coupling, one
    that changes the flavour, :math:`\tau_h`, and effective moments. With sizes, all four are
    polynomials in one.

    Parameters
    ----------
    flavors : of the components
    pieces : c, l, q and m, shape (4, node, component, bin), one node without sizes; as Chebyshev
        coefficients if there are more
    sizes : range of the polynomials, if there is one
    """

    flavors: tuple[str, ...]
    pieces: Array
    sizes: Sizes | None = None

    def at(self, size: Array | None) -> Array:
        """Return c, l, q and m, shape (4, n or 1, component, bin)."""
        if self.sizes is None or size is None:
            return self.pieces
        s = self.sizes
        x = np.clip((2 * size - s.low - s.high) / (s.high - s.low), -1.0, 1.0)
        vander = np.polynomial.chebyshev.chebvander(x, NODES - 1)
        return np.asarray(np.einsum("nk,pkhb->pnhb", vander, self.pieces, optimize=True))

    def at_values(
        self, shift: Array, transition2: Array, mu2_mu10: Array, size: Array | None = None
    ) -> Predicted:
        """Events of all components.

        Parameters
        ----------
        shift, transition2, mu2_mu10 : by component, shape (component, n): shift of the proton's
            coupling, square of one that changes the flavour, squared moment [mu10^2]
        size : shape (n,) [fm], if there are sizes
        """
        weights = np.stack([np.ones_like(shift), shift, shift**2 + transition2])
        *weak, magnetic = self.at(size)
        if len(magnetic) == 1:
            found = np.einsum("phb,phn->bn", np.stack(weak)[:, 0], weights)
        else:
            found = np.einsum("pnhb,phn->bn", np.stack(weak), weights)
        per = magnetic.transpose(1, 2, 0)
        return Predicted(weak=np.asarray(found), mu2_mu10=mu2_mu10, magnetic=per)


class Layout(Protocol):
    """Where the bins of data are: along the axes of a response, and of arrival time."""

    @property
    def time_edges(self) -> Array | None:
        """Edges of bins of arrival time [s], if there are any."""
        ...

    def rows_of(self, values: Array) -> Array:
        """Return what has bins in its last axes in the order of the data, (..., bins)."""
        ...


@checked
def prediction(
    experiment: Experiment,
    couplings: Couplings,
    models: Models | None = None,
    sizes: Sizes | None = None,
    layout: Layout | None = None,
) -> Prediction:
    """Integrate what a fit needs to know of an experiment.

    Parameters
    ----------
    experiment : source, target, detector and exposure
    couplings : of the nucleons
    models : form factors of protons and neutrons, where their size is not free
    sizes : form factors as a function of a size
    layout : where the bins of the data are, if there are more axes than one, or a clock

    Raises
    ------
    ValueError
        if a component of the beam is a mixture of mass states
    """
    flavors = component_flavors(experiment.components)
    kinds = tuple(dict.fromkeys(f.removesuffix("_bar") for f in flavors))
    fixed = models or form_factor_models()
    chosen = [sizes.models(float(s)) for s in sizes.nodes] if sizes else [fixed]
    base = [channel for f in kinds for channel in _shifted(couplings, f)] + [MAGNETIC]
    memory = _Memory({}, {})
    channels = [
        Channel(name=one.name, coefficients=_Sized(one, some, memory))
        for some in chosen
        for one in base
    ]
    values = _laid_out(experiment, channels, layout).values
    bins = values.reshape(len(flavors), len(chosen), len(base), -1)
    pieces = np.empty((4, len(chosen), len(flavors), bins.shape[-1]))
    for h, flavor in enumerate(flavors):
        start = 3 * kinds.index(flavor.removesuffix("_bar"))
        none, up, down = (bins[h, :, start + i] for i in range(3))
        pieces[:, :, h] = none, (up - down) / 2, (up + down) / 2 - none, bins[h, :, -1]
    if experiment.counts_electrons:
        weak, magnetic = _of_electrons(experiment, layout)
        pieces[0] += weak
        pieces[3] += magnetic
    if sizes:
        pieces = _to_chebyshev(pieces)
    return Prediction(flavors=flavors, pieces=pieces, sizes=sizes)


def _laid_out(experiment: Experiment, channels: Sequence[Channel], layout: Layout | None) -> Yields:
    """Integrate, and bring the bins into the order of the data."""
    found = yields(experiment, channels, time_edges=layout.time_edges if layout else None)
    return replace(found, values=layout.rows_of(found.values)) if layout else found


def _of_electrons(experiment: Experiment, layout: Layout | None) -> tuple[Array, Array]:
    """Electrons hit by every component, in every bin: neither radii nor angles change them."""
    channels = (*ElectronScattering().channels, ELECTRON_MAGNETIC)
    found = _laid_out(experiment, channels, layout)
    weak = np.pad(weights_by_component(ElectronScattering(), found.components), ((0, 0), (0, 1)))
    shape = (len(found.components), -1)
    return found.events(weak).reshape(shape), found.values[:, -1].reshape(shape)


@checked
def component_flavors(components: Sequence[BeamComponent]) -> tuple[str, ...]:
    """Return the flavour of every component.

    Raises
    ------
    ValueError
        if one is a mixture of mass states
    """
    found = []
    for c in components:
        if isinstance(c.state, Mixture):
            raise ValueError(
                f"{c.label} is a mixture of mass states; fits are of beams of known flavour"
            )
        found.append(c.state)
    return tuple(found)


@checked
def belongs(flavor: str, group: str) -> bool:
    """Whether a component has a flavour.

    ``"nu_e"`` is the electron flavour, of a reactor's antineutrinos too, as radii and moments of
    both are alike; ``"muon"`` is both of nu_mu and nu_mu_bar, which one beam has side by side.
    """
    if group in ("nu_e", "muon"):
        return FLAVORS[flavor] == FLAVORS["nu_e" if group == "nu_e" else "nu_mu"]
    return group in ("all", flavor)


def _to_chebyshev(values: Array) -> Array:
    """Coefficients of the polynomial through values at Chebyshev points, along axis 1."""
    x = np.polynomial.chebyshev.chebpts1(NODES)
    vander = np.polynomial.chebyshev.chebvander(x, NODES - 1)
    norm = np.where(np.arange(NODES) == 0, 1.0, 2.0) / NODES
    return np.asarray(np.einsum("k,nk,pnhb->pkhb", norm, vander, values))


@checked
def groups(flavors: Sequence[str]) -> list[str]:
    """Flavours and groups of flavours that a beam has."""
    known = list(dict.fromkeys(flavors))
    return [*known, "muon", "all"] if any(belongs(f, "muon") for f in known) else [*known, "all"]
