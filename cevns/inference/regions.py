"""Limits and regions in the space of transition moments, for any data set or several together.

Along a ray all effective moments squared grow alike, so a region is known by how far each ray
goes. Of the data nothing is asked but what a `MomentChi2` has.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, instance, whole
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.choices import (
    DELTA,
    ONE_AT_A_TIME,
    OTHERS,
    PHASES,
    Choices,
    kept_moments,
)
from cevns.inference.intervals import (
    DEFINITIONS,
    StandardModelExcludedError,
    boundary_threshold,
    delta_chi2,
    require_standard_model,
    upper_limit,
)
from cevns.inference.many_forms import State, states_of
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2, chi2_of, combinations
from cevns.inference.moment_count import MomentCount
from cevns.inference.profiling import CIRCLE, Objective, least_over_free
from cevns.inference.search import Indices
from cevns.inference.search import least as least_of_scan
from cevns.inference.wells import wells
from cevns.neutrinos.effective import effective_squared_of_state, flavor_state
from cevns.neutrinos.hermitian import null_vectors
from cevns.neutrinos.mixing import NUFIT_6_1, Angles, Mixing
from cevns.neutrinos.moments import TransitionMoments, component_vector

__all__ = [
    "DELTA",
    "ONE_AT_A_TIME",
    "OTHERS",
    "PHASES",
    "Boundary",
    "Choices",
    "boundary",
    "direction_limit",
    "effective_moment_boundary",
    "farthest",
    "limit",
    "profile",
    "upper_end",
]


_FARTHEST_FREE: Final = 1e10
"""A square of free moments beyond this many times that of the named one hides it in rounding."""


@checked
def profile(
    data: MomentChi2 | HasMomentChi2,
    moduli: Mapping[str, ArrayLike],
    choices: Choices = ONE_AT_A_TIME,
) -> Array:
    r"""Delta chi^2 at given moduli of one or two moments.

    Equation :eq:`eq:comb-profile` of the book.

    .. math::

        \Delta\chi^2(|\Lambda_i|,|\Lambda_j|) = \min_\text{free}\chi^2\left(\mu_e^2,\mu_\mu^2
        \right)-\chi^2_\text{min}

    Parameters
    ----------
    data : one data set or a combination
    moduli : by name, of one basis, [mu_B], >= 0, broadcastable
    choices : what is done with everything else

    Returns
    -------
    Array
        broadcast shape of the moduli; from the smallest chi^2 over all physical moments
    """
    data = chi2_of(data)
    kept_moments(list(moduli))
    least = least_chi2(data, choices)
    values = [in_range(name, m, "mu_B", at_least=0) / mu10 for name, m in moduli.items()]
    grids = np.broadcast_arrays(*values)
    v = np.stack([g.ravel() for g in grids], axis=-1)
    best = data.best_fit

    def bottoms() -> list[tuple[float, float]]:
        places = [best[1:], *(w[1:] for w in wells(data.chi2_mu10, *_scales(data)))]
        return [place for place in places if np.isfinite(place).all()]

    def above(*squares: Array) -> Array:
        return data.chi2_mu10(*squares) - least

    more = _more(data)
    objective = Objective(above, data.grows, tuple if more else bottoms, **more)
    return least_over_free(v, list(moduli), choices, objective).reshape(grids[0].shape)


def _scales(data: MomentChi2) -> list[float]:
    """How far along either axis chi^2 changes by about one; 1 where nothing is seen."""
    enough = max(data.best_fit.chi2, float(data.chi2_mu10(np.zeros(()), np.zeros(())))) + 1
    ends = [float(data.reach(x, y, enough)[0]) for x, y in np.eye(2)[..., None]]
    return [end if 0 < end < math.inf else 1.0 for end in ends]


@checked
def limit(
    data: MomentChi2 | HasMomentChi2,
    moment: str,
    choices: Choices = ONE_AT_A_TIME,
    *,
    confidence_level: float = 0.90,
    parameters: int = 1,
    definition: str = "physical",
) -> float:
    """Upper limit on the modulus of one moment.

    Parameters
    ----------
    data : one data set or a combination
    moment : such as ``"Lambda_1"`` or ``"Lambda_mu"``
    choices : what is done with everything else
    confidence_level : between 0 and 1
    parameters : of interest, for the threshold of Wilks' theorem
    definition : one of `cevns.inference.intervals.DEFINITIONS`; all but ``"physical"`` and
        ``"boundary"`` are defined for a single count only

    Returns
    -------
    float
        mu_B; infinite if nothing bounds the moment

    Raises
    ------
    ValueError
        if the moment is unknown, or the Standard Model itself is excluded at this level
    """
    highest = limiting_chi2(chi2_of(data), confidence_level, parameters, definition, choices)
    return farthest(chi2_of(data), moment, choices, highest)


@checked
def upper_end(
    data: MomentChi2 | HasMomentChi2,
    moment: str,
    choices: Choices = ONE_AT_A_TIME,
    *,
    confidence_level: float = 0.90,
    parameters: int = 1,
) -> float:
    """Upper end of the interval of one modulus: a `limit` if no moment at all is in it.

    Parameters as in `limit`, by Delta chi^2 from the minimum over physical moments.

    Returns
    -------
    float
        mu_B; infinite if nothing bounds the moment
    """
    highest = highest_chi2(chi2_of(data), confidence_level, parameters, choices=choices)
    return farthest(chi2_of(data), moment, choices, highest)


@checked
def farthest(data: MomentChi2, moment: str, choices: Choices, highest: float) -> float:
    """Largest modulus at which chi^2 is no more than that [mu_B]; infinite if nothing bounds it.

    Parameters
    ----------
    data : one data set or a combination
    moment : such as ``"Lambda_1"`` or ``"Lambda_mu"``
    choices : what is done with everything else
    highest : chi^2 that is allowed
    """
    squared = -least_over_free(np.ones((1, 1)), [moment], choices, _reach_objective(data, highest))
    return mu10 * math.sqrt(squared[0])


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
        """Moduli along the boundary [mu_B]: NaN, a gap in a plot, where the region never ends."""
        radius = np.where(np.isinf(self.radius), math.nan, self.radius)
        return radius * np.cos(self.angle), radius * np.sin(self.angle)


@checked
def boundary(
    data: MomentChi2 | HasMomentChi2,
    pair: tuple[str, str],
    choices: Choices = ONE_AT_A_TIME,
    *,
    confidence_level: float = 0.90,
    parameters: int | None = None,
    directions: int = 181,
) -> Boundary:
    """Boundary of the region allowed for two moduli.

    Parameters
    ----------
    data : one data set or a combination
    pair : names of two moments of one basis, for the first and the second axis
    choices : what is done with everything else
    confidence_level : between 0 and 1
    parameters : whose threshold by Wilks' theorem is used; None for as many as the data measure
        independent combinations, `cevns.inference.moment_chi2.combinations`: one for a single
        count, two for a reactor and the SNS, and no more in a plane
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
    data = chi2_of(data)
    flavor_basis, kept = kept_moments(pair)
    rays = np.linspace(0, math.pi / 2, whole("directions", directions, at_least=2))
    for blind in _blind_angles(data, kept, flavor_basis, choices):
        if np.abs(rays - blind).min() > 1e-12:
            rays = np.sort(np.append(rays, blind))
    k = combinations(data.information)
    if parameters is not None:
        k = whole("parameters", parameters)
    highest = limiting_chi2(data, confidence_level, min(k, 2), choices=choices)
    objective = _reach_objective(data, highest)
    unit = np.stack([np.cos(rays), np.sin(rays)], axis=-1)
    unit[np.abs(unit) < 1e-15] = 0.0  # the cosine of a right angle
    return Boundary(rays, mu10 * np.sqrt(-least_over_free(unit, pair, choices, objective)))


@checked
def direction_limit(
    data: MomentChi2 | HasMomentChi2,
    direction: TransitionMoments | ArrayLike,
    mixing: Angles = NUFIT_6_1,
    *,
    confidence_level: float = 0.90,
    parameters: int = 1,
) -> Array:
    r"""Upper limit on the length :math:`|\Lambda|` along a direction, phases included.

    Parameters
    ----------
    data : one data set or a combination
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
    data = chi2_of(data)
    Lambda = component_vector(direction, "direction")
    length = np.linalg.norm(Lambda, axis=-1, keepdims=True)
    if not (length > 0).all():
        raise ValueError("a direction needs at least one moment that is not zero")
    squares = [
        effective_squared_of_state(Lambda / length, flavor_state(flavor, mixing))
        for flavor in ("nu_e", "nu_mu")
    ]
    choices = ONE_AT_A_TIME
    if states_of(data):
        choices = Choices(mixing=instance("mixing", mixing, Mixing, "one, not many at once"))
        squares += _seen_by(states_of(data), Lambda / length, choices.mixing)
    highest = limiting_chi2(data, confidence_level, parameters, choices=choices)
    farthest = -_reach_objective(data, highest).value(*squares)
    return mu10 * np.sqrt(farthest)


def _seen_by(states: Sequence[State], Lambda: Array, mixing: Mixing) -> list[Array]:
    """Effective moments squared of moments, shape (..., 3), for each of some states."""
    forms = (state.form(mixing) for state in states)
    return [np.einsum("...i,ij,...j->...", Lambda.conj(), h, Lambda).real for h in forms]


@checked
def effective_moment_boundary(
    data: MomentChi2 | HasMomentChi2,
    *,
    confidence_level: float = 0.90,
    parameters: int | None = None,
    directions: int = 181,
) -> Boundary:
    """Boundary of the region allowed for the effective moments (mu_e, mu_mu).

    No mixing enters: it is what a combination of terrestrial counts says at all.
    Parameters and errors as in `boundary`; data of other states are refused.
    """
    data = chi2_of(data)
    if states_of(data):
        raise ValueError(
            f"{data.name}: in the plane of mu_e and mu_mu there is no "
            f"{', '.join(state.name for state in states_of(data))}; see regions.boundary"
        )
    rays = np.linspace(0, math.pi / 2, whole("directions", directions, at_least=2))
    k = combinations(data.information) if parameters is None else parameters
    objective = _reach_objective(data, limiting_chi2(data, confidence_level, k))
    x, y = np.cos(rays) ** 2, np.sin(rays) ** 2
    y[0] = x[-1] = 0.0
    return Boundary(rays, mu10 * np.sqrt(-objective.value(x, y)))


@checked
def least_chi2(data: MomentChi2, choices: Choices = ONE_AT_A_TIME) -> float:
    """Smallest chi^2 over all physical moments.

    Which effective moments can be at once depends on the mixing where there are more than two.

    Parameters
    ----------
    data : one data set or a combination
    choices : of the mixing, and what is done with its Dirac phase
    """
    at = getattr(data, "best_fit_at", None)
    if at is None or data.grows:
        return data.best_fit.chi2
    if choices.delta == "fixed":
        return float(at(choices.mixing).chi2)

    def at_delta(delta: Array, who: Indices) -> Array:
        turned = (replace(choices.mixing, delta_CP=float(d) % (2 * math.pi)) for d in delta.flat)
        return np.array([at(mixing).chi2 for mixing in turned]).reshape(delta.shape)

    return float(least_of_scan(at_delta, CIRCLE, 1)[0])


@checked
def highest_chi2(
    data: MomentChi2,
    confidence_level: float,
    parameters: int = 1,
    definition: str = "physical",
    choices: Choices = ONE_AT_A_TIME,
) -> float:
    """Largest chi^2 that is allowed at a confidence level.

    Parameters
    ----------
    data : one data set or a combination
    confidence_level : between 0 and 1
    parameters : of interest, for the threshold of Wilks' theorem
    definition : one of `cevns.inference.intervals.DEFINITIONS`
    choices : as in `least_chi2`

    Raises
    ------
    ValueError
        if the definition needs a single count, or one parameter, and has something else
    """
    choice("definition", definition, DEFINITIONS)
    if definition == "physical":
        return least_chi2(data, choices) + delta_chi2(confidence_level, parameters)
    if parameters != 1:
        raise ValueError(f"definition {definition!r} is for one parameter, not for {parameters}")
    if isinstance(data, MomentCount):
        require_standard_model(
            data.counting, data.sm, confidence_level=confidence_level, definition=definition
        )
        signal = upper_limit(
            data.counting, data.sm, confidence_level=confidence_level, definition=definition
        )
        return float(data.counting.chi2(signal)) if math.isfinite(signal) else math.inf
    if definition == "boundary":
        return least_chi2(data, choices) + boundary_threshold(confidence_level)
    raise ValueError(
        f"definition {definition!r} needs a single count; {data.name} is none: use 'physical' or "
        "'boundary'"
    )


@checked
def limiting_chi2(
    data: MomentChi2,
    confidence_level: float,
    parameters: int = 1,
    definition: str = "physical",
    choices: Choices = ONE_AT_A_TIME,
) -> float:
    """`highest_chi2`, refused where no moment at all exceeds it."""
    highest = highest_chi2(data, confidence_level, parameters, definition, choices)
    at_origin = float(data.chi2_mu10(*[np.zeros(())] * (2 + len(states_of(data)))))
    if at_origin > highest:
        best = least_chi2(data, choices)
        raise StandardModelExcludedError(
            f"the Standard Model itself has Delta chi^2 = {at_origin - best:.4g}, above "
            f"{highest - best:.4g}: there is no upper limit to quote, only an interval; "
            "see regions.profile"
        )
    return highest


def _reach_objective(data: MomentChi2, highest: float) -> Objective:
    """Minus how far a ray goes, so that what is free makes the region as large as it can."""
    more = _more(data)
    if more:
        reach: Any = data.reach

        def minus_far(*squares: Array) -> Array:
            flat = [one.ravel() for one in np.broadcast_arrays(*squares)]
            far = -reach(flat[0], flat[1], highest, *flat[2:])
            return np.asarray(far).reshape(np.broadcast_shapes(*(one.shape for one in squares)))

        return Objective(minus_far, data.grows, tuple, **more, level=data.chi2_mu10)

    def minus_reach(x: Array, y: Array) -> Array:
        x, y = np.broadcast_arrays(x, y)
        found = np.zeros(x.shape)
        near = x + y < _FARTHEST_FREE
        found[near] = -data.reach(x[near], y[near], highest)
        return found

    # nearer to the origin a ray reaches farther, so there is no minimum but on a frontier
    return Objective(minus_reach, data.grows, tuple)


def _more(data: MomentChi2) -> dict[str, Any]:
    """Return what an objective has to know of data that see more than two forms."""
    states = states_of(data)
    return {"more": states, "spans": tuple(data.scales)} if states else {}  # type: ignore[attr-defined]


def _blind_angles(data: MomentChi2, kept: list[int], flavor_basis: bool, choices: Choices) -> Array:
    """Angles in the plane of two moduli at which a direction nothing sees may project."""
    form = data.form(choices.mixing)
    if flavor_basis:
        U = choices.mixing.matrix
        form = U @ form @ U.conj().T
    blind = np.abs(null_vectors(form)[:, kept])
    return np.asarray([math.atan2(second, first) for first, second in blind if first + second])
