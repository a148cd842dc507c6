r"""Local minima of a function of Hermitian forms, for many starting points at once.

A chi^2 depends on the moments through a few numbers :math:`q_k=\Lambda^\dagger h_k\Lambda`. Of it
differences along q are asked for; how q depends on the moments is known exactly, and so Newton's
step in the moments. Nothing here knows physics.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked, describe
from cevns.inference.search import Indices
from cevns.neutrinos.mixing import ComplexArray

Of = Callable[[Array], Array]
"""Of forms, shape (k, m): (m,)."""


class Function(Protocol):
    """A function of forms, and its derivatives."""

    def __call__(self, q: Array) -> Array:
        """Values at forms of shape (k, m): (m,)."""
        ...

    def slopes(self, q: Array, scales: Array) -> tuple[Array, Array]:
        """Gradient (k, m) and Hessian (k, k, m), on scales of shape (k, m)."""
        ...


describe(Function, "a function of forms", "use form_descent.Plain(f)")


STEP: Final = 1e-3
"""Of the differences, a part of each form and of its scale."""

ROUNDS: Final = 60
"""Newton steps at most."""

CONVERGED: Final = 1e-13
"""Part of a value that a step must promise to be worth taking."""

SHORTEST: Final = 1e-7
"""A step shorter than this part of Newton's is no step."""


@checked
@dataclass(frozen=True, slots=True)
class Moduli:
    """Moments of given moduli: what is free of them as real parameters.

    Parameters
    ----------
    forms : Hermitian, shape (k, 3, 3, n)
    v : moduli of the kept moments, shape (n, kept); the first has no phase
    kept : their indices
    """

    forms: ComplexArray
    v: Array
    kept: tuple[int, ...]

    @property
    def free(self) -> list[int]:
        """Indices of the moments that are free."""
        return [i for i in range(3) if i not in self.kept]

    @property
    def turning(self) -> list[int]:
        """Indices of the moments of which only the phase is free."""
        return list(self.kept[1:])

    def moments(self, p: Array) -> ComplexArray:
        """Moments at parameters (n, d): phases of kept ones, then parts of free ones; (3, n)."""
        Lambda = np.zeros((3, len(p)), dtype=complex)
        for at, i in enumerate(self.kept):
            turn = np.exp(1j * p[:, at - 1]) if at else 1.0
            Lambda[i] = self.v[:, at] * turn
        start = len(self.turning)
        for at, i in enumerate(self.free):
            Lambda[i] = p[:, start + 2 * at] + 1j * p[:, start + 2 * at + 1]
        return Lambda

    def parameters(self, Lambda: ComplexArray) -> Array:
        """Return parameters of moments, inverse of `moments`."""
        parts = [np.angle(Lambda[i]) for i in self.turning]
        for i in self.free:
            parts += [Lambda[i].real, Lambda[i].imag]
        return np.stack(parts, axis=-1) if parts else np.zeros((Lambda.shape[1], 0))

    def values(self, Lambda: ComplexArray) -> Array:
        """Forms at moments of shape (3, n): (k, n)."""
        return np.asarray(np.einsum("in,kijn,jn->kn", Lambda.conj(), self.forms, Lambda).real)

    def slopes(self, Lambda: ComplexArray) -> tuple[Array, Array, Array]:
        """Forms with their first and second derivatives: (k, n), (k, d, n) and (k, d, d, n)."""
        along = [(i, 1j * Lambda[i]) for i in self.turning]
        one = np.ones(Lambda.shape[1], dtype=complex)
        along += [(i, unit * one) for i in self.free for unit in (1.0, 1j)]
        h_L = np.einsum("kijn,jn->kin", self.forms, Lambda)
        q = np.einsum("in,kin->kn", Lambda.conj(), h_L).real
        k, d, n = len(q), len(along), len(one)
        first, second = np.zeros((k, d, n)), np.zeros((k, d, d, n))
        for a, (i, L_a) in enumerate(along):
            first[:, a] = 2 * (L_a.conj() * h_L[:, i]).real
            for b, (j, L_b) in enumerate(along[: a + 1]):
                bend = 2 * (L_a.conj() * self.forms[:, i, j] * L_b).real
                second[:, a, b] = second[:, b, a] = bend
        for a, i in enumerate(self.turning):
            second[:, a, a] -= 2 * (Lambda[i].conj() * h_L[:, i]).real
        return q, first, second

    def of(self, who: Indices) -> "Moduli":
        """Return some of the problems."""
        forms = self.forms if self.forms.shape[-1] == 1 else self.forms[..., who]
        return Moduli(forms, self.v[who], self.kept)


def _differences(f: Of, q: Array, scales: Array) -> tuple[Array, Array]:
    """Gradient and Hessian in the forms by differences towards larger ones."""
    k, n = q.shape
    h = STEP * (q + 1e-2 * scales)
    points = [q]
    for a in range(k):
        for many in (1, 2):
            moved = q.copy()
            moved[a] += many * h[a]
            points.append(moved)
    pairs = [(a, b) for a in range(k) for b in range(a)]
    for a, b in pairs:
        moved = q.copy()
        moved[a] += h[a]
        moved[b] += h[b]
        points.append(moved)
    found = f(np.concatenate(points, axis=1)).reshape(len(points), n)
    here, once, twice = found[0], found[1 : 2 * k : 2], found[2 : 2 * k + 1 : 2]
    gradient = (4 * once - twice - 3 * here) / (2 * h)
    hessian = np.zeros((k, k, n))
    for a in range(k):
        hessian[a, a] = (twice[a] - 2 * once[a] + here) / h[a] ** 2
    for (a, b), both in zip(pairs, found[2 * k + 1 :], strict=True):
        mixed = (both - once[a] - once[b] + here) / (h[a] * h[b])
        hessian[a, b] = hessian[b, a] = mixed
    return gradient, hessian


@checked
@dataclass(frozen=True, slots=True)
class Plain:
    """A function whose derivatives are found by differences."""

    of: Of

    def __call__(self, q: Array) -> Array:
        """Values at forms of shape (k, m): (m,)."""
        return self.of(q)

    def slopes(self, q: Array, scales: Array) -> tuple[Array, Array]:
        """Gradient and Hessian, as in `Function`."""
        return _differences(self.of, q, scales)


@checked
@dataclass(frozen=True, slots=True)
class Gauge:
    r"""One over how far a ray goes until a function exceeds a level: g(q) = 1/s with f(sq) = C.

    It grows in proportion with q; of a single count it is a form itself. At the end y = sq of the
    ray, with the gradient a and the Hessian A of f there,

    .. math::

        g_k &= \frac{a_k}{y\cdot a}, \qquad
        \frac{\partial y_m}{\partial q_l} = s\left(\delta_{ml}-\frac{y_ma_l}{y\cdot a}\right), \\
        g_{kl} &= \sum_m\frac{\partial y_m}{\partial q_l}\left[\frac{A_{km}}{y\cdot a}
        -\frac{a_k\,(Ay)_m}{(y\cdot a)^2}\right]

    Parameters
    ----------
    of : the function f
    reach : how far a ray goes, s
    """

    of: Of
    reach: Of

    def __call__(self, q: Array) -> Array:
        """Values at forms of shape (k, m): (m,)."""
        with np.errstate(divide="ignore"):
            return np.asarray(1 / self.reach(q))

    def slopes(self, q: Array, scales: Array) -> tuple[Array, Array]:
        """Gradient and Hessian, as in `Function`."""
        s = self.reach(q)
        y = s * q
        a, A = _differences(self.of, y, scales)
        D = (y * a).sum(axis=0)
        moved = s * (np.eye(len(q))[:, :, None] - y[:, None] * a[None] / D)
        bent = A / D - a[:, None] * np.einsum("kmn,mn->kn", A, y) / D**2
        hessian = np.einsum("kmn,mln->kln", bent, moved)
        return a / D, 0.5 * (hessian + hessian.swapaxes(0, 1))


def _newton(gradient: Array, hessian: Array) -> Array:
    """Newton's step, downhill also where the function is bent the other way: (n, d)."""
    values, vectors = np.linalg.eigh(hessian)
    size = np.abs(values)
    floor = 1e-9 * size.max(axis=1, keepdims=True) + 1e-300
    along = np.einsum("nda,nd->na", vectors, gradient) / np.maximum(size, floor)
    return np.asarray(-np.einsum("nda,na->nd", vectors, along))


@checked
def descend(
    f: Function, moduli: Moduli, start: ComplexArray, scales: Array
) -> tuple[Array, ComplexArray]:
    """Least value that is reached downhill from moments to start from, and where.

    Parameters
    ----------
    f : of forms
    moduli : n problems
    start : moments of these moduli, shape (3, n)
    scales : of the forms, on which f changes, shape (k, n)

    Returns
    -------
    tuple
        values, shape (n,), never above those at the start, and moments, shape (3, n)
    """
    p = moduli.parameters(start)
    best = f(moduli.values(moduli.moments(p)))
    share = np.ones(len(p))
    open_ = np.flatnonzero(np.isfinite(best)) if p.shape[1] else np.zeros(0, dtype=int)
    for _ in range(ROUNDS):
        if not open_.size:
            break
        some = moduli.of(open_)
        q, first, second = some.slopes(some.moments(p[open_]))
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            by_q, bend_q = f.slopes(q, scales[:, open_])
            gradient = np.einsum("kn,kdn->nd", by_q, first)
            hessian = np.einsum("kn,kden->nde", by_q, second)
            hessian += np.einsum("kdn,kln,len->nde", first, bend_q, first)
        good = np.isfinite(hessian).all(axis=(1, 2)) & np.isfinite(gradient).all(axis=1)
        hessian[~good], gradient[~good] = np.eye(p.shape[1]), 0.0
        step = _newton(gradient, hessian)
        trial = p[open_] + share[open_, None] * step
        value = f(some.values(some.moments(trial)))
        lower = value < best[open_]
        promised = -np.einsum("nd,nd->n", gradient, step)
        p[open_[lower]] = trial[lower]
        best[open_[lower]] = value[lower]
        share[open_] = np.where(lower, np.minimum(1.0, 4 * share[open_]), 0.25 * share[open_])
        more = (promised > CONVERGED * np.abs(best[open_])) & (share[open_] > SHORTEST)
        open_ = open_[more & good]
    return best, moduli.moments(p)
