"""Templates scaled and mixed, and what is expected part by part.

What a template is linear in may be scaled and mixed, its variants under pulls with it: nothing is
folded again.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.kinds import checked
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import SIGNAL, TemplateBins


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
