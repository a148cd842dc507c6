"""The talk's table of limits: what it prints beside what each prescription gives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from cevns.catalogue import catalogue, effective_moment_limits
from cevns.couplings import scheme
from cevns.experiments import Experiment, ObservedCount
from cevns.fluxes import BEAMS
from cevns.form_factors import model
from cevns.limits import limits_from_signal, matrix_from_signal
from cevns.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.published import talk_limits
from cevns.rates import MU_REFERENCE, signal
from cevns.statistics import PRESCRIPTIONS

Triple = tuple[float, float, float]

BEAM_OF_SOURCE: Final[Mapping[str, str]] = MappingProxyType(
    {"sns-prompt": "prompt", "sns-delayed": "delayed", "reactor": "all"}
)
"""Which components carry the magnetic term in a row of the table."""


class Row(NamedTuple):
    """Limits on (abs Lambda_1, abs Lambda_2, abs Lambda_3) in 1e-10 mu_B.

    ``None`` where a prescription does not apply.
    """

    experiment: str
    source: str
    setup: str
    printed: Triple
    talk: Triple | None
    profiled: Triple | None
    statistical: Triple | None


def rows(
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING, confidence_level: float = 0.90
) -> tuple[Row, ...]:
    """Every row the talk prints, with our limits under each prescription.

    Parameters
    ----------
    mixing : of the leptons
    confidence_level : between 0 and 1

    Returns
    -------
    tuple of Row
        Borexino's limits are a conversion of its effective moment and stand under ``talk``
    """
    experiments = catalogue()
    signals = {key: signal(e) for key, e in experiments.items()}
    found = []
    for (key, source, setup), printed in talk_limits().items():
        if source == "solar":
            ours = effective_moment_limits()[key].limits(mixing) / MU_REFERENCE
            found.append(Row(key, source, setup, printed, _triple(ours), None, None))
            continue
        limits = {
            prescription: _triple(
                limits_from_signal(
                    signals[key, setup],
                    experiments[key, setup].statistics,
                    beam=BEAM_OF_SOURCE[source],
                    mixing=mixing,
                    confidence_level=confidence_level,
                    prescription=prescription,
                )
                / MU_REFERENCE
            )
            for prescription in PRESCRIPTIONS
        }
        found.append(Row(key, source, setup, printed, **limits))
    return tuple(found)


def _triple(values: Any) -> Triple:
    one, two, three = map(float, values)
    return one, two, three


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
    couplings, form_factor : names, of `cevns.couplings.SCHEMES` and `cevns.form_factors.MODELS`

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
