"""Exercises for a class: the list of all, the lecture plan, and a handout that runs anywhere."""

import ast
import re
from collections import Counter
from itertools import chain, pairwise
from pathlib import Path
from urllib.parse import urldefrag

import exercises
import labs
import nbformat
import pytest
import toc
from browser import HTML, ROOT
from browsing import absent, chromium
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode
from sphinx.errors import ExtensionError
from sphinx_exercise.nodes import exercise_enumerable_node
from sphinx_exercises import LEVELS, level

CHAPTERS = exercises.chapters()
PLAN = (ROOT / "chapters" / "teaching.md").read_text(encoding="utf-8")


def source(page: str) -> str:
    return (ROOT / f"{page}.md").read_text(encoding="utf-8")


def asked(page: str) -> dict[str, str]:
    """The exercises of a page as they are written: how hard each is, by its label."""
    pattern = r"^`{3,}\{exercise(?:-start)?\}.*\n:label: (\S+)\n:class: (\w+)$"
    return dict(re.findall(pattern, source(page), re.M))


# the list


def article(page: str) -> Tag:
    path = HTML / f"{page}.html"
    if not path.exists():
        absent("no book: make book")
    found = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article")
    assert found is not None
    return found


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_exercise_says_how_hard_it_is(page: str) -> None:
    found = asked(page)
    assert len(found) == len(re.findall(r"^`{3,}\{exercise(?:-start)?\}", source(page), re.M)) >= 3
    assert set(found.values()) <= set(LEVELS)


@pytest.mark.parametrize("classes", [[], ["easy", "hard"], ["simple"]], ids=str)
def test_an_exercise_has_one_difficulty(classes: list[str]) -> None:
    node = exercise_enumerable_node(classes=["exercise", *classes], docname="page", label="ex-a")
    with pytest.raises(ExtensionError, match="page: exercise ex-a needs :class: easy or"):
        level(node)


def test_the_list_has_all_of_them_in_the_order_of_the_book() -> None:
    rows = [row.select("td") for row in article("chapters/exercises").select(".exercises tbody tr")]
    wanted = [(page, label, hard) for page in CHAPTERS for label, hard in asked(page).items()]
    assert len(rows) == len(wanted) > 150
    pages = {page: article(page) for page in CHAPTERS}
    for (number, title, hard, _, chapter), (page, label, difficulty) in zip(
        rows, wanted, strict=True
    ):
        link, there = number.a, chapter.a
        assert link is not None
        assert there is not None
        assert link["href"] == f"{Path(page).name}.html#{label}"
        assert there["href"] == f"{Path(page).name}.html"
        assert hard.get_text(strip=True) == difficulty
        box = pages[page].find(id=label)
        assert box is not None
        heading = box.select_one(".admonition-title")
        assert heading is not None
        said = heading.get_text(" ", strip=True)
        assert said.startswith(f"Exercise {number.get_text(strip=True)} ")
        assert said.endswith(f" {difficulty}")
        plain = re.sub(r"\W", "", title.get_text())
        assert plain in re.sub(r"\W", "", said)


def test_one_difficulty_can_be_shown_alone() -> None:
    article("chapters/exercises")
    counts = Counter(hard for page in CHAPTERS for hard in asked(page).values())
    shown = (
        "return [...document.querySelectorAll('.exercises tbody tr')]"
        ".filter((row) => row.offsetHeight > 0).length"
    )
    with chromium() as browser:
        browser.get((HTML / "chapters" / "exercises.html").as_uri())
        assert browser.execute_script(shown) == counts.total()
        for name, count in counts.items():
            browser.find_element("css selector", f".levels [value={name}]").click()
            assert browser.execute_script(shown) == count


# the lecture plan


def rows(after: str) -> list[list[str]]:
    """Fields of the table that follows some words of the page."""
    table = PLAN[PLAN.index(after) :].partition("\n|")[2].partition("\n\n")[0]
    return [line.strip("|\n ").split(" | ") for line in table.split("\n")[2:]]


LECTURES = rows("## Lecture plan")
FURTHER = rows("### Further lectures")


def named(role: str, field: str) -> list[str]:
    return re.findall(rf"\{{{role}\}}`(?:[^`<]*<)?([\w:-]+)>?`", field)


def parts() -> dict[str, list[str]]:
    return {part.caption: [Path(c).name for c in part.chapters] for part in toc.parts()}


def test_lectures_hold_every_chapter_once() -> None:
    names = list(parts().values())
    assert len(LECTURES) == 12
    found = [chapter for row in LECTURES for chapter in named("doc", row[1])]
    assert sorted(found) == sorted(chain(*names[:4]))
    assert "conventions" in found
    more = [chapter for row in FURTHER for chapter in named("doc", row[1])]
    assert sorted(more) == sorted(chain(*names[4:7]))


def test_ninety_minutes() -> None:
    words = {"ten": 10, "fifteen": 15, "twenty-five": 25, "forty": 40}
    said = re.search(r"^Ninety minutes:(.*?)\. ", PLAN, re.M | re.S)
    assert said is not None
    assert sum(words[w] for w in re.findall(r"[a-z-]+", said[1]) if w in words) == 90


@pytest.mark.parametrize("row", LECTURES + FURTHER, ids=lambda row: row[0][:30])
def test_a_lecture_sets_what_its_chapters_have(row: list[str]) -> None:
    chapters = [f"chapters/{name}" for name in named("doc", row[1])]
    hard = {label: of for page in chapters for label, of in asked(page).items()}
    here, home = named("numref", row[-2]), named("numref", row[-1])
    assert here
    assert home
    assert not set(here) & set(home)
    assert {hard[label] for label in here} <= {"easy", "medium"}
    assert {hard[label] for label in home} <= set(LEVELS)
    for label in named("eq", row[2]):
        assert any(f"({label})" in source(page) for page in chapters)


# the handout


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return labs.handout(tmp_path_factory.mktemp("class"))


def notebooks(handout: Path) -> dict[str, NotebookNode]:
    found = sorted(handout.glob("*.ipynb"))
    return {path.name: nbformat.read(path, as_version=4) for path in found}


def test_every_exercise_is_in_and_every_solution_out(handout: Path) -> None:
    books = notebooks(handout)
    assert [name[3:-6] for name in books] == [Path(page).name for page in CHAPTERS]
    for page, book in zip(CHAPTERS, books.values(), strict=True):
        text = [c.source for c in book.cells if c.cell_type == "markdown"]
        titles = [t.split("\n")[0] for t in text if t.startswith("### Exercise ")]
        boxes = [b.select_one(".admonition-title") for b in article(page).select(".exercise")]
        numbers = [b.get_text(" ", strip=True).split()[1] for b in boxes if b is not None]
        assert [title.split()[2] for title in titles] == numbers
        assert not any("Solution to" in t for t in text)
        answers = [n for n, c in enumerate(book.cells) if c.source == "*Your answer:*"]
        assert len(answers) == len(titles)
        assert all(book.cells[n + 1].source == "" for n in answers)
        # nothing but solutions went: what is left is the page, in its order
        whole = exercises.kept(page).cells
        left = [c.source for c in whole if c.cell_type == "code" and c.metadata.kind != "solution"]
        assert [c.source for c in book.cells if c.cell_type == "code" and c.source] == left


def test_links_stay_inside_or_are_text(handout: Path) -> None:
    books = notebooks(handout)
    cells = {(name, c.id) for name, book in books.items() for c in book.cells}
    count = 0
    for book in books.values():
        text = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
        text = re.sub(r"(\${1,2})[^$]+\1", "", text)  # brackets of a formula are no links
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in target:
                continue
            name, fragment = urldefrag(target)
            assert name in books
            if fragment:
                assert (name, fragment.removeprefix("cell-id=")) in cells
                count += 1
    assert count > 500


def test_links_lead_to_the_published_book(monkeypatch: pytest.MonkeyPatch, handout: Path) -> None:
    monkeypatch.setenv("SITE", "https://someone.example/book/")
    made = exercises.finished(exercises.kept("chapters/event-rates"), exercises.in_the_book)
    text = "\n".join(c.source for c in made.cells if c.cell_type == "markdown")
    there = set(re.findall(r"https://someone\.example/book/(\S+?)\)", text))
    assert "chapters/event-rates.html#equation-eq-rate-double" in there
    for target in there:
        path, anchor = urldefrag(target)
        page = BeautifulSoup((HTML / path).read_text(encoding="utf-8"), "html.parser")
        assert not anchor or page.find(id=anchor) is not None, target


def imported(code: str) -> set[str]:
    """First names of the modules that Python code imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
    return found


def test_all_that_is_imported_is_required(handout: Path) -> None:
    code = [path.read_text(encoding="utf-8") for path in (handout / "figures").rglob("*.py")]
    for book in notebooks(handout).values():
        cells = [c.source for c in book.cells if c.cell_type == "code"]
        code += [c for c in cells if not c.startswith(("!", "%"))]
    known = {*exercises.USED, "cevns", "figures", "IPython"}
    assert set().union(*map(imported, code)) - known <= set(exercises.sys.stdlib_module_names)
    lines = (handout / "requirements.txt").read_text(encoding="utf-8").split()
    assert len(lines) == len(exercises.USED) + 1
    assert (handout / lines[-1]).exists()


def test_packing_twice_gives_the_same_notebooks(handout: Path) -> None:
    files = dict(exercises.contents())
    for name, data in files.items():
        if name.endswith(".ipynb"):
            assert (handout / name).read_bytes() == data
    numbers = [int(name[:2]) for name in files if name.endswith(".ipynb")]
    assert all(b == a + 1 for a, b in pairwise(numbers))
