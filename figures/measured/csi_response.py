"""What the CsI detector of 2021 makes of a recoil: light, its spread, and how often it is kept."""

import numpy as np

from cevns.basics.units import keV
from cevns.detectors.energies import EnergyDetector
from cevns.inference.measured.registry import description
from cevns.nuclei.nuclides import nuclide
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

RECOILS = (5.0, 10.0, 20.0)
"""Drawn with their spread [keV]."""


def _detector(name: str = "", i: int = 0) -> EnergyDetector:
    """Return the detector as it is, or with a pull's variant."""
    told = description("coherent-csi@2021")
    changes = {}
    for pull in told.pulls:
        if pull.name == name:
            changes = pull.changed(i)
    detector = told.apparatus(changes).detector
    assert isinstance(detector, EnergyDetector)
    return detector


@styled
def draw() -> Figure:
    """Quenching with its modes, and the efficiency with its variants over the light of recoils."""
    figure = Figure(figsize=(5.2, 6.0))
    light, kept = figure.subplots(2)
    T = np.linspace(1, 45, 200)
    iodine = nuclide("127I")

    def factor(detector: EnergyDetector) -> np.ndarray:
        assert detector.quenching is not None
        return np.asarray(detector.quenching(iodine)(T * keV)) / (T * keV)

    for name, color, style, label in (
        ("quenching", SEQUENCE[1], LINES[1], "first mode, ±1"),
        ("quenching_bend", SEQUENCE[2], LINES[2], "second mode, ±1"),
    ):
        for i in (0, 1):
            one = _detector(name, i)
            light.plot(T, 100 * factor(one), ls=style, color=color, label=label if i else None)
    light.plot(T, 100 * factor(_detector()), color=SEQUENCE[0], label="fit")
    light.axhline(8.78, color=COLORS["band"], ls=":", label="2017: 8.78 %")
    light.set(xlabel="recoil energy [keV]", ylabel="quenching factor [%]", ylim=(4, 13))
    light.legend(loc="lower right", ncols=2)

    x = np.linspace(0, 60, 400)
    kept.plot(x, _detector().efficiency(x), color=SEQUENCE[0], label="efficiency")  # type: ignore[operator]
    for i in (0, 1):
        kept.plot(
            x,
            _detector("efficiency", i).efficiency(x),  # type: ignore[operator]
            ls=LINES[1],
            color=SEQUENCE[0],
            lw=1.2,
            label="its variants" if i else None,
        )
    detector = _detector()
    assert detector.quenching is not None
    assert detector.resolution is not None
    edges = np.linspace(0, 60, 121)
    for j, T_keV in enumerate(RECOILS):
        mean = detector.gain * detector.quenching(iodine)(np.array(T_keV * keV))
        spread = detector.resolution.matrix(np.asarray(mean), edges) / np.diff(edges)
        kept.stairs(
            4 * spread,
            edges,
            color=SEQUENCE[1 + j],
            ls=LINES[j],
            lw=1.5,
            label=f"light of {T_keV:g} keV, × 4",
        )
    kept.set(xlabel="photoelectrons", ylabel="fraction, or per photoelectron", xlim=(0, 60))
    kept.legend(loc="upper right", bbox_to_anchor=(1.0, 0.9))
    return figure
