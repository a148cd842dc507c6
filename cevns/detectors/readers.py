"""Detectors in a file, by their kind."""

from types import MappingProxyType
from typing import Final

from cevns.basics.readers import Kinds, Reader
from cevns.detectors.energy_files import THRESHOLD, threshold
from cevns.detectors.light_files import PHOTOELECTRONS, photoelectrons
from cevns.detectors.recoil_templates import TEMPLATES, recoil_templates
from cevns.detectors.response import Detector

DETECTORS: Final[Kinds[Detector]] = MappingProxyType(
    {
        "threshold": Reader(
            meaning="an energy above a threshold, or with a curve of efficiency",
            entries=THRESHOLD,
            build=threshold,
        ),
        "photoelectrons": Reader(
            meaning="a scintillator read out in photoelectrons, in a window of them",
            entries=PHOTOELECTRONS,
            build=photoelectrons,
        ),
        "recoil_templates": Reader(
            meaning="whatever it measures, in bins, known by the response to recoils of one energy",
            entries=TEMPLATES,
            build=recoil_templates,
        ),
    }
)
"""Readers of a ``[detector]`` table, by its kind."""
