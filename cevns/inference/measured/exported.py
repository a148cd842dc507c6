"""Measured data with pulls as a likelihood that pyhf reads, where its model can hold them.

A size that several pulls change, and a shape under pulls at minus and plus one, are what it has:
sizes that multiply a shape are its one ``lumi``, all others deform samples.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.basics.version import VERSION
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import SIGNAL, TemplateBins

SETTINGS: Final = {"histosys": {"interpcode": "code2"}}
"""What pyhf's ``workspace.model`` has to be told: a parabola between minus and plus one."""

LUMI: Final = "lumi"
"""pyhf's name of the factor on all that is known in shape and not in size."""

_POI: Final = {"electron": "mu2_e", "muon": "mu2_mu"}

Modifier = dict[str, Any]


@checked
def exported(data: TemplateBins, under: str = "") -> dict[str, Any]:
    r"""Return measured data as a pyhf workspace.

    Parameters
    ----------
    data : Poisson counts, templates and pulls
    under : name of the assumptions, for the record

    Returns
    -------
    dict
        to be written as JSON, with parameters ``mu2_e`` and ``mu2_mu`` [(1e-10 mu_B)^2], to be
        read with ``workspace.model(modifier_settings=SETTINGS)``. Pulls are in units of their
        uncertainty; beyond one unit pyhf goes on with a straight line where this package goes on
        with the parabola

    Raises
    ------
    ValueError
        if pyhf has no model of them: counts are Gaussian, a shape is told at other values than -1
        and 1 or without a prior, or two parts have both shapes and sizes of their own
    """
    if data.variance is not None:
        raise ValueError(f"{data.name}: pyhf has Poisson counts, these are Gaussian")
    common = _common(data)
    samples = [_sample(data, part, common) for part in data.parts]
    on = f"{data.name}, on"
    channels = [{"name": on, "samples": [s for s in samples if any(s["data"])]}]
    observations = [{"name": on, "data": data.on.tolist()}]
    if data.off is not None:
        steady, beside = _steady(data)
        channels[0]["samples"].append(steady)  # type: ignore[attr-defined]
        channels.append({"name": f"{data.name}, off", "samples": [beside]})
        observations.append({"name": f"{data.name}, off", "data": data.off.tolist()})
    there = [_POI[f] for f in SIGNAL[1:] if data.parts[f].any()]
    return {
        "channels": channels,
        "observations": observations,
        "measurements": [
            {
                "name": f"{data.name}, {under}, cevns {VERSION}",
                "config": {
                    "poi": there[0] if there else "",
                    "parameters": _parameters(data, common, there),
                },
            }
        ],
        "version": "1.0.0",
    }


def _common(data: TemplateBins) -> list[Nuisance]:
    """Return the pulls on the size of parts whose shapes change, too: together a ``lumi``."""
    deformed = {part for one in data.nuisances for part in one.variants}
    found = [one for one in data.nuisances if deformed & set(one.scales)]
    for one in found:
        if one.scales != found[0].scales or one.variants or one.free:
            raise ValueError(
                f"{data.name}: {one.name} and {found[0].name} scale parts whose shapes have pulls "
                "besides, each in its own way; of such factors pyhf has one"
            )
    return found


def _sample(data: TemplateBins, part: str, common: Sequence[Nuisance]) -> Modifier:
    nominal = data.parts[part]
    modifiers: list[Modifier] = []
    if part in _POI:
        modifiers.append({"name": _POI[part], "type": "normfactor", "data": None})
    if common and part in common[0].scales:
        modifiers.append({"name": LUMI, "type": "lumi", "data": None})
    for one in data.nuisances:
        if one in common:
            continue
        changed = _changed(data, one, part, nominal)
        if changed is not None:
            low, high = changed
            shape = {"lo_data": low.tolist(), "hi_data": high.tolist()}
            modifiers.append({"name": _name(data, one), "type": "histosys", "data": shape})
        elif one.free and part in one.scales:
            modifiers.append({"name": _name(data, one), "type": "normfactor", "data": None})
    return {"name": part, "data": nominal.tolist(), "modifiers": modifiers}


def _changed(
    data: TemplateBins, one: Nuisance, part: str, nominal: Array
) -> tuple[Array, Array] | None:
    """Return what one standard deviation down and up makes of a part; None if it does nothing."""
    if part in one.variants:
        if one.free or part in one.scales or max(map(abs, one.at)) > 1 or len(one.at) > 2:
            raise ValueError(
                f"{data.name}: {one.name} changes the shape of {part} in a way that pyhf has not: "
                "it has a parabola through -1, 0 and 1, with a prior"
            )
        powers = one.powers(part, nominal)
        at = np.array([-1.0, 1.0])[:, None] * one.sigma
        low, high = (nominal + sum(c * t ** (k + 1) for k, c in enumerate(powers)) for t in at)
        return np.asarray(low), np.asarray(high)
    size = one.scales.get(part, 0.0)
    if not size or one.free:
        return None
    return nominal * (1 - size * one.sigma), nominal * (1 + size * one.sigma)


def _name(data: TemplateBins, one: Nuisance) -> str:
    return one.shared or f"{one.name}, {data.name}"


def _steady(data: TemplateBins) -> tuple[Modifier, Modifier]:
    """Return the steady state with and without the source, free in every bin."""
    assert data.off is not None
    free = {"name": f"steady state, {data.name}", "type": "shapefactor", "data": None}
    expected = np.maximum(data.off / data.tau, 1.0)
    on, off = (
        {"name": "steady state", "data": (time * expected).tolist(), "modifiers": [free]}
        for time in (1.0, data.tau)
    )
    return on, off


def _parameters(
    data: TemplateBins, common: Sequence[Nuisance], there: Sequence[str]
) -> list[Modifier]:
    far = 10 * (1 + float(data.on.sum()))
    found: list[Modifier] = [
        {"name": _POI[f], "inits": [0.0], "bounds": [[0.0, far / float(data.parts[f].sum())]]}
        for f in SIGNAL[1:]
        if _POI[f] in there
    ]
    if common:
        size = next(iter(common[0].scales.values()))
        sigma = size * math.sqrt(sum(one.sigma**2 for one in common))
        lumi: Modifier = {"name": LUMI, "auxdata": [1.0], "sigmas": [sigma]}
        found.append({**lumi, "inits": [1.0], "bounds": [[0.0, 10.0]]})
    for one in data.nuisances:
        if one in common:
            continue
        if one.free:
            found.append({"name": _name(data, one), "inits": [1.0], "bounds": [[0.0, 1e3]]})
        else:
            sizes = [abs(s) for s in one.scales.values()]
            low = -1 / (max(sizes) * one.sigma) if sizes else -5.0
            found.append({"name": _name(data, one), "inits": [0.0], "bounds": [[low, 5.0]]})
    return found
