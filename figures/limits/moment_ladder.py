"""Published limits on effective moments beside those this book computes."""

from typing import Final

import cevns
from cevns.experiments.published_moments import published_moments
from cevns.inference.assumptions import RECOMMENDED, TALK
from cevns.inference.bands import expected_band
from cevns.inference.rays import flavor_universal_limit
from cevns.talk.collection import together
from figures.style import SEQUENCE, Figure, styled

PUBLISHED: Final = ("xenonnt", "lz", "borexino", "gemma", "conus", "texono", "lsnd")
"""Keys, the strongest first."""

KINDS: Final = {
    "sun": ("o", "Sun"),
    "reactor": ("s", r"$\bar\nu_e$"),
    "stopped pions": ("^", r"$\nu_\mu$"),
}
"""Marker and name of what was seen."""

COMPUTED: Final = (
    ("connie", "future", r"CONNIE future, $\bar\nu_e$"),
    ("connie", "current", r"CONNIE current, $\bar\nu_e$"),
    ("conus", "future", r"CONUS future, $\bar\nu_e$"),
    ("conus", "current", r"CONUS current, $\bar\nu_e$"),
    ("coherent-nai", "future", "NaI future, SNS"),
    ("coherent-hpge", "future", "Ge future, SNS"),
    ("coherent-csi", "current", "CsI 2017, SNS"),
)


@styled
def draw() -> Figure:
    """Published limits as marks; ours, measured or expected with its band, beside the talk's."""
    figure = Figure(figsize=(5.2, 5.2))
    axes = figure.subplots()
    names = []
    for y, key in enumerate(PUBLISHED):
        printed = published_moments()[key]
        marker, seen = KINDS[printed.neutrinos]
        axes.plot(printed.mu_nu, y, marker, color=SEQUENCE[1], ms=8)
        names.append(f"{printed.name} {printed.year}, {seen}")
    for y, (key, setup, name) in enumerate(COMPUTED, len(PUBLISHED)):
        talk, limit = (
            flavor_universal_limit(together(key, setup=setup, assumptions=under).moment_chi2)
            for under in (TALK, RECOMMENDED)
        )
        data = cevns.dataset(key, setup)
        axes.plot([talk, limit], [y, y], ":", color="0.5", lw=1)
        axes.plot(talk, y, "^", color=SEQUENCE[2], mfc="white", ms=7)
        if not data.observed:
            alone = data.limit("Lambda_1")
            band = [limit * end / alone for end in expected_band(data, "Lambda_1")]
            axes.plot(band, [y, y], color="0.8", lw=8, solid_capstyle="butt", zorder=1)
        fill = SEQUENCE[0] if data.observed else "white"
        axes.plot(limit, y, "o", color=SEQUENCE[0], mfc=fill, ms=8)
        names.append(name)
    between = len(PUBLISHED) - 0.5
    axes.axhline(between, color="0.6", lw=0.8)
    axes.text(8e-9, between - 0.15, "published", ha="right", va="bottom", color=SEQUENCE[1])
    axes.text(8e-9, between + 0.15, "computed here", ha="right", va="top", color=SEQUENCE[0])
    axes.set(
        xscale="log",
        xlabel=r"effective moment, 90 % C.L. [$\mu_B$]",
        yticks=range(len(names)),
        yticklabels=names,
        ylim=(len(names) - 0.5, -0.5),
        xlim=(3e-12, 1e-8),
    )
    axes.grid(axis="y", visible=False)
    return figure
