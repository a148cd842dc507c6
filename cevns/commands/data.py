"""List the data sets, or say all about one."""

from argparse import ArgumentParser, Namespace
from typing import Any

from cevns.commands.command import Answer, Command, Record
from cevns.inference.dataset import DataSet
from cevns.inference.lookup import dataset, datasets


def run(args: Namespace) -> Answer:
    """List what was measured, or describe what was named."""
    from cevns.inference.measured import registry  # the other commands need none of it

    if args.name is not None:
        return _one(dataset(args.name))
    rows = [_row(one) for one in datasets().values()]
    rows += [_row(dataset(name)) for name in registry.descriptions()]
    lines = [f"{'data':<34}{'counts':>8} {'bins':>5}  what was measured"]
    lines += ["{data:<34}{counts:>8} {bins:>5}  {title}".format(**_printed(row)) for row in rows]
    return {"data": rows}, "\n".join(lines)


def _row(data: DataSet) -> dict[str, Any]:
    observed = data.observed_events
    bins = len(observed) if isinstance(observed, list) else 1
    return {
        "data": data.name,
        "title": getattr(data, "title", data.reference),
        "experiment": data.experiment.key,
        "source": data.experiment.source,
        "counts": sum(observed) if isinstance(observed, list) else observed,
        "bins": bins,
        "licence": data.licence,
        "reference": data.reference,
    }


def _printed(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "counts": "-" if row["counts"] is None else f"{row['counts']:g}"}


def _one(data: DataSet) -> Answer:
    row = _row(data)
    told: Record = dict(row)
    lines = [
        f"{data.name}: {row['title']}",
        f"source: {data.reference}",
        f"licence: {data.licence}",
        "{counts} counts in {bins} bins".format(**_printed(row)),
        f"Standard Model, as assumed: {data.signal.sm_total:.4g} events",
    ]
    told["sm_events"] = data.signal.sm_total
    description = getattr(data, "description", None)
    if description is not None:
        backgrounds = {b.name: float(b.events.sum()) for b in description.backgrounds}
        pulls = {p.name: p.title for p in description.pulls}
        told |= {
            "backgrounds": backgrounds,
            "nuisances": pulls,
            "contains": list(description.data.contains),
            "variants": {name: v.title for name, v in description.variants.items()},
        }
        lines += [f"background {name}: {n:.4g} events" for name, n in backgrounds.items()]
        lines += [f"pull {_pull(p)}" for p in description.pulls]
        lines += [f"contains {name}" for name in description.data.contains]
        lines += [
            f"variant {data.name}-{name}: {v.title}" for name, v in description.variants.items()
        ]
    return told, "\n".join(lines)


def _pull(pull: Any) -> str:
    prior = "free" if pull.sigma == float("inf") else f"sigma = {pull.sigma:g}"
    shared = f", shared as {pull.shared!r}" if pull.shared else ""
    return f"{pull.name}: {pull.title} ({prior}{shared})"


def _options(command: ArgumentParser) -> None:
    command.add_argument("name", nargs="?", help="such as coherent-csi@2021; all without one")


COMMAND = Command(
    "data", "list the data sets, or say what one measured, its licence and source", _options, run
)
"""``cevns data``."""
