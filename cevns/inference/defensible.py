"""What to quote from measured data, and how far defensible choices move it.

A limit needs choices that no measurement makes. `quotable` gives the one under
`cevns.inference.assumptions.RECOMMENDED`, and the two ends that others, all of them defensible,
would reach together.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Unpack

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.inference import limits
from cevns.inference.assumptions import Changes
from cevns.inference.lookup import dataset
from cevns.neutrinos.mixing import DE_SALAS_2018, DE_SALAS_2020, NUFIT_6_0
from cevns.neutrinos.moments import MOMENTS

COUNT, BINS = "coherent-csi@2017-count", "coherent-csi@2017-bins"
"""The measured data: one count, or the same events in twelve bins."""

DEFINITION: Final = "feldman_cousins"
"""Of the limit to quote: a construction of Neyman's, affordable for one count."""


class Choice(NamedTuple):
    """One way to make a choice: the data it uses, and the assumptions that it changes."""

    changes: Changes
    data: str = COUNT


def _both(form_factor: str) -> Choice:
    return Choice({"form_factor": form_factor})


ALTERNATIVES: Final[Mapping[str, Mapping[str, Choice]]] = MappingProxyType(
    {
        "definition and data": {
            "count, physical": Choice({"definition": "physical"}),
            "count, boundary": Choice({"definition": "boundary"}),
            "bins, physical": Choice({"definition": "physical"}, BINS),
            "bins, boundary": Choice({"definition": "boundary"}, BINS),
        },
        "couplings": {
            "radiative of 2005": Choice({"couplings": "radiative_2005"}),
            "tree": Choice({"couplings": "tree"}),
        },
        "mixing": {
            one.name: Choice({"mixing": one}) for one in (NUFIT_6_0, DE_SALAS_2020, DE_SALAS_2018)
        },
        "form factor": {
            "Helm": _both("helm"),
            "symmetrised Fermi": _both("symmetrized_fermi"),
            "Klein and Nystrand": _both("klein_nystrand"),
        },
    }
)
"""What else one may choose, by what is chosen and by name; one of each at a time."""


class Quoted(NamedTuple):
    """A limit to quote, and the lowest and the highest that defensible choices give [mu_B]."""

    limit: float
    lowest: float
    highest: float


def _limits(choices: list[Choice], free: limits.Options) -> Array:
    """Limits on the three moments, all choices made at once."""
    changes: Changes = {"definition": DEFINITION}
    for choice in choices:
        changes.update(choice.changes)
    name = next((choice.data for choice in choices if choice.data != COUNT), COUNT)
    return dataset(name).under(**changes).limits(**free)


def standard(**free: Unpack[limits.Options]) -> Array:
    """Limits on the three moments to quote [mu_B]; what is free as in `one_by_one`."""
    return _limits([], free)


def one_by_one(**free: Unpack[limits.Options]) -> dict[str, dict[str, Array]]:
    """Limits on the three moments [mu_B] with one choice changed, by what is chosen and by name.

    Parameters
    ----------
    free : what is done with everything else, as in `cevns.inference.limits.limit`
    """
    return {
        what: {name: _limits([choice], free) for name, choice in ways.items()}
        for what, ways in ALTERNATIVES.items()
    }


def quotable(**free: Unpack[limits.Options]) -> dict[str, Quoted]:
    r"""Limits of the measured data to quote, and the range that `ALTERNATIVES` span.

    The ends combine, for each moment, the ways of every choice that lower it most, and those that
    raise it most: choices act nearly as factors, so no other combination goes further.

    Parameters
    ----------
    free : what is done with everything else, as in `cevns.inference.limits.limit`

    Returns
    -------
    dict
        by moment, 90 % C.L.
    """
    quoted = standard(**free)
    moved = one_by_one(**free)
    range_of = {}
    for name, i in MOMENTS.items():
        ends = []
        for sign in (1, -1):
            corner = []
            for what, ways in moved.items():
                signed = {way: sign * found[i] for way, found in ways.items()}
                best = min(signed, key=signed.__getitem__)
                if signed[best] < sign * quoted[i]:
                    corner.append(ALTERNATIVES[what][best])
            ends.append(float(_limits(corner, free)[i]))
        range_of[name] = Quoted(float(quoted[i]), *ends)
    return range_of


def box() -> str:
    """Return what to quote as Markdown: limits one at a time and with everything free, ranges."""
    cases = [quotable(), quotable(others="profiled", phases="profiled")]
    lines = [
        ":::{admonition} What to quote",
        ":class: tip",
        f"**Measured**: CsI[Na] at the SNS, 2017, {dataset(COUNT).observed_events:.0f} events in "
        r"one count {cite}`Akimov2017`. Limits at 90 % C.L. in $10^{-10}\,\mu_B$ by the "
        "construction of Feldman and Cousins, magnetic term in all neutrinos of the beam, "
        "assumptions `RECOMMENDED`; in brackets what defensible choices span.",
        "",
        "| | one at a time | everything else free |",
        "|---|---|---|",
    ]
    for name, i in MOMENTS.items():
        cells = (f"{q.limit:.1f} ({q.lowest:.0f} to {q.highest:.0f})" for q in _mu10(cases, name))
        lines.append(rf"| $\lvert\Lambda_{i + 1}\rvert<$ | " + " | ".join(cells) + " |")
    chosen = ", ".join(ALTERNATIVES)
    return "\n".join([*lines, "", f"Choices: {chosen} ({{ref}}`sec:claim-quote`).", ":::"])


def _mu10(cases: list[dict[str, Quoted]], name: str) -> list[Quoted]:
    return [Quoted(*(x / mu10 for x in case[name])) for case in cases]
