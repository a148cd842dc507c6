"""A line does not break between a formula and what touches it, nor before a unit."""

from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

TOOLS = str(Path(__file__).resolve().parents[1] / "tools")
UNITS = {  # the tilde stands for a blank where no line ends
    "at 90 % C.L. and 3 keV, 4 kinds": "at 90~%~C.L. and 3~keV, 4 kinds",
    "χ² = 2.71 is": "χ²~=~2.71 is",
    "``3 keV`` in code": "3 keV in code",
}
KEPT = {
    "grows as (:math:`E`), then falls": [r"(\(E\)),"],
    "as :math:`a`, :math:`b`.": [r"\(a\),", r"\(b\)."],
    "the sum is\n:math:`x`\nand no more": [],
    "not :math:`x`-by-far-too-long-to-keep": [],
}


def test_what_touches_a_formula_stays_with_it(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {TOOLS!r})\nextensions = ['sphinx_typography']\n",
        encoding="utf-8",
    )
    text = "\n\n".join(["Title\n=====", *KEPT, *UNITS])
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    built = tmp_path / "built"
    Sphinx(tmp_path, tmp_path, built, built, "html", status=None).build()
    page = BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")
    paragraphs = page.select("section p")
    assert len(paragraphs) == len(KEPT) + len(UNITS)
    for kept, shown in zip(UNITS.values(), paragraphs[len(KEPT) :], strict=True):
        assert shown.get_text().replace("\N{NO-BREAK SPACE}", "~") == kept
    for (text, kept), shown in zip(KEPT.items(), paragraphs[: len(KEPT)], strict=True):
        assert [span.get_text() for span in shown.select(".together")] == kept
        assert shown.get_text() == text.replace(":math:`", r"\(").replace("`", r"\)")
