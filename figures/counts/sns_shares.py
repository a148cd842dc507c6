"""Which neutrino of the stopped-pion beam makes the counts of each detector."""

import numpy as np

import cevns
from cevns.rates.signal import shares
from cevns.talk.collection import names
from figures.style import COLORS, FLAVOR_LABELS, Figure, styled

HATCHES = {"nu_mu": "", "nu_e": "//", "nu_mu_bar": ".."}


@styled
def draw() -> Figure:
    data = [cevns.dataset(key, setup) for key in names("sns") for setup in ("current", "future")]
    rows = [f"{one.experiment.material.name}, {one.experiment.setup}" for one in data]
    figure = Figure(figsize=(5.2, 5.2))
    panels = figure.subplots(1, 2, sharey=True, gridspec_kw={"wspace": 0.12})
    y = np.arange(len(rows))[::-1]
    for axes, part in zip(panels, ("sm", "magnetic"), strict=True):
        left = np.zeros(len(rows))
        found = [shares(getattr(one.signal, part)) for one in data]
        for flavor, label in FLAVOR_LABELS.items():
            share = np.array([one[flavor] for one in found])
            axes.barh(
                y,
                share,
                left=left,
                height=0.75,
                color=COLORS[flavor],
                hatch=HATCHES[flavor],
                edgecolor="white",
                lw=0.5,
                label=label,
            )
            left += share
        axes.set_title({"sm": "Standard Model", "magnetic": "magnetic"}[part], fontsize=11)
        axes.set(xlim=(0, 1), xlabel="share of the events", xticks=[0, 0.5, 1])
        axes.grid(visible=False)
    panels[0].set_yticks(y, rows)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=9)
    return figure
