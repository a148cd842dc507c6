"""Delta chi-squared of every experiment of the table against one transition moment."""

import numpy as np

import cevns
from cevns.catalogue import catalogue
from cevns.limits import MOMENTS, matrix_from_signal
from cevns.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.statistics import delta_chi2
from cevns.table import BEAM_OF_SOURCE
from figures.style import SEQUENCE, Figure, styled

TITLES = {"sns-prompt": "SNS, prompt", "sns-delayed": "SNS, delayed", "reactor": "reactors"}


@styled
def draw(
    moment: str = "Lambda_1",
    prescription: str = "talk",
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
) -> Figure:
    """One panel a source, one colour an experiment; current setups solid, future ones dashed."""
    i = MOMENTS[moment]
    modulus = np.geomspace(0.03, 200, 400)  # 1e-10 mu_B
    threshold = delta_chi2(0.90, 1)
    figure = Figure(figsize=(5.2, 8.2))
    panels = figure.subplots(3, sharex=True, sharey=True)
    for axes, (source, title) in zip(panels, TITLES.items(), strict=True):
        chosen = {
            key: e
            for key, e in catalogue().items()
            if (e.source == "sns") == source.startswith("sns")
        }
        colors = dict(zip(dict.fromkeys(key for key, _ in chosen), SEQUENCE, strict=False))
        for (key, setup), e in chosen.items():
            counts = cevns.signal(e)
            counting = e.statistics.counting(counts.sm_total, prescription)
            H = matrix_from_signal(counts, mixing, BEAM_OF_SOURCE[source])
            minimum = counting.chi2(counting.best_physical_signal(counts.sm_total))
            events = counts.sm_total + H[i, i].real * modulus**2
            axes.plot(
                modulus,
                counting.chi2(events) - minimum,
                ls="-" if setup == "current" else "--",
                color=colors[key],
                label=key.removeprefix("coherent-") if setup == "current" else None,
            )
        axes.axhline(threshold, color="0.4", lw=0.8)
        axes.set(ylabel=r"$\Delta\chi^2$", ylim=(0, 6), xscale="log", xlim=(0.03, 200))
        axes.set_title(title, loc="left", fontsize="medium")
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    panels[0].text(0.035, threshold + 0.15, "2.71", color="0.3")
    panels[-1].set_xlabel(rf"$|\Lambda_{i + 1}|$ [$10^{{-10}}\,\mu_B$]")
    return figure
