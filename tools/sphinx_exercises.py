"""Exercises of the book: how hard each is, beside its title, and the list of all of them.

The difficulty is the class of the exercise: ``:class: easy``, ``medium`` or ``hard``.
"""

from collections import Counter
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_subtitle, solution_node
from sphinx_questions import ANSWERS
from sphinx_search import below

LEVELS = {
    "easy": "one formula or one call",
    "medium": "several steps, or a short program",
    "hard": "a proof, or an idea of your own",
}
LISTED = "lists_exercises"  # in the metadata of a page


class Exercise(NamedTuple):
    """One line of the list."""

    number: tuple[int, ...]
    page: str
    label: str
    level: str
    title: list[nodes.Node]


def level(node: nodes.Element) -> str:
    """How hard an exercise is said to be.

    Raises
    ------
    ExtensionError
        if nothing is said, or more than one thing
    """
    found = [name for name in LEVELS if name in node["classes"]]
    if len(found) != 1:
        wanted = " or ".join(f":class: {name}" for name in LEVELS)
        raise ExtensionError(f"{node['docname']}: exercise {node['label']} needs {wanted}")
    return found[0]


def mark(name: str) -> nodes.emphasis:
    """The word for a difficulty, as it is drawn."""
    return nodes.emphasis("", name, classes=["difficulty", name])


def exercises(env: BuildEnvironment) -> list[Exercise]:
    """Every exercise that has a number, in the order of the book."""
    found = []
    for label, entry in getattr(env, "sphinx_exercise_registry", {}).items():
        node, page = entry["node"], entry["docname"]
        number = env.toc_fignumbers.get(page, {}).get("exercise", {}).get(label)
        if isinstance(node, exercise_enumerable_node) and number:
            subtitle = next(node.findall(exercise_subtitle), nodes.inline())
            title = [child.deepcopy() for child in subtitle.children]
            found.append(Exercise(number, page, label, level(node), title))
    order = {page: n for n, page in enumerate(below(env, env.config.root_doc))}
    return sorted(found, key=lambda e: (order.get(e.page, len(order)), e.number))


class SayDifficulty(SphinxPostTransform):
    """Write the difficulty behind the title of each exercise."""

    default_priority = 30  # after the extension has put number and title together

    def run(self, **_: object) -> None:
        """Do so for every exercise of the page."""
        for node in self.document.findall(exercise_enumerable_node):
            node.children[0] += [nodes.Text(" "), mark(level(node))]


class BlankBeforeLink(SphinxPostTransform):
    """Move the blank out of the link in the title of a solution, where it would be underlined."""

    default_priority = 30

    def run(self, **_: object) -> None:
        """Do so for every solution of the page."""
        for node in self.document.findall(solution_node):
            title = node.children[0]
            for link in list(title.findall(nodes.reference)):
                words = link.children[0]
                link.replace(words, nodes.Text(words.astext().lstrip()))
                title.insert(title.index(link), nodes.Text(" "))


class exercise_list(nodes.General, nodes.Element):
    """Stands for the list until all exercises are known."""


class ExerciseList(SphinxDirective):
    """``{exercise-list}``: all exercises of the book, by chapter."""

    def run(self) -> list[nodes.Node]:
        """Leave a place for the list."""
        self.env.metadata[self.env.docname][LISTED] = True
        return [exercise_list()]


class WriteLists(SphinxPostTransform):
    """Put the list where it was asked for."""

    default_priority = 30

    def run(self, **_: object) -> None:
        """Do so for every list of the page."""
        for place in list(self.document.findall(exercise_list)):
            place.replace_self(self.written(exercises(self.env)))

    def written(self, found: list[Exercise]) -> list[nodes.Node]:
        """How many there are, a choice of difficulty, and the table."""
        counted = Counter(exercise.level for exercise in found)
        terms = ", ".join(f"{counted[name]} {name} ({what})" for name, what in LEVELS.items())
        taking = sum(1 for exercise in found if self.numbers(exercise))
        said = nodes.paragraph(
            "",
            f"{len(found)} exercises: {terms}. {taking} take a number on their page and say "
            "whether it is right, or what went wrong.",
        )
        table = nodes.table(classes=["exercises"])
        group = nodes.tgroup(cols=5)
        group += [nodes.colspec(colwidth=width) for width in (10, 40, 10, 10, 30)]
        group += nodes.thead("", self.row([[nodes.Text(t)] for t in HEADS]))
        group += nodes.tbody("", *map(self.line, found))
        table += group
        return [said, nodes.raw("", CHOICE, format="html"), table]

    def line(self, exercise: Exercise) -> nodes.row:
        """One exercise: its number and title lead to it, the chapter to its page."""
        number = ".".join(map(str, exercise.number))
        chapter = [child.deepcopy() for child in self.env.titles[exercise.page].children]
        fields = [
            [self.link(exercise.page, f"#{exercise.label}", [nodes.Text(number)])],
            exercise.title,
            [mark(exercise.level)],
            self.takes(exercise),
            [self.link(exercise.page, "", chapter)],
        ]
        return self.row(fields, [exercise.level])

    def numbers(self, exercise: Exercise) -> int:
        """How many numbers it takes on its page."""
        found = self.env.metadata[exercise.page].get(ANSWERS, {})
        return int(found.get(exercise.label, 0))

    def takes(self, exercise: Exercise) -> list[nodes.Node]:
        """What it takes, where the page can say how far a reader has come."""
        numbers = self.numbers(exercise)
        text = f'<span data-answers="{numbers}">number</span>'
        return [nodes.raw("", text, format="html")] if numbers else []

    def link(self, page: str, anchor: str, text: list[nodes.Node]) -> nodes.reference:
        """A link to a place of a page."""
        here = self.env.docname
        address = self.app.builder.get_relative_uri(here, page) + anchor
        return nodes.reference("", "", *text, refuri=address, internal=True)

    @staticmethod
    def row(fields: list[list[nodes.Node]], classes: list[str] | None = None) -> nodes.row:
        """One row of the table."""
        entries = [nodes.entry("", nodes.paragraph("", "", *field)) for field in fields]
        return nodes.row("", *entries, classes=classes or [])


HEADS = "Exercise", "Title", "Difficulty", "Answers", "Chapter"
# without a script: the style sheet hides the rows that are not asked for
CHOICE = (
    '<fieldset class="levels"><legend>Show</legend>'
    + "".join(
        f'<label><input type="radio" name="level" value="{name}"{checked}> {name}</label>'
        for name, checked in [("all", " checked"), *((name, "") for name in LEVELS)]
    )
    + "</fieldset>"
)


def rewrite_lists(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages with a list are written anew: any other page may have changed it."""
    return [page for page, said in env.metadata.items() if LISTED in said]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_node(exercise_list)
    app.add_directive("exercise-list", ExerciseList)
    app.add_post_transform(SayDifficulty)
    app.add_post_transform(BlankBeforeLink)
    app.add_post_transform(WriteLists)
    app.connect("env-updated", rewrite_lists)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
