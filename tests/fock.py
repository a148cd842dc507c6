"""Nucleons of one kind in Fock space, by brute force: every state of a few subshells.

Nothing here knows of reduced matrix elements between states of many nucleons, of pairs, or of
matrices A and B: creation operators are matrices of zeros and ones, and operators sums of them.
"""

from functools import cached_property
from itertools import product

import numpy as np
from scipy import sparse
from sympy.physics.quantum.cg import CG
from sympy.physics.wigner import wigner_3j
from sympy import Rational


def clebsch(j1, m1, j2, m2, J, M) -> float:
    """All doubled."""
    return float(CG(*(Rational(x, 2) for x in (j1, m1, j2, m2, J, M))).doit())


def three_j(a, b, c, alpha, beta, gamma) -> float:
    """All doubled."""
    return float(wigner_3j(*(Rational(x, 2) for x in (a, b, c, alpha, beta, gamma))))


class Fock:
    """Subshells, each with its u and v; modes are numbered by (subshell, doubled m)."""

    def __init__(self, shells, u, v) -> None:
        self.shells, self.u, self.v = tuple(shells), tuple(u), tuple(v)
        self.modes = [
            (i, m)
            for i, shell in enumerate(self.shells)
            for m in range(-shell.twice_j, shell.twice_j + 1, 2)
        ]
        self.place = {mode: k for k, mode in enumerate(self.modes)}
        n = len(self.modes)
        lower, sign = sparse.csr_array([[0.0, 1.0], [0.0, 0.0]]), sparse.diags_array([1.0, -1.0])
        self.c = []
        for k in range(n):
            op = sparse.eye_array(1)
            for factor in [sign] * k + [lower] + [sparse.eye_array(2)] * (n - k - 1):
                op = sparse.kron(op, factor, format="csr")
            self.c.append(op)

    def create(self, i, m):
        return self.c[self.place[i, m]].T

    def phase(self, i, m) -> int:
        """(-1)^(l + j - m), of the state reversed in time."""
        shell = self.shells[i]
        return (-1) ** (shell.l + (shell.twice_j - m) // 2)

    @cached_property
    def vacuum(self):
        """Product over pairs of u + v c+ c+ of the reversed state, on the empty state."""
        state = np.zeros(2 ** len(self.modes))
        state[0] = 1
        for i, m in self.modes:
            if m > 0:
                pair = self.create(i, m) @ (self.create(i, -m) @ state) * self.phase(i, m)
                state = self.u[i] * state + self.v[i] * pair
        return state

    def quasi(self, i, m):
        """The creation operator of a quasiparticle."""
        return self.u[i] * self.create(i, m) - self.v[i] * self.phase(i, m) * self.create(i, -m).T

    def pair(self, a, b, J, M):
        """A+_ab(JM) with the factor (-1)^(l_b); M is doubled, J is not."""
        ja, jb = self.shells[a].twice_j, self.shells[b].twice_j
        total = 0
        for ma, mb in product(range(-ja, ja + 1, 2), range(-jb, jb + 1, 2)):
            if ma + mb == M:
                factor = clebsch(ja, ma, jb, mb, 2 * J, M)
                total = total + factor * self.quasi(a, ma) @ self.quasi(b, mb)
        return total * (-1) ** self.shells[b].l / np.sqrt(1 + (a == b))

    def tilde(self, a, b, J, M):
        """The pair destroyed, as it stands beside Y: pi (-1)^(J + M) A_ab(J, -M)."""
        l = self.shells[a].l + self.shells[b].l
        return (-1) ** (l + J + M // 2) * self.pair(a, b, J, -M).T

    def one_body(self, element):
        """Sum of element(i, m, k, n) c+ c."""
        total = 0 * self.c[0]
        for (i, m), (k, n) in product(self.modes, self.modes):
            value = element(i, m, k, n)
            if value:
                total = total + value * self.create(i, m) @ self.create(k, n).T
        return total

    def tensor(self, reduced, J, M):
        """A tensor operator from reduced matrix elements (of all ordered pairs of subshells)."""
        return self.one_body(
            lambda i, m, k, n: (
                (-1) ** ((self.shells[i].twice_j - m) // 2)
                * three_j(self.shells[i].twice_j, 2 * J, self.shells[k].twice_j, -m, M, n)
                * reduced[i, k]
                if m == M + n
                else 0.0
            )
        )
