"""What every output says of a number besides the number itself."""

from collections.abc import Mapping
from typing import Any

from cevns.basics.kinds import checked
from cevns.basics.provenance import Input
from cevns.basics.version import VERSION
from cevns.inference.assumptions import Assumptions
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.intervals import DEFINITIONS
from cevns.inference.remarks import method, remarks


@checked
def record(data: DataSet | CombinedData) -> dict[str, Any]:
    """Return what a number inferred from data rests on, as plain text and numbers.

    Parameters
    ----------
    data : under assumptions of their own, one set or several together

    Returns
    -------
    dict
        ``count``, whether its events were observed or are those expected; ``observed``, the events;
        ``definition`` of a limit in words; ``inferred``, the inputs that no source gives, with the
        reason for each; ``method`` and ``remarks`` as in `cevns.inference.remarks`;
        ``assumptions``; ``version`` of the package. Of several together, events and inputs are
        by the name of the data
    """
    if isinstance(data, CombinedData):
        return _of_several(data)
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


def _of_several(data: CombinedData) -> dict[str, Any]:
    each = {one.name: record(one) for one in data.sets}
    by_name = {
        key: {name: own[key] for name, own in each.items()} for key in ("observed", "inferred")
    }
    return {
        "count": "observed" if data.observed else "expected",
        **by_name,
        "definition": definition(data.assumptions),
        "method": together(data),
        "remarks": list(dict.fromkeys(text for own in each.values() for text in own["remarks"])),
        "assumptions": data.assumptions.record(),
        "version": VERSION,
    }


@checked
def together(data: CombinedData) -> str:
    """Say how several data sets are judged together, and which pulls they have in common.

    Parameters
    ----------
    data : several together
    """
    common = [f"{source} flux" for source in data.common_flux]
    for one in getattr(data.moment_chi2, "counts", ()):
        keys = [p.shared for each in getattr(one, "sets", ()) for p in each.nuisances if p.shared]
        common += dict.fromkeys(key for key in keys if keys.count(key) > 1)
    return "chi-squares added" + (f"; in common: {', '.join(common)}" if common else "")


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
