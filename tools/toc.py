"""What the book holds, in its order: the parts, chapters and pages that ``_toc.yml`` lists."""

from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Pages under one heading: the name of each chapter, with those of the pages below it."""

    caption: str
    numbered: bool
    below: dict[str, tuple[str, ...]]

    @property
    def chapters(self) -> tuple[str, ...]:
        """Names of its chapters."""
        return tuple(self.below)


def first(root: Path = ROOT) -> str:
    """Name of the front page."""
    return str(_listed(root)["root"])


def parts(root: Path = ROOT) -> list[Part]:
    """The parts of the book; a book without parts is one without a caption."""
    listed = _listed(root)
    return [
        Part(
            caption=part.get("caption", ""),
            numbered=part.get("numbered", True),
            below={
                chapter["file"]: tuple(page["file"] for page in chapter.get("sections", ()))
                for chapter in part.get("chapters", ())
            },
        )
        for part in listed.get("parts", [listed])
    ]


def chapters(root: Path = ROOT) -> list[str]:
    """The front page and every chapter."""
    return [first(root), *(name for part in parts(root) for name in part.chapters)]


def pages(root: Path = ROOT) -> list[str]:
    """Every page: each chapter, and what is below it."""
    listed = [(name, *below) for part in parts(root) for name, below in part.below.items()]
    return [first(root), *(page for names in listed for page in names)]


def _listed(root: Path) -> dict:
    return yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
