"""The chapters as notebooks: what their check cells print is compared with tests/expected.

python tests/chapters.py [chapter ...]     run them and rewrite the expected output
"""

import json
import os
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "tests" / "expected"
CHECK = "nbval-check-output"
MISSING = "nothing committed for this cell: run `make expected CHAPTER={}` and review the change\n"


def pages() -> list[Path]:
    """Every page of the book: the first one and the chapters."""
    return [ROOT / "intro.md", *sorted((ROOT / "chapters").glob("*.md"))]


def read(path: Path) -> NotebookNode:
    # named, or jupytext guesses a page without a header to be pandoc's kind of Markdown
    return jupytext.read(path, fmt={"extension": ".md", "format_name": "myst"})


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def check_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in code_cells(notebook) if CHECK in c.metadata.get("tags", [])]


def expected(path: Path) -> list[str]:
    reference = EXPECTED / f"{path.stem}.json"
    return json.loads(reference.read_text("utf-8")) if reference.exists() else []


def with_references(notebook: NotebookNode, references: list[str], name: str) -> NotebookNode:
    """Give each check cell what it has to print.

    If their numbers differ, no reference can be trusted and every check cell fails. The
    execution count matters: without it nbval passes over the comparison.
    """
    cells = check_cells(notebook)
    if len(references) != len(cells):
        references = [MISSING.format(name)] * len(cells)
    for count, (cell, text) in enumerate(zip(cells, references, strict=True), 1):
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
        cell.execution_count = count
    return notebook


def write(folder: Path) -> None:
    """Write the notebooks that nbval runs, one for each page with code."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = set()
    for path in pages():
        if path.exists() and code_cells(notebook := read(path)):
            target = folder / f"{path.stem}.ipynb"
            kept.add(target)
            nbformat.write(with_references(notebook, expected(path), path.stem), target)
    for stale in set(folder.glob("*.ipynb")) - kept:
        stale.unlink()


def printed(path: Path) -> list[str]:
    """Run a chapter; return what its check cells print."""
    notebook = read(path)
    resources = {"metadata": {"path": path.parent}}
    # one cell may print in several messages; nbval joins them too
    NotebookClient(notebook, timeout=120, coalesce_streams=True, resources=resources).execute()
    texts = []
    for cell in check_cells(notebook):
        if [output.get("name") for output in cell.outputs] != ["stdout"]:
            raise SystemExit(f"{path.name}: a check cell must print, and only that:\n{cell.source}")
        texts.append(cell.outputs[0].text)
    return texts


def main(names: list[str]) -> None:
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    EXPECTED.mkdir(exist_ok=True)
    chapters = {path.stem: path for path in pages() if path.exists()}
    if unknown := set(names) - set(chapters):
        raise SystemExit(f"no chapter {sorted(unknown)}; there are {sorted(chapters)}")
    for name in names or chapters:
        reference = EXPECTED / f"{name}.json"
        if texts := printed(chapters[name]) if check_cells(read(chapters[name])) else []:
            text = json.dumps(texts, indent=2, ensure_ascii=False) + "\n"
            reference.write_text(text, encoding="utf-8")
            print(f"{name}: {len(texts)} check cells")
        else:
            reference.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
