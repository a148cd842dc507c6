"""Regions of the two effective moments from counts, energies, times, and all of it."""

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.measured.merged import along, merged
from cevns.inference.measured.registry import description
from cevns.inference.measured.strength import without_norms
from cevns.inference.measured.templates import TemplateBins
from figures.style import LINES, SEQUENCE, Figure, styled

LEVEL = 4.605
"""Delta chi^2 of a region of two parameters at 90 %."""

TRUE = 50.0
"""Moment of the electron neutrino that the data are made with [1e-10 mu_B]."""

FARTHEST = 85.0
"""End of both axes [1e-10 mu_B]."""


@styled
def draw(name: str = "coherent-csi@2021", nodes: int = 26) -> Figure:
    """Outlines at 90 % if the electron neutrino had a moment and the muon neutrino none."""
    measured, table = cevns.dataset(name).moment_chi2, description(name).table
    assert isinstance(measured, TemplateBins)
    data = measured.asimov((TRUE * mu10) ** 2, 0.0)
    timeless = without_norms(data, ("time",))
    figure = Figure(figsize=(5.2, 4.6))
    axes = figure.subplots()
    mu = np.linspace(0, FARTHEST, nodes)
    for j, (label, one) in enumerate(
        {
            "one count": merged(timeless, np.zeros(data.on.size)),
            "energies": along(timeless, table, "PE"),
            "times": along(data, table, "us"),
            "energies and times": data,
        }.items()
    ):
        x, y = np.meshgrid(mu**2, mu**2)
        chi2 = one.chi2_mu10(x, y)
        axes.contour(
            mu,
            mu,
            chi2 - float(one.chi2_mu10(np.array(TRUE**2), np.zeros(()))),
            levels=[LEVEL],
            colors=SEQUENCE[j],
            linestyles=[LINES[j]],
            linewidths=1.8,
        )
        axes.plot([], [], ls=LINES[j], color=SEQUENCE[j], label=label)
    axes.plot(TRUE, 0, "*", ms=12, color="k", clip_on=False)
    axes.set(
        xlabel=r"$\mu_e$ [$10^{-10}\,\mu_B$]",
        ylabel=r"$\mu_\mu$ [$10^{-10}\,\mu_B$]",
        xlim=(0, FARTHEST),
        ylim=(0, FARTHEST),
    )
    axes.legend()
    return figure
