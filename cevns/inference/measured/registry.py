"""Shipped measured data by name, read when they are asked for: as described, and as templates."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

from cevns.basics.checks import instance, unknown
from cevns.basics.kinds import checked
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.measured.description import Description, read_description
from cevns.inference.measured.folding import judged
from cevns.inference.measured.templates import TemplateBins


@cache
def folder() -> Path:
    """Return where the descriptions and their tables lie."""
    with as_file(files("cevns.inference.measured") / "data") as path:
        return Path(path)


@cache
def names() -> tuple[str, ...]:
    """Names of the shipped data, ``KEY@EDITION``, without their variants."""
    return tuple(sorted(path.name.removesuffix(".toml") for path in folder().glob("*@*.toml")))


@checked
def base(name: str) -> tuple[str, str] | None:
    """Tell the name of shipped data from that of their variant; None if there are no such data.

    Parameters
    ----------
    name : such as ``"coherent-csi@2017"``, or ``"coherent-csi@2017-factorised"``
    """
    known = [one for one in names() if name == one or name.startswith(f"{one}-")]
    if not known:
        return None
    longest = max(known, key=len)
    return longest, name[len(longest) + 1 :]


@checked
@cache
def description(name: str) -> Description:
    """Return the description of shipped data.

    Parameters
    ----------
    name : of the data, or of a variant of them

    Raises
    ------
    ValueError
        if there are no such data; the message suggests the nearest
    """
    found = base(name)
    if found is None:
        raise ValueError(unknown("data set", name, names()))
    key, variant = found
    return read_description(folder() / f"{key}.toml", key, variant)


@cache
def descriptions() -> Mapping[str, Description]:
    """Return all descriptions by name, each followed by its variants."""
    found = {}
    for name in names():
        found[name] = description(name)
        for variant in found[name].variants:
            found[f"{name}-{variant}"] = description(f"{name}-{variant}")
    return MappingProxyType(found)


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
