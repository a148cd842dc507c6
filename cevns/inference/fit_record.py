"""A fit in words, and as what a machine reads."""

from collections.abc import Sequence
from typing import Any

from cevns.basics.kinds import checked
from cevns.basics.version import VERSION
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.fits.result import Fit, Interval
from cevns.inference.record import definition, inferred_lines, record, together
from cevns.inference.remarks import form_factor_remarks


@checked
def fit_record(fit: Fit, data: DataSet | CombinedData) -> dict[str, Any]:
    """Return a fit and what it rests on as plain text and numbers.

    Parameters
    ----------
    fit : of the data
    data : what was fitted

    Returns
    -------
    dict
        what `Fit.record` has, and of the data what `cevns.inference.record.record` has; of several
        together by their names
    """
    sets = data.sets if isinstance(data, CombinedData) else (data,)
    each = [_of(one) for one in sets]
    if not isinstance(data, CombinedData) or len(sets) == 1:
        said = each[0]
    else:
        said = {
            "count": "observed" if data.observed else "expected",
            "observed": {one.name: own["observed"] for one, own in zip(sets, each, strict=True)},
            "inferred": {one.name: own["inferred"] for one, own in zip(sets, each, strict=True)},
            "method": together(data),
            "remarks": list(dict.fromkeys(text for own in each for text in own["remarks"])),
            "version": VERSION,
        }
    return {**fit.record(), **said, "definition": definition(data.assumptions)}


def _of(data: DataSet) -> dict[str, Any]:
    """Return what holds of the data whatever is fitted; most remarks are about moments."""
    said = {**record(data), "remarks": form_factor_remarks(data)}
    kept = ("count", "observed", "inferred", "method", "remarks", "version")
    return {key: said[key] for key in kept}


@checked
def lines(fit: Fit, data: DataSet | CombinedData) -> list[str]:
    """Say a fit in words.

    Parameters
    ----------
    fit, data : as in `fit_record`
    """
    unit = "" if fit.unit == "1" else f" {fit.unit}"
    kind = "measured" if data.observed else "expected: nothing was measured"
    whose = "" if fit.flavor == "all" else f" of {fit.flavor}"
    said = [f"{fit.quantity}{whose}, {fit.data} ({kind})", fit.note]
    if fit.free:
        said.append(f"profiled besides: {fit.free}")
    if not fit.best:
        said.append(f"chi^2 is {fit.chi2_min:.4g} for every value")
    for m in fit.best:
        about = [] if m.physical else ["not physical"]
        about += {"mirror": ["the other sign of the amplitude"], "level": ["end of a level"]}.get(
            m.kind, []
        )
        said.append(
            f"minimum at {m.value:.4g}{unit}, chi^2 = {m.chi2:.4g}"
            + (f" ({', '.join(about)})" if about else "")
        )
    allowed = " or ".join(map(_piece, fit.intervals)) or "nothing"
    said.append(f"allowed: {allowed}{unit}")
    if fit.unphysical:
        said.append(f"not physical: {' or '.join(map(_piece, fit.unphysical))}{unit}")
    level = definition(data.assumptions)
    return [*said, f"{level}; Delta chi^2 = {fit.delta_chi2:.4g}, one parameter"]


def _piece(piece: Interval) -> str:
    low, high = ("open" if end is None else f"{end:.4g}" for end in piece)
    return f"{low} to {high}"


@checked
def footnotes(data: DataSet | CombinedData) -> Sequence[str]:
    """Say which form factors are others than assumed; name every input that no source gives."""
    sets = data.sets if isinstance(data, CombinedData) else (data,)
    careful = dict.fromkeys(f"careful: {text}" for one in sets for text in form_factor_remarks(one))
    lines = [line for one in sets for line in inferred_lines(one.experiment.inputs)]
    return [*careful, *{line.partition(";")[0]: line for line in lines}.values()]
