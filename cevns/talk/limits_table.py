"""The talk's table of limits: what it prints beside what each prescription gives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.inference.assumptions import TALK
from cevns.inference.counts import PRESCRIPTIONS
from cevns.inference.judging import measured
from cevns.inference.limits import limits_from_signal
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.rates.signal import signal
from cevns.talk.collection import COLLECTION
from cevns.talk.published import beyond_rounding, talk_limits, talk_roundings

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

    @property
    def beyond_rounding(self) -> Triple | None:
        """Relative deviations of ``talk`` from the nearest values that round to the print."""
        if self.talk is None:
            return None
        half = talk_roundings()[self.experiment, self.source, self.setup]
        return _triple(map(beyond_rounding, self.talk, self.printed, half))


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
    experiments = catalogue(COLLECTION)
    signals = {key: signal(e, **TALK.nuclear) for key, e in experiments.items()}
    found = []
    for (key, source, setup), printed in talk_limits().items():
        if source == "solar":
            ours = effective_moment_limits()[key].limits(mixing) / mu10
            found.append(Row(key, source, setup, printed, _triple(ours), None, None))
            continue
        limits = {
            prescription: _triple(
                limits_from_signal(
                    signals[key, setup],
                    measured(experiments[key, setup]),
                    assumptions=TALK,
                    beam=BEAM_OF_SOURCE[source],
                    mixing=mixing,
                    confidence_level=confidence_level,
                    prescription=prescription,
                )
                / mu10
            )
            for prescription in PRESCRIPTIONS
        }
        found.append(Row(key, source, setup, printed, **limits))
    return tuple(found)


def _triple(values: Any) -> Triple:
    one, two, three = map(float, values)
    return one, two, three
