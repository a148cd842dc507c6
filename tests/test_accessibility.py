"""WCAG 2.2 AA by axe-core on every page, in light and in dark, on a desktop and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import DESKTOP, HTML, PAGES, PHONE, ROOT, resize
from browsing import absent, chromium
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

AXE = ROOT / "tools" / "web" / "node_modules" / "axe-core" / "axe.min.js"

READY = """
const done = arguments[0];
const typeset = window.MathJax?.startup?.promise ?? Promise.resolve();
const drawn = async () => {
  const views = 'script[type="application/vnd.jupyter.widget-view+json"]';
  while (document.querySelector(views)) await new Promise((r) => setTimeout(r, 50));
};
typeset.then(drawn).then(() => done());
"""
RUN = """
const [theme, done] = arguments;
document.documentElement.dataset.theme = theme;
document.documentElement.dataset.mode = theme;
// colours are compared where they have arrived, not on their way
const still = document.createElement("style");
still.textContent = "* { transition: none !important; animation: none !important; }";
document.head.append(still);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
axe.run(document, { runOnly: { type: "tag", values: tags } }).then((result) =>
  done(result.violations.filter((v) => ["serious", "critical"].includes(v.impact)).flatMap((v) =>
    v.nodes.map((n) => `${theme}: ${v.id} (${v.impact}): ${n.html.slice(0, 160)}: `
      + (n.any[0] ?? n.all[0] ?? n.none[0])?.message))));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    if not AXE.exists():
        absent("no axe-core: make lint installs it")
    with chromium() as chrome:
        yield chrome


def findings(browser: Chrome, path: Path, size: dict[str, object], theme: str) -> list[str]:
    resize(browser, size)
    browser.get(path.as_uri())
    browser.execute_async_script(READY)
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found: list[str] = browser.execute_async_script(RUN, theme)
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page_is_accessible(browser: Chrome, page: Path) -> None:
    found = findings(browser, HTML / page, DESKTOP, "light")
    found += browser.execute_async_script(RUN, "dark")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("page", ["intro.html", "chapters/explorer.html"])
def test_narrow_page_is_accessible(browser: Chrome, page: str) -> None:
    if not (HTML / page).exists():
        absent("no book: make book")
    found = findings(browser, HTML / page, PHONE, "light")
    assert found == [], "\n".join(found)


def test_what_a_link_shows_is_accessible(browser: Chrome) -> None:
    page = HTML / "chapters" / "event-rates.html"
    if not page.exists():
        absent("no book: make book")
    assert findings(browser, page, DESKTOP, "light") == []
    link = browser.find_element(By.CSS_SELECTOR, "article a[href='glossary.html#term-fluence']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    ActionChains(browser).move_to_element(link).perform()
    WebDriverWait(browser, 10).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, ".preview mjx-container")
    )
    found = [line for t in ("light", "dark") for line in browser.execute_async_script(RUN, t)]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "image-alt"),
        ("<p style='color: #999; background: #fff'>pale", "color-contrast"),
        ("<input type=range>", "label"),
        ("<button aria-label='Search'>Find</button>", "label-content-name-mismatch"),
        ("<p>fine", None),
    ],
)
def test_the_check_can_fail(
    browser: Chrome, tmp_path: Path, body: str, expected: str | None
) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>x</title><main>{body}</main>",
        encoding="utf-8",
    )
    found = findings(browser, page, DESKTOP, "light")
    assert any(expected in line for line in found) if expected else found == []
