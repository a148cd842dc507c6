"""Which radius a nuclide has: models that give every nuclide its form factor."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from cevns.basics.checks import choice
from cevns.nuclei.form_factors import (
    FormFactor,
    Helm,
    KleinNystrand,
    MomentSeries,
    SymmetrizedFermi,
    _PointLike,
)
from cevns.nuclei.nuclides import Nuclide

FormFactorModel = Callable[[Nuclide], FormFactor]
"""A rule that gives every nuclide its form factor."""


def helm(nuclide: Nuclide) -> Helm:
    """Return the Helm form factor with the Lewin-Smith radius.

    R_0^2 = c^2 + 7/3 pi^2 a^2 - 5 s^2 with c = 1.23 A^(1/3) - 0.60 fm, a = 0.52 fm, s = 0.9 fm.
    Source: J. D. Lewin and P. F. Smith, Astropart. Phys. 6 (1996) 87, eq. (4.11).
    """
    s, a = 0.9, 0.52
    c = _half_density_radius(nuclide)
    return Helm(math.sqrt(c**2 + 7 / 3 * (math.pi * a) ** 2 - 5 * s**2), s)


CHARGE_RADII: Final[Mapping[str, float]] = MappingProxyType({"133Cs": 4.8041, "127I": 4.7500})
"""Root-mean-square charge radii [fm] by nuclide, from electron scattering and atomic spectra;
I. Angeli and K. P. Marinova, At. Data Nucl. Data Tables 99 (2013) 69."""


def charge_helm(nuclide: Nuclide) -> Helm:
    """Return the Helm form factor with the measured charge radius, s = 0.9 fm: for protons.

    Raises
    ------
    ValueError
        if `CHARGE_RADII` does not have the nuclide
    """
    radius = CHARGE_RADII[choice("charge radius of", nuclide.name, CHARGE_RADII)]
    return Helm.from_rms(radius)


def symmetrized_fermi(nuclide: Nuclide) -> SymmetrizedFermi:
    """Return the symmetrised Fermi form factor with c = 1.23 A^(1/3) - 0.60 fm, a = 0.52 fm."""
    return SymmetrizedFermi(_half_density_radius(nuclide), 0.52)


def klein_nystrand(nuclide: Nuclide) -> KleinNystrand:
    """Return the Klein-Nystrand form factor with R_A = 1.2 A^(1/3) fm, a_k = 0.7 fm."""
    return KleinNystrand(1.2 * float(np.cbrt(nuclide.A)), 0.7)


def moment_series(nuclide: Nuclide) -> MomentSeries:
    """Return the model-independent series with the moments of `helm`."""
    return MomentSeries(helm(nuclide).moments)


def point_like(nuclide: Nuclide) -> FormFactor:
    """Return F = 1, full coherence at every momentum transfer."""
    return _POINT


def _half_density_radius(nuclide: Nuclide) -> float:
    return 1.23 * float(np.cbrt(nuclide.A)) - 0.60


_POINT = _PointLike()

MODELS: Final[Mapping[str, FormFactorModel]] = MappingProxyType(
    {
        "helm": helm,
        "symmetrized_fermi": symmetrized_fermi,
        "klein_nystrand": klein_nystrand,
        "moment_series": moment_series,
        "point_like": point_like,
    }
)
"""Form-factor models by name."""


def model(name: str) -> FormFactorModel:
    """Look a form-factor model up by name, such as ``"helm"``.

    Raises
    ------
    ValueError
        if it is none of `MODELS`
    """
    return MODELS[choice("form-factor model", name, MODELS)]
