"""Write the chapters as notebooks without solutions: ``python tools/exercises.py FOLDER``."""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[1]

LONG = r"^`{3,}\{solution-start\}.*?^`{3,}\{solution-end\}\n`{3,}\n"
SHORT = r"^(?P<fence>`{3,})\{solution\}.*?^(?P=fence)\n"
OPENING = r"^`{3,}\{exercise(?:-start)?\} *(?P<title>.*)\n(?::.*\n)*(?:`{3,}\n)?"
CLOSING = r"^`{3,}\{exercise-end\}\n`{3,}\n"


def without_solutions(text: str) -> str:
    """Drop every solution, and turn the boxes around exercises into headings.

    Outside the book nothing draws the boxes, and a notebook would show their fences.
    """
    text = re.sub(f"{LONG}|{SHORT}", "", text, flags=re.M | re.S)
    short = r"^(?P<fence>`{3,})\{exercise\} *(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)\n"
    text = re.sub(short, _unboxed, text, flags=re.M | re.S)
    text = re.sub(OPENING, r"**Exercise: \g<title>**\n", text, flags=re.M)
    return re.sub(CLOSING, "", text, flags=re.M)


def _unboxed(match: re.Match[str]) -> str:
    body = re.sub(r"^:[\w-]+:.*\n", "", match["body"], flags=re.M)
    return f"**Exercise: {match['title']}**\n{body}"


def chapters() -> list[Path]:
    """Return the chapters with exercises, in the order of the book."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = [ROOT / f"{c['file']}.md" for part in contents["parts"] for c in part["chapters"]]
    return [page for page in pages if "{exercise" in page.read_text(encoding="utf-8")]


def write(folder: Path) -> list[Path]:
    """Write one notebook a chapter."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for page in chapters():
        notebook = jupytext.reads(
            without_solutions(page.read_text(encoding="utf-8")), fmt="md:myst"
        )
        path = folder / f"{page.stem}.ipynb"
        nbformat.write(notebook, path)
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
