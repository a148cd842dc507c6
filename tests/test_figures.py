"""Figures draw: one module each, by part, and what they show is computed in the package."""

import ast
from pathlib import Path

import pytest
import toc

import chapters
from figures.__main__ import modules

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "figures"
PARTS = {
    "process": "The process",
    "vertex": "The electromagnetic vertex",
    "counts": "From cross section to counts",
    "limits": "Limits on transition moments",
    "electroweak": "Electroweak and nuclear physics from the same data",
    "structure": "Nuclear structure",
    "measured": "Measured since",
}
FILES = sorted(path for path in FIGURES.glob("*/*.py") if path.name != "__init__.py")
PAGES = [path for path in chapters.pages() if path.exists()]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_a_figure_is_a_function_that_draws(file: Path) -> None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    public = [node for node in tree(file).body if isinstance(node, kinds) and node.name[0] != "_"]
    assert [node.name for node in public] == ["draw"]
    assert isinstance(public[0], ast.FunctionDef)
    assert isinstance(public[0].returns, ast.Name)
    assert public[0].returns.id == "Figure"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_a_figure_has_no_numbers_of_its_own(file: Path) -> None:
    """What chapters may want as well is in the package: neither chi-squares nor files of it."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            assert not names & {"counting", "Combination", "counts", "quad", "brentq", "shipped"}
            of_figures = (node.module or "").split(".")
            if of_figures[0] == "figures" and len(of_figures) > 1:
                helper = (FIGURES / f"{of_figures[1]}.py").exists()
                assert helper or names <= set(modules()), node.module


def test_no_two_figures_share_a_name() -> None:
    assert len(modules()) == len(FILES)
    assert set(modules()) == {file.stem for file in FILES}


def imported_figures(path: Path) -> list[tuple[str, str]]:
    """Part and module of every figure that a page imports."""
    found = []
    for cell in chapters.code_cells(chapters.read(path)):
        lines = [
            line for line in cell.source.splitlines() if not line.lstrip().startswith(("!", "%"))
        ]
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.Import):
                assert not any(alias.name.startswith("figures") for alias in node.names)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("figures"):
                if node.module == "figures":
                    assert [alias.name for alias in node.names] == ["tables"]
                    continue
                part, *deeper = (node.module or "").split(".")[1:]
                if part in ("tables", "style"):  # how tables and letters are written
                    continue
                assert not deeper, f"{path.name}: only modules are imported from figures"
                found += [(part, alias.name) for alias in node.names]
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_pages_import_nothing_from_figures_but_modules(path: Path) -> None:
    for part, name in imported_figures(path):
        assert modules().get(name) == f"figures.{part}.{name}"


def test_a_figure_lives_in_the_part_of_its_chapter() -> None:
    captions = {Path(name).stem: part.caption for part in toc.parts() for name in part.chapters}
    shown = set()
    for path in PAGES:
        for part, name in imported_figures(path):
            shown.add(name)
            caption = captions.get(path.stem)
            if caption in PARTS.values():
                assert PARTS[part] == caption, f"{name} is shown in {path.stem}"
    assert set(modules()) - shown == {"social_card"}
