"""Where lines do not break, and apostrophes that are none yet.

No line ends between a formula and what touches it, nor between a number and its unit.
"""

import re
from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LONGEST = 12
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
)


APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])|(?<=s)'(?=\s)")


class SetTexts(SphinxPostTransform):
    """Keep a number with its unit, its error and what equals it, on one line.

    Apostrophes are curled where Sphinx has left them: in links, in titles of exercises and in what
    is cited, which are resolved after its turn.
    """

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so in all that is no code."""
        replace(self.document, TOGETHER, "\N{NO-BREAK SPACE}")
        replace(self.document, APOSTROPHE, "\N{RIGHT SINGLE QUOTATION MARK}")


CODE = (
    nodes.literal,
    nodes.FixedTextElement,
    nodes.math,
    addnodes.desc_annotation,
    addnodes.desc_sig_element,
)


def replace(part: nodes.Element, pattern: re.Pattern[str], by: str) -> None:
    """Replace what fits the pattern in all texts of a part of a page that are no code."""
    for text in list(part.findall(nodes.Text)):
        if (
            not isinstance(text.parent, CODE)
            and (kept := pattern.sub(by, text.astext())) != text.astext()
        ):
            text.parent.replace(text, nodes.Text(kept))


RANGE = re.compile(r"(?<=\d) to (?=[+−]?\d)")


class KeepRanges(SphinxPostTransform):
    """Keep the ends of a range together in tables: a narrow column would take three lines."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so in every cell, before a formula takes what touches it."""
        for cell in self.document.findall(nodes.entry):
            replace(cell, RANGE, "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(KeepRanges)
    app.add_post_transform(KeepTogether)
    app.add_post_transform(SetTexts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
