"""What the inputs that the talk does not print are worth in a limit."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from matplotlib.ticker import Formatter

from cevns import experiment
from cevns.detectors.quenching import LindhardModel
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.inference.limits import limit
from cevns.interactions.couplings import radiative_2005
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1
from cevns.nuclei.radii import klein_nystrand, symmetrized_fermi
from cevns.sources.reactor import reactor_from_flux, reactor_spectrum
from figures.style import SEQUENCE, Figure, styled

Change = Callable[[Experiment], Experiment]

ROWS = {
    "CONNIE": ("connie", "current", "all"),
    "CONUS": ("conus", "current", "all"),
    "MINER, future": ("miner", "future", "all"),
    "LAr delayed, future": ("coherent-lar", "future", "delayed"),
}


def flux(factor: float) -> Change:
    """Scale every component of the source."""
    return lambda e: replace(e, components=tuple(c.scaled(factor) for c in e.components))


def read_as(**reading: object) -> Change:
    """Read the printed threshold another way; nothing changes without an ionisation threshold."""

    def change(e: Experiment) -> Experiment:
        if not isinstance(e.detector, IonisationDetector):
            return e
        if reading.get("nuclear"):
            recoil = ThresholdDetector(
                threshold_nr=e.detector.threshold_ee, plateau=e.detector.plateau
            )
            return replace(e, detector=recoil)
        return replace(e, detector=replace(e.detector, **reading))

    return change


def spectrum(**choices: object) -> Change:
    """Another reactor spectrum, normalised to the same total flux."""

    def change(e: Experiment) -> Experiment:
        if e.source != "reactor":
            return e
        total = e.components[0].fluence(e.baseline_m, 1.0)
        beam = reactor_from_flux(total, e.baseline_m, reactor_spectrum(**choices))
        return replace(e, components=beam)

    return change


EXPERIMENTAL: Mapping[str, tuple[Change, ...]] = {
    "flux ±20 %": (flux(0.8), flux(1.2)),
    "threshold: exact inversion": (read_as(inversion="exact"),),
    "threshold: nuclear recoil": (read_as(nuclear=True),),
    "Lindhard's $k$: 0.158 for all": (read_as(quenching=LindhardModel(0.158)),),
    "nothing below 2 MeV": (spectrum(low_energy="none", captures_per_fission=0),),
    "no neutron capture": (spectrum(captures_per_fission=0),),
    "Huber's spectrum": (spectrum(fit="huber"),),
}
"""Changes of the experiment, by what is changed."""

THEORETICAL: Mapping[str, tuple[dict[str, object], ...]] = {
    "form factor: SF, KN": (
        {"form_factor": symmetrized_fermi},
        {"form_factor": klein_nystrand},
    ),
    "couplings: radiative": ({"couplings": radiative_2005()},),
    "CP phase of the 2018 fit": ({"mixing": DE_SALAS_2018},),
    "mixing: NuFIT 6.1": ({"mixing": NUFIT_6_1},),
}
"""Changes of what the package is asked to compute with."""


def shifts(key: str, setup: str, beam: str, prescription: str = "talk") -> dict[str, list[float]]:
    """Limit on abs Lambda_1 over the standard one, for every change."""
    e = experiment(key, setup)

    def value(one: Experiment, **asked: object) -> float:
        return limit(one, "Lambda_1", beam=beam, prescription=prescription, **asked)

    standard = value(e)
    found = {
        name: [value(change(e)) / standard for change in changes]
        for name, changes in EXPERIMENTAL.items()
    }
    return found | {
        name: [value(e, **asked) / standard for asked in changes]
        for name, changes in THEORETICAL.items()
    }


@styled
def draw() -> Figure:
    """One panel an experiment, one bar a change of an input; what cannot act is left out."""
    changes = {
        title: {
            name: values
            for name, values in shifts(*row).items()
            if any(abs(x - 1) > 1e-9 for x in values)
        }
        for title, row in ROWS.items()
    }
    figure = Figure(figsize=(5.2, 9.6))
    heights = [len(found) + 1 for found in changes.values()]
    panels = figure.subplots(len(ROWS), sharex=True, height_ratios=heights)
    for axes, (title, found) in zip(panels, changes.items(), strict=True):
        for y, values in enumerate(found.values()):
            for x in values:
                axes.barh(y, 100 * (x - 1), color=SEQUENCE[0], height=0.7, alpha=0.85)
                axes.plot(100 * (x - 1), y, "|", color="k", ms=8)
        axes.axvline(0, color="0.3", lw=0.8)
        axes.set(yticks=range(len(found)), yticklabels=list(found), ylim=(len(found) - 0.4, -0.6))
        axes.set_title(title, loc="left", fontsize="medium")
        axes.grid(axis="y", visible=False)
    panels[-1].set(xscale="symlog", xlim=(-80, 80), xticks=(-50, -10, -1, 0, 1, 10, 50))
    panels[-1].set(xlabel=r"change of the limit on $|\Lambda_1|$ [%]")
    panels[-1].xaxis.set_major_formatter(lambda x, _: Formatter.fix_minus(f"{x:+g}") if x else "0")
    return figure
