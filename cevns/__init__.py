"""CEvNS and neutrino transition magnetic moments, from cross sections to limits."""

from cevns import (
    catalogue,
    closed_forms,
    constants,
    couplings,
    cross_sections,
    detectors,
    experiments,
    fluxes,
    form_factors,
    forms,
    kinematics,
    limits,
    mixing,
    moments,
    nuclides,
    oscillation,
    published,
    quenching,
    rates,
    reactors,
    statistics,
    units,
)
from cevns.catalogue import experiment, load_experiments
from cevns.experiments import Experiment
from cevns.limits import limit, sensitivity_matrix
from cevns.moments import TransitionMoments
from cevns.nuclides import material, nuclide
from cevns.rates import Signal, recoil_spectrum, signal

__all__ = [
    "Experiment",
    "Signal",
    "TransitionMoments",
    "catalogue",
    "closed_forms",
    "constants",
    "couplings",
    "cross_sections",
    "detectors",
    "experiment",
    "experiments",
    "fluxes",
    "form_factors",
    "forms",
    "kinematics",
    "limit",
    "limits",
    "load_experiments",
    "material",
    "mixing",
    "moments",
    "nuclide",
    "nuclides",
    "oscillation",
    "published",
    "quenching",
    "rates",
    "reactors",
    "recoil_spectrum",
    "sensitivity_matrix",
    "signal",
    "statistics",
    "units",
]
