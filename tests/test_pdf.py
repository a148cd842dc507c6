"""The book joined for print: nothing lost, and every link leads somewhere inside it."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pdf
import pytest
import toc
from browser import HTML, ROOT, programs, resize
from browsing import absent, chromium
from bs4 import BeautifulSoup
from pypdf import PdfReader
from selenium.webdriver import Chrome

EXERCISE = re.compile(r"^`{3,}\{exercise(?:-start)?\}", re.M)
WRITTEN = sum(
    len(EXERCISE.findall(page.read_text(encoding="utf-8")))
    for page in (ROOT / "chapters").glob("*.md")
)
"""Exercises that the chapters have."""


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    if not (HTML / "intro.html").exists():
        absent("no book: make book")
    return BeautifulSoup(pdf.joined(), "html.parser")


def test_printing_needs_nothing_of_the_tests() -> None:
    """A reader who prints the book need not have pytest."""
    code = "import sys; import pdf; sys.exit('pytest' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT / "tools")


def test_every_page_is_there_in_order(soup: BeautifulSoup) -> None:
    found = [a["id"] for a in soup.select("body > article")]
    assert found == [page.replace("/", "-") for page in pdf.pages()]
    assert len(soup.select("nav.contents a")) == len(found)


def test_links_lead_inside_or_out(soup: BeautifulSoup) -> None:
    names = {element["id"] for element in soup.select("[id]")}
    links = [str(a["href"]) for a in soup.select("a[href]")]
    inner = [link[1:] for link in links if link.startswith("#")]
    assert len(inner) > 1000
    assert [link for link in inner if link not in names] == []
    assert all(link.startswith(("#", "http", "mailto")) for link in links)


def test_anchors_are_unique(soup: BeautifulSoup) -> None:
    names = [str(element["id"]) for element in soup.select("body [id]")]
    # the extension for exercises gives the inside of every box the same name; nothing links to it
    names = [n for n in names if not n.endswith(("--exercise-content", "--solution-content"))]
    assert len(names) == len(set(names))


def test_figures_equations_and_solutions_are_kept(soup: BeautifulSoup) -> None:
    """As many as on the pages; figures are files that exist, solutions are open."""
    pages = [
        BeautifulSoup((HTML / f"{page}.html").read_text("utf-8"), "html.parser").select_one(
            "article.bd-article"
        )
        for page in pdf.pages()
    ]
    for what in ("figure img", ".eqno", ".solution", "table"):
        assert len(soup.select(f"article {what}")) == sum(len(p.select(what)) for p in pages), what
    for image in soup.select("article img[src]"):
        source = str(image["src"])
        assert source.startswith("data:") or Path(source.removeprefix("file://")).exists()
    assert not soup.select(".toggle-hidden, details:not([open]), script[type*='widget']")
    assert not soup.select("body :is(form, input, button, fieldset)")
    drawings = [str(i["src"]).removeprefix("file://") for i in soup.select("img[src$='.svg']")]
    assert len(drawings) > 100
    assert [path for path in drawings if "<pattern" in Path(path).read_text("utf-8")] == []


def test_sliders_leave_their_figure_and_no_code(soup: BeautifulSoup) -> None:
    explorers = soup.select_one("article#chapters-explorer")
    assert len(explorers.select("figure img")) >= 5
    assert "explorers." not in explorers.get_text()
    pages = soup.select("body > article:not([id^='chapters-api-'])")
    assert not any("import explorers" in page.get_text() for page in pages)
    assert "JavaScript" not in explorers.get_text()
    fallbacks = soup.select(".explorer-fallback")
    assert len(fallbacks) >= 10
    assert all(div.get_text().strip().startswith("On paper: ") for div in fallbacks)


def test_an_edition_for_students_has_every_exercise_and_no_solution(soup: BeautifulSoup) -> None:
    theirs = BeautifulSoup(pdf.joined(students=True), "html.parser")
    assert len(theirs.select(".exercise")) == len(soup.select(".exercise")) == WRITTEN
    assert soup.select(".solution")
    assert not theirs.select(".solution")
    assert "Solution to" not in theirs.select_one("body").get_text()
    names = {element["id"] for element in theirs.select("[id]")}
    links = [str(a["href"]) for a in theirs.select("a[href^='#']")]
    assert [link for link in links if link[1:] not in names] == []
    assert [a["id"] for a in theirs.select("body > article")] == [
        page.replace("/", "-") for page in toc.chapters()
    ]


def test_functions_are_in_the_book_and_links_lead_to_them(soup: BeautifulSoup) -> None:
    """Below the page of the package, in the contents too."""
    lines = [str(a["href"]) for a in soup.select("nav.contents a")]
    first = lines.index("#chapters-api")
    (below,) = (part.below["chapters/api"] for part in toc.parts() if "chapters/api" in part.below)
    assert lines[first + 1 :][: len(below)] == [f"#{pdf.inside(page, '')}" for page in below]
    assert len(soup.select("nav.contents a.below")) == len(below)
    text = soup.select_one("article#chapters-event-rates")
    called = {str(a["href"]) for a in text.select("a[href*='--cevns.rates.signal.signal']")}
    assert called == {"#chapters-api-rates--cevns.rates.signal.signal"}
    assert soup.select_one("dt[id='chapters-api-rates--cevns.rates.signal.signal']")


def test_a_question_is_answered_at_the_end_of_its_chapter(soup: BeautifulSoup) -> None:
    """Each refers to the other, and the right choice is named."""
    questions = soup.select("article .predict")
    assert len(questions) > 40
    assert not soup.select(".predict .reason")
    for question in questions:
        answer = question.find_parent("article").select("article > .admonition")[-1]
        there, back = question.select_one("a"), answer.select_one(".admonition-title a")
        assert (there["href"], back["href"]) == (f"#{answer['id']}", f"#{question['id']}")
        assert there["data-leads"] == back["data-leads"] == "place"
        assert len(answer.select("p")) >= 2 + bool(question.select("li"))
    answer = soup.select_one("[id='chapters-event-rates--predict-event-rates-answer']")
    assert answer.select("p")[1].get_text() == "It takes about half of them."


def test_references_say_how_they_lead(soup: BeautifulSoup) -> None:
    """An equation of another chapter by number and page, of the same by number."""
    text = soup.select_one("article#chapters-coverage")
    link = next(a for a in text.select("a") if "equation-eq-stat-profiled" in str(a.get("href")))
    assert link.get_text().startswith("Eq.\xa0(")
    assert link["data-leads"] == "number"
    equations = soup.select("article a.reference[href*='--equation-']")
    for a in equations:
        same = str(a["href"]).startswith(f"#{a.find_parent('article')['id']}--")
        assert same != ("data-leads" in a.attrs), a
    chapter = next(a for a in text.select("a[data-leads='chapter']") if a["href"] == TOYS)
    assert re.fullmatch(r"ch\.\xa0\d+, ", str(chapter["data-chapter"]))
    assert not soup.select("a[href*='--term-'][data-leads]")


TOYS = "#chapters-toys--ch-toys"


def test_scripts_are_files_and_typeset_formulas(soup: BeautifulSoup) -> None:
    scripts = [str(script["src"]).removeprefix("file://") for script in soup.select("script[src]")]
    assert any("mathjax" in script for script in scripts)
    assert [script for script in scripts if not Path(unquote(script)).is_file()] == []


def test_typefaces_and_title_are_there(soup: BeautifulSoup) -> None:
    if not pdf.TYPEFACES.exists():
        absent("no typefaces: make lint installs them")
    hrefs = [str(link["href"]) for link in soup.select("link[href]")]
    sheets = [Path(unquote(href.removeprefix("file://"))) for href in hrefs]
    assert len(sheets) == 2 + 3 * 4  # code, pictures with axes, typefaces
    assert all(sheet.exists() for sheet in sheets)
    assert soup.select_one("header.title h1").get_text() == soup.title.get_text()
    parts = [h.get_text() for h in soup.select("nav.contents h2")]
    assert parts == [part.caption for part in toc.parts()]


PAGE = """<!doctype html><title>x</title><style>p { height: 40cm } STYLE</style>ENGINE
<nav class="contents"><a href="#one">One</a><a href="#two-three">Two</a></nav>
<article id="one"><h1>One</h1><p>long</p>
see <a data-leads="number" href="#two-three--equation-e">Eq. (2.1)</a>
and <a data-leads="chapter" data-chapter="ch. 2, " href="#two-three">Two</a></article>
<article id="two-three"><h1>Two</h1>short <span id="two-three--equation-e">e</span><p></p>
<h2>What\nis behind <span class="math">\\(N^2\\)</span></h2>moved <p>long</p></article>
"""


def print_small(path: Path, engine: str) -> None:
    """Print a book of two chapters, as the whole one is."""
    try:
        programs()
    except FileNotFoundError as missing:
        absent(str(missing))
    page = PAGE.replace("STYLE", pdf.STYLE).replace("ENGINE", engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "HTML", path.parent / "html")
        patch.setattr(pdf, "joined", lambda *, students: page)
        pdf.write(path)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    if not (HTML / "intro.html").exists():
        absent("no book: make book")
    path = tmp_path_factory.mktemp("print") / "book.pdf"
    print_small(path, "".join(map(str, pdf.engine(pdf.pages()))))
    return PdfReader(path)


def test_a_print_with_raw_formulas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"1 formulas are not typeset, such as .*N\^2"):
        print_small(tmp_path / "book.pdf", "")


def test_contents_and_references_get_the_page_where_things_are(small: PdfReader) -> None:
    texts = [" ".join(sheet.extract_text().split()) for sheet in small.pages]
    begins = next(i for i, text in enumerate(texts, 1) if "short" in text)
    assert begins > 3
    assert texts[0].replace(" ", "").startswith(f"One2Two{begins}")
    seen = next(text for text in texts if "see" in text)
    assert f"Eq. (2.1), p. {begins}" in seen
    assert f"Two (ch. 2, p. {begins})" in seen


def test_the_outline_says_what_headings_do(small: PdfReader) -> None:
    """Also of one that went to the next sheet, and with a formula as letters."""
    assert "moved" not in next(t for t in (s.extract_text() for s in small.pages) if "short" in t)
    assert not any("N^2" in sheet.extract_text() for sheet in small.pages)
    entries = small.outline
    assert [entry.title for entry in entries[:2]] == ["One", "Two"]
    assert [entry.title for entry in entries[2]] == ["What is behind N²"]


def test_the_file_is_compressed_and_keeps_its_structure(small: PdfReader) -> None:
    assert small.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in small.trailer["/Root"]
    small.stream.seek(0)
    assert b"/ObjStm" in small.stream.read()


def sheets(page: Path, table_after: int) -> list[str]:
    """Texts of the sheets that a table of twelve rows stands on."""
    rows = "".join(f"<tr><td>row {i}</td></tr>" for i in range(12))
    table = f"<table><caption>Table</caption><thead><tr><th>Head</th></tr></thead>{rows}</table>"
    lines = "<p>A line.</p>" * table_after
    page.write_text(f"<!doctype html><style>{pdf.STYLE}</style>{lines}{table}", encoding="utf-8")
    with chromium() as browser:
        browser.get(page.as_uri())
        found = PdfReader(BytesIO(pdf.printed(browser)))
    return [text for text in (sheet.extract_text() for sheet in found.pages) if "row" in text]


@pytest.mark.parametrize("table_after", [21, 24, 28, 29])
def test_a_table_leaves_three_rows_on_each_sheet(tmp_path: Path, table_after: int) -> None:
    texts = sheets(tmp_path / "page.html", table_after)
    assert "Table" in texts[0]
    assert sum(text.count("row") for text in texts) == 12
    assert all(text.count("row") >= 3 and "Head" in text for text in texts)


def read_as(browser: Chrome, page: Path, article: str) -> list[str]:
    """Beginnings of what an article has, in their order, after its sheets have been filled."""
    tall = "<figure style='height: 700px; margin: 0'>figure</figure>"
    page.write_text(
        f"<!doctype html><style>{pdf.STYLE}</style><article><section>"
        f"{article.replace('FIGURE', tall)}</section></article>",
        encoding="utf-8",
    )
    browser.get(page.as_uri())
    browser.execute_script(pdf.FLOATS + "fillSheets(...arguments);", *pdf.INSIDE)
    text = browser.execute_script("return document.body.innerText")
    return [line for line in text.split("\n") if line]


def test_what_follows_a_figure_fills_the_sheet_before_it(tmp_path: Path) -> None:
    """As much as fits, in its order; nothing that goes on, and nothing of another section."""
    long = "<p style='height: 480px; margin: 0'>begins</p>"
    shown = [
        (f"{long}FIGURE<p>one</p><p>two</p><h2>next</h2>", "begins one two figure next"),
        (f"{long}<h2>head</h2>FIGURE<p>one</p>", "begins head one figure"),
        (f"{long}FIGURE<p>goes on:</p><div class='math'>f</div>", "begins figure goes on: f"),
        (f"{long}FIGURE<p>sum:</p><div class='cell'>5</div>", "begins sum: 5 figure"),
        (f"{long}<p>as seen:</p>FIGURE<p>one</p>", "begins as seen: figure one"),
        (f"{long}FIGURE<p style='height: 600px'>tall</p>", "begins figure tall"),
        ("<p>begins</p>FIGURE<p>one</p>", "begins figure one"),
    ]
    try:
        programs()
    except FileNotFoundError as missing:
        absent(str(missing))
    with chromium() as browser:
        resize(browser, pdf.SHEET)
        for article, wanted in shown:
            assert " ".join(read_as(browser, tmp_path / "page.html", article)) == wanted
