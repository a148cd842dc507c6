"""Rules every chapter keeps, and proof that the comparison of printed numbers can fail."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

import chapters

ROOT = chapters.ROOT
PAGES = [path for path in chapters.pages() if path.exists()]
WITH_CODE = [path for path in PAGES if chapters.code_cells(chapters.read(path))]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
TEACHING = [
    ROOT / f"{chapter['file']}.md"
    for part in TOC["parts"]
    if part["caption"] != "Appendix"
    for chapter in part["chapters"]
]


def stem(path: Path) -> str:
    return path.stem


def draws(cell: NotebookNode) -> bool:
    """Does the cell end in ``module.draw(...)``, which the page then shows?"""
    body = ast.parse(re.sub(r"^[!%]", "#", cell.source, flags=re.M)).body
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call):
        return False
    function = last.value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "draw" or name.startswith("draw_")


def test_every_chapter_of_the_contents_exists_and_no_other() -> None:
    listed = {ROOT / f"{c['file']}.md" for part in TOC["parts"] for c in part["chapters"]}
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


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_named_figures_are_referred_to(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for cell in chapters.code_cells(chapters.read(path)):
        name = cell.metadata.get("mystnb", {}).get("figure", {}).get("name")
        assert name is None or f"{{numref}}`{name}`" in text or f"<{name}>`" in text, name


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_a_chapter_teaches(path: Path) -> None:
    """One check cell or more, a figure, three exercises or more, each with its solution."""
    text, notebook = path.read_text(encoding="utf-8"), chapters.read(path)
    assert chapters.check_cells(notebook)
    assert any(draws(cell) for cell in chapters.code_cells(notebook))
    exercises = re.findall(r"^`{3,}\{exercise\}.*?\n:label: (\S+)", text, re.M)
    solutions = re.findall(r"^`{3,}\{solution(?:-start)?\} (\S+)", text, re.M)
    assert 3 <= len(exercises) <= 7
    assert solutions == exercises


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_cells_are_small(path: Path) -> None:
    """Median at most 6 lines, nine in ten at most 15, none over 30."""
    cells = chapters.code_cells(chapters.read(path))
    lengths = sorted(sum(1 for line in cell.source.splitlines() if line.strip()) for cell in cells)
    assert lengths[-1] <= 30
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 15
    if len(lengths) > 4:
        assert lengths[len(lengths) // 2] <= 8


@pytest.mark.parametrize("path", WITH_CODE, ids=stem)
def test_code_is_clean(path: Path) -> None:
    """No star imports, path tricks or shell but our own command; no undefined or unused name."""
    source = "\n\n".join(cell.source for cell in chapters.code_cells(chapters.read(path)))
    assert not re.search(r"import \*|sys\.path|^[!%](?!python -m cevns)", source, re.M)
    source = re.sub(r"^!", "# ", source, flags=re.M)
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--isolated", "--select", "E9,F"]
    found = subprocess.run(
        [*command, "-"], input=source, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def run_nbval(notebook: NotebookNode, folder: Path) -> subprocess.CompletedProcess[str]:
    nbformat.write(notebook, folder / "page.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "--nbval-lax", "--nbval-current-env"]
    return subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(folder), "page.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def one_check_cell() -> NotebookNode:
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
    )
    cell = nbformat.v4.new_code_cell("print(f'{355 / 113:.4f}')")
    cell.metadata["tags"] = [chapters.CHECK]
    notebook.cells = [cell]
    return notebook


@pytest.mark.parametrize(
    ("references", "passes"),
    [(["3.1416\n"], True), (["3.1415\n"], False), ([], False)],
    ids=["as committed", "a number moved", "no reference"],
)
def test_nbval_compares_printed_numbers(
    references: list[str], passes: bool, tmp_path: Path
) -> None:
    notebook = chapters.with_references(one_check_cell(), references, "page")
    result = run_nbval(notebook, tmp_path)
    assert (result.returncode == 0) == passes, result.stdout
    if references and not passes:
        assert "3.1415" in result.stdout
        assert "3.1416" in result.stdout


def test_altering_a_committed_reference_of_a_chapter_fails(tmp_path: Path) -> None:
    """The same for a real page: one digit of tests/expected changed, and nbval sees it."""
    path = ROOT / "intro.md"
    references = chapters.expected(path)
    altered = [re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), t) for t in references]
    assert altered != references
    good = run_nbval(chapters.with_references(chapters.read(path), references, "intro"), tmp_path)
    assert good.returncode == 0, good.stdout
    bad = run_nbval(chapters.with_references(chapters.read(path), altered, "intro"), tmp_path)
    assert bad.returncode != 0


def test_references_are_lists_of_texts() -> None:
    stems = {path.stem for path in PAGES}
    for file in chapters.EXPECTED.glob("*.json"):
        assert file.stem in stems, f"{file.name} belongs to no page"
        texts = json.loads(file.read_text(encoding="utf-8"))
        assert texts
        assert all(isinstance(text, str) for text in texts)
