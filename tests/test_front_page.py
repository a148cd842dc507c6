"""The front page: the answer in numbers, what its letters mean, and where to go, in one screen."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from browser import DESKTOP, HTML, PHONE, resize
from browsing import chromium
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

PAGE = HTML / "intro.html"
SCREEN = DESKTOP | {"width": 1280, "height": 800}
EMPTY = 150  # pixels between what stands below each other

DRAWN = """
const done = arguments[0];
const wait = () => document.documentElement.dataset.explorers === "ready"
  ? (window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => done())
  : setTimeout(wait, 20);
wait();
"""
BOX = "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
BOX += "return {top: b.top + scrollY, bottom: b.bottom + scrollY, left: b.left, right: b.right}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(PAGE) as chrome:
        yield chrome


@pytest.fixture
def desktop(browser: Chrome) -> Iterator[Chrome]:
    resize(browser, SCREEN)
    browser.get(PAGE.as_uri())
    browser.execute_async_script(DRAWN)
    yield browser
    resize(browser, PHONE)


@pytest.fixture
def phone(browser: Chrome) -> Chrome:
    resize(browser, PHONE)
    browser.get(PAGE.as_uri())
    browser.execute_async_script(DRAWN)
    return browser


def box(browser: Chrome, selector: str) -> dict[str, float]:
    return browser.execute_script(BOX, selector)


def test_no_maths_engine_is_waited_for() -> None:
    """Its letters are text: the page that is opened first is there in half the time."""
    assert "tex-chtml" not in PAGE.read_text(encoding="utf-8")


def test_the_answer_stands_first(desktop: Chrome) -> None:
    """The question and the numbers, then the words and the ways on: all in the first screen."""
    paragraphs = desktop.execute_script(
        "return [...document.querySelectorAll('article p')].slice(0, 2).map(p => p.innerText)"
    )
    assert paragraphs[0].endswith("?")
    assert "90\N{NO-BREAK SPACE}%\N{NO-BREAK SPACE}C.L." in paragraphs[1]
    assert len(re.findall(r"\d+\.\d", paragraphs[1])) >= 5
    assert box(desktop, ".front-doors")["bottom"] <= SCREEN["height"]


def test_each_word_is_explained_in_a_line(desktop: Chrome) -> None:
    heights = desktop.execute_script(
        "return [...document.querySelectorAll('article dl.simple dd')].map(d => d.offsetHeight)"
    )
    assert len(heights) == 3
    assert all(height < 40 for height in heights)


@pytest.mark.parametrize(
    ("door", "page"),
    [
        ("Learn", "chapters/what-is-cevns.html"),
        ("Get a limit", "chapters/all-data-together.html"),
        ("My own detector", "chapters/own-experiment.html"),
        ("Cite", "chapters/cite.html"),
    ],
)
def test_one_click_away(phone: Chrome, door: str, page: str) -> None:
    cards = phone.execute_script(
        "return [...document.querySelectorAll('.front-doors .sd-card')].map(c =>"
        "[c.querySelector('.sd-card-title').innerText, c.querySelector('a').href])"
    )
    (address,) = (href for title, href in cards if title == door)
    assert address.partition("#")[0].endswith(page)
    phone.get(address)
    WebDriverWait(phone, 10).until(lambda b: page in b.current_url)


def test_the_figure_has_its_caption_beside_it(desktop: Chrome) -> None:
    picture, caption = box(desktop, ".tag_front img"), box(desktop, ".tag_front figcaption")
    assert caption["left"] >= picture["right"]
    assert picture["top"] < caption["top"] < caption["bottom"] < picture["bottom"]
    assert picture["bottom"] - picture["top"] < SCREEN["height"]


def test_the_explorer_has_its_controls_beside_its_picture(desktop: Chrome) -> None:
    picture, control = box(desktop, ".explorer figure"), box(desktop, ".explorer .control")
    assert picture["left"] >= control["right"] or control["left"] >= picture["right"]
    assert abs(picture["top"] - control["top"]) < 60


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_nowhere_is_a_screen_of_emptiness(width: str, request: pytest.FixtureRequest) -> None:
    """Between one thing that is seen and the next."""
    browser = request.getfixturevalue(width)
    spans = browser.execute_script(
        """return [...document.querySelectorAll(
          "article :is(h1, h2, p, dt, dd, img, svg, pre, table, .control, .readout, figcaption)")]
        .filter(e => e.checkVisibility({ visibilityProperty: true }))
        .map(e => { const b = e.getBoundingClientRect(); return [b.top, b.bottom]; })
        .filter(([top, bottom]) => bottom > top)"""
    )
    spans.sort()
    reached = []
    for _, bottom in spans:
        reached.append(max(bottom, reached[-1] if reached else bottom))
    gaps = [b[0] - end for end, (_, b) in zip(reached, pairwise(spans), strict=False)]
    assert len(gaps) > 20
    assert max(gaps) < EMPTY
