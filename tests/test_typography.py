"""A line does not break between a formula and what touches it, nor before a unit.

And apostrophes are curled, in links too.
"""

import sys
from pathlib import Path

from bs4 import BeautifulSoup, ResultSet, Tag
from sphinx.application import Sphinx

TOOLS = str(Path(__file__).resolve().parents[1] / "tools")
UNITS = {  # the tilde stands for a blank where no line ends
    "at 90 % C.L. and 3 keV, 4 kinds": "at 90~%~C.L. and 3~keV, 4 kinds",
    "at 3\nkeV and 0.1 keVee": "at 3~keV and 0.1~keVee",
    "after 5 cm⁻² s, 3 gaps, 4 tons": "after 5~cm⁻²~s, 3 gaps, 4 tons",
    "of 4.6 ± 0.2 × 10⁻¹⁰ μ\\ :sub:`B` ±": "of 4.6~±~0.2~×~10⁻¹⁰~μB ±",
    r"\|Λ₁\| < 2, a \| b": "|Λ₁|~< 2, a | b",
    "of NuFIT 6.1 or 5": "of NuFIT~6.1 or 5",
    "χ² = 2.71 is": "χ²~=~2.71 is",
    "``3 keV`` in code": "3 keV in code",
}
KEPT = {
    "grows as (:math:`E`), then falls": [r"(\(E\)),"],
    "as :math:`a`, :math:`b`.": [r"\(a\),", r"\(b\)."],
    "of :math:`2.5` MeV, :math:`3`\nfm.": [r"\(2.5\) MeV,", "\\(3\\)\nfm."],
    "at :math:`4` %, :math:`5` times": [r"\(4\) %,"],
    "a flux of :math:`6` cm⁻² s⁻¹": [r"\(6\) cm⁻² s⁻¹"],
    "so :math:`P` = 0.68, and :math:`Q` = few": [r"\(P\) = 0.68,"],
    ":math:`N` keVs and :math:`B` gaps": [],
    "by 0.27 fm\\ :math:`^{-1}`, or": [r"0.27 fm\(^{-1}\),"],
    "by :math:`8` fm\\ :math:`^{-1}`, or": [r"\(8\) fm\(^{-1}\),"],
    "the sum is\n:math:`x`\nand no more": [],
    "not :math:`x`-by-far-too-long-to-keep": [],
}
CURLED = {
    "the Sun's, by *late*": "the Sun’s, by Wilks’ theorem on Siegert’s",
    "``it's`` in code": "it's in code",
}
LATE = """
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class Late(SphinxPostTransform):  # as what resolves links writes their texts
    default_priority = 20

    def run(self):
        for link in self.document.findall(nodes.emphasis):
            link[0] = nodes.Text("Wilks' theorem on Siegert's")


def setup(app):
    app.add_post_transform(Late)
"""


def built(place: Path, *paragraphs: str, more: str = "") -> ResultSet[Tag]:
    """Paragraphs as the page has them."""
    (place / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {TOOLS!r})\nextensions = ['sphinx_typography']\n{more}",
        encoding="utf-8",
    )
    text = "\n\n".join(["Title\n=====", *paragraphs])
    (place / "index.rst").write_text(text, encoding="utf-8")
    html = place / "built"
    Sphinx(place, place, html, html, "html", status=None).build()
    page = BeautifulSoup((html / "index.html").read_text(encoding="utf-8"), "html.parser")
    return page.select("section p")


def test_apostrophes_are_curled_in_links(tmp_path: Path) -> None:
    paragraphs = built(tmp_path, *CURLED, more=LATE)
    for curled, shown in zip(CURLED.values(), paragraphs, strict=True):
        assert shown.get_text() == curled


def test_what_touches_a_formula_stays_with_it(tmp_path: Path) -> None:
    paragraphs = built(tmp_path, *KEPT, *UNITS)
    assert len(paragraphs) == len(KEPT) + len(UNITS)
    for kept, shown in zip(UNITS.values(), paragraphs[len(KEPT) :], strict=True):
        assert shown.get_text().replace("\N{NO-BREAK SPACE}", "~") == kept
    for (text, kept), shown in zip(KEPT.items(), paragraphs[: len(KEPT)], strict=True):
        together = [span.get_text() for span in shown.select(".together")]
        assert [span.replace("\N{NO-BREAK SPACE}", " ") for span in together] == kept
        plain = text.replace("\\ ", "").replace(":math:`", r"\(").replace("`", r"\)")
        assert shown.get_text().replace("\N{NO-BREAK SPACE}", " ") == plain


def test_powers_of_docstrings_are_raised() -> None:
    sys.path.append(TOOLS)
    from sphinx_reference import raised

    told = "Delta chi^2 >= -1, mu^2 in mu10^2, cm^-2, 10^-10, e^(-2); x^n and 2^1/2 stay"
    shown = "Δχ² ≥\N{NO-BREAK SPACE}−1, μ² in mu10², cm⁻², 10⁻¹⁰, e⁻²; x^n and 2^1/2 stay"
    assert raised(told) == shown
    told = "m_3^2 - m_2^2 = -2.484e-3 eV^2; 1e-10 mu_B, 1e-6 to 1e6, 2.1e22, 76Ge, arXiv:1-2e"
    shown = "m_3² − m_2² = −2.484 × 10⁻³ eV²; 10⁻¹⁰ μ_B, 10⁻⁶ to 10⁶, 2.1 × 10²², 76Ge, arXiv:1-2e"
    assert raised(told) == shown
    told = "cm^2/MeV, 10^-5. The 1- and 2+, 5.6 +- 2.0, between -pi and 3"
    assert raised(told) == "cm²/MeV, 10⁻⁵. The 1⁻ and 2⁺, 5.6 ± 2.0, between −pi and 3"


def test_exponents_without_a_sign_are_raised_too() -> None:
    sys.path.append(TOOLS)
    from sphinx_reference import typeset

    told = "e^(-y) and fm^(-3/2), |x|^n, Lambda^dagger H; x^2.5 stays"
    found = [(type(n).__name__, n.astext()) for n in typeset(told)]
    assert [text for kind, text in found if kind == "superscript"] == ["−y", "−3/2", "n", "†"]
    assert "".join(text for _, text in found) == "e−y and fm−3/2, |x|n, Lambda† H; x^2.5 stays"
