"""What a link to an equation or a word shows when pointed at, or reached with the keyboard."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from browser import HTML, PAGES
from browsing import chromium
from bs4 import BeautifulSoup, Tag
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PAGE = HTML / "chapters" / "event-rates.html"
SHOWN = ".popover.preview"
LINKS = {
    "equation of the page": ("event-rates", "#equation-eq-rate-double", "(16.1)"),
    "equation of another": (
        "magnetic-scattering",
        "sm-cross-section.html#equation-eq-sm-vector",
        "(3.10)",
    ),
    "word": ("event-rates", "glossary.html#term-fluence", "neutrinos that cross a unit area"),
}
ON_PAGE = LINKS["equation of the page"][:2]


@cache
def built(page: Path) -> BeautifulSoup:
    return BeautifulSoup((HTML / page).read_text(encoding="utf-8"), "html.parser")


def number(equation: Tag | None) -> str:
    """The number beside an equation."""
    (found,) = re.findall(r'<span class="eqno">\s*(\([^)]*\))', str(equation))
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_equations_have_the_number_of_their_own_page(page: Path) -> None:
    for template in built(page).select("template[data-preview*='#equation-']"):
        path, anchor = urldefrag(str(template["data-preview"]))
        target = built(Path(os.path.normpath(page.parent / path))) if path else built(page)
        (own,) = (e for e in target.find_all(id=anchor) if not e.find_parent("template"))
        assert re.fullmatch(r"\(\d+\.\d+\)", number(template))
        assert number(template) == number(own)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_such_link_has_a_preview(page: Path) -> None:
    soup = built(page)
    templates = {t["data-preview"]: t for t in soup.select("template[data-preview]")}
    links = {
        str(link["href"])
        for link in soup.select("article a.reference.internal[href]")
        if str(link["href"]).partition("#")[2].startswith(("equation-", "term-"))
    }
    assert links == set(templates)
    for address, template in templates.items():
        assert template.get_text(strip=True), address
        assert not template.select("a.reference"), address


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(PAGE) as chrome:
        yield chrome


@pytest.fixture
def link(browser: Chrome, request: pytest.FixtureRequest) -> WebElement:
    page, address = request.param
    browser.get((HTML / "chapters" / f"{page}.html").as_uri())
    found = browser.find_element(By.CSS_SELECTOR, f"article a.reference[href='{address}']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    return found


def wait(browser: Chrome, number: int) -> None:
    """Until that many previews are open, and typeset."""
    typeset = f"{SHOWN} mjx-container"
    WebDriverWait(browser, 10).until(
        lambda b: (
            len(b.find_elements(By.CSS_SELECTOR, SHOWN)) == number
            and bool(b.find_elements(By.CSS_SELECTOR, typeset)) == bool(number)
        )
    )


@pytest.mark.parametrize(
    ("link", "text"), [(link[:2], link[2]) for link in LINKS.values()], ids=LINKS, indirect=["link"]
)
def test_pointing_shows_it_and_escape_closes_it(
    browser: Chrome, link: WebElement, text: str
) -> None:
    ActionChains(browser).move_to_element(link).perform()
    wait(browser, 1)
    shown = browser.find_element(By.CSS_SELECTOR, SHOWN)
    assert text in shown.text
    assert link.get_attribute("aria-describedby") == shown.get_attribute("id")
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    wait(browser, 0)


@pytest.mark.parametrize("link", [LINKS["word"][:2]], indirect=True)
def test_the_pointer_can_move_onto_it(browser: Chrome, link: WebElement) -> None:
    ActionChains(browser).move_to_element(link).perform()
    wait(browser, 1)
    shown = browser.find_element(By.CSS_SELECTOR, SHOWN)
    ActionChains(browser).move_to_element(shown).pause(0.6).perform()
    wait(browser, 1)


@pytest.mark.parametrize("link", [ON_PAGE], indirect=True)
def test_the_keyboard_reaches_it(browser: Chrome, link: WebElement) -> None:
    browser.execute_script("arguments[0].focus()", link)
    wait(browser, 1)
    left, right = browser.execute_script(
        "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return [r.left, r.right]",
        SHOWN,
    )
    assert 0 <= left < right <= 375
