"""Exercises that take an answer in a notebook: the form and the judgement of the book's page.

The build writes a cell with `ask` for each answer of an exercise. It needs anywidget, as the
explorers do.
"""

import anywidget
import traitlets

from cevns.explorers.answers import Answer
from cevns.explorers.host import shared


class Question(anywidget.AnyWidget):
    """A form that takes a number and says what is to be said to it."""

    _esm = shared("answers.js", "ask.js")
    _css = shared("answers.css")
    form = traitlets.Unicode().tag(sync=True)
    part = traitlets.Int(1).tag(sync=True)


def ask(exercise: str, key: str, part: int = 1) -> Question:
    """Show a form that takes the answer to an exercise.

    Parameters
    ----------
    exercise : label of the exercise
    key : the answer with its unit, digits and slips, encoded
    part : which of several numbers of the exercise

    Returns
    -------
    Question
        the form; what is typed stays in the browser
    """
    return Question(form=Answer.of(exercise, key)._repr_html_(), part=part)
