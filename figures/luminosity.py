"""Limits against exposure, for every detector and every treatment of its systematics."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import NullFormatter

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment, with_exposure_factor
from cevns.experiments.measurement import ExpectedCount, ObservedCount
from cevns.inference.limits import limits_from_signal
from cevns.rates.signal import Signal
from figures.style import LINES, SEQUENCE, Figure, styled

DETECTORS: Final = {
    "SNS": {
        "coherent-csi": "CsI[Na]",
        "coherent-hpge": "HPGe",
        "coherent-lar": "LAr",
        "coherent-nai": "NaI[Tl]",
    },
    "reactor": {
        "conus": "CONUS",
        "connie": "CONNIE",
        "miner": "MINER",
        "texono": "TEXONO",
        "red100": "RED100",
    },
}
"""Keys of the talk's experiments and how they are written, by source."""

TICKS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
"""Limits worth a number on a logarithmic axis [1e-10 mu_B]."""

FACTORS: Final = np.geomspace(1, 1000, 61)
"""Multiples of the exposure to draw."""


class Run(NamedTuple):
    """An experiment and its events, which need to be computed only once: they grow alike."""

    experiment: Experiment
    counts: Signal

    @property
    def sm(self) -> float:
        """Standard Model events."""
        return self.counts.sm_total

    def longer(self, factor: float) -> "Run":
        """Return the run with a multiple of its exposure."""
        sm = {flavor: factor * n for flavor, n in self.counts.sm.items()}
        magnetic = {flavor: factor * n for flavor, n in self.counts.magnetic.items()}
        counts = replace(self.counts, sm=sm, magnetic=magnetic)
        return Run(with_exposure_factor(self.experiment, factor), counts)

    def with_sigma(self, sigma: float) -> "Run":
        """Return the run with another systematic uncertainty of its signal."""
        count = self.experiment.measurement
        if isinstance(count, ObservedCount):
            statistics: ObservedCount | ExpectedCount = replace(count, sigma_signal=sigma)
        elif isinstance(count, ExpectedCount):
            statistics = replace(count, sigma_sys=sigma)
        return self._replace(experiment=replace(self.experiment, measurement=statistics))

    def limits(self, prescription: str, definition: str = "physical", beam: str = "all") -> Array:
        """90 % C.L. limits on the three moduli [1e-10 mu_B]."""
        found = limits_from_signal(
            self.counts,
            self.experiment.measurement,
            beam=beam,
            prescription=prescription,
            definition=definition,
        )
        return found / mu10


def run(key: str, setup: str = "current") -> Run:
    """An experiment of the catalogue, with the count it has or expects."""
    experiment = cevns.experiment(key, setup)
    return Run(experiment, cevns.signal(experiment))


def expected(key: str, setup: str = "current") -> Run:
    """The same before its measurement: the count is what the Standard Model expects.

    The backgrounds of a measured count become background per signal event.
    """
    one = run(key, setup)
    count = one.experiment.measurement
    if isinstance(count, ExpectedCount):
        return one
    background = 2 * (count.prompt_neutrons + count.steady_state) / one.sm
    statistics = ExpectedCount(sigma_stat=background, sigma_sys=count.sigma_signal)
    return one._replace(experiment=replace(one.experiment, measurement=statistics))


@styled
def draw() -> Figure:
    """A row for each source; on the left limits that fall for ever, on the right the floor."""
    figure = Figure(figsize=(5.2, 7.0))
    rows = figure.subplots(2, 2, sharex=True, sharey="row", gridspec_kw={"wspace": 0.1})
    for (falling, floor), (source, detectors) in zip(rows, DETECTORS.items(), strict=True):
        for i, (key, name) in enumerate(detectors.items()):
            runs = [expected(key).longer(k) for k in FACTORS]
            curves = {
                prescription: [float(one.limits(prescription)[0]) for one in runs]
                for prescription in ("statistical", "talk", "profiled")
            }
            falling.plot(FACTORS, curves["statistical"], color="0.6", lw=0.8)
            falling.plot(FACTORS, curves["talk"], color=SEQUENCE[i], ls=LINES[i])
            floor.plot(FACTORS, curves["profiled"], color=SEQUENCE[i], ls=LINES[i], label=name)
        falling.set(xscale="log", yscale="log", xlim=(1, 1000))
        plain_ticks(falling.yaxis, TICKS)
        falling.set_ylabel(rf"{source}: $|\Lambda_1|$ limit [$10^{{-10}}\,\mu_B$]")
        floor.legend(loc="lower right")
    titles = ("talk (grey: statistical)", "profiled")
    for axes, title in zip(rows[0], titles, strict=True):
        axes.set_title(title, fontsize="medium", loc="left")
    for axes in rows[1]:
        axes.set_xlabel("exposure factor")
        plain_ticks(axes.xaxis, (1, 10, 100, 1000))
    return figure


def plain_ticks(axis: Axis, at: tuple[float, ...]) -> None:
    """Label a logarithmic axis with plain numbers, where they are inside its range."""
    lower, upper = sorted(axis.get_view_interval())
    inside = [x for x in at if lower <= x <= upper]
    axis.set_ticks(inside, [f"{x:g}" for x in inside])
    axis.set_minor_formatter(NullFormatter())
