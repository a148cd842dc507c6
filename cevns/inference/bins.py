"""Placeholder until the likelihood of bins is merged."""

from typing import Any


class PoissonBins:
    def __init__(self, **fields: Any) -> None:
        raise NotImplementedError
