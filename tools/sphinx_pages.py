"""What the book adds to each page: a download of the executed notebook, and metadata for citing."""

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "_notebooks"


def _executed(app: Sphinx) -> Path:
    return Path(app.outdir).parent / "jupyter_execute"


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Put the notebook into the download menu, and a description of the page into its head."""
    if doctree is None:
        return
    if (_executed(app) / f"{pagename}.ipynb").exists():
        root = context["pathto"]("", 1)
        for button in context.get("header_buttons", []):
            if button.get("label") == "download-buttons":
                button["buttons"].append(
                    {
                        "type": "link",
                        "url": f"{root}{FOLDER}/{pagename}.ipynb",
                        "text": ".ipynb",
                        "tooltip": "Download the executed notebook",
                        "icon": "fas fa-code",
                        "label": "download-notebook-button",
                    }
                )
    title = re.sub(r"<[^>]*>", "", context.get("title", ""))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    described = {
        "@context": "https://schema.org",
        "@type": "Book" if pagename == app.config.root_doc else "Chapter",
        "name": html.unescape(title),
        "isPartOf": {"@type": "Book", "name": citation["title"]},
        "author": [{"@type": "Organization", "name": a["name"]} for a in citation["authors"]],
        "version": str(citation["version"]),
        "dateModified": str(citation["date-released"]),
        "keywords": citation["keywords"],
        "inLanguage": "en",
        "learningResourceType": "computational textbook",
    }
    context["metatags"] = context.get("metatags", "") + (
        f'\n<script type="application/ld+json">{json.dumps(described)}</script>'
        f'\n<meta property="og:title" content="{html.escape(html.unescape(title))}">'
        f'\n<meta property="og:type" content="book">'
    )


def copy_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Put the executed notebooks beside the pages."""
    if error is None and app.builder.name == "html" and _executed(app).exists():
        for notebook in _executed(app).rglob("*.ipynb"):
            target = Path(app.outdir) / FOLDER / notebook.relative_to(_executed(app))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, target)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx, after the theme has made its buttons."""
    app.connect("html-page-context", add_to_page, priority=900)
    app.connect("build-finished", copy_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
