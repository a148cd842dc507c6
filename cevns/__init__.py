"""CEvNS and neutrino transition magnetic moments, from cross sections to limits."""

from cevns import _moved
from cevns.basics import constants, units
from cevns.basics.version import VERSION
from cevns.experiments import catalogue
from cevns.experiments.catalogue import experiment, load_experiments
from cevns.experiments.experiment import Experiment
from cevns.inference import combination, limits, regions
from cevns.inference.assumptions import RECOMMENDED, TALK, Assumptions
from cevns.inference.dataset import DataSet
from cevns.inference.limits import limit
from cevns.inference.lookup import combine, dataset
from cevns.inference.sensitivity import sensitivity_matrix
from cevns.interactions import couplings, cross_sections, kinematics
from cevns.neutrinos import mixing, moments, oscillation
from cevns.neutrinos.moments import TransitionMoments
from cevns.nuclei import form_factors, nuclides
from cevns.nuclei.materials import material
from cevns.nuclei.nuclides import nuclide
from cevns.rates.signal import Signal, recoil_spectrum, signal
from cevns.sources import solar
from cevns.talk import closed_forms, published

_moved.point_to_new_rooms()

__version__ = VERSION

__all__ = [
    "RECOMMENDED",
    "TALK",
    "Assumptions",
    "DataSet",
    "Experiment",
    "Signal",
    "TransitionMoments",
    "catalogue",
    "closed_forms",
    "combination",
    "combine",
    "constants",
    "couplings",
    "cross_sections",
    "dataset",
    "experiment",
    "form_factors",
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
    "recoil_spectrum",
    "regions",
    "sensitivity_matrix",
    "signal",
    "solar",
    "units",
]
