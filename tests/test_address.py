"""A book built for a public address: its links lead there, and what they need is in the project."""

import json
import os
import stat
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import ROOT
from bs4 import BeautifulSoup

REPOSITORY = "https://github.com/someone/book"
SITE = "https://someone.example/book"
BIN = Path(sys.executable).parent
SHARED = ("_config.yml", "assets", "references.bib", "tools", "CITATION.cff")

FRONT = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# First page

What the *book* says first, with a formula $x^2$.

```{code-cell} ipython3
print(1 + 1)
```
"""


def build(folder: Path, **addresses: str) -> subprocess.CompletedProcess[str]:
    """A book of two pages with this project's own settings."""
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    (folder / "chapters").mkdir()
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: intro\nchapters: [{file: chapters/second}]\n", encoding="utf-8"
    )
    (folder / "intro.md").write_text(FRONT, encoding="utf-8")
    (folder / "chapters" / "second.md").write_text("# Second page\n\nProse.\n", encoding="utf-8")
    return subprocess.run(
        [BIN / "jupyter-book", "build", folder, "-W"],
        env=os.environ | addresses,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    built = build(folder, REPOSITORY=REPOSITORY, SITE=SITE)
    assert built.returncode == 0, built.stderr
    return folder / "_build" / "html"


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def links(page: Path) -> list[str]:
    return [str(a["href"]) for a in soup(page).select("header a[href], .article-header-buttons a")]


def test_each_page_can_be_edited(pages: Path) -> None:
    assert f"{REPOSITORY}/edit/main/intro.md" in links(pages / "intro.html")
    assert f"{REPOSITORY}/edit/main/chapters/second.md" in links(pages / "chapters/second.html")
    assert (ROOT / "intro.md").exists()


def test_a_page_with_code_opens_at_binder_as_notebook(pages: Path) -> None:
    found = [link for link in links(pages / "intro.html") if "mybinder.org" in link]
    assert found == ["https://mybinder.org/v2/gh/someone/book/main?urlpath=lab/tree/intro.md"]
    assert not any("mybinder.org" in link for link in links(pages / "chapters/second.html"))
    assert all(urlsplit(unquote(link)).scheme == "https" for link in found)


def test_the_notebook_is_offered_once(pages: Path) -> None:
    found = soup(pages / "intro.html").select("a[class*=download-notebook-button]")
    assert [a["href"] for a in found] == ["_sources/intro.ipynb"]
    assert (pages / "_sources/intro.ipynb").exists()


def test_the_site_is_named(pages: Path) -> None:
    page = soup(pages / "chapters/second.html")
    address = f"{SITE}/chapters/second.html"
    assert page.select_one("link[rel=canonical]")["href"] == address
    described = json.loads(page.select_one("script[type='application/ld+json']").string)
    assert described["url"] == address
    sitemap = (pages / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{address}</loc>" in sitemap
    assert f"<loc>{SITE}/intro.html</loc>" in sitemap
    assert "search.html" not in sitemap


def test_a_link_to_the_book_is_shown_with_a_card(pages: Path) -> None:
    head = soup(pages / "intro.html").head
    said = {m.get("property") or m.get("name"): m.get("content") for m in head.select("meta")}
    assert said["og:title"] == "First page"
    assert said["og:description"].startswith("What the book says first")
    assert said["description"] == said["og:description"]
    assert said["og:url"] == f"{SITE}/intro.html"
    assert said["twitter:card"] == "summary_large_image"
    card = pages / said["og:image"].removeprefix(f"{SITE}/")
    data = card.read_bytes()
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert data.startswith(b"\x89PNG")
    assert (width, height) == (1200, 630)
    assert len(data) < 300_000  # what the strictest messengers still show


def test_without_an_address_nothing_points_outside() -> None:
    """The local book, if it was built so."""
    page = ROOT / "_build" / "html" / "intro.html"
    if os.environ.get("SITE") or os.environ.get("REPOSITORY") or not page.exists():
        pytest.skip("no local book")
    assert "mybinder.org" not in page.read_text(encoding="utf-8")
    assert "og:url" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["REPOSITORY", "SITE"])
def test_an_address_has_to_be_one(tmp_path: Path, name: str) -> None:
    built = build(tmp_path, **{name: "github.com/someone/book"})
    assert built.returncode != 0
    assert f"{name} is 'github.com/someone/book'" in built.stdout + built.stderr


def test_binder_installs_what_make_installs() -> None:
    """The same two files, whose pins are the versions that these tests run with."""
    folder = ROOT / ".binder"
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    options = [line.split() for line in lines if line.startswith("-")]
    files = {option: (folder / name).resolve().relative_to(ROOT) for option, name in options}
    command = "pip install -q -r {-r} -c {-c}".format_map(files)
    assert command in (ROOT / "Makefile").read_text(encoding="utf-8")
    for file in files.values():
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
            name, pinned, wanted = line.partition("==")
            if pinned:
                assert version(name) == wanted, name
    assert (folder / "runtime.txt").read_text(encoding="utf-8").strip() == "python-3.11"


def test_binder_opens_chapters_as_notebooks(tmp_path: Path) -> None:
    script = ROOT / ".binder/postBuild"
    assert script.stat().st_mode & stat.S_IXUSR
    environment = {"HOME": str(tmp_path), "PATH": f"{BIN}:{os.environ['PATH']}"}
    subprocess.run([script], cwd=tmp_path, env=environment, check=True, timeout=120)
    settings = [json.loads(f.read_text(encoding="utf-8")) for f in tmp_path.rglob("*.json")]
    viewers = settings[0]["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers["markdown"] == viewers["myst"] == "Jupytext Notebook"
