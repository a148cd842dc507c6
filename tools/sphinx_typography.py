"""Where lines break, and apostrophes that are none yet.

No line ends between a formula and what touches it, nor between a number and its unit; names may
break behind their dots and lines, and code so that its indents stay.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms.post_transforms import SphinxPostTransform

LONGEST = 12
NARROWEST = 36
"""Letters of code that fit on a phone: shorter lines never break."""
SENTENCE = 110
"""Letters of a line that is no row of numbers: it breaks among what code prints, too."""


UNITS = "eV|keV|MeV|GeV|GWh|g|kg|t|fm|cm|m|km|ns|µs|μs|us|ms|s|Hz|yr|days?|GW|MW|PE|ppm|σ"
UNIT = rf"(?:%(?: C\.L\.)?|(?:{UNITS})(?:ee|nr)?[⁻⁰¹²³⁴]*(?!\w))"
BEFORE = re.compile(rf"(?:[\d.,–−±]*\d\s)?(?<!\S){UNIT}\Z|\S+\Z")
"""What touches a formula in front of it, a number included if that is the power of its unit."""
BEHIND = re.compile(rf"(?:\s{UNIT})+\S{{0,5}}|\s=\s[−-]?\d\S*|\S+")
"""What touches a formula, its unit and what touches that, or the number that it equals."""


class KeepTogether(SphinxPostTransform):
    """Wrap a formula with its unit and with what stands beside it without a space.

    That is a comma, a bracket, an element, or a power of the unit which is a formula itself.
    """

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so for every formula of the page."""
        for formula in list(self.document.findall(nodes.math)):
            if "together" in formula.parent.get("classes", ()):
                continue  # the power of a unit
            line = formula.parent
            kept = [*self.cut(line, line.index(formula) - 1, BEFORE.search), formula]
            place = line.index(formula) + 1
            while found := self.cut(line, place, BEHIND.match):
                kept += found
                if line[place].astext() or not self.is_power(line[place + 1 :]):
                    break
                place += 1
                kept.append(line.pop(place))
            if len(kept) > 1:
                together = nodes.inline("", "", classes=["together"])
                line.replace(formula, together)
                together += kept

    @staticmethod
    def is_power(behind: list[nodes.Node]) -> bool:
        """Whether it begins with a formula that is no more than an exponent."""
        return any(isinstance(n, nodes.math) and n.astext().startswith("^") for n in behind[:1])

    @staticmethod
    def cut(
        line: nodes.Element, place: int, pattern: Callable[[str], re.Match[str] | None]
    ) -> list[nodes.Node]:
        """Cut off what touches the formula from the text at a place."""
        beside = line[place] if 0 <= place < len(line) else None
        text = beside.astext() if isinstance(beside, nodes.Text) else ""
        found = pattern(text)
        if found is None or len(found[0]) > LONGEST:
            return []
        line[place] = nodes.Text(text[: found.start()] + text[found.end() :])
        return [nodes.Text(found[0])]


TOGETHER = re.compile(
    rf"(?<=[\d⁰¹²³⁴-⁹])\s(?={UNIT}|[µμ](?:\Z|_B))"
    r"|(?<=\d)\s(?=[±×]\s\d)|(?<=\d\s[±×])\s(?=\d)"  # its error, its power of ten
    r"|(?<=\d %) (?=C\.L\.)"
    r"|(?<=NuFIT) (?=\d)"
    r"|(?<=\|) (?=<(?:\s|\Z))"  # what is bounded
    r"| (?== \d)|(?<= =) (?=\d)"  # what equals a number
    r"|(?<=\d) (?=[±×] ?\d)|(?<=\d\s[±×]) (?=\d)"  # its error, its power of ten
)


class KeepUnits(SphinxPostTransform):
    """Keep a number and its unit on one line, with its error and with what equals it."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so in all that is no code."""
        replace(self.document, TOGETHER, "\N{NO-BREAK SPACE}")


APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])|(?<=s)'(?=\s)")


class CurlApostrophes(SphinxPostTransform):
    """Write apostrophes where Sphinx has left them: in links, which are resolved after its turn.

    Titles of exercises and what is cited come that late, too.
    """

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so in all that is no code."""
        replace(self.document, APOSTROPHE, "\N{RIGHT SINGLE QUOTATION MARK}")


CODE = (
    nodes.literal,
    nodes.FixedTextElement,
    nodes.math,
    addnodes.desc_annotation,
    addnodes.desc_sig_element,
)


def replace(document: nodes.document, pattern: re.Pattern[str], by: str) -> None:
    """Replace what fits the pattern in all texts of a page that are no code."""
    for text in list(document.findall(nodes.Text)):
        if (
            not isinstance(text.parent, CODE)
            and (kept := pattern.sub(by, text.astext())) != text.astext()
        ):
            text.parent.replace(text, nodes.Text(kept))


SHORT = 16
"""Letters of a name that is better moved to the next line as a whole."""
BREAKS = re.compile(
    r"""(?<=[A-Za-z][._/:(\[=])(?!(?:py|toml|csv|json|md|js)\b)(?=["']?[^\W_]{3})"""
    r"""|(?<=["')]\.)(?=[a-z])|(?<=\.py)(?=::)|(?<=\d[._])(?=[A-Za-z]{3})"""
    r"""|(?<=[a-z]{4})(?=[A-Z][a-z]{3})"""
)
SIGNATURE = (addnodes.desc_addname, addnodes.desc_name)
JOINED = 18
"""Letters of a word of code with hyphens, such as --likelihood, that does not break at them."""
NAMES = (nodes.literal, nodes.title_reference, nodes.title, *SIGNATURE)


class BreakNames(SphinxPostTransform):
    """Let names break behind a dot, a line or a word where the column is narrow."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so for every function, file and test that is named, and where it is defined."""
        for name in self.document.findall(lambda node: isinstance(node, NAMES)):
            text = name.astext()
            first, *others = BREAKS.split(text)
            prose = isinstance(name, nodes.title) and not re.fullmatch(r"[\w.]+", text)
            short = len(text) <= SHORT and not isinstance(name, SIGNATURE)
            if others and not short and not prose:
                name.children = []
                name += nodes.Text(first)
                for part in others:
                    name += [nodes.raw("", "<wbr>", format="html"), nodes.Text(part)]
        for code in self.document.findall(nodes.literal):
            for text in [child for child in code.children if isinstance(child, nodes.Text)]:
                code.replace(text, self.joined(text))

    @staticmethod
    def joined(text: str) -> list[nodes.Node]:
        """Hold words together that would break at their hyphens: options, names of data."""
        found: list[nodes.Node] = []
        for i, part in enumerate(re.split(r"((?<!\S)\S*-\S+)", text)):
            if i % 2 and len(part) <= JOINED:
                found.append(nodes.inline("", part, classes=["together"]))
            elif part:
                found.append(nodes.Text(part))
        return found


RANGE = re.compile(r"(?<=\d) to (?=[+−]?\d)")


class KeepRanges(SphinxPostTransform):
    """Keep the ends of a range together in tables: a narrow column would take three lines."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so in every cell."""
        for cell in self.document.findall(nodes.entry):
            for text in list(cell.findall(nodes.Text)):
                kept = RANGE.sub("\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}", text)
                if kept != text and not isinstance(text.parent, nodes.literal | nodes.math):
                    text.parent.replace(text, nodes.Text(kept))


class HangingLines(HtmlFormatter):  # type: ignore[type-arg]
    """Put each line of code that may break into a box of its own, which knows its indent.

    Where the column is narrower than the line, its rest hangs below what it belongs to.
    """

    def wrap(self, source: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Lines in their boxes, within what usually stands around code."""
        return super().wrap((kind, self.boxed(line)) for kind, line in source)

    @staticmethod
    def boxed(line: str) -> str:
        """One line of HTML in its box; what ends it stays outside, so that it is copied once."""
        code = line.rstrip("\n")
        letters = re.sub(r"<[^>]*>", "", code)
        if len(letters) <= NARROWEST:
            return line
        indent = len(letters) - len(letters.lstrip())
        style = f' style="--indent: {indent}"' if indent else ""
        kind = "line sentence" if len(letters) > SENTENCE else "line"
        return f'<span class="{kind}"{style}>{broken(code)}</span>{line[len(code) :]}'


def broken(code: str) -> str:
    """Let words of a line of HTML that are wider than a phone break behind dots and brackets.

    >>> broken("a = one.<b>more</b>.which_is_longer_than_that(ends, here)")
    'a = one.<wbr><b>more</b>.<wbr>which_is_longer_than_that(<wbr>ends, here)'
    """
    tokens = re.findall(r"<[^>]*>|&[^;]+;|.", code)
    words = re.split(r"( )", "".join("\0" if t[0] == "<" else t[0] for t in tokens))
    letters = [len(word.replace("\0", "")) for word in words for _ in word]
    found = []
    for i, token in enumerate(tokens):
        found.append(token)
        rest = "".join(t for t in tokens[i + 1 : i + 4] if t[0] != "<")
        if token in ".([" and letters[i] > NARROWEST - 8 and re.match(r"[^\W\d]", rest):
            found.append("<wbr>")
    return "".join(found)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    PygmentsBridge.html_formatter = HangingLines
    app.add_post_transform(KeepRanges)
    app.add_post_transform(KeepTogether)
    app.add_post_transform(KeepUnits)
    app.add_post_transform(CurlApostrophes)
    app.add_post_transform(BreakNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
