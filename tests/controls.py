"""Every control of every explorer: what it allows, and where it stands at first.

python tests/controls.py     rewrite tests/controls.json; review that diff like code
"""

import json
from pathlib import Path
from typing import Any

from cevns import explorers
from cevns.explorers import Explorer

KEPT = Path(__file__).with_suffix(".json")
NAMES = [name for name in explorers.__all__ if name != "Explorer"]
SHOWN = ("unit", "min", "max", "step", "values", "when")


def described(explorer: Explorer) -> dict[str, Any]:
    table = {}
    for spec in explorer.controls:
        allowed = {key: spec[key] for key in SHOWN if key in spec}
        if "options" in spec:
            allowed["options"] = [value for value, _ in spec["options"]]
        table[spec["name"]] = {"start": explorer.state[spec["name"]]} | allowed
    return table


def text() -> str:
    """One control a line."""
    parts = []
    for name in NAMES:
        table = described(getattr(explorers, name)())
        rows = [f"  {json.dumps(c)}: {json.dumps(v)}" for c, v in table.items()]
        parts.append(f"{json.dumps(name)}: {{\n" + ",\n".join(rows) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    KEPT.write_text(text(), encoding="utf-8")
