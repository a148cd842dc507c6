"""Every public door with the wrong thing: it is named, and nothing breaks inside."""

import typing
from dataclasses import fields, is_dataclass
from datetime import timedelta
from inspect import Parameter
from typing import Any

import numpy as np
import pytest
import unyt
from good_calls import BUILT, CALLS, GOOD, NOT_CALLED, OWNERS
from surface import Public, is_number, public

from cevns.basics import kinds
from cevns.basics.constants import JOULE_PER_TESLA_MU_B

EVERY = {one.address: one for one in public()}


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Thing:
    """Nothing that any function knows."""


def judged(one: Public) -> dict[str, kinds.Kind]:
    """Parameters that are no numbers, and what they must be."""
    found = {}
    for name, parameter in one.parameters.items():
        hint = one.hints.get(name, Any)
        field = isinstance(one.call, type) and hint is int  # has a check with limits of its own
        variable = parameter.kind in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
        kind = None if field or variable else kinds._kind(hint)
        if kind is not None:
            found[name] = kind
    return found


@pytest.mark.parametrize("address", [a for a, one in EVERY.items() if judged(one)])
def test_a_wrong_kind_is_named(address: str) -> None:
    """Whatever else is missing: what is there is looked at first."""
    one = EVERY[address]
    for name, kind in judged(one).items():
        for wrong in (Thing(), "a name", None, 3.7):
            if not isinstance(wrong, Thing) and kind.accepts(wrong):
                continue
            with pytest.raises(ValueError, match=rf"^{name} must be |^no {name} |^no subshell "):
                one.call(**{name: wrong})


def arguments(one: Public) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The object whose method it is, and good arguments."""
    special, given = CALLS.get(one.address, {}), {}
    for name, parameter in one.parameters.items():
        if name in special:
            given[name] = special[name]
        elif parameter.default is Parameter.empty and parameter.kind not in (
            Parameter.VAR_KEYWORD,
            Parameter.VAR_POSITIONAL,
        ):
            given[name] = GOOD[name]
    return () if one.owner is None else (OWNERS[one.owner.__name__],), given


def called(one: Public) -> bool:
    return not one.address.startswith(NOT_CALLED) and one.address not in BUILT


NUMBERS = {
    a: [
        name
        for name, parameter in one.parameters.items()
        if is_number(one.hints.get(name)) and parameter.kind is not Parameter.VAR_POSITIONAL
    ]
    for a, one in EVERY.items()
    if called(one)
}
COUNTS = {
    a: [n for n in one.parameters if one.hints.get(n) in (int, typing.Optional[int])]  # noqa: UP045
    for a, one in EVERY.items()
    if called(one)
}

NO_NUMBERS: dict[str, object] = {
    "text": "3",
    "nothing": None,
    "complex": 1 + 2j,
    "masked": np.ma.array([1.0, 2.0], mask=[True, False]),
    "duration": timedelta(days=1),
    "temperature": 3 * unyt.K,
    "nan": float("nan"),
    "thing": Thing(),
    "truth": True,
}
WITH_PHASES = names(
    """Lambda state form matrix U direction negative positive first second
    Lambda_1 Lambda_2 Lambda_3 flavor"""
)


def may_be(one: Public, name: str, what: str) -> bool:
    """Whether a number may be left out, or have a phase."""
    if what == "nothing":
        return one.parameters[name].default is None or type(None) in typing.get_args(
            one.hints[name]
        )
    if one.address == "inference.rays.dirac_limit":
        return what == "complex" and name == "moments"
    real = one.address == "neutrinos.curves.third_moment"
    return what == "complex" and name in WITH_PHASES and not real


@pytest.mark.parametrize("address", [a for a, names in NUMBERS.items() if names])
def test_what_is_no_number_is_refused(address: str) -> None:
    one = EVERY[address]
    itself, good = arguments(one)
    one.call(*itself, **good)
    for name in NUMBERS[address]:
        for what, wrong in NO_NUMBERS.items():
            if may_be(one, name, what):
                continue
            with pytest.raises(ValueError, match=r"must |not |got "):
                one.call(*itself, **{**good, name: wrong})


@pytest.mark.parametrize("address", [a for a, names in COUNTS.items() if names])
def test_what_is_no_whole_number_is_refused(address: str) -> None:
    one = EVERY[address]
    itself, good = arguments(one)
    for name in COUNTS[address]:
        for wrong in ("3", 2.5, -1, True, None):
            none_may_be = wrong is None and one.hints[name] is not int
            if none_may_be or (name == "seed" and wrong == -1):
                continue
            with pytest.raises(ValueError, match=r"must |expected |got "):
                one.call(*itself, **{**good, name: wrong})


ENERGIES = names(
    "T E_nu E E_0 E_min E_ee threshold_nr threshold_ee thresholds M M_W m E_top masses"
)
LENGTHS = names("rms R_0 s c a R_A a_k b r length smallest_rms")
MOMENTS = names("mu_nu Lambda_1 Lambda_2 Lambda_3 modulus Lambda")
ANGLES = names("delta_CP phases xi xi_2 xi_3 phase angle theta majorana_phases x y")

OTHER_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(ENERGIES, ("keV", 1e3)),
    **dict.fromkeys(LENGTHS, ("m", 1e-15)),
    **dict.fromkeys(MOMENTS, ("J/T", JOULE_PER_TESLA_MU_B)),
    **dict.fromkeys(ANGLES, ("degree", 180 / np.pi)),
    **dict.fromkeys(("t", "width", "exposure"), ("hr", 1 / 3600)),
    **dict.fromkeys(("dm2_21", "dm2_31"), ("keV**2", 1e-6)),
    "Q": ("1/m", 1e15),
    "baseline_m": ("cm", 100.0),
    "L_km": ("m", 1e3),
    "L_over_E": ("m/keV", 1.0),
    "rate": ("1/hr", 3600.0),
    "flux": ("1/(m**2*s)", 1e4),
    "power_GW": ("MW", 1e3),
    "n_e": ("mol/m**3", 1e6),
    "atomic_mass_u": ("kg", 1.66053906892e-27),
    "mass": ("keV", 1e3),
    "light_yield": ("1/keV", 1e-3),
    "edges": ("keV", 1e3),
}
"""By parameter: a unit that is not the package's, and what one of the package's is in it."""

MEANT_OTHERWISE = {
    ("nuclei.form_factors.uniform_sphere", "x"),  # an angle no unit tells from a number
    ("neutrinos.dirac.lepton_in_loop", "a"),  # the square of a ratio
    ("inference.moment_count.MomentCount", "n_e"),  # a number of events
    ("sources.spectra.MichelSpectrum", "a"),
    ("sources.spectra.MichelSpectrum", "b"),
    ("neutrinos.blind.effective_squared_as_difference", "Lambda"),  # of length one
    ("neutrinos.blind.effective_squared_exact", "Lambda"),
    ("neutrinos.blind.cancellation_errors", "angles"),
}
"""Parameters with such a name that are something else."""


def alike(one: Any, other: Any) -> bool:
    """Whether two results are the same, without a unit anywhere."""
    if hasattr(other, "units"):
        return False
    if isinstance(one, str | bool | None) or callable(one):
        return type(one) is type(other)
    if is_dataclass(one):
        return all(alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if hasattr(one, "items"):
        return all(alike(one[key], other[key]) for key in one)
    a, b = np.asarray(one), np.asarray(other)
    if a.dtype == object:
        return type(one) is type(other)
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=0, equal_nan=True)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (address, name)
        for address, names in NUMBERS.items()
        for name in names
        if name in OTHER_UNITS and (address, name) not in MEANT_OTHERWISE
    ],
)
def test_a_quantity_in_another_unit_is_the_same_number(address: str, name: str) -> None:
    one = EVERY[address]
    itself, good = arguments(one)
    if good.get(name) is None:
        pytest.skip("left out")
    unit, factor = OTHER_UNITS[name]
    if address == "experiments.experiment.Experiment" and name == "mass":
        unit, factor = "g", 1e3
    given = unyt.unyt_array(np.asarray(good[name]) * factor, unit)
    found = one.call(*itself, **{**good, name: given[()]})
    assert alike(one.call(*itself, **good), found)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: EVERY["inference.limits.limit"].call(what=Thing(), moment="x"), "what must be"),
        (
            lambda: EVERY["inference.limits.limit"].call(
                OWNERS["DataSet"], "Lambda_1", confidance_level=0.9
            ),
            r"no option 'confidance_level'; did you mean 'confidence_level'\?",
        ),
        (
            lambda: EVERY["inference.lookup.combine"].call("coherent-csi", 3),
            r"each must be a name or a DataSet or an Experiment, got 3",
        ),
    ],
)
def test_options_are_known_by_name(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_nearly_all_numbers_are_tried() -> None:
    """The tables of good arguments keep up with what is public."""
    assert sum(map(len, NUMBERS.values())) > 430
    assert sum(bool(judged(one)) for one in EVERY.values()) > 330
