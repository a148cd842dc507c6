"""The explorers live: a notebook in a real JupyterLab, run from the top, its sliders moved."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import DESKTOP, ROOT, resize
from browsing import chromium
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_explorers import ORACLES, agree, box_of, frame, state_of

OPEN_AND_RUN = """
const [path, done] = arguments;
(async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute(
    "docmanager:open", { path, factory: "Jupytext Notebook" });
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute("notebook:run-all-cells");
  done("");
})().catch((error) => done(String(error)));
"""


TINKERED = "moments-from-the-sun"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server of its own, on a copy of the page, that leaves this machine's settings alone."""
    root, settings = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("settings")
    for page in ("explorer", TINKERED):
        shutil.copy(ROOT / "chapters" / f"{page}.md", root)
    port = free_port()
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    environment = {**os.environ, **{name: str(settings) for name in places}}
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = (settings / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=root,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{url}/api", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (settings / "log").read_text()
                time.sleep(0.5)
        yield url, root
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def open_and_run(chrome: Chrome, url: str, page: str) -> None:
    """Open a page as a notebook in a fresh workspace, and run it from the top."""
    chrome.get(f"{url}/lab?reset")
    ready = "return window.jupyterapp !== undefined"
    WebDriverWait(chrome, 60).until(lambda b: b.execute_script(ready))
    assert chrome.execute_async_script(OPEN_AND_RUN, page) == ""


@pytest.fixture(scope="module")
def notebook(lab: tuple[str, Path]) -> Iterator[Chrome]:
    url, _ = lab
    with chromium() as chrome:
        resize(chrome, DESKTOP)
        wait = WebDriverWait(chrome, 60)
        open_and_run(chrome, url, "explorer.md")
        # a cell draws its explorer once it is near the window
        for name in ORACLES:
            cells = f".jp-OutputArea-output .explorer[id^='explorer-{name}-']"

            def drawn(b: Chrome, cells: str = cells) -> bool:
                b.execute_script(
                    "document.querySelectorAll('.jp-Cell').forEach(c => c.scrollIntoView())"
                )
                return bool(b.find_elements(By.CSS_SELECTOR, cells))

            wait.until(drawn)
        yield chrome


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


def test_running_leaves_the_source_alone(lab: tuple[str, Path], notebook: Chrome) -> None:
    assert (lab[1] / "explorer.md").read_bytes() == (ROOT / "chapters/explorer.md").read_bytes()
    errors = notebook.find_elements(By.CSS_SELECTOR, "[data-mime-type*='error']")
    assert [e.text for e in errors] == []


def test_cells_for_tinkering_answer(lab: tuple[str, Path], notebook: Chrome) -> None:
    """The energy of a solar neutrino, raised with the keyboard, lowers P_e1."""
    open_and_run(notebook, lab[0], f"{TINKERED}.md")
    text = ""

    def printed(b: Chrome) -> bool:
        """Whether something else than before stands below the sliders."""
        b.execute_script("document.querySelector('.widget-interact')?.scrollIntoView()")
        found = b.find_elements(By.CSS_SELECTOR, ".widget-interact .widget-output")
        return bool(found) and "P_e1 =" in found[0].text and found[0].text != text

    def P_e1() -> float:
        WebDriverWait(notebook, 60).until(printed)
        nonlocal text
        text = notebook.find_element(By.CSS_SELECTOR, ".widget-interact .widget-output").text
        return float(text.split("P_e1 = ")[1].split(";")[0])

    before = P_e1()
    handle = notebook.find_element(By.CSS_SELECTOR, ".widget-interact .noUi-handle")
    handle.send_keys(Keys.ARROW_RIGHT * 10)
    assert P_e1() < before
