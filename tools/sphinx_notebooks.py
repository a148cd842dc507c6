"""Each page as a notebook, with the numbers of the book: for its download, and to hand out.

``notebooks`` writes them; they are kept in ``_build/notebooks``, from where ``make lab`` and
``make exercises`` take them, and offered by each page.
"""

from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import nbformat
from addresses import address
from docutils import nodes
from jupyter_cache import get_cache
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from notebooks import finished, in_the_book, notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

KINDS = {"figure", "table", "exercise"}  # whose names are part of what they are called


def folder(app: Sphinx) -> Path:
    """Where the notebooks are kept."""
    return Path(app.outdir).parent / "notebooks"


def called(env: BuildEnvironment, page: str, kind: str, anchor: str) -> str:
    """What something is called in the book: "Fig. 14.1", or "14.1" for an equation."""
    number = env.toc_fignumbers.get(page, {}).get(kind, {}).get(anchor)
    if number is None:
        return ""
    form = env.config.numfig_format[kind] if kind in KINDS else "%s"
    return form % ".".join(map(str, number))


@cache
def executed_notebooks(path: str) -> Any:
    """The cache of what the cells printed."""
    return get_cache(path)


def executed(app: Sphinx, page: str) -> NotebookNode | None:
    """The notebook of a page with what its cells printed; None for a page without cells."""
    path = Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
    if not path.exists():
        return None
    found = nbformat.read(path, as_version=4)
    # those whose outputs came from the cache of the book were written without them
    printed = executed_notebooks(app.env.mystnb_config.execution_cache_path)
    with suppress(KeyError):
        _, found = printed.merge_match_into_notebook(found)
    return found


def needs(page: str) -> NotebookNode:
    """What a notebook says that somebody has downloaded alone."""
    origin, repository = in_the_book(page, ""), address("REPOSITORY")
    name = f"[a page of the book]({origin})" if origin else "a page of the book"
    source = f"<{repository}>" if repository else "where the book came from"
    text = (
        f"*This notebook is {name}, with all that its cells printed. To run them, take the sources "
        f"from {source}: in their folder, `make lab` installs what is needed and opens all pages "
        "like this one. Elsewhere it needs the packages of `requirements.txt` and, beside it, the "
        "folder `figures`.*"
    )
    return new_markdown_cell(text, id="needs")


def write_notebook(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Keep the notebook of a page, and offer it for download where the theme's button looks for it.

    It has to be done before the theme makes its buttons.
    """
    if doctree is None or app.builder.name != "html":
        return
    number = partial(called, app.env, pagename)
    made = notebook(pagename, doctree, number, found := executed(app, pagename))
    kept = folder(app) / f"{pagename}.ipynb"
    kept.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, kept)
    if found is not None:
        offered = finished(made, in_the_book)
        offered.cells.insert(0, needs(pagename))
        target = Path(app.outdir) / "_sources" / f"{pagename}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(offered, target)
        context["ipynb_source"] = f"{pagename}.ipynb"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", write_notebook, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
