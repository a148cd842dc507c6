"""Questions that a page answers (``assets/questions.js``).

A cell that displays a `cevns.explorers.answers.Answer` leaves a form; it is put into the exercise
it belongs to. ``{predict}`` asks before the text answers: a question, a list of choices of which
``:answer:`` names the right one, and the reason, which stays folded until one is chosen.
"""

import re
from collections import defaultdict

from docutils import nodes
from docutils.parsers.rst import directives
from notebooks import ONLY_PAGE
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_enumerable_node

from cevns.explorers.answers import encoded

ANSWERS = "answers"  # in the metadata of a page: the exercises of it that take an answer
FORM = re.compile(r'<form class="answer" hidden data-exercise="([\w-]+)"')


class prediction(nodes.General, nodes.Element):
    """A question, its choices and the reason."""


class reason(nodes.General, nodes.Element):
    """What is shown when one of the choices has been taken."""


class Predict(SphinxDirective):
    """``{predict}``: a question to be answered before one reads on."""

    has_content = True
    option_spec = {"answer": directives.positive_int}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Sort what is written into question, choices and reason."""
        whole = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, whole)
        match whole.children:
            case [nodes.paragraph() as question, nodes.bullet_list() as choices, *rest] if rest:
                pass
            case _:
                raise self.error("a paragraph with the question, a list of choices, the reason")
        right = self.options.get("answer", 0)
        if not 0 < right <= len(choices.children):
            raise self.error(f":answer: is one of the {len(choices.children)} choices")
        page = self.env.docname.rpartition("/")[2]
        if any(self.state.document.findall(prediction)):
            raise self.error("one question a page is enough")
        question.insert(0, nodes.strong("", "Before you read on: "))
        found = prediction("", question, choices, ids=[f"predict-{page}"], key=encoded(right - 1))
        found += reason("", *rest, classes=[ONLY_PAGE])
        self.set_source_info(found)
        return [found]


def visit_prediction(self: HTML5Translator, node: prediction) -> None:
    self.body.append(self.starttag(node, "div", CLASS="predict", **{"data-key": node["key"]}))


def leave_prediction(self: HTML5Translator, node: prediction) -> None:
    self.body.append("</div>\n")


def visit_reason(self: HTML5Translator, node: reason) -> None:
    self.body.append('<details class="reason"><summary>The answer</summary>\n')


def leave_reason(self: HTML5Translator, node: reason) -> None:
    self.body.append("</details>\n")


def put_in_place(app: Sphinx, document: nodes.document) -> None:
    """Move every form from the cell that made it into its exercise.

    Raises
    ------
    ExtensionError
        if it has none on its page
    """
    asked = {node["label"]: node for node in document.findall(exercise_enumerable_node)}
    forms: dict[str, list[nodes.raw]] = defaultdict(list)
    for form in list(document.findall(nodes.raw)):
        if "html" not in form["format"] or not (found := FORM.match(form.astext())):
            continue
        label = found[1]
        if label not in asked:
            raise ExtensionError(f"{app.env.docname}: an answer to {label}, which is not there")
        forms[label].append(form)
    for label, found_forms in forms.items():
        for part, form in enumerate(found_forms, 1):
            cell = form.parent
            while not (isinstance(cell, nodes.container) and cell.get("nb_element") == "cell_code"):
                cell = cell.parent
            cell.parent.remove(cell)
            text = FORM.sub(rf'\g<0> data-part="{part}"', form.astext())
            text = text.replace(f'"answer-{label}', f'"answer-{label}-{part}')
            asked[label].children[-1].append(nodes.raw("", text, format="html"))
    app.env.metadata[app.env.docname][ANSWERS] = {label: len(f) for label, f in forms.items()}


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("predict", Predict)
    app.add_node(prediction, html=(visit_prediction, leave_prediction))
    app.add_node(reason, html=(visit_reason, leave_reason))
    app.connect("doctree-read", put_in_place)
    app.add_js_file("questions.js", loading_method="defer")
    app.add_css_file("questions.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
