"""Counts against nested adaptive quadrature: one stopped-pion source, one reactor, both terms."""

from dataclasses import replace
from functools import cache

import pytest

import cevns
from bench.oracle import adaptive_counts, integral
from cevns.experiments.experiment import Experiment
from cevns.nuclei.materials import Material
from cevns.rates.signal import signal

CSI = cevns.experiment("coherent-csi")
CONUS = cevns.experiment("conus")
SILICON = Material(name="28Si", nuclides=(cevns.nuclide("28Si"),), atom_fractions=(1.0,))
# its threshold of 100 eV opens the spectrum from 1.1 MeV on: the table, captures and fits
MINER = replace(cevns.experiment("miner"), material=SILICON)
CASES = [
    (experiment, component.flavor, em)
    for experiment in (CSI, CONUS, MINER)
    for component in experiment.components
    for em in (False, True)
]
NAMES = [f"{e.key}-{flavor}-{'magnetic' if em else 'sm'}" for e, flavor, em in CASES]


def counts(experiment: Experiment, flavor: str, em: bool, nodes: int = 24) -> float:
    events = signal(experiment, nodes=nodes)
    return (events.magnetic if em else events.sm)[flavor]


@cache
def reference(case: int) -> float:
    experiment, flavor, em = CASES[case]
    return adaptive_counts(experiment, flavor, em=em)


@pytest.mark.parametrize("case", range(len(CASES)), ids=NAMES)
def test_counts_against_nested_adaptive_quadrature(case: int) -> None:
    """CsI and natural germanium with all their isotopes; of MINER's target, 28Si alone."""
    assert counts(*CASES[case]) == pytest.approx(reference(case), rel=1e-8, abs=0)


@pytest.mark.parametrize("case", [2, 6, 8], ids=[NAMES[i] for i in (2, 6, 8)])
def test_the_comparison_sees_a_poor_quadrature(case: int) -> None:
    """Two nodes for each panel are not enough, and the reference shows it."""
    assert counts(*CASES[case], nodes=2) != pytest.approx(reference(case), rel=1e-8, abs=0)


def test_reference_refuses_a_hidden_step() -> None:
    """A breakpoint left out of a spectrum does not pass unseen: the oracle stops."""
    with pytest.raises(ArithmeticError, match="converge"):
        integral(lambda x: (x > 1 / 3) * x, 0.0, 1.0, 1e-10)
