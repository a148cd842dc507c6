"""The reactor spectrum below 2 MeV: its pieces, what extrapolation would give, and who sees it."""

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

import cevns
from cevns.basics.units import eV
from cevns.rates.thresholds import soft_shares
from cevns.sources.extrapolation import extrapolated_fission_spectrum
from cevns.sources.reactor import E_JOIN, reactor_spectrum
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


def _pieces(axes: Axes) -> None:
    E = np.linspace(0.003, 1.9999, 800)
    fragments, everything = reactor_spectrum(captures_per_fission=0), reactor_spectrum()
    table = fragments.total * fragments.density(E)
    total = everything.total * everything.density(E)
    axes.fill_between(E, table, color=SEQUENCE[5], alpha=0.35, lw=0, label="fission fragments")
    axes.fill_between(
        E,
        table,
        total,
        facecolor=SEQUENCE[4],
        edgecolor="#806000",
        alpha=0.45,
        lw=0,
        hatch="///",
        label="neutron capture",
    )
    axes.plot(E, total, color=COLORS["total"], lw=1)
    for i, (fit, name) in enumerate({"mueller": "Mueller", "huber": "Huber"}.items()):
        label = f"{name}, extrapolated"
        beyond = extrapolated_fission_spectrum(E, fit)
        axes.plot(E, beyond, color=SEQUENCE[1 + i], ls=LINES[1 + i], label=label)
    axes.set(
        xlabel=r"antineutrino energy $E_\nu$ [MeV]",
        ylabel=r"$\bar\nu_e$ per MeV and fission",
        xlim=(0, E_JOIN),
        ylim=(0, 10),
    )
    axes.legend(loc="upper right")


@styled
def draw(points: int = 40) -> Figure:
    figure = Figure(figsize=(5.2, 6.4))
    pieces, shares = figure.subplots(2, 1)
    _pieces(pieces)
    for target, color in zip(("Si", "Ge", "Xe"), SEQUENCE, strict=False):
        nuclides = cevns.material(target).nuclides
        reach = float(
            cevns.interactions.kinematics.recoil_energy_max(E_JOIN, min(n.mass for n in nuclides))
        )
        thresholds = np.geomspace(5 * eV, 0.999 * reach, points)
        conus = replace(cevns.experiment("conus"), material=cevns.material(target))
        sm, magnetic = soft_shares(conus, thresholds)
        shares.plot(thresholds / eV, sm, color=color)
        shares.plot(thresholds / eV, magnetic, color=color, ls="--")
        beside = 12  # a point of the curves where their names fit
        for share in (sm, magnetic):
            place = (thresholds[beside] / eV, share[beside])
            shares.annotate(
                target, place, (3, 3), textcoords="offset points", color=color, fontsize=9
            )
    shares.plot([], [], color=COLORS["band"], label="SM")
    shares.plot([], [], color=COLORS["band"], ls="--", label="magnetic")
    shares.set(
        xlabel="threshold [eV of recoil]",
        ylabel="share from below 2 MeV",
        xscale="log",
        xlim=(5, 400),
        ylim=(0, 0.6),
    )
    shares.legend()
    return figure
