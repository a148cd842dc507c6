"""Exercises that take a number, and predictions: how they are judged, and what is kept."""

import base64
import csv
import json
import math
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from browser import DESKTOP, HTML, PHONE, ROOT, resize
from browsing import absent, chromium
from bs4 import BeautifulSoup, Tag
from scipy.interpolate import PchipInterpolator
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.interaction import POINTER_TOUCH
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.support.wait import WebDriverWait
from test_accessibility import AXE, READY, RUN
from test_chapters import PAGES, TEACHING, stem

from cevns.explorers import answers
from cevns.explorers.answers import Answer, answer
from cevns.explorers.ask import ask
from cevns.explorers.sketches import Axis, Sketch, dip, height, peak, reaches, slope

FORM = re.compile(r'^answer\(\s*"([\w-]+)"', re.M)
CELL = re.compile(r"^```\{code-cell\} ipython3\n(.*?)^```$", re.M | re.S)


def asked(path: Path) -> list[str]:
    """Exercises of a chapter that take a number, once for each."""
    return FORM.findall(path.read_text(encoding="utf-8"))


WITH_ANSWERS = [path for path in PAGES if asked(path)]


def decoded(text: str) -> Any:
    return json.loads(base64.b64decode(text))


def assert_accessible(browser: Chrome) -> None:
    """Nothing is found by axe-core on the page as it stands, in light and in dark."""
    if not AXE.exists():
        absent("no axe-core: make lint installs it")
    browser.execute_async_script(READY)
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = [line for t in ("light", "dark") for line in browser.execute_async_script(RUN, t)]
    assert found == [], "\n".join(found)


# what an answer may be


def test_a_key_holds_what_was_computed() -> None:
    one = answer("ex-a", "energy", 12.3456789123, "keV", digits=3, slips={"Squared.": 152.4})
    (text,) = re.findall(r'data-key="([^"]+)"', one._repr_html_())
    assert decoded(text) == {
        "asks": "energy",
        "value": 12.345679,
        "unit": "keV",
        "tolerance": pytest.approx(0.005, rel=1e-12, abs=0),
        "slips": [[152.4, "Squared."]],
    }
    assert "12.3" not in one._repr_html_()
    assert "12.3" not in repr(one)


def test_an_answer_is_read_from_its_key() -> None:
    one = answer("ex-a", "energy", 12.34, "keV", digits=3, slips={"Squared.": 152.4})
    again = Answer.of("ex-a", answers.encoded(one.key))
    assert again == one
    assert again._repr_html_() == one._repr_html_()


@pytest.mark.parametrize(
    ("value", "slips"),
    [
        (0.0, {}),
        (math.nan, {}),
        (1.0, {"s": math.inf}),
        (1.0, {"s": 1.09}),
        (1, {"s": 3, "t": 3.1}),
    ],
)
def test_what_cannot_be_judged_is_refused(value: float, slips: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"^ex-a: "):
        Answer("ex-a", "energy", value, slips=slips)


# the chapters


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_a_chapter_takes_a_number_and_asks_before_it_answers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    labels = asked(path)
    assert labels
    assert set(labels) <= set(re.findall(r"^:label: (\S+)$", text, re.M))
    for cell in CELL.findall(text):
        if FORM.search(cell):
            assert cell.startswith(":tags: [only-page, remove-input]\n")
            assert "slips={" in cell, "no slip would be told"
    assert len(re.findall(r"^`+\{predict\}$", text, re.M)) == 1


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_a_prediction_stands_where_it_is_asked(path: Path) -> None:
    """Not right before a heading, which would answer it."""
    text = path.read_text(encoding="utf-8")
    (after,) = re.findall(r"^(`+)\{predict\}\n.*?^\1$(.*)", text, re.M | re.S)
    rest = CELL.sub(lambda cell: "" if "only-page" in cell[1] else cell[0], after[1], count=1)
    first = rest.split()[0]
    assert not re.match(r"#|\(\S+\)=$", first), first


def printed(page: str, label: str) -> list[tuple[float, float]]:
    """Numbers in the solution of an exercise, and half a unit of the last digit of each.

    Where `WHERE` says behind which words the answer stands, only the numbers there.
    """
    text = (HTML.parent / "notebooks" / f"chapters/{page}.ipynb").read_text(encoding="utf-8")
    cells = nbformat.reads(text, as_version=4).cells
    starts = [n for n, c in enumerate(cells) if label in c.metadata.get("anchors", ())]
    solutions = [n for n in range(starts[0], len(cells)) if cells[n].metadata.kind == "solution"]
    found = []
    for cell in cells[solutions[0] :]:
        if cell.metadata.kind != "solution":
            break
        shown = [cell.source if cell.cell_type == "markdown" else ""]
        shown += [o.get("text", "") for o in cell.get("outputs", ())]
        words = re.escape(WHERE.get(label, ""))
        for number in re.findall(rf"{words}(\d+(?:\.\d*)?(?:e[+-]?\d+)?)", " ".join(shown)):
            mantissa, _, power = number.partition("e")
            unit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
            found.append((float(number), unit / 2))
    return found


WHERE = {
    "ex-all-blind": "limits over |U_ei|: ",
    "ex-argon-sigma": "Standard Model: ",
    "ex-comb-star": "exposures: ",
    "ex-coverage-zero": "2.71 from the minimum ",
    "ex-cp-triangle": "left ",
    "ex-csi21-flux": "flux 3%: count 13.4%, angle ",
    "ex-csi-unit": "$T = 5/0.0878 = ",
    "ex-csi-uncertainty": "From 28 % to ",
    "ex-eff-window": r"so $3\le|\Lambda|\le",
    "ex-vtx-families": "0, 1, 3, ",
    "ex-table-apart": "nine of ten: a factor of ",
    "ex-coh-best": "nufit_6_1: seen ",
    "ex-ff-zero": "Q = 0.77 / fm, E = ",
    "ex-ff-point": "133Cs: ",
    "ex-mag-scaling": "133Cs: mu_nu < ",
    "ex-mag-quadratic": "mu_nu = ",
    "ex-mag-screening": "K shell       T = ",
    "ex-mcr-transition": "events: |r^2| < ",
    "ex-reac-worst": "nufit_6_1 ",
    "ex-qrpa-xenon": "to -1.710: ",
    "ex-reactor-conus-plus": "170 eV: 218, smeared ",
    "ex-reactor-threshold": "from 800 to 10 eV x",
    "ex-reactor-fuel": "SM x",
    "ex-sns-energy": "3/5 of m_mu/2: ",
    "ex-stat-marginal": "S_max 287 becomes ",
    "ex-sm-weak-charge": "0.2386: Q_V = -",
    "ex-weak-flavour": "-20.27 and -20.54, counts -",
    "ex-angle-ratio": "1 % of the ratio is ",
    "ex-cevns-closure": "a head-on hit at ",
}
"""What stands before the answer in solutions that print other numbers of its size."""

COARSE = {"ex-comb-star", "ex-mag-screening", "ex-qrpa-xenon"}
"""Solutions that print one digit, where more would say nothing."""


def same_digits(key: dict[str, Any], shown: float, half: float, coarse: bool) -> bool:
    """Whether a printed number is the answer rounded, in a unit in which the book may print it."""
    value = abs(key["value"])
    if shown == value:
        return True
    if not shown or (half > 0.051 * shown and not coarse):
        return False
    powers = {"%": (0, -2), "mu_B": (0, 9, 10, 11), "cm^2": (0, 32, 39)}.get(key["unit"], (0,))
    return any(abs(value * 10.0**n - shown) <= 1.001 * half for n in powers)


def forms(path: Path) -> list[Tag]:
    page = HTML / "chapters" / f"{path.stem}.html"
    if not page.exists():
        absent("no book: make book")
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("form.answer")


@pytest.mark.parametrize("path", WITH_ANSWERS, ids=stem)
def test_answers_are_what_the_solutions_print(path: Path) -> None:
    found = forms(path)
    assert sorted(str(f["data-exercise"]) for f in found) == sorted(asked(path))
    for form in found:
        label, key = str(form["data-exercise"]), decoded(str(form["data-key"]))
        box = form.find_parent(class_="exercise")
        assert box is not None
        assert box["id"] == label, "it stands in its exercise"
        numbers = printed(path.stem, label)
        same = [number for number in numbers if same_digits(key, *number, label in COARSE)]
        assert same, (label, key["value"])
        # and no other number of the solution would do: one that is off is noticed
        for factor in (*np.linspace(0.6, 0.93, 12), *np.linspace(1.07, 1.4, 12)):
            off = key | {"value": factor * key["value"]}
            coarse = label in COARSE
            others = [n for n in numbers if n not in same or not coarse]
            assert not any(same_digits(off, *n, coarse) for n in others), (label, factor)


@pytest.mark.parametrize("path", TEACHING, ids=stem)
def test_a_notebook_shows_neither_answer_nor_reason(path: Path) -> None:
    forms(path)
    kept = (HTML.parent / "notebooks" / f"chapters/{path.stem}.ipynb").read_text(encoding="utf-8")
    assert "explorers.answers" not in kept
    assert "data-key" not in kept
    text = " ".join(" ".join(c.source for c in nbformat.reads(kept, as_version=4).cells).split())
    (box,) = re.findall(
        r"^`+\{predict\}\n(.*?)\n`+$", path.read_text(encoding="utf-8"), re.M | re.S
    )
    _, question, *choices, reason = box.split("\n\n")
    assert len(choices) == box.startswith(":answer:")
    question, reason = words(question), words(reason)
    assert "Before you read on" in text
    assert question in text
    assert reason not in text


@pytest.mark.parametrize("path", WITH_ANSWERS, ids=stem)
def test_a_notebook_asks_what_the_page_asks(path: Path) -> None:
    found = forms(path)
    kept = HTML.parent / "notebooks" / f"chapters/{path.stem}.ipynb"
    cells = [c for c in nbformat.read(kept, as_version=4).cells if "import ask " in c.source]
    assert len(cells) == len(found)
    wanted = {}
    for form in found:
        more = "" if form["data-part"] == "1" else f", part={form['data-part']}"
        call = f'ask("{form["data-exercise"]}", "{form["data-key"]}"{more})'
        wanted[call] = decoded(str(form["data-key"]))
    assert {cell.source.splitlines()[-1] for cell in cells} == wanted.keys()
    for cell in cells:
        assert cell.metadata.jupyter.source_hidden
        key = wanted[cell.source.splitlines()[-1]]
        assert key["asks"] in cell.outputs[0].data["text/plain"]
        shown = re.escape(f"{abs(key['value']):.3g}")
        assert not re.search(rf"(?<![\w.]){shown}(?![\w.])", cell.source)


def words(paragraph: str) -> str:
    """The longest piece of it without formulas and marks."""
    pieces = re.split(r"\$[^$]*\$|\{[^`]*`[^`]*`|[*^_\"]", " ".join(paragraph.split()))
    longest = max(pieces, key=len).strip().replace("'", "’")  # as Sphinx writes it
    assert len(longest) > 20
    return longest


def test_the_list_says_which_take_a_number() -> None:
    page = HTML / "chapters" / "exercises.html"
    if not page.exists():
        absent("no book: make book")
    book = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    said = {}
    for row in book.select(".exercises tbody tr"):
        place, link = row.select_one("[data-answers]"), row.select_one("a")
        assert link is not None
        if place is not None:
            said[str(link["href"]).partition("#")[2]] = int(str(place["data-answers"]))
    listed = [label for path in WITH_ANSWERS if forms(path) for label in asked(path)]
    assert said == {label: listed.count(label) for label in listed}
    assert len(said) >= 60


# the page, against the same rules written once more


ENERGY = {"eV": 1.0, "keV": 1e3, "MeV": 1e6, "GeV": 1e9, "meV": 1e-3}
LENGTH = {"fm": 1e-15, "cm": 1e-2, "m": 1.0, "km": 1e3}
TIME = {"ns": 1e-9, "μs": 1e-6, "s": 1.0, "days": 86400.0, "years": 365.25 * 86400}
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
Judged = tuple[str, str]


def decision(
    x: float, key: dict[str, Any], size: float, wanted: float, same_kind: bool, bare: bool
) -> str:
    """What has to be said of a number that was given in units of some size."""
    if bare and key["unit"]:
        return "unit"
    if not same_kind:
        return "unit"
    y, tolerance = x * size / wanted, key["tolerance"]

    def near(a: float, b: float) -> bool:
        return abs(a - b) <= tolerance * abs(b)

    if near(y, key["value"]):
        return "right"
    if any(near(y, value) for value, _ in key["slips"]):
        return "slip"
    if size != wanted and near(x, key["value"]):
        return "unit"
    if near(y, 2 * key["value"]) or near(2 * y, key["value"]):
        return "two"
    if near(y, -key["value"]):
        return "sign"
    tens = round(math.log10(abs(y / key["value"])))
    if tens and near(y, key["value"] * 10.0**tens):
        return "power"
    return "no"


def written(rng: random.Random, x: float) -> tuple[str, float]:
    """A number in one of the ways in which people write, and what it is then worth."""
    mantissa, power = f"{x:.5e}".split("e")
    n = int(power)
    ways = [
        f"{mantissa}e{n}",
        f"{mantissa}E{n:+d}",
        f"{mantissa} × 10^{n}",
        f"{mantissa}·10{str(n).translate(RAISED)}",
        f"{mantissa}*10**{n}",
        f"{mantissa} x 10^({n})",
    ]
    if -3 < n < 5:
        ways.append(f"{x:.8f}")
    text = rng.choice(ways)
    if rng.random() < 0.5:
        text = text.replace(".", ",")
    if rng.random() < 0.5:
        text = text.replace("-", "−")
    return text, float(f"{mantissa}e{n}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as chrome:
        yield chrome


@pytest.fixture
def bench(browser: Chrome, tmp_path: Path) -> Chrome:
    """A page with nothing but the scripts; what they offer can be called by its name."""
    return page_of(browser, tmp_path)


SCRIPTS = [
    *(Path(answers.__file__).parent / name for name in ("plots.js", "answers.js", "sketches.js")),
    ROOT / "assets" / "questions.js",
]


def page_of(browser: Chrome, folder: Path, body: str = "", first: str = "") -> Chrome:
    """A page with some content, the scripts of questions, and one before them."""
    scripts = [first, *(path.read_text(encoding="utf-8") for path in SCRIPTS)]
    head = "<!doctype html><meta charset=utf-8><title>x</title>"
    page = folder / "page.html"
    tags = "".join(f"<script>{script}</script>" for script in scripts)
    page.write_text(f"{head}{body}{tags}", encoding="utf-8")
    browser.get(page.as_uri())
    return browser


def judged(browser: Chrome, cases: list[tuple[dict[str, Any], str]]) -> list[str]:
    call = "return arguments[0].map(([key, typed]) => answers.judge(key, typed).verdict)"
    found: list[str] = browser.execute_script(call, cases)
    return found


def test_random_numbers_are_judged_by_the_rules(bench: Chrome) -> None:
    rng = random.Random(4)
    cases, expected = [], []
    kinds = [ENERGY, LENGTH, TIME]
    for _ in range(4000):
        kind = rng.choice(kinds)
        unit = rng.choice(list(kind))
        value = rng.choice([-1, 1]) * 10 ** rng.uniform(-12, 12)
        digits = rng.choice([2, 3])
        slip = value * rng.choice([1.3, 4.0, 0.2, 7.7])
        key = {"value": value, "unit": unit, "tolerance": 5 * 10.0**-digits, "slips": [[slip, "!"]]}
        other = rng.choice(kinds) if rng.random() < 0.1 else kind
        given = rng.choice(list(other)) if rng.random() < 0.6 or other is not kind else unit
        bare = rng.random() < 0.1
        size = other[given]
        target = rng.choice([1, 1, 2, 0.5, -1, 1000, 0.1, slip / value, 3.3, 0.7])
        near = 1 + rng.choice([0, 0.2, -0.2, 0.9, -0.9, 1.1, -1.1]) * key["tolerance"]
        scale = kind[unit] / size if rng.random() < 0.8 else 1.0
        text, x = written(rng, value * target * near * scale)
        cases.append((key, text if bare else f"{text}{rng.choice(['', ' '])}{given}"))
        expected.append(decision(x, key, size, kind[unit], other is kind, bare))
    assert {"right", "slip", "unit", "two", "sign", "power", "no"} == set(expected)
    found = judged(bench, cases)
    wrong = [(c, e, f) for c, e, f in zip(cases, expected, found, strict=True) if e != f]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "unit", "verdict"),
    [
        ("12.3 keV", "keV", "right"),
        ("12,3keV", "keV", "right"),
        ("0.0123 MeV", "keV", "right"),
        ("12300 ev", "keV", "right"),
        ("12.3 mev", "keV", "unread"),
        ("12.3 parsec", "keV", "unread"),
        ("12.3", "keV", "unit"),
        ("12.3 cm", "keV", "unit"),
        ("12.3 MeV", "keV", "unit"),
        ("12.3 cm²", "cm^2", "right"),
        ("12.3 cm^2", "cm^2", "right"),
        ("1.23e-3 m**2", "cm^2", "right"),
        ("12.3 cm", "cm^2", "unit"),
        ("12.3 cm⁻² s⁻¹", "cm^-2 s^-1", "right"),
        ("12.3 / cm^2 / s", "cm^-2 s^-1", "right"),
        ("12.3 per cm² s", "cm^-2 s^-1", "right"),
        ("12.3/fm", "fm^-1", "right"),
        ("12.3 fm-1", "fm^-1", "right"),
        ("12.3 μ_B", "mu_B", "right"),
        ("12.3 µB", "mu_B", "right"),
        ("1230 %", "", "right"),
        ("12.3", "%", "unit"),
        ("0.123", "%", "right"),
        ("12.3 events", "", "right"),
        ("12.3 σ", "", "right"),
        ("≈ 12.3", "", "right"),
        ("+12.3", "", "right"),
        ("−12.3", "", "sign"),
        ("12.3 days", "day", "right"),
        ("12.3 d", "day", "right"),
        ("295.2 h", "day", "right"),
        ("704.7 deg", "", "right"),
        ("twelve", "", "unread"),
        ("", "", "unread"),
        ("12.3.4", "", "unread"),
        ("1e", "", "unread"),
    ],
)
def test_ways_to_write(bench: Chrome, typed: str, unit: str, verdict: str) -> None:
    key = {"value": 12.3, "unit": unit, "tolerance": 0.005, "slips": []}
    assert judged(bench, [(key, typed)]) == [verdict]


def test_each_verdict_has_its_words(bench: Chrome) -> None:
    key = {"value": 12.3, "unit": "keV", "tolerance": 0.005, "slips": [[4.1, "A hint."]]}
    words = {
        "12.3 keV": "Right.",
        "4.1 keV": "Not yet. A hint.",
        "12.3": "A number needs its unit here.",
        "12.3 cm": "Wrong unit: it measures something else than what is asked.",
        "12.3 MeV": "The number is right, but in another unit.",
        "24.6 keV": "Not yet: a factor of 2 is off.",
        "-12.3 keV": "Not yet: look at the sign.",
        "123 keV": "The digits are right, the power of ten is not.",
        "15 keV": "Not yet: too large.",
        "9 keV": "Not yet: too small.",
        "9 parsecs": "I do not know the unit “parsecs”.",
        "nine": "That is not a number I can read, such as 1.2e-3.",
    }
    call = "return arguments[0].map(([key, typed]) => answers.judge(key, typed).text)"
    found = bench.execute_script(call, [(key, typed) for typed in words])
    assert found == list(words.values())


def test_a_comma_may_be_either(bench: Chrome) -> None:
    for value in (1234.0, 1.234):
        key = {"value": value, "unit": "", "tolerance": 0.005, "slips": []}
        assert judged(bench, [(key, "1,234")]) == ["right"]
    key = {"value": 1234567.0, "unit": "", "tolerance": 0.005, "slips": []}
    assert judged(bench, [(key, "1,234,567.0"), (key, "1 234 567")]) == ["right", "unread"]


@pytest.mark.parametrize("path", WITH_ANSWERS, ids=stem)
def test_every_answer_is_accepted_and_every_slip_is_told(bench: Chrome, path: Path) -> None:
    call = "return arguments[0].map(([key, typed]) => answers.judge(key, typed))"
    for form in forms(path):
        key = decoded(str(form["data-key"]))
        rounded = f"{key['value']:.{round(-math.log10(key['tolerance'] / 5))}g}"
        cases = [(key, f"{rounded} {key['unit']}")]
        cases += [(key, f"{value:.8g} {key['unit']}") for value, _ in key["slips"]]
        first, *slips = bench.execute_script(call, cases)
        assert first["verdict"] == "right", (form["data-exercise"], rounded)
        for told, (_, sentence) in zip(slips, key["slips"], strict=True):
            assert told == {"verdict": "slip", "text": f"Not yet. {sentence}"}


# sketches


LINEAR, LOG = Axis("x", 0, 10, "keV"), Axis("y", 1e-2, 1e2, log=True)
PLACES = np.linspace(0, 10, 41)
FALLING = (PLACES, 10.0 ** (1 - 0.2 * PLACES))


def sketch(**changed: Any) -> Sketch:
    given = {"x": LINEAR, "y": LOG, "truth": FALLING, "features": [peak()]} | changed
    return Sketch("A curve", **given)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"truth": (PLACES[1:], FALLING[1][1:])}, "from end to end"),
        ({"truth": (PLACES[::-1], FALLING[1])}, "from end to end"),
        ({"truth": (PLACES, 0 * PLACES + 1e3)}, "not in the picture"),
        ({"truth": (PLACES, np.nan * PLACES)}, "not in the picture"),
        ({"features": []}, "nothing is compared"),
        ({"features": [slope("The power", (1, 5))]}, "two logarithmic axes"),
    ],
)
def test_a_sketch_that_cannot_be_compared_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=rf"^A curve: .*{said}"):
        sketch(**changed)


@pytest.mark.parametrize(("low", "high", "log"), [(1, 1, False), (2, 1, False), (0, 1, True)])
def test_an_axis_needs_a_length(low: float, high: float, log: bool) -> None:
    with pytest.raises(ValueError, match=r"^T: no axis"):
        Axis("T", low, high, log=log)


def compared(browser: Chrome, key: dict[str, Any], heights: Iterable[float]) -> dict[str, Any]:
    call = "return sketches.compare(arguments[0], arguments[1])"
    found: dict[str, Any] = browser.execute_script(call, key, [float(v) for v in heights])
    return found


def test_a_line_is_smooth_between_its_points(bench: Chrome) -> None:
    """As SciPy's monotone cubic, but at the ends, where there are several ways."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        heights = rng.uniform(0, 1, 7)
        found = bench.execute_script("return sketches.smooth(arguments[0])", heights.tolist())
        assert len(found) == 201
        places = np.linspace(0, 1, 201)
        same = (places >= 1 / 6) & (places <= 5 / 6)
        expected = PchipInterpolator(np.linspace(0, 1, 7), heights)(places)
        assert np.array(found)[same] == pytest.approx(expected[same], rel=1e-9, abs=1e-12)
        assert min(found) >= min(heights) - 1e-12
        assert max(found) <= max(heights) + 1e-12


@pytest.mark.parametrize(
    ("feature", "curve", "mine", "yours", "its"),
    [
        # a maximum at 4 of 10 for one at 7
        (peak(), np.exp(-((PLACES - 7) ** 2)), [0, 0.2, 0.9, 0.9, 0.2, 0.1, 0], "4.2", "7.0"),
        (peak(), np.exp(-((PLACES - 7) ** 2)), [0.4] * 7, "nowhere", "7.0"),
        (dip(), 2 + (PLACES - 2) ** 2, [1, 0.9, 0.6, 0.3, 0.1, 0.3, 0.6], "6.7", "2.0"),
        # on an axis from 0.01 to 100 a half of the height is 1
        (height("At 5", 5), 10 ** (0.2 * PLACES), [0.5] * 7, "1.0", "10"),
        (reaches("To 1", 1.0), 10 ** (1 - 0.2 * PLACES), [1, 1, 1, 1, 1, 0.5, 0], "8.3", "5.0"),
        (reaches("To 1", 1.0), 10 ** (1 - 0.2 * PLACES), [0.9] * 7, "nowhere", "5.0"),
    ],
)
def test_features_of_a_line(
    bench: Chrome, feature: Any, curve: Any, mine: list[float], yours: str, its: str
) -> None:
    unit = "" if feature.kind == "height" else " keV"
    one = sketch(truth=(PLACES, curve), features=[feature]).key
    (said, _) = compared(bench, one, mine)["remarks"]
    told = yours if yours == "nowhere" else f"{yours}{unit}"
    assert said["text"] == f"{feature.name}: {told} in your sketch, {its}{unit} computed."
    assert not said["right"]


@pytest.mark.parametrize("power", [-2.0, -0.5, 1.0])
def test_a_power_is_that_of_the_axes(bench: Chrome, power: float) -> None:
    x = np.geomspace(1, 1e4, 9)
    axes = {"x": Axis("x", 1, 1e4, log=True), "y": Axis("y", 1e-6, 1e6, log=True)}
    one = sketch(
        truth=(x, x**0.25), features=[slope("Power", (10, 1e3), slips={"!": power})], **axes
    )
    heights = 0.5 + power * np.linspace(0, 1, 7) * 4 / 12
    (said, _) = compared(bench, one.key, heights)["remarks"]
    told = f"{abs(power):.1f}" if abs(power) >= 1 else f"{abs(power):.2f}"
    sign = "−" if power < 0 else ""
    assert said["text"] == f"Power: {sign}{told} in your sketch, 0.25 computed. !"
    (said, _) = compared(bench, one.key, 0.5 + 0.25 * np.linspace(0, 1, 7) * 4 / 12)["remarks"]
    assert said["right"]


def test_how_near_a_line_is(bench: Chrome) -> None:
    """Half of the line counts: what strays at one end does not."""
    one = sketch(features=[height("At 5", 5)]).key
    truth = 0.75 - 0.5 * np.linspace(0, 1, 7)  # from 10 to 0.1 on an axis from 0.01 to 100
    for off, stray, head in ((0.0, 0.3, "Well drawn."), (0.03, 0, "Well drawn."), (0.2, 0, "No, ")):
        found = compared(bench, one, truth + off + stray * np.array([0, 0, 0, 0, 0, 0, 1]))
        assert found["head"].startswith(head)
        within = max(1, round(100 * off))
        assert found["remarks"][-1]["text"].startswith(f"Half of your line is within {within} %")
        assert found["right"] == head.startswith("Well")


def drawings() -> list[tuple[str, Tag]]:
    """Sketches of all chapters, by their pages."""
    found = []
    for path in TEACHING:
        text = path.read_text(encoding="utf-8")
        if re.search(r"^`+\{predict\}\n:sketch:$", text, re.M):
            forms(path)
            page = HTML / "chapters" / f"{path.stem}.html"
            book = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
            (place,) = book.select(".predict > .sketch")
            found.append((path.stem, place))
    return found


def slipped(key: dict[str, Any], feature: dict[str, Any], slip: float) -> np.ndarray:
    """A line that has the slip."""
    axes = {name: Axis(**key[name]) for name in ("x", "y")}
    places = np.linspace(0, 1, key["points"])
    if feature["kind"] == "slope":
        (x, y) = (np.log(a.max / a.min) for a in axes.values())
        return np.asarray(0.5 + slip * (places - 0.5) * x / y)
    if feature["kind"] == "height":
        return np.full(places.size, float(axes["y"].share(slip)))
    place = float(axes["x"].share(slip))
    if feature["kind"] == "reaches":
        level = float(axes["y"].share(max(feature["at"], 1e-300)))
        return np.asarray(level + 0.5 * (place - places))
    tent = -np.abs(places - place)
    return np.asarray(0.9 + tent if feature["kind"] == "peak" else 0.1 - tent)


def test_sketches_of_the_book(bench: Chrome) -> None:
    """The curve itself is well drawn, a flat line is not, and every slip is told."""
    found = drawings()
    assert len(found) >= 6
    for name, place in found:
        key = decoded(str(place["data-key"]))
        x, y = (Axis(**key[axis]) for axis in "xy")
        up = y.share(np.maximum(key["truth"]["y"], 1e-300))
        places = np.linspace(0, 1, key["points"])
        truth = np.clip(np.interp(places, x.share(key["truth"]["x"]), up), 0, 1)
        itself = compared(bench, key, truth)
        assert itself["right"], (name, itself)
        assert itself["head"] == "Well drawn.", (name, itself)
        flat = compared(bench, key, np.full(places.size, 0.5))
        assert not flat["right"], (name, flat)
        for n, feature in enumerate(key["features"]):
            for slip, told in feature["slips"]:
                said = compared(bench, key, slipped(key, feature, slip))["remarks"][n]
                assert said["text"].endswith(f"computed. {told}"), (name, said)


# a reader with a keyboard


def press(browser: Chrome, *keys: str) -> None:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def focus(browser: Chrome, selector: str) -> None:
    browser.execute_script("document.querySelector(arguments[0]).focus()", selector)


def test_a_reader_with_a_keyboard(browser: Chrome) -> None:
    page = HTML / "chapters" / "form-factors.html"
    forms(page.with_suffix(""))
    resize(browser, DESKTOP)
    browser.get(page.as_uri())
    browser.execute_script("localStorage.clear()")
    browser.get(page.as_uri())
    # a number, wrong and right
    form = "[data-exercise='ex-ff-zero']"
    key = decoded(browser.find_element("css selector", form).get_attribute("data-key"))
    output = browser.find_element("css selector", f"{form} output")
    assert output.get_attribute("aria-live") == "polite"
    title = browser.execute_script(
        "const form = document.querySelector(arguments[0]);"
        "return document.getElementById(form.getAttribute('aria-labelledby')).textContent",
        form,
    )
    assert "Exercise" in title
    focus(browser, f"{form} input")
    assert browser.switch_to.active_element.accessible_name.startswith("Your answer: ")
    press(browser, f"{2 * key['value']:.4g} MeV", Keys.ENTER)
    assert output.text.startswith("Not yet. ")
    assert f"{key['value']:.3g}" not in output.text
    press(browser, Keys.CONTROL + "a", f"{key['value']:.3g} MeV", Keys.TAB)
    assert browser.switch_to.active_element.text == "Check"
    press(browser, Keys.SPACE)
    assert output.text == "Right."
    # a prediction
    reason = browser.find_element("css selector", ".predict .reason")
    assert not reason.is_displayed()
    focus(browser, ".predict input")
    assert browser.switch_to.active_element.get_attribute("type") == "radio"
    press(browser, Keys.SPACE, Keys.TAB)
    assert browser.switch_to.active_element.text == "See what happens"
    assert not reason.is_displayed()
    press(browser, Keys.ENTER)
    assert reason.is_displayed()
    right = decoded(browser.find_element("css selector", ".predict").get_attribute("data-key"))
    said = browser.find_element("css selector", ".predict output").text
    assert said.startswith("Yes" if right == 0 else "No")
    marked = browser.find_elements("css selector", ".predict label")
    assert ["true" in m.get_attribute("class").split() for m in marked].index(True) == right
    # it is there when the page is opened again, and names serve a screen reader
    browser.get(page.as_uri())
    assert browser.find_element("css selector", f"{form} output").text == "Right."
    assert browser.find_element("css selector", ".predict .reason").is_displayed()
    assert_accessible(browser)
    # and the list of all exercises gives it out
    browser.get((HTML / "chapters" / "exercises.html").as_uri())
    assert "You have answered 1 of the" in browser.find_element("css selector", ".my-answers").text
    row = browser.find_element("css selector", "tr:has(a[href$='#ex-ff-zero'])")
    assert row.find_element("css selector", "[data-answers]").text == "right"
    text = browser.execute_async_script(
        "fetch(document.querySelector('.my-answers a').href)"
        ".then((r) => r.text()).then(arguments[0])"
    )
    table = {line["name"]: line for line in csv.DictReader(text.splitlines())}
    assert set(table) == {"ex-ff-zero/1", "predict-form-factors"}
    mine = table["ex-ff-zero/1"]
    assert (mine["state"], mine["tries"]) == ("right", "2")
    assert mine["answer"] == f"{key['value']:.3g} MeV"
    assert mine["exercise"] == row.find_element("css selector", "td").text
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", mine["on"])
    browser.find_element("css selector", ".my-answers button").click()
    browser.switch_to.alert.accept()
    assert browser.execute_script("return localStorage.getItem('cevns.answers')") == "{}"
    assert "You have answered 0 of the" in browser.find_element("css selector", ".my-answers").text


SKETCHED = HTML / "chapters" / "luminosity.html"


def opened(browser: Chrome, page: Path) -> None:
    """A page as a reader finds it who has not answered anything."""
    forms(page.with_suffix(""))
    resize(browser, DESKTOP)
    for _ in range(2):
        browser.get(page.as_uri())
        browser.execute_script("localStorage.clear()")


def test_a_sketch_by_keyboard(browser: Chrome) -> None:
    opened(browser, SKETCHED)
    output = browser.find_element("css selector", ".predict output")
    button = browser.find_element("css selector", ".predict button")
    button.click()
    assert output.text == "Draw your curve first: it is flat as it stands."
    assert not browser.find_element("css selector", ".predict .reason").is_displayed()
    points = browser.find_elements("css selector", ".sketch .handle")
    assert len(points) == 7
    assert points[0].aria_role == "slider"
    assert points[-1].accessible_name.startswith("exposure / today's 10")

    def said(n: int) -> str:
        shown = browser.find_elements("css selector", ".sketch .handle")[n]
        return str(shown.get_attribute("aria-valuetext"))

    middle = said(0)
    assert middle == "limit / today's 0.10"  # half of the axis, which is logarithmic
    focus(browser, ".sketch .handle")
    press(browser, Keys.ARROW_UP)
    up = said(0)
    press(browser, Keys.ARROW_LEFT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert (up, said(0)) == ("limit / today's 0.11", middle)
    press(browser, Keys.HOME)
    assert said(0) == "limit / today's 0.0050"
    press(browser, Keys.END, Keys.PAGE_DOWN)
    assert said(0) == "limit / today's 1.1"
    # a straight line of the power 1/4: from 1 to 0.1 are 38 of the hundred steps
    for n in range(1, 7):
        press(browser, Keys.TAB, Keys.END, Keys.PAGE_DOWN, Keys.ARROW_DOWN * round(6.4 * n))
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "See what happens"
    press(browser, Keys.SPACE)
    assert output.text.startswith("Well drawn.")
    assert browser.find_element("css selector", ".predict .reason").is_displayed()
    assert said(6).endswith(", computed 0.10")
    lines = browser.find_elements("css selector", ".sketch .legend li")
    assert [line.text for line in lines] == ["your sketch", "computed", "given"]
    # it is there when the page is opened again, and serves a screen reader
    browser.get(SKETCHED.as_uri())
    text = browser.find_element("css selector", ".predict output").text
    assert text.startswith("Well drawn.")
    assert_accessible(browser)


def test_a_sketch_by_hand(browser: Chrome) -> None:
    """Drawn from the upper left to the lower right corner: the power is one half and more."""
    opened(browser, SKETCHED)
    frame = "document.querySelector('.sketch .frame').getBoundingClientRect()"
    browser.execute_script("document.querySelector('.sketch').scrollIntoView({block: 'center'})")
    x, y, width, height = browser.execute_script(
        f"const r = {frame}; return [r.x, r.y, r.width, r.height]"
    )
    hand = ActionBuilder(browser, duration=20)
    hand.pointer_action.move_to_location(round(x + 2), round(y + 0.12 * height)).pointer_down()
    for step in (0.25, 0.5, 0.75, 1.0):
        at = round(x + step * width - 2), round(y + (0.12 + 0.77 * step) * height)
        hand.pointer_action.move_to_location(*at)
    hand.pointer_action.pointer_up()
    hand.perform()
    browser.find_element("css selector", ".predict button").click()
    text = browser.find_element("css selector", ".predict output").text
    assert re.search(r"exposure: −0\.(49|5\d?) in your sketch, −0\.25 computed\. So falls", text), (
        text
    )
    assert not text.startswith("Well")


def stroke(browser: Chrome, *places: tuple[float, float]) -> None:
    """Move a finger from place to place."""
    finger = ActionBuilder(browser, PointerInput(POINTER_TOUCH, "finger"), duration=40)
    finger.pointer_action.move_to_location(*map(round, places[0])).pointer_down()
    for place in places[1:]:
        finger.pointer_action.move_to_location(*map(round, place))
    finger.pointer_action.pointer_up()
    finger.perform()


def test_a_sketch_by_finger(browser: Chrome) -> None:
    """Across it draws, upwards it scrolls and leaves the sketch; a point held does not scroll."""
    opened(browser, SKETCHED)
    resize(browser, PHONE)
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def place_of(selector: str) -> list[float]:
        browser.execute_script(
            "document.querySelector('.sketch').scrollIntoView({block: 'center'})"
        )
        return browser.execute_script(
            "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
            "return [r.x, r.y, r.width, r.height, scrollY]",
            f".sketch {selector}",
        )

    def told() -> list[str]:
        points = browser.find_elements("css selector", ".sketch .handle")
        return [str(point.get_attribute("aria-valuetext")).split()[-1] for point in points]

    steps = (0, 0.25, 0.5, 0.75, 1)
    flat = ["0.10"] * 7
    try:
        x, y, width, height, top = place_of(".frame")
        stroke(browser, *((x + width / 3, y + 0.8 * height - 200 * t) for t in steps))
        WebDriverWait(browser, 10).until(lambda b: b.execute_script("return scrollY") > top + 50)
        assert told() == flat
        browser.find_element("css selector", ".predict button").click()
        output = browser.find_element("css selector", ".predict output")
        assert output.text == "Draw your curve first: it is flat as it stands."
        x, y, width, height, top = place_of(".frame")
        line = [(x + 2 + (width - 4) * t, y + (0.12 + 0.3 * t) * height) for t in steps]
        stroke(browser, *line)
        drawn = [float(value) for value in told()]
        assert drawn == sorted(drawn, reverse=True)
        assert drawn[0] > 0.8
        assert drawn[-1] < 0.2
        x, y, width, height, top = place_of(".handle:nth-of-type(4) .knob")
        stroke(browser, *((x + width / 2, y + height / 2 + 60 * t) for t in steps))
        assert float(told()[3]) < drawn[-1]
        assert [*told()[:3], *told()[4:]] == [f"{v:.2g}" for v in [*drawn[:3], *drawn[4:]]]
        assert browser.execute_script("return scrollY") == top
    finally:
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_a_sketch_on_paper(browser: Chrome) -> None:
    """Axes to draw on with a pencil, whatever was drawn on the screen."""
    opened(browser, SKETCHED)
    focus(browser, ".sketch .handle")
    press(browser, Keys.END)
    browser.find_element("css selector", ".predict button").click()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for selector, number in ((".handles", 0), (".line", 0), (".frame", 1), (".legend li", 1)):
            shown = browser.find_elements("css selector", f".sketch {selector}")
            assert sum(one.is_displayed() for one in shown) == number, selector
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_print_shows_the_question_alone(browser: Chrome) -> None:
    page = HTML / "chapters" / "form-factors.html"
    forms(page.with_suffix(""))
    browser.get(page.as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = (
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter((e) => e.getClientRects().length).length"
        )
        for hidden in (".answer", ".predict input", ".predict button", ".predict .reason"):
            assert browser.execute_script(shown, hidden) == 0, hidden
        assert browser.execute_script(shown, ".predict legend") == 1
        assert browser.execute_script(shown, ".predict label") >= 3
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_notebook_takes_an_answer(bench: Chrome) -> None:
    """The widget of a notebook, without one: judged like the page's, and its keys stay in it."""
    key = answers.encoded(answer("ex-a", "energy", 2.0, "keV", slips={"Squared.": 4.4}).key)
    shown = ask("ex-a", key, part=2)
    assert "2.0" not in shown.form
    bench.execute_async_script(
        """
        const [script, form, part, done] = arguments;
        const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
        const el = document.createElement("div");
        document.body.append(el);
        document.body.addEventListener("keydown", () => { window.heard = true; });
        localStorage.clear();
        const model = { get: (name) => ({ form, part })[name] };
        import(url).then(({ default: widget }) => widget.render({ model, el })).then(done);
        """,
        shown._esm,
        shown.form,
        shown.part,
    )
    typed = bench.find_element("css selector", "form.answer input")
    output = bench.find_element("css selector", "form.answer output")
    typed.send_keys("4.4 keV", Keys.ENTER)
    assert output.text == "Not yet. Squared."
    typed.send_keys(Keys.CONTROL + "a")
    typed.send_keys("2 keV", Keys.ENTER)
    assert output.text == "Right."
    assert not bench.execute_script("return window.heard")
    save = "new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true })"
    bench.execute_script(f"arguments[0].dispatchEvent({save})", typed)
    assert bench.execute_script("return window.heard")  # to save is the notebook's
    kept = json.loads(bench.execute_script("return localStorage.getItem('cevns.answers')"))
    assert {name: one["tries"] for name, one in kept.items()} == {"ex-a/2": 2}


def test_it_works_without_storage(browser: Chrome, tmp_path: Path) -> None:
    """Some browsers keep nothing for files: the answer is judged all the same."""
    form = answer("ex-a", "energy", 2.0, "keV", slips={"Squared.": 4.4})._repr_html_()
    broken = "Object.defineProperty(window, 'localStorage', { get() { throw Error('no'); } });"
    page_of(browser, tmp_path, form, broken)
    browser.find_element("css selector", "input").send_keys("2 keV", Keys.ENTER)
    assert browser.find_element("css selector", "output").text == "Right."
