"""Backgrounds given by a formula: constants, exponentials and lines, whose shapes are fitted too.

A background becomes a template over the bins, and what is unknown of it becomes pulls: of its
size, and of an energy of its shape, through templates at several values of that energy.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from cevns.basics.checks import Array, in_range, infinite, settle
from cevns.basics.kinds import checked
from cevns.inference.measured.nuisances import Nuisance


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """As many events in every keV.

    Parameters
    ----------
    per_keV : >= 0
    """

    per_keV: float

    def __post_init__(self) -> None:
        settle(self, "per_keV", "events/keV", at_least=0)

    def events(self, edges: Array) -> Array:
        """Events between edges [keV]."""
        return self.per_keV * np.diff(edges)

    @property
    def unknown(self) -> Mapping[str, "Unknown"]:
        """Nothing but its size."""
        return {}


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential:
    r"""A background that falls exponentially, :math:`b(E)=b_0e^{-(E-E_1)/E_0}`.

    Parameters
    ----------
    per_keV : b_0, >= 0
    start : E_1 [keV]
    decay : E_0 [keV], > 0
    """

    per_keV: float
    start: float
    decay: float

    def __post_init__(self) -> None:
        settle(self, "per_keV", "events/keV", at_least=0)
        settle(self, "start", "keV", at_least=0)
        settle(self, "decay", "keV", above=0, at_most=1e3)

    def events(self, edges: Array) -> Array:
        """Events between edges [keV]."""
        fallen = np.exp((self.start - edges) / self.decay)
        return -self.per_keV * self.decay * np.diff(fallen)

    @property
    def unknown(self) -> Mapping[str, "Unknown"]:
        """Its decay, in steps of a factor."""
        nodes = 4.0 * np.cos(np.pi * (np.arange(10) + 0.5) / 10)
        return {"decay": Unknown(_decayed, tuple(map(float, nodes)))}


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Gaussian lines of one width whose sizes keep their ratios.

    Parameters
    ----------
    events_of_all : of the whole lines, inside the bins or not, >= 0
    energies : of the lines [keV]
    shares : of each, in units of the first
    spread : standard deviation [keV], > 0
    """

    events_of_all: float
    energies: tuple[float, ...]
    spread: float
    shares: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        settle(self, "events_of_all", "events", at_least=0)
        settle(self, "spread", "keV", above=0)
        for name in ("energies", "shares"):
            x = in_range(name, getattr(self, name), at_least=0)
            object.__setattr__(self, name, tuple(map(float, x.ravel())))
        if len(self.energies) != len(self.shares):
            raise ValueError(f"lines at {self.energies} keV need as many shares, got {self.shares}")

    def events(self, edges: Array) -> Array:
        """Events between edges [keV]."""
        from scipy.special import ndtr  # costs as much time at import as all the rest

        found = np.zeros(len(edges) - 1)
        for energy, share in zip(self.energies, self.shares, strict=True):
            found += share * np.diff(ndtr((edges - energy) / self.spread))
        return self.events_of_all / sum(self.shares) * found

    @property
    def unknown(self) -> Mapping[str, "Unknown"]:
        """Energy of the first line, and the width of all."""
        nodes = (-4.0, -2.0, 2.0, 4.0)
        return {"energy": Unknown(_moved, nodes), "width": Unknown(_widened, nodes)}


Shape = Constant | Exponential | Lines
"""A background given by a formula."""


@checked
@dataclass(frozen=True, slots=True)
class Unknown:
    """What a shape may have otherwise: the shape at so many steps, and where templates are made."""

    at: Callable[[Shape, float], Shape]
    nodes: tuple[float, ...]


def _decayed(shape: Shape, by: float) -> Shape:
    assert isinstance(shape, Exponential)
    return replace(shape, decay=shape.decay * math.exp(by))


def _moved(shape: Shape, by: float) -> Shape:
    assert isinstance(shape, Lines)
    first, *others = shape.energies
    return replace(shape, energies=(first + by, *others))


def _widened(shape: Shape, by: float) -> Shape:
    assert isinstance(shape, Lines)
    return replace(shape, spread=shape.spread + by)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """A shape, and what is unknown of it.

    Parameters
    ----------
    shape : at the values from which the pulls are counted
    sigma : relative uncertainty of its size; infinite if the data alone say it
    follows : background to whose size its own is proportional, up to ``sigma``; empty if none
    steps : of what is fitted of its shape, as much for one unit of its pull: ``"decay"`` in its
        logarithm, ``"energy"`` and ``"width"`` in keV

    Raises
    ------
    ValueError
        if a shape has nothing of that name

    Notes
    -----
    Templates through which a pull goes are made up to four steps to either side: steps that are
    about as large as the uncertainty that the data leave keep a fit inside.
    """

    shape: Shape
    sigma: float = math.inf
    follows: str = ""
    steps: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not infinite(self.sigma):
            settle(self, "sigma", at_least=0, hint="a relative uncertainty")
        for name, step in self.steps.items():
            in_range(f"step of {name}", step, above=0)
            if name not in self.shape.unknown:
                raise ValueError(
                    f"{name!r}: a {type(self.shape).__name__} has "
                    f"{', '.join(self.shape.unknown) or 'nothing'} to be fitted"
                )


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Modelled:
    """Templates of backgrounds, by name, and their pulls."""

    parts: Mapping[str, Array]
    nuisances: tuple[Nuisance, ...]

    def each(self, change: Callable[[Array], Array]) -> "Modelled":
        """Return the same with every template changed alike."""
        return Modelled(
            parts={name: change(one) for name, one in self.parts.items()},
            nuisances=tuple(
                replace(
                    pull,
                    variants={
                        name: tuple(change(one) for one in made)
                        for name, made in pull.variants.items()
                    },
                )
                for pull in self.nuisances
            ),
        )


_SIZE: Final = "size of "


@checked
def modelled(backgrounds: Mapping[str, Background], edges: Sequence[float]) -> Modelled:
    """Return the templates of backgrounds over bins, and pulls for what is unknown of them.

    Parameters
    ----------
    backgrounds : by name
    edges : of the bins [keV], ascending

    Raises
    ------
    ValueError
        if one follows a background that is not there, or that follows another itself
    """
    marks = in_range("edges", edges, "keV", at_least=0)
    parts = {name: one.shape.events(marks) for name, one in backgrounds.items()}
    followers: dict[str, dict[str, float]] = {name: {name: 1.0} for name in backgrounds}
    for name, one in backgrounds.items():
        if one.follows:
            leader = backgrounds.get(one.follows)
            if leader is None or leader.follows:
                raise ValueError(f"{name} follows {one.follows!r}, must be one that follows none")
            followers[one.follows][name] = 1.0
    pulls = []
    for name, one in backgrounds.items():
        if one.sigma > 0:
            said = "share of " if one.follows else _SIZE
            pulls.append(Nuisance(name=said + name, sigma=one.sigma, scales=followers[name]))
        for what, step in one.steps.items():
            unknown = one.shape.unknown[what]
            made = tuple(unknown.at(one.shape, n * step).events(marks) for n in unknown.nodes)
            pulls.append(
                Nuisance(
                    name=f"{what} of {name}",
                    sigma=math.inf,
                    variants={name: made},
                    at=unknown.nodes,
                )
            )
    return Modelled(parts=parts, nuisances=tuple(pulls))
