"""Limits and regions in the space of transition moments, for one count or a combination.

Whatever is not named is set to zero, fixed, averaged or profiled, always by name. Along a ray
all effective moments squared grow alike, so a region is known by how far each ray goes; what is
profiled is scanned and polished one parameter inside another, for all rays at once.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.units import mu10
from cevns.inference.combination import Combination
from cevns.inference.intervals import delta_chi2
from cevns.neutrinos.effective import (
    effective_squared_of_mixture,
    effective_squared_of_state,
    flavor_state,
)
from cevns.neutrinos.hermitian import null_vectors
from cevns.neutrinos.mixing import (
    DE_SALAS_2018_CP_CONSERVING,
    Angles,
    ComplexArray,
    Mixing,
    MixingArrays,
)
from cevns.neutrinos.moments import FLAVOR_MOMENTS, MOMENTS, TransitionMoments, component_vector

OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zero": "the moments not named are zero",
        "profiled": "the moments not named have the moduli that fit best",
    }
)
"""What happens to the moduli that are not named."""

PHASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "profiled": "the phases of the moments are those that fit best",
        "averaged": "effective moments squared are averaged over the phases of the moments",
    }
)
"""What can happen to the phases, besides fixing them at (zeta_1, zeta_2, zeta_3)."""

DELTA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fixed": "delta_CP as in the mixing",
        "profiled": "delta_CP is the one that fits best",
    }
)
"""What happens to the Dirac phase of the mixing."""

_SCAN: Final = 24

_POLISH: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is done with everything but the named moduli.

    Parameters
    ----------
    mixing : of the leptons, by default `DE_SALAS_2018_CP_CONSERVING`
    others : one of `OTHERS`
    phases : (zeta_1, zeta_2, zeta_3) [rad] to fix them, or one of `PHASES`
    delta : one of `DELTA`

    Raises
    ------
    ValueError
        if a name is unknown, or the phases are not three finite numbers
    """

    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING
    others: str = "zero"
    phases: str | Sequence[float] = (0.0, 0.0, 0.0)
    delta: str = "fixed"

    def __post_init__(self) -> None:
        choice("others", self.others, OTHERS)
        choice("delta", self.delta, DELTA)
        if isinstance(self.phases, str):
            choice("phases", self.phases, PHASES)
        elif in_range("phases", self.phases, "rad").shape != (3,):
            raise ValueError(
                "phases must be three, (zeta_1, zeta_2, zeta_3) [rad], or one of "
                f"{', '.join(PHASES)}; got {self.phases!r}"
            )


_Moments2 = tuple[Array, Array]
"""mu_e^2 and mu_mu^2 of every problem, in (1e-10 mu_B)^2."""


@dataclass(frozen=True, slots=True)
class _Objective:
    """What is to be made small, as a function of mu_e^2 and mu_mu^2.

    ``grows`` says that more magnetic events never make it smaller, ``best`` where the chi^2 is
    least.
    """

    value: Callable[[Array, Array], Array]
    grows: bool
    best: tuple[float, float]

    def __call__(self, x: Array, y: Array) -> Array:
        return self.value(x, y)


class _States(NamedTuple):
    """Electron and muon flavour in the basis of the moments, shape (3,) or (n, 3)."""

    e: ComplexArray
    mu: ComplexArray

    def moments(self, Lambda: ArrayLike) -> _Moments2:
        """Effective moments squared, as cross products: exact zeros stay zeros."""
        return (
            effective_squared_of_state(Lambda, self.e),
            effective_squared_of_state(Lambda, self.mu),
        )

    def averaged(self, moduli: Array) -> _Moments2:
        """Effective moments squared averaged over the phases: no interference is left."""
        return (
            effective_squared_of_mixture(moduli, (self.e * self.e.conj()).real),
            effective_squared_of_mixture(moduli, (self.mu * self.mu.conj()).real),
        )


def _flavor_states(mixing: Angles) -> _States:
    return _States(flavor_state("nu_e", mixing), flavor_state("nu_mu", mixing))


def _kept(names: Sequence[str]) -> tuple[bool, list[int]]:
    """Whether the names are of the flavour basis, and their indices."""
    for table in (MOMENTS, FLAVOR_MOMENTS):
        if set(names) <= set(table):
            if len(names) not in (1, 2) or len(set(names)) < len(names):
                break
            return table is FLAVOR_MOMENTS, [table[name] for name in names]
    raise ValueError(
        f"name one or two different moments of one basis, of {', '.join(MOMENTS)} or of "
        f"{', '.join(FLAVOR_MOMENTS)}; got {', '.join(map(str, names)) or 'none'}"
    )


class _Bracket(NamedTuple):
    value: Array
    lower: Array
    upper: Array


def _least(value: Callable[[Array], Array], nodes: Array, n: int) -> _Bracket:
    """Smallest value over one parameter, of n problems at once: scan, then golden section.

    The first and the last node only delimit the neighbourhood of the others.
    """
    best, where = np.full(n, np.inf), np.ones(n, dtype=int)
    for i in range(1, len(nodes) - 1):
        found = value(np.full(n, nodes[i]))
        where[found < best] = i
        best = np.minimum(best, found)
    a, b = nodes[where - 1], nodes[where + 1]
    golden = (math.sqrt(5) - 1) / 2
    c, d = b - golden * (b - a), a + golden * (b - a)
    f_c, f_d = value(c), value(d)
    for _ in range(_POLISH):
        left = f_c <= f_d
        a, b = np.where(left, a, c), np.where(left, d, b)
        new = np.where(left, b - golden * (b - a), a + golden * (b - a))
        f_new = value(new)
        c, d = np.where(left, new, d), np.where(left, c, new)
        f_c, f_d = np.where(left, f_new, f_d), np.where(left, f_c, f_new)
    return _Bracket(np.minimum(best, np.minimum(f_c, f_d)), a, b)


def _half_line() -> Array:
    """Nodes for the arc tangent of a modulus from zero on, and one on the other side of it."""
    return np.arange(-1.0, _SCAN + 1) * (math.pi / 2 / (_SCAN + 1))


def _circle() -> Array:
    """Nodes once around, and one more at each end."""
    return np.arange(-1.0, _SCAN + 1) * (2 * math.pi / _SCAN)


def _optimum(
    v: Array, kept: list[int], states: _States, choices: Choices, objective: _Objective
) -> Array:
    """Least objective over all that is free, for moduli v of the kept moments, shape (n, 3)."""
    others = [i for i in range(3) if i not in kept]
    profiled = choices.others == "profiled"
    if choices.phases == "profiled":
        if profiled:
            return _on_frontier(v, kept, others, states, objective)
        return _over_phase(v, kept, states, objective)
    if choices.phases == "averaged":
        moments = states.averaged
        # without interference more moments are more events
        profiled = profiled and not objective.grows
    else:
        phases = np.exp(1j * np.asarray(choices.phases, dtype=float))

        def moments(moduli: Array) -> _Moments2:
            return states.moments(moduli * phases)

    return _over_moduli(v, others if profiled else [], moments, objective)


def _over_phase(v: Array, kept: list[int], states: _States, objective: _Objective) -> Array:
    """Let the phase between two moments run once around; one moment has none that matters."""

    def with_phase(t: Array) -> Array:
        Lambda = v.astype(complex)
        Lambda[:, kept[-1]] *= np.exp(1j * t)
        return objective(*states.moments(Lambda))

    if len(kept) == 1:
        return with_phase(np.zeros(len(v)))
    return _least(with_phase, _circle(), len(v)).value


def _over_moduli(
    v: Array, free: list[int], moments: Callable[[Array], _Moments2], objective: _Objective
) -> Array:
    """Let the moduli not named run from zero to infinity, one inside the other."""
    if not free:
        return objective(*moments(v))
    scale = np.linalg.norm(v, axis=-1)

    def with_modulus(t: Array) -> Array:
        larger = v.copy()
        larger[:, free[0]] = scale * np.abs(np.tan(t))
        return _over_moduli(larger, free[1:], moments, objective)

    return _least(with_modulus, _half_line(), len(v)).value


def _on_frontier(
    v: Array, kept: list[int], others: list[int], states: _States, objective: _Objective
) -> Array:
    r"""Phases and other moments profiled: along the boundary of what can be reached.

    The effective moments squared within reach of given moduli fill a convex set, since four
    Hermitian forms of a complex 3-vector have a convex cone as their image. A point of its
    boundary is the least :math:`\cos\theta\,\mu_e^2+\sin\theta\,\mu_\mu^2`, by a Schur
    complement; where the boundary is straight the phase jumps, and the chord fills the gap.
    """

    def point(theta: Array) -> _Moments2:
        return states.moments(_least_seen(v, kept, others, states, theta))

    angles = _tangents(others, states)
    found = _least(lambda t: objective(*point(t)), angles, len(v))
    (x_a, y_a), (x_b, y_b) = point(found.lower), point(found.upper)
    value = found.value
    if (np.abs(x_b - x_a) + np.abs(y_b - y_a) > 1e-6 * (x_a + y_a)).any():
        chord = _least(
            lambda s: objective(x_a + (x_b - x_a) * s, y_a + (y_b - y_a) * s),
            np.linspace(0, 1, 7),
            len(v),
        )
        value = np.minimum(value, chord.value)
    if not any(objective.best):
        return value

    def distance(theta: Array) -> Array:
        x, y = point(theta)
        return np.cos(theta) * (objective.best[0] - x) + np.sin(theta) * (objective.best[1] - y)

    inside = _least(distance, angles, len(v)).value >= 0
    return np.where(inside, objective(*map(np.asarray, objective.best)), value)


def _tangents(others: list[int], states: _States) -> Array:
    """Angles theta for which there is a least value, a little inside both ends.

    Both ends of the quadrant are among them: there a blind direction is exactly blind.
    """
    e, mu = (np.atleast_2d(s)[:, others] for s in states)
    blocks = [np.eye(len(others)) - s[:, :, None] * s[:, None, :].conj() for s in (e, mu)]
    ratios = np.linalg.eigvals(np.linalg.solve(blocks[1], blocks[0])).real
    low, high = -math.atan(ratios.min()), math.pi - math.atan(ratios.max())
    outside = np.linspace(0, 0.999, 6)[1:]
    quarter = math.pi / 2
    return np.concatenate(
        [
            (low * outside)[::-1],
            np.linspace(0, quarter, _SCAN),
            quarter + (high - quarter) * outside,
        ]
    )


def _least_seen(
    v: Array, kept: list[int], others: list[int], states: _States, theta: Array
) -> ComplexArray:
    """Moments with the given moduli for which the weighted effective moment is least."""
    c, s = np.cos(theta), np.sin(theta)
    e, mu = states
    Lambda = v.astype(complex)

    def h(a: int, b: int) -> ComplexArray:
        crossed = c * e[..., a] * e[..., b].conj() + s * mu[..., a] * mu[..., b].conj()
        return (c + s) * (a == b) - crossed

    if len(kept) == 1:
        (i,), (j, k) = kept, others
        determinant = h(j, j) * h(k, k) - h(j, k) * h(k, j)
        Lambda[:, j] = (h(j, k) * h(k, i) - h(k, k) * h(j, i)) / determinant * v[:, i]
        Lambda[:, k] = (h(k, j) * h(j, i) - h(j, j) * h(k, i)) / determinant * v[:, i]
        return Lambda
    (i, j), (k,) = kept, others
    h_ki, h_kj, h_kk = h(k, i), h(k, j), h(k, k)
    coupling = h(i, j) - h_ki.conj() * h_kj / h_kk
    Lambda[:, j] *= -np.exp(-1j * np.angle(coupling))
    Lambda[:, k] = -(h_ki * Lambda[:, i] + h_kj * Lambda[:, j]) / h_kk
    return Lambda


def _solve(v: Array, names: Sequence[str], choices: Choices, objective: _Objective) -> Array:
    """`_optimum` for moduli v of the named moments, shape (n, names), delta_CP included."""
    flavor_basis, kept = _kept(names)
    full = np.zeros((len(v), 3))
    full[:, kept] = v
    if flavor_basis:  # neither phases nor mixing enter
        e, mu, _ = np.eye(3, dtype=complex)
        return _optimum(full, kept, _States(e, mu), replace(choices, phases="averaged"), objective)
    if choices.delta == "fixed":
        return _optimum(full, kept, _flavor_states(choices.mixing), choices, objective)

    def at_delta(delta: Array) -> Array:
        m = choices.mixing
        states = _flavor_states(MixingArrays(m.sin2_12, m.sin2_13, m.sin2_23, delta))
        return _optimum(full, kept, states, choices, objective)

    return _least(at_delta, _circle(), len(v)).value


def profile(
    combination: Combination, moduli: Mapping[str, ArrayLike], choices: Choices = Choices()
) -> Array:
    r"""Delta chi^2 at given moduli of one or two moments.

    Equation :eq:`eq:comb-profile` of the book.

    .. math::

        \Delta\chi^2(|\Lambda_i|,|\Lambda_j|) = \min_\text{free}\chi^2\left(\mu_e^2,\mu_\mu^2
        \right)-\chi^2_\text{min}

    Parameters
    ----------
    combination : of counts
    moduli : by name, of one basis, [mu_B], >= 0, broadcastable
    choices : what is done with everything else

    Returns
    -------
    Array
        broadcast shape of the moduli; from the smallest chi^2 over all physical moments
    """
    values = [in_range(name, m, "mu_B", at_least=0) for name, m in moduli.items()]
    _kept(list(moduli))
    grids = np.broadcast_arrays(*values)
    v = np.stack([g.ravel() / mu10 for g in grids], axis=-1)
    best = combination.best_fit

    objective = _Objective(
        lambda x, y: combination.chi2_mu10(x, y) - best.chi2,
        combination.grows,
        (best.mu_e2_mu10, best.mu_mu2_mu10),
    )
    found = _solve(v, list(moduli), choices, objective)
    return found.reshape(grids[0].shape)


def limit(
    combination: Combination,
    moment: str,
    choices: Choices = Choices(),
    *,
    confidence_level: float = 0.90,
    parameters: int = 1,
    definition: str = "physical",
) -> float:
    """Upper limit on the modulus of one moment.

    Parameters
    ----------
    combination : of counts
    moment : such as ``"Lambda_1"`` or ``"Lambda_mu"``
    choices : what is done with everything else
    confidence_level : between 0 and 1
    parameters : of interest, for the threshold of Wilks' theorem

    Returns
    -------
    float
        mu_B; infinite if nothing bounds the moment

    Raises
    ------
    ValueError
        if the moment is unknown, or the Standard Model itself is excluded at this level
    """
    objective = _reach_objective(combination, confidence_level, parameters)
    farthest = -_solve(np.ones((1, 1)), [moment], choices, objective)
    return mu10 * math.sqrt(farthest[0])


class Boundary(NamedTuple):
    """A region in the plane of two moduli, by how far it goes in every direction.

    ``angle`` [rad] from the first axis to the second, ``radius`` [mu_B], infinite where the
    region is unbounded.
    """

    angle: Array
    radius: Array

    @property
    def unbounded(self) -> Array:
        """Angles at which the region never ends [rad]."""
        return self.angle[np.isinf(self.radius)]

    @property
    def curve(self) -> tuple[Array, Array]:
        """Moduli along the boundary [mu_B], the unbounded directions left out."""
        ends = np.isfinite(self.radius)
        return (
            self.radius[ends] * np.cos(self.angle[ends]),
            self.radius[ends] * np.sin(self.angle[ends]),
        )


def boundary(
    combination: Combination,
    pair: tuple[str, str],
    choices: Choices = Choices(),
    *,
    confidence_level: float = 0.90,
    parameters: int = 2,
    directions: int = 181,
) -> Boundary:
    """Boundary of the region allowed for two moduli.

    Parameters
    ----------
    combination : of counts
    pair : names of two moments of one basis, for the first and the second axis
    choices : what is done with everything else
    confidence_level : between 0 and 1
    parameters : of interest, for the threshold of Wilks' theorem: two for a region
    directions : number of rays, besides those along which the combination is blind

    Returns
    -------
    Boundary
        rays from the first axis to the second

    Raises
    ------
    ValueError
        if the names are not two of one basis, or the Standard Model itself is excluded
    """
    flavor_basis, kept = _kept(pair)
    rays = np.linspace(0, math.pi / 2, directions)
    for blind in _blind_angles(combination, kept, flavor_basis, choices):
        if np.abs(rays - blind).min() > 1e-12:
            rays = np.sort(np.append(rays, blind))
    objective = _reach_objective(combination, confidence_level, parameters)
    unit = np.stack([np.cos(rays), np.sin(rays)], axis=-1)
    unit[np.abs(unit) < 1e-15] = 0.0  # the cosine of a right angle
    return Boundary(rays, mu10 * np.sqrt(-_solve(unit, pair, choices, objective)))


def direction_limit(
    combination: Combination,
    direction: TransitionMoments | ArrayLike,
    mixing: Angles = DE_SALAS_2018_CP_CONSERVING,
    *,
    confidence_level: float = 0.90,
    parameters: int = 1,
) -> Array:
    r"""Upper limit on the length :math:`|\Lambda|` along a direction, phases included.

    Parameters
    ----------
    combination : of counts
    direction : transition moments of any length, mass basis, shape (..., 3)
    mixing : of the leptons, a `Mixing` or many sets at once in a `MixingArrays`
    confidence_level : between 0 and 1
    parameters : of interest, for the threshold of Wilks' theorem

    Returns
    -------
    Array
        mu_B, broadcast shape; infinite along a blind direction

    Raises
    ------
    ValueError
        if a direction has no length, or the Standard Model itself is excluded
    """
    Lambda = component_vector(direction, "direction")
    length = np.linalg.norm(Lambda, axis=-1, keepdims=True)
    if not (length > 0).all():
        raise ValueError("a direction needs at least one moment that is not zero")
    objective = _reach_objective(combination, confidence_level, parameters)
    grids = np.broadcast_arrays(*_flavor_states(mixing).moments(Lambda / length))
    farthest = -objective(*(g.ravel() for g in grids)).reshape(grids[0].shape)
    return mu10 * np.sqrt(farthest)


def effective_moment_boundary(
    combination: Combination,
    *,
    confidence_level: float = 0.90,
    parameters: int = 2,
    directions: int = 181,
) -> Boundary:
    """Boundary of the region allowed for the effective moments (mu_e, mu_mu).

    No mixing enters: it is what a combination of terrestrial counts says at all.
    Parameters and errors as in `boundary`.
    """
    rays = np.linspace(0, math.pi / 2, directions)
    objective = _reach_objective(combination, confidence_level, parameters)
    x, y = np.cos(rays) ** 2, np.sin(rays) ** 2
    y[0] = x[-1] = 0.0
    return Boundary(rays, mu10 * np.sqrt(-objective(x, y)))


def _reach_objective(
    combination: Combination, confidence_level: float, parameters: int
) -> _Objective:
    """Minus how far a ray goes, so that what is free makes the region as large as it can."""
    best = combination.best_fit
    highest = best.chi2 + delta_chi2(confidence_level, parameters)
    at_origin = float(combination.chi2_mu10(np.zeros(()), np.zeros(())))
    if at_origin > highest:
        raise ValueError(
            f"the Standard Model itself has Delta chi^2 = {at_origin - best.chi2:.4g}, above "
            f"{highest - best.chi2:.4g}: there is no upper limit to quote, only an interval; "
            "see regions.profile"
        )
    return _Objective(lambda x, y: -combination.reach(x, y, highest), combination.grows, (0.0, 0.0))


def _blind_angles(
    combination: Combination, kept: list[int], flavor_basis: bool, choices: Choices
) -> Array:
    """Angles in the plane of two moduli at which a direction nothing sees may project."""
    form = combination.form(choices.mixing)
    if flavor_basis:
        U = choices.mixing.matrix
        form = U @ form @ U.conj().T
    blind = np.abs(null_vectors(form)[:, kept])
    return np.asarray([math.atan2(second, first) for first, second in blind if first + second])
