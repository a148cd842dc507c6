"""Standard Model CEvNS: what multiplies 1, 1/E_nu and 1/E_nu^2."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F
from cevns.interactions.couplings import NucleonCouplings, axial_charge, vector_charge
from cevns.interactions.kinematics import momentum_transfer
from cevns.interactions.neutral_current import NeutralCurrent, Term
from cevns.nuclei.form_factors import FormFactor
from cevns.nuclei.nuclides import Nuclide


def sm_coefficients(
    T: ArrayLike,
    nuclide: Nuclide,
    *,
    couplings: NucleonCouplings,
    form_factor: FormFactor,
    neutron_form_factor: FormFactor | None = None,
) -> Array:
    r"""Coefficients of 1, 1/E_nu, 1/E_nu^2 in the Standard Model cross section.

    .. math::

        c_0 = \frac{G_F^2 M}{\pi}\left(V^2 + A^2\right), \quad
        c_1 = -T\,c_0, \quad
        c_2 = -\frac{MT}{2}\,\frac{G_F^2 M}{\pi}\left(V^2 - A^2\right)

    with :math:`V = g_p^V Z F_p + g_n^V N F_n` and
    :math:`A = g_p^A (Z_+-Z_-) F_p + g_n^A (N_+-N_-) F_n`.

    Parameters
    ----------
    T : recoil energy [MeV], >= 0, any shape
    nuclide : target nucleus
    couplings : of the nucleons
    form_factor : of the protons, and of the neutrons unless they have their own
    neutron_form_factor : of the neutrons

    Returns
    -------
    Array
        shape (3, ...) [cm^2/MeV, cm^2, cm^2 MeV]; see `sm` for kinematics and validity
    """
    T = in_range("T", T, "MeV", at_least=0)
    Q = momentum_transfer(T, nuclide.mass)
    F_p = form_factor(Q)
    unpaired_p, unpaired_n = nuclide.unpaired
    if neutron_form_factor is None:
        vector = vector_charge(nuclide, couplings) * F_p
        axial = axial_charge(nuclide, couplings) * F_p
    else:
        F_n = neutron_form_factor(Q)
        vector = couplings.g_pV * nuclide.Z * F_p + couplings.g_nV * nuclide.N * F_n
        axial = couplings.g_pA * unpaired_p * F_p + couplings.g_nA * unpaired_n * F_n
    scale = G_F**2 * nuclide.mass / np.pi * CM2_PER_INVERSE_MEV2
    c_0 = scale * (vector**2 + axial**2)
    c_2 = -0.5 * nuclide.mass * T * scale * (vector**2 - axial**2)
    return np.stack([c_0, -T * c_0, c_2])


def _protons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.Z * F_p


def _neutrons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.N * F_n


def _unpaired_protons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.unpaired[0] * F_p


def _unpaired_neutrons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.unpaired[1] * F_n


def standard_model(couplings: NucleonCouplings) -> NeutralCurrent:
    """Return the Standard Model as an interaction, with one term for each coupling.

    Its sum is `sm_coefficients`; other terms of the neutral current, such as a light vector
    mediator, are added with `NeutralCurrent.plus`.

    Parameters
    ----------
    couplings : of the nucleons
    """
    g = couplings
    return NeutralCurrent(
        (
            Term(name="p", amplitude=_protons, coupling=lambda flavor: g.g_pV),
            Term(name="n", amplitude=_neutrons, coupling=lambda flavor: g.g_nV),
            Term(
                name="p",
                kind="axial",
                amplitude=_unpaired_protons,
                coupling=lambda flavor: g.g_pA,
            ),
            Term(
                name="n",
                kind="axial",
                amplitude=_unpaired_neutrons,
                coupling=lambda flavor: g.g_nA,
            ),
        )
    )
