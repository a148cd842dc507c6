"""Gauss-Legendre quadrature on panels: the integrands are smooth between known kinks."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, whole


class Nodes(NamedTuple):
    """Abscissae and weights: the integral of f is ``sum(w * f(x))``."""

    x: Array
    w: Array


@lru_cache(maxsize=32)
def _reference_rule(n: int) -> Nodes:
    whole("number of nodes", n)
    return Nodes(*np.polynomial.legendre.leggauss(n))


def gauss_legendre(lower: ArrayLike, upper: ArrayLike, n: int) -> Nodes:
    """Nodes between ``lower`` and ``upper`` along a new last axis; exact to degree 2n - 1."""
    a, b = (np.asarray(v, dtype=float)[..., None] for v in (lower, upper))
    rule = _reference_rule(n)
    half = 0.5 * (b - a)
    return Nodes(half * rule.x + 0.5 * (b + a), half * rule.w)


def logarithmic_panels(edges: Iterable[float], n: int) -> Nodes:
    """Nodes for the integral over x > 0 from the first to the last edge, n in each panel.

    The rule is Gauss-Legendre in ln x, so that a 1/x rise costs nothing; put an edge at
    every kink of the integrand.
    """
    log_edges = np.log(sorted(set(edges)))  # np.unique would import all of numpy.ma
    nodes = gauss_legendre(log_edges[:-1], log_edges[1:], n)
    x = np.exp(nodes.x).ravel()
    return Nodes(x, nodes.w.ravel() * x)
