"""The coherent end of the multipole expansion: the nucleus stays as it was."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F, HBARC
from cevns.basics.kinds import checked
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.interactions.incoherent.reduced_elements import ReducedElements
from cevns.interactions.kinematics import target_mass
from cevns.nuclei.structure.transitions import Transition


@checked
def elastic_cross_section(
    ground: Transition, E_nu: ArrayLike, cos: ArrayLike, nucleons: NucleonCurrents, *, mass: float
) -> Array:
    r"""Elastic cross section per solid angle of a nucleus without spin, recoil included.

    Equation :eq:`eq:inc-elastic` of the book.

    .. math::

        \frac{d\sigma}{d\Omega} &= \frac{G_F^2}\pi\,\varepsilon_f^2\,
        \frac{\varepsilon_f}{\varepsilon_i}\,(1+\cos\theta)
        \left|\langle0\|\mathcal M_0\|0\rangle\right|^2, \\
        \varepsilon_f &= \frac{\varepsilon_i}{1+\frac{\varepsilon_i}M(1-\cos\theta)}

    Parameters
    ----------
    ground : "transition" from the ground state to itself: J = 0, energy 0, with the operator M
    E_nu : neutrino energy [MeV], > 0
    cos : cosine of the scattering angle, -1 to 1; broadcasts
    nucleons : strengths of the currents of one nucleon
    mass : of the nucleus [MeV]

    Returns
    -------
    Array
        cm^2/sr, of the broadcast shape

    Raises
    ------
    ValueError
        if it is another transition, or not known at a momentum transfer

    Notes
    -----
    The factor :math:`\varepsilon_f/\varepsilon_i` is what recoil does to the phase space; with it
    the result is that of `cevns.interactions.cross_sections.sm`, exactly. The matrix element is
    taken at the four-momentum transfer.
    """
    if ground.J or ground.energy or ground.parity != 1:
        raise ValueError(
            f"J = {ground.J}, parity {ground.parity:+d}, energy = {ground.energy:g} MeV: elastic "
            "scattering without spin has J = 0, parity +1 and leaves no energy behind"
        )
    E, cosine = np.broadcast_arrays(
        in_range("E_nu", E_nu, "MeV", above=0),
        in_range("cos(theta)", cos, at_least=-1, at_most=1, hint="pass the cosine"),
    )
    final = E / (1 + E / float(target_mass(mass)) * (1 - cosine))
    Q = np.sqrt(2 * E * final * (1 - cosine)) / HBARC
    protons, neutrons = ReducedElements(ground).at(Q)["M"]
    p, n = nucleons.F_1
    M = nucleons.vector_dipole(Q) * (p * protons + n * neutrons)
    golden = G_F**2 / np.pi * final**2 * (final / E) * CM2_PER_INVERSE_MEV2
    return np.asarray(golden * (1 + cosine) * M**2)
