"""Tables of numbers: each can be had as a CSV file, and its columns sort (``assets/tables.js``).

A table is one of them if its class is ``data``; it has a name, and a caption that the file repeats.
"""

import csv
import io
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

KIND, FOLDER = "data", "tables"
THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
WRITTEN = {"∞": "inf", "-∞": "-inf", "–": ""}
MINUS = re.compile(r"−(?=[.\d∞])")
SIGNS = {r"\,": " ", r"\ ": " ", r"\text": "", r"\lvert": "|", r"\rvert": "|", r"\times": "x"}


def plain(formula: str) -> str:
    r"""Write a short formula without its marks: ``\Lambda_1`` is ``Lambda_1``."""
    for sign, text in SIGNS.items():
        formula = formula.replace(sign, text)
    return re.sub(r"[\\{}$]", "", formula)


def field(entry: nodes.entry) -> str:
    """Text of a cell as a program reads it."""
    copy = entry.deepcopy()
    for formula in list(copy.findall(nodes.math)):
        formula.replace_self(nodes.Text(plain(formula.astext())))
    text = MINUS.sub("-", " ".join(copy.astext().split()))
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return WRITTEN.get(text, text)


def written(table: nodes.table) -> str:
    """Write a table as CSV, its caption as a comment above."""
    caption = next(iter(table.findall(nodes.title))).deepcopy()
    for formula in list(caption.findall(nodes.math)):
        formula.replace_self(nodes.Text(plain(formula.astext())))
    text = io.StringIO()
    text.write(f"# {' '.join(caption.astext().split())}\n")
    rows = csv.writer(text, lineterminator="\n")
    for row in table.findall(nodes.row):
        rows.writerow([field(entry) for entry in row.findall(nodes.entry)])
    return text.getvalue()


class OfferTables(SphinxPostTransform):
    """Write the files, and below each table a link to its own."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Do so for every such table of the page."""
        for table in list(self.document.findall(nodes.table)):
            if KIND not in table["classes"]:
                continue
            file = Path(self.app.outdir) / FOLDER / f"{table['names'][0]}.csv"
            file.parent.mkdir(exist_ok=True)
            file.write_text(written(table), encoding="utf-8")
            address = "../" * self.env.docname.count("/") + f"{FOLDER}/{file.name}"
            link = nodes.reference("", f"{file.name}", refuri=address, internal=True)
            place = table.parent.index(table)
            table.parent.insert(place + 1, nodes.paragraph("", "", link, classes=["csv"]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(OfferTables)
    app.add_js_file("tables.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
