"""Pairs of mass-basis moments once the third is free as well."""

from figures.limits import borexino_regions
from figures.style import Figure


def draw() -> Figure:
    return borexino_regions.draw(others="profiled")
