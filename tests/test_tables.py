"""Tables with results can be cited, sorted and read by a program."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import HTML
from browsing import absent, chromium
from bs4 import BeautifulSoup
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from sphinx.application import Sphinx
from test_chapters import PAGES, TEACHING, stem

import chapters
from figures.tables import table

TOOLS = str(chapters.ROOT / "tools")
HEAD = re.compile(r"^\|.*\n\|(?:\s*:?-+:?\s*\|)+\s*$", re.M)
NAME = re.compile(r"^:name: (tab-[a-z0-9-]+)$", re.M)
MADE = re.compile(r"""\b\w+\(\s*"(tab-[a-z0-9-]+)\"""")


def prose(path: Path) -> str:
    cells = chapters.read(path).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def code(path: Path) -> str:
    return "\n\n".join(cell.source for cell in chapters.code_cells(chapters.read(path)))


def names(path: Path) -> list[str]:
    """Tables of a page that have a number: those of its text, and those its cells make."""
    return [*NAME.findall(prose(path)), *MADE.findall(code(path))]


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_every_table_has_a_caption_and_a_number(path: Path) -> None:
    text = prose(path)
    for head in HEAD.finditer(text):
        above = text[: head.start()].rstrip("\n").split("\n")
        options = [line for line in above[-2:] if line.startswith(":name: tab-")]
        assert options, head[0].splitlines()[0]
        opening = next(line for line in reversed(above) if line.startswith(":::"))
        assert re.fullmatch(r":::\{table\} .{15,}", opening), opening
    assert not re.search(r"\|---", code(path)), "a table made by hand: figures.tables.table"


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_tables_are_referred_to_on_their_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name in names(path) if f"{{numref}}`{name}`" not in text] == []


def test_names_of_tables_are_unique() -> None:
    every = [name for path in PAGES for name in names(path)]
    assert len(every) > 50
    assert [name for name in set(every) if every.count(name) > 1] == []


def test_a_table_of_a_cell_is_written_as_one_of_the_text() -> None:
    made = table("tab-one", "Two\nlines.", ["a", "b"], [[1, "`x`"], (2.5, "y")], "data").data
    assert made == (
        ":::{table} Two lines.\n:name: tab-one\n:class: data\n\n"
        "| a | b |\n|---|---|\n| 1 | `x` |\n| 2.5 | y |\n:::"
    )
    assert NAME.findall(made) == ["tab-one"]


def test_a_number_below_zero_has_a_minus_sign_and_a_name_keeps_its_hyphen() -> None:
    cells = {
        "-0.049": "−0.049",
        "0.188 -0.049 +0.064": "0.188 −0.049 +0.064",
        "[-1.5, -.5]": "[−1.5, −.5]",
        "GEMMA-1, 2-3, 1e-5": "GEMMA-1, 2-3, 1e-5",
        "$x^{-1}$-2, `-3`, [a](-4)": "$x^{-1}$-2, `-3`, [a](-4)",
        "- 1": "- 1",
        "+0.0": "0.0",
        "-0.00 %": "0.00 %",
        "+0.0 to +2": "+0.0 to +2",
    }
    made = table("tab-one", "A caption.", ["-1 °C"], [[cell] for cell in cells]).data
    lines = [line.strip("| ") for line in made.splitlines() if line.startswith("|")]
    assert lines == ["−1 °C", "---", *cells.values()]


SOURCE = r"""Title
=====

.. table:: Limits on :math:`|\Lambda_1|`.
   :name: tab-limits
   :class: data

   ============ ==================================== ======
   experiment   :math:`\Lambda_1` in :math:`\mu_B`   events
   ============ ==================================== ======
   CsI[Na], now 41.3                                 1,234
   reactors     ∞                                    –
   a range      −1.5 to 2                            −1,234
   2 to 1       5 × 10⁻¹⁰                            5 ± 1
   ============ ==================================== ======

.. table:: Words.
   :name: tab-words

   === ===
   a   b
   === ===
"""


def built(folder: Path) -> Path:
    (folder / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {TOOLS!r})\n"
        "extensions = ['sphinx_tables', 'sphinx_typography']\n"
        f"numfig = True\nhtml_static_path = [{str(chapters.ROOT / 'assets')!r}]\n",
        encoding="utf-8",
    )
    page = folder / "chapters" / "one.rst"
    page.parent.mkdir()
    page.write_text(SOURCE, encoding="utf-8")
    (folder / "index.rst").write_text("T\n=\n\n.. toctree::\n   :numbered:\n\n   chapters/one\n")
    out = folder / "built"
    Sphinx(folder, folder, out, out / "doctrees", "html", status=None).build()
    return out


def test_a_table_of_numbers_is_a_file_beside_the_book(tmp_path: Path) -> None:
    out = built(tmp_path)
    text = (out / "tables" / "tab-limits.csv").read_text(encoding="utf-8")
    assert text.startswith("# Limits on |Lambda_1|.\n")
    rows = list(csv.reader(text.splitlines()[1:]))
    assert rows == [
        ["experiment", "Lambda_1 in mu_B", "events"],
        ["CsI[Na], now", "41.3", "1234"],
        ["reactors", "inf", ""],
        ["a range", "-1.5 to 2", "-1234"],
        ["2 to 1", "5 × 10⁻¹⁰", "5 ± 1"],
    ]
    page = BeautifulSoup((out / "chapters" / "one.html").read_text("utf-8"), "html.parser")
    (link,) = page.select("p.csv a")
    assert (out / "chapters" / str(link["href"])).resolve() == out / "tables" / "tab-limits.csv"
    kept = {"−1.5~to~2", "2~to~1", "5~×~10⁻¹⁰", "5~±~1"}
    assert kept <= {td.get_text().replace("\N{NO-BREAK SPACE}", "~") for td in page.select("td p")}
    assert not (out / "tables" / "tab-words.csv").exists()
    assert page.select_one("#tab-limits .caption-number").get_text().strip() == "Table 1.1"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    page = built(tmp_path_factory.mktemp("tables")) / "chapters" / "one.html"
    page.write_text(
        page.read_text("utf-8").replace("</tbody>", ROWS + "</tbody>", 1), encoding="utf-8"
    )
    with chromium() as chrome:
        chrome.get(page.as_uri())
        yield chrome


ROWS = "".join(
    f"<tr><td>{name}</td><td>{number}</td><td>{events}</td></tr>"
    for name, number, events in (("Argon", "−9.5", "7"), ("argon", "100", "12"))
)


def column(browser: Chrome, place: int) -> list[str]:
    cells = browser.find_elements(By.CSS_SELECTOR, f"table.data td:nth-child({place})")
    return [cell.text for cell in cells]


def heads(browser: Chrome) -> list[str]:
    found = browser.find_elements(By.CSS_SELECTOR, "table.data th")
    return [str(head.get_attribute("aria-sort")) for head in found]


def test_a_column_sorts_up_down_and_back_by_keyboard(browser: Chrome) -> None:
    printed = column(browser, 2)
    assert printed == ["41.3", "∞", "−1.5 to 2", "5 × 10⁻¹⁰", "−9.5", "100"]
    assert heads(browser) == ["none"] * 3
    button = browser.find_elements(By.CSS_SELECTOR, "table.data th button")[1]
    button.send_keys(Keys.ENTER)
    assert column(browser, 2) == ["−9.5", "41.3", "100", "∞", "−1.5 to 2", "5 × 10⁻¹⁰"]
    assert heads(browser) == ["none", "ascending", "none"]
    button.send_keys(Keys.SPACE)
    assert column(browser, 2) == ["∞", "100", "41.3", "−9.5", "5 × 10⁻¹⁰", "−1.5 to 2"]
    assert heads(browser) == ["none", "descending", "none"]
    button.send_keys(Keys.ENTER)
    assert column(browser, 2) == printed
    assert heads(browser) == ["none"] * 3


def test_what_is_missing_stays_last(browser: Chrome) -> None:
    button = browser.find_elements(By.CSS_SELECTOR, "table.data th button")[2]
    button.click()
    assert column(browser, 3) == ["−1,234", "5 ± 1", "7", "12", "1,234", "–"]
    button.click()
    assert column(browser, 3) == ["1,234", "12", "7", "5 ± 1", "−1,234", "–"]
    assert heads(browser) == ["none", "none", "descending"]
    button.click()


def test_the_table_of_limits_stands_near_the_top_and_says_what_to_quote() -> None:
    page = HTML / "chapters" / "every-experiment.html"
    if not page.exists():
        absent("no book: make book")
    article = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one("article")
    first = article.select_one("table")
    assert first["id"] == "tab-limits"
    before = "".join(str(x) for x in first.find_all_previous("p", limit=6))
    assert "What to quote" in before
    file = (HTML / "tables" / "tab-limits.csv").read_text("utf-8")
    rows = list(csv.DictReader(file.splitlines()[1:]))
    assert len(rows) == 18
    (limit,) = (row for row in rows if row["kind"] == "limit")
    assert limit["experiment"] == "CsI[Na]"
    assert [float(limit[key]) for key in list(limit)[2:5]] == [41.3, 44.6, 42.4]
    assert all(row["to"] for row in rows if row["kind"] == "expected")
