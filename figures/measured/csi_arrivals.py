"""When neutrinos, and what is not one, arrive in the two CsI runs."""

import numpy as np

import cevns
from cevns.basics.units import us
from cevns.inference.measured.registry import description
from figures.style import COLORS, Figure, styled

EDGES = np.linspace(0, 6, 241)


@styled
def draw() -> Figure:
    """Densities of both runs, one panel each, with a steady state of a tenth beside them."""
    figure = Figure(figsize=(5.2, 5.4))
    panels = figure.subplots(2, sharex=True)
    centres, width = (EDGES[1:] + EDGES[:-1]) / 2, np.diff(EDGES)
    for axes, year in zip(panels, ("2017", "2021"), strict=True):
        prompt, delayed, _ = description(f"coherent-csi@{year}").experiment.components
        for one, color, style, label in (
            (prompt, COLORS["nu_mu"], "-.", r"prompt $\nu_\mu$"),
            (delayed, COLORS["nu_e"], "-", r"delayed $\nu_e$, $\bar\nu_\mu$"),
        ):
            assert one.arrival is not None
            axes.plot(centres, one.arrival(EDGES * us) / width, style, color=color, label=label)
        data = cevns.dataset(f"coherent-csi@{year}")
        time = description(data.name).table.time
        assert time is not None
        steady = description(data.name).table.column("steady_state")
        shape = np.bincount(time.index, weights=steady) / np.diff(time.edges)
        axes.stairs(
            0.1 * 6 * shape / steady.sum(),
            time.edges,
            baseline=None,
            color=COLORS["band"],
            ls="--",
            lw=1.5,
            label="steady state, a tenth of it",
        )
        axes.set(ylabel="per neutrino [1/μs]", yscale="log", ylim=(8e-3, 4), xlim=(0, 6))
        axes.set_title(f"run of {year}", fontsize="medium", loc="left")
    panels[0].legend(loc="upper right")
    panels[1].set_xlabel("time after the trigger [μs]")
    return figure
