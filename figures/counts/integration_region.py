"""Where the double integral lives: neutrino energy against recoil energy on caesium."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.interactions.kinematics import recoil_energy_max
from cevns.sources.stopped_pions import prompt_line_energy
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw(target: str = "133Cs") -> Figure:
    M = cevns.nuclide(target).mass
    detector = cevns.experiment("coherent-csi").detector
    assert isinstance(detector, PhotoelectronDetector)
    lower, upper = (T / keV for T in detector.kinks)
    E_end = cevns.constants.M_MU / 2
    E = np.linspace(0.5, E_end, 400)
    T_max = recoil_energy_max(E, M) / keV
    figure = Figure()
    axes = figure.subplots()
    axes.plot(E, T_max, color=COLORS["total"], label=r"$T_\mathrm{max}(E_\nu)$")
    axes.fill_between(
        E,
        lower,
        np.minimum(T_max, upper),
        where=(T_max > lower).tolist(),
        color=COLORS["sm"],
        alpha=0.25,
        lw=0,
        label="counted region",
    )
    line, T_line = prompt_line_energy(), float(recoil_energy_max(prompt_line_energy(), M)) / keV
    axes.plot(
        [line, line],
        [lower, T_line],
        color=COLORS["nu_mu"],
        ls=LINES[2],
        label=r"prompt $\nu_\mu$",
    )
    T, E_min = 18.0, float(cevns.kinematics.neutrino_energy_min(18 * keV, M))
    axes.annotate("", (E_end, T), (E_min, T), arrowprops={"arrowstyle": "->", "color": SEQUENCE[1]})
    axes.text(E_min + 4, T + 0.8, "fixed $T$", color=SEQUENCE[1])
    axes.annotate("", (46, upper), (46, lower), arrowprops={"arrowstyle": "->", "color": "0.3"})
    axes.text(45.2, lower + 1.2, "fixed $E_ν$", color="0.3", ha="right")
    for T, name in ((lower, "6 PE"), (upper, "30 PE")):
        axes.axhline(T, color=COLORS["band"], ls=":")
        axes.text(1, T + 0.6, name)
    axes.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel=f"recoil energy $T$ of $^{{{target[:3]}}}${target[3:]} [keV]",
        xlim=(0, E_end),
        ylim=(0, 46),
    )
    axes.legend(loc="upper left")
    return figure
