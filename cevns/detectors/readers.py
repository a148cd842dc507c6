"""Detectors in a file, by their kind."""

from types import MappingProxyType
from typing import Final

from cevns.basics.readers import Kinds, Reader
from cevns.detectors.energy_files import THRESHOLD, threshold
from cevns.detectors.light_files import PHOTOELECTRONS, photoelectrons
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
    }
)
"""Readers of a ``[detector]`` table, by its kind."""
