"""What every output says of a number besides the number itself."""

from collections.abc import Mapping
from typing import Any

from cevns.basics.kinds import checked
from cevns.basics.provenance import Input
from cevns.basics.version import VERSION
from cevns.inference.assumptions import Assumptions
from cevns.inference.dataset import DataSet
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.remarks import method, remarks


@checked
def record(data: DataSet) -> dict[str, Any]:
    """Return what a number inferred from data rests on, as plain text and numbers.

    Parameters
    ----------
    data : under assumptions of their own

    Returns
    -------
    dict
        ``count``, whether its events were observed or are those expected; ``observed``, the events;
        ``definition`` of a limit in words; ``inferred``, the inputs that no source gives, with the
        reason for each; ``method`` and ``remarks`` as in `cevns.inference.remarks`;
        ``assumptions``; ``version`` of the package
    """
    return {
        "count": "observed" if data.observed else "expected",
        "observed": data.observed_events,
        "definition": definition(data.assumptions),
        "inferred": inferred(data.experiment.inputs),
        "method": method(data),
        "remarks": remarks(data),
        "assumptions": data.assumptions.record(),
        "version": VERSION,
    }


@checked
def definition(assumptions: Assumptions) -> str:
    """Say in words what a confidence level is taken to mean."""
    level = 100 * assumptions.confidence_level
    return f"{level:g} % C.L., {assumptions.definition}: {DEFINITIONS[assumptions.definition]}"


@checked
def inferred(inputs: Mapping[str, Input]) -> dict[str, dict[str, Any]]:
    """Return those of an experiment's inputs that were chosen and not looked up, by name."""
    return {
        name: {"value": given.value, "why": given.reference}
        for name, given in inputs.items()
        if given.provenance == "inferred"
    }


@checked
def inferred_lines(inputs: Mapping[str, Input]) -> list[str]:
    """Say `inferred` for people, a line for each input."""
    return [
        f"inferred: {name} = {value if isinstance(value, str) else f'{value:g}'}; {given['why']}"
        for name, given in inferred(inputs).items()
        for value in [given["value"]]
    ]
