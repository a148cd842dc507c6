"""All that is needed to recast a limit elsewhere."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ObservedCount
from cevns.inference.limits import matrix_from_signal
from cevns.interactions.couplings import scheme
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.nuclei.radii import model
from cevns.rates.signal import signal
from cevns.sources.beams import BEAMS

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sm_events": "events",
        "observed": "events",
        "background": "events",
        "variance": "events^2",
        "sigma_signal": "relative",
        "sigma_background": "relative",
        "H": "events per (1e-10 mu_B)^2",
    }
)
"""Units of the numbers in an `export`."""


def export(
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
    experiments: Mapping[tuple[str, str], Experiment] | None = None,
    *,
    couplings: str = "tree",
    form_factor: str = "helm",
) -> dict[str, Any]:
    """All that is needed to recast a limit: counts, variance, pulls, and H of every beam.

    Parameters
    ----------
    mixing : of the leptons
    experiments : by (key, setup); None for the shipped ones
    couplings : name of one of `cevns.interactions.couplings.SCHEMES`
    form_factor : name of one of `cevns.nuclei.radii.MODELS`

    Returns
    -------
    dict
        plain numbers; complex matrices as ``{"real": 3x3, "imag": 3x3}`` in the mass basis; what
        they were computed with; under ``count`` whether the observed events were measured or
        are those expected

    Raises
    ------
    ValueError
        if a name is unknown
    """
    records = []
    for (key, setup), e in (catalogue() if experiments is None else experiments).items():
        counts = signal(e, couplings=scheme(couplings), form_factor=model(form_factor))
        counting = e.statistics.counting(counts.sm_total)
        beams = sorted(set(counts.beams.values()) & set(BEAMS))
        matrices = {b: matrix_from_signal(counts, mixing, b) for b in ("all", *beams)}
        records.append(
            {
                "experiment": key,
                "setup": setup,
                "count": "observed" if isinstance(e.statistics, ObservedCount) else "expected",
                "sm_events": counts.sm_total,
                "observed": counting.observed,
                "background": getattr(counting, "background", 0.0),
                "variance": counting.variance,
                "sigma_signal": counting.sigma_signal,
                "sigma_background": getattr(counting, "sigma_background", 0.0),
                "H": {
                    b: {"real": h.real.tolist(), "imag": h.imag.tolist()}
                    for b, h in matrices.items()
                },
            }
        )
    return {
        "units": dict(UNITS),
        "mixing": mixing.name,
        "couplings": couplings,
        "form_factor": form_factor,
        "experiments": records,
    }
