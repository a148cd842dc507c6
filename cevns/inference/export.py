"""All that is needed to recast a limit elsewhere."""

from collections.abc import Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, Final, Unpack

from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.counts import counting
from cevns.inference.dataset import DataSet
from cevns.inference.lookup import dataset
from cevns.inference.record import inferred
from cevns.inference.remarks import form_factor_remarks
from cevns.inference.sensitivity import matrix_from_signal

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
    experiments: Mapping[tuple[str, str], Experiment] | None = None,
    *,
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> dict[str, Any]:
    """All that is needed to recast a limit: counts, variance, pulls, and H of every beam.

    Parameters
    ----------
    experiments : by (key, setup), each with a single count; None for the shipped ones
    assumptions : what it rests on; the pulls are given, whatever the prescription
    changes : assumptions to be changed, such as ``mixing`` or ``neutron_form_factor``

    Returns
    -------
    dict
        plain numbers; complex matrices as ``{"real": 3x3, "imag": 3x3}`` in the mass basis; the
        assumptions; the version of the package; under ``count`` whether the observed events
        were measured or are those expected; under ``inferred`` the inputs that no source gives;
        under ``remarks`` the nuclides that have other form factors than those assumed

    Raises
    ------
    ValueError
        if a name is unknown, or an experiment has no measurement
    """
    under = assumptions.but(**changes)
    table = catalogue() if experiments is None else experiments
    return {
        "units": dict(UNITS),
        "assumptions": under.record(),
        "version": version("cevns"),
        "experiments": [_record(dataset(e, assumptions=under)) for e in table.values()],
    }


def _record(data: DataSet) -> dict[str, Any]:
    counts, mixing = data.signal, data.assumptions.mixing
    judged = counting(data.measurement, counts.sm_total)
    beams = sorted(set(counts.beams.values()))
    beams = beams if len(beams) > 1 else []  # one alone is all
    matrices = {b: matrix_from_signal(counts, mixing, b) for b in ("all", *beams)}
    return {
        "experiment": data.experiment.key,
        "setup": data.experiment.setup,
        "count": "observed" if data.observed else "expected",
        "inferred": inferred(data.experiment.inputs),
        "remarks": form_factor_remarks(data),
        "sm_events": counts.sm_total,
        "observed": judged.observed,
        "background": getattr(judged, "background", 0.0),
        "variance": judged.variance,
        "sigma_signal": judged.sigma_signal,
        "sigma_background": getattr(judged, "sigma_background", 0.0),
        "H": {b: {"real": h.real.tolist(), "imag": h.imag.tolist()} for b, h in matrices.items()},
    }
