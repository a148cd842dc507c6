"""Which solar 8B neutrinos are counted in xenon, and as what they arrive."""

import numpy as np

import cevns
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.rates.by_energy import magnetic_by_energy
from cevns.sources.solar import birthplace
from cevns.sources.sunlight import spectrum
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """Shares of 8B neutrinos by energy, sent and counted, over their probability to be nu_1."""
    E = np.linspace(1.0, 16.5, 200)
    sent = spectrum("8B").density(E)
    counted = sent * magnetic_by_energy(cevns.dataset("xenonnt-8b@2026").experiment, E)
    figure = Figure(figsize=(5.2, 5.2))
    top, bottom = figure.subplots(2, 1, sharex=True)
    for i, (y, label) in enumerate(((sent, "sent"), (counted, "counted, magnetic"))):
        top.plot(E, y / np.trapezoid(y, E), ls=LINES[i], color=SEQUENCE[i], label=label)
    top.set(ylabel="share / MeV", ylim=(0, None))
    top.legend()
    P = (1 - mixing.sin2_13) * birthplace("8B").P_e1(E, mixing)
    parts = {r"$\nu_1$": P, r"$\nu_2$": 1 - mixing.sin2_13 - P, r"$\nu_3$": 0 * P + mixing.sin2_13}
    for i, (label, share) in enumerate(parts.items()):
        bottom.plot(E, 100 * share, ls=LINES[i], color=SEQUENCE[i], label=label)
    bottom.set(xlabel=r"neutrino energy $E_\nu$ [MeV]", ylabel="arrives as [%]", ylim=(0, 100))
    bottom.legend(loc="center right")
    return figure
