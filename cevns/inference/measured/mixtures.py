"""How many signal events data have: the Standard Model's times a strength, and of which kinds.

What a template is linear in may be scaled and mixed, its variants under pulls with it: nothing is
folded again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.kinds import checked
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import SIGNAL, TemplateBins

NORMS = ("flux", "signal")
"""Pulls of which nothing but the size of the signal is left, and which a strength replaces."""


@checked
def blended(sets: Sequence[TemplateBins], weights: ArrayLike) -> TemplateBins:
    r"""Mix the templates of data sets that differ in their signal only.

    .. math:: N_b = \sum_s w_s N_b^{(s)}

    for all parts and variants. As a polynomial through some values of a parameter is such a
    mixture, the templates at any value follow from those at a few: three for couplings, in which
    events are quadratic.

    Parameters
    ----------
    sets : the same data, bins and pulls
    weights : one a set

    Returns
    -------
    TemplateBins
        with the counts of the first

    Raises
    ------
    ValueError
        if there is none, or they have other parts, bins or pulls than the first
    """
    w = in_range("weights", weights)
    if not sets or w.shape != (len(sets),):
        raise ValueError(f"weights have shape {w.shape}, must be one for each of {len(sets)} sets")
    first = sets[0]
    for one in sets[1:]:
        alike = [n.name for n in one.nuisances] == [n.name for n in first.nuisances]
        if not alike or set(one.parts) != set(first.parts) or one.on.shape != first.on.shape:
            raise ValueError(f"{one.name} has other parts, bins or pulls than {first.name}")

    def mixed(each: Sequence[Array]) -> Array:
        return np.tensordot(w, np.stack(each), axes=1)

    parts = {name: mixed([one.parts[name] for one in sets]) for name in first.parts}
    nuisances = []
    for j, pull in enumerate(first.nuisances):
        variants = {
            part: tuple(
                mixed([one.nuisances[j].variants[part][k] for one in sets])
                for k in range(len(pull.at))
            )
            for part in pull.variants
        }
        nuisances.append(replace(pull, variants=variants))
    # a polynomial may fall a rounding below zero where nothing is expected
    parts = {name: np.maximum(part, 0.0) for name, part in parts.items()}
    return replace(first, parts=parts, nuisances=tuple(nuisances))


@checked
def scaled(data: TemplateBins, strength: float, part: str = SIGNAL[0]) -> TemplateBins:
    """Return data with one part of what is expected, and its variants, multiplied.

    Parameters
    ----------
    data : to be changed
    strength : >= 0
    part : ``"sm"`` for the signal of the Standard Model
    """
    k = number("strength", strength, at_least=0)
    if part not in data.parts:
        raise ValueError(f"{data.name}: no part {part!r}; there are {', '.join(data.parts)}")
    return replace(
        data,
        parts={**data.parts, part: k * data.parts[part]},
        nuisances=tuple(_scaled(pull, part, k) for pull in data.nuisances),
    )


def _scaled(pull: Nuisance, part: str, k: float) -> Nuisance:
    if part not in pull.variants:
        return pull
    moved = tuple(k * one for one in pull.variants[part])
    return replace(pull, variants={**pull.variants, part: moved})


@checked
def by_part(data: TemplateBins, pulls: ArrayLike | None = None) -> dict[str, Array]:
    """Return expected events of every part without moments, over the bins.

    Parameters
    ----------
    data : with parts and pulls
    pulls : shape (pulls,); what fits best by default
    """
    best = data.profile(0.0, 0.0).pulls if pulls is None else in_range("pulls", pulls)
    found = {}
    for i, name in enumerate(data.expectation.names):
        if name not in SIGNAL[1:]:
            one = np.zeros((1, len(data.expectation.names)))
            one[0, i] = 1.0
            found[name] = data.expectation.events(one, best.reshape(1, -1))[0]
    return found


class Strength(NamedTuple):
    """A fitted strength of the signal, in units of what the Standard Model expects.

    ``best`` is where chi^2 is least, >= 0, ``lower`` and ``upper`` where it is larger by 1;
    ``without`` is by how much it is larger without any signal, ``chi2`` the least, and ``events``
    those of the Standard Model, by which to multiply.
    """

    best: float
    lower: float
    upper: float
    without: float
    chi2: float
    events: float

    @property
    def significance(self) -> float:
        """Standard deviations at which no signal is excluded, the root of `without`."""
        return float(np.sqrt(self.without))


@checked
def without_norms(data: TemplateBins, norms: Sequence[str] = NORMS) -> TemplateBins:
    """Return data without the pulls that a free size of the signal replaces."""
    return replace(data, nuisances=tuple(n for n in data.nuisances if n.name not in norms))


@checked
def signal_strength(data: TemplateBins, norms: Sequence[str] = NORMS) -> Strength:
    r"""Fit how much of the Standard Model's signal there is, all pulls profiled.

    .. math:: \mu_b = s\,N_b^\text{SM}(\theta) + B_b(\theta), \qquad
              \hat s = \arg\min_{s\ge0}\chi^2(s)

    Parameters
    ----------
    data : with a signal of the Standard Model
    norms : pulls that are left out, as s itself is the size of the signal
    """
    free = without_norms(data, norms)
    return strength_of(lambda s: _chi2(scaled(free, s)), float(data.parts[SIGNAL[0]].sum()))


def _chi2(data: TemplateBins) -> float:
    return float(data.chi2_mu10(np.zeros(()), np.zeros(())))


@checked
def strength_of(chi2: Callable[[float], float], events: float = 1.0, top: float = 3.0) -> Strength:
    """Find the least of a chi^2 of a strength, and where it is larger by 1.

    Parameters
    ----------
    chi2 : of a strength >= 0, with one minimum
    events : at strength 1
    top : largest strength that is looked at
    """
    from scipy.optimize import brentq, minimize_scalar  # cost as much time at import as the rest

    total = number("events", events, "events", at_least=0)
    end = number("top", top, above=0)
    least = minimize_scalar(chi2, bounds=(0.0, end), method="bounded", options={"xatol": 1e-5})
    zero = chi2(0.0)
    best, low = (float(least.x), float(least.fun)) if least.fun < zero else (0.0, zero)

    def above(s: float) -> float:
        return chi2(s) - low - 1

    lower = 0.0 if zero - low <= 1 else brentq(above, 0.0, best, xtol=1e-5)
    upper = brentq(above, best, 2 * end, xtol=1e-5)
    return Strength(
        best=best,
        lower=float(lower),
        upper=float(upper),
        without=zero - low,
        chi2=low,
        events=total,
    )
