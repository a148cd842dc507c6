"""What ``make lab`` opens: pages as built, read as they are, then run and moved."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import jupytext
import pytest
from browser import DESKTOP, ROOT, resize
from browsing import absent, chromium
from exercises import KEPT
from labs import DIRTY, RAW, Lab, open_page, opened, serving
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_explorers import ORACLES, agree, box_of, frame, state_of

from cevns.explorers.answers import decoded

EXPLORERS = "chapters/explorer.ipynb"
TINKERED = "moments-from-the-sun"
LIVE = ("event-rates", "form-factors", TINKERED)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if not KEPT.exists():
        absent("no book: make book")
    root, settings = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("settings")
    trusting = os.environ | {"JUPYTER_DATA_DIR": str(settings)}
    subprocess.run([sys.executable, ROOT / "tools" / "lab.py", root], env=trusting, check=True)
    with serving(sys.executable, root, settings) as lab:
        yield lab


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as chrome:
        resize(chrome, DESKTOP)
        yield chrome


@pytest.mark.parametrize("page", ["intro", "chapters/effective-moments", "chapters/exercises"])
def test_a_page_opens_as_one_reads_it_and_saved(lab: Lab, browser: Chrome, page: str) -> None:
    text = opened(browser, lab, f"{page}.ipynb")
    assert len(text) > 1000
    assert RAW.search(text) is None, RAW.search(text)
    assert "untrusted" not in text
    assert not browser.execute_script(DIRTY)


def test_a_notebook_that_was_changed_stays(lab: Lab) -> None:
    changed = lab.root / "chapters" / "teaching.ipynb"
    other = lab.root / "chapters" / "glossary.ipynb"
    changed.write_text("{}", encoding="utf-8")
    other.unlink()
    subprocess.run([sys.executable, ROOT / "tools" / "lab.py", lab.root], check=True)
    assert changed.read_text(encoding="utf-8") == "{}"
    assert other.exists()


@pytest.mark.parametrize("page", LIVE)
def test_sliders_do_not_move_the_values_they_begin_with(page: str) -> None:
    """A slider snaps to its steps: what a function begins with has to be one of them."""
    book = jupytext.read(ROOT / "chapters" / f"{page}.md")
    code = "\n".join(c.source for c in book.cells if c.cell_type == "code" and c.source[:1] != "!")
    tree = ast.parse(code)
    functions = {f.name: f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)}
    calls = [c for c in ast.walk(tree) if isinstance(c, ast.Call)]
    (call,) = (c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "interact")
    assert isinstance(call.args[0], ast.Name)
    asked = functions[call.args[0].id].args
    begins = dict(
        zip((a.arg for a in asked.args), map(ast.literal_eval, asked.defaults), strict=True)
    )
    ranges = live_ranges(tree, call)
    assert ranges.keys() == begins.keys()
    for name, (low, high, *step) in ranges.items():
        steps = (begins[name] - low) / (step[0] if step else 0.1)
        assert low <= begins[name] <= high
        assert steps == pytest.approx(round(steps), abs=1e-9), name


def live_ranges(tree: ast.Module, call: ast.Call) -> dict[str, tuple[float, ...]]:
    """Ranges of the sliders, written in the call or under a name before it."""
    names = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = {}
    for keyword in call.keywords:
        value = keyword.value
        value = names[value.id] if isinstance(value, ast.Name) else value
        if keyword.arg is None:
            found |= ast.literal_eval(value)
        else:
            found[keyword.arg] = ast.literal_eval(value)
    return found


@pytest.mark.parametrize("page", LIVE)
def test_live_cells_show_what_they_begin_with(page: str) -> None:
    """The page has no kernel: the cell before prints once what the sliders then print anew."""
    cells = [c for c in jupytext.read(ROOT / "chapters" / f"{page}.md").cells]
    (at,) = (n for n, c in enumerate(cells) if "live" in c.metadata.get("tags", []))
    said, shown = cells[at - 1].source, cells[at - 2]
    assert re.search(r"interact\((\w+)", cells[at].source)[1] + "()" == shown.source
    assert "nbval-check-output" in shown.metadata.tags
    assert "`make lab`" in said
    assert "prints" in said


def until_drawn(browser: Chrome, name: str) -> None:
    """Wait for an explorer: a cell draws it once it is near the window."""
    cells = f".jp-OutputArea-output .explorer[id^='explorer-{name}-']"
    near = "document.querySelectorAll('.jp-Cell').forEach(c => c.scrollIntoView())"

    def drawn(b: Chrome) -> bool:
        b.execute_script(near)
        return bool(b.find_elements(By.CSS_SELECTOR, cells))

    WebDriverWait(browser, 120).until(drawn)


def open_and_run(chrome: Chrome, lab: Lab, page: str) -> None:
    """Open a page, and run it from the top."""
    open_page(chrome, lab, page, "Notebook", run=True)


@pytest.fixture(scope="module")
def notebook(lab: Lab, browser: Chrome) -> Chrome:
    open_and_run(browser, lab, EXPLORERS)
    for name in ORACLES:
        until_drawn(browser, name)
    return browser


@pytest.mark.parametrize("name", ["statistics", "moments", "count", "nucleus"])
def test_the_same_slider_live(notebook: Chrome, name: str) -> None:
    box = box_of(notebook, name)
    notebook.execute_script("arguments[0].scrollIntoView()", box)
    agree(notebook, name)
    before = state_of(notebook, name)
    slider = box.find_element(By.CSS_SELECTOR, "input[type=range]")
    slider.send_keys(Keys.ARROW_RIGHT * 5)
    frame(notebook)
    assert state_of(notebook, name) != before
    agree(notebook, name)


def test_running_raises_nothing(notebook: Chrome) -> None:
    errors = notebook.find_elements(By.CSS_SELECTOR, "[data-mime-type*='error']")
    assert [e.text for e in errors] == []


def test_a_number_is_checked(lab: Lab, browser: Chrome) -> None:
    """The cell below an exercise, run: the form of the page, which keeps its keys."""
    open_and_run(browser, lab, "chapters/tmm-matrix.ipynb")
    forms = ".jp-OutputArea-output form.answer[data-exercise='ex-tmm-conjugate']"
    near = "document.querySelectorAll('.jp-Cell').forEach(c => c.scrollIntoView())"

    def asked(b: Chrome) -> bool:
        b.execute_script(near)
        return bool(b.find_elements(By.CSS_SELECTOR, f"{forms} input"))

    WebDriverWait(browser, 120).until(asked)
    (form,) = browser.find_elements(By.CSS_SELECTOR, forms)
    key = decoded(form.get_attribute("data-key"))
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", form)
    typed = form.find_element(By.CSS_SELECTOR, "input")
    cells = "return window.jupyterapp.shell.currentWidget.content.widgets.length"
    before = browser.execute_script(cells)
    # letters that mean something to a notebook: above, below, delete
    typed.send_keys("abdd", Keys.ENTER)
    output = form.find_element(By.CSS_SELECTOR, "output")
    assert output.text.startswith("That is not a number")
    assert browser.execute_script(cells) == before
    typed.send_keys(Keys.CONTROL + "a")
    typed.send_keys(f"{key['value']:.3g}", Keys.ENTER)
    assert output.text == "Right."


def test_cells_for_tinkering_answer(lab: Lab, notebook: Chrome) -> None:
    """The energy of a solar neutrino, raised with the keyboard, lowers P_e1."""
    open_and_run(notebook, lab, f"chapters/{TINKERED}.ipynb")
    text = ""

    def printed(b: Chrome) -> bool:
        """Whether something else than before stands below the sliders."""
        b.execute_script("document.querySelector('.widget-interact')?.scrollIntoView()")
        found = b.find_elements(By.CSS_SELECTOR, ".widget-interact .widget-output")
        return bool(found) and "P_e1 =" in found[0].text and found[0].text != text

    def P_e1() -> float:
        WebDriverWait(notebook, 120).until(printed)
        nonlocal text
        text = notebook.find_element(By.CSS_SELECTOR, ".widget-interact .widget-output").text
        return float(text.split("P_e1 = ")[1].split(";")[0])

    before = P_e1()
    handle = notebook.find_element(By.CSS_SELECTOR, ".widget-interact .noUi-handle")
    handle.send_keys(Keys.ARROW_RIGHT * 10)
    assert P_e1() < before
