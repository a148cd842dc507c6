"""What the panels and the logarithm buy: error of a count against the number of nodes."""

from collections.abc import Callable

import cevns
from cevns.basics.checks import Array
from cevns.basics.quadrature import logarithmic_panels
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.detectors.response import Response
from cevns.detectors.thresholds import ThresholdDetector
from cevns.rates.convergence import Rule, all_panel_edges, count_errors, linear_panels
from cevns.rates.signal import RecoilSpectrum
from figures.style import LINES, SEQUENCE, Figure, styled

NODES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)


@styled
def draw() -> Figure:
    experiment = cevns.experiment("coherent-csi")
    window, low = experiment.detector, ThresholdDetector(threshold_nr=0.01 * keV)
    assert isinstance(window, PhotoelectronDetector)
    cut, cut_low = all_panel_edges(experiment, window), all_panel_edges(experiment, low)
    uncut = [cut[0], cut[-1]]
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, 1, sharex=True)
    curves: tuple[tuple[tuple[str, Rule, list[float]], ...], ...] = (
        (("cut at the kinks", logarithmic_panels, cut), ("one panel", logarithmic_panels, uncut)),
        (("nodes in ln T", logarithmic_panels, cut_low), ("nodes in T", linear_panels, cut_low)),
    )
    settings: tuple[tuple[Response, Callable[[RecoilSpectrum], Array], str], ...] = (
        (window, lambda spectrum: spectrum.sm_total, "Standard Model, 6 to 30 PE"),
        (low, lambda spectrum: spectrum.magnetic_total, "magnetic, above 10 eV"),
    )
    for axes, group, (detector, part, title) in zip(panels, curves, settings, strict=True):
        for i, (label, rule, edges) in enumerate(group):
            error = count_errors(experiment, detector, part, rule, edges, NODES)
            axes.plot(NODES, error, color=SEQUENCE[i], ls=LINES[i], marker="o", ms=3, label=label)
        axes.set_title(title, fontsize=11)
        axes.set(yscale="log", ylabel="relative error", ylim=(3e-17, 3))
        axes.legend()
    panels[1].set(xscale="log", xlabel="Gauss-Legendre nodes in each panel")
    return figure
