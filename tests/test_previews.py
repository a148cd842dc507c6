"""What a link to an equation or a word shows when pointed at, or reached with the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import HTML, PAGES
from browsing import absent, chromium
from bs4 import BeautifulSoup
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PAGE = HTML / "chapters" / "event-rates.html"
SHOWN = ".popover.preview"
LINKS = {
    "equation of the page": ("#equation-eq-rate-double", "(16.1)"),
    "word": ("glossary.html#term-fluence", "neutrinos that cross a unit area"),
}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_such_link_has_a_preview(page: Path) -> None:
    soup = BeautifulSoup((HTML / page).read_text(encoding="utf-8"), "html.parser")
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
    if not PAGE.exists():
        absent("no book: make book")
    with chromium() as chrome:
        yield chrome


@pytest.fixture
def link(browser: Chrome, request: pytest.FixtureRequest) -> WebElement:
    browser.get(PAGE.as_uri())
    found = browser.find_element(By.CSS_SELECTOR, f"article a.reference[href='{request.param}']")
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


@pytest.mark.parametrize(("link", "text"), LINKS.values(), ids=LINKS, indirect=["link"])
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


@pytest.mark.parametrize("link", [LINKS["word"][0]], indirect=True)
def test_the_pointer_can_move_onto_it(browser: Chrome, link: WebElement) -> None:
    ActionChains(browser).move_to_element(link).perform()
    wait(browser, 1)
    shown = browser.find_element(By.CSS_SELECTOR, SHOWN)
    ActionChains(browser).move_to_element(shown).pause(0.6).perform()
    wait(browser, 1)


@pytest.mark.parametrize("link", [LINKS["equation of the page"][0]], indirect=True)
def test_the_keyboard_reaches_it(browser: Chrome, link: WebElement) -> None:
    browser.execute_script("arguments[0].focus()", link)
    wait(browser, 1)
    left, right = browser.execute_script(
        "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return [r.left, r.right]",
        SHOWN,
    )
    assert 0 <= left < right <= 375
