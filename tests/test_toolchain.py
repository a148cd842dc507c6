"""The two commands: fresh environments, no stale numbers, the same steps everywhere."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def attempt(folder: Path, *arguments: str) -> tuple[int, str]:
    result = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout


def make(folder: Path, *arguments: str) -> str:
    code, said = attempt(folder, *arguments)
    assert code == 0, said
    return said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sources with a pretended environment and book, to watch the stamps."""
    for name in ("bench", "cevns", "figures"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tools").mkdir()
    names = ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml")
    for name in (*names, "tools/toc.py", "tools/execute.py"):
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed").touch()
    make(tmp_path, "_build/.sources")
    (tmp_path / "_build" / "cached").touch()
    return tmp_path


def test_unchanged_sources_keep_the_cache(project: Path) -> None:
    make(project, "_build/.sources")
    assert (project / "_build" / "cached").exists()


@pytest.mark.parametrize(
    "edited",
    [
        "cevns/rates/signal.py",
        "cevns/explorers/moments/moments.js",
        "cevns/experiments/data/experiments.toml",
        "figures/style.py",
        "bench/results.json",
        "requirements.txt",
    ],
)
def test_an_edit_empties_the_cache(project: Path, edited: str) -> None:
    """jupyter-cache looks at the cells only: stale numbers must go when what they import moves."""
    if edited == "requirements.txt":
        (project / ".venv" / ".installed").touch()
    file = project / edited
    text, stamp = file.read_text(encoding="utf-8"), file.stat()
    file.write_text(text + "\n# moved\n", encoding="utf-8")
    os.utime(file, (stamp.st_atime, stamp.st_mtime))  # content counts, not time
    make(project, "_build/.sources")
    assert not (project / "_build" / "cached").exists()


def test_a_removed_file_empties_the_cache(project: Path) -> None:
    (project / "cevns" / "talk" / "data" / "talk_limits.csv").unlink()
    make(project, "_build/.sources")
    assert not (project / "_build" / "cached").exists()


def test_the_bench_keeps_its_table_when_asked(project: Path) -> None:
    assert "bench --write" in make(project, "-n", "bench", "WRITE=1")
    assert "--write" not in make(project, "-n", "bench")


INGREDIENTS = {
    "_config.yml": """\
title: A tiny book
execute: {execute_notebooks: cache}
only_build_toc_files: true
""",
    "_toc.yml": "{format: jb-book, root: intro}\n",
    "intro.md": """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
---
# How much?

```{code-cell} ipython3
import sys; sys.path.insert(0, ".")
from figures.answer import ANSWER
print("The answer is", ANSWER)
```
""",
    "cevns/data/number.txt": "41",
    "figures/answer.py": """\
from pathlib import Path
ANSWER = Path(__file__).parents[1].joinpath("cevns/data/number.txt").read_text()
""",
}


@pytest.fixture
def tiny(project: Path) -> Path:
    """A book of one page, with the real build."""
    pytest.importorskip("jupyter_cache", reason="what builds the book is not there")
    for name, text in INGREDIENTS.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    shutil.rmtree(project / "_build")
    return project


BINARIES = f"BIN={Path(sys.executable).parent}"


def test_the_built_page_never_keeps_an_old_number(tiny: Path) -> None:
    """Before and after an edit in the data."""
    page = tiny / "_build" / "html" / "intro.html"
    shown = []
    for number in ("41", "42"):
        (tiny / "cevns" / "data" / "number.txt").write_text(number, encoding="utf-8")
        make(tiny, "book", BINARIES)
        shown += re.findall(r"The answer is (\d+)", page.read_text(encoding="utf-8"))
    assert shown == ["41", "42"]


def test_the_build_finds_everything_executed(tiny: Path) -> None:
    """Side by side, from nothing and where cells were edited; the build runs nothing itself."""
    said = make(tiny, "book", BINARIES)
    assert "intro.md: executed in" in said
    assert "Using cached notebook" in said
    assert "Executing notebook" not in said
    assert "WARNING" not in said
    page = tiny / "intro.md"
    page.write_text(page.read_text(encoding="utf-8").replace("The answer", "Our answer"), "utf-8")
    said = make(tiny, "book", BINARIES)
    assert "intro.md: executed in" in said
    assert "Executing notebook" not in said
    assert "Our answer is" in (tiny / "_build" / "html" / "intro.html").read_text("utf-8")


def test_a_page_that_fails_fails_the_book(tiny: Path) -> None:
    """With its traceback, after the others have run, and before anything is built."""
    (tiny / "_toc.yml").write_text(
        "{format: jb-book, root: intro, chapters: [{file: wrong}]}\n", encoding="utf-8"
    )
    wrong = INGREDIENTS["intro.md"].replace("print(", "print(1 / 0, ").replace("How", "Why")
    (tiny / "wrong.md").write_text(wrong, encoding="utf-8")
    code, said = attempt(tiny, "book", BINARIES)
    assert code != 0
    assert re.search(r"wrong\.md: .*ZeroDivisionError\S*: division by zero", said, re.S), said
    assert "intro.md: executed in" in said
    assert not (tiny / "_build" / "html").exists()


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb as the accessibility guidelines (WCAG 2) define it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_badges_are_legible_in_both_themes() -> None:
    css = (ROOT / "assets" / "book.css").read_text(encoding="utf-8")
    pairs = re.findall(r"(.*)\{ --badge-text: (#\w{6}); --badge-fill: (#\w{6});", css)
    for theme in ("", 'html[data-theme="dark"] '):
        for word in ("printed", "cited", "computed", "inferred"):
            assert f"{theme}.badge-{word} " in {selector for selector, _, _ in pairs}
    for selector, text, fill in pairs:
        light, dark = sorted((luminance(text), luminance(fill)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 7, selector


def test_ci_and_readme_use_the_same_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make book " in readme
    assert "make test " in readme
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert run.strip().endswith("make test")
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
    assert "bash .ci/run" in workflow


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-e"))]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[\w.]+", line) for line in packages)
    split = (line.split("==") for line in packages)
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in split}


def test_every_requirement_is_pinned() -> None:
    wanted, frozen = pins("requirements.txt"), pins("constraints.txt")
    assert len(wanted) > 15
    assert wanted.items() <= frozen.items()


def test_make_test_lints_builds_and_tests() -> None:
    dry = make(ROOT, "-n", "test")
    steps = ("ruff check", "ruff format --check", "mypy", "lint-imports", "biome", "jupyter-book")
    for step in (*steps, "pytest"):
        assert step in dry
    assert "-W -n" in dry


@pytest.mark.parametrize("file", sorted((ROOT / "tests").glob("test_*.py")), ids=lambda f: f.stem)
def test_relative_tolerances_are_only_that(file: Path) -> None:
    """approx(x, rel=...) also lets 1e-12 pass, more than any cross section in cm^2."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "approx":
            given = {keyword.arg for keyword in node.keywords}
            assert "rel" not in given or "abs" in given, f"line {node.lineno}"


def test_readme_shows_the_current_picture() -> None:
    """`make figures` copies what figures.limits.csi_profiles draws."""
    from figures.limits import csi_profiles

    kept = (ROOT / "assets" / "first-limits.svg").read_text(encoding="utf-8")
    assert csi_profiles.draw().svg() == kept
