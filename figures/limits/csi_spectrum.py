"""COHERENT's first spectrum in photoelectrons, and the Standard Model under it."""

import numpy as np
from matplotlib.axes import Axes

import cevns
from cevns.experiments.binned_counts import BinnedCounts, coherent_csi_2017
from cevns.experiments.experiment import Experiment, with_arrival_fractions
from cevns.experiments.variations import with_smeared_light
from cevns.rates.signal import binned_signal
from figures.style import COLORS, FLAVOR_LABELS, Figure, styled

HATCHES = {"nu_mu": "", "nu_e": "///", "nu_mu_bar": "..."}


def _panel(axes: Axes, experiment: Experiment, data: BinnedCounts, neutrons: float) -> None:
    bins = binned_signal(experiment, tuple(data.edges))
    centres, widths = (data.edges[1:] + data.edges[:-1]) / 2, np.diff(data.edges)
    level = neutrons * data.prompt_neutrons / data.prompt_neutrons.sum()
    axes.bar(centres, level, widths, color=COLORS["band"], label="prompt neutrons")
    for flavor, hatch in HATCHES.items():
        events = np.array([one.sm[flavor] for one in bins])
        axes.bar(
            centres,
            events,
            widths,
            bottom=level,
            color=COLORS[flavor],
            hatch=hatch,
            edgecolor="white",
            lw=0,
            label=FLAVOR_LABELS[flavor],
        )
        level = level + events
    axes.errorbar(
        centres,
        data.residual,
        data.uncertainty,
        fmt="o",
        ms=4,
        lw=1.2,
        color=COLORS["data"],
        label="COHERENT 2017",
    )
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set(ylabel="events / 2 PE", xlim=(data.edges[0], data.edges[-1]))


@styled
def draw(delayed_in_window: float = 0.915) -> Figure:
    """Both recipes, over the same data."""
    experiment = cevns.experiment("coherent-csi")
    data = coherent_csi_2017()
    recipes = {
        "acceptance at the mean light": experiment,
        "smeared light, 0 to 6 μs": with_arrival_fractions(
            with_smeared_light(experiment), {"prompt": 1.0, "delayed": delayed_in_window}
        ),
    }
    figure = Figure(figsize=(5.2, 6.2))
    panels = figure.subplots(2, sharex=True, sharey=True)
    for axes, (title, recipe) in zip(panels, recipes.items(), strict=True):
        _panel(axes, recipe, data, recipe.measurement.prompt_neutrons)
        axes.set_title(title, fontsize="medium", loc="left")
    panels[0].legend()
    panels[1].set_xlabel("photoelectrons")
    return figure
