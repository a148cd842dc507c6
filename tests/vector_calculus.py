"""Matrix elements of the seven operators from their definitions, by brute force in space.

Spinors, spherical harmonics and Bessel functions on a grid in three dimensions; gradients and
curls by finite differences; a component M at a time. No recoupling, no ladder, no polynomial.
"""

import math
from functools import cache, cached_property

import numpy as np
import sympy
from scipy.special import eval_genlaguerre, sph_harm_y, spherical_jn
from sympy.physics.wigner import wigner_3j

from cevns.nuclei.structure.subshells import Subshell

DIFFERENCES = (4 / 5, -1 / 5, 4 / 105, -1 / 280)  # of the first derivative, to order h^8
STEP = 0.01
SHIFTS = [sign * k * STEP * axis for axis in np.eye(3) for k in range(1, 5) for sign in (1, -1)]
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


@cache
def exact_three_j(a: int, b: int, c: int, alpha: int, beta: int, gamma: int) -> float:
    half = sympy.Rational(1, 2)
    return float(wigner_3j(*(half * k for k in (a, b, c, alpha, beta, gamma))))


class Space:
    """A grid, and fields on it, for one momentum transfer; lengths in units of b."""

    def __init__(self, kappa: float, end: float = 10.0, radii: int = 60, angles: int = 16) -> None:
        self.kappa = kappa
        r, of_r = np.polynomial.legendre.leggauss(radii)
        z, of_z = np.polynomial.legendre.leggauss(angles)
        r, of_r = end * (r + 1) / 2, of_r * end / 2
        phi = np.array([0.3, 2.9])  # of a matrix element that has no M, the integrand has no phi
        R, Z, F = np.meshgrid(r, z, phi, indexing="ij")
        S = np.sqrt(1 - Z**2)
        points = np.stack([R * S * np.cos(F), R * S * np.sin(F), R * Z], axis=-1).reshape(-1, 3)
        self.weights = np.einsum("i,j,k->ijk", of_r * r**2, of_z, np.full(2, np.pi)).ravel()
        moved = points + np.array([np.zeros(3), *SHIFTS])[:, None, :]
        self.x = np.moveaxis(moved, -1, 0)
        self.harmonic = cache(self._harmonic)
        self.radial = cache(self._radial)
        self.bessel = cache(self._bessel)
        self.spinor = cache(self._spinor)
        self.scalar = cache(self._scalar)
        self.vector = cache(self._vector)

    @cached_property
    def r(self) -> np.ndarray:
        return np.sqrt(np.sum(self.x**2, axis=0))

    def gradient(self, field: np.ndarray) -> np.ndarray:
        """Of a field on the grid and all its neighbours; components first."""
        pairs = field[1:].reshape(3, 4, 2, -1)
        return np.einsum("k,akp->ap", DIFFERENCES, pairs[:, :, 0] - pairs[:, :, 1]) / STEP

    def curl(self, field: np.ndarray) -> np.ndarray:
        d = np.array([self.gradient(component) for component in field])
        return np.array([d[2, 1] - d[1, 2], d[0, 2] - d[2, 0], d[1, 0] - d[0, 1]])

    def _harmonic(self, l: int, m: int) -> np.ndarray:
        if abs(m) > l:
            return np.zeros_like(self.r, dtype=complex)
        return sph_harm_y(l, m, np.arccos(self.x[2] / self.r), np.arctan2(self.x[1], self.x[0]))

    def _radial(self, n: int, l: int) -> np.ndarray:
        norm = math.sqrt(2 * math.factorial(n) / math.gamma(n + l + 1.5))
        laguerre = eval_genlaguerre(n, l + 0.5, self.r**2)
        return norm * self.r**l * np.exp(-(self.r**2) / 2) * laguerre

    def _bessel(self, J: int) -> np.ndarray:
        return spherical_jn(J, self.kappa * self.r)

    def _spinor(self, shell: Subshell, twice_m: int) -> tuple[np.ndarray, np.ndarray]:
        """Spin up and down of [Y_l chi]_jm, and their gradients."""
        n, l, twice_j = shell
        up, down = (twice_m - 1) // 2, (twice_m + 1) // 2
        plus, minus = (math.sqrt((l + s * twice_m / 2 + 0.5) / (2 * l + 1)) for s in (1, -1))
        weights = (plus, minus) if twice_j > 2 * l else (-minus, plus)
        R = self.radial(n, l)
        both = [w * R * self.harmonic(l, m) for w, m in zip(weights, (up, down), strict=True)]
        return np.array([f[0] for f in both]), np.array([self.gradient(f) for f in both])

    def _scalar(self, J: int, M: int) -> np.ndarray:
        """j_J Y_JM."""
        return self.bessel(J) * self.harmonic(J, M)

    def _vector(self, operator: str, J: int, M: int) -> np.ndarray:
        """Vector field in front of sigma or the gradient."""
        if operator == "Sigma''":
            return self.gradient(self.scalar(J, M)) / self.kappa
        # M_JJ = j_J L Y_JM / sqrt(J(J+1)), L = -i r x grad
        raised = math.sqrt((J - M) * (J + M + 1)) * self.harmonic(J, M + 1)
        lowered = math.sqrt((J + M) * (J - M + 1)) * self.harmonic(J, M - 1)
        LY = [(raised + lowered) / 2, (raised - lowered) / 2j, M * self.harmonic(J, M)]
        field = self.bessel(J) * np.array(LY) / math.sqrt(J * (J + 1))
        if operator in ("Sigma", "Delta"):
            return field[:, 0]
        return -1j * self.curl(field) / self.kappa

    def element(
        self, operator: str, J: int, bra: Subshell, twice_m1: int, ket: Subshell, twice_m2: int
    ) -> complex:
        """<j1 m1|T_JM|j2 m2> with M = m1 - m2."""
        if operator == "Omega'":
            parts = {"Omega": 1.0, "Sigma''": 0.5}
            states = (bra, twice_m1, ket, twice_m2)
            return sum(c * self.element(name, J, *states) for name, c in parts.items())
        M = (twice_m1 - twice_m2) // 2
        left = self.weights * np.conj(self.spinor(bra, twice_m1)[0])
        psi, gradient = self.spinor(ket, twice_m2)
        if operator == "M":
            return np.einsum("sp,p,sp->", left, self.scalar(J, M)[0], psi)
        if operator == "Omega":
            turned = np.einsum("ast,tap->sp", PAULI, gradient)
            return np.einsum("sp,p,sp->", left, self.scalar(J, M)[0], turned) / self.kappa
        field = self.vector(operator, J, M)
        if operator.startswith("Delta"):
            return np.einsum("sp,ap,sap->", left, field, gradient) / self.kappa
        return np.einsum("sp,ap,ast,tp->", left, field, PAULI, psi, optimize=True)

    def reduced(self, operator: str, J: int, bra: Subshell, ket: Subshell) -> list[complex]:
        """By the theorem of Wigner and Eckart, from the components with the largest 3j symbols."""
        found = []
        a, b = bra.twice_j, ket.twice_j
        for twice_m1, twice_m2 in sorted(
            (
                (p, q)
                for p in range(-a, a + 1, 2)
                for q in range(-b, b + 1, 2)
                if abs(p - q) <= 2 * J
            ),
            key=lambda m: -abs(exact_three_j(a, 2 * J, b, -m[0], m[0] - m[1], m[1])),
        )[:3:2]:
            symbol = exact_three_j(a, 2 * J, b, -twice_m1, twice_m1 - twice_m2, twice_m2)
            phase = (-1) ** ((a - twice_m1) // 2)
            found.append(self.element(operator, J, bra, twice_m1, ket, twice_m2) * phase / symbol)
        return found
