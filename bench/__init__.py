"""Speed and accuracy, as ratios in one run: ``python -m bench``."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
"""The table last kept by ``make bench WRITE=1``."""


def kept() -> dict[str, Any]:
    """Return the kept table: machine, and rows with what, value, unit, aim, met."""
    return dict(json.loads(RESULTS.read_text(encoding="utf-8")))
