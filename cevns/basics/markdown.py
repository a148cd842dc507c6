"""Tables in the Markdown of the book (MyST)."""

from collections.abc import Iterable, Sequence


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
    rows : what stands in each, in MyST; a bar inside a cell needs a backslash
    name : for references, ``tab-...``
    caption : what a numbered table shows, in MyST
    kind : class of a numbered table

    Examples
    --------
    >>> print(markdown_table(["a", "b"], [[1, "`x`"]]))
    | a | b |
    |---|---|
    | 1 | `x` |
    """
    lines = [_line(heads), "|" + "---|" * len(heads), *map(_line, rows)]
    if name:
        kinds = [f":class: {kind}"] if kind else []
        title = f":::{{table}} {' '.join(caption.split())}"
        lines = [title, f":name: {name}", *kinds, "", *lines, ":::"]
    return "\n".join(lines)


def _line(fields: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, fields)) + " |"
