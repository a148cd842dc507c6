"""The two commands: fresh environments, no stale numbers, the same steps everywhere."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def make(folder: Path, *arguments: str) -> str:
    result = subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return result.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sources with a pretended environment and book, to watch the stamps."""
    for name in ("cevns", "figures"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy2(ROOT / name, tmp_path)
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
    ["cevns/rates.py", "cevns/data/experiments.toml", "figures/style.py", "requirements.txt"],
)
def test_an_edit_empties_the_cache(project: Path, edited: str) -> None:
    """jupyter-cache looks at the cells only: stale numbers must go when what they import moves."""
    if edited == "requirements.txt":
        (project / ".venv" / ".installed").touch()
    file = project / edited
    text, stamp = file.read_text(encoding="utf-8"), file.stat()
    file.write_text(text + "\n# moved\n", encoding="utf-8")
    import os

    os.utime(file, (stamp.st_atime, stamp.st_mtime))  # content counts, not time
    make(project, "_build/.sources")
    assert not (project / "_build" / "cached").exists()


def test_a_removed_file_empties_the_cache(project: Path) -> None:
    (project / "cevns" / "data" / "talk_limits.csv").unlink()
    make(project, "_build/.sources")
    assert not (project / "_build" / "cached").exists()


def test_ci_and_readme_use_the_same_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make book " in readme
    assert "make test " in readme
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert run.strip().endswith("make test")
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
    assert "bash .ci/run" in workflow


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "constraints.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith(("#", "-e"))]
        assert len(packages) > 15
        assert all(re.match(r"^[A-Za-z0-9._-]+(\[\w+\])?==\S+$", p) for p in packages)


def test_make_test_lints_builds_and_tests() -> None:
    dry = make(ROOT, "-n", "test")
    for step in ("ruff check", "ruff format --check", "mypy", "jupyter-book build", "pytest"):
        assert step in dry
    assert "-W -n" in dry
