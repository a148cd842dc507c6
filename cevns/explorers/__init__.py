"""Sliders that answer in a notebook and, without a kernel, in the rendered book."""

from cevns.explorers.host import (
    Explorer,
    combination,
    cross_section,
    experiment,
    moments,
    statistics,
)

__all__ = ["Explorer", "combination", "cross_section", "experiment", "moments", "statistics"]
