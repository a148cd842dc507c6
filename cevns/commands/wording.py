"""What answers say of the data they are about, and of what they rest on."""

from collections.abc import Mapping

from cevns.commands.command import Record
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.record import inferred_lines, together
from cevns.inference.remarks import method, remarks


def named(data: DataSet | CombinedData) -> Record:
    """Name what was computed: the experiment and, if it is one of its editions, the data."""
    if isinstance(data, CombinedData):
        return {"data": [one.name for one in data.sets]}
    e = data.experiment
    edition = {"data": data.name} if "@" in data.name else {}
    return {"experiment": e.key, "setup": e.setup, **edition}


def title(data: DataSet | CombinedData) -> str:
    """Say the same in words."""
    if isinstance(data, CombinedData):
        return data.name
    told = named(data)
    return f"{told.get('data', told['experiment'])} ({told['setup']})"


def footnotes(data: DataSet | CombinedData) -> list[str]:
    """Say what it rests on: the assumptions, and every input that no source gives."""
    under = data.assumptions
    several = isinstance(data, CombinedData)
    sets = data.sets if isinstance(data, CombinedData) else (data,)
    lines = [f"assumptions {under.name!r}: {assumed(under.record())}"]
    if isinstance(data, CombinedData):
        lines.append(together(data))
    for one in sets:
        of = f"{one.name}: " if several else ""
        lines.append(f"{of}{method(one)}")
        lines += [f"careful: {of}{remark}" for remark in remarks(one)]
    given = [line for one in sets for line in inferred_lines(one.experiment.inputs)]
    return [*lines, *dict.fromkeys(given)]


def assumed(told: Mapping[str, object]) -> str:
    """Say a record of assumptions in a line."""
    neutrons = told["neutron_form_factor"] or told["form_factor"]
    return (
        f"{told['prescription']}, beam {told['beam']}, mixing {told['mixing']}, couplings "
        f"{told['couplings']}, form factors {told['form_factor']} and {neutrons}"
    )
