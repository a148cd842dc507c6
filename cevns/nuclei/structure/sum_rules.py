"""What all excited states together must give, whatever the force: energy-weighted sums."""

from math import pi

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, number
from cevns.basics.constants import HBARC, M_NUCLEON
from cevns.basics.kinds import checked
from cevns.nuclei.structure.angular import spin_harmonic
from cevns.nuclei.structure.mesh import Mesh
from cevns.nuclei.structure.pairs import Pairs
from cevns.nuclei.structure.qrpa import Modes
from cevns.nuclei.structure.residual import Interaction

KINETIC = HBARC**2 / (2 * M_NUCLEON)
r""":math:`\hbar^2/2m` [MeV fm^2]."""


@checked
def multipole_elements(pairs: Pairs, table: Mesh, charges: tuple[float, float]) -> Array:
    r"""Return :math:`\langle a\|e\,r^JY_J\|b\rangle` of every pair [fm^J], for natural parity.

    Parameters
    ----------
    pairs : of which
    table : their radial functions
    charges : e of a proton and of a neutron

    Raises
    ------
    ValueError
        if the pairs have unnatural parity, where this operator has no matrix elements
    """
    if not pairs.natural:
        raise ValueError(f"r^J Y_J has natural parity, the pairs J = {pairs.J}, {pairs.parity:+d}")
    radial = pairs.of(table.radial, pairs.first) * pairs.of(table.radial, pairs.second)
    integral = radial @ (table.weight * table.r**pairs.J)
    angular = [float(spin_harmonic(pairs.J, 0, pairs.J, *both)) for both in pairs.shells]
    return np.asarray(
        np.array(charges)[pairs.kind] * np.array(angular) * integral / np.sqrt(4 * pi)
    )


@checked
def dipole_charges(Z: int, N: int) -> tuple[float, float]:
    r"""Return the charges :math:`N/A,\,-Z/A` that a dipole has about the centre of mass."""
    return N / (Z + N), -Z / (Z + N)


@checked
def energy_weighted(modes: Modes, elements: Array) -> float:
    r"""Return :math:`\sum_\omega\omega\,|\langle\omega\|Q\|0\rangle|^2` of a density.

    Parameters
    ----------
    modes : all states of a spin and parity
    elements : of Q, for every pair, as of `multipole_elements`

    Returns
    -------
    float
        MeV times the square of the unit of the elements
    """
    return float(modes.energies @ modes.reduced(elements, +1) ** 2)


@checked
def thouless(pairs: Pairs, force: Interaction, elements: Array) -> float:
    r"""Return the same sum without solving for any state.

    Equation :eq:`eq:qrpa-thouless` of the book.

    .. math:: \sum_\omega\omega\,|\langle\omega\|Q\|0\rangle|^2 = q^T(A-B)\,q

    with :math:`q=\langle a\|Q\|b\rangle(u_av_b+v_au_b)/\sqrt{1+\delta_{ab}}`. The even fields drop
    out: a force that depends on positions only leaves the sum as it is.

    Parameters
    ----------
    pairs : of a spin and parity
    force : between them
    elements : of Q

    Notes
    -----
    Source: D. J. Thouless, Nucl. Phys. 22 (1961) 78.
    """
    q = elements * pairs.weights(+1)
    return float(pairs.energies @ q**2 + 2 * q @ force.odd @ q)


@checked
def double_commutator(J: int, table: Mesh, charges: tuple[float, float]) -> float:
    r"""Return what the kinetic energy alone makes of the sum: it is all, for a local mean field.

    .. math::

        \frac{\hbar^2}{2m}\,\frac{J(2J+1)^2}{4\pi}\sum_{p,n}e^2
        \int\rho\,r^{2J-2}\,4\pi r^2dr

    Parameters
    ----------
    J : multipole, >= 1
    table : densities
    charges : e of a proton and of a neutron

    Returns
    -------
    float
        MeV fm^(2 J)
    """
    each = 4 * pi * table.densities @ (table.weight * table.r ** (2 * J - 2))
    return float(KINETIC * J * (2 * J + 1) ** 2 / (4 * pi) * (np.array(charges) ** 2 @ each))


@checked
def thomas_reiche_kuhn(Z: int, N: int) -> float:
    r"""Return the energy-weighted sum of dipoles, :math:`\frac9{4\pi}\frac{\hbar^2}{2m}\frac{NZ}A`.

    In MeV fm^2: it is the `double_commutator` of J = 1 with `dipole_charges`.
    """
    return 9 / (4 * pi) * KINETIC * N * Z / (Z + N)


@checked
def pairing_excess(pairs: Pairs, elements: Array) -> float:
    r"""Return by how much pairing raises the sum over quasiparticle pairs.

    Equation :eq:`eq:qrpa-excess` of the book.

    .. math::

        \sum_{a\le b}\frac{|\langle a\|Q\|b\rangle|^2}{1+\delta_{ab}}\;
        \frac{\Delta_a+\Delta_b}2\left(\frac{\Delta_a}{E_a}+\frac{\Delta_b}{E_b}\right)

    A force of constant strength G in a window takes pairs from one place and puts them to another:
    it does not commute with a density.

    Parameters
    ----------
    pairs : of a spin and parity
    elements : of Q
    """
    gaps = [np.where(one.window, one.gap, 0.0) for one in pairs.kinds]
    energies = [one.energies for one in pairs.kinds]
    D_a, D_b = pairs.of(gaps, pairs.first), pairs.of(gaps, pairs.second)
    E_a, E_b = pairs.of(energies, pairs.first), pairs.of(energies, pairs.second)
    each = (D_a + D_b) / 2 * (D_a / E_a + D_b / E_b) / np.where(pairs.same, 2, 1)
    return float(each @ elements**2)


def folded(E: ArrayLike, energies: Array, strengths: Array, width: float) -> Array:
    r"""Return discrete strengths as a spectrum: every state is a Lorentz curve.

    .. math:: S(E)=\sum_\omega S_\omega\,\frac{\Gamma/2\pi}{(E-\omega)^2+\Gamma^2/4}

    Parameters
    ----------
    E : where [MeV], any shape
    energies, strengths : of the states [MeV, any unit]
    width : Gamma, full width at half maximum [MeV]

    Returns
    -------
    Array
        shape of E, unit of the strengths per MeV
    """
    Gamma = number("width", width, "MeV", above=0, at_most=100)
    away = np.asarray(E, dtype=float)[..., None] - energies
    return np.asarray((strengths * Gamma / (2 * pi) / (away**2 + Gamma**2 / 4)).sum(axis=-1))
