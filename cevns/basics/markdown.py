"""Tables in the Markdown of the book (MyST)."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_HYPHEN: Final = re.compile(
    r"(`+.*?`+|\$.*?\$|\]\([^)]*\)|<[^>]*>)"  # code, formulas and addresses stay as they are
    r"|(?<![^\s(\[,;/±])-(?=\.?\d)"  # before a number, and not inside a word or a range
)

_SIGNED_ZERO: Final = re.compile(r"[+-](0(?:\.0+)?(?: ?%)?)")
"""A cell that was rounded to nothing: it has no sign."""


def markdown_table(
    heads: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    name: str = "",
    caption: str = "",
    kind: str = "",
) -> str:
    """Write a table, numbered if it has a name.

    Parameters
    ----------
    heads : of the columns
    rows : what stands in each, in MyST; a bar inside a cell needs a backslash, and a number that
        is written with a hyphen gets its minus sign, and a zero none
    name : for references, ``tab-...``
    caption : what a numbered table shows, in MyST
    kind : class of a numbered table

    Examples
    --------
    >>> print(markdown_table(["a", "b"], [[1, "`x`"]]))
    | a | b |
    |---|---|
    | 1 | `x` |
    >>> print(markdown_table(["a"], [[-0.5]]).splitlines()[-1])
    | −0.5 |
    """
    lines = [_line(heads), "|" + "---|" * len(heads), *map(_line, rows)]
    if name:
        kinds = [f":class: {kind}"] if kind else []
        title = f":::{{table}} {' '.join(caption.split())}"
        lines = [title, f":name: {name}", *kinds, "", *lines, ":::"]
    return "\n".join(lines)


def _line(fields: Sequence[object]) -> str:
    return "| " + " | ".join(_signed(str(field)) for field in fields) + " |"


def _signed(field: str) -> str:
    zero = _SIGNED_ZERO.fullmatch(field)
    return zero[1] if zero else _HYPHEN.sub(lambda found: found[1] or "−", field)
