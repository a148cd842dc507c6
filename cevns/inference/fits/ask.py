"""Fits of data by name of the quantity: one parameter of one data set or of several."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol, Self, TypeVar, Unpack, cast

from cevns.basics.checks import choice
from cevns.basics.kinds import checked, describe
from cevns.inference.assumptions import Assumptions, Changes
from cevns.inference.choices import OTHERS
from cevns.inference.fits import one, transition
from cevns.inference.fits.judge import JudgedCount, JudgedTogether
from cevns.inference.fits.parameters import UNITS, Parameter, parameter
from cevns.inference.fits.problem import Measured, Of, Problem, part
from cevns.inference.fits.result import Fit
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2
from cevns.nuclei.families import Family
from cevns.sources.beams import BeamComponent

Asked = str | tuple[str, str | None]
"""A quantity, or a quantity and the flavour that has it."""


class Fittable(Protocol):
    """Data under assumptions of their own: one set, or several together."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def assumptions(self) -> Assumptions: ...  # noqa: D102
    def under(self, **changes: Unpack[Changes]) -> Self: ...  # noqa: D102


describe(Fittable, "data that can be fitted", "use cevns.dataset(name)")


class Meaning(Changes, total=False):
    """How a quantity is meant, and assumptions that may be changed; see `parameter`."""

    convention: str
    separate: bool | None
    family: str | Family | None
    moment: str


@checked
def fit(
    data: Fittable,
    quantity: str,
    flavor: str | None = None,
    *,
    free: Asked | None = None,
    others: str = "zero",
    phases: str | Sequence[float] = (0.0, 0.0, 0.0),
    **how: Unpack[Meaning],
) -> Fit:
    """Fit one parameter to data: all minima, and all pieces of its interval.

    Parameters
    ----------
    data : one data set or several together
    quantity : one of `cevns.inference.fits.parameters.UNITS`
    flavor : of the neutrinos that have it; all of them by default
    free : a second quantity, with its flavour, that is profiled; None to leave it alone
    others, phases : of the transition moments that are not named, as in
        `cevns.inference.choices.Choices`
    how : how the quantities are meant, as in `cevns.inference.fits.parameters.parameter`, and
        assumptions to be changed, such as ``couplings="tree"``

    Returns
    -------
    Fit
        a flat chi^2 has no minimum, an end that nothing bounds is None

    Raises
    ------
    ValueError
        if a name is unknown, or has no meaning for the quantity
    """
    asked: list[Asked] = [quantity if flavor is None else (quantity, flavor)]
    asked += [free] if free else []
    profiled = choice("others", others, OTHERS) == "profiled"
    alone = quantity == "transition_moment" and flavor is None and free is None
    if profiled and not alone:
        raise ValueError("others = 'profiled' is for one transition moment and nothing else")
    if alone:
        meaning, judged = _split(data, how)
        if profiled or _with_pulls(judged):
            moment, under = str(meaning.get("moment", "Lambda_1")), judged.assumptions
            return transition.fit(_moments(judged, profiled), under, moment, others, phases)
    ready, data = problem(data, asked, **how)
    return one.fit(ready, data.assumptions, data.name)


def _with_pulls(data: Fittable) -> bool:
    """Whether there are measured data with templates, and the question is one for bins."""
    described = any(hasattr(one, "description") for one in getattr(data, "sets", (data,)))
    return described and data.assumptions.definition in transition.WITH_BINS


def _moments(data: Fittable, often: bool) -> MomentChi2:
    """chi^2 of the moments; the table that measured data have, if it is asked for often."""
    found: MomentChi2 = cast(HasMomentChi2, data).moment_chi2
    return getattr(data, "table", found) if often else found


F = TypeVar("F", bound=Fittable)


@checked
def problem(data: F, asked: Sequence[Asked], **how: Unpack[Meaning]) -> tuple[Problem, F]:
    """Make data ready for a fit of one or two quantities.

    Parameters
    ----------
    data, how : as in `fit`
    asked : quantities, with their flavours

    Returns
    -------
    tuple
        the problem, and the data under the assumptions that were changed

    Raises
    ------
    ValueError
        if a name is unknown or both quantities are the same
    """
    pairs = [(one, None) if isinstance(one, str) else one for one in asked]
    for quantity, _ in pairs:
        choice("quantity", quantity, UNITS)
    if len(set(pairs)) < len(pairs):
        raise ValueError(f"{pairs[0][0]}: the second quantity is the first once more")
    meaning, data = _split(data, how)
    ways: list[Of] = [partial(_made, *pair, meaning) for pair in pairs]
    sets = cast(Sequence[Measured], getattr(data, "sets", (data,)))
    parts = tuple(part(each, ways) for each in sets)
    if len(parts) == 1:
        return Problem(parts=parts, judge=parts[0].judge), data
    common = {}
    for source, sigma in getattr(data, "common_flux", {}).items():
        members = (i for i, each in enumerate(sets) if each.experiment.source == source)
        common[tuple(i for i in members if isinstance(parts[i].judge, JudgedCount))] = sigma
    sharing = tuple(i for i, p in enumerate(parts) if getattr(p.judge, "shares", False))
    joined, together = ((), None) if len(sharing) < 2 else (sharing, parts[sharing[0]].judge.of_all)  # type: ignore[attr-defined]
    judge = JudgedTogether([p.judge for p in parts], common, joined, together)
    return Problem(parts=parts, judge=judge), data


def _split(data: F, how: Meaning) -> tuple[Mapping[str, object], F]:
    """Tell how quantities are meant from what is assumed; return data under the latter.

    The talk's own chi^2 of an expected count is for its limits: parameters are fitted with the one
    it prints.
    """
    meaning = {key: value for key, value in how.items() if key in _MEANING}
    changes = {key: value for key, value in how.items() if key not in _MEANING}
    if changes.get("prescription", data.assumptions.prescription) == "talk":
        changes["prescription"] = "profiled"
    return meaning, data.under(**cast(Changes, changes)) if changes else data


_MEANING = tuple(key for key in Meaning.__annotations__ if key not in Changes.__annotations__)


def _made(
    quantity: str,
    flavor: str | None,
    meaning: Mapping[str, object],
    under: Assumptions,
    components: Sequence[BeamComponent],
) -> Parameter:
    return parameter(quantity, flavor, under, components, **meaning)  # type: ignore[arg-type]
