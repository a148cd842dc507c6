"""From a description and assumptions to a likelihood: the apparatus folded, once a variant."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.inference.assumptions import Assumptions
from cevns.inference.measured.description import Description, part_names
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.solar import EARTH, as_seen
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_chi2 import MomentChi2
from cevns.neutrinos.flavors import FLAVORS
from cevns.rates.signal import Signal, signal_by_component
from cevns.sources.beams import Mixture

Parts = dict[str, Array]
"""Templates over the rows of a table, by name."""


@checked
def folded(
    data: Description, experiment: Experiment, under: Assumptions, *, apart: bool = False
) -> Parts:
    """Compute the signal in the bins of data: of the Standard Model, and per mu10^2.

    Parameters
    ----------
    data : whose table has the bins
    experiment : its apparatus, or a variant of it
    under : couplings, form factors, and which beam carries the magnetic term
    apart : whether every component of the beam is a part of its own

    Returns
    -------
    dict
        ``"sm"``, ``"electron"`` and ``"muon"``, each over the rows of the table; of data that see
        a mixture of mass states ``"electron"`` is per mu10^2 of its one effective moment. Of
        components apart, those of the beam by their labels in the place of both flavours
    """
    sm, magnetic = signal_by_component(experiment, **under.nuclear, time_edges=data.time_edges)
    rows = data.table.rows_of
    parts: Parts = {"sm": rows(np.asarray(sum(sm.values())))}
    if under.beam != "all":
        _refuse_strange_beam(experiment, under.beam)
    for c in experiment.components:
        if under.beam not in ("all", c.beam):
            continue
        mixed = isinstance(c.state, Mixture)
        part = "electron" if mixed else PART[FLAVORS[str(c.state)]]
        if not part or mixed != (data.data.sees != EARTH):
            raise ValueError(
                f"{data.name}: {c.label} is {c.state}, whose effective moment is no function of "
                f"those of nu_e and nu_mu; sees = {data.data.sees!r} is for such data"
            )
        part = c.label if apart else part
        parts[part] = parts.get(part, 0.0) + rows(magnetic[c.label])
    return parts


PART: Final = {FLAVORS["nu_e"]: "electron", FLAVORS["nu_mu"]: "muon", FLAVORS["nu_tau"]: ""}
"""Part of the magnetic events of a flavour; none of the last."""


def _refuse_strange_beam(experiment: Experiment, beam: str) -> None:
    beams = sorted({c.beam for c in experiment.components})
    if beam not in beams:
        raise ValueError(
            f"no component of the source is {beam!r}; its beams: {', '.join(beams)}; use beam='all'"
        )


@checked
def templates(
    data: Description, under: Assumptions, *, apart: bool = False
) -> tuple[Parts, tuple[Nuisance, ...]]:
    """Return all parts of the expected events, and the pulls on them.

    Parameters
    ----------
    data : described
    under : what they rest on
    apart : as in `folded`

    Raises
    ------
    ValueError
        if a pull acts on a part that is not there, or a column is not
    """
    told, column = data.data, data.table.column
    signal = folded(data, data.experiment, under, apart=apart)
    parts = signal | {part: column(name) for part, name in told.signal.items()}
    parts |= {one.name: one.events for one in data.backgrounds}
    parts |= data.modelled.parts
    nuisances = list(data.modelled.nuisances)
    for pull in data.pulls:
        variants: dict[str, tuple[Array, ...]] = {
            part: tuple(map(column, names)) for part, names in pull.columns.items()
        }
        if pull.changes:
            each = [
                folded(data, data.apparatus(pull.changed(i)), under, apart=apart)
                for i in range(len(pull.at))
            ]
            for part in signal:
                if part not in variants and part not in told.signal:
                    variants[part] = tuple(one[part] for one in each)
        scales = {
            name: size
            for part, size in pull.scales.items()
            for name in part_names([part], tuple(signal))
        }
        nuisances.append(
            Nuisance(
                name=pull.name,
                sigma=pull.sigma,
                scales=scales,
                variants=variants,
                at=pull.at,
                shared="" if under.flux == "separate" else pull.shared,
                within=pull.within,
                starts=pull.starts,
            )
        )
    return parts, _kept(nuisances, under)


def _kept(nuisances: list[Nuisance], under: Assumptions) -> tuple[Nuisance, ...]:
    """Leave out what is not uncertain if only statistics are."""
    if under.pull != "gaussian":
        raise ValueError(f"templates have Gaussian pulls, not pull = {under.pull!r}")
    statistical = under.prescription == "statistical"
    return tuple(one for one in nuisances if one.free or not statistical)


@checked
def in_bins(data: Description, under: Assumptions, *, apart: bool = False) -> TemplateBins:
    """Return data as a likelihood of templates.

    Parameters
    ----------
    data : described
    under : what it rests on
    apart : as in `folded`
    """
    told, column = data.data, data.table.column
    parts, nuisances = templates(data, under, apart=apart)
    gaussian = told.likelihood == "gaussian"
    return TemplateBins(
        name=data.name,
        source=data.experiment.source,
        on=column(told.on),
        off=column(told.off) if told.off else None,
        tau=told.tau,
        parts=parts,
        nuisances=nuisances,
        variance=column(told.sigma) ** 2 if gaussian else None,
    )


LIKELIHOODS: Final[Mapping[str, Callable[[Description, Assumptions], MomentChi2]]] = (
    MappingProxyType({"poisson": in_bins, "gaussian": in_bins})
)
"""What makes a chi^2 of described data, by what their ``likelihood`` is."""


@checked
def judged(data: Description, under: Assumptions) -> MomentChi2:
    """Return data as a chi^2 of the effective moments, by the likelihood they say they have."""
    kind = data.data.likelihood
    if kind not in LIKELIHOODS:
        raise ValueError(f"{data.name}: no likelihood {kind!r}; known: {', '.join(LIKELIHOODS)}")
    found = LIKELIHOODS[kind](data, under)
    return found if data.data.sees == EARTH else as_seen(data, found, under.mixing)


@checked
def total_signal(data: Description, under: Assumptions) -> Signal:
    """Return the events of every component in all rows of the table together.

    Parameters
    ----------
    data : described
    under : couplings and form factors
    """
    e = data.experiment
    found = signal_by_component(e, **under.nuclear, time_edges=data.time_edges)
    sm, magnetic = (
        FrozenMapping({label: float(data.table.rows_of(n).sum()) for label, n in one.items()})
        for one in found
    )
    return Signal(
        sm=sm,
        magnetic=magnetic,
        beams=FrozenMapping({c.label: c.beam for c in e.components}),
        states=FrozenMapping({c.label: c.state for c in e.components}),
    )
