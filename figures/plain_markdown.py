"""Markdown of the book where no book is built: roles become the text they stand for."""

import re

from IPython.display import Markdown as Displayed

BADGE = re.compile(r"\[([^\]]*)\]\{\.[\w-]+\}")
NAMED = re.compile(r"\{[\w:]+\}`([^`<]*?) *<[^`>]*>`")
ROLE = re.compile(r"\{([\w:]+)\}`~?([^`]*)`")


def plain(text: str) -> str:
    """Take the roles out: a badge is its word, a link its text, a citation its key."""
    text = NAMED.sub(r"\1", BADGE.sub(r"\1", text))
    return ROLE.sub(lambda role: f"({role[2]})" if role[1] == "cite" else role[2], text)


class Markdown(Displayed):
    """As `IPython.display.Markdown`, without roles."""

    def _repr_markdown_(self) -> str:
        return plain(str(self.data))
