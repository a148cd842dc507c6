"""What a choice moves: limits on one moment with one thing taken otherwise."""

import numpy as np

from cevns.inference import world
from figures.style import SEQUENCE, Figure, styled

NAMES = {
    "coherent-csi@2021": "CsI",
    "coherent-lar@2020": "argon",
    "coherent-ge@2026": "germanium, SNS",
    "conus-plus@2025": "CONUS+",
    "dresden-ii@2022": "Dresden-II",
}


@styled
def draw(moment: int = 2) -> Figure:
    """Ratios to the limit of the data as they are described."""
    figure = Figure(figsize=(6.0, 4.4))
    axes = figure.subplots()
    labels, at = [], 0.0
    for j, (name, said) in enumerate(NAMES.items()):
        found = world.variants(name)
        middle = found["as described"][moment]
        for what, limits in found.items():
            if what == "as described" or not np.isfinite(limits[moment]):
                continue
            ratio = limits[moment] / middle
            color = SEQUENCE[j % len(SEQUENCE)]
            axes.barh(at, ratio - 1, left=1, height=0.7, color=color, hatch="/\\x.-"[j] * 2)
            labels.append((at, f"{said}: {what}"))
            at -= 1
        at -= 0.6
    axes.axvline(1, color="0.3", lw=0.8)
    axes.set_yticks([y for y, _ in labels], [text for _, text in labels])
    axes.set_xscale("log")
    axes.set_xticks([0.5, 1, 2, 4], ["0.5", "1", "2", "4"])
    axes.set_xlabel(rf"limit on $|\Lambda_{moment + 1}|$, in units of that as described")
    return figure
