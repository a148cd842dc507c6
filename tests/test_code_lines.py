"""Names and lines of code break where they are meant to, and nowhere else."""

import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

TOOLS = str(Path(__file__).resolve().parents[1] / "tools")


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("cevns.neutrinos.blind.", "cevns. neutrinos. blind."),
        ("effective_squared_as_difference", "effective_ squared_as_ difference"),
        ("sin2_theta_w", "sin2_ theta_w"),
        ('data("csi").limit("Lambda_1")', 'data( "csi"). limit( "Lambda_1")'),
        ("IonisationDetector(threshold_ee=0.1)", "Ionisation Detector( threshold_ee=0.1)"),
        ("test_toys.py::test_coverage", "test_ toys.py ::test_ coverage"),
        ("SIN2_THETA_W_LOW_ENERGY", "SIN2_ THETA_W_ LOW_ ENERGY"),
        ("__call__", "__call__"),
    ],
)
def test_names_break_behind_dots_lines_and_brackets(name: str, pieces: str) -> None:
    sys.path.append(TOOLS)
    import sphinx_code_lines

    assert sphinx_code_lines.BREAKS.split(name) == pieces.split()


def test_names_break_where_they_are_defined(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {TOOLS!r})\nextensions = ['sphinx_code_lines']\n",
        encoding="utf-8",
    )
    text = (
        ".. py:function:: cevns.rooms.a_long_name(first_one)\n\n   Like `another_long_name_of_one`."
    )
    (tmp_path / "index.rst").write_text(f"Title\n=====\n\n{text}\n", encoding="utf-8")
    built = tmp_path / "built"
    Sphinx(tmp_path, tmp_path, built, built, "html", status=None).build()
    page = BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")
    for names, breaks in ((".sig-prename", 1), (".sig-name", 2), ("dd cite", 3), (".n", 0)):
        (name,) = page.select(names)
        assert len(name.select("wbr")) == breaks, names
        assert name.get_text() in text


def test_short_words_of_code_do_not_break_at_their_hyphens() -> None:
    sys.path.append(TOOLS)
    from sphinx_code_lines import BreakNames

    text = "cevns export coherent-csi@2017-bins --likelihood --as my-own - x"
    parts = BreakNames.joined(text)
    assert "".join(part.astext() for part in parts) == text
    held = [
        part.astext()
        for part in parts
        if "together" in getattr(part, "attributes", {}).get("classes", [])
    ]
    assert held == ["--likelihood", "--as", "my-own"]


def test_words_of_code_wider_than_a_phone_break_behind_dots_and_brackets() -> None:
    sys.path.append(TOOLS)
    from sphinx_code_lines import broken

    short = (
        '<span class="n">np</span><span class="o">.</span><span class="n">array</span>(x) &lt; 2'
    )
    assert broken(short) == short
    long = "values = standard_model(<b>tree</b>(s)).weights.of_all_channels(x[y], z)"
    assert broken(long) == (
        "values = standard_model(<wbr><b>tree</b>(<wbr>s)).<wbr>weights.<wbr>"
        "of_all_channels(<wbr>x[<wbr>y], z)"
    )
