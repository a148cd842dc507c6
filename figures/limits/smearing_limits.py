"""Detector recipes against the printed limits: what the data release would change."""

import cevns
from cevns.basics.units import mu10
from cevns.experiments.experiment import with_arrival_fractions
from cevns.experiments.variations import with_smeared_light
from cevns.neutrinos.moments import MOMENTS
from cevns.talk.published import talk_limits
from figures.style import SEQUENCE, Figure, styled

MARKERS = ("o", "s", "^")


@styled
def draw(delayed_in_window: float = 0.915) -> Figure:
    """Our limit over the printed one, for three recipes fixed before looking."""
    mean = cevns.dataset("coherent-csi", assumptions=cevns.TALK)
    smeared = mean.with_experiment(with_smeared_light)
    arriving = {"prompt": 1.0, "delayed": delayed_in_window}
    recipes = {
        "acceptance at the mean light": mean,
        "smeared light": smeared,
        "smeared, 0 to 6 μs": smeared.with_experiment(
            lambda e: with_arrival_fractions(e, arriving)
        ),
    }
    rows = [(beam, moment) for beam in ("prompt", "delayed") for moment in MOMENTS]

    figure = Figure(figsize=(5.2, 4.4))
    axes = figure.subplots()
    for k, (label, recipe) in enumerate(recipes.items()):
        ratios = []
        for beam, moment in rows:
            printed = talk_limits()["coherent-csi", f"sns-{beam}", "current"][MOMENTS[moment]]
            ratios.append(recipe.limit(moment, beam=beam) / mu10 / printed)
        axes.plot(
            ratios,
            [row + 0.2 * (k - 1) for row in range(len(rows))],
            MARKERS[k],
            color=SEQUENCE[k],
            label=label,
        )
    axes.axvspan(0.98, 1.02, color="0.9", zorder=0)
    axes.axvline(1, color="0.4", lw=0.8)
    names = [rf"{beam} $|\Lambda_{MOMENTS[moment] + 1}|$" for beam, moment in rows]
    axes.set_yticks(range(len(rows)), names)
    axes.invert_yaxis()
    axes.set(xlabel="limit / printed limit", xlim=(0.93, 1.07))
    figure.legend(loc="outside upper center", ncols=1)
    return figure
