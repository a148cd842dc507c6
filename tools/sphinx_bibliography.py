"""The bibliography in alphabetical order, whatever protects or accents a name."""

import unicodedata

from pybtex.database import Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx


class Alphabetical(SortingStyle):
    """Collaborations among the people, not behind Z with their braces; Cañas before Capozzi."""

    def person_key(self, person: Person) -> str:
        """Write a name in small letters without accents."""
        name = unicodedata.normalize("NFD", str(Text.from_latex(super().person_key(person))))
        return "".join(letter for letter in name if not unicodedata.combining(letter))


class PlainAlphabetical(Style):
    """The plain style in this order."""

    default_sorting_style = "alphabetical"


def setup(app: Sphinx) -> dict[str, bool]:
    """Name the style ``plain_alphabetical``."""
    register_plugin("pybtex.style.sorting", "alphabetical", Alphabetical)
    register_plugin("pybtex.style.formatting", "plain_alphabetical", PlainAlphabetical)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
