"""The search of the book: what is found first, in which order, and how it is shown."""

import functools
import http.server
import json
import re
import sys
import threading
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote

import pytest
from browser import DESKTOP, HTML, PHONE, ROOT, resize
from browsing import absent, chromium
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PAGE = HTML / "search.html"
FIRST = {
    # words
    "what is CEvNS": "chapters/what-is-cevns",
    "Standard Model cross section": "chapters/sm-cross-section",
    "weak mixing angle": "chapters/weak-mixing-angle",
    "neutron radius": "chapters/neutron-radius",
    "luminosity": "chapters/luminosity",
    "blind directions": "chapters/glossary",
    "profiling": "chapters/glossary",
    "Michel spectrum": "chapters/glossary",
    "Feldman-Cousins": "chapters/glossary",
    "argon": "chapters/argon",
    "Borexino": "chapters/comparison-with-borexino",
    "Dresden-II": "chapters/germanium-at-reactors",
    "CONUS+": "chapters/germanium-at-reactors",
    "red giants": "chapters/what-holds",
    "my own detector": "chapters/own-experiment",
    "lecture plan": "chapters/teaching",
    "errata": "chapters/errata",
    "how to cite": "chapters/cite",
    "BibTeX": "chapters/cite",
    "command line": "chapters/api",
    "Tortola": "chapters/bibliography",
    # letters as they are printed, copied and typed
    "Λ_1": "chapters/glossary",
    "Λ₁": "chapters/glossary",
    "|Λ₁|": "chapters/glossary",
    "Lambda_1": "chapters/glossary",
    r"\Lambda_1": "chapters/glossary",
    "ν_e": "chapters/glossary",
    "νₑ": "chapters/glossary",
    "nu_e": "chapters/glossary",
    "θ_12": "chapters/glossary",
    "θ₁₂": "chapters/glossary",
    "theta12": "chapters/glossary",
    "δCP": "chapters/glossary",
    "delta_CP": "chapters/glossary",
    "Δχ²": "chapters/glossary",
    "Delta chi2": "chapters/glossary",
    "sin²θ_W": "chapters/glossary",
    "μ_ν": "chapters/glossary",
    "Q_A": "chapters/glossary",
    "dσ/dT": "chapters/magnetic-scattering",
    "dsigma/dT": "chapters/magnetic-scattering",
    "dσ/dE": "chapters/incoherent-scattering",
    "dΩ": "chapters/incoherent-scattering",
    "N_POT": "chapters/glossary",
    # functions, data and keys of files
    "sensitivity_matrix": "chapters/api/inference",
    "effective_squared": "chapters/api/neutrinos",
    "adiabatic_P_e1": "chapters/api/neutrinos",
    "load_experiments": "chapters/api/experiments",
    "resolution_keV_ee": "chapters/own-experiment",
    "exposure_days": "chapters/own-experiment",
    "thermal_power_GW": "chapters/own-experiment",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(PAGE) as chrome:
        yield chrome


@pytest.fixture
def page(browser: Chrome) -> Chrome:
    """The search, opened from the disk."""
    browser.get(PAGE.as_uri())
    return browser


def ask(browser: Chrome, query: str) -> list[str]:
    """Type a query into the field; return the pages that are shown, best first."""
    field = browser.find_element(By.ID, "book-query")
    field.clear()
    field.send_keys(query, Keys.ENTER)
    links = "return [...document.querySelectorAll('#book-hits h2 a')].map(a => a.href)"
    root = browser.execute_script("return new URL('.', document.baseURI).href")
    found = browser.execute_script(links)
    return [re.sub(r"\.html(#.*)?$", "", href.removeprefix(root)) for href in found]


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        (r"\Lambda_1", "Λ₁"),
        (r"|\Lambda_{12}|", "|Λ₁₂|"),
        (r"\nu_e", "ν_e"),
        (r"\delta_\text{CP}", "δ_CP"),
        (r"\Delta\chi^2", "Δχ²"),
        (r"10^{-10}\mu_B", "10⁻¹⁰μ_B"),
        (r"\sin^2\theta_W", "sin²θ_W"),
        (r"\tfrac12", "1/2"),
        (r"\bar\nu_\mu", "ν_μ"),
        (r"\vec\Lambda", "Λ"),
    ],
)
def test_formulas_are_text_as_printed(formula: str, printed: str) -> None:
    sys.path.append(str(ROOT / "tools"))
    import sphinx_search

    assert sphinx_search.tidy(sphinx_search.printed(formula)) == printed


def test_enough_is_asked() -> None:
    assert len(FIRST) >= 40


@pytest.mark.parametrize(("query", "first"), FIRST.items(), ids=list(FIRST))
def test_first_page(page: Chrome, query: str, first: str) -> None:
    found = ask(page, query)
    assert found[:1] == [first], found[:5]


@pytest.mark.parametrize("query", ["Λ_1", "Δχ²", "sensitivity matrix", "resolution_keV_ee"])
def test_the_sentence_around_a_hit_is_shown(page: Chrome, query: str) -> None:
    ask(page, query)
    item = page.find_element(By.CSS_SELECTOR, "#book-hits > li")
    marked = [m.text for m in item.find_elements(By.TAG_NAME, "mark")]
    assert marked
    said = item.find_element(By.CSS_SELECTOR, "p:not(.part)").text
    assert 20 < len(said) < 500
    assert any(m in said for m in marked)


def test_letters_of_an_excerpt_are_those_of_the_page(page: Chrome) -> None:
    """A formula is shown as printed, not in TeX."""
    ask(page, "Λ_1")
    said = page.find_element(By.ID, "book-hits").text
    assert "Λ₁" in said
    assert "\\Lambda" not in said
    assert "$" not in said


def test_each_way_to_write_a_letter_finds_the_same(page: Chrome) -> None:
    for same in (
        ("Λ_1", "Λ₁", "Lambda_1", r"$\Lambda_1$"),
        ("Δχ²", "Δχ^2", "Δχ2"),
        ("δCP", "δ_CP"),
        ("dσ/dT", "dsigma/dT", "dsigma_dT", r"d\sigma/dT", r"\frac{d\sigma}{dT}"),
        ("dσ/dE", "dsigma/dE"),
        ("dΩ", "dOmega"),
    ):
        found = [ask(page, query) for query in same]
        assert found[0]
        assert all(pages == found[0] for pages in found[1:]), same


def order() -> list[str]:
    text = (HTML / "_static" / "book-text.js").read_text(encoding="utf-8")
    book = json.loads(text.removeprefix("window.BOOK=").removesuffix(";\n"))
    return [entry["page"].removesuffix(".html") for entry in book]


def test_ties_are_in_the_order_of_the_book(page: Chrome) -> None:
    """Chapters that say a word once and are as long in it as others: as the contents have them."""
    scores = page.execute_script(
        "return search(window.BOOK, 'exercises').pages.map((p) => [p.page, p.score])"
    )
    tied = [(a, b) for (a, s), (b, t) in pairwise(scores) if s == t]
    assert len(tied) > 5
    place = {f"{name}.html": i for i, name in enumerate(order())}
    assert all(place[a] < place[b] for a, b in tied)


def test_every_page_of_the_book_is_searched() -> None:
    if not PAGE.exists():
        absent("no book: make book")
    built = {p.relative_to(HTML).with_suffix("").as_posix() for p in HTML.rglob("*.html")}
    made = {name for name in built if not name.startswith("_static")}
    assert set(order()) == made - {"index", "search", "genindex", "py-modindex"}


def test_hits_lead_where_they_say(page: Chrome) -> None:
    """Every address that a search can show is a page and an anchor on it."""
    found = page.execute_script(
        "return window.BOOK.map((p) => [p.page, p.passages.map(([anchor]) => anchor)])"
    )
    for name, anchors in found:
        text = (HTML / name).read_text(encoding="utf-8")
        missing = {a for a in anchors if a and f'id="{a}"' not in text}
        assert not missing, (name, sorted(missing)[:5])


def test_nothing_found_is_said(page: Chrome) -> None:
    assert ask(page, "capacitor") == []
    status = page.find_element(By.ID, "book-status")
    assert "Nothing" in status.text
    assert "capacitor" in status.text
    assert status.get_attribute("role") == "status"
    assert ask(page, "flux capacitor")
    assert "No page has all" in status.text


def test_strange_queries_do_no_harm(page: Chrome) -> None:
    for query in ("", "  ", "(", "[a-", "<b>x</b>", "\\", "*", "a" * 300, "^$", "?!"):
        ask(page, query)
    said = [e for e in page.get_log("browser") if e["level"] == "SEVERE"]
    assert [e for e in said if "THEBE_JS_URL" not in e["message"]] == []


def test_a_query_in_the_address_is_answered(browser: Chrome) -> None:
    browser.get(f"{PAGE.as_uri()}?q={quote('Λ₁')}")
    assert browser.find_element(By.ID, "book-query").get_attribute("value") == "Λ₁"
    assert browser.find_elements(By.CSS_SELECTOR, "#book-hits h2 a")


def test_results_follow_while_one_types(page: Chrome) -> None:
    page.find_element(By.ID, "book-query").send_keys("quenching")
    shown = "return document.querySelectorAll('#book-hits h2 a').length"
    WebDriverWait(page, 10).until(lambda b: b.execute_script(shown))
    assert "q=quenching" in page.current_url


def test_keyboard_goes_from_the_field_to_the_hits(page: Chrome) -> None:
    """The field has the focus at once, and the next stop is the first hit."""
    assert page.switch_to.active_element.get_attribute("id") == "book-query"
    ask(page, "luminosity")
    page.switch_to.active_element.send_keys(Keys.TAB)
    focused = page.switch_to.active_element
    assert focused.get_attribute("href").endswith("chapters/luminosity.html")
    focused.send_keys(Keys.ENTER)
    WebDriverWait(page, 10).until(lambda b: b.current_url.endswith("luminosity.html"))


def test_the_field_of_every_page_leads_here(browser: Chrome) -> None:
    resize(browser, DESKTOP)
    try:
        browser.get((HTML / "chapters" / "luminosity.html").as_uri())
        keys = ActionChains(browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL)
        keys.perform()
        field = browser.find_element(By.CSS_SELECTOR, "#pst-search-dialog input")
        WebDriverWait(browser, 10).until(lambda _: field.is_displayed())
        field.send_keys("Q_A", Keys.ENTER)
        WebDriverWait(browser, 10).until(lambda b: "search.html" in b.current_url)
        hits = "return document.querySelectorAll('#book-hits h2 a').length"
        WebDriverWait(browser, 10).until(lambda b: b.execute_script(hits))
    finally:
        resize(browser, PHONE)


def test_no_page_loads_what_only_a_search_needs() -> None:
    if not PAGE.exists():
        absent("no book: make book")
    text = (HTML / "intro.html").read_text(encoding="utf-8")
    assert not re.search("searchindex|searchtools|language_data|book-text", text)


def test_it_works_over_http(browser: Chrome) -> None:
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(HTML))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser.get(f"http://127.0.0.1:{server.server_port}/search.html?q=luminosity")
        first = browser.find_element(By.CSS_SELECTOR, "#book-hits h2 a")
        assert first.get_attribute("href").endswith("/chapters/luminosity.html")
        server.shutdown()
