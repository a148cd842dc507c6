r"""Inelastic scattering multipole by multipole: one excited state, one angle.

The nuclear current J = V - A is that of independent nucleons; each multipole of it is a sum of
reduced matrix elements of seven operators. Axial multipoles carry F_A, minus the axial coupling.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cevns.basics.checks import Array
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F, M_NUCLEON
from cevns.basics.kinds import checked
from cevns.interactions.incoherent.kinematics import Scattering
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.interactions.incoherent.parts import Parts

ComplexArray = NDArray[np.complex128]


class Multipoles(NamedTuple):
    """Reduced matrix elements of one part of the current, vector or axial."""

    M: ComplexArray
    L: ComplexArray
    T_el: ComplexArray
    T_mag: ComplexArray


@checked
def vector_multipoles(
    reduced: Mapping[str, Array], at: Scattering, nucleons: NucleonCurrents
) -> Multipoles:
    r"""Multipoles of the vector current.

    Equation :eq:`eq:inc-vector` of the book.

    .. math::

        \mathcal M &= F_1 M, & \mathcal T^\text{el} &=
        \frac\kappa{m_N}\left[F_1\Delta' + \tfrac12\mu\,\Sigma\right], \\
        \mathcal L &= -\frac\omega\kappa\mathcal M, & \mathcal T^\text{mag} &=
        -\frac{i\kappa}{m_N}\left[F_1\Delta - \tfrac12\mu\,\Sigma'\right]

    The longitudinal one is not that of single nucleons: a conserved current has no choice.

    Parameters
    ----------
    reduced : matrix elements by operator, shape (2, ...), protons and then neutrons; those that
        are not there are zero
    at : kinematics, shape (...)
    nucleons : strengths of the currents of one nucleon

    Returns
    -------
    Multipoles
        dimensionless
    """
    dipole = nucleons.vector_dipole(at.Q)
    F_1, mu = (_Strength(reduced, g, dipole) for g in (nucleons.F_1, nucleons.mu))
    M = F_1("M")
    gradient = at.kappa / M_NUCLEON
    return Multipoles(
        M=M,
        L=-at.omega / at.kappa * M,
        T_el=gradient * (F_1("Delta'") + mu("Sigma") / 2),
        T_mag=-1j * gradient * (F_1("Delta") - mu("Sigma'") / 2),
    )


@checked
def axial_multipoles(
    reduced: Mapping[str, Array], at: Scattering, nucleons: NucleonCurrents
) -> Multipoles:
    r"""Multipoles of the axial current, its sign included.

    Equation :eq:`eq:inc-axial` of the book.

    .. math::

        \mathcal M^5 &= -\frac{i\kappa}{m_N}F_A\,\Omega', &
        \mathcal T^{5\,\text{el}} &= iF_A\,\Sigma', \\
        \mathcal L^5 &= iF_A\,\Sigma'', & \mathcal T^{5\,\text{mag}} &= F_A\,\Sigma

    Parameters and result as in `vector_multipoles`. The induced pseudoscalar drops out: a
    massless lepton's current has no component along the momentum transfer.
    """
    F_A = _Strength(reduced, nucleons.F_A, nucleons.axial_dipole(at.Q))
    return Multipoles(
        M=-1j * at.kappa / M_NUCLEON * F_A("Omega'"),
        L=1j * F_A("Sigma''"),
        T_el=1j * F_A("Sigma'"),
        T_mag=F_A("Sigma"),
    )


class _Strength(NamedTuple):
    """Adds protons and neutrons up, with their strengths and the form factor of a nucleon."""

    reduced: Mapping[str, Array]
    strengths: tuple[float, float]
    dipole: Array

    def __call__(self, operator: str) -> ComplexArray:
        if operator not in self.reduced:
            return np.zeros(self.dipole.shape, dtype=complex)
        protons, neutrons = self.reduced[operator]
        p, n = self.strengths
        return np.asarray(self.dipole * (p * protons + n * neutrons), dtype=complex)


@checked
def coulomb_longitudinal(m: Multipoles, at: Scattering) -> Array:
    r"""Charge and longitudinal current together.

    Equation :eq:`eq:inc-cl` of the book; :math:`a=1`, :math:`d=0`.

    .. math::

        \sigma_\text{CL} &= (1+\cos\theta)|\mathcal M|^2
        + (1+\cos\theta-2b\sin^2\theta)|\mathcal L|^2 \\
        &\quad + \frac\omega\kappa(1+\cos\theta)\,2\,\mathrm{Re}\,\mathcal L\mathcal M^*

    Parameters
    ----------
    m : multipoles of one J, of the vector or the axial current
    at : kinematics

    Returns
    -------
    Array
        dimensionless
    """
    forward = 1 + at.cos
    return np.asarray(
        forward * np.abs(m.M) ** 2
        + (forward - 2 * at.b * (1 - at.cos**2)) * np.abs(m.L) ** 2
        + at.omega / at.kappa * forward * 2 * np.real(m.L * np.conj(m.M))
    )


@checked
def conserved_coulomb(M: ArrayLike, at: Scattering) -> Array:
    r"""`coulomb_longitudinal` of a conserved current, whose longitudinal part has no choice.

    Equation :eq:`eq:inc-cvc` of the book; :math:`\mathcal L=-\frac\omega\kappa\mathcal M`.

    .. math::

        \sigma_\text{CL} = (1+\cos\theta)
        \left(1-\frac{\omega^2}{\kappa^2}\right)^2|\mathcal M|^2

    Parameters
    ----------
    M : Coulomb multipole
    at : kinematics
    """
    factor = (1 + at.cos) * (1 - (at.omega / at.kappa) ** 2) ** 2
    return np.asarray(factor * np.abs(np.asarray(M)) ** 2)


@checked
def transverse(m: Multipoles, at: Scattering) -> Array:
    r"""Transverse multipoles without the interference of the vector and the axial current.

    First line of equation :eq:`eq:inc-t` of the book.

    .. math::

        (1-\cos\theta+b\sin^2\theta)
        \left[|\mathcal T^\text{mag}|^2+|\mathcal T^\text{el}|^2\right]

    Parameters
    ----------
    m : multipoles of one J, of the vector or the axial current
    at : kinematics
    """
    weight = 1 - at.cos + at.b * (1 - at.cos**2)
    return np.asarray(weight * (np.abs(m.T_mag) ** 2 + np.abs(m.T_el) ** 2))


@checked
def transverse_interference(magnetic: ArrayLike, electric: ArrayLike, at: Scattering) -> Array:
    r"""Interference of magnetic and electric multipoles, for neutrinos.

    Second line of equation :eq:`eq:inc-t` of the book; antineutrinos have the other sign.

    .. math::

        -\frac{\varepsilon_i+\varepsilon_f}\kappa(1-\cos\theta)\,
        2\,\mathrm{Re}\,\mathcal T^\text{mag}\mathcal T^{\text{el}\,*}

    One of the two is vector and the other axial, as they have opposite parity.

    Parameters
    ----------
    magnetic, electric : multipoles of one J
    at : kinematics
    """
    weight = -(at.E + at.final) / at.kappa * (1 - at.cos)
    return np.asarray(weight * 2 * np.real(np.asarray(magnetic) * np.conj(electric)))


@checked
def differential(
    reduced: Mapping[str, Array],
    at: Scattering,
    nucleons: NucleonCurrents,
    *,
    twice_J_initial: int = 0,
) -> Parts:
    r"""Cross section per solid angle for one excited state, one multipole.

    Equation :eq:`eq:inc-cross-section` of the book.

    .. math::

        \frac{d\sigma_{i\to f}}{d\Omega} = \frac{G_F^2}\pi\,
        \frac{k_f\varepsilon_f}{2J_i+1}\left(\sigma_\text{CL}^J+\sigma_\text{T}^J\right),
        \qquad k_f=\varepsilon_f

    Parameters
    ----------
    reduced : matrix elements by operator, shape (2, ...), protons and then neutrons; see
        `cevns.nuclei.structure.transitions.Transition`
    at : kinematics, shape (...)
    nucleons : strengths of the currents of one nucleon
    twice_J_initial : spin of the initial state, doubled

    Returns
    -------
    Parts
        cm^2/sr, shape (...)

    Notes
    -----
    For a nucleus that does not recoil: a state at omega, not a spectrum in omega. Sources:
    J. D. Walecka, in Muon Physics II (1975); T. W. Donnelly and R. D. Peccei, Phys. Rept. 50
    (1979) 1; signs and factors checked against explicit spinors.
    """
    V = vector_multipoles(reduced, at, nucleons)
    A = axial_multipoles(reduced, at, nucleons)
    golden = G_F**2 / np.pi * at.final**2 / (twice_J_initial + 1) * CM2_PER_INVERSE_MEV2
    return Parts(
        vector=golden * (conserved_coulomb(V.M, at) + transverse(V, at)),
        axial=golden * (coulomb_longitudinal(A, at) + transverse(A, at)),
        interference=golden
        * (
            transverse_interference(V.T_mag, A.T_el, at)
            + transverse_interference(A.T_mag, V.T_el, at)
        ),
    )
