"""Nucleons of one kind in Fock space, by brute force: every state of a few subshells.

Nothing here knows of pairs, of matrix elements between states of many nucleons, or of the matrices
A and B: destruction operators are matrices of zeros and ones, and everything is a sum of products
of them. Clebsch-Gordan coefficients are those of sympy.
"""

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import product

import numpy as np
from scipy import sparse
from scipy.special import eval_genlaguerre, gamma, sph_harm_y
from sympy import Rational
from sympy.physics.quantum.cg import CG
from sympy.physics.wigner import wigner_3j

from cevns.basics.checks import Array
from cevns.nuclei.structure.subshells import Subshell

Operator = sparse.csr_array

PAULI = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


@cache
def clebsch(*doubled: int) -> float:
    """<j1 m1 j2 m2|J M>, all doubled."""
    return float(CG(*(Rational(x, 2) for x in doubled)).doit())


@cache
def three_j(*doubled: int) -> float:
    return float(wigner_3j(*(Rational(x, 2) for x in doubled)))


class Fock:
    """Subshells, each with its u and v; modes are numbered by (subshell, doubled m)."""

    def __init__(self, shells: Sequence[Subshell], u: Array, v: Array) -> None:
        self.shells, self.u, self.v = tuple(shells), u, v
        self.modes = [
            (i, m)
            for i, shell in enumerate(self.shells)
            for m in range(-shell.twice_j, shell.twice_j + 1, 2)
        ]
        n = len(self.modes)
        lower, sign = sparse.csr_array([[0.0, 1.0], [0.0, 0.0]]), sparse.diags_array([1.0, -1.0])
        one = sparse.eye_array(2)
        self.c: dict[tuple[int, int], Operator] = {}
        for k, mode in enumerate(self.modes):
            op = sparse.eye_array(1)
            for factor in [sign] * k + [lower] + [one] * (n - k - 1):
                op = sparse.kron(op, factor, format="csr")
            self.c[mode] = op

    def reversed(self, i: int, m: int) -> int:
        """(-1)^(l + j - m): the sign of |j, -m> in the state |j m> reversed in time."""
        shell = self.shells[i]
        return (-1) ** (shell.l + (shell.twice_j - m) // 2)

    @cached_property
    def vacuum(self) -> Array:
        """Product over pairs of u + v c+ c+ of the reversed state, on the empty state."""
        state = np.zeros(2 ** len(self.modes))
        state[0] = 1
        for i, m in self.modes:
            if m > 0:
                pair = self.c[i, m].T @ (self.c[i, -m].T @ state) * self.reversed(i, m)
                state = self.u[i] * state + self.v[i] * pair
        return state

    def quasi(self, i: int, m: int) -> Operator:
        """Creates a quasiparticle."""
        return self.u[i] * self.c[i, m].T - self.v[i] * self.reversed(i, m) * self.c[i, -m]

    def pair(self, a: int, b: int, J: int, M: int) -> Operator:
        """A+_ab(JM), with (-1)^(l_b)."""
        ja, jb = self.shells[a].twice_j, self.shells[b].twice_j
        total = sparse.csr_array((self.vacuum.size, self.vacuum.size))
        for ma, mb in product(range(-ja, ja + 1, 2), range(-jb, jb + 1, 2)):
            if ma + mb == 2 * M:
                factor = clebsch(ja, ma, jb, mb, 2 * J, 2 * M)
                total = total + factor * self.quasi(a, ma) @ self.quasi(b, mb)
        return total * (-1) ** self.shells[b].l / np.sqrt(1 + (a == b))

    def tilde(self, a: int, b: int, J: int, M: int) -> Operator:
        """What stands beside Y: parity (-1)^(J + M) A_ab(J, -M)."""
        l = self.shells[a].l + self.shells[b].l
        return (-1) ** (l + J + M) * self.pair(a, b, J, -M).T

    def one_body(self, element: Callable[[int, int, int, int], float]) -> Operator:
        """Sum of element(i, m, k, n) c+ c."""
        total = sparse.csr_array((self.vacuum.size, self.vacuum.size))
        for (i, m), (k, n) in product(self.modes, self.modes):
            value = element(i, m, k, n)
            if value:
                total = total + value * self.c[i, m].T @ self.c[k, n]
        return total

    def tensor(self, reduced: Array, J: int, M: int) -> Operator:
        """A tensor operator with reduced matrix elements between all subshells, both ways."""

        def element(i: int, m: int, k: int, n: int) -> float:
            if m != 2 * M + n or not reduced[i, k]:
                return 0.0
            ji, jk = self.shells[i].twice_j, self.shells[k].twice_j
            factor = (-1) ** ((ji - m) // 2) * three_j(ji, 2 * J, jk, -m, 2 * M, n)
            return float(factor * reduced[i, k])

        return self.one_body(element)

    def density(self, bra: Array, ket: Array) -> Array:
        """<bra|c+_a c_b|ket> of all modes."""
        lowered = np.array([op @ ket for op in self.c.values()])
        raised = np.array([op @ bra for op in self.c.values()])
        return raised @ lowered.T


class Space:
    """Wave functions of oscillator subshells on a grid in three dimensions, spin by spin."""

    def __init__(self, b: float) -> None:
        x, w = np.polynomial.legendre.leggauss(48)
        r, w = 5 * b * (x + 1), 5 * b * w
        cosine, wc = np.polynomial.legendre.leggauss(14)
        phi = np.arange(16) * 2 * np.pi / 16
        grid = np.meshgrid(r, cosine, phi, indexing="ij")
        self.r, self.cosine, self.phi = (g.ravel() for g in grid)
        self.weight = ((w * r**2)[:, None, None] * wc[:, None] * np.full(16, np.pi / 8)).ravel()
        self.b = b

    def waves(self, shells: Sequence[Subshell]) -> Array:
        """Shape (modes, spin, point), modes as those of Fock."""
        found = []
        for s in shells:
            x = self.r / self.b
            norm = np.sqrt(2 * gamma(s.n + 1) / (self.b**3 * gamma(s.n + s.l + 1.5)))
            radial = norm * x**s.l * np.exp(-(x**2) / 2) * eval_genlaguerre(s.n, s.l + 0.5, x**2)
            for m in range(-s.twice_j, s.twice_j + 1, 2):
                spinor = np.zeros((2, self.r.size), complex)
                for k, spin in enumerate((1, -1)):
                    ml = (m - spin) // 2
                    if abs(ml) <= s.l:
                        harmonic = sph_harm_y(s.l, ml, np.arccos(self.cosine), self.phi)
                        factor = clebsch(2 * s.l, 2 * ml, 1, spin, s.twice_j, m)
                        spinor[k] = factor * harmonic * radial
                found.append(spinor)
        return np.array(found)

    def contact(self, one: Array, other: Array, scalar: Array, spin: Array) -> Array:
        """<a b|delta (scalar + spin sigma.sigma')|c d> of different nucleons, a, c of the first."""
        first = np.einsum("asx,kst,ctx->kacx", one.conj(), PAULI, one, optimize=True)
        second = np.einsum("asx,kst,ctx->kacx", other.conj(), PAULI, other, optimize=True)
        strength = np.array([scalar, spin, spin, spin]) * self.weight
        V = np.einsum("kacx,kbdx,kx->abcd", first, second, strength, optimize=True)
        assert abs(V.imag).max() < 1e-12
        return V.real
