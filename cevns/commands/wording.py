"""What answers say of the data they are about, and of what they rest on."""

from collections.abc import Mapping

from cevns.commands.command import Record
from cevns.inference.dataset import DataSet
from cevns.inference.record import inferred_lines
from cevns.inference.remarks import method, remarks


def named(data: DataSet) -> Record:
    """Name what was computed: the experiment and, if it is one of its editions, the data."""
    e = data.experiment
    edition = {"data": data.name} if "@" in data.name else {}
    return {"experiment": e.key, "setup": e.setup, **edition}


def title(data: DataSet) -> str:
    """Say the same in words."""
    told = named(data)
    return f"{told.get('data', told['experiment'])} ({told['setup']})"


def footnotes(data: DataSet) -> list[str]:
    """Say what it rests on: the assumptions, and every input that no source gives."""
    under = data.assumptions
    lines = [f"assumptions {under.name!r}: {assumed(under.record())}", method(data)]
    lines += [f"careful: {remark}" for remark in remarks(data)]
    return [*lines, *inferred_lines(data.experiment.inputs)]


def assumed(told: Mapping[str, object]) -> str:
    """Say a record of assumptions in a line."""
    neutrons = told["neutron_form_factor"] or told["form_factor"]
    return (
        f"{told['prescription']}, beam {told['beam']}, mixing {told['mixing']}, couplings "
        f"{told['couplings']}, form factors {told['form_factor']} and {neutrons}"
    )
