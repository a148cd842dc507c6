"""Where in the world CEvNS is measured: source by marker, target in brackets."""

import re
from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MultipleLocator

from cevns.basics.csv_tables import read_csv
from cevns.experiments.sites import Site, sites
from figures.style import COLORS, Figure, styled

HERE: Final = Path(__file__).parent
SOURCES: Final = {
    "stopped pions": ("s", COLORS["sns"]),
    "reactor": ("o", COLORS["reactor"]),
    "sun": ("*", COLORS["sun"]),
}
WORLD: Final = (-138, 150, -42, 66)
EUROPE: Final = (-3, 44, 39, 62.5)
LABELS: Final = {  # horizontal alignment, shift in points, and what parts name and target
    "COHERENT": ("left", 9, -9, "\n"),
    "CCM": ("right", -7, -3, "\n"),
    "MINER": ("center", 0, -18, "\n"),
    "CONNIE": ("right", -7, 0, " "),
    "TEXONO": ("center", 2, -18, "\n"),
    "Dresden-II": ("left", 8, 6, " "),
    "NEON": ("center", 0, 17, "\n"),
    "PandaX-4T": ("right", -9, -2, "\n"),
    "CONUS": ("left", 8, 0, " "),
    "CONUS+": ("left", 8, 3, " "),
    "RED-100": ("center", 0, 17, "\n"),
    "νGeN": ("center", 0, -17, "\n"),
    "NUCLEUS": ("left", 8, 0, " "),
    "Ricochet": ("left", 8, -6, " "),
    "XENONnT": ("left", 9, 0, " "),
    "LZ": ("center", 0, 17, " "),
}


def _draw_land(axes: Axes) -> None:
    columns = {"outline": int, "longitude": float, "latitude": float}
    rows = read_csv(HERE / "coastline.csv", columns)
    table = np.array([[row[name] for name in columns] for row in rows], dtype=float)
    for outline in np.unique(table[:, 0]):
        points = table[table[:, 0] == outline, 1:]
        axes.fill(*points.T, fc="#999999", alpha=0.3, ec="none", zorder=0.5)


def _draw_experiment(axes: Axes, site: Site) -> None:
    position = site.longitude, site.latitude
    marker, color = SOURCES[site.source]
    face = color if site.seen else "white"
    size = 12 if marker == "*" else 7
    axes.plot(*position, marker, mec=color, mfc=face, ms=size, mew=1.6)
    side, dx, dy, gap = LABELS[site.experiment]
    target = re.sub(r"(\d)", r"$_\1$", site.target)  # chemical formulas
    axes.annotate(
        f"{site.experiment}{gap}({target})",
        position,
        (dx, dy),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=9.5,
        weight="bold" if site.in_talk else "normal",
        linespacing=0.95,
    )


@styled
def draw() -> Figure:
    """World above, Europe enlarged below."""
    figure = Figure(figsize=(5.2, 5.3))
    panels = figure.subplots(2, 1, height_ratios=(1, 1.2))
    ticks = (40, 20), (10, 5)
    for axes, window, (dx, dy) in zip(panels, (WORLD, EUROPE), ticks, strict=True):
        west, east, south, north = window
        _draw_land(axes)
        axes.set(xlim=(west, east), ylim=(south, north))
        axes.set_aspect(1 / np.cos(np.radians((max(south, 0) + north) / 2)))
        axes.xaxis.set_major_locator(MultipleLocator(dx))
        axes.yaxis.set_major_locator(MultipleLocator(dy))
        axes.xaxis.set_major_formatter("{x:.0f}°")
        axes.yaxis.set_major_formatter("{x:.0f}°")
        axes.tick_params(labelsize=9)
    west, east, south, north = EUROPE
    frame = Rectangle((west, south), east - west, north - south, fill=False, ec="black", lw=0.8)
    panels[0].add_patch(frame)
    for site in sites():
        inside = west < site.longitude < east and south < site.latitude < north
        _draw_experiment(panels[1 if inside else 0], site)
    handles = [
        Line2D([], [], ls="", marker=m, mec=c, mfc="white", ms=8, mew=1.6, label=source)
        for source, (m, c) in SOURCES.items()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure
