"""Form factors against the formulas as printed, their densities and their own Taylor series."""

import math
from collections.abc import Callable
from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import spherical_jn

from cevns.nuclei.form_factors import (
    FormFactor,
    Helm,
    KleinNystrand,
    Moments,
    MomentSeries,
    SymmetrizedFermi,
    uniform_sphere,
)
from cevns.nuclei.nuclides import nuclide
from cevns.nuclei.radii import (
    MODELS,
    charge_helm,
    helm,
    klein_nystrand,
    model,
    moment_series,
    point_like,
    symmetrized_fermi,
)

HELM, FERMI, NYSTRAND = Helm(5.7, 0.9), SymmetrizedFermi(5.6, 0.52), KleinNystrand(6.1, 0.7)


def _j1(x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.sin(x) / x**2 - mpmath.cos(x) / x


def _helm(Q: mpmath.mpf) -> mpmath.mpf:
    R, s = mpmath.mpf(HELM.R_0), mpmath.mpf(HELM.s)
    return 3 * _j1(Q * R) / (Q * R) * mpmath.exp(-((Q * s) ** 2) / 2)


def _fermi(Q: mpmath.mpf) -> mpmath.mpf:
    c, a = mpmath.mpf(FERMI.c), mpmath.mpf(FERMI.a)
    x, y = Q * c, mpmath.pi * Q * a
    bracket = y * mpmath.sin(x) / mpmath.tanh(y) - x * mpmath.cos(x)
    return 3 / (x * (x**2 + y**2)) * y / mpmath.sinh(y) * bracket


def _nystrand(Q: mpmath.mpf) -> mpmath.mpf:
    R, a = mpmath.mpf(NYSTRAND.R_A), mpmath.mpf(NYSTRAND.a_k)
    return 3 * _j1(Q * R) / (Q * R) / (1 + (Q * a) ** 2)


PRINTED: list[tuple[FormFactor, Callable[[mpmath.mpf], mpmath.mpf]]] = [
    (HELM, _helm),
    (FERMI, _fermi),
    (NYSTRAND, _nystrand),
]
IDS = ["Helm", "symmetrised Fermi", "Klein-Nystrand"]


@pytest.mark.parametrize(("F", "printed"), PRINTED, ids=IDS)
def test_as_printed_in_50_digits(
    F: FormFactor, printed: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    """Absolute agreement to 1e-14 from Q = 1e-6 (where the printed form cancels) to 5 fm^-1."""
    Q = np.geomspace(1e-6, 5, 200)
    with mpmath.workdps(50):
        reference = [float(printed(mpmath.mpf(float(q)))) for q in Q]
    np.testing.assert_allclose(F(Q), reference, rtol=0, atol=2e-14)


def test_uniform_sphere_in_50_digits() -> None:
    """Within 1e-15 on both sides of the seam at x = 1, at 0, and where it changes sign."""
    seam = 1 + np.array([-1e-3, -1e-9, -2e-16, 0, 1e-9, 1e-3])
    x = np.concatenate([np.geomspace(1e-8, 60, 400), seam, [4.493409457909064]])
    with mpmath.workdps(50):
        reference = [float(3 * _j1(mpmath.mpf(float(v))) / mpmath.mpf(float(v))) for v in x]
    np.testing.assert_allclose(uniform_sphere(x), reference, rtol=0, atol=1e-15)
    below = x < 1
    np.testing.assert_allclose(uniform_sphere(x[below]), np.array(reference)[below], rtol=1e-15)
    assert uniform_sphere(0.0) == 1
    assert uniform_sphere([]).shape == (0,)
    assert (uniform_sphere(-x) == uniform_sphere(x)).all()


@given(
    x=st.lists(st.floats(0, 30), min_size=1, max_size=6), shape=st.sampled_from([(-1,), (-1, 1)])
)
def test_uniform_sphere_is_taken_point_by_point(x: list[float], shape: tuple[int, ...]) -> None:
    """The series, the closed form and the mixture of both give one value each."""
    table = np.reshape(x, shape)
    expected = [float(uniform_sphere(v)) for v in x]
    np.testing.assert_allclose(uniform_sphere(table).ravel(), expected, rtol=0, atol=2e-16)
    assert uniform_sphere(table).shape == table.shape


def test_uniform_sphere_is_a_spherical_bessel_function() -> None:
    x = np.linspace(0.01, 40, 500)
    np.testing.assert_allclose(uniform_sphere(x), 3 * spherical_jn(1, x) / x, rtol=0, atol=3e-15)


@pytest.mark.parametrize(("F", "printed"), PRINTED, ids=IDS)
def test_moments_are_the_taylor_coefficients(
    F: FormFactor, printed: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    """F = 1 - Q^2 R2/3! + Q^4 R4/5! - Q^6 R6/7!: even polynomial fit in 50 digits."""
    with mpmath.workdps(60):
        Q = [mpmath.mpf(k) / 200 for k in range(1, 9)]
        V = mpmath.matrix(8, 8)
        rhs = mpmath.matrix(8, 1)
        for i, q in enumerate(Q):
            rhs[i] = (printed(q) - 1) / q**2
            for j in range(8):
                V[i, j] = q ** (2 * j)
        coefficients = mpmath.lu_solve(V, rhs)
        taylor = (-6 * coefficients[0], 120 * coefficients[1], -5040 * coefficients[2])
    np.testing.assert_allclose(F.moments, [float(t) for t in taylor], rtol=1e-8)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_one_at_zero_and_regular_there(name: str) -> None:
    F = model(name)(nuclide("133Cs"))
    assert F(0.0) == 1
    assert F(1e-9) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("Q", [0.1, 0.5, 1.3])
def test_symmetrised_fermi_is_the_transform_of_its_density(Q: float) -> None:
    """sinh(c/a)/(cosh(r/a)+cosh(c/a)), scaled to avoid overflow, by adaptive quadrature."""
    c, a = FERMI.c, FERMI.a

    def density(r: float) -> float:
        up, down, mid = math.exp((r - c) / a), math.exp(-(r + c) / a), 1 + math.exp(-2 * c / a)
        return (1 - math.exp(-2 * c / a)) / (up + down + mid)

    options = {"epsabs": 0, "epsrel": 1e-12, "limit": 400}
    norm = quad(lambda r: r**2 * density(r), 0, 40, **options)[0]
    transform = quad(lambda r: r**2 * density(r) * math.sin(Q * r) / (Q * r), 0, 40, **options)[0]
    assert FERMI(Q) == pytest.approx(transform / norm, rel=1e-9, abs=0)


@pytest.mark.parametrize("Q", [0.2, 0.9])
def test_helm_and_klein_nystrand_are_folded_spheres(Q: float) -> None:
    """Densities in r space: a sphere folded with a Gaussian, and with a Yukawa potential."""
    assert HELM(Q) == pytest.approx(uniform_sphere(Q * 5.7) * math.exp(-((Q * 0.9) ** 2) / 2))
    yukawa = quad(lambda r: r * math.exp(-r / 0.7) * math.sin(Q * r) / (Q * r), 0, 40)[0] / 0.49
    assert NYSTRAND(Q) == pytest.approx(uniform_sphere(Q * 6.1) * yukawa, rel=1e-9, abs=0)


def test_lewin_smith_radii() -> None:
    """R_0^2 = c^2 + 7/3 pi^2 a^2 - 5 s^2 with c = 1.23 A^(1/3) - 0.60, a = 0.52, s = 0.9 fm."""
    F = helm(nuclide("133Cs"))
    c = 1.23 * 133 ** (1 / 3) - 0.60
    assert F.s == 0.9
    assert (
        pytest.approx(math.sqrt(c**2 + 7 / 3 * math.pi**2 * 0.52**2 - 5 * 0.81), rel=1e-12, abs=0)
        == F.R_0
    )


def test_parameters_of_the_other_models() -> None:
    """c = 1.23 A^(1/3) - 0.60, a = 0.52 fm; and R_A = 1.2 A^(1/3), a_k = 0.7 fm."""
    A = 127 ** (1 / 3)
    F = symmetrized_fermi(nuclide("127I"))
    assert (F.c, F.a) == pytest.approx((1.23 * A - 0.60, 0.52), rel=1e-12, abs=0)
    K = klein_nystrand(nuclide("127I"))
    assert (K.R_A, K.a_k) == pytest.approx((1.2 * A, 0.7), rel=1e-12, abs=0)
    assert moment_series(nuclide("127I")).moments == helm(nuclide("127I")).moments


@pytest.mark.parametrize("kind", [Helm, SymmetrizedFermi, KleinNystrand])
@given(rms=st.floats(3.0, 7.0))
def test_rms_radius_round_trip(kind: type, rms: float) -> None:
    assert kind.from_rms(rms).moments.rms == pytest.approx(rms, rel=1e-12, abs=0)


@given(Q=st.floats(0, 20), A=st.sampled_from(["12C", "40Ar", "133Cs", "208Pb"]))
def test_modulus_never_exceeds_one(Q: float, A: str) -> None:
    for name in ("helm", "symmetrized_fermi", "klein_nystrand"):
        assert abs(model(name)(nuclide(A))(Q)) <= 1


def test_series_is_the_cut_expansion_and_stops_where_it_fails() -> None:
    series = MomentSeries(HELM.moments)
    assert series(0.05) == pytest.approx(HELM(0.05), abs=1e-9)
    assert series(0.3) == pytest.approx(HELM(0.3), abs=1e-3)
    R2, R4, R6 = HELM.moments
    assert series(0.3) == pytest.approx(
        1 - 0.09 * R2 / 6 + 0.3**4 * R4 / 120 - 0.3**6 * R6 / 5040, rel=1e-14, abs=0
    )
    with pytest.raises(ValueError, match="cut series is no form factor"):
        series(1.01 * series.Q_max)


@pytest.mark.parametrize("last", [0.2, 0.05])
def test_series_stops_where_its_last_term_says(last: float) -> None:
    """At Q_max what is left of 1 - Q^2 R2/3! + Q^4 R4/5! after the cut is the share asked for."""
    series = MomentSeries(HELM.moments, last)
    Q = series.Q_max
    without = 1 - Q**2 * HELM.moments.R2 / math.factorial(3)
    without += Q**4 * HELM.moments.R4 / math.factorial(5)
    assert without - series(Q * (1 - 1e-12)) == pytest.approx(last, rel=1e-9, abs=0)
    assert abs(series(Q * (1 - 1e-12)) - HELM(Q)) < last


def test_large_momentum_transfer_does_not_overflow() -> None:
    assert np.isfinite(FERMI(np.array([1e2, 1e3, 1e4]))).all()


def test_point_like_is_one() -> None:
    F = point_like(nuclide("40Ar"))
    assert (F(np.linspace(0, 5, 7)) == 1).all()
    assert F.moments == Moments(0, 0, 0)


@pytest.mark.parametrize(("name", "published"), [("133Cs", 4.8041), ("127I", 4.7500)])
def test_charge_radii_of_angeli_and_marinova(name: str, published: float) -> None:
    """At. Data Nucl. Data Tables 99 (2013) 69."""
    assert charge_helm(nuclide(name)).moments.rms == pytest.approx(published, rel=1e-12, abs=0)


def test_unlisted_charge_radius_is_refused() -> None:
    unknown = replace(nuclide("33S"), name="35S")
    with pytest.raises(ValueError, match=r"no charge radius of '35S': give it one, .*such as helm"):
        charge_helm(unknown)
