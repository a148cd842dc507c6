r"""More than two forms of the moments: what neutrinos that arrive as a mixture see besides.

A beam on Earth sees :math:`\mu_e^2` and :math:`\mu_\mu^2`. What comes from the Sun is a mixture of
mass states and sees a third form, :math:`\Lambda^\dagger h\Lambda` with
:math:`h=\text{diag}(1-P_i)` in the mass basis. Any form is a sum of squares,
:math:`|R\Lambda|^2`, like those of the flavours: so its rows R are put below those of the mixing
matrix, and all that is done with these follows.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked, describe
from cevns.inference.directions import least_over_directions
from cevns.inference.form_descent import Gauge, Moduli, Plain, descend
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import Angles, ComplexArray, Mixing

FLAVORS: Final = ("nu_e", "nu_mu")
"""States whose forms come first."""

_ASIDE: Final = 0.05
"""How far from the minimum of what is alike a descent begins, in roots of the smallest scale."""


class State(Protocol):
    """What neutrinos arrive as: what it sees of the moments is a Hermitian form."""

    @property
    def name(self) -> str:
        """Such as ``"8B"``."""
        ...

    def form(self, mixing: Angles) -> ComplexArray:
        """Hermitian form with mu^2 = Lambda^dagger h Lambda in the mass basis, (3, 3)."""
        ...


describe(State, "what neutrinos arrive as", "use cevns.sources.arriving.arriving('8B')")


@checked
def forms_of(states: Sequence[State], mixing: Angles) -> ComplexArray:
    """Forms of electron and muon flavour, and of further states, in the mass basis.

    Parameters
    ----------
    states : k of them
    mixing : of the leptons

    Returns
    -------
    ComplexArray
        shape (2 + k, 3, 3)
    """
    flavors = [flavor_form(flavor, mixing) for flavor in FLAVORS]
    return np.stack([*flavors, *(state.form(mixing) for state in states)])


@checked
def with_rows(
    U: ComplexArray, states: Sequence[State], mixing: Mixing, turned: ComplexArray | None = None
) -> ComplexArray:
    """Put rows whose squares are the forms of states below those of mixing matrices.

    Parameters
    ----------
    U : shape (3, 3, n, 1)
    states : k of them
    mixing : of the leptons
    turned : mixing matrices, shape (3, 3, n, 1), if moments of the flavour basis are named; then U
        is the identity

    Returns
    -------
    ComplexArray
        shape (3 + 3k, 3, n, 1)
    """
    rows = [U]
    for state in states:
        values, vectors = np.linalg.eigh(state.form(mixing))
        R = np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.conj().T
        if turned is None:
            rows.append(np.broadcast_to(R[:, :, None, None], U.shape))
        else:
            rows.append(np.einsum("ri,ainm->ranm", R, turned.conj()))
    n = max(one.shape[2] for one in rows)
    return np.concatenate([np.broadcast_to(one, (3, 3, n, 1)) for one in rows])


def _forms(U: ComplexArray) -> ComplexArray:
    """Forms of which mixing matrices and rows below them are made: (k, 3, 3, n)."""
    rows = U[..., 0]
    e, mu, tau, *more = np.einsum("rin,rjn->rijn", rows.conj(), rows)
    thirds = [sum(more[k : k + 3]) for k in range(0, len(more), 3)]
    return np.stack([mu + tau, e + tau, *thirds])


@checked
def least_of_all(
    value: Callable[..., Array],
    U: ComplexArray,
    v: Array,
    kept: Sequence[int],
    scales: Array,
    *,
    grows: bool = False,
    level: Callable[..., Array] | None = None,
    like: Callable[..., Array] | None = None,
) -> Array:
    r"""Least of a function of all forms over the moments not kept, and over all phases.

    Parameters
    ----------
    value : of as many arrays as there are forms
    U : mixing matrices with rows below, shape (3 + 3k, 3, n or 1, 1)
    v : moduli of the kept moments, shape (n, kept)
    kept : their indices
    scales : of all forms, on which the function changes, shape (2 + k,)
    grows : whether it grows with all forms
    level : if it is minus how far a ray goes, what has the same value at the ends of all rays.
        Then one over that distance is made small, `cevns.inference.form_descent.Gauge`
    like : a function that resembles it and costs little: its minimum is where to begin

    Returns
    -------
    Array
        shape (n,)
    """
    moduli = Moduli(_forms(U), v, tuple(kept))
    if level is None:
        return _least(value, moduli, scales, grows, like)[0]
    gauge = Gauge(lambda q: level(*q), lambda q: -value(*q))
    Lambda = least_over_directions(gauge, moduli, scales, grows=grows)[1]
    return value(*moduli.values(Lambda))


def _least(
    value: Callable[..., Array],
    moduli: Moduli,
    scales: Array,
    grows: bool,
    like: Callable[..., Array] | None,
) -> tuple[Array, ComplexArray]:
    """Least of a function of all forms, and moments there."""
    exact = Plain(lambda q: value(*q))
    if like is None:
        return least_over_directions(exact, moduli, scales, grows=grows)
    sketched = Plain(lambda q: like(*q))
    near = least_over_directions(sketched, moduli, scales, grows=grows)[1]
    # at the very minimum of the sketch slopes of forms may vanish that are not at the exact one
    p = moduli.parameters(near)
    p[:, len(moduli.turning) :] += _ASIDE * np.sqrt(scales.min())
    spread = np.broadcast_to(scales[:, None], (len(scales), len(p)))
    return descend(exact, moduli, moduli.moments(p), spread)


@checked
def least_anywhere(
    value: Callable[..., Array],
    states: Sequence[State],
    mixing: Mixing,
    scales: Array,
    like: Callable[..., Array] | None = None,
) -> tuple[float, Array]:
    """Least of a function of all forms over all moments, and the forms there.

    Parameters
    ----------
    value, scales, like : as in `least_of_all`
    states : besides electron and muon flavour
    mixing : of the leptons

    Returns
    -------
    tuple
        the value, and the forms, shape (2 + k,)
    """
    moduli = Moduli(forms_of(states, mixing)[..., None], np.zeros((1, 0)), ())
    found, Lambda = _least(value, moduli, scales, False, like)
    return float(found[0]), moduli.values(Lambda)[:, 0]


@checked
def states_of(data: Any) -> tuple[State, ...]:
    """States that data see besides electron and muon flavour: none at terrestrial sources."""
    found: tuple[State, ...] = getattr(data, "more", ())
    return found
