"""The force between quasiparticles: Migdal's contact interaction, and that of pairing."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sqrt
from typing import Final

import numpy as np

from cevns.basics.checks import Array, settle
from cevns.basics.kinds import checked
from cevns.nuclei.structure.angular import spin_harmonic
from cevns.nuclei.structure.mesh import Mesh
from cevns.nuclei.structure.pairs import Pairs


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class LandauMigdal:
    r"""Migdal's interaction between a particle and a hole.

    Equation :eq:`eq:qrpa-force` of the book.

    .. math::

        V(\mathbf r,\mathbf r') &= C_0\,\delta(\mathbf r-\mathbf r')\left[
        F+F'\,\boldsymbol\tau\cdot\boldsymbol\tau'
        +\left(g+g'\,\boldsymbol\tau\cdot\boldsymbol\tau'\right)
        \boldsymbol\sigma\cdot\boldsymbol\sigma'\right], \\
        F(\rho) &= f_\text{ex}+(f_\text{in}-f_\text{ex})\,\rho/\rho_0

    and F' likewise. The parameters are those of direct and exchange terms together: only direct
    ones are taken.

    Parameters
    ----------
    C_0 : strength [MeV fm^3]
    f_in, f_ex : isoscalar, in nuclear matter and outside
    f_prime_in, f_prime_ex : isovector
    g, g_prime : between spins, isoscalar and isovector
    rho_0 : density of nuclear matter [fm^-3]

    Raises
    ------
    ValueError
        if the strength or the density is out of range

    Notes
    -----
    Form: A. B. Migdal, Theory of Finite Fermi Systems (Interscience, 1967). Values: S. Kamerdzhiev,
    J. Speth and G. Tertychny, Phys. Rep. 393 (2004) 1, except f_ex, which every nucleus chooses so
    that its centre of mass moves freely.
    """

    C_0: float = 300.0
    f_in: float = -0.002
    f_ex: float = -1.7
    f_prime_in: float = 0.76
    f_prime_ex: float = 2.30
    g: float = 0.05
    g_prime: float = 0.96
    rho_0: float = 0.16

    def __post_init__(self) -> None:
        for name in ("f_in", "f_ex", "f_prime_in", "f_prime_ex", "g", "g_prime"):
            settle(self, name)
        settle(self, "C_0", "MeV fm^3", at_least=0, at_most=1e4)
        settle(self, "rho_0", "fm^-3", above=0, at_most=1)

    def strengths(self, spin: int, density: Array) -> tuple[Array, Array]:
        """Return the factors of delta between like and between unlike nucleons [MeV fm^3].

        Parameters
        ----------
        spin : 0 between densities, 1 between densities of spin
        density : of nucleons [fm^-3], any shape
        """
        x = density / self.rho_0
        if spin:
            scalar, vector = np.full_like(x, self.g), np.full_like(x, self.g_prime)
        else:
            scalar = self.f_ex + (self.f_in - self.f_ex) * x
            vector = self.f_prime_ex + (self.f_prime_in - self.f_prime_ex) * x
        return self.C_0 * (scalar + vector), self.C_0 * (scalar - vector)


MIGDAL: Final = LandauMigdal()
"""The interaction with its default values."""


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    r"""What the residual force adds to pairs of quasiparticles, shape (pairs, pairs) [MeV].

    .. math:: A = E+V^{(+)}+V^{(-)}, \qquad B = V^{(+)}-V^{(-)}

    Parameters
    ----------
    even : V(+), by fields that are even under time reversal
    odd : V(-), by odd ones
    """

    even: Array
    odd: Array

    def __add__(self, other: "Interaction") -> "Interaction":
        return Interaction(self.even + other.even, self.odd + other.odd)


@checked
def fields(pairs: Pairs, table: Mesh) -> Iterator[tuple[int, int, Array]]:
    r"""Yield the densities that pairs have: spin S, sign s under time reversal, and h.

    .. math::

        h_{ab}(r) = \langle a\|[Y_L\,\sigma^{(S)}]_J\|b\rangle\,R_aR_b\,
        \frac{u_av_b+s\,v_au_b}{\sqrt{1+\delta_{ab}}}

    The density of a natural parity is even, s = +1, that of spin is odd.

    Parameters
    ----------
    pairs : of which
    table : their radial functions

    Yields
    ------
    tuple
        S, s and h, of shape (pairs, r) [fm^-3]
    """
    J = pairs.J
    if pairs.natural:
        ranks = [(J, 0, +1)] + [(J, 1, -1)] * (J > 0)
    else:
        ranks = [(L, 1, -1) for L in (J - 1, J + 1) if L >= 0]
    product = pairs.of(table.radial, pairs.first) * pairs.of(table.radial, pairs.second)
    for L, spin, sign in ranks:
        angular = [float(spin_harmonic(L, spin, J, *both)) for both in pairs.shells]
        factor = np.array(angular) / sqrt(4 * pi) * pairs.weights(sign)
        yield spin, sign, factor[:, None] * product


@checked
def contact(pairs: Pairs, table: Mesh, force: LandauMigdal) -> Interaction:
    r"""Return the contact interaction between pairs.

    Equation :eq:`eq:qrpa-separable` of the book.

    .. math::

        V^{(s)}_{ab,cd} = \frac{C_0}{2J+1}\sum_{L}\int h_{ab}\,h_{cd}\,
        \left(F\pm F'\right)r^2dr

    over the fields of one sign s, with the upper sign between like nucleons, the lower between
    protons and neutrons, and g for F between spins.

    Parameters
    ----------
    pairs : rows and columns
    table : their radial functions
    force : the interaction
    """
    V = {+1: np.zeros((len(pairs), len(pairs))), -1: np.zeros((len(pairs), len(pairs)))}
    like = pairs.kind[:, None] == pairs.kind
    for spin, sign, h in fields(pairs, table):
        same, other = force.strengths(spin, table.density)
        V[sign] += np.where(like, (h * table.weight * same) @ h.T, (h * table.weight * other) @ h.T)
    return Interaction(V[+1] / (2 * pairs.J + 1), V[-1] / (2 * pairs.J + 1))


@checked
def pairing(pairs: Pairs) -> Interaction:
    r"""Return the pairing force between pairs of J = 0, of the strength that made the ground state.

    .. math::

        V^{(+)}_{aa,bb} &= -\frac G2\sqrt{\Omega_a\Omega_b}\,(u_a^2-v_a^2)(u_b^2-v_b^2), \\
        V^{(-)}_{aa,bb} &= -\frac G2\sqrt{\Omega_a\Omega_b}, \qquad \Omega=j+\tfrac12

    between orbitals of one kind in the pairing window. With it the number of nucleons is conserved:
    its fluctuation costs no energy.

    Parameters
    ----------
    pairs : rows and columns; of any J but 0 the force is nothing
    """
    V = Interaction(np.zeros((len(pairs), len(pairs))), np.zeros((len(pairs), len(pairs))))
    if pairs.J or not pairs.natural:
        return V
    for kind, state in enumerate(pairs.kinds):
        here = pairs.same & (pairs.kind == kind)
        here[here] = np.array(state.window)[pairs.first[here]]
        a = pairs.first[here]
        root = np.zeros(len(pairs))
        root[here] = np.sqrt(state.holds[a] / 2)
        tilt = np.zeros(len(pairs))
        tilt[here] = root[here] * (state.u[a] ** 2 - state.v[a] ** 2)
        V += Interaction(
            -state.strength / 2 * np.outer(tilt, tilt), -state.strength / 2 * np.outer(root, root)
        )
    return V
