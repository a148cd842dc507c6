"""A handout as a student has it: unpacked, installed by its list, run and opened in JupyterLab."""

import os
import shutil
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path

import labs
import nbformat
import pytest
from browser import DESKTOP, ROOT, resize
from browsing import absent, chromium
from labs import DIRTY, RAW, Lab, opened, serving
from test_notebooks import ROLE, written

# made once: what it installs comes from the network
PLACE = ROOT / ".venv" / "handout"
RUN = ("01-what-is-cevns", "09-effective-moments", "23-first-coherent-data")
ALONE = {"PYTHONPATH": "", "PYTHONNOUSERSITE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return labs.handout(tmp_path_factory.mktemp("class"))


def ran(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=os.environ | ALONE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def python(handout: Path) -> Path:
    """Python of an environment that holds what the handout asks for, and nothing else."""
    program = PLACE / ("Scripts" if os.name == "nt" else "bin") / "python"
    required = (handout / "requirements.txt").read_text(encoding="utf-8")
    installed = PLACE / "installed.txt"
    if not installed.exists() or installed.read_text(encoding="utf-8") != required:
        shutil.rmtree(PLACE, ignore_errors=True)
        venv.create(PLACE, with_pip=True)
        done = ran(handout, program, "-m", "pip", "install", "-q", "-r", "requirements.txt")
        if done.returncode:
            absent(f"nothing could be installed: {done.stderr[-300:]}")
        installed.write_text(required, encoding="utf-8")
    wheel = required.split()[-1]
    again = ("install", "-q", "--no-deps", "--no-index", "--force-reinstall", wheel)
    done = ran(handout, program, "-m", "pip", *again)
    assert done.returncode == 0, done.stderr
    return program


def test_nothing_of_the_book_is_near(handout: Path, python: Path) -> None:
    look = "import cevns, importlib.util as u; print(cevns.__file__, u.find_spec('sphinx'))"
    done = ran(handout, python, "-c", look)
    place, sphinx = done.stdout.split()
    assert Path(place).is_relative_to(PLACE.resolve()) or Path(place).is_relative_to(PLACE)
    assert sphinx == "None"


@pytest.mark.parametrize("name", RUN)
def test_it_runs_from_the_top(handout: Path, python: Path, name: str, tmp_path: Path) -> None:
    to = ("--to", "notebook", "--execute", "--output-dir", tmp_path)
    done = ran(handout, python, "-m", "nbconvert", *to, f"{name}.ipynb")
    assert done.returncode == 0, done.stderr[-2000:]
    before = nbformat.read(handout / f"{name}.ipynb", as_version=4)
    after = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
    pairs = list(zip(before.cells, after.cells, strict=True))
    printed = 0
    for old, new in pairs:
        text = written(new)
        assert ROLE.search(text) is None
        assert ":::" not in text
        streams = [
            "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream")
            for cell in (old, new)
        ]
        printed += bool(streams[0])
        assert streams[0] == streams[1]
        drawn = [
            len([o for o in cell.get("outputs", []) if o.output_type != "stream"])
            for cell in (old, new)
        ]
        assert drawn[0] == drawn[1] or "interact" in old.source
    assert printed > 3


@pytest.fixture(scope="module")
def lab(handout: Path, python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with serving(python, handout, tmp_path_factory.mktemp("settings")) as lab:
        yield lab


def test_it_opens_in_jupyterlab_as_one_reads_it(lab: Lab) -> None:
    with chromium() as browser:
        resize(browser, DESKTOP)
        text = opened(browser, lab, "09-effective-moments.ipynb")
        assert "Exercise 9.1" in text
        assert "9.1" in text
        assert "Solution to" not in text
        assert "untrusted" not in text
        assert RAW.search(text) is None, RAW.search(text)
        assert not browser.execute_script(DIRTY)
