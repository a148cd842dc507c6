"""What is not known of a measurement besides the moments: its name, its prior, and what it does."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cevns.basics.checks import Array, in_range, infinite, number
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class Nuisance:
    r"""A pull: by how many of its units something differs from what is expected.

    Of a part p of the events it changes the size, :math:`1+s_p\theta`, or the shape: through
    templates at some values of the pull goes a polynomial, a parabola through -1, 0 and +1.

    Parameters
    ----------
    name : such as ``"quenching"``
    sigma : prior uncertainty in units of the pull, > 0; infinite if it is free
    scales : relative change per unit pull of each part that it scales
    variants : templates, over bins, of each part that it deforms, one for each value ``at``
    at : values of the pull at which the variants hold, none of them zero
    shared : key under which several data sets have this pull in common; empty if it is its own
    within : values that it may have; by default so far beyond its variants as a polynomial can be
        believed, five times as far with a prior and half as far again without
    starts : values besides the prior's from which a minimum is looked for, where there may be
        several
    centre : of the prior; what an auxiliary measurement found, in a repeated experiment

    Raises
    ------
    ValueError
        if a number is out of range, values repeat, or a part has not as many templates
    """

    name: str
    sigma: float = 1.0
    scales: Mapping[str, float] = field(default_factory=dict)
    variants: Mapping[str, tuple[Array, ...]] = field(default_factory=dict)
    at: tuple[float, ...] = (-1.0, 1.0)
    shared: str = ""
    within: tuple[float, float] | None = None
    starts: tuple[float, ...] = ()
    centre: float = 0.0

    def __post_init__(self) -> None:
        if not infinite(self.sigma):
            number(f"{self.name}: sigma", self.sigma, above=0, hint="math.inf for a free one")
        number(f"{self.name}: centre", self.centre)
        at = tuple(map(float, in_range(f"{self.name}: at", np.asarray(self.at, dtype=float))))
        if len({0.0, *at}) != len(at) + 1:
            raise ValueError(f"{self.name}: variants are at {at}, must be different and not zero")
        scales = {p: number(f"{self.name}: scale of {p}", s) for p, s in self.scales.items()}
        variants = {}
        for part, given in self.variants.items():
            if len(given) != len(at):
                raise ValueError(
                    f"{self.name}: {part} has {len(given)} variants, must be one for each of {at}"
                )
            variants[part] = tuple(
                read_only(in_range(f"{self.name}: {part}", one, "events").ravel()) for one in given
            )
        within = self.within
        if within is None:
            far = (1.5 if math.isinf(self.sigma) else 5.0) * max(map(abs, at))
            within = (-far, far) if variants else (-math.inf, math.inf)
        elif not within[0] < self.centre < within[1]:
            raise ValueError(f"{self.name}: its centre {self.centre:g} is not within {within}")
        starts = tuple(number(f"{self.name}: start", one) for one in self.starts)
        for key, value in (
            ("at", at),
            ("scales", FrozenMapping(scales)),
            ("variants", FrozenMapping(variants)),
            ("within", within),
            ("starts", starts),
        ):
            object.__setattr__(self, key, value)

    @property
    def free(self) -> bool:
        """Whether nothing is known of it but what the data say."""
        return math.isinf(self.sigma)

    @property
    def key(self) -> str:
        """What tells it apart in a joint fit, if it is shared; otherwise its name."""
        return self.shared or self.name

    def powers(self, part: str, nominal: Array) -> Array:
        r"""Coefficients of :math:`\theta,\theta^2,\ldots` of what it adds to a part.

        Parameters
        ----------
        part : that it deforms
        nominal : template at zero, shape (bins,)

        Returns
        -------
        Array
            shape (values, bins)
        """
        at = np.asarray(self.at)
        vander = at[:, None] ** np.arange(1, len(at) + 1)
        return np.asarray(np.linalg.solve(vander, np.stack(self.variants[part]) - nominal))


@checked
def centred(
    nuisances: Sequence[Nuisance], theta: Array, rng: np.random.Generator
) -> tuple[Nuisance, ...]:
    """Draw the centres of priors: what auxiliary measurements might have found.

    Parameters
    ----------
    nuisances : in the order of the pulls
    theta : their true values, shape (pulls,)
    rng : where randomness comes from

    Returns
    -------
    tuple
        the same; of what is free nothing was measured
    """
    return tuple(
        one if one.free else replace(one, centre=float(rng.normal(true, one.sigma)))
        for one, true in zip(nuisances, np.atleast_1d(theta).tolist(), strict=True)
    )
