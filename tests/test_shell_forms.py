"""Form factors of shells against Fourier transforms of their densities."""

from math import pi, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import eval_genlaguerre, gamma, lpmv, spherical_jn

from cevns.nuclei.form_factors import Moments
from cevns.nuclei.harmonic_oscillator import HarmonicOscillator
from cevns.nuclei.nuclides import nuclide
from cevns.nuclei.structure.bcs import solve
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.orbitals import oscillator_orbital
from cevns.nuclei.structure.paired import Paired
from cevns.nuclei.structure.shell_forms import OscillatorShells, SampledShells
from cevns.nuclei.structure.subshells import oscillator_subshells

AR = ground_state(nuclide("40Ar"))
XE = ground_state(nuclide("132Xe"))
MOMENTA = np.array([0.05, 0.3, 0.7, 1.3])


def oscillator_squared(n: int, l: int, b: float, r: float) -> float:
    """R^2 as textbooks have it."""
    x = r / b
    norm = 2 * gamma(n + 1) / (b**3 * gamma(n + l + 1.5))
    return float(norm * x ** (2 * l) * np.exp(-(x**2)) * eval_genlaguerre(n, l + 0.5, x**2) ** 2)


def density(state: Paired, b: float, r: float) -> float:
    """Of one nucleon in the mean, integrating to one over r^2 dr."""
    return sum(
        (o.shell.twice_j + 1) * v**2 * oscillator_squared(o.shell.n, o.shell.l, b, r)
        for o, v in zip(state.orbitals, state.v, strict=True)
        if v > 1e-9
    ) / sum((o.shell.twice_j + 1) * v**2 for o, v in zip(state.orbitals, state.v, strict=True))


@pytest.mark.parametrize("kind", ["p", "n"])
@pytest.mark.parametrize("state", [AR, XE], ids=["40Ar", "132Xe"])
def test_the_polynomial_is_a_fourier_transform(state, kind: str) -> None:
    """Adaptive quadrature of the density times j_0; moments by its powers."""
    F, paired = state.point(kind), state.paired(kind)
    options = {"epsabs": 1e-12, "epsrel": 1e-12, "limit": 200}
    for Q in MOMENTA:
        transform = quad(
            lambda r, Q=Q: r**2 * density(paired, state.b, r) * spherical_jn(0, Q * r),
            0, 20, **options,
        )[0]  # fmt: skip
        assert F(Q) == pytest.approx(transform, rel=0, abs=1e-10)
    for k, moment in zip((2, 4, 6), F.moments, strict=True):
        integral = quad(lambda r, k=k: r ** (2 + k) * density(paired, state.b, r), 0, 25, **options)
        assert moment == pytest.approx(integral[0], rel=1e-9, abs=0)


def test_in_three_dimensions_with_angles() -> None:
    """Gauss-Hermite in x, y, z of e^{iQz} and of all spherical harmonics of a subshell."""
    l, b, Q = 2, 1.9, 0.8
    t, w = np.polynomial.hermite.hermgauss(40)
    x, y, z = np.meshgrid(t, t, t, indexing="ij")
    weight = w[:, None, None] * w[None, :, None] * w[None, None, :]
    r2 = x**2 + y**2 + z**2
    cos = z / np.sqrt(r2)
    harmonics = sum(
        (2 * l + 1) / (4 * pi) * gamma(l - m + 1) / gamma(l + m + 1) * lpmv(m, l, cos) ** 2
        * (1 if m == 0 else 2)
        for m in range(l + 1)
    )  # fmt: skip
    R2 = 2 / gamma(l + 1.5) * r2**l  # b^3 R^2 e^{r^2/b^2} at r = b times the point
    transform = np.sum(weight * R2 * harmonics * np.cos(Q * b * z)) / (2 * l + 1)
    shells = [oscillator_orbital(s, b, energy=float(s.l)) for s in oscillator_subshells(2)]
    only = [o for o in shells if o.shell.l == l]
    state = solve([*only, oscillator_orbital(oscillator_subshells(3)[-1], b, 9.0)], 10, gap=0)
    assert OscillatorShells.of(state, b)(Q) == pytest.approx(transform, rel=1e-12, abs=0)


@pytest.mark.parametrize(("name", "nucleons"), [("16O", 8), ("40Ca", 20), ("48Ca", 28)])
def test_full_shells_are_those_of_the_oscillator(name: str, nucleons: int) -> None:
    """The limit of nothing paired: whole nucleons, shell by shell."""
    state = ground_state(nuclide(name))
    F = state.point("n")
    whole = HarmonicOscillator(state.b, nucleons)
    np.testing.assert_allclose(F(MOMENTA), whole(MOMENTA), rtol=0, atol=1e-14)
    np.testing.assert_allclose(F.moments, whole.moments, rtol=1e-12)
    assert len(F.polynomial) == len(whole.polynomial)


@pytest.mark.parametrize("extra", [-0.2, 0.0, 0.74])
@pytest.mark.parametrize("kind", ["oscillator", "sampled"])
def test_moments_are_the_taylor_series(kind: str, extra: float) -> None:
    """Of the folded form factor itself, by a polynomial through it near Q = 0."""
    of = (
        OscillatorShells.of(AR.neutrons, AR.b)
        if kind == "oscillator"
        else SampledShells.of(AR.neutrons)
    )
    F = of.folded(extra)
    q2 = np.linspace(0, 0.2, 24)
    c = np.polynomial.Polynomial.fit(q2, F(np.sqrt(q2)), 10).convert().coef
    taylor = Moments(-6 * c[1], 120 * c[2], -5040 * c[3])
    np.testing.assert_allclose(F.moments, taylor, rtol=2e-6)
    assert F(0.0) == pytest.approx(1, rel=1e-12, abs=0)
    assert pytest.approx(of.moments.R2 + extra, rel=1e-12, abs=0) == F.moments.R2


def test_folding_is_folding() -> None:
    """A Gaussian density of mean square radius 3 s^2, folded in three dimensions by moments."""
    F, s2 = AR.point("p"), 0.3
    twice = F.folded(1.0).folded(3 * s2 - 1.0)
    assert twice(0.9) == pytest.approx(F(0.9) * np.exp(-0.81 * s2 / 2), rel=1e-13, abs=0)
    R2, R4, _ = F.moments
    # <(r + x)^4> = <r^4> + 2 <r^2><x^2> + 4/3 <r^2><x^2> + <x^4>, with <x^4> = 15 s^4
    folded4 = R4 + 10 / 3 * R2 * 3 * s2 + 15 * s2**2
    assert pytest.approx(folded4, rel=1e-12, abs=0) == twice.moments.R4


def test_both_ways_agree_on_an_oscillator() -> None:
    """Radial functions of one oscillator, sampled, give its polynomial."""
    b = 2.1
    shells = [oscillator_orbital(s, b, energy=float(s.quanta)) for s in oscillator_subshells(5)]
    state = solve(shells, 30, gap=1.5)
    Q = np.linspace(0, 3, 31)
    exact, sampled = OscillatorShells.of(state, b), SampledShells.of(state)
    np.testing.assert_allclose(sampled(Q), exact(Q), rtol=0, atol=1e-12)
    np.testing.assert_allclose(sampled.moments, exact.moments, rtol=1e-11)
    assert sampled(Q.reshape(1, -1)).shape == (1, 31)


def test_sampled_radii_are_those_of_the_orbitals() -> None:
    state = ground_state(nuclide("74Ge"), radial="woods_saxon")
    for kind in ("p", "n"):
        paired = state.paired(kind)
        mean = sum(
            (o.shell.twice_j + 1) * v**2 * o.mean_r2
            for o, v in zip(paired.orbitals, paired.v, strict=True)
        ) / (state.nuclide.Z if kind == "p" else state.nuclide.N)
        assert state.point(kind).moments.rms == pytest.approx(sqrt(mean), rel=1e-9, abs=0)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="oscillator length = 0 fm must be finite and > 0"):
        OscillatorShells(0.0, (1.0,))
    with pytest.raises(ValueError, match=r"folded mean square radius = -5 fm\^2 must be"):
        OscillatorShells(1.8, (1.0,), -5.0)
    for F in (AR.point("p"), SampledShells.of(AR.protons)):
        with pytest.raises(ValueError, match=r"Q = -0.1 fm\^-1 must be finite and >= 0"):
            F(-0.1)
