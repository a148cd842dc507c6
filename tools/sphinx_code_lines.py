"""Where code breaks: names behind their dots and lines, lines so that their indents stay."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms.post_transforms import SphinxPostTransform

NARROWEST = 36
"""Letters of code that fit on a phone: shorter lines never break."""
SENTENCE = 110
"""Letters of a line that is no row of numbers: it breaks among what code prints, too."""
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
    app.add_post_transform(BreakNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
