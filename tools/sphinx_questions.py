"""Questions that a page answers (``assets/questions.js``).

A cell that displays a `cevns.explorers.answers.Answer` leaves a form; it is put into the exercise
it belongs to. ``{predict}`` asks before the text answers: a question, a list of choices of which
``:answer:`` names the right one, and the reason, which stays folded until one is chosen. With
``:sketch:`` there are no choices: a curve is drawn, and a cell of the page displays the
`cevns.explorers.sketches.Sketch` that it is compared with.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from notebooks import ONLY_PAGE
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_enumerable_node

from cevns.explorers import answers
from cevns.explorers.answers import encoded

ANSWERS = "answers"  # in the metadata of a page: the exercises of it that take an answer
SHARED = ("plots.js", "answers.js", "sketches.js")  # by pages and notebooks, in this order
STYLES = ("plots.css", "answers.css")
SKETCH = '<div class="sketch"'
ASKS = re.compile(r'<(?:div class="predict|form class="answer|table class="[^"]*\bexercises\b)')
FORM = re.compile(r'<form class="answer" hidden data-exercise="([\w-]+)"')


class prediction(nodes.General, nodes.Element):
    """A question, its choices or the curve to be drawn, and the reason."""


class reason(nodes.General, nodes.Element):
    """What is shown when one of the choices has been taken."""


class Predict(SphinxDirective):
    """``{predict}``: a question to be answered before one reads on."""

    has_content = True
    option_spec = {  # noqa: RUF012
        "answer": directives.positive_int,
        "sketch": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Sort what is written into question, choices and reason."""
        whole = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, whole)
        page = self.env.docname.rpartition("/")[2]
        if any(self.state.document.findall(prediction)):
            raise self.error("one question a page is enough")
        found = prediction(ids=[f"predict-{page}"])
        match whole.children:
            case [nodes.paragraph() as question, nodes.bullet_list() as choices, *rest] if rest:
                right = self.options.get("answer", 0)
                if not 0 < right <= len(choices.children):
                    raise self.error(f":answer: is one of the {len(choices.children)} choices")
                found += [question, choices]
                found["key"] = encoded(right - 1)
            case [nodes.paragraph() as question, *rest] if rest and "sketch" in self.options:
                found += question
            case _:
                raise self.error("a paragraph with the question, a list of choices, the reason")
        question.insert(0, nodes.strong("", "Before you read on: "))
        found += reason("", *rest, classes=[ONLY_PAGE])
        self.set_source_info(found)
        return [found]


def visit_prediction(self: HTML5Translator, node: prediction) -> None:
    key = {"data-key": node["key"]} if "key" in node else {}
    self.body.append(self.starttag(node, "div", CLASS="predict", **key))


def leave_prediction(self: HTML5Translator, node: prediction) -> None:
    self.body.append("</div>\n")


def visit_reason(self: HTML5Translator, node: reason) -> None:
    self.body.append('<details class="reason"><summary>The answer</summary>\n')


def leave_reason(self: HTML5Translator, node: reason) -> None:
    self.body.append("</details>\n")


def out_of_its_cell(form: nodes.raw) -> None:
    """Take from the page the cell that made it."""
    cell = form.parent
    while not (isinstance(cell, nodes.container) and cell.get("nb_element") == "cell_code"):
        cell = cell.parent
    cell.parent.remove(cell)


def put_in_place(app: Sphinx, document: nodes.document) -> None:
    """Move every form and every sketch from the cell that made it to where it is asked for.

    Raises
    ------
    ExtensionError
        if that is not on its page, or a sketch is asked for that no cell makes
    """
    shown = [node for node in document.findall(nodes.raw) if "html" in node["format"]]
    put_sketch(app, document, [node for node in shown if node.astext().startswith(SKETCH)])
    asked = {node["label"]: node for node in document.findall(exercise_enumerable_node)}
    forms: dict[str, list[nodes.raw]] = defaultdict(list)
    for form in shown:
        if not (found := FORM.match(form.astext())):
            continue
        label = found[1]
        if label not in asked:
            raise ExtensionError(f"{app.env.docname}: an answer to {label}, which is not there")
        forms[label].append(form)
    for label, found_forms in forms.items():
        for part, form in enumerate(found_forms, 1):
            out_of_its_cell(form)
            text = FORM.sub(rf'\g<0> data-part="{part}"', form.astext())
            text = text.replace(f'"answer-{label}', f'"answer-{label}-{part}')
            asked[label].children[-1].append(nodes.raw("", text, format="html"))
    app.env.metadata[app.env.docname][ANSWERS] = {label: len(f) for label, f in forms.items()}


def put_sketch(app: Sphinx, document: nodes.document, made: list[nodes.raw]) -> None:
    """Move a sketch behind the question that it answers."""
    wanted = [node for node in document.findall(prediction) if "key" not in node]
    if len(wanted) != len(made):
        raise ExtensionError(
            f"{app.env.docname}: {len(wanted)} sketches are asked for, {len(made)} are made"
        )
    for question, sketch in zip(wanted, made, strict=True):
        out_of_its_cell(sketch)
        question.insert(1, nodes.raw("", sketch.astext(), format="html"))


def share(app: Sphinx, config: Config) -> None:
    """Give pages the scripts that the package gives to notebooks."""
    folder = Path(answers.__file__).parent
    config.html_static_path += [str(folder / name) for name in (*SHARED, *STYLES)]


def dress(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Give scripts and styles to a page that asks, or lists what others ask."""
    if not ASKS.search(context.get("body", "")):
        return
    for name in (*SHARED, "questions.js"):
        app.add_js_file(name, loading_method="defer")
    for name in (*STYLES, "questions.css"):
        app.add_css_file(name)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("predict", Predict)
    app.add_node(prediction, html=(visit_prediction, leave_prediction))
    app.add_node(reason, html=(visit_reason, leave_reason))
    app.connect("config-inited", share)
    app.connect("doctree-read", put_in_place)
    app.connect("html-page-context", dress)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
