"""What `pip install .` brings: every module, table and script, and they work where it puts them."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from cevns import explorers


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package built from a copy of the sources, and unpacked in a folder of its own."""
    tree, wheels, target = (tmp_path_factory.mktemp(n) for n in ("tree", "wheels", "target"))
    names = ["pyproject.toml", "README.md", "LICENSE", "LICENSE-text"]
    for name in names:
        shutil.copy(ROOT / name, tree)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("cevns", "figures", "bench"):
        shutil.copytree(ROOT / name, tree / name, ignore=ignored)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    # the pinned setuptools builds it without a network; an older one cannot read pyproject.toml
    pinned = int(version("setuptools").partition(".")[0]) >= 77
    here = ["--no-build-isolation"] if pinned else []
    build = [*pip, "wheel", "--no-deps", *here, "-w", str(wheels), str(tree)]
    subprocess.run(build, check=True, cwd=tree)
    (wheel,) = wheels.glob("*.whl")
    into = [*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run(into, check=True, cwd=tree)
    return target


def run(installed: Path, elsewhere: Path, *arguments: str) -> str:
    """Python with that folder before everything else, from a folder that has no cevns."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    result = subprocess.run(
        command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_file_is_installed_and_nothing_else(installed: Path) -> None:
    def files(root: Path) -> set[str]:
        found = (root / "cevns").rglob("*")
        return {p.relative_to(root).as_posix() for p in found if p.is_file()}

    assert {f for f in files(installed) if not f.endswith(".pyc")} == {
        f for f in files(ROOT) if not f.endswith(".pyc")
    }
    assert {p.name for p in installed.iterdir()} - {"cevns"} == {
        f"cevns-{version('cevns')}.dist-info"
    }


def test_a_limit_is_found_there(installed: Path, tmp_path: Path) -> None:
    module = run(installed, tmp_path, "-c", "import cevns; print(cevns.__file__)").strip()
    assert Path(module).is_relative_to(installed)
    found = run(installed, tmp_path, "-m", "cevns", "limit", "coherent-csi")
    assert found == run(ROOT, tmp_path, "-m", "cevns", "limit", "coherent-csi")
    assert "coherent-csi (current)" in found


def test_explorers_have_their_scripts_there(installed: Path, tmp_path: Path) -> None:
    code = (
        "from cevns import explorers\n"
        "for name in explorers.__all__:\n"
        "    if name != 'Explorer':\n"
        "        made = getattr(explorers, name)()\n"
        "        assert made.name == name\n"
        "        print(made._esm.count('export default mount('), len(made._css) > 1000)\n"
    )
    made = len(explorers.__all__) - 1  # their class is there too
    assert run(installed, tmp_path, "-c", code).split("\n") == [*["1 True"] * made, ""]
