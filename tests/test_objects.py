"""Objects one computes with: copies, other processes, and shared tables nobody can change."""

import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from operator import attrgetter, methodcaller
from pathlib import PurePath
from types import MappingProxyType

import numpy as np
import pytest

import cevns
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.units import eV, keV
from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.quenching import Lindhard
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.experiments.catalogue import catalogue
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.combination import Combination
from cevns.inference.counts import Counting, DifferenceCounting, counting
from cevns.inference.limits import limit
from cevns.inference.regions import Choices, boundary
from cevns.inference.sensitivity import matrix_from_signal
from cevns.interactions.couplings import Couplings, one_loop, radiative_2005, vector_charge
from cevns.interactions.standard_model import sm_coefficients, standard_model
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.mixing import DE_SALAS_2018, PRESETS, MixingArrays, pmns
from cevns.neutrinos.moments import TransitionMoments
from cevns.nuclei import radii
from cevns.nuclei.materials import materials
from cevns.nuclei.nuclides import Nuclide, nuclides
from cevns.nuclei.structure.racah import root
from cevns.nuclei.structure.subshells import Subshell
from cevns.rates.batch import Batch
from cevns.rates.signal import recoil_spectrum, signal
from cevns.rates.yields import yields
from cevns.sources.beams import BeamComponent, Mixture, PlaneWave
from cevns.sources.reactor import reactor_spectrum
from cevns.sources.solar import COMPONENTS, birthplace, energies
from cevns.sources.spectra import Line, PiecewiseSpectrum
from cevns.sources.stopped_pions import pion_decay_at_rest
from cevns.talk.limits_table import rows
from cevns.talk.published import talk_limits

AR, CSI = cevns.nuclide("40Ar"), cevns.experiment("coherent-csi")
RECOILS = [1e-4, 3e-3, 8e-3, 2e-2]
ACCEPTANCE = LogisticAcceptance(plateau=0.6655, slope=0.4942, midpoint=10.8507)
WINDOW = PhotoelectronDetector(light_yield=1.17 / keV, acceptance=ACCEPTANCE, lower=6, upper=30)
COUNT = cevns.dataset(CSI).moment_chi2
COUNTING = Counting(observed=142, background=6, variance=958, sigma_signal=0.28)

MOMENTS = methodcaller("moments", [0.0, 0.3, 1.1, 4.0, 29.0])
EFFICIENCY = methodcaller("efficiency", RECOILS)
FORM_FACTOR = methodcaller("__call__", [0.0, 0.1, 0.4])

YIELDS = yields(CSI, standard_model(radiative_2005()).channels)


def sm_at_one_energy(nuclide: Nuclide, couplings: Couplings) -> object:
    T = 5 * keV
    return sm_coefficients(
        T, nuclide, couplings=couplings, form_factor=radii.helm(nuclide), flavor="nu_e"
    )


ASKED: dict[str, tuple[object, Callable[[object], object]]] = {
    "line": (Line(29.8), MOMENTS),
    "Michel spectrum": (pion_decay_at_rest(1.0)[1].spectrum, MOMENTS),
    "piecewise spectrum": (PiecewiseSpectrum.normalised(np.square, [0, 1, 2]), MOMENTS),
    "reactor spectrum": (reactor_spectrum(), MOMENTS),
    "density of a reactor": (reactor_spectrum(fit="huber"), methodcaller("density", [0.3, 4.0])),
    "heat of a fuel": (
        reactor_spectrum(fuel={"235U": 0.9, "241Pu": 0.1}),
        attrgetter("energy_per_fission"),
    ),
    "beam component": (pion_decay_at_rest(1e15)[0], methodcaller("fluence", 19.3, 1e7)),
    "birthplace": (birthplace("7Be"), methodcaller("P_e1", [0.384, 0.862], DE_SALAS_2018)),
    "solar energies": (energies("pp"), attrgetter("x", "w")),
    "solar component": (COMPONENTS["7Be"], attrgetter("flux", "lines")),
    "nuclide": (AR, attrgetter("atomic_mass", "unpaired")),
    "material": (cevns.material("2Ge:1Si"), attrgetter("targets_per_kg")),
    "mixing": (DE_SALAS_2018, attrgetter("matrix")),
    "many mixings": (MixingArrays([0.3, 0.31], 0.02, 0.5, [0.0, 1.0]), pmns),
    "moments": (
        TransitionMoments(1e-11, 2e-11j, -3e-11),
        partial(effective_squared, flavor="nu_mu", mixing=DE_SALAS_2018),
    ),
    "couplings": (radiative_2005(), partial(vector_charge, AR)),
    **{f"form factor {name}": (model(AR), FORM_FACTOR) for name, model in radii.MODELS.items()},
    "acceptance": (ACCEPTANCE, methodcaller("__call__", [4.0, 5.5, 20.0])),
    "window": (WINDOW, EFFICIENCY),
    "smeared window": (smeared(WINDOW), EFFICIENCY),
    "threshold": (ThresholdDetector(threshold_nr=5 * keV), EFFICIENCY),
    "ionisation threshold": (IonisationDetector(threshold_ee=100 * eV), methodcaller("on", AR)),
    "Lindhard": (Lindhard(32, 73), methodcaller("__call__", 100 * eV)),
    "observed count": (CSI.measurement, partial(counting, standard_model=173.0)),
    "expected count": (
        ExpectedCount(sigma_stat=0.2, sigma_sys=0.25),
        partial(counting, standard_model=100.0, prescription="talk"),
    ),
    "counting": (COUNTING, methodcaller("upper_signal", 2.71)),
    "difference counting": (
        DifferenceCounting(observed=100, variance=120, sigma_signal=0.2),
        methodcaller("chi2", 150.0),
    ),
    "binned counts": (coherent_csi_2017(), attrgetter("edges", "residual", "uncertainty")),
    "count of moments": (COUNT, methodcaller("form", DE_SALAS_2018)),
    "combination": (
        Combination(counts=(COUNT, cevns.dataset("conus").moment_chi2), shared={"sns": 0.1}),
        methodcaller("chi2", [0.0, 1e-19], 2e-19),
    ),
    "beam of a mixture": (
        BeamComponent(
            state=Mixture((0.5, 0.4, 0.1)),
            label="8B",
            beam="solar",
            spectrum=Line(10.0),
            intensity=PlaneWave(5e6),
        ),
        methodcaller("fluence", 1.0, 1.0),
    ),
    "one-loop couplings": (one_loop(), partial(sm_at_one_energy, AR)),
    "interaction": (standard_model(one_loop()), methodcaller("weights", "nu_mu_bar")),
    "yields": (YIELDS, methodcaller("of", standard_model(radiative_2005()))),
    "batch": (
        Batch(experiment=CSI, channels=YIELDS.channels),
        methodcaller("values", light_yield=1100.0),
    ),
    "assumptions": (RECOMMENDED.but(beam="prompt"), methodcaller("record")),
    "choices": (Choices(phases="profiled"), attrgetter("mixing", "others", "phases", "delta")),
    "boundary": (
        boundary(Combination(counts=(COUNT,)), ("Lambda_1", "Lambda_2"), directions=3),
        attrgetter("radius", "unbounded"),
    ),
    "table of limits": (rows(), tuple),
    "frozen mapping": (FrozenMapping({"a": 1.0}), methodcaller("get", "a")),
}
"""Objects, and what to ask of each and of its copy."""

WITH_TABLES: dict[str, tuple[object, Callable[[object], object]]] = {
    **{
        f"experiment {key} {setup}": (e, partial(limit, moment="Lambda_1"))
        for (key, setup), e in catalogue().items()
    },
    "limit of the Sun": (
        effective_moment_limits()["borexino"],
        methodcaller("limits", DE_SALAS_2018),
    ),
    "data set": (cevns.dataset("coherent-csi@2017-count"), methodcaller("limit", "Lambda_1")),
    "combined data": (
        cevns.combine("coherent-csi", "coherent-lar", shared={"sns": 0.1}),
        methodcaller("chi2", 1e-19, 0.0),
    ),
    "signal": (signal(CSI), partial(matrix_from_signal, mixing=DE_SALAS_2018)),
    "recoil spectrum": (recoil_spectrum(CSI, RECOILS), attrgetter("sm", "magnetic")),
}
"""Objects that hold a mapping."""

EVERY = [pytest.param(*asked, id=name) for name, asked in (ASKED | WITH_TABLES).items()]


def flat(value: object) -> list[object]:
    """Every number, name or plain object in an answer, in order."""
    if isinstance(value, np.ndarray):
        return value.ravel().tolist()
    if isinstance(value, Mapping):
        return [x for item in value.items() for x in flat(item)]
    if isinstance(value, tuple | list):
        return [x for item in value for x in flat(item)]
    return [value]


def rebuilt(thing: object) -> object:
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("again", [copy.deepcopy, rebuilt])
@pytest.mark.parametrize(("thing", "question"), EVERY)
def test_copies_give_the_same_numbers(
    thing: object, question: Callable[[object], object], again: Callable[[object], object]
) -> None:
    twin = again(thing)
    assert type(twin) is type(thing)
    assert flat(question(twin)) == flat(question(thing))


def in_another_process(asked: Mapping[str, tuple[object, Callable[[object], object]]]) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        answers = {name: pool.submit(question, thing) for name, (thing, question) in asked.items()}
        for name, (thing, question) in asked.items():
            assert flat(answers[name].result(120)) == flat(question(thing)), name


def test_other_processes_give_the_same_numbers() -> None:
    in_another_process(ASKED)


def test_other_processes_give_the_same_limits() -> None:
    in_another_process(WITH_TABLES)


TABLES: dict[str, Mapping[object, object]] = {
    "catalogue": catalogue(),
    "solar limits": effective_moment_limits(),
    "materials": materials(),
    "nuclides": nuclides(),
    "mixings": PRESETS,
    "form factors": radii.MODELS,
    "solar components": COMPONENTS,
    "printed limits": talk_limits(),
    "inputs": CSI.inputs,
    "fuel": reactor_spectrum().fuel,
    "counts": signal(CSI).sm,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_shared_table_cannot_be_changed(table: Mapping[object, object]) -> None:
    before, key = dict(table), next(iter(table))
    with pytest.raises(TypeError, match="does not support item assignment"):
        table[key] = None  # type: ignore[index]
    with pytest.raises(TypeError, match="support item deletion"):
        del table[key]  # type: ignore[attr-defined]
    assert not {"clear", "pop", "update", "setdefault"} & set(dir(table))
    assert dict(table) == before


@pytest.mark.parametrize(("thing", "question"), EVERY[: len(ASKED)])
def test_attributes_cannot_be_changed(thing: object, question: Callable[[object], object]) -> None:
    if isinstance(thing, tuple | FrozenMapping) or not is_dataclass(thing):
        return
    for field in fields(thing):
        with pytest.raises(AttributeError):
            setattr(thing, field.name, None)


def required(function: Callable[..., object]) -> list[inspect.Parameter]:
    parameters = inspect.signature(function).parameters.values()
    return [p for p in parameters if p.default is inspect.Parameter.empty]


P_HALF = Subshell(0, 1, 1)
ASKED_OF_CACHED: dict[str, list[tuple[object, ...]]] = {
    "birthplace": [(c,) for c in COMPONENTS],
    "rows_of": [(DE_SALAS_2018,)],
    "orbit_polynomial": [(1, 2)],
    "orbitals": [(AR, "n")],
    "ground_state": [(AR,)],
    "three_j": [(2, 2, 0, 0, 0, 0)],
    "six_j": [(2, 2, 2, 2, 2, 2)],
    "nine_j": [(2, 2, 0, 2, 2, 0, 0, 0, 0)],
    "reduced_harmonic": [(1, 0, 1)],
    "coupled": [(1, 1, 2, P_HALF, P_HALF, root(2))],
    "spin_harmonic": [(0, 1, 1, P_HALF, P_HALF)],
    "ladder": [(1, 2, 1), (-1, 2, 1), (0, 2, 1)],
    "polynomial": [("M", 0, P_HALF, P_HALF), ("Delta'", 1, P_HALF, P_HALF)],
    "radial_integral": [(1, 0, 1, 2, 2)],
    "incoherent_table": [("40Ar",)],
    "excited_states": [("12C",)],
    "digest": [("nuclei",)],
    "description": [("coherent-lar@2020",)],
    "template_bins": [("coherent-lar@2020",)],
    "spectrum": [("8B",)],
}
"""Arguments for cached functions that need some."""


def tabulated() -> Iterator[tuple[str, Callable[[], object]]]:
    """Public functions that compute once and hand the same object to everybody."""
    for module in pkgutil.walk_packages(cevns.__path__, "cevns."):
        if module.name == "cevns.__main__":
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if not hasattr(function, "cache_info") or name.startswith("_"):
                continue
            if function.__module__ == module.name:
                once = ASKED_OF_CACHED.get(name, [()])
                assert all(len(required(function)) == len(a) for a in once)
                for arguments in once:
                    yield f"{name}{arguments or '()'}", partial(function, *arguments)


PLAIN = str | int | float | complex | Fraction | PurePath


def changeable(value: object, where: str) -> Iterator[str]:
    """Places in an object where something can be put in or overwritten."""
    if isinstance(value, np.ndarray):
        if value.flags.writeable:
            yield where
    elif isinstance(value, MappingProxyType | FrozenMapping):
        for key, item in value.items():
            yield from changeable(item, f"{where}[{key!r}]")
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from changeable(item, f"{where}[{i}]")
    elif is_dataclass(value):
        if not value.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            yield where
        for field in fields(value):
            yield from changeable(getattr(value, field.name), f"{where}.{field.name}")
    elif not (value is None or callable(value) or isinstance(value, PLAIN)):
        yield where


TABULATED = dict(tabulated())


def test_cached_functions_are_found() -> None:
    assert {"catalogue()", "materials()", "nuclides()", "birthplace('8B',)"} <= set(TABULATED)


@pytest.mark.parametrize("name", TABULATED)
def test_what_is_computed_once_cannot_be_changed(name: str) -> None:
    found = TABULATED[name]()
    assert TABULATED[name]() is found
    assert list(changeable(found, name)) == []


@pytest.mark.parametrize("name", ["piecewise spectrum", "reactor spectrum"])
def test_arrays_of_a_spectrum_cannot_be_changed(name: str) -> None:
    spectrum, _ = ASKED[name]
    assert list(changeable(spectrum, name)) == []
    for array in (spectrum.edges, spectrum.tails, spectrum.means):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_edges_stay_the_callers_own() -> None:
    """A spectrum locks its copy; the array it was built from may change, without effect."""
    edges = np.array([0.0, 1.0, 2.0])
    spectrum = PiecewiseSpectrum.normalised(np.square, edges)
    edges[-1] = 5.0
    assert spectrum.E_max == 2.0


def test_a_frozen_mapping_is_a_mapping() -> None:
    given = {"a": 1.0, "b": 2.0}
    frozen = FrozenMapping(given)
    given["a"] = 5.0
    assert frozen == {"a": 1.0, "b": 2.0} != given
    assert (list(frozen), len(frozen), repr(frozen)) == (["a", "b"], 2, "{'a': 1.0, 'b': 2.0}")
    assert {**frozen} == dict(frozen)
    with pytest.raises(AttributeError, match="cannot be changed"):
        frozen._items = {}
    with pytest.raises(TypeError, match="does not support item assignment"):
        frozen["a"] = 2.0  # type: ignore[index]


def test_a_read_only_array_is_the_same_one() -> None:
    array = np.arange(3.0)
    assert read_only(array) is array
    with pytest.raises(ValueError, match="read-only"):
        array += 1
