"""Sliders that answer in a notebook and, without a kernel, in the rendered book."""

from cevns.explorers.combination import combination
from cevns.explorers.count import count
from cevns.explorers.cross_section import cross_section
from cevns.explorers.experiment import experiment
from cevns.explorers.host import Explorer
from cevns.explorers.moments import moments
from cevns.explorers.nucleus import nucleus
from cevns.explorers.statistics import statistics

__all__ = [
    "Explorer",
    "combination",
    "count",
    "cross_section",
    "experiment",
    "moments",
    "nucleus",
    "statistics",
]
