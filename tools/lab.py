"""Write the book as notebooks for JupyterLab: ``python tools/lab.py FOLDER``, after ``make book``.

They are the pages as built, with what their cells printed and links between them, and they are
trusted, since they were made here. A notebook that was changed stays until its page is built anew.
"""

import os
import sys
from pathlib import Path

import nbformat
from exercises import KEPT, between, kept
from nbformat.sign import NotebookNotary
from notebooks import finished


def write(folder: Path) -> None:
    """Write those that are missing or older than their page."""
    pages = [p.relative_to(KEPT).with_suffix("").as_posix() for p in sorted(KEPT.rglob("*.ipynb"))]
    notary = NotebookNotary()
    for page in pages:
        target = folder / f"{page}.ipynb"
        if target.exists() and target.stat().st_mtime >= (KEPT / f"{page}.ipynb").stat().st_mtime:
            continue
        # links are as seen from the folder of the page
        here = target.parent
        names = {p: Path(os.path.relpath(folder / f"{p}.ipynb", here)).as_posix() for p in pages}
        made = finished(kept(page), between(names))
        here.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, target)
        notary.sign(made)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
