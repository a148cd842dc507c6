"""A chapter can be read in one sitting: what stands open on its page is not too long."""

import re
from pathlib import Path

import jupytext
import pytest
from nbformat import NotebookNode
from test_chapters import TEACHING, stem

import chapters

WORDS, CELLS = 3000, 50
OPENED = re.compile(r"^([`:]{3,})\{([\w:-]+)\}")
OPTION = re.compile(r"^:[\w-]+:")


def prose(notebook: NotebookNode) -> str:
    """What is neither code nor metadata, folded parts included."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def unfolded(text: str) -> str:
    """Leave out what a page shows only when asked: dropdowns, from the first mark to the last."""
    kept: list[str] = []
    end: re.Pattern[str] | None = None
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if end:
            if end.match(line):
                end = None
        elif (box := OPENED.match(line)) and folds(box[2], lines[i + 1 :]):
            mark = re.escape(box[1])
            ending = rf"{mark}\{{solution-end\}}" if box[2] == "solution-start" else rf"{mark}\s*$"
            end = re.compile(f"^{ending}")
        else:
            kept.append(line)
    return "\n".join(kept)


def folds(kind: str, after: list[str]) -> bool:
    """Whether a directive hides its content, by its kind or by the options below it."""
    for line in after:
        if not OPTION.match(line):
            break
        if line.startswith(":class:") and "dropdown" in line:
            return True
    return kind == "dropdown"


def words(text: str) -> int:
    """Words of text, with a formula in a line as one; displayed formulas and marks are none."""
    text = re.sub(r"\$\$.*?\$\$( *\([\w:-]+\))?", " ", text, flags=re.S)
    text = re.sub(r"\$[^$]+\$", " x ", text)
    text = re.sub(r"^(?:[`:]{3,}.*|:[\w-]+:.*|\([\w:-]+\)=|[|\s:-]+)$", " ", text, flags=re.M)
    return sum(1 for word in text.split() if re.search(r"\w", word))


def open_cells(notebook: NotebookNode) -> int:
    """Cells of which a reader sees code or output outside of solutions."""
    count, inside = 0, False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            marks = re.findall(r"\{solution-(start|end)\}", cell.source)
            inside = marks[-1] == "start" if marks else inside
        elif not inside and "hide-cell" not in cell.metadata.get("tags", []):
            count += 1
    return count


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_a_chapter_is_not_too_long(path: Path) -> None:
    notebook = chapters.read(path)
    assert words(unfolded(prose(notebook))) <= WORDS
    assert open_cells(notebook) <= CELLS
    assert len(chapters.code_cells(notebook)) <= CELLS


def test_what_is_counted() -> None:
    text = """\
(a-label)=
# Two words

One $x + y$ three, and [four](a.md).

$$
none
$$ (eq:none)

:::{admonition} Seen title
:class: tip
Seen as well.
:::

:::{admonition} Folded
:class: dropdown
Not seen.
:::

````{solution-start} ex
:class: dropdown
````
Nor this.

````{solution-end}
````
Last.
"""
    left = unfolded(text)
    assert "Seen as well" in left
    assert "Not seen" not in left
    assert "Nor this" not in left
    assert "Last." in left
    assert words("One $x + y$ three, and [four](a.md).") == 5
    assert words("$$\na b c\n$$ (eq:none)\n\n| --- | --- |\n") == 0


def test_a_solution_of_cells_is_folded() -> None:
    source = (
        "```{code-cell}\n1\n```\n\n```{exercise} A\n:label: ex-a\nQ\n```\n\n"
        "```{solution-start} ex-a\n:class: dropdown\n```\n\n```{code-cell}\n2\n```\n\n"
        "```{solution-end}\n```\n\n```{code-cell}\n3\n```\n"
    )
    notebook = jupytext.reads(source, fmt={"extension": ".md", "format_name": "myst"})
    assert len(chapters.code_cells(notebook)) == 3
    assert open_cells(notebook) == 2
