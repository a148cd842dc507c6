"""What to quote from all measured data, and how far choices move it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array, unknown
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.basics.markdown import markdown_table
from cevns.basics.units import mu10
from cevns.inference.world import CONTESTED, LZ, VARIANTS
from cevns.inference.world_tables import world_limits
from cevns.neutrinos.moments import MOMENTS

NUCLEI: Final = "electrons: nuclei only"
OTHER_SIDE: Final = "all, Dresden-II by the iron filter"
"""Rows of the table that are said beside what is quoted."""


class Spread(NamedTuple):
    """The lowest and the highest limits [mu_B] among what is defensible, by moment."""

    lowest: Array
    highest: Array


@checked
def spread(row: str = "all") -> Mapping[str, Spread]:
    """Return what the variants of all data span, ``"alone"`` and ``"free"``.

    One choice is changed at a time. Those of `cevns.inference.world.CONTESTED` are not
    among them: quenchings that CONUS+ excludes, and what asks another question.

    Parameters
    ----------
    row : whose limits are among them too

    Raises
    ------
    ValueError
        if there is no such row
    """
    table = world_limits()
    if row not in table:
        raise ValueError(unknown("row", row, tuple(table)))
    names = [f"{w}: {n}" for w, ways in VARIANTS.items() if w not in CONTESTED for n in ways]
    found = {}
    for key in ("alone", "free"):
        limits = [getattr(table[name], key) for name in (row, *names)]
        ends = (np.min(limits, axis=0), np.max(limits, axis=0))
        found[key] = Spread(*map(read_only, ends))
    return MappingProxyType(found)


def answer() -> str:
    """Return the limits from all measured data in a sentence, as Markdown."""
    limits = world_limits()["all"]
    alone, free = (
        [f"{limit / mu10:.1f}" for limit in getattr(limits, key)] for key in ("alone", "free")
    )
    return (
        f"**Measured, at 90 % C.L.: {_modulus(0)}, {_modulus(1)} and {_modulus(2)} are below "
        f"{alone[0]}, {alone[1]} and {alone[2]} × 10⁻¹⁰ μ<sub>B</sub>, one at a time**, and below "
        f"{free[0]}, {free[1]} and {free[2]} with the other two and all phases free."
    )


def _modulus(i: int) -> str:
    """Write the modulus of a moment as text in which no line breaks."""
    return f"|\N{WORD JOINER}Λ{'₁₂₃'[i]}|"


@checked
def box(name: str = "") -> str:
    """Return what to quote of all measured data as Markdown.

    Parameters
    ----------
    name : of its table for references, such as ``"tab-quoted"``, which gives it a number; empty
        for a table without one
    """
    table, spans = world_limits(), spread()
    rows = []
    for i in MOMENTS.values():
        cells = []
        for key, (low, high) in spans.items():
            limit, low_i, high_i = (x[i] / mu10 for x in (getattr(table["all"], key), low, high))
            cells.append(
                f"{limit:.1f} ({low_i:.1f}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{high_i:.1f})"
            )
        cells.append(f"{table[NUCLEI].free[i] / mu10:.1f}")
        below = "\N{WORD JOINER}\N{NO-BREAK SPACE}<"  # a line may end between a bar and a blank
        rows.append([_modulus(i).replace("|", r"\|") + below, *cells])
    no_lz = ", ".join(f"{x / mu10:.1f}" for x in table[f"left out: {LZ}"].free)
    with_dresden = ", ".join(f"{x / mu10:.1f}" for x in table[OTHER_SIDE].free)
    lines = [
        "::::{admonition} What to quote",
        ":class: tip",
        "**Measured**: all public data on coherent scattering that agree: CsI, argon and germanium "
        "at the SNS {cite}`Akimov2022,Akimov2021,GeMini2026`, CONUS+ and TEXONO at reactors "
        "{cite}`CONUSplus2025,TEXONO2025`, the Sun in xenon {cite}`XENONnT2026B8,LZ2025B8`. Upper "
        "limits at 90 % C.L. in 10⁻¹⁰ μ<sub>B</sub>, Δχ² = 2.71 from the physical minimum, "
        "assumptions `RECOMMENDED`, Lindhard's quenching with *k* = 0.162 at reactors; in brackets "
        "what other choices span, one at a time.",
        "",
        markdown_table(
            ["", "one at a time", "everything else free", "free, nuclei only"],
            rows,
            name=name,
            caption="What to quote: limits from all data that agree.",
        ),
        "",
        "Germanium cannot tell electrons from nuclei, and electrons set the limits of reactors; "
        "the last column leaves them out. Dresden-II {cite}`Dresden2022` is not in it: it needs a "
        f"quenching that contradicts CONUS+. With it everything else free gives {with_dresden}. "
        f"LZ is one low number; without it everything else free gives {no_lz}. "
        "All choices: {ref}`ch:all-data-together`.",
        "::::",
    ]
    return "\n".join(lines)
