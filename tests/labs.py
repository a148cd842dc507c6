"""A JupyterLab of its own for tests, that leaves the settings of this machine alone."""

import os
import re
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import exercises
from browsing import absent
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

# what no reader should see: roles, fences, formulas that were not typeset, links of ours
RAW = re.compile(r"\{(ref|eq|numref|cite|term|doc|py:\w+)\}|:::|\$\$|\\tag|book:|badge-")
DIRTY = "return window.jupyterapp.shell.currentWidget.context.model.dirty"


def handout(folder: Path) -> Path:
    """The handout of a class, unpacked where nothing of the book is near."""
    if not exercises.KEPT.exists():
        absent("no book: make book")
    exercises.write(folder / "handout.zip")
    with zipfile.ZipFile(folder / "handout.zip") as archive:
        archive.extractall(folder)
    return folder / exercises.FOLDER


class Lab(NamedTuple):
    """A running server: its address, and the folder that it shows."""

    url: str
    root: Path


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(python: str | Path, root: Path, settings: Path, **places: str) -> Iterator[Lab]:
    """JupyterLab of an environment, on a folder; ``places`` are Jupyter's own folders.

    As `requirements.txt` makes it: an environment that is older may still draw Markdown its way.
    """
    only = settings / "labconfig" / "page_config.json"
    only.parent.mkdir()
    only.write_text('{"disabledExtensions": {"jupyterlab-myst": true}}', encoding="utf-8")
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    environment = {**os.environ, **{name: str(settings) for name in names}, **places}
    port = free_port()
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
        [str(python), "-m", "jupyterlab", *options],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=root,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/api", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (settings / "log").read_text()
                time.sleep(0.5)
        yield Lab(url, root)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


OPEN = """
const [path, factory, run, done] = arguments;
(async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute("docmanager:open", { path, factory });
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  if (run) app.commands.execute("notebook:run-all-cells"); // whoever asks waits for what it draws
  done("");
})().catch((error) => done(String(error)));
"""


def open_page(chrome: Chrome, lab: Lab, path: str, factory: str, *, run: bool) -> None:
    """Open a file as a notebook in a fresh workspace, and run it from the top if told so."""
    chrome.get(f"{lab.url}/lab?reset")
    ready = "return window.jupyterapp !== undefined"
    WebDriverWait(chrome, 60).until(lambda b: b.execute_script(ready))
    assert chrome.execute_async_script(OPEN, path, factory, run) == ""


# a cell is drawn once it is near the window, and a formula some time after
READ = """
const done = arguments[0];
(async () => {
  const cells = [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const model = window.jupyterapp.shell.currentWidget.content;
  const texts = [];
  for (const cell of model.widgets) {
    await model.scrollToItem(model.widgets.indexOf(cell));
    await cell.ready;
    await wait(30);
  }
  await wait(1500);
  for (const cell of model.widgets) {
    const shown = cell.node.querySelector(".jp-MarkdownOutput");
    if (shown) texts.push(shown.innerText);
    cell.node.querySelectorAll(".jp-OutputArea-output").forEach((o) => texts.push(o.innerText));
  }
  done(texts.join("\\n"));
})().catch((error) => done(String(error)));
"""


def opened(chrome: Chrome, lab: Lab, path: str) -> str:
    """What one reads of a notebook that is opened and not run."""
    open_page(chrome, lab, path, "Notebook", run=False)
    return str(chrome.execute_async_script(READ))
