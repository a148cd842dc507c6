"""Where the moment series stops being a form factor, order by order."""

import numpy as np

import cevns
from cevns.basics.constants import HBARC, M_MU
from cevns.nuclei.partial_series import partial_sums
from cevns.nuclei.radii import helm, moment_series
from figures.style import COLORS, LINES, SEQUENCE, Figure, raised, styled


@styled
def draw(names: tuple[str, str] = ("133Cs", "40Ar")) -> Figure:
    """Partial sums for two nuclei against the form factor that gave the moments."""
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, 1, sharex=True)
    Q = np.linspace(0, 1.2, 500)
    for axes, name in zip(panels, names, strict=True):
        target = cevns.nuclide(name)
        series = moment_series(target)
        partial = partial_sums(series.moments, Q)
        axes.plot(Q, helm(target)(Q), color=COLORS["total"], label="Helm, all orders")
        for order in (1, 2, 3):
            label = rf"up to $Q^{2 * order}$"
            axes.plot(Q, partial[order], color=SEQUENCE[order - 1], ls=LINES[order], label=label)
        axes.axvline(series.Q_max, color=COLORS["band"], lw=1)
        axes.text(series.Q_max + 0.01, 0.95, "$Q_\\mathrm{max}$", fontsize=10)
        axes.axvspan(0, M_MU / HBARC, color=COLORS["band"], alpha=0.15, lw=0)
        axes.text(0.01, -0.42, "SNS", fontsize=10)
        axes.set(ylabel="$F(Q)$", ylim=(-0.5, 1.1))
        axes.set_title(raised(target), fontsize=11)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    panels[1].set(xlabel="$Q$ [fm$^{-1}$]", xlim=(0, 1.2))
    return figure
