"""Whether a printed number holds: what follows from the slide, and what from a reading of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from cevns.basics.kinds import checked
from cevns.basics.units import day, eV, keV, mu10, year
from cevns.detectors.thresholds import ThresholdDetector
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.experiments.catalogue import catalogue, experiment, written
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.experiment import Experiment
from cevns.inference.assumptions import TALK
from cevns.inference.lookup import dataset
from cevns.inference.record import inferred
from cevns.talk.collection import COLLECTION
from cevns.talk.limits_table import BEAM_OF_SOURCE
from cevns.talk.published import (
    Key,
    beyond_rounding,
    half_unit,
    talk_configuration,
    talk_limits,
    talk_limits_as_printed,
)

VERDICTS: Final = ("OK", "ambiguous", "differs")
"""What a comparison can come to, from the best to the worst."""

TOLERANCE: Final = 0.02
"""By how much a limit may miss the nearest number that rounds to the print, relative."""

UNITS: Final[Mapping[str, float]] = MappingProxyType(
    {"": 1, "kg": 1, "ton": 1e3, "keV": keV, "eV": eV, "%": 0.01, "days": day, "yr": year}
)
"""Units as the slide writes them."""


NOT_PRINTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exposure_days": "beam time of 1 yr and 10 yr [days]",
        "fit": "spectrum of a reactor above 2 MeV",
        "low_energy": "spectrum of a reactor below 2 MeV",
        "fuel.235U": "share of the fissions, 235U",
        "fuel.238U": "share of the fissions, 238U",
        "fuel.239Pu": "share of the fissions, 239Pu",
        "fuel.241Pu": "share of the fissions, 241Pu",
        "flux_per_cm2_s": "flux of a reactor [per cm² and s]",
        "threshold_keV_ee": "threshold that is one of ionisation [keV]",
        "threshold_keV_nr": "threshold that is one of nuclear recoil [keV]",
        "inversion": "recoil energy of an ionisation threshold",
        "material": "2Ge:1Si: a mixture by mass",
        "mixing": "mixing angles and CP phase",
        "couplings": "couplings of the nucleons",
        "form_factor": "form factor",
        "prescription": "pull of an expected count",
        "definition": "what 90 % C.L. means",
    }
)
"""What the table of limits needs and no slide gives: entries of an experiment and assumptions."""


class Comparison(NamedTuple):
    """Printed numbers of one row of the page "slide by slide" beside ours.

    Parameters
    ----------
    slide : number of the slide
    what : how the row begins
    printed : the numbers, digit by digit
    from_print : ours, of what is printed and cited alone; None if that does not determine them
    inferred : ours, with what had to be inferred because it is not on the slides; nothing that
        contradicts a printed number
    tolerance : relative, beyond the rounding of the print
    """

    slide: int
    what: str
    printed: tuple[str, ...]
    from_print: tuple[float, ...] | None
    inferred: tuple[float, ...]
    tolerance: float = 0.0

    @checked
    def beyond_rounding(self, ours: tuple[float, ...]) -> float:
        """Relative deviation of that of ours which is furthest beyond the rounding."""
        numbers = zip(ours, self.printed, strict=True)
        return max((beyond_rounding(x, float(p), half_unit(p)) for x, p in numbers), key=abs)

    @checked
    def holds(self, ours: tuple[float, ...] | None) -> bool:
        """Whether all of ours round to the print, or miss it by no more than the tolerance."""
        return ours is not None and abs(self.beyond_rounding(ours)) <= self.tolerance

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`: holds as printed, holds with something inferred, or does not."""
        if self.holds(self.from_print):
            return "OK"
        return "ambiguous" if self.holds(self.inferred) else "differs"


def not_printed() -> dict[str, dict[str, list[str]]]:
    """Return how everything in `NOT_PRINTED` is read: what, value, and who has it.

    Returns
    -------
    dict
        for every description the values, each with the experiments that have it; the list is
        empty for an assumption, which holds for all
    """
    found: dict[str, dict[str, list[str]]] = {}
    for (key, _), e in catalogue(COLLECTION).items():
        for name, one in inferred(e.inputs).items():
            value = one["value"]
            told = value if isinstance(value, str) else f"{value:g}"
            who = found.setdefault(NOT_PRINTED[name], {}).setdefault(told, [])
            if written(key) not in who:
                who.append(written(key))
    assumed = TALK.record()
    return found | {NOT_PRINTED[k]: {str(assumed[k]): []} for k in assumed if k in NOT_PRINTED}


def comparisons() -> tuple[Comparison, ...]:
    """Compare every printed number that the package computes or reads, row by row of the page."""
    found = (*_counts(), *_configuration(), *_table())
    return tuple(sorted(found, key=lambda one: one.slide))


def _counts() -> Iterator[Comparison]:
    """Slides 5 and 16: the first data of COHERENT, from the bins of its data release."""
    csi, bins = experiment("coherent-csi", "current"), coherent_csi_2017()
    for slide, what, printed, ours in (
        (5, "14.6 kg of CsI[Na]", ("14.6", "308.1"), (csi.mass, csi.exposure / day)),
        (16, "$N_\\text{meas}=142$", ("142",), (float(bins.residual.sum()),)),
        (16, "$B_{0n}=6$", ("6",), (float(bins.prompt_neutrons.sum()),)),
        (16, "$B_{ss}=405$", ("405",), (float(bins.anticoincidence.sum()),)),
    ):
        yield Comparison(slide, what, printed, ours, ours)


def _configuration() -> Iterator[Comparison]:
    """Slide 15: what the catalogue has beside what is printed, and whether it was inferred."""
    for (key, setup), printed in talk_configuration().items():
        e = experiment(key, setup)
        ours = tuple(_ours(e)[name] / UNITS[unit] for name, (_, unit) in printed.items())
        texts = tuple(quantity.text for quantity in printed.values())
        asked = ("mass_kg", "threshold_keV", "efficiency", "exposure", "baseline_m", "material")
        chosen = any(name.startswith(asked) for name in inferred(e.inputs))
        what = f"table: {written(key)}, {setup}"
        yield Comparison(15, what, texts, None if chosen else ours, ours)


def _ours(e: Experiment) -> dict[str, float]:
    lowest = min(e.detector.on(nuclide).kinks[0] for nuclide in e.material.nuclides)
    return {
        "mass": e.mass,
        "threshold": getattr(e.detector, "threshold", lowest),
        "efficiency": getattr(e.detector, "plateau", 1.0),
        "exposure": e.exposure,
        "baseline_m": e.baseline_m,
    }


def _table() -> Iterator[Comparison]:
    """Slide 24: the printed chi^2, and what reproduces the print, at the printed thresholds.

    Both with the angles, the CP phase and the couplings of `TALK`, fluxes and readings of
    thresholds of the catalogue: inferred, each with a row of its own on the page.
    """
    rows: dict[str, list[Key]] = {}
    for key in talk_limits():
        rows.setdefault(_row_of_the_table(*key), []).append(key)
    for what, keys in rows.items():
        printed = tuple(text for key in keys for text in talk_limits_as_printed()[key])
        sun = keys[0][1] == "solar"
        yield Comparison(
            slide=24,
            what=f"table: {what}",
            printed=printed,
            from_print=None if sun else _limits(keys, "profiled"),
            inferred=_solar_limits(keys[0][0]) if sun else _limits(keys, "talk"),
            tolerance=TOLERANCE,
        )


def _row_of_the_table(key: str, source: str, setup: str) -> str:
    if source == "solar":
        return key.capitalize()
    if (key, setup) == ("coherent-csi", "current"):
        return f"{written(key)} {source.removeprefix('sns-')}, {setup}"
    return f"{written(key)}, {setup}" if key in ("coherent-csi", "red100") else written(key)


def _limits(keys: Iterable[Key], prescription: str) -> tuple[float, ...]:
    return tuple(
        float(limit / mu10)
        for key, source, setup in keys
        for limit in dataset(
            with_printed_threshold(experiment(key, setup)),
            assumptions=TALK,
            prescription=prescription,
            beam=BEAM_OF_SOURCE[source],
        ).limits()
    )


def _solar_limits(key: str) -> tuple[float, ...]:
    return tuple((effective_moment_limits()[key].limits(TALK.mixing) / mu10).tolist())


@checked
def with_printed_threshold(e: Experiment) -> Experiment:
    """Give a detector of recoils the printed threshold, whatever reproduces the table."""
    if not isinstance(e.detector, ThresholdDetector):
        return e
    text, unit = talk_configuration()[e.key, e.setup]["threshold"]
    return replace(e, detector=replace(e.detector, threshold_nr=float(text) * UNITS[unit]))
