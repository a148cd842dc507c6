"""What the panels and the logarithm buy: error of a count against the number of nodes."""

from collections.abc import Callable, Sequence

import numpy as np

import cevns
from cevns.basics.quadrature import Nodes, gauss_legendre, logarithmic_panels
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.detectors.response import Response
from cevns.detectors.thresholds import ThresholdDetector
from cevns.interactions.kinematics import recoil_energy_max
from figures.style import LINES, SEQUENCE, Figure, styled

Rule = Callable[[Sequence[float], int], Nodes]
NODES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)


def linear_panels(edges: Sequence[float], n: int) -> Nodes:
    """Gauss-Legendre in T itself instead of ln T."""
    x = np.unique(edges)
    nodes = gauss_legendre(x[:-1], x[1:], n)
    return Nodes(nodes.x.ravel(), nodes.w.ravel())


def panel_edges(experiment: cevns.Experiment, detector: Response) -> list[float]:
    """Kinks of the efficiency and end points of every component on every nuclide."""
    ends = [
        float(recoil_energy_max(c.spectrum.E_max, n.mass))
        for c in experiment.components
        for n in experiment.material.nuclides
    ]
    lower, upper = detector.kinks[0], min(detector.kinks[-1], max(ends))
    return sorted({x for x in (*detector.kinks, *ends) if lower <= x <= upper})


def errors(rule: Rule, edges: Sequence[float], detector: Response, part: str) -> list[float]:
    """Relative errors of a count against the finest cut, logarithmic rule."""
    experiment = cevns.experiment("coherent-csi")

    def count(nodes: Nodes) -> float:
        spectrum = getattr(cevns.recoil_spectrum(experiment, nodes.x), part)
        return float(np.sum(nodes.w * detector.matrix(nodes.x) * sum(spectrum.values())))

    truth = count(logarithmic_panels(panel_edges(experiment, detector), 128))
    return [max(abs(count(rule(edges, n)) / truth - 1), 1e-16) for n in NODES]


@styled
def draw() -> Figure:
    experiment = cevns.experiment("coherent-csi")
    window, low = experiment.detector, ThresholdDetector(threshold_nr=0.01 * keV)
    assert isinstance(window, PhotoelectronDetector)
    cut, cut_low = panel_edges(experiment, window), panel_edges(experiment, low)
    uncut = [cut[0], cut[-1]]
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, 1, sharex=True)
    curves: tuple[tuple[tuple[str, Rule, list[float]], ...], ...] = (
        (("cut at the kinks", logarithmic_panels, cut), ("one panel", logarithmic_panels, uncut)),
        (("nodes in ln T", logarithmic_panels, cut_low), ("nodes in T", linear_panels, cut_low)),
    )
    settings: tuple[tuple[Response, str, str], ...] = (
        (window, "sm", "Standard Model, 6 to 30 PE"),
        (low, "magnetic", "magnetic, above 10 eV"),
    )
    for axes, group, (detector, part, title) in zip(panels, curves, settings, strict=True):
        for i, (label, rule, edges) in enumerate(group):
            error = errors(rule, edges, detector, part)
            axes.plot(NODES, error, color=SEQUENCE[i], ls=LINES[i], marker="o", ms=3, label=label)
        axes.set_title(title, fontsize=11)
        axes.set(yscale="log", ylabel="relative error", ylim=(3e-17, 3))
        axes.legend()
    panels[1].set(xscale="log", xlabel="Gauss-Legendre nodes in each panel")
    return figure
