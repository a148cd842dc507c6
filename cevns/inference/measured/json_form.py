"""Measured data as JSON that holds all of their likelihood: templates, variants, pulls, formula.

What programs with a fixed set of models have no place for, a pull with five templates, a shape
without a prior, Gaussian rates, a mixture of mass states, is here as it is in the package.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.combination import Combination
from cevns.inference.many_forms import State
from cevns.inference.measured.description import Description
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.likelihood import Likelihood
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.together import Together
from cevns.neutrinos.mixing import Mixing

NAME: Final = "cevns templates 1"
"""Name of the form, with its version: a key that goes or changes its meaning makes a new one."""

FORMULA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chi2": "min over theta of sum over data of D + sum over nuisances with a sigma of "
        "((theta - centre)/sigma)^2; theta from lower to upper, null where there is no end",
        "poisson": "D = sum over bins of 2 P(on; m), and where there is an off, of min over "
        "beta >= 0 of 2 P(on; m + beta) + 2 P(off; tau beta); P(n; m) = m - n + n ln(n/m), m with "
        "n = 0; m = kept(mu; fewest)",
        "gaussian": "D = sum over bins of (mu - on)^2/variance",
        "mu": "sum over parts of moment * shape * kept(size; floor); moment is the squared "
        "effective moment of that name [(1e-10 mu_B)^2], 1 where it is null",
        "shape": "events + sum over shapes of (p(theta) - events), in every bin; p is the "
        "polynomial of lowest degree through events at theta = 0 and the variants at 'at'",
        "size": "1 + sum over sizes of (size * theta)",
        "kept": "kept(z; w) = z from w on, w exp(max(z/w - 1, -200)) below; z where w = 0",
        "moments": "mu2 = |Lambda|^2 - |sum_i U[flavor][i] Lambda_i|^2 of a flavor, U with rows "
        "e, mu, tau and det U = 1; sum_i P[i] (|Lambda|^2 - |Lambda_i|^2) of a mixture of mass "
        "states; Lambda in the mass basis [1e-10 mu_B]",
    }
)
"""What the numbers are for, in words that need no package."""

_FLAVORS: Final = {"electron": ("mu2_e", "nu_e"), "muon": ("mu2_mu", "nu_mu")}


class _Told(NamedTuple):
    """A data set, the state that its neutrinos arrive in, and what its pulls are called."""

    data: TemplateBins
    state: State | None
    pulls: list[str]


@checked
def likelihood_record(chi2: MomentChi2, mixing: Mixing) -> dict[str, Any]:
    """Return a likelihood of templates in plain numbers, by `FORMULA`.

    Parameters
    ----------
    chi2 : of measured data: one set, several whose pulls may be shared, or data of the Sun
    mixing : from which the shares of mass states are

    Returns
    -------
    dict
        ``moments``, squared effective moments by name and what they are of; ``nuisances`` by name,
        each once; ``data``, with counts, and with the parts of what is expected: their ``events``
        over the bins, ``sizes`` and ``shapes``, by nuisance. Templates are events, magnetic ones
        events per (1e-10 mu_B)^2

    Raises
    ------
    ValueError
        if some of it has no templates
    """
    nuisances: dict[str, dict[str, Any]] = {}
    moments: dict[str, dict[str, Any]] = {}
    sets = []
    for likelihood, members in _groups(chi2):
        names = _named(likelihood, members, nuisances)
        for i, (data, state) in enumerate(members):
            pulls = [names[k] for k in likelihood.index[i]]
            told = _Told(data, state, pulls)
            moments |= _moments(told, mixing)
            sets.append(_set(told))
    return {"moments": moments, "nuisances": nuisances, "data": sets}


@checked
def table_record(data: Description) -> dict[str, Any]:
    """Return what a table of measured data is, and where its bins are.

    Parameters
    ----------
    data : described

    Returns
    -------
    dict
        ``title``, ``licence`` and ``reference``; ``axes``, each with its ``unit``, the ``edges`` of
        its bins, and for every row of the counts the ``index`` of its bin, from 0 on
    """
    told = data.data
    return {
        "title": told.title,
        "licence": told.licence,
        "reference": told.reference,
        "axes": [
            {"unit": axis.unit, "edges": axis.edges.tolist(), "index": axis.index.tolist()}
            for axis in data.table.axes
        ],
    }


Members = list[tuple[TemplateBins, State | None]]


def _groups(chi2: Any, state: State | None = None) -> list[tuple[Likelihood, Members]]:
    """Take a sum apart into likelihoods between which no pull is shared."""
    if isinstance(chi2, TemplateBins):
        return [(chi2.likelihood, [(chi2, state)])]
    if isinstance(chi2, Joint):
        return [(chi2.likelihood, [(one, state) for one in chi2.sets])]
    if isinstance(chi2, Combination) and not chi2.shared and not chi2.pooled:
        return [group for one in chi2.counts for group in _groups(one)]
    if isinstance(chi2, Together):
        earth = [] if chi2.earth is None else _groups(chi2.earth)
        return earth + [group for one in chi2.seen for group in _groups(one.chi2, one.state)]
    raise ValueError(f"{chi2.name}: it has no templates, which the form {NAME!r} is made of")


def _named(likelihood: Likelihood, members: Members, known: dict[str, dict[str, Any]]) -> list[str]:
    """Name the pulls of a likelihood, and tell of them: a name of two is said with its data."""
    low, high = likelihood.bounds
    names = []
    for k, one in enumerate(likelihood.nuisances):
        of = [
            data.name
            for (data, _), index in zip(members, likelihood.index, strict=True)
            if k in index
        ]
        name = one.shared or f"{one.name}, {of[0]}"
        while name in known:  # shared, but not with these data
            name += f", {of[0]}"
        names.append(name)
        known[name] = {
            "sigma": None if one.free else one.sigma,
            "centre": one.centre,
            "lower": _finite(low[k]),
            "upper": _finite(high[k]),
            "starts": [one.centre, *one.starts],
            "of": of,
        }
    return names


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _moment(told: _Told, part: str) -> str | None:
    """Name of the squared moment that multiplies a part."""
    if part not in _FLAVORS:
        return None
    return _FLAVORS[part][0] if told.state is None else f"mu2 of {told.state.name}"


def _moments(told: _Told, mixing: Mixing) -> dict[str, dict[str, Any]]:
    """Tell what the moments of a data set are of."""
    found: dict[str, dict[str, Any]] = {}
    for part, (_, flavor) in _FLAVORS.items():
        name = _moment(told, part)
        if name is None or not told.data.parts[part].any():
            continue
        if told.state is None:
            found[name] = {"flavor": flavor}
        else:  # a form diag(1 - P)
            P = 1 - np.diagonal(told.state.form(mixing)).real
            found[name] = {"P": P.tolist()}
    return found


def _set(told: _Told) -> dict[str, Any]:
    """Write counts of a data set, and the parts of what is expected of them."""
    data = told.data
    gaussian = data.variance is not None
    counted: dict[str, Any] = {"judged": "gaussian" if gaussian else "poisson"}
    counted["on"] = data.on.tolist()
    if data.variance is not None:
        counted["variance"] = data.variance.tolist()
    else:
        counted["fewest"] = data.term.fewest.tolist()
    if data.off is not None and math.isfinite(data.tau):
        counted |= {"off": data.off.tolist(), "tau": data.tau}
    floors = dict(zip(data.expectation.names, data.expectation.floors.tolist(), strict=True))
    parts = {
        part: _part(told, part, events, floors[part])
        for part, events in data.parts.items()
        if events.any()
    }
    return {"name": data.name, **counted, "parts": parts}


def _part(told: _Told, part: str, events: Array, floor: float) -> dict[str, Any]:
    """Write the template of a part, and what the pulls do to it."""
    pulls: list[tuple[str, Nuisance]] = list(zip(told.pulls, told.data.nuisances, strict=True))
    return {
        "moment": _moment(told, part),
        "events": events.tolist(),
        "floor": floor,
        "sizes": {name: one.scales[part] for name, one in pulls if one.scales.get(part)},
        "shapes": {
            name: {
                "at": list(one.at),
                "variants": [variant.tolist() for variant in one.variants[part]],
            }
            for name, one in pulls
            if part in one.variants
        },
    }
