"""The built book in a real browser: offline, typeset, readable on a phone, searchable."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

HTML = Path(__file__).resolve().parent.parent / "_build" / "html"
OURS_IS_NOT = (
    "THEBE_JS_URL",  # declared twice by the theme, harmless
)
HINT = "apt-get install chromium chromium-driver"


def pages() -> list[Path]:
    found = sorted(p for p in HTML.rglob("*.html") if "_static" not in p.parts)
    return [p for p in found if p.name not in ("genindex.html", "py-modindex.html")]


def test_the_book_is_built() -> None:
    assert HTML.joinpath("index.html").exists(), "run `make book` first; `make test` does"
    assert len(pages()) > 10


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver):
        message = f"Chromium or its driver is missing: {HINT}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as chrome:
        chrome.set_script_timeout(60)
        yield chrome


def opened(browser: webdriver.Chrome, page: Path, width: int, query: str = "") -> None:
    """Open a page at a width and wait until its formulas are typeset."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.get(page.as_uri() + query)
    WebDriverWait(browser, 60).until(
        lambda b: b.execute_script("return document.readyState") == "complete"
    )
    browser.execute_async_script(
        "const done = arguments[0];"
        "(window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => done());"
    )


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(HTML)))
def test_page_works_offline_and_on_a_phone(browser: webdriver.Chrome, page: Path) -> None:
    browser.get_log("performance"), browser.get_log("browser")
    opened(browser, page, 375)
    state = browser.execute_script(
        """
        const root = document.documentElement;
        const article = document.querySelector("article, .bd-content") ?? document.body;
        return {
          errors: document.querySelectorAll("mjx-merror, merror, [data-mjx-error]").length,
          math: document.querySelectorAll(".math").length,
          typeset: document.querySelectorAll("mjx-container").length,
          raw: [...article.querySelectorAll("p, td, li")].filter(
            (e) => !e.querySelector("pre, code") && /\\\\\\(|\\\\\\[/.test(e.innerText)).length,
          overflow: root.scrollWidth - root.clientWidth,
          broken: [...document.images].filter((i) => i.complete && !i.naturalWidth).length,
          unlabelled: [...article.querySelectorAll("img")].filter((i) => !i.alt).length,
        };
        """
    )
    assert state["errors"] == 0, "MathJax could not typeset a formula"
    assert state["typeset"] >= state["math"], "a formula is not typeset"
    assert state["raw"] == 0, "TeX delimiters show in the text"
    assert state["overflow"] <= 0, "the page scrolls sideways at 375 px"
    assert state["broken"] == 0, "an image does not load"
    assert state["unlabelled"] == 0, "a figure has no alt text"
    requests = [
        entry["params"]["request"]["url"]
        for entry in (json.loads(e["message"])["message"] for e in browser.get_log("performance"))
        if entry["method"] == "Network.requestWillBeSent"
    ]
    assert requests
    assert not [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]
    messages = [
        entry["message"]
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and not any(text in entry["message"] for text in OURS_IS_NOT)
    ]
    assert not messages


def test_search_finds_a_term_without_a_network(browser: webdriver.Chrome) -> None:
    opened(browser, HTML / "search.html", 1280, "?q=Lindhard+OR+quenching")
    WebDriverWait(browser, 20).until(
        lambda b: b.execute_script("return document.querySelectorAll('.search li a').length") > 1
    )


def test_wide_page_shows_the_contents_and_no_scroll(browser: webdriver.Chrome) -> None:
    opened(browser, HTML / "index.html", 1280)
    overflow = browser.execute_script(
        "const d = document.documentElement; return d.scrollWidth - d.clientWidth"
    )
    assert overflow <= 0
    links = browser.execute_script("return document.querySelectorAll('nav a').length")
    assert links > 10
