"""Tables that a cell displays: with a caption and a number, so that they can be cited."""

import math
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
    rows : what stands in each, in MyST; the hyphen before a number becomes a minus sign
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


def rounded(x: float, digits: int) -> str:
    """Write a number of a table with so many digits, zeros at its end among them.

    Parameters
    ----------
    x : the number
    digits : that say something; before the point there may be more, which are zeros

    Examples
    --------
    >>> rounded(1153.2, 3), rounded(42.0, 3), rounded(3e-4, 2), rounded(0, 2)
    ('1,150', '42.0', '0.00030', '0')
    """
    if x == 0:
        return "0"
    x = float(f"{x:.{digits}g}")
    places = max(0, digits - 1 - math.floor(math.log10(abs(x))))
    return f"{x:,.{places}f}"


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
