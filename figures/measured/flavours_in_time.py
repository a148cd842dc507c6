"""Magnetic events of either flavour in each bin of time: what time tells."""

import numpy as np

import cevns
from cevns.inference.measured.merged import along
from cevns.inference.measured.registry import description
from cevns.inference.measured.templates import TemplateBins
from figures.style import COLORS, Figure, styled


@styled
def draw(name: str = "coherent-csi@2021") -> Figure:
    """Rates at 1e-9 mu_B of each flavour, and the share of the electron flavour under them."""
    table = description(name).table
    data = cevns.dataset(name).moment_chi2
    assert isinstance(data, TemplateBins)
    assert table.time is not None
    data = along(data, table, "us")
    widths = np.diff(table.time.edges)
    figure = Figure(figsize=(5.2, 5.2))
    rates, share = figure.subplots(2, sharex=True, height_ratios=(2, 1))
    electron, muon = (100 * data.parts[p] for p in ("electron", "muon"))
    rates.stairs(
        muon / widths, table.time.edges, color=COLORS["nu_mu"], ls="-.", lw=1.8, label=r"$\mu_\mu$"
    )
    rates.stairs(
        electron / widths, table.time.edges, color=COLORS["nu_e"], lw=1.8, label=r"$\mu_e$"
    )
    rates.set(ylabel="magnetic events / μs")
    rates.legend(title=r"$10^{-9}\,\mu_B$ of")
    share.stairs(
        electron / (electron + muon), table.time.edges, color=COLORS["total"], lw=1.8, baseline=None
    )
    share.set(
        xlabel="time after the trigger [μs]",
        ylabel="share of\nelectron flavour",
        ylim=(0, 0.5),
        xlim=(0, 6),
    )
    return figure
