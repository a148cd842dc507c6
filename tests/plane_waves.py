"""Neutrino scattering off one nucleon in an oscillator, without multipoles.

Written from the plane wave up, and with none of the package's nuclear structure: oscillator states
as polynomials in x, y, z times a Gaussian, matrix elements of exp(-iq.x) by completing the square,
lepton currents from two-component spinors.
"""

from functools import cache
from math import factorial, pi, sqrt

import numpy as np
from numpy.polynomial.hermite import hermgauss
from numpy.typing import NDArray
from scipy.special import eval_genlaguerre, gamma

Complex = NDArray[np.complex128]
HBARC, M_NUCLEON, G_F = 197.3269804593025, (938.27208943 + 939.56542194) / 2, 1.1663787e-11
SIGMA = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def times(a: Complex, b: Complex) -> Complex:
    """Product of two polynomials in x, y, z: coefficients [i, j, k] of x^i y^j z^k."""
    shape = [m + n - 1 for m, n in zip(a.shape, b.shape, strict=True)]
    out = np.zeros(shape, complex)
    for i, j, k in np.argwhere(b):
        out[i : i + a.shape[0], j : j + a.shape[1], k : k + a.shape[2]] += b[i, j, k] * a
    return out


def polynomial(*terms: tuple[complex, int, int, int]) -> Complex:
    size = 1 + max(max(t[1:]) for t in terms)
    out = np.zeros((size, size, size), complex)
    for c, i, j, k in terms:
        out[i, j, k] += c
    return out


def power(a: Complex, n: int) -> Complex:
    out = polynomial((1, 0, 0, 0))
    for _ in range(n):
        out = times(out, a)
    return out


def plus(*many: Complex) -> Complex:
    size = max(max(a.shape) for a in many)
    out = np.zeros((size, size, size), complex)
    for a in many:
        out[: a.shape[0], : a.shape[1], : a.shape[2]] += a
    return out


R2 = polynomial((1, 2, 0, 0), (1, 0, 2, 0), (1, 0, 0, 2))


@cache
def solid_harmonic(l: int, m: int) -> Complex:
    """r^l Y_lm with the phases of Condon and Shortley."""
    if m < 0:
        return (-1) ** m * np.conj(solid_harmonic(l, -m))
    norm = sqrt((2 * l + 1) / (4 * pi) * factorial(l - m) / factorial(l + m))
    rings = []
    for k in range((l - m) // 2 + 1):
        c = (-1) ** k * factorial(2 * l - 2 * k) / (2**l * factorial(k) * factorial(l - k))
        c /= factorial(l - m - 2 * k)
        rings.append(c * times(power(polynomial((1, 0, 0, 1)), l - m - 2 * k), power(R2, k)))
    ring = plus(*rings)
    return (-1) ** m * norm * times(power(polynomial((1, 1, 0, 0), (1j, 0, 1, 0)), m), ring)


@cache
def laguerre(n: int, a: float) -> Complex:
    """L_n^a(r^2), by interpolation in r^2."""
    x = np.linspace(0, 4, n + 1)
    c = np.polynomial.polynomial.Polynomial(
        np.linalg.solve(np.vander(x, increasing=True), eval_genlaguerre(n, a, x))
    ).coef
    return plus(*(ck * power(R2, k) for k, ck in enumerate(c)))


def clebsch(l: int, m: int, s: int, twice_j: int, twice_m: int) -> float:
    """<l m 1/2 s/2 | j m_j> by hand: the four entries of the table for spin 1/2."""
    if 2 * m + s != twice_m or abs(m) > l:
        return 0.0
    up = sqrt((2 * l + 1 + s * twice_m) / (2 * (2 * l + 1)))
    down = sqrt((2 * l + 1 - s * twice_m) / (2 * (2 * l + 1)))
    return up if twice_j > 2 * l else -s * down


@cache
def state(n: int, l: int, twice_j: int, twice_m: int) -> tuple[Complex, Complex]:
    """Spin up and spin down of [Y_l chi]_jm R_nl, over exp(-r^2/2), lengths in units of b."""
    norm = sqrt(2 * factorial(n) / gamma(n + l + 1.5))
    both = []
    for s in (1, -1):
        m = (twice_m - s) // 2
        c = clebsch(l, m, s, twice_j, twice_m)
        both.append(
            plus(c * norm * times(laguerre(n, l + 0.5), solid_harmonic(l, m)))
            if c
            else polynomial((0, 0, 0, 0))
        )
    return both[0], both[1]


def derivative(a: Complex, axis: int) -> Complex:
    """Of a exp(-r^2/2), over exp(-r^2/2)."""
    x = [polynomial((-1, 1, 0, 0)), polynomial((-1, 0, 1, 0)), polynomial((-1, 0, 0, 1))][axis]
    slope = np.zeros_like(a)
    moved = np.moveaxis(slope, axis, 0)
    of = np.moveaxis(a, axis, 0)
    moved[:-1] = of[1:] * np.arange(1, a.shape[axis]).reshape(-1, 1, 1)
    return plus(slope, times(a, x))


class Space:
    """All m of some subshells, and what they are at complex points."""

    def __init__(self, subshells: list[tuple[int, int, int]], q: NDArray[np.float64]) -> None:
        """q in units of 1/b, the momentum transfer of exp(-iq.x)."""
        order = 2 + max(2 * n + l for n, l, _ in subshells)
        t, w = hermgauss(order)
        # exp(-r^2 - iq.x) = exp(-(x + iq/2)^2) exp(-q^2/4)
        points = [t - 0.5j * one for one in q]
        grid = np.meshgrid(*points, indexing="ij")
        self.weight = np.exp(-q @ q / 4) * np.einsum("i,j,k->ijk", w, w, w).ravel()
        at = [one.ravel() for one in grid]
        self.slices, self.bras, self.kets, self.slopes = {}, [], [], []
        start = 0
        for shell in subshells:
            count = shell[2] + 1
            self.slices[shell] = slice(start, start + count)
            start += count
            for twice_m in range(-shell[2], shell[2] + 1, 2):
                spinor = state(*shell, twice_m)
                self.bras.append(
                    [np.polynomial.polynomial.polyval3d(*at, a.conj()) for a in spinor]
                )
                self.kets.append([np.polynomial.polynomial.polyval3d(*at, a) for a in spinor])
                self.slopes.append(
                    [
                        [
                            np.polynomial.polynomial.polyval3d(*at, derivative(a, axis))
                            for a in spinor
                        ]
                        for axis in range(3)
                    ]
                )
        self.bras = np.array(self.bras) * self.weight
        self.kets, self.slopes = np.array(self.kets), np.array(self.slopes)

    def elements(self, bra: tuple, ket: tuple) -> tuple[Complex, Complex, Complex, Complex]:
        """<f|exp(-iq.x) O|i> of O = 1, sigma_a, d_a, sigma . d, derivatives in units of 1/b."""
        f, i = self.slices[bra], self.slices[ket]
        B, K, D = self.bras[f], self.kets[i], self.slopes[i]
        one = np.einsum("fsx,isx->fi", B, K)
        spin = np.einsum("fsx,ast,itx->afi", B, SIGMA, K)
        slope = np.einsum("fsx,iasx->afi", B, D)
        both = np.einsum("fsx,ast,iatx->fi", B, SIGMA, D)
        return one, spin, slope, both


def helicity_spinor(theta: float, phi: float = 0.0) -> Complex:
    """Of a left-handed particle that flies in this direction."""
    return np.array([-np.sin(theta / 2) * np.exp(-1j * phi), np.cos(theta / 2)])


def cross_section(
    subshells: list[tuple[int, int, int]],
    pairs: list[tuple[tuple[int, int, int], tuple[int, int, int], float]],
    E: float,
    theta: float,
    b: float,
    strengths: tuple[float, float, float],
    dipole_masses: tuple[float, float] = (843.0, 1030.0),
    *,
    antineutrino: bool = False,
    conserved: bool = True,
) -> list[float]:
    """d sigma/d Omega [fm^2/sr] of transitions (final, initial, omega), averaged over m_i.

    All omega must be the same. strengths: F_1, mu, F_A. The incoming neutrino flies along an
    oblique axis, so that nothing depends on a choice of axes.
    """
    omega = pairs[0][2]
    final = E - omega
    rotation = np.array([[2, -1, 2], [2, 2, -1], [-1, 2, 2]]) / 3
    k_i, k_f = rotation @ [0, 0, E], rotation @ [final * np.sin(theta), 0, final * np.cos(theta)]
    q = k_f - k_i
    kappa = np.linalg.norm(q)
    directions = [k / np.linalg.norm(k) for k in (k_i, k_f)]
    chi_i, chi_f = (helicity_spinor(np.arccos(d[2]), np.arctan2(d[1], d[0])) for d in directions)
    if antineutrino:  # its field creates and destroys the other way round
        chi_i, chi_f = chi_f, chi_i
    l_0 = chi_f.conj() @ chi_i
    l = np.array([chi_f.conj() @ s @ chi_i for s in SIGMA])  # minus the current's space part
    Q2 = kappa**2 - omega**2
    D_V, D_A = ((1 + Q2 / M**2) ** -2 for M in dipole_masses)
    F_1, mu, F_A = strengths[0] * D_V, strengths[1] * D_V, strengths[2] * D_A
    space = Space(subshells, q * b / HBARC)
    per_b = HBARC / b  # MeV
    along = q / kappa
    found = []
    for bra, ket, _ in pairs:
        one, spin, slope, both = space.elements(bra, ket)
        charge = F_1 * one
        convection = F_1 * (slope * per_b - 0.5j * q[:, None, None] * one) / (1j * M_NUCLEON)
        magnetisation = mu / (2 * M_NUCLEON) * 1j * np.cross(q, spin, axisb=0, axisc=0)
        V = convection + magnetisation
        if conserved:
            V = V - along[:, None, None] * np.einsum("a,afi->fi", along, V)
            V = V - along[:, None, None] * omega / kappa * charge
        A_0 = F_A / (1j * M_NUCLEON) * (per_b * both - 0.5j * np.einsum("a,afi->fi", q, spin))
        A = F_A * spin
        amplitude = l_0 * (charge + A_0) + np.einsum("a,afi->fi", l, V + A)
        summed = np.sum(np.abs(amplitude) ** 2) / (ket[2] + 1)
        found.append(G_F**2 * final**2 / (2 * pi**2) * float(summed) * HBARC**2)
    return found
