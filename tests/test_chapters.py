"""Rules every chapter keeps, and proof that the comparison of printed numbers can fail."""

import ast
import json
import re
import statistics
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import jupytext
import nbformat
import pytest
import toc
from nbformat import NotebookNode

import chapters

ROOT = chapters.ROOT
PAGES = [path for path in chapters.pages() if path.exists()]
WITH_CODE = [path for path in PAGES if chapters.code_cells(chapters.read(path))]
TEACHING = [
    ROOT / f"{chapter}.md"
    for part in toc.parts()
    if part.caption not in ("Explorer", "Appendix")
    for chapter in part.chapters
]


def stem(path: Path) -> str:
    return path.stem


def draws(cell: NotebookNode) -> bool:
    """Whether a cell calls ``draw`` or ``draw_...``."""
    source = re.sub(r"^[!%]", "#", cell.source, flags=re.M)
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (getattr(f, "attr", "") or getattr(f, "id", "") for f in calls)
    return any(name == "draw" or name.startswith("draw_") for name in names)


def test_every_chapter_of_the_contents_exists_and_no_other() -> None:
    listed = {ROOT / f"{name}.md" for name in toc.chapters()} - {ROOT / "intro.md"}
    assert listed == set((ROOT / "chapters").glob("*.md"))


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_header_names_the_kernel(path: Path) -> None:
    notebook = chapters.read(path)
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert path.read_text(encoding="utf-8").startswith("---\njupytext:\n")


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_check_cells_have_committed_references(path: Path) -> None:
    cells = chapters.check_cells(chapters.read(path))
    assert len(chapters.expected(path)) == len(cells)
    assert all(text.strip() for text in chapters.expected(path))


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_figures_have_name_caption_and_alt_text(path: Path) -> None:
    for cell in chapters.code_cells(chapters.read(path)):
        if not draws(cell):
            continue
        options = cell.metadata.get("mystnb", {})
        figure, image = options.get("figure", {}), options.get("image", {})
        assert re.fullmatch(r"fig-[a-z0-9-]+", figure.get("name", "")), cell.source
        assert len(figure.get("caption", "")) > 40, cell.source
        assert len(image.get("alt", "")) > 40, cell.source
        assert image["alt"].strip() != figure["caption"].strip(), "what is seen, not what it means"
        assert isinstance(ast.parse(cell.source).body[-1], ast.Expr), "the drawing comes last"


def test_figure_names_are_unique() -> None:
    cells = [cell for path in WITH_CODE for cell in chapters.code_cells(chapters.read(path))]
    names = [c.metadata["mystnb"]["figure"]["name"] for c in cells if draws(c)]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_labelled_equations_are_referred_to() -> None:
    """From the text, from a comment of a cell, or from a docstring."""
    sources = [*PAGES, *(ROOT / "cevns").rglob("*.py"), *(ROOT / "figures").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    labels = re.findall(r"^ *\$\$ *\(([\w:-]+)\)", text, re.M)
    labels += re.findall(r"^`{3,}\{math\} *\n:label: (\S+)", text, re.M)
    named = re.findall(r"\beq:[\w-]+", text)
    assert [label for label in labels if named.count(label) < 2] == []


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_named_figures_are_referred_to(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for cell in chapters.code_cells(chapters.read(path)):
        name = cell.metadata.get("mystnb", {}).get("figure", {}).get("name")
        assert name is None or f"{{numref}}`{name}`" in text or f"<{name}>`" in text, name


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_a_chapter_teaches(path: Path) -> None:
    """A question, what it needs and gives, check cells, a figure, and exercises with solutions."""
    text, notebook = path.read_text(encoding="utf-8"), chapters.read(path)
    opening = r"^# .+\n\n\*[^*]+\?[^*]*\*\n\n:::\{admonition\} What this chapter needs and gives\n"
    assert re.search(opening + r"\*\*Needs\*\* .+?\n\n\*\*Gives\*\* ", text, re.M | re.S)
    assert chapters.check_cells(notebook)
    assert any(draws(cell) for cell in chapters.code_cells(notebook))
    assert 3 <= len(boxes(text)) / 2 <= 7


def boxes(text: str) -> list[tuple[str, str, str]]:
    """Exercises and solutions in order: kind, what stands on the line, options."""
    pattern = r"^[`:]{3,}\{(exercise|solution)(?:-start)?\} *(.*)\n((?: *:[\w-]+:.*\n)*)"
    return re.findall(pattern, text, re.M)


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_solutions_follow_their_exercise_in_a_dropdown(path: Path) -> None:
    found = boxes(path.read_text(encoding="utf-8"))
    assert [kind for kind, _, _ in found] == ["exercise", "solution"] * (len(found) // 2)
    for (_, _, asked), (_, solved, options) in zip(found[::2], found[1::2], strict=True):
        assert f":label: {solved}\n" in asked
        assert ":class: dropdown\n" in options, f"{solved}: the answer would be seen at once"


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_cells_that_need_a_kernel_say_so(path: Path) -> None:
    """Below a figure and a box that says it; a slider that cannot answer is not in the page."""
    cells = chapters.read(path).cells
    for i, cell in enumerate(cells):
        if cell.cell_type == "code" and re.search(r"\binteract\b", cell.source):
            assert {"live", "remove-output"} <= set(cell.metadata.get("tags", []))
            assert "{admonition} Live" in cells[i - 1].source
            assert any(draws(c) for c in cells[:i] if c.cell_type == "code")


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_cells_are_small(path: Path) -> None:
    """Median at most 6 lines, nine in ten at most 15, none over 30."""
    cells = chapters.code_cells(chapters.read(path))
    lengths = sorted(sum(1 for line in cell.source.splitlines() if line.strip()) for cell in cells)
    assert lengths[-1] <= 30
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 15
    if len(lengths) > 4:
        assert statistics.median(lengths) <= 6


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_cells_play_no_tricks(path: Path) -> None:
    """No star imports, no path tricks, no shell but our own command, no second way to draw."""
    source = "\n\n".join(cell.source for cell in chapters.code_cells(chapters.read(path)))
    assert not re.search(r"import \*|sys\.path|pyplot|^[!%](?!python -m cevns)", source, re.M)


def test_code_of_the_chapters_is_clean() -> None:
    rules = ["--select=E,F,B,UP,NPY", "--ignore=E741,B905", "--line-length=100"]
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--isolated", "--no-cache"]
    found = subprocess.run(
        [*command, *rules, ROOT / "tests" / "notebooks"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def run_nbval(folder: Path) -> tuple[str, dict[str, bool]]:
    """Run the notebooks of a folder as the chapters are; what was said, and which failed."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "--nbval-lax", "--nbval-current-env"]
    result = subprocess.run(
        [*command, "-c", "/dev/null", f"--rootdir={folder}", f"--junit-xml={report}", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    failed: dict[str, bool] = {}
    for case in ET.parse(report).getroot().iter("testcase"):
        name = Path(case.get("classname", "")).stem
        failed[name] = failed.get(name, False) or case.find("failure") is not None
    return result.stdout, failed


def one_check_cell() -> NotebookNode:
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
    )
    cell = nbformat.v4.new_code_cell("print(f'{355 / 113:.4f}')")
    cell.metadata["tags"] = [chapters.CHECK]
    notebook.cells = [cell]
    return notebook


def test_nbval_compares_printed_numbers(tmp_path: Path) -> None:
    """A small notebook as committed, with a number that moved, without a reference."""
    for name, references in {
        "as_committed": ["3.1416\n"],
        "moved": ["3.1415\n"],
        "no_reference": [],
    }.items():
        notebook = chapters.with_references(one_check_cell(), references, name)
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    result, failed = run_nbval(tmp_path)
    assert failed == {"as_committed": False, "moved": True, "no_reference": True}
    assert "3.1415" in result
    assert "3.1416" in result


def test_altering_a_committed_reference_of_a_chapter_fails(tmp_path: Path) -> None:
    """The same for a real page: one digit of tests/expected changed, and nbval sees it."""
    path = ROOT / "intro.md"
    references = chapters.expected(path)
    altered = [re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), t) for t in references]
    assert altered != references
    for name, texts in {"good": references, "bad": altered}.items():
        notebook = chapters.with_references(chapters.read(path), texts, "intro")
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    assert run_nbval(tmp_path)[1] == {"good": False, "bad": True}


@pytest.mark.parametrize("source", ["print(1); 2", "pass"])
def test_a_check_cell_only_prints(source: str, tmp_path: Path) -> None:
    notebook = one_check_cell()
    notebook.cells[0].source = source
    path = tmp_path / "page.md"
    jupytext.write(notebook, path, fmt="md:myst")
    with pytest.raises(SystemExit, match="must print, and only that"):
        chapters.printed(path)


def test_references_are_lists_of_texts() -> None:
    stems = {path.stem for path in PAGES}
    for file in chapters.EXPECTED.glob("*.json"):
        assert file.stem in stems, f"{file.name} belongs to no page"
        texts = json.loads(file.read_text(encoding="utf-8"))
        assert texts
        assert all(isinstance(text, str) for text in texts)
