"""Total cross sections besides the exact one: of an element, to leading order, without a size."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.basics.ranges import NEUTRINO_ENERGY
from cevns.interactions.couplings import NucleonCouplings
from cevns.interactions.cross_sections import sm_leading_order, sm_total
from cevns.nuclei.form_factors import FormFactor
from cevns.nuclei.nuclides import Nuclide, isotopes
from cevns.nuclei.radii import FormFactorModel


def n_squared_law(E_nu: ArrayLike, N: ArrayLike) -> Array:
    r"""Cross section of N neutrons that scatter together.

    Equation :eq:`eq:sm-n2` of the book.

    .. math:: \sigma = \frac{G_F^2}{4\pi}\,N^2E_\nu^2

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0
    N : number of neutrons, >= 0; broadcasts

    Returns
    -------
    Array
        cm^2
    """
    E, n = in_range("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY), in_range("N", N, at_least=0)
    return np.asarray(G_F**2 * E**2 / (4 * np.pi) * CM2_PER_INVERSE_MEV2 * n**2)


@checked
def sm_total_leading_order(
    E_nu: ArrayLike,
    nuclide: Nuclide,
    *,
    couplings: NucleonCouplings,
    form_factor: FormFactor,
    nodes: int = 48,
) -> Array:
    r"""Total of `cevns.interactions.cross_sections.sm_leading_order`, up to :math:`2E_\nu^2/M`.

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0, any shape
    nuclide, couplings, form_factor : as there
    nodes : Gauss-Legendre nodes in recoil energy

    Returns
    -------
    Array
        cm^2, shape of E_nu
    """
    E = in_range("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY)
    T = gauss_legendre(0.0, 2 * E**2 / nuclide.mass, whole("nodes", nodes, at_least=2))
    integrand = sm_leading_order(
        T.x, E[..., None], nuclide, couplings=couplings, form_factor=form_factor
    )
    total: Array = np.sum(T.w * integrand, axis=-1)
    return total


@checked
def sm_total_of_element(
    E_nu: ArrayLike, element: str, *, couplings: NucleonCouplings, form_factor: FormFactorModel
) -> Array:
    """Total Standard Model cross section of a natural element, per nucleus on average.

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0, any shape
    element : such as ``"Xe"``; its isotopes are weighed with their abundances
    couplings : of the nucleons
    form_factor : model giving every isotope its own

    Returns
    -------
    Array
        cm^2, shape of E_nu

    Raises
    ------
    ValueError
        if the element is unknown
    """
    parts = [
        n.abundance * sm_total(E_nu, n, couplings=couplings, form_factor=form_factor(n))
        for n in isotopes(element)
    ]
    return np.asarray(np.sum(parts, axis=0))
