"""Curves that Hermitian forms draw in the plane of two moments, or of two effective moments."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, ends_with_shape, in_range, number, whole
from cevns.basics.kinds import checked
from cevns.basics.ranges import PHASE
from cevns.neutrinos.hermitian import form_matrix, schur_complement
from cevns.neutrinos.mixing import ComplexArray


class Curve(NamedTuple):
    """Points of a curve, by their two coordinates."""

    x: Array
    y: Array


@checked
def at_relative_phase(
    form: ArrayLike, pair: Sequence[int], phase: float, mu: float, *, points: int = 361
) -> Curve:
    r"""Moduli at which two moments of one relative phase are seen as an effective moment.

    .. math:: h_{ii}|\Lambda_i|^2 + h_{jj}|\Lambda_j|^2
              + 2|\Lambda_i\Lambda_j|\,\mathrm{Re}\left(h_{ij}e^{i\varphi}\right) = \mu^2

    Parameters
    ----------
    form : Hermitian, shape (3, 3)
    pair : indices i and j; the third moment is zero
    phase : of the second moment relative to the first, phi [rad]
    mu : effective moment, in any unit
    points : from the first axis to the second

    Returns
    -------
    Curve
        in the unit of ``mu``; infinite where nothing is seen
    """
    h, (i, j) = form_matrix(form), _two(pair)
    xi = number("phase", phase, "rad", **PHASE)
    angle = np.linspace(0, np.pi / 2, whole("points", points, at_least=2))
    a, b = np.cos(angle), np.sin(angle)
    cross = 2 * (h[i, j] * np.exp(1j * xi)).real * a * b
    return _along(a, b, h[i, i].real * a**2 + h[j, j].real * b**2 + cross, mu)


@checked
def at_worst_phases(form: ArrayLike, pair: Sequence[int], mu: float, *, points: int = 181) -> Curve:
    r"""Largest moduli of two moments that a form may see as ``mu``: all phases, the third free.

    .. math:: G_{ii}|\Lambda_i|^2 + G_{jj}|\Lambda_j|^2 - 2|G_{ij}||\Lambda_i\Lambda_j| = \mu^2

    with the `cevns.neutrinos.hermitian.schur_complement` G of the third moment.

    Parameters and returns as in `at_relative_phase`; the curve ends just off the first axis.
    """
    G = schur_complement(form, _two(pair))
    angle = np.linspace(1e-9, np.pi / 2, whole("points", points, at_least=2))
    a, b = np.cos(angle), np.sin(angle)
    seen = G[0, 0].real * a**2 + G[1, 1].real * b**2 - 2 * abs(G[0, 1]) * a * b
    return _along(a, b, seen, mu)


def _two(pair: Sequence[int]) -> tuple[int, int]:
    indices = tuple(whole("pair", i, at_least=0, at_most=2) for i in pair)
    if len(set(indices)) != 2 or len(indices) != 2:
        raise ValueError(f"a pair has two different indices of 0, 1, 2; got {pair!r}")
    return indices[0], indices[1]


def _along(a: Array, b: Array, seen: Array, mu: float) -> Curve:
    length = number("mu", mu, above=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        radius = length / np.sqrt(np.maximum(seen, 0))
        # an infinite radius along an axis does not leave it
        return Curve(*(np.where(part == 0, 0.0, radius * part) for part in (a, b)))


@checked
def most_seen(
    weights: ArrayLike, first: ArrayLike, second: ArrayLike, mu: float, *, points: int = 721
) -> Curve:
    r"""Frontier of two effective moments for all moments that a diagonal form sees as ``mu``.

    The squares fill a convex set, whose tangents belong to largest eigenvalues.

    Parameters
    ----------
    weights : diagonal of the form that is known to give at most ``mu``, shape (3,), > 0
    first, second : forms of the two effective moments, shape (3, 3)
    mu : effective moment, in any unit
    points : tangents

    Returns
    -------
    Curve
        effective moments in the unit of ``mu``
    """
    root = np.sqrt(in_range("weights", weights, above=0))
    scaled = np.outer(root, root)
    forms = [form_matrix(h, what) / scaled for h, what in ((first, "first"), (second, "second"))]
    length = number("mu", mu, above=0)
    theta = np.linspace(-np.pi / 2, np.pi, whole("points", points, at_least=2))[:, None, None]
    values, vectors = np.linalg.eigh(np.cos(theta) * forms[0] + np.sin(theta) * forms[1])
    v = vectors[values[:, -1] > 0, :, -1]  # where the tangent faces away from the origin
    squares = [np.einsum("ni,ij,nj->n", v.conj(), h, v).real for h in forms]
    x, y = (length * np.sqrt(np.maximum(s, 1e-12)) for s in squares)
    return Curve(x, y)


def least_seen(first: ArrayLike, second: ArrayLike, theta: ArrayLike) -> ComplexArray:
    r"""Moments with Lambda_1 = 1 that two forms see least.

    Equation :eq:`eq:comb-schur` of the book, for :math:`\cos\theta\,h_1+\sin\theta\,h_2`.

    Parameters
    ----------
    first, second : forms, shape (3, 3)
    theta : directions in which to look for the least [rad], one-dimensional

    Returns
    -------
    ComplexArray
        shape (n, 3); directions in which there is no least are left out
    """
    angle = in_range("theta", theta, "rad")[:, None, None]
    h = np.cos(angle) * form_matrix(first, "first") + np.sin(angle) * form_matrix(second, "second")
    bounded = np.linalg.eigvalsh(h[:, 1:, 1:])[:, 0] > 1e-6
    h = h[bounded]
    others = -np.linalg.solve(h[:, 1:, 1:], h[:, 1:, :1])
    return np.concatenate([np.ones((len(h), 1)), others[..., 0]], axis=1)


class Range(NamedTuple):
    """Centre of a range, and the square of its half-width; negative where it is empty."""

    centre: Array
    squared: Array


def third_moment(form: ArrayLike, first: ArrayLike, second: ArrayLike) -> Range:
    r"""Range of a real Lambda_3 with :math:`\Lambda^T h\,\Lambda \le 1`, for real moments.

    Parameters
    ----------
    form : real and symmetric, shape (3, 3)
    first, second : Lambda_1 and Lambda_2, in units of the effective moment, broadcastable

    Returns
    -------
    Range
        in the same unit, broadcast shape
    """
    h = in_range("form", form)
    ends_with_shape("form", h, 3, 3)
    L1, L2 = in_range("Lambda_1", first), in_range("Lambda_2", second)
    b = h[0, 2] * L1 + h[1, 2] * L2
    c = h[0, 0] * L1**2 + 2 * h[0, 1] * L1 * L2 + h[1, 1] * L2**2 - 1
    return Range(-b / h[2, 2], (b / h[2, 2]) ** 2 - c / h[2, 2])


@checked
def both_allowed(one: Range, other: Range) -> Array:
    """How far two ranges overlap; negative where they do not, or one is empty."""
    widths = np.sqrt(np.maximum(one.squared, 0)) + np.sqrt(np.maximum(other.squared, 0))
    overlap = widths - np.abs(one.centre - other.centre)
    return np.asarray(np.minimum(overlap, np.minimum(one.squared, other.squared)))
