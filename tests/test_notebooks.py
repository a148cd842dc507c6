"""Pages as notebooks: the numbers of the book, every cell, and nothing raw."""

import re
from pathlib import Path

import exercises
import jupytext
import nbformat
import pytest
from browser import HTML, ROOT
from browsing import absent
from bs4 import BeautifulSoup
from docutils import nodes
from nbformat import NotebookNode
from notebooks import ONLY_PAGE, PLAIN, SOLUTION, Writer, addressed, finished

from figures.plain_markdown import plain

KEPT = sorted(
    p.relative_to(exercises.KEPT).with_suffix("") for p in exercises.KEPT.rglob("*.ipynb")
)
# a role, a directive, a label, an attribute: what only the book understands
RAW = re.compile(r"\{[a-z][\w:]*\}`|^ *:::|^\([\w:.-]+\)=|\]\{\.[\w-]+\}|\]\(book:", re.M)
ROLE = re.compile(r"\{(ref|eq|numref|cite|term|doc|prf:ref|py:\w+|download)\}`")
FENCE = re.compile(r"^ *```+\{", re.M)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`(?!`)", re.M | re.S)


def written(cell: NotebookNode) -> str:
    """What a reader sees of a cell besides its code."""
    if cell.cell_type == "markdown":
        return str(cell.source)
    return "\n".join(o.get("data", {}).get("text/markdown", "") for o in cell.outputs)


def nowhere(_page: str, _anchor: str) -> str:
    return ""


@pytest.mark.parametrize("page", KEPT, ids=str)
def test_nothing_raw_is_left(page: Path) -> None:
    book = exercises.kept(page.as_posix())
    nbformat.validate(book)
    made = finished(book, nowhere)
    nbformat.validate(made)
    for cell in made.cells:
        text = written(cell)
        found = FENCE.search(text) or RAW.search(CODE.sub(" ", text)) or ROLE.search(text)
        assert found is None, f"{found[0]!r} in {text}"
        assert set(cell.metadata) <= {"jupyter", "jp-MarkdownHeadingCollapsed"}


@pytest.mark.parametrize("page", KEPT, ids=str)
def test_every_cell_is_there_and_in_order(page: Path) -> None:
    source = ROOT / f"{page}.md"
    if "{code-cell}" not in source.read_text(encoding="utf-8"):
        pytest.skip("a page without cells")
    cells = [c for c in jupytext.read(source).cells if c.cell_type == "code"]
    absent_there = {ONLY_PAGE, "remove-cell"}
    wanted = [c.source for c in cells if not absent_there & set(c.metadata.get("tags", ()))]
    book = exercises.kept(page.as_posix())
    code = [c.source for c in book.cells if c.cell_type == "code"]
    made = [source for source in code if "import ask" not in source]  # forms of the page
    assert [code.removeprefix(PLAIN) for code in made] == wanted
    assert sum(code.startswith(PLAIN) for code in made) <= 1


@pytest.mark.parametrize("page", KEPT, ids=str)
def test_numbers_are_those_of_the_page(page: Path) -> None:
    soup = BeautifulSoup((HTML / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    assert article is not None
    book = exercises.kept(page.as_posix())
    text = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
    equations = [e.get_text(strip=True) for e in article.select(".eqno")]
    tags = re.findall(r"\\tag\{([^}]*)\}", text)
    assert [f"({tag})" for tag in tags] == [e.rstrip("#") for e in equations]
    figures = [e.get_text(strip=True) for e in article.select("figcaption .caption-number")]
    assert re.findall(r"^\*\*(Fig\. [\d.]+)\.\*\*", text, re.M) == figures
    asked = [e.get_text(" ", strip=True) for e in article.select(".exercise .caption-number")]
    assert re.findall(r"^### (Exercise [\d.]+)", text, re.M) == asked
    solved = article.select(".solution")
    headings = [c for c in book.cells if c.metadata.kind == SOLUTION and "heading" in c.metadata]
    assert len(headings) == len(solved)


def test_there_are_pages() -> None:
    if not KEPT:
        absent("no book: make book")
    assert Path("intro") in KEPT


def test_solutions_are_folded_and_figures_need_no_trust() -> None:
    if not KEPT:
        absent("no book: make book")
    made = finished(exercises.kept("chapters/event-rates"), nowhere)
    folded = [c.source for c in made.cells if c.metadata.get("jp-MarkdownHeadingCollapsed")]
    assert len(folded) == 5
    assert all(re.fullmatch(r"#### Solution to Exercise 16\.\d .*", text) for text in folded)
    pictures = [
        output.data
        for cell in made.cells
        for output in cell.get("outputs", [])
        if "<img" in output.get("data", {}).get("text/html", "")
    ]
    assert len(pictures) == 4
    for picture in pictures:
        assert "image/svg+xml" not in picture
        assert re.match(
            r'<img src="data:image/svg\+xml;base64,\S+" alt="[^"]{40,}">$', picture["text/html"]
        )


def paragraph(*children: nodes.Node) -> str:
    return Writer("chapters/one", lambda kind, anchor: "7.1").line(
        nodes.paragraph("", "", *children)
    )


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (nodes.Text("a*b_c [d] $5 <e> f_"), r"a\*b_c \[d\] \$5 &lt;e> f\_"),
        (nodes.math("", "a\n b"), "$a b$"),
        (nodes.literal("", "x`y"), "``x`y``"),
        (nodes.reference("", " see", refuri="two.html#x"), "[see](book:chapters/two#x)"),
        (nodes.reference("", "see", refuri="../intro.html"), "[see](book:intro#)"),
        (nodes.reference("", "see", refid="x"), "[see](book:chapters/one#x)"),
        (nodes.reference("", "see", refuri="https://a.example"), "[see](https://a.example)"),
    ],
    ids=["letters", "formula", "code", "page", "above", "here", "elsewhere"],
)
def test_text_means_the_same_in_markdown(node: nodes.Node, text: str) -> None:
    assert paragraph(node) == text


def test_a_bar_in_a_table_ends_no_field() -> None:
    entry = nodes.entry(
        "", nodes.paragraph("", "", nodes.math("", r"\|x\| = |y|"), nodes.Text("|"))
    )
    made = Writer("page", nowhere).entry(entry)
    assert made == r"$\Vert x\Vert  = \vert y\vert $\|"


def test_a_formula_in_a_list_is_one_line_with_its_number() -> None:
    formula = nodes.math_block("", "a &= b \\\\\nc &= d", ids=["equation-x"])
    item = nodes.list_item("", nodes.paragraph("", "then"), formula)
    made = Writer("page", lambda kind, anchor: "7.1").block(nodes.bullet_list("", item))
    assert made == [
        "- then\n\n"
        r"  $$ \begin{split} a &= b \\ c &= d \end{split} \tag{7.1} $$"
    ]


def test_links_lead_where_they_can_be_followed() -> None:
    source = r"see [Fig. \[1\]](book:chapters/two#fig) and [this](https://a.example)"
    there = addressed(source, lambda page, anchor: f"https://b.example/{page}.html#{anchor}")
    assert there == source.replace(
        "book:chapters/two#fig", "https://b.example/chapters/two.html#fig"
    )
    assert addressed(source, nowhere) == r"see Fig. \[1\] and [this](https://a.example)"


def test_cells_that_are_run_again_leave_roles_out() -> None:
    text = "| a [printed]{.badge-printed} | {cite}`Akimov2017` | {ref}`text <ch:x>` {term}`limit` |"
    assert plain(text) == "| a printed | (Akimov2017) | text limit |"
    boxed = ":::{table} One row.\n:name: tab-one\n\n| a |\n|---|\n| 1 |\n:::"
    assert plain(boxed) == "**One row.**\n\n\n| a |\n|---|\n| 1 |\n"


def test_a_download_says_what_it_needs() -> None:
    if not KEPT:
        absent("no book: make book")
    offered = nbformat.read(HTML / "_sources" / "chapters" / "event-rates.ipynb", as_version=4)
    assert "`requirements.txt`" in offered.cells[0].source
    assert "folder `figures`" in offered.cells[0].source
    made = finished(exercises.kept("chapters/event-rates"), nowhere)
    assert [c.source for c in offered.cells[1:] if c.cell_type == "code"] == [
        c.source for c in made.cells if c.cell_type == "code"
    ]
    page = (HTML / "chapters" / "event-rates.html").read_text(encoding="utf-8")
    assert "../_sources/chapters/event-rates.ipynb" in page
