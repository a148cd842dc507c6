"""The first CsI data as a map of energy and time: what was counted, and what is expected."""

import numpy as np

import cevns
from cevns.inference.measured.registry import description
from cevns.inference.measured.templates import TemplateBins
from figures.style import Figure, styled


@styled
def draw(name: str = "coherent-csi@2017") -> Figure:
    """Excess of coincidences over anticoincidences, beside the expected signal and neutrons."""
    data, table = cevns.dataset(name).moment_chi2, description(name).table
    assert isinstance(data, TemplateBins)
    assert table.energy is not None
    assert table.time is not None
    seen = (table.column("on") - table.column("off")).reshape(table.shape)
    expected = (data.parts["sm"] + data.parts["beam_neutrons"]).reshape(table.shape)
    figure = Figure(figsize=(5.2, 5.8))
    panels = figure.subplots(2, sharex=True, sharey=True)
    largest = float(np.abs(seen).max())
    for axes, values, title in (
        (panels[0], seen, "coincidence minus anticoincidence"),
        (panels[1], expected, "Standard Model and neutrons"),
    ):
        shown = axes.pcolormesh(
            table.time.edges,
            table.energy.edges,
            values,
            cmap="PuOr_r",
            vmin=-largest,
            vmax=largest,
        )
        axes.grid(visible=False)
        axes.set_title(title, fontsize="medium", loc="left")
        axes.set_ylabel("photoelectrons")
    panels[1].set_xlabel("time after the trigger [μs]")
    figure.colorbar(shown, ax=panels, label="events in a bin", shrink=0.7)
    return figure
