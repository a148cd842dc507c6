"""Which radius a nuclide has: models that give every nuclide its form factor."""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np

from cevns.basics.checks import choice
from cevns.basics.kinds import checked, describe
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.form_factors import (
    FormFactor,
    Helm,
    KleinNystrand,
    MomentSeries,
    SymmetrizedFermi,
    _PointLike,
)
from cevns.nuclei.nuclides import Nucleon, Nuclide

HELM_SURFACE: Final = 0.9
"""Thickness s of the surface of Helm's form factor [fm]."""

FormFactorModel = Callable[[Nuclide], FormFactor]
"""A rule that gives every nuclide its form factor."""

describe(
    FormFactorModel,
    "a model that gives every nuclide its own form factor",
    "use radii.model(name)",
    lambda value: callable(value) and not hasattr(value, "moments"),
)


@checked
def helm(nuclide: Nuclide) -> Helm:
    """Return the Helm form factor with the Lewin-Smith radius.

    R_0^2 = c^2 + 7/3 pi^2 a^2 - 5 s^2 with c = 1.23 A^(1/3) - 0.60 fm, a = 0.52 fm, s = 0.9 fm.
    Source: J. D. Lewin and P. F. Smith, Astropart. Phys. 6 (1996) 87, eq. (4.11).
    """
    s, a = 0.9, 0.52
    c = _half_density_radius(nuclide)
    return Helm(math.sqrt(c**2 + 7 / 3 * (math.pi * a) ** 2 - 5 * s**2), s)


@checked
def charge_helm(nuclide: Nuclide) -> Helm:
    """Return the Helm form factor with the measured charge radius, s = 0.9 fm: for protons.

    The surface of hydrogen and helium, which are smaller, is half of the radius.

    Raises
    ------
    ValueError
        if neither the nuclide nor `charge_radii` has the radius
    """
    return _helm_of(charge_radius(nuclide))


@lru_cache(maxsize=1024)
def _helm_of(rms: float) -> Helm:
    """Helm's form factor with an rms radius [fm]; s = 0.9 fm, or half of the radius if less.

    The same one as before, as every count of a scan asks for it.
    """
    return Helm.from_rms(rms, min(HELM_SURFACE, rms / 2))


@checked
def neutron_skin(nuclide: Nuclide) -> float:
    r"""Return by how much the neutrons reach beyond the protons [fm], in the mean of all nuclei.

    .. math:: R_n - R_p = -0.04 + 1.01\,\frac{N-Z}{A}\ \text{fm}

    The fit to antiprotonic atoms, known to 0.03 fm and 0.15 fm; A. Trzcinska et al., Phys. Rev.
    Lett. 87 (2001) 082501.
    """
    return -0.04 + 1.01 * (nuclide.N - nuclide.Z) / nuclide.A


@checked
def skin_helm(nuclide: Nuclide) -> Helm:
    """Return the Helm form factor of the neutrons: charge radius plus `neutron_skin`, s = 0.9 fm.

    As `charge_helm`; a nucleus without neutrons has no skin.

    Raises
    ------
    ValueError
        if neither the nuclide nor `charge_radii` has the radius
    """
    skin = neutron_skin(nuclide) if nuclide.N else 0.0
    return _helm_of(charge_radius(nuclide) + skin)


@checked
def bcs_protons(nuclide: Nuclide) -> FormFactor:
    """Return the form factor of protons in a paired ground state.

    Occupations of a Woods-Saxon well with pairing, radial functions of an oscillator with the
    measured charge radius, the size of nucleons folded in as `charge_helm` has it: see
    `cevns.nuclei.structure.ground_state`. Where `without_pairing` gives a reason, `charge_helm`.

    Raises
    ------
    ValueError
        if there is no measured charge radius of the nuclide
    """
    if without_pairing(nuclide):
        return charge_helm(nuclide)
    return _paired(nuclide, "p")


@checked
def bcs_neutrons(nuclide: Nuclide) -> FormFactor:
    """Return the form factor of neutrons in the same state as `bcs_protons`, or `skin_helm`.

    Raises
    ------
    ValueError
        if there is no measured charge radius of the nuclide
    """
    if without_pairing(nuclide):
        return skin_helm(nuclide)
    return _paired(nuclide, "n")


@cache
def _paired(nuclide: Nuclide, nucleon: Nucleon) -> FormFactor:
    from cevns.nuclei.structure.ground_state import ground_state  # most form factors need none

    return ground_state(nuclide).form_factor(nucleon)


@checked
def without_pairing(nuclide: Nuclide) -> str:
    """Say why a nuclide has no paired ground state here; empty if it has one."""
    if nuclide.unpaired != (0, 0):
        return "a nucleon without a partner"
    from cevns.nuclei.structure.masses import has_gaps

    return "" if has_gaps(nuclide) else "no masses of its neighbours"


@checked
def fallbacks(model: FormFactorModel, nuclides: Iterable[Nuclide]) -> dict[str, tuple[str, str]]:
    """Say which nuclides a model gives the form factor of another model, and why.

    Parameters
    ----------
    model : such as `bcs_protons`
    nuclides : such as those of a material

    Returns
    -------
    dict
        the other model and the reason, by name of the nuclide; empty for other models
    """
    if model not in (bcs_protons, bcs_neutrons):
        return {}
    other = "charge_helm" if model is bcs_protons else "skin_helm"
    reasons = {one.name: without_pairing(one) for one in nuclides}
    return {name: (other, reason) for name, reason in reasons.items() if reason}


@checked
def form_factor_models(
    proton: FormFactorModel | None = None, neutron: FormFactorModel | None = None
) -> tuple[FormFactorModel, FormFactorModel]:
    """Return the models of protons and neutrons, whatever was said of them.

    Parameters
    ----------
    proton, neutron : a model for the protons alone is that of the neutrons too; what is left out
        otherwise is `charge_helm` for the protons and `skin_helm` for the neutrons
    """
    if proton is None:
        return charge_helm, skin_helm if neutron is None else neutron
    return proton, proton if neutron is None else neutron


@checked
def symmetrized_fermi(nuclide: Nuclide) -> SymmetrizedFermi:
    """Return the symmetrised Fermi form factor with c = 1.23 A^(1/3) - 0.60 fm, a = 0.52 fm."""
    return SymmetrizedFermi(_half_density_radius(nuclide), 0.52)


@checked
def klein_nystrand(nuclide: Nuclide) -> KleinNystrand:
    """Return the Klein-Nystrand form factor with R_A = 1.2 A^(1/3) fm, a_k = 0.7 fm."""
    return KleinNystrand(1.2 * float(np.cbrt(nuclide.A)), 0.7)


@checked
def moment_series(nuclide: Nuclide) -> MomentSeries:
    """Return the model-independent series with the moments of `helm`."""
    return MomentSeries(helm(nuclide).moments)


@checked
def point_like(nuclide: Nuclide) -> FormFactor:
    """Return F = 1, full coherence at every momentum transfer."""
    return _POINT


def _half_density_radius(nuclide: Nuclide) -> float:
    return 1.23 * float(np.cbrt(nuclide.A)) - 0.60


_POINT = _PointLike()

MODELS: Final[Mapping[str, FormFactorModel]] = MappingProxyType(
    {
        "helm": helm,
        "charge_helm": charge_helm,
        "skin_helm": skin_helm,
        "symmetrized_fermi": symmetrized_fermi,
        "klein_nystrand": klein_nystrand,
        "moment_series": moment_series,
        "point_like": point_like,
        "bcs_protons": bcs_protons,
        "bcs_neutrons": bcs_neutrons,
    }
)
"""Form-factor models by name."""


@checked
def model(name: str) -> FormFactorModel:
    """Look a form-factor model up by name, such as ``"helm"``.

    Raises
    ------
    ValueError
        if it is none of `MODELS`
    """
    return MODELS[choice("form-factor model", name, MODELS)]
