"""What to quote from measured data, and how far defensible choices move it.

A limit needs choices that no measurement makes. `quotable` gives the one under
`cevns.inference.assumptions.RECOMMENDED`, and the two ends that others, all of them defensible,
would reach together.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.checks import choice as known
from cevns.basics.kinds import checked
from cevns.basics.markdown import markdown_table
from cevns.basics.units import mu10
from cevns.inference.assumptions import Assumptions, Changes
from cevns.inference.choices import OTHERS
from cevns.inference.counts import Count
from cevns.inference.dataset import DataSet
from cevns.inference.intervals import room_above
from cevns.inference.limits import limit
from cevns.inference.lookup import dataset
from cevns.inference.sensitivity import matrix_from_signal
from cevns.inference.tabulated import Tabulated, tabulated
from cevns.neutrinos.hermitian import schur_complement, seen_alone
from cevns.neutrinos.mixing import DE_SALAS_2018, DE_SALAS_2020, NUFIT_6_0
from cevns.neutrinos.moments import MOMENTS

COUNT, BINS = "coherent-csi@2017-count", "coherent-csi@2017-bins"
"""The measured data: one count, or the same events in twelve bins."""

DEFINITION: Final = "feldman_cousins"
"""Of the limit to quote: a construction of Neyman's, affordable for one count."""


class Choice(NamedTuple):
    """One way to make a choice: the assumptions that it changes, and the data it uses."""

    changes: Changes
    data: str = COUNT


ALTERNATIVES: Final[Mapping[str, Mapping[str, Choice]]] = MappingProxyType(
    {
        "definition and data": {
            "count, physical minimum": Choice({"definition": "physical"}),
            "count, boundary threshold": Choice({"definition": "boundary"}),
            "bins, physical minimum": Choice({"definition": "physical"}, BINS),
            "bins, boundary threshold": Choice({"definition": "boundary"}, BINS),
        },
        "shape of the pull": {"log-normal": Choice({"pull": "log_normal"})},
        "couplings": {
            "radiative of 2005": Choice({"couplings": "radiative_2005"}),
            "tree": Choice({"couplings": "tree"}),
        },
        "mixing": {
            "NuFIT 6.0": Choice({"mixing": NUFIT_6_0}),
            "de Salas 2020": Choice({"mixing": DE_SALAS_2020}),
            "de Salas 2018": Choice({"mixing": DE_SALAS_2018}),
        },
        "form factor": {
            "Helm": Choice({"form_factor": "helm"}),
            "symmetrised Fermi": Choice({"form_factor": "symmetrized_fermi"}),
            "Klein and Nystrand": Choice({"form_factor": "klein_nystrand"}),
        },
    }
)
"""What else one may choose, by what is chosen and by name; one of each at a time."""

_NODES, _TOLERANCE = 41, 1e-5
"""Of a table of the chi^2 of bins: limits to one part in a million, in a fraction of the time."""


class Quoted(NamedTuple):
    """A limit to quote, and the lowest and the highest that defensible choices give [mu_B]."""

    limit: float
    lowest: float
    highest: float


@checked
def chosen(*choices: Choice, others: str = "zero") -> Array:
    """Limits on the three moments [mu_B] with some choices made, and the rest as recommended.

    Parameters
    ----------
    choices : of `ALTERNATIVES`; none for the limits to quote
    others : ``"zero"`` for one moment at a time, ``"profiled"`` for everything else free,
        phases too

    Raises
    ------
    ValueError
        if there is no such thing to do with the others
    """
    known("others", others, OTHERS)
    changes: Changes = {"definition": DEFINITION}
    for choice in choices:
        changes.update(choice.changes)
    name = next((choice.data for choice in choices if choice.data != COUNT), COUNT)
    data = dataset(name).under(**changes)
    return _of_a_count(data, others) if data.single else _of_bins(data, others)


def _of_a_count(data: DataSet, others: str) -> Array:
    """Limits of one count in closed form, eq:coh-limit and eq:comb-schur of the book."""
    under, N = data.assumptions, data.signal.sm_total
    room = _room(data.counting, N, under.confidence_level, under.definition)
    H = matrix_from_signal(data.signal, under.mixing, under.beam)
    if others == "zero":
        seen = seen_alone(H)
    else:
        seen = np.array([schur_complement(H, [i])[0, 0].real for i in MOMENTS.values()])
    return np.asarray(mu10 * np.sqrt(room / seen))


@lru_cache(maxsize=256)
def _room(counting: Count, smallest: float, level: float, definition: str) -> float:
    """`room_above`, once for all moments: a construction takes seconds with a log-normal pull."""
    return room_above(counting, smallest, confidence_level=level, definition=definition)


def _of_bins(data: DataSet, others: str) -> Array:
    under = data.assumptions
    table = _table(replace(under, name="", mixing=NUFIT_6_0, definition="physical"))
    phases = (0.0, 0.0, 0.0) if others == "zero" else "profiled"
    found = [limit(table, m, others=others, phases=phases, assumptions=under) for m in MOMENTS]
    return np.array(found)


@lru_cache(maxsize=32)
def _table(under: Assumptions) -> Tabulated:
    """Return the chi^2 of the bins as a table; neither mixing nor definition matters to it."""
    data = dataset(BINS, assumptions=under)
    return tabulated(data.moment_chi2, nodes=_NODES, tolerance=_TOLERANCE)


@checked
def one_by_one(others: str = "zero") -> dict[str, dict[str, Array]]:
    """Limits on the three moments [mu_B] with one choice changed, by what is chosen and by name.

    Parameters
    ----------
    others : as in `chosen`
    """
    return {
        what: {name: chosen(choice, others=others) for name, choice in ways.items()}
        for what, ways in ALTERNATIVES.items()
    }


@checked
def quotable(others: str = "zero") -> dict[str, Quoted]:
    r"""Limits of the measured data to quote, and the range that `ALTERNATIVES` span.

    The ends combine, for each moment, the ways of every choice that lower it most, and those that
    raise it most: choices act nearly as factors, so no other combination goes further.

    Parameters
    ----------
    others : as in `chosen`

    Returns
    -------
    dict
        by moment, 90 % C.L.
    """
    standard, moved = chosen(others=others), one_by_one(others)
    found = {}
    for name, i in MOMENTS.items():
        ends = []
        for sign in (1, -1):
            corner = []
            for what, ways in moved.items():
                signed = {way: sign * limits[i] for way, limits in ways.items()}
                best = min(signed, key=signed.__getitem__)
                if signed[best] < sign * standard[i]:
                    corner.append(ALTERNATIVES[what][best])
            ends.append(float(chosen(*corner, others=others)[i]))
        found[name] = Quoted(float(standard[i]), *ends)
    return found


@checked
def box(name: str = "") -> str:
    """Return what to quote as Markdown: limits one at a time and with everything free, ranges.

    Parameters
    ----------
    name : of its table for references, such as ``"tab-one-count"``, which gives it a number;
        empty for a table without one
    """
    cases = [quotable(), quotable(others="profiled")]
    rows = []
    for moment, i in MOMENTS.items():
        quoted = [[x / mu10 for x in case[moment]] for case in cases]
        cells = (f"{limit:.1f} ({low:.0f} to {high:.0f})" for limit, low, high in quoted)
        rows.append([rf"$\lvert\Lambda_{i + 1}\rvert<$", *cells])
    choices = ", ".join(ALTERNATIVES)
    lines = [
        "::::{admonition} What to quote of the count of 2017",
        ":class: tip",
        f"**Measured**: CsI[Na] at the SNS, 2017, {dataset(COUNT).observed_events:.0f} events in "
        r"one count {cite}`Akimov2017`. Limits at 90 % C.L. in $10^{-10}\,\mu_B$ by the "
        "construction of Feldman and Cousins, magnetic term in all neutrinos of the beam, "
        "assumptions `RECOMMENDED`; in brackets what defensible choices span.",
        "",
        markdown_table(
            ["", "one at a time", "everything else free"],
            rows,
            name=name,
            caption="What to quote of the first count alone.",
        ),
        "",
        f"Choices: {choices} ({{ref}}`sec:claim-quote`).",
        "::::",
    ]
    return "\n".join(lines)
