"""Formulas in a line of text: what touches one stays with it when the line breaks."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LONGEST = 12


class KeepTogether(SphinxPostTransform):
    """Wrap a formula with what stands beside it without a space: a comma, a bracket, an element."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so for every formula of the page."""
        for formula in list(self.document.findall(nodes.math)):
            line = formula.parent
            place = line.index(formula)
            kept: list[nodes.Node] = [formula]
            if place + 1 < len(line):
                kept += self.touching(line, place + 1, r"^\S+")
            if place > 0:
                kept = self.touching(line, place - 1, r"\S+\Z") + kept
            if len(kept) > 1:
                together = nodes.inline("", "", classes=["together"])
                line.replace(formula, together)
                together += kept

    @staticmethod
    def touching(line: nodes.Element, place: int, pattern: str) -> list[nodes.Node]:
        """Cut off what touches the formula from the text at a place."""
        text = line[place]
        found = re.search(pattern, text) if isinstance(text, nodes.Text) else None
        if found is None or len(found[0]) > LONGEST:
            return []
        line[place] = nodes.Text(text[: found.start()] + text[found.end() :])
        return [nodes.Text(found[0])]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(KeepTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
