"""Annotations as the contract of a function: what is checked, and what is left alone."""

import inspect
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, Protocol, TypedDict, Unpack

import numpy as np
import pytest
from numpy.typing import ArrayLike

import cevns
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked, describe
from cevns.interactions import couplings
from cevns.nuclei import radii


class Options(TypedDict, total=False):
    size: float
    colour: str


class Speaks(Protocol):
    @property
    def voice(self) -> str: ...

    def say(self, what: str) -> str: ...


class Dog:
    voice = "woof"

    def say(self, what: str) -> str:
        return f"{self.voice} {what}"


class Cat:
    voice = "miau"


@checked
def everything(
    name: str,
    number: float = 1.0,
    array: ArrayLike = 1.0,
    *rest: str | Dog,
    count: int = 1,
    flag: bool = False,
    speaker: Speaks | None = None,
    kind: Literal["a", "b"] = "a",
    names: Sequence[str] = (),
    pair: tuple[float, float] = (0.0, 1.0),
    table: Mapping[str, float] = FrozenMapping({}),
    call: Callable[[float], float] = abs,
    whatever: Any = None,
    many: Iterable[float] = (),
    **options: Unpack[Options],
) -> str:
    return name


GOOD = [
    {},
    {"count": np.int64(3), "flag": np.bool_(True), "speaker": Dog(), "kind": "b"},
    {"names": ["x", "y"], "pair": [0, 1], "table": {"x": 1}, "call": np.sin, "whatever": object()},
    {"names": np.array(["x"]), "many": iter([1.0]), "size": 3, "colour": "red"},
    {"number": "not looked at here", "array": object()},
]

BAD = [
    ({"name": 3}, r"^name must be a name, got 3$"),
    ({"kind": 3}, r"^kind must be one of 'a', 'b', got 3"),
    ({"count": "2"}, r"^count must be a whole number, got '2'"),
    ({"count": True}, r"^count must be a whole number, got True"),
    ({"flag": 1}, r"^flag must be True or False, got 1"),
    ({"speaker": Cat()}, r"^speaker must be a Speaks, got <.*Cat"),
    ({"speaker": Dog}, r"^speaker must be a Speaks, got <class"),
    ({"kind": "c"}, r"^no kind 'c'; known: a, b"),
    ({"names": "xy"}, r"^names must be a list, each a name, got 'xy'"),
    ({"names": ["x", 3]}, r"^names must be a list, each a name, got \['x', 3\]"),
    ({"pair": 0.5}, r"^pair must be 2 numbers, got 0\.5"),
    ({"table": ["x"]}, r"^table must be a table of numbers, by name, got \['x'\]"),
    ({"table": {1: 2.0}}, r"^table must be a table of numbers, by name, got \{1: 2\.0\}"),
    ({"call": "abs"}, r"^call must be a function, got 'abs'"),
    ({"many": 3}, r"^many must be a list of numbers, got 3"),
    ({"colour": 3}, r"^colour must be a name, got 3"),
    ({"color": "red"}, r"^no option 'color'; did you mean 'colour'\?"),
    ({"names": np.ma.array(["x"])}, r"^names must be a list"),
]


@pytest.mark.parametrize("given", GOOD)
def test_what_is_of_its_kind_passes(given: dict[str, Any]) -> None:
    assert everything(**{"name": "x", **given}) == "x"
    assert everything("x", 1.0, 2.0, "more", Dog(), count=2) == "x"


@pytest.mark.parametrize(("given", "message"), BAD)
def test_what_is_not_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        everything(**{"name": "x", **given})


def test_what_passed_once_is_looked_at_again_where_it_must() -> None:
    """The type of a list says nothing of what is in it; a type seen before is no free pass."""
    assert everything("x", names=["y"], table={"y": 1.0}) == "x"
    with pytest.raises(ValueError, match=r"^names must"):
        everything("x", names=[3], table={"y": 1.0})
    with pytest.raises(ValueError, match=r"^table must"):
        everything("x", names=["y"], table={3: 1.0})
    with pytest.raises(ValueError, match=r"^each must be a name or a Dog, got 3"):
        everything("x", 1.0, 2.0, "more", 3)


def test_a_wrong_call_stays_a_type_error() -> None:
    """That is a matter between the caller and Python."""
    with pytest.raises(TypeError, match="missing 1 required"):
        everything(count=2)
    with pytest.raises(TypeError, match="unexpected keyword"):
        couplings.tree(sin=0.24)


@checked
@dataclass(frozen=True, slots=True)
class Owner:
    dog: Dog
    age: int = 1
    names: tuple[str, ...] = ()

    def calls(self, name: str) -> str:
        return self.dog.say(name)

    @classmethod
    def of(cls, dog: Dog) -> "Owner":
        return cls(dog)


def test_classes_check_what_they_are_built_of_and_asked() -> None:
    owner = Owner.of(Dog())
    assert owner.calls("rex") == "woof rex"
    assert Owner(owner.dog, age=2.5).age == 2.5  # numbers of a field have checks of their own
    for call, message in (
        (lambda: Owner(Cat()), r"^dog must be a Dog"),
        (lambda: Owner.of(Cat()), r"^dog must be a Dog"),
        (lambda: replace(owner, names=(1,)), r"^names must be a list, each a name"),
        (lambda: owner.calls(3), r"^name must be a name, got 3"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_a_description_is_told() -> None:
    class Bone:
        """Nothing a dog would not know."""

    @checked
    def buried(bone: Bone) -> None: ...

    describe(Bone, "a good bone", "use dig(where)", lambda value: value in ("femur", "rib"))
    assert buried("rib") is None
    with pytest.raises(ValueError, match=r"^bone must be a good bone, got 3; use dig\(where\)"):
        buried(3)


def test_functions_look_as_they_did() -> None:
    assert list(inspect.signature(everything).parameters)[:3] == ["name", "number", "array"]
    assert pickle.loads(pickle.dumps(radii.helm)) is radii.helm
    assert radii.MODELS["helm"] is radii.helm
    assert radii.helm.__doc__.startswith("Return the Helm form factor")

    @checked
    @cache
    def once(name: str) -> str:
        return name

    assert once("x") == "x"
    assert once.cache_info().misses == 1
    once.cache_clear()


def test_long_values_are_cut_short() -> None:
    with pytest.raises(ValueError, match=r"got DataSet\(.*\.\.\. \(a DataSet\); use") as caught:
        cevns.signal(cevns.dataset("coherent-csi@2017-bins"))
    assert len(str(caught.value)) < 250


def test_the_first_wrong_thing_is_named_whatever_else_is_missing() -> None:
    with pytest.raises(ValueError, match=r"^nuclide must be"):
        couplings.vector_charge("40Ar")
