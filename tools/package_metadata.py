"""What the package says of itself that depends on where it is published: read by hatchling.

A README on the page of a package is not beside the files that it links to. With an address of the
sources its links are made absolute; without one their text stays, and nothing points to a place
that may not exist.
"""

import re
import sys
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

sys.path.append(str(Path(__file__).parent))

from addresses import BRANCH, address

LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<target>[^)\s]+)\)")


def readme(text: str, repository: str) -> str:
    """Return the README for a reader who has it alone."""

    def elsewhere(link: re.Match[str]) -> str:
        image, said, target = link.group("image", "text", "target")
        if not repository:
            return said
        kind = "raw" if image else "blob"
        return f"{image}[{said}]({repository}/{kind}/{BRANCH}/{target})"

    return LINK.sub(elsewhere, text)


def urls(repository: str, site: str) -> dict[str, str]:
    """Return the addresses that the page of the package lists."""
    found = {}
    if site:
        found["Documentation"] = f"{site}/"
    if repository:
        found["Source"] = repository
        found["Issues"] = f"{repository}/issues"
        found["Changelog"] = f"{repository}/blob/{BRANCH}/CHANGELOG.md"
    return found


class Addresses(MetadataHookInterface):
    """Fill in what ``pyproject.toml`` calls dynamic, besides the version."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README and the addresses."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        repository, site = address("REPOSITORY"), address("SITE")
        content = readme(text, repository)
        metadata["readme"] = {"content-type": "text/markdown", "text": content}
        metadata["urls"] = urls(repository, site)
