"""Which term of the cross section wins, and where."""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from cevns.basics.units import keV, mu10
from cevns.explorers.host import (
    UNIT,
    Explorer,
    choice,
    explorer,
    logarithmic,
    rounded,
    slider,
    stops,
)
from cevns.interactions.couplings import tree
from cevns.interactions.electromagnetic import magnetic_coefficients
from cevns.interactions.kinematics import momentum_transfer, recoil_energy_max
from cevns.interactions.standard_model import sm_coefficients
from cevns.nuclei.form_factors import FormFactor, Helm, KleinNystrand, SymmetrizedFermi
from cevns.nuclei.nuclides import nuclide
from cevns.nuclei.radii import helm, point_like

_NUCLIDES: Final = ("40Ar", "23Na", "28Si", "74Ge", "127I", "132Xe", "133Cs")

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_RMS_MODELS: Final[Mapping[str, Callable[[float], FormFactor]]] = {
    "Helm": Helm.from_rms,
    "symmetrised Fermi": SymmetrizedFermi.from_rms,
    "Klein-Nystrand": KleinNystrand.from_rms,
}

_RADII: Final = (-20.0, -15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0)


def cross_section() -> Explorer:
    """Explore the Standard Model and magnetic cross sections of one nucleus.

    Returns
    -------
    Explorer
        target, neutrino energy, effective moment, form-factor model and radius; the recoil
        energies at which the two terms cross
    """
    E_top = 53.0
    lightest = min(map(nuclide, _NUCLIDES), key=lambda n: n.mass)
    T_keV = rounded(np.geomspace(1e-3, recoil_energy_max(E_top, lightest.mass) / keV, 100), 3)
    T = np.array(T_keV) * keV
    targets = {}
    for name in _NUCLIDES:
        nucleus = nuclide(name)
        Q = momentum_transfer(T, nucleus.mass)
        rms = math.sqrt(helm(nucleus).moments.R2)
        F = {
            label: [rounded(from_rms(rms * (1 + r / 100))(Q) ** 2, 5) for r in _RADII]
            for label, from_rms in _RMS_MODELS.items()
        }
        F["point-like"] = [[1.0] * len(T_keV)] * len(_RADII)
        # without form factor the coefficients are straight lines in T
        low, high = (
            sm_coefficients(t, nucleus, couplings=tree(), form_factor=point_like(nucleus))
            for t in (0.0, 1.0)
        )
        magnetic = magnetic_coefficients(1.0, nucleus, mu_nu=mu10, form_factor=point_like(nucleus))
        targets[name] = {
            "mass": nucleus.mass,
            "F2": F,
            "sm": [[float(a), float(b - a)] for a, b in zip(low, high, strict=True)],
            "magnetic": float(magnetic[0]),
        }
    return explorer(
        __name__,
        "Which term wins, and where?",
        {"T": T_keV, "nuclides": targets, "radii": list(_RADII)},
        [
            choice("nuclide", "target", {name: name.translate(_RAISED) for name in _NUCLIDES}),
            slider("E_nu", "neutrino energy", "MeV", 1, E_top, 0.5),
            stops("mu_nu", "effective moment", UNIT, [0, *logarithmic(0.01, 100, 8)]),
            choice("form_factor", "form factor", {k: k for k in (*_RMS_MODELS, "point-like")}),
            stops("radius", "change of the rms radius", "%", _RADII),
            stops("T", "marked recoil energy", "keV", T_keV),
        ],
        {
            "nuclide": "40Ar",
            "E_nu": 30,
            "mu_nu": 10,
            "form_factor": "Helm",
            "radius": 0,
            "T": min(T_keV, key=lambda t: abs(t - 1.5)),
        },
    )
