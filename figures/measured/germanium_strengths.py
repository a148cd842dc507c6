"""What two reactors measure of the Standard Model's signal, for each quenching."""

import cevns
from cevns.inference.measured.strength import signal_strength
from cevns.inference.measured.templates import TemplateBins
from figures.style import SEQUENCE, Figure, styled

SETS = {
    "iron filter": ("dresden-ii@2022", "conus-plus@2025-iron-filter"),
    "photoneutrons": ("dresden-ii@2022-photoneutron", "conus-plus@2025-photoneutron"),
    "Lindhard": ("dresden-ii@2022-lindhard", "conus-plus@2025"),
    "with binding": ("dresden-ii@2022-bound", "conus-plus@2025-bound"),
}


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    labels = ("Dresden-II", "CONUS+")
    for i, names in enumerate(SETS.values()):
        for name, color, marker, shift, label in zip(
            names, SEQUENCE, "os", (0.12, -0.12), labels, strict=False
        ):
            data = cevns.dataset(name).moment_chi2
            assert isinstance(data, TemplateBins)
            s = signal_strength(data, norms=())
            axes.errorbar(
                s.best,
                i + shift,
                xerr=[[s.best - s.lower], [s.upper - s.best]],
                fmt=marker,
                color=color,
                label=label if i == 0 else None,
            )
    axes.axvline(1, color="0.4", lw=0.8)
    axes.set(
        xscale="log",
        xlim=(0.05, 20),
        xlabel="signal in units of the Standard Model's",
        yticks=range(len(SETS)),
        ylim=(-0.6, len(SETS) - 0.1),
    )
    axes.set_yticklabels(list(SETS))
    axes.legend(loc="upper left")
    return figure
