"""Every page of the built book in headless Chromium: offline, typeset, narrow, quiet."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import toc
from browser import DESKTOP, HTML, PAGES, PHONE, resize
from browsing import absent, chromium
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

LOOK = r"""
const done = arguments[0];
const look = () => {
  document.querySelectorAll(".toggle-hidden").forEach(e => e.classList.remove("toggle-hidden"));
  document.querySelectorAll("details").forEach(e => { e.open = true; });
  const said = [], width = document.documentElement.clientWidth;
  const all = (selector, test, message) => document.querySelectorAll(selector).forEach(e => {
    if (test(e)) said.push(message + ": " + e.outerHTML.slice(0, 200).toWellFormed());
  });
  all("mjx-merror, [data-mjx-error], mjx-mtext[style*='color: red']", () => true, "TeX error");
  all(".math", e => !e.querySelector("mjx-container"), "formula not typeset");
  all("main :is(p, td, li)", e => !e.querySelector("code, pre") && /\\[(\[]|\$\$/.test(e.innerText),
      "TeX left in the text");
  all("img", e => !(e.complete && e.naturalWidth), "image not shown");
  all("main img", e => !e.alt, "image without alternative text");
  all("main .cell_output img", e => !e.closest("figure")?.querySelector("figcaption"),
      "figure without caption");
  if (document.documentElement.scrollWidth > width) said.push("the page scrolls sideways");
  const scrolls = e => e && (getComputedStyle(e).overflowX.match(/auto|scroll/)
                             || scrolls(e.parentElement));
  const out = e => e.checkVisibility() && e.getBoundingClientRect().right > width + 1;
  all("main :is(p, li, td, pre, img, svg, div, table, mjx-container)",
      e => out(e) && !scrolls(e), "sticks out of the page");
  all("main td code", broken, "a name is broken within a word");
  let above = null;
  all("article :is(h1, h2, h3, h4, h5)", e => {
    const [size, weight] = ["fontSize", "fontWeight"].map(k => parseFloat(getComputedStyle(e)[k]));
    const level = Number(e.tagName[1]);
    const heavier = above && level > above.level && (size >= above.size || weight > above.weight);
    above = { level, size, weight };
    return heavier;
  }, "a heading is heavier than the one above it");
  done(said);
};
// whether letters that belong together stand in two lines
const broken = (name) => {
  const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT), word = new Range();
  while (texts.nextNode())
    for (const found of texts.currentNode.data.matchAll(/[A-Za-z0-9]+/g)) {
      word.setStart(texts.currentNode, found.index);
      word.setEnd(texts.currentNode, found.index + found[0].length);
      if (new Set([...word.getClientRects()].map(r => Math.round(r.top))).size > 1) return true;
    }
  return false;
};
const drawn = () => requestAnimationFrame(() => requestAnimationFrame(look));
(window.MathJax?.startup?.promise ?? Promise.resolve()).then(drawn, e => done(["MathJax: " + e]));
"""

# When side bars have moved and scripts have answered to a new size.
DRAWN = r"""
const [done] = arguments;
const frames = (n) => new Promise((then) => {
  const next = (left) => (left ? requestAnimationFrame(() => next(left - 1)) : then());
  next(n);
});
const moved = () => Promise.race([
  Promise.allSettled(document.getAnimations().map((one) => one.finished)),
  new Promise((then) => setTimeout(then, 2000)),
]);
frames(2).then(moved).then(() => frames(4)).then(done);
"""

# A bar that what is seen does not need: without what is not seen, nothing is left to scroll.
BARS = r"""
const desktop = arguments[0], said = [];
const tell = (e, message) => said.push(message + ": " + e.outerHTML.slice(0, 200).toWellFormed());
const scrolls = (e, style = getComputedStyle(e)) =>
  (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
  || (/auto|scroll/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
const unseen = e => !e.checkVisibility({ visibilityProperty: true })
  || getComputedStyle(e).clip !== "auto";
for (const e of document.querySelectorAll("body *")) {
  if (!e.checkVisibility({ visibilityProperty: true }) || !scrolls(e)) continue;
  if (e.matches("span.math") && getComputedStyle(e).scrollbarWidth !== "none")
    tell(e, "a formula in the text has a scroll bar");
  if (desktop && e.matches("span.math, mjx-container")) tell(e, "a formula is wider than the text");
  if (desktop && e.matches("pre")) tell(e, "code is wider than the text");
  const hidden = [...e.querySelectorAll("*")].filter(unseen);
  const display = hidden.map(h => h.style.display);
  hidden.forEach(h => h.style.setProperty("display", "none", "important"));
  if (!scrolls(e)) tell(e, "scrolls without need");
  else if (e.matches("main *") && e.scrollWidth > e.clientWidth + 1
           && getComputedStyle(e).maskImage === "none") tell(e, "goes on without a sign");
  hidden.forEach((h, i) => { h.style.display = display[i]; });
}
return said;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as chrome:
        yield chrome


def logged(browser: Chrome) -> list[str]:
    """Requests that leave the disk, files not found, errors and warnings since the last call."""
    said = []
    for entry in browser.get_log("performance"):
        message: dict[str, Any] = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith(("file:", "data:", "blob:")):
                said.append(f"outside request: {url}")
        elif message["method"] == "Network.loadingFailed":
            said.append(f"not loaded: {message['params']['errorText']}")
    said += [
        f"console: {entry['message']}"
        for entry in browser.get_log("browser")
        if entry["level"] in ("SEVERE", "WARNING")
    ]
    return said


def problems(browser: Chrome, path: Path) -> list[str]:
    """Everything wrong with a page on a phone, its dropdowns open, and its bars on a desktop."""
    logged(browser)
    browser.get(path.as_uri())
    found = browser.execute_async_script(LOOK)
    browser.execute_async_script(DRAWN)
    found += browser.execute_script(BARS, False)
    resize(browser, DESKTOP)
    try:
        browser.execute_async_script(DRAWN)
        found += browser.execute_script(BARS, True)
    finally:
        resize(browser, PHONE)
    return found + logged(browser)


def test_the_whole_book_is_built() -> None:
    if not PAGES:
        absent("no book: make book")
    assert {f"{name}.html" for name in toc.pages()} <= {page.as_posix() for page in PAGES}
    # what the page checks look for is what the pages hold
    assert any('class="math' in (HTML / page).read_text("utf-8") for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page(browser: Chrome, page: Path) -> None:
    found = problems(browser, HTML / page)
    assert not found, "\n".join(found)


def test_long_names_break_in_the_contents_of_a_page(browser: Chrome) -> None:
    if not PAGES:
        absent("no book: make book")
    longest = "cevns.inference.intervals.feldman_cousins_threshold"
    resize(browser, DESKTOP)
    try:
        browser.get((HTML / "chapters" / "api" / "inference.html").as_uri())
        browser.execute_script(f"document.getElementById('{longest}').scrollIntoView()")
        shown = f"document.querySelector(\".page-toc a[href='#{longest}']\")"
        WebDriverWait(browser, 20).until(
            lambda b: b.execute_script(f"return {shown}.checkVisibility()")
        )
        aside = "document.querySelector('.bd-sidebar-secondary')"
        assert browser.execute_script(f"return {aside}.scrollWidth - {aside}.clientWidth") <= 0
    finally:
        resize(browser, PHONE)


def test_verdicts_on_the_talk_are_on_the_screen_of_a_phone(browser: Chrome) -> None:
    if not PAGES:
        absent("no book: make book")
    browser.get((HTML / "chapters" / "talk-slide-by-slide.html").as_uri())
    browser.execute_async_script(LOOK)
    browser.execute_async_script(DRAWN)
    left = browser.execute_script(
        "return [...document.querySelectorAll('main th')].filter(e => e.innerText == 'verdict')"
        ".map(e => e.getBoundingClientRect().left)"
    )
    assert len(left) > 8
    assert all(x < 375 - 80 for x in left)


def test_a_dark_page_is_printed_in_the_light(browser: Chrome) -> None:
    if not PAGES:
        absent("no book: make book")
    browser.get((HTML / "intro.html").as_uri())
    theme = "document.documentElement.dataset.theme"
    browser.execute_script(f"{theme} = 'dark'")
    browser.execute_script(f"addEventListener('beforeprint', () => {{ window.printed = {theme} }})")
    browser.execute_cdp_cmd("Page.printToPDF", {})
    assert browser.execute_script(f"return [window.printed, {theme}]") == ["light", "dark"]


def test_index_leads_to_the_first_page_with_the_contents_beside_it(browser: Chrome) -> None:
    if not PAGES:
        absent("no book: make book")
    resize(browser, DESKTOP)
    try:
        browser.get((HTML / "index.html").as_uri())
        WebDriverWait(browser, 20).until(lambda b: b.current_url.endswith("intro.html"))
        loaded = "return document.readyState == 'complete'"  # the address changes before the page
        WebDriverWait(browser, 20).until(lambda b: b.execute_script(loaded))
        root = "document.documentElement"
        assert browser.execute_script(f"return {root}.scrollWidth - {root}.clientWidth") <= 0
        shown = "[...document.querySelectorAll('nav a')].filter(e => e.checkVisibility()).length"
        assert browser.execute_script(f"return {shown}") > 10
    finally:
        resize(browser, PHONE)


@pytest.mark.parametrize("tex", [r"\undefinedmacro", r"\frac{1}", r"\left("])
def test_wrong_tex_is_seen(browser: Chrome, tmp_path: Path, tex: str) -> None:
    mathjax = HTML / "_static" / "mathjax" / "tex-chtml.js"
    if not mathjax.exists():
        absent("no book: make book")
    page = tmp_path / "page.html"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><script src='{mathjax.as_uri()}'></script>"
        f"<main><p><span class=math>\\({tex}\\)</span></main>",
        encoding="utf-8",
    )
    assert any("TeX error" in line for line in problems(browser, page))


def test_the_browser_shows_scroll_bars(browser: Chrome) -> None:
    """As wide as those most readers on Linux and Windows see."""
    browser.get("data:text/html,<!doctype html><p style='height: 100px; overflow: scroll'>x")
    room = "const e = document.querySelector('p'); return e.offsetWidth - e.clientWidth"
    assert browser.execute_script(room) > 5


FADES = "mask-image: linear-gradient(to right, #000 60%, transparent)"
UNSEEN = "<i style='position: absolute; clip: rect(1px, 1px, 1px, 1px); width: 500px'>unseen</i>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>fine", None),
        ("<img alt=x src='http://localhost:9/x.png'>", "outside request"),
        ("<script src='lost.js'></script>", "not loaded"),
        ("<script>throw Error('ours')</script>", "console"),
        ("<span class=math>\\(x\\)</span>", "formula not typeset"),
        ("<p>energy \\\\(T\\\\) of", "TeX left in the text"),
        ("<mjx-container><mjx-merror>x</mjx-merror></mjx-container>", "TeX error"),
        ("<p style='width: 500px'>wide", "scrolls sideways"),
        ("<div style='overflow: hidden'><p style='width: 500px'>cut", "sticks out"),
        ("<div style='overflow: auto'><p style='width: 500px'>on", "goes on without a sign"),
        (f"<div style='overflow: auto; {FADES}'><p style='width: 500px'>fine", None),
        (
            "<pre style='overflow: auto; width: 300px'><p style='width: max(0px, 100vw - 900px)'>",
            "code is wider than the text",
        ),
        (
            "<table><td><code style='display: block; width: 3ch; overflow-wrap: anywhere'>detector",
            "a name is broken within a word",
        ),
        ("<table><td><code style='display: block; width: 3ch'>in_<wbr>_of", None),
        ("<article><h2>one</h2><h3 style='font-weight: 900'>two", "a heading is heavier"),
        ("<article><h1 style='font-size: 30px'>one</h1><h2>two</h2><h1>three", None),
        ("<script>console.warn('ours')</script>", "console"),
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "without alternative text"),
        (f"<p style='overflow: auto; position: relative'>no need{UNSEEN}", "scrolls without need"),
        (f"<p style='overflow: auto; position: relative; height: 9px'>{UNSEEN}two<br>lines", None),
        (
            "<p><span class=math style='overflow: auto; display: inline-block; width: 9px'>"
            "<mjx-container>wide</mjx-container></span>",
            "in the text has a scroll bar",
        ),
        (
            "<mjx-container style='overflow: auto; display: block; width: 300px'>"
            "<p style='width: max(0px, 100vw - 700px)'>wide on a desktop",
            "a formula is wider than the text",
        ),
    ],
)
def test_the_checks_can_fail(
    browser: Chrome, tmp_path: Path, body: str, expected: str | None
) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><main>{body}</main>", encoding="utf-8")
    found = problems(browser, page)
    assert any(expected in line for line in found) if expected else found == []
