"""The likelihood of data as JSON: the form that other programs read, or the one that holds all."""

from typing import Any, Final

from cevns.basics.checks import choice
from cevns.basics.kinds import checked
from cevns.basics.version import VERSION
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.export import mixing_record
from cevns.inference.workspace import workspace

FORMS: Final = ("pyhf", "templates")
"""Forms of a likelihood: a HistFactory workspace, and one of templates with any pulls."""


@checked
def likelihood(data: DataSet | CombinedData, form: str = "") -> tuple[str, dict[str, Any]]:
    r"""Return the likelihood of data, to be written as JSON.

    Parameters
    ----------
    data : one data set; in the form ``"templates"`` also several, whose shared pulls are one
    form : one of `FORMS`; by default ``"pyhf"`` for data whose likelihood is one that pyhf has, and
        ``"templates"`` for all others

    Returns
    -------
    tuple
        a sentence that says which form it is and how it is read, and the likelihood: a workspace as
        `cevns.inference.workspace.workspace` has it, or a ``format``, the ``version`` of the
        package, ``assumptions``, ``mixing``, a ``formula`` in words, ``tables`` by data, and what
        `cevns.inference.measured.json_form.likelihood_record` has

    Raises
    ------
    ValueError
        if data have no likelihood of that form, or of any
    """
    if form:
        choice("form of a likelihood", form, FORMS)
    why = ""
    if form != "templates":
        try:
            return _for_pyhf(data)
        except ValueError as refused:
            if form or not _with_templates(data):
                raise
            why = f"; not pyhf's: {refused}"
    from cevns.inference.measured.json_form import FORMULA, NAME, likelihood_record, table_record

    under = data.assumptions
    if not _with_templates(data):
        raise ValueError(f"{data.name}: it has no templates; its likelihood is one of form 'pyhf'")
    told = likelihood_record(data.moment_chi2, under.mixing)
    head = {
        "format": NAME,
        "version": VERSION,
        "assumptions": under.record(),
        "mixing": mixing_record(under.mixing),
        "formula": dict(FORMULA),
        "tables": {one.name: table_record(one.description) for one in _sets(data)},
    }
    return f"form {NAME!r}, evaluated by the formula in it{why}", {**head, **told}


def _for_pyhf(data: DataSet | CombinedData) -> tuple[str, dict[str, Any]]:
    if isinstance(data, CombinedData):
        raise ValueError(
            f"a workspace is that of one count or data set, not of {data.name}; several together "
            "are written as templates if all of them have some"
        )
    told, read = workspace(data), "pyhf.Workspace(...).model()"
    if _with_templates(data):
        from cevns.inference.measured.exported import SETTINGS

        read = f"pyhf.Workspace(...).model(modifier_settings={SETTINGS})"
    return f"form 'pyhf', read by {read}", told


def _sets(data: DataSet | CombinedData) -> tuple[Any, ...]:
    """Return data one by one."""
    return data.sets if isinstance(data, CombinedData) else (data,)


def _with_templates(data: DataSet | CombinedData) -> bool:
    """Whether all of it was measured in bins with templates."""
    return all(hasattr(one, "description") for one in _sets(data))
