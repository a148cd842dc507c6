"""What a published book has and a local one cannot: links that need its public addresses.

Of the two in `addresses`, ``REPOSITORY`` gives each page its links to edit it and to run it at
Binder; ``SITE`` gives the canonical links, the site map and the card that a link to the book is
shown with.
"""

from pathlib import Path
from typing import Any

from addresses import BRANCH, address
from sphinx.application import Sphinx
from sphinx.errors import ConfigError

CARD = "social-card.png"


def _address(name: str) -> str:
    try:
        return address(name)
    except ValueError as error:
        raise ConfigError(str(error)) from None


def use_repository(config: Any, repository: str) -> None:
    """Links from each page to its source, and to the same page run at Binder."""
    config.html_theme_options |= {
        "repository_url": repository,
        "repository_branch": BRANCH,
        "path_to_docs": "",
        "use_repository_button": True,
        "use_edit_page_button": True,
        "use_issues_button": True,
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "notebook_interface": "jupyterlab",
        },
    }


def use_site(app: Sphinx, config: Any, site: str) -> None:
    """Canonical links, a site map, and what a link to the book is shown with."""
    config.html_baseurl = f"{site}/"
    config.sitemap_url_scheme = "{link}"
    config.sitemap_excludes = ["search.html", "genindex.html", "py-modindex.html"]
    config.ogp_site_url = f"{site}/"
    config.ogp_type = "book"
    config.ogp_image = f"_static/{CARD}"
    config.ogp_image_alt = "The title of the book beside its main figure"
    config.ogp_enable_meta_description = True
    config.ogp_custom_meta_tags = ('<meta name="twitter:card" content="summary_large_image" />',)
    app.connect("build-finished", draw_card)


def draw_card(app: Sphinx, error: Exception | None) -> None:
    """Draw the card among the book's static files."""
    if error is None and app.builder.name == "html":
        from figures.cover import social_card

        social_card.draw().savefig(Path(app.outdir) / "_static" / CARD, dpi=social_card.DPI)


def configure(app: Sphinx, config: Any) -> None:
    """Read the addresses and set what depends on them."""
    if repository := _address("REPOSITORY"):
        use_repository(config, repository)
    if site := _address("SITE"):
        use_site(app, config, site)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx, before the extensions that read what is set here."""
    if _address("SITE"):
        app.setup_extension("sphinx_sitemap")
        app.setup_extension("sphinxext.opengraph")
    app.connect("config-inited", configure, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
