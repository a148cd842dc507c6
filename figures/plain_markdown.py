"""Markdown of the book where no book is built: roles become the text they stand for.

Importing it is enough: from then on a notebook shows all Markdown that way.
"""

import re

from IPython import get_ipython
from IPython.display import Markdown

BADGE = re.compile(r"\[([^\]]*)\]\{\.[^}]+\}")
NAMED = re.compile(r"\{[\w:]+\}`([^`<]*?) *<[^`>]*>`")
ROLE = re.compile(r"\{([\w:]+)\}`~?([^`]*)`")
BOX = re.compile(r"^:{3,}\{[\w-]+\} *(.*)\n(?: *:[\w-]+:.*\n)*", re.M)
END = re.compile(r"^:{3,} *$\n?", re.M)


def plain(text: str) -> str:
    """Take out what only the book understands.

    A badge is its word, a link its text, a citation its key, and a box its title.
    """
    text = END.sub("", BOX.sub(r"**\1**\n\n", text))
    text = NAMED.sub(r"\1", BADGE.sub(r"\1", text))
    return ROLE.sub(lambda role: f"({role[2]})" if role[1] == "cite" else role[2], text)


def show_plain() -> None:
    """Tell the notebook that runs this, if one does."""
    shell = get_ipython()
    if shell is not None:
        formatter = shell.display_formatter.formatters["text/markdown"]
        formatter.for_type(Markdown, lambda shown: plain(str(shown.data)))


show_plain()
