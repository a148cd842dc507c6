"""Fingerprints: the same for equal things in every process, another for all else."""

import subprocess
import sys
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

import numpy as np
import pytest

import cevns
from cevns.basics.fingerprint import fingerprint
from cevns.basics.frozen import FrozenMapping


class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass(frozen=True)
class Box:
    x: float
    inside: object = None
    twice: float = field(init=False, default=0.0)

    @cached_property
    def square(self) -> float:
        return self.x**2


DIFFERENT = [
    None,
    0,
    False,
    0.0,
    -0.0,
    1,
    True,
    1.0,
    1 + 0j,
    np.nextafter(1.0, 2.0),
    float("nan"),
    float("inf"),
    "1",
    b"1",
    "",
    (),
    (1,),
    (1, 2),
    ((1,), 2),
    (1, (2,)),
    {},
    {"a": 1},
    {"a": 2},
    {"a": 1, "b": 2},
    {"b": 1, "a": 2},
    frozenset({1, 2}),
    np.zeros(2),
    np.zeros(3),
    np.zeros((1, 2)),
    np.zeros(2, dtype=np.float32),
    np.float64(0.0),
    Colour.RED,
    Colour.BLUE,
    Box(1.0),
    Box(2.0),
    Box(1.0, inside=Box(1.0)),
    Box,
    fingerprint,
    cevns.limit,
]


def test_different_things_differ() -> None:
    told = [fingerprint(one) for one in DIFFERENT]
    assert len(set(told)) == len(told)
    assert fingerprint(1, 2) != fingerprint((1, 2)) != fingerprint(2, 1)
    assert fingerprint("ab", "c") != fingerprint("a", "bc")


def test_equal_things_agree() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1}) == fingerprint(FrozenMapping({"a": 1}))
    assert fingerprint([1, 2]) == fingerprint((1, 2))
    assert fingerprint({1, 2, 3}) == fingerprint({3, 2, 1})
    grid = np.arange(6.0).reshape(2, 3)
    assert fingerprint(grid.T) == fingerprint(np.ascontiguousarray(grid.T)) != fingerprint(grid)


def test_what_was_found_out_since_does_not_count() -> None:
    box = Box(3.0)
    before = fingerprint(box)
    assert box.square == 9
    assert fingerprint(box) == before
    bins = cevns.dataset("coherent-csi@2017-bins").moment_chi2
    before = fingerprint(bins)
    assert bins.best_fit.chi2 > 0
    assert fingerprint(bins) == before != fingerprint(replace(bins, sigma_signal=0.1))  # type: ignore[type-var]


def test_it_is_the_same_in_another_process() -> None:
    code = (
        "import cevns; from cevns.basics.fingerprint import fingerprint as f;"
        "print(f(cevns.dataset('coherent-csi').moment_chi2, {'a': {1, 'x'}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = fingerprint(cevns.dataset("coherent-csi").moment_chi2, {"a": {1, "x"}})
    assert done.stdout.strip() == here


@pytest.mark.parametrize("strange", [lambda x: x, object(), np.array([object()])])
def test_what_cannot_be_told_is_refused(strange: object) -> None:
    with pytest.raises(ValueError, match="no fingerprint of"):
        fingerprint({"a": [strange]})
