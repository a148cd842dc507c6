"""The reference as one reads it: defaults by name, and no values too long to be read."""

from collections.abc import Mapping
from importlib import import_module
from types import GenericAlias, MappingProxyType
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

LONGEST = 80
READABLE = 225  # three lines


def shorten_defaults(
    _app: Sphinx, _domain: str, _kind: str, content: addnodes.desc_content
) -> None:
    """Show of a long default that there is one, and so of all if they are many."""
    signature = content.parent[0]
    longest = LONGEST if len(signature.astext()) <= READABLE else 0
    for default in signature.findall(nodes.inline):
        if "default_value" in default["classes"] and len(default.astext()) > longest:
            default.clear()
            default += nodes.Text("…")


def shorten_value(_app: Sphinx, _domain: str, kind: str, content: addnodes.desc_content) -> None:
    """Show of a long value the keys, if it has any."""
    if kind not in {"data", "class"}:
        return
    signature = content.parent[0]
    value = import_module(signature["module"])
    for name in signature["fullname"].split("."):
        value = getattr(value, name)
    if isinstance(value, GenericAlias):  # its page says what it is an alias of
        for parameters in list(signature.findall(addnodes.desc_parameterlist)):
            signature.remove(parameters)
    for shown in list(signature.findall(addnodes.desc_annotation)):
        if shown.astext().lstrip().startswith("="):
            text = written(value, shown.astext())
            shown.clear()
            shown += nodes.Text(text)


def written(value: object, text: str) -> str:
    """What stands behind a name for its value, whose repr follows the sign of equality in text."""
    if isinstance(value, MappingProxyType):
        text = f" = {dict(value)!r}"
    if len(text) <= LONGEST:
        return text
    keys = f" with keys {', '.join(map(repr, value))}" if isinstance(value, Mapping) else ""
    return keys if len(keys) <= 2 * LONGEST else f" with {len(value)} keys"  # type: ignore[arg-type]


def skip_fields(
    _app: Sphinx, _kind: str, _name: str, member: Any, skip: bool, _options: Any
) -> bool:
    """Leave out the fields of named tuples that the docstring of their class tells of."""
    return skip or str(getattr(member, "__doc__", "")).startswith("Alias for field number")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("object-description-transform", shorten_defaults)
    app.connect("object-description-transform", shorten_value)
    app.connect("autodoc-skip-member", skip_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
