"""How large a moment must be for magnetic scattering to dominate, and what is excluded."""

import cevns
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.inference.assumptions import RECOMMENDED, TALK
from cevns.inference.rays import flavor_universal_limit
from cevns.talk.collection import names, together
from figures.style import SEQUENCE, Figure, styled

WAYS = (
    (RECOMMENDED, "o", "limit, profiled (filled: measured)"),
    (TALK, "^", "the talk's chi-squared: no confidence limit"),
)
"""Assumptions, marker and label."""


@styled
def draw(setup: str = "current") -> Figure:
    """One row an experiment: the moment of equal counts, and limits in two ways."""
    figure = Figure(figsize=(5.2, 4.4))
    axes = figure.subplots()
    for row, key in enumerate(names()):
        equal = cevns.dataset(key, setup).signal.moment_of_equal_counts
        found = [together(key, setup=setup, assumptions=assumptions) for assumptions, *_ in WAYS]
        limits = [flavor_universal_limit(data.moment_chi2) for data in found]
        axes.plot([limits[1], equal], [row, row], color="0.7", lw=1, zorder=1)
        label = "as many magnetic as SM events" if not row else None
        axes.plot(equal, row, "D", color=SEQUENCE[0], ms=7, ls="none", label=label)
        for (_, marker, label), data, value, color in zip(
            WAYS, found, limits, SEQUENCE[1:], strict=False
        ):
            style = {"color": color, "ms": 7, "ls": "none", "label": label if not row else None}
            axes.plot(value, row, marker, mfc=color if data.observed else "white", **style)
    borexino = effective_moment_limits()["borexino"].mu_nu
    axes.axvline(borexino, color="0.3", lw=1.2)
    axes.text(borexino * 0.9, -0.75, "Borexino", ha="right", va="center", color="0.3")
    axes.set(
        xscale="log",
        xlim=(5e-12, 1e-8),
        xlabel=r"effective moment [$\mu_B$]",
        yticks=range(len(names())),
        yticklabels=list(names().values()),
        ylim=(len(names()) - 0.5, -1.2),
    )
    axes.grid(axis="y", visible=False)
    figure.legend(loc="outside upper center", ncols=1)
    return figure
