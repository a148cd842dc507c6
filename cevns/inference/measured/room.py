"""Memory that is used again: large arrays that come and go cost more than the numbers in them."""

import math

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked


@checked
class Room:
    """Arrays by name, each kept until a larger one of that name is asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, Array] = {}

    def __getitem__(self, key: tuple[str, tuple[int, ...]]) -> Array:
        """Return the array of a name and a shape, with whatever it held before."""
        name, shape = key
        size = math.prod(shape)
        if name not in self._kept or self._kept[name].size < size:
            self._kept[name] = np.empty(size)
        return self._kept[name][:size].reshape(shape)
