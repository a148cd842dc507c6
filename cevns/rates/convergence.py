"""How the error of a count falls with the nodes of a quadrature, and what panels are worth."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.basics.quadrature import Nodes, gauss_legendre, logarithmic_panels
from cevns.detectors.response import Response
from cevns.experiments.experiment import Experiment
from cevns.rates.signal import RecoilSpectrum, recoil_spectrum
from cevns.rates.yields import break_energies, panel_edges

Rule = Callable[[Sequence[float], int], Nodes]
"""Nodes and weights on the panels between edges, so many in each panel."""


@checked
def linear_panels(edges: Sequence[float], nodes: int) -> Nodes:
    """Gauss-Legendre in T itself, where the package uses ln T.

    Parameters
    ----------
    edges : of the panels [MeV], ascending, at least two
    nodes : in each panel
    """
    x = np.unique(edges)
    rule = gauss_legendre(x[:-1], x[1:], nodes)
    return Nodes(rule.x.ravel(), rule.w.ravel())


@checked
def all_panel_edges(experiment: Experiment, response: Response) -> list[float]:
    """Panels that suit every nuclide: kinks of the response, and all end points [MeV].

    Parameters
    ----------
    experiment : source and target
    response : one and the same for every nuclide
    """
    masses = [n.mass for n in experiment.material.nuclides]
    energies = break_energies(experiment.components)
    return sorted({e for mass in masses for e in panel_edges(energies, mass, response.kinks)})


@checked
def count_errors(
    experiment: Experiment,
    response: Response,
    count: Callable[[RecoilSpectrum], Array],
    rule: Rule,
    edges: Sequence[float],
    nodes: Iterable[int],
) -> list[float]:
    r"""Relative errors of a count, :math:`\sum_jw_j\,\varepsilon(T_j)\,dN/dT(T_j)`.

    Parameters
    ----------
    experiment : source, target and exposure
    response : one and the same for every nuclide
    count : recoils to be counted, such as ``lambda spectrum: spectrum.sm_total``
    rule : such as `cevns.basics.quadrature.logarithmic_panels` or `linear_panels`
    edges : of the panels of the rule [MeV], ascending
    nodes : numbers of nodes in each panel

    Returns
    -------
    list of float
        errors against 128 nodes in ln T on each of `all_panel_edges`, 1e-16 at least
    """

    def counted(points: Nodes) -> float:
        recoils = count(recoil_spectrum(experiment, points.x))
        return float(np.sum(points.w * response.matrix(points.x) * recoils))

    truth = counted(logarithmic_panels(all_panel_edges(experiment, response), 128))
    return [max(abs(counted(rule(edges, n)) / truth - 1), 1e-16) for n in nodes]
