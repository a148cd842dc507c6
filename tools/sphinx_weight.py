"""What pages need not carry is left out: they open faster, most of all from a slow disk or line.

A page without formulas needs no engine for them. The theme draws fifteen icons and brings two
thousand; widgets that only live in a notebook leave their state in the page; and what starts a
remote kernel is set up twice, which browsers report, and never used. (The theme's search is left
out by its template, `templates/layout.html`.)
"""

import json
import re
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from sphinx.application import Sphinx

STATE = "application/vnd.jupyter.widget-state+json"
THEBE = "thebe"
FORMULA = 'class="math '
ICONS = Path("scripts") / "fontawesome.js"
THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
# name: [width, height, [other names], code, path or paths]
ICON = re.compile(
    r'"?(?P<name>[a-z0-9-]+)"?:\[\d+,\d+,\[(?P<others>[^\]]*)\],'
    r'"[0-9a-f]+",(?:"[^"]*"|\[[^\]]*\])\],?'
)


def _explorers(state: str) -> str:
    """Keep of the saved widgets those that the page draws."""
    saved = json.loads(state)
    saved["state"] = {
        key: model for key, model in saved["state"].items() if model["model_module"] == "anywidget"
    }
    return json.dumps(saved, separators=(",", ":")) if saved["state"] else ""


def lighten(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Take scripts from the head of a page that it does not need."""
    kept = []
    formulas = FORMULA in context.get("body", "")
    for script in context.get("script_files", []):
        attributes = getattr(script, "attributes", {})
        body = attributes.get("body") or ""
        if not formulas and "mathjax" in f"{script.filename} {body}".lower():
            continue  # the front page would have it because others do
        if THEBE in str(script.filename or "") or body.startswith("const THEBE"):
            continue
        if attributes.get("type") == STATE:
            state = _explorers(body)
            if not state:
                continue
            script = type(script)(
                script.filename, priority=script.priority, **attributes | {"body": state}
            )
        kept.append(script)
    context["script_files"] = kept
    context["css_files"] = [
        style for style in context.get("css_files", []) if THEBE not in str(style.filename)
    ]


def used_icons(folder: Path) -> set[str]:
    """Names of icons in pages and scripts."""
    files = [f for kind in ("html", "js") for f in folder.rglob(f"*.{kind}")]
    texts = (f.read_text(encoding="utf-8") for f in files if f.name != ICONS.name)
    return {name for text in texts for name in re.findall(r"\bfa-([a-z0-9-]+)", text)}


def only(used: set[str], script: str) -> str:
    """Script of the icons without those that nothing uses."""

    def keep(icon: re.Match[str]) -> str:
        names = {icon["name"], *re.findall(r'"([^"]*)"', icon["others"])}
        return icon[0] if names & used else ""

    return ICON.sub(keep, script)


def drop_icons(app: Sphinx, error: Exception | None) -> None:
    """Write the theme's icons again, fewer."""
    if error is None and app.builder.name == "html":
        script = (THEME / ICONS).read_text(encoding="utf-8")
        target = Path(app.outdir) / "_static" / ICONS
        target.write_text(only(used_icons(Path(app.outdir)), script), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", lighten, priority=900)
    app.connect("build-finished", drop_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
