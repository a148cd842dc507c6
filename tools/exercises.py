"""Write a handout for a class: ``python tools/exercises.py OUT.zip``, after ``make book``.

It holds the chapters with exercises as notebooks with the numbers of the book and without
solutions, and what is needed to run them anywhere: the package, the figures, and a list of what to
install. If ``SITE`` says where the book is published, links lead there.
"""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import toc
import yaml
from addresses import address
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from notebooks import CHECK, EXERCISE, SOLUTION, Address, finished, in_the_book

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "_build" / "notebooks"
FOLDER = "handout"
# what the notebooks import besides the package, and where they are opened
USED = (
    *("anywidget", "contourpy", "iminuit", "ipywidgets", "joblib", "jupyterlab", "matplotlib"),
    *("numpy", "platformdirs", "pyhf", "scipy", "sympy", "tqdm"),
)

README = """\
# {title}: notebooks for a class

The chapters as notebooks, with the numbers of the book, and its exercises without solutions. With
Python 3.11 or newer, in this folder:

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/jupyter lab

(On Windows `.venv\\Scripts\\` in the place of `.venv/bin/`.) Run a notebook from the top: each
begins with what it imports. What its cells printed when the book was made stands below them.
`figures` draws the figures, `{wheel}` is the package.
{book}"""


def chapters() -> list[str]:
    """Names of the pages with exercises, in the order of the book."""
    pages = toc.chapters()
    return [p for p in pages if "{exercise}" in _source(p) or "{exercise-start}" in _source(p)]


def _source(page: str) -> str:
    return (ROOT / f"{page}.md").read_text(encoding="utf-8")


@cache
def kept(page: str) -> NotebookNode:
    """The notebook of a page as the build keeps it."""
    return nbformat.read(KEPT / f"{page}.ipynb", as_version=4)


def without_solutions(book: NotebookNode) -> NotebookNode:
    """Leave an empty space below each exercise, in the place of its solution."""
    made = deepcopy(book)
    made.cells = list(_asked(book.cells))
    return made


def _asked(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells but those of solutions, and two for the answer where an exercise ends.

    Below these stand the cells that take a number.
    """
    count, checks = 0, []
    for n, cell in enumerate(cells):
        kind = cell.metadata.kind
        if kind == CHECK:
            checks.append(cell)
        elif kind != SOLUTION:
            yield cell
        after = cells[n + 1].metadata if n + 1 < len(cells) else {}
        ends = after.get("kind") not in {EXERCISE, CHECK} or "heading" in after
        if kind in {EXERCISE, CHECK} and ends:
            count += 1
            metadata = {"kind": "answer", "anchors": []}
            yield new_markdown_cell("*Your answer:*", id=f"answer-{count}", metadata=metadata)
            yield new_code_cell(id=f"try-{count}", metadata=metadata)
            yield from checks
            checks = []


def between(names: Mapping[str, str]) -> Address:
    """Links from one notebook to another: ``names`` are those of the notebooks, by page.

    They lead to the cell where the target stands; to solutions only where there are any.
    """
    places = {
        (page, anchor): f"{name}#cell-id={cell.id}"
        for page, name in names.items()
        for cell in kept(page).cells
        for anchor in cell.metadata.anchors
    }
    return lambda page, anchor: places.get((page, anchor), names.get(page, ""))


def requirements(wheel: str) -> str:
    """What to install, in the versions of the book."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {line.partition("==")[0]: line for line in lines if "==" in line}
    return "\n".join([*(pins[name] for name in USED), f"./{wheel}", ""])


def build_wheel(folder: Path) -> Path:
    """Build the package by the pinned hatchling, and so without a network."""
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        str(folder.resolve()),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def contents() -> Iterator[tuple[str, bytes]]:
    """Every file of the handout: its name and what is in it."""
    pages = chapters()
    names = {page: f"{n:02}-{Path(page).name}.ipynb" for n, page in enumerate(pages, 1)}
    links = in_the_book if address("SITE") else between(names)
    for page, name in names.items():
        made = finished(without_solutions(kept(page)), links)
        yield name, nbformat.writes(made).encode()
    for path in sorted((ROOT / "figures").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    for name in ("LICENSE", "LICENSE-text"):
        yield name, (ROOT / name).read_bytes()
    with TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        yield wheel.name, wheel.read_bytes()
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    book = f"The book with its solutions: {address('SITE')}\n" if address("SITE") else ""
    yield "README.md", README.format(title=title, wheel=wheel.name, book=book).encode()
    yield "requirements.txt", requirements(wheel.name).encode()


def write(path: Path) -> None:
    """Write the handout, the same bytes for the same book."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents():
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}"), data, zipfile.ZIP_DEFLATED)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed.getvalue())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    sys.stdout.write(f"{sys.argv[1]}: {os.path.getsize(sys.argv[1]) / 1e6:.1f} MB\n")
