"""The reference as one reads it: a page a package, defaults by name, no value too long to read."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import GenericAlias, MappingProxyType
from typing import Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_search import HIGH

LONGEST = 80
READABLE = 225  # three lines


def modules(package: str) -> list[str]:
    """Return the public modules of a package, not those of packages inside, which have a page."""
    found = []
    for module in iter_modules(import_module(package).__path__, f"{package}."):
        inner = import_module(module.name)
        if module.name.startswith(f"{package}._") and not module.name.endswith(".__main__"):
            continue
        if not (module.ispkg and list(iter_modules(inner.__path__))):
            found.append(module.name)
    return found


def first_paragraph(module: str) -> str:
    """Return what a module says of itself first, on one line."""
    return " ".join((import_module(module).__doc__ or "").strip().partition("\n\n")[0].split())


class Modules(SphinxDirective):
    """All modules of a package: first what each is for, then each with what it holds."""

    ASKED: ClassVar = {
        "inherited": "   :inherited-members: tuple",  # of these modules, what classes inherit
        "borrowing": "   :ignore-module-all:",  # what these hand on is shown where it is from
    }
    required_arguments = 1
    option_spec: ClassVar = dict.fromkeys(ASKED, str.split)

    def run(self) -> list[nodes.Node]:
        """Write them in the language of docstrings, and read that."""
        package = self.arguments[0]
        found = modules(package)
        lines = [f".. automodule:: {package}", ""]
        lines += [f"* :py:mod:`~{name}`: {first_paragraph(name)}" for name in found]
        for name in found:
            file = import_module(name).__file__
            self.env.note_dependency(str(Path(str(file)).resolve()))
            lines += ["", name, "-" * len(name), "", f".. automodule:: {name}", "   :members:"]
            for option, line in self.ASKED.items():
                if name.removeprefix(f"{package}.") in self.options.get(option, ()):
                    lines += [line]
        text = StringList(["```{eval-rst}", *lines, "```"], self.get_source_info()[0])
        holder = nodes.Element()
        self.state.nested_parse(text, 0, holder, match_titles=True)
        return holder.children


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


LONG = re.compile(r"(?<![\w.])-?\d+\.\d{9,}(?:e[+-]?\d+)?")
"""A number with more digits than anyone reads: eight of them are shown."""


def written(value: object, text: str) -> str:
    """What stands behind a name for its value, whose repr follows the sign of equality in text."""
    if isinstance(value, MappingProxyType):
        text = f" = {dict(value)!r}"
    text = LONG.sub(lambda found: f"{float(found[0]):.8g}", text)
    if len(text) <= LONGEST:
        return text
    keys = f" with keys {', '.join(map(repr, value))}" if isinstance(value, Mapping) else ""
    return keys if len(keys) <= 2 * LONGEST else f" with {len(value)} keys"  # type: ignore[arg-type]


def skip_fields(
    _app: Sphinx, _kind: str, _name: str, member: Any, skip: bool, _options: Any
) -> bool:
    """Leave out the fields of named tuples that the docstring of their class tells of."""
    return skip or str(getattr(member, "__doc__", "")).startswith("Alias for field number")


TEN = re.compile(r"(?<![\w.])(\d(?:\.\d+)?)e\+?(-?\d+)(?!\w)")
POWER = re.compile(r"(?<=[\w)>\]])\^(?:(-?\d+)|\((-?\d+)\))(?!\w|[./]\d)")
EXPONENT = re.compile(r"(?<=[\w)>\]|])\^(?:\(([^()]{1,12})\)|([A-Za-z]+)(?!\w))")
PARITY = re.compile(r"(?<![\w.^])(\d)([+-])(?=[\s,.;:)]|\Z)")
LETTERS = {"Delta chi": "Δχ", "chi": "χ", "mu": "μ", "nu": "ν", "sigma": "σ", "Lambda": "Λ"}
SQUARED = re.compile(rf"\b({'|'.join(LETTERS)})(?=[⁻⁰¹²³⁴-⁹])")


DOTTED = re.compile(r"(?<=[a-z]\.)(?=(?:[a-z_]+\.)+\w|(?<=cevns\.)\w|[A-Z_]{4})")


class Powers(SphinxPostTransform):
    """Write what docstrings have in plain text as printed: cm^-2, chi^2, >= 0; let names break."""

    default_priority = 400
    formats = ("html",)
    CODE = (
        *(nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw),
        *(nodes.title, nodes.title_reference, addnodes.desc_signature),
    )

    def run(self, **_: Any) -> None:
        """Do so in all that the pages of the reference say in words."""
        if not self.env.docname.startswith("chapters/api"):
            return
        for text in list(self.document.findall(nodes.Text)):
            above = text.parent
            while above is not None and not isinstance(above, self.CODE):
                above = above.parent
            if above is None:
                text.parent.replace(text, list(typeset(raised(text))))


def typeset(text: str) -> Iterator[nodes.Node]:
    """Yield a text with exponents that no sign has, and places where its names may break."""
    for i, piece in enumerate(EXPONENT.split(text)):
        if i % 3 == 0:
            first, *others = DOTTED.split(piece)
            yield nodes.Text(first)
            for other in others:
                yield from (nodes.raw("", "<wbr>", format="html"), nodes.Text(other))
        elif piece:
            exponent = {"dagger": "†"}.get(piece, piece.replace("-", "\N{MINUS SIGN}"))
            yield nodes.superscript("", exponent)


def raised(text: str) -> str:
    """Write powers and signs as printed.

    >>> raised("chi^2 in cm^-2, Delta chi^2, e^(-2), mu10^2, x^n, >= -1e-10 mu_B")
    'χ² in cm⁻², Δχ², e⁻², mu10², x^n, ≥ −10⁻¹⁰ μ_B'
    """
    text = re.sub(r"(?<![\d.])1 × 10\^", "10^", TEN.sub(r"\1 × 10^\2", text)).replace("mu_B", "μ_B")
    text = POWER.sub(lambda found: (found[1] or found[2]).translate(HIGH), text)
    text = PARITY.sub(lambda found: found[1] + {"+": "⁺", "-": "⁻"}[found[2]], text)
    text = re.sub(r"(?<![\w.)\]-])-(?=\d|pi\b)", "\N{MINUS SIGN}", text)
    text = text.replace(">=", "≥").replace("<=", "≤").replace(" - ", " \N{MINUS SIGN} ")
    text = re.sub(r"(?<=\d) \+- (?=\d)", " ± ", text)
    text = re.sub(r"(?<=[≥≤<>]) (?=[\N{MINUS SIGN}\d])", "\N{NO-BREAK SPACE}", text)
    return SQUARED.sub(lambda found: LETTERS[found[1]], text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("modules", Modules)
    app.add_post_transform(Powers)
    app.connect("object-description-transform", shorten_defaults)
    app.connect("object-description-transform", shorten_value)
    app.connect("autodoc-skip-member", skip_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
