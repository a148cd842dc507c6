"""Shipped data as templates: for figures and fits that look at the parts of what is expected."""

from functools import cache

from cevns.basics.checks import instance
from cevns.basics.kinds import checked
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.measured.folding import judged
from cevns.inference.measured.registry import description
from cevns.inference.measured.templates import TemplateBins


@checked
@cache
def template_bins(name: str, assumptions: Assumptions = RECOMMENDED) -> TemplateBins:
    """Return shipped data as counts and templates: what `cevns.dataset` judges moments by.

    Parameters
    ----------
    name : such as ``"coherent-lar@2020"``, or a variant of it
    assumptions : what its signal rests on

    Raises
    ------
    ValueError
        if there are no such data, or theirs is another likelihood
    """
    found = judged(description(name), assumptions)
    return instance(f"likelihood of {name}", found, TemplateBins, "it has no templates")
