"""Tables that a cell displays: with a caption and a number, so that they can be cited."""

from collections.abc import Iterable, Sequence

from IPython.display import Markdown

from cevns.basics.markdown import markdown_table


def table(
    name: str, caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], kind: str = ""
) -> Markdown:
    r"""Make a table that is numbered, and read like the rest of the page.

    Parameters
    ----------
    name : for references, ``tab-...``; of its CSV file too
    caption : what it shows, in MyST
    heads : of the columns
    rows : what stands in each, in MyST
    kind : ``"data"`` for numbers: its columns sort, and they can be had as a CSV file

    Examples
    --------
    >>> print(table("tab-one", "One row.", ["a", "b"], [[1, "`x`"]]).data)
    :::{table} One row.
    :name: tab-one
    <BLANKLINE>
    | a | b |
    |---|---|
    | 1 | `x` |
    :::
    """
    text = markdown_table(heads, rows, name=name, caption=caption, kind=kind)
    return Markdown(text)  # type: ignore[no-untyped-call]


def number(value: object) -> str:
    r"""Write a number in MyST as printed, with its power of ten; names stay as they are.

    Examples
    --------
    >>> [number(x) for x in (0.5, 2.4e13, 1e13, "5, 6")]
    ['0.5', '$2.4\\times10^{13}$', '$10^{13}$', '5, 6']
    """
    text = f"{value:g}" if isinstance(value, float) else str(value)
    mantissa, _, exponent = text.partition("e+")
    power = f"10^{{{exponent}}}"
    if not exponent.isdigit():
        return text
    return f"${power}$" if mantissa == "1" else rf"${mantissa}\times{power}$"
