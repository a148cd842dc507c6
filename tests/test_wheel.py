"""The source archive tests itself, and what pip installs from it works where it is put."""

import email
import os
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

import cevns
from cevns import explorers

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY, SITE = "https://github.com/someone/book", "https://someone.example/book"
QUIET = {
    "PYTHONDONTWRITEBYTECODE": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "REPOSITORY": "",
    "SITE": "",
}


def ran(folder: Path, *command: object, **environment: str) -> str:
    """What a command says that works, in a folder that is not this one."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=os.environ | QUIET | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive of this tree, unpacked."""
    folder = tmp_path_factory.mktemp("archive")
    ran(ROOT, sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder)
    (packed,) = folder.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"cevns-{cevns.__version__}"


def wheel(sources: Path, into: Path, **environment: str) -> Path:
    """Built as pip builds it, by the pinned hatchling and so without a network."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    ran(into, *pip, "-w", into, sources, **environment)
    (built,) = into.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installed from there in a folder of its own, beside what an older build has left behind."""
    ghost = sources / "build" / "lib" / "cevns" / "ghost.py"
    ghost.parent.mkdir(parents=True)
    ghost.touch()
    wheels, target = (tmp_path_factory.mktemp(name) for name in ("wheels", "target"))
    built = wheel(sources, wheels)
    ghost.unlink()
    for folder in [*ghost.parents][:3]:
        folder.rmdir()  # nothing was added to it
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    ran(wheels, *pip, "--target", target, built)
    return target


def python(installed: Path, elsewhere: Path, *arguments: str) -> str:
    """Python with that folder before everything else, from a folder that has no cevns."""
    return ran(elsewhere, sys.executable, *arguments, PYTHONPATH=str(installed))


def files(root: Path) -> set[str]:
    found = (p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    return {name for name in found if not name.endswith(".pyc")}


def tracked(*arguments: str) -> set[str]:
    """What git knows of; nothing to compare with in an archive."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git: this is a source archive itself")
    return set(ran(ROOT, "git", "ls-files", "-z", *arguments).split("\0")) - {""}


def test_the_archive_holds_all_that_is_tracked(sources: Path) -> None:
    """And besides at most what would be tracked: files that are new, not files that are built."""
    held = files(sources) - {"PKG-INFO"}
    new = tracked("--others", "--exclude-standard")
    gone = {name for name in tracked("--deleted")}
    assert tracked() - gone <= held <= tracked() | new
    for folder in ("cevns/", "figures/", "bench/", "chapters/", "tests/", "tools/", ".github/"):
        assert any(name.startswith(folder) for name in held), folder


def test_the_archive_runs_its_own_tests(sources: Path) -> None:
    """Of the package and of its data; its conftest and its configuration with them."""
    some = ("kinematics", "nuclides")
    names = [f"tests/test_{name}.py" for name in some]
    where = "import cevns; print(cevns.__file__)"
    assert Path(ran(sources, sys.executable, "-c", where).strip()).is_relative_to(sources)
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist"]
    said = ran(sources, *pytest_here, *names, PYTHONPATH=str(sources))
    assert " passed" in said
    assert "failed" not in said


def test_every_file_is_installed_and_nothing_else(installed: Path) -> None:
    assert files(installed / "cevns") == files(ROOT / "cevns")
    beside = {p.name for p in installed.iterdir()} - {"cevns", "bin"}
    assert beside == {f"cevns-{cevns.__version__}.dist-info"}


def test_a_build_leaves_nothing_behind(sources: Path, installed: Path) -> None:
    """No build/ whose modules a later wheel would pick up, and no second set of metadata."""
    assert not (sources / "build").exists()
    assert not list(sources.glob("*.egg-info"))
    assert not list(ROOT.glob("build/lib"))


def test_it_is_a_command(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "cevns"
    said = ran(tmp_path, command, "limit", "coherent-csi", PYTHONPATH=str(installed))
    assert said == python(installed, tmp_path, "-m", "cevns", "limit", "coherent-csi")
    assert "coherent-csi (current)" in said
    version = ran(tmp_path, command, "--version", PYTHONPATH=str(installed))
    assert version == f"cevns {cevns.__version__}\n"


def test_a_limit_is_found_there(installed: Path, tmp_path: Path) -> None:
    module = python(installed, tmp_path, "-c", "import cevns; print(cevns.__file__)").strip()
    assert Path(module).is_relative_to(installed)
    found = python(installed, tmp_path, "-m", "cevns", "limit", "coherent-csi")
    assert found == python(ROOT, tmp_path, "-m", "cevns", "limit", "coherent-csi")


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
    assert python(installed, tmp_path, "-c", code).split("\n") == [*["1 True"] * made, ""]


def metadata(installed: Path) -> email.message.Message:
    (file,) = installed.glob("*.dist-info/METADATA")
    return email.message_from_string(file.read_text(encoding="utf-8"))


def links(text: str) -> list[str]:
    from package_metadata import LINK  # hatchling's, which only those who build it have

    return [link["target"] for link in LINK.finditer(text)]


def test_its_version_is_said_once(installed: Path) -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert metadata(installed)["Version"] == cevns.__version__
    assert f"\nversion: {cevns.__version__}\n" in citation
    assert "version" in PROJECT["dynamic"]


def test_every_extra_is_there(installed: Path) -> None:
    told = metadata(installed)
    extras = set(told.get_all("Provides-Extra"))
    assert {"plot", "test", "scan", "widgets", "regions"} <= extras
    assert extras == set(PROJECT["optional-dependencies"])
    needed = [n for n in told.get_all("Requires-Dist") if "extra ==" not in n]
    assert sorted(n.split(">=")[0] for n in needed) == ["numpy", "scipy"]


def test_without_an_address_it_points_nowhere(installed: Path) -> None:
    told = metadata(installed)
    assert told.get_all("Project-URL") is None
    text = told.get_payload()
    assert "# cevns" in text
    assert "Your own experiment" in text
    assert links(text) == []


def test_with_one_every_link_is_absolute_and_has_something_at_its_end(
    sources: Path, tmp_path: Path
) -> None:
    """The picture as it is, files as pages of the forge; each of them in this tree."""
    built = wheel(sources, tmp_path, REPOSITORY=f"{REPOSITORY}/", SITE=SITE)
    ran(tmp_path, sys.executable, "-m", "zipfile", "-e", built, tmp_path)
    told = metadata(tmp_path)
    assert dict(line.split(", ") for line in told.get_all("Project-URL")) == {
        "Documentation": f"{SITE}/",
        "Source": REPOSITORY,
        "Issues": f"{REPOSITORY}/issues",
        "Changelog": f"{REPOSITORY}/blob/main/CHANGELOG.md",
    }
    relative = links((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(relative) > 3
    text = told.get_payload()
    assert links(text) == []
    for target in relative:
        kind = "raw" if target.endswith(".svg") else "blob"
        assert f"]({REPOSITORY}/{kind}/main/{target})" in text
        assert (ROOT / target.partition("#")[0]).exists()


def test_a_wrong_address_stops_the_build(sources: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="REPOSITORY is"):
        wheel(sources, tmp_path, REPOSITORY="github.com/someone/book")


def test_the_matrix_is_the_stated_range() -> None:
    """Every Python that is promised, and the oldest NumPy and SciPy; the workflow runs them all."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tox = whole["tool"]["tox"]
    *pythons, oldest = tox["env_list"]
    assert pythons[0] == PROJECT["requires-python"].removeprefix(">=")
    said = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if "Python :: 3." in c]
    assert pythons == said == [f"3.{minor}" for minor in range(11, 10 + len(pythons) + 1)]
    own = tox["env"][oldest]
    assert own["base_python"] == pythons[:1]
    bounds = dict(one.split(">=") for one in PROJECT["dependencies"])
    pinned = dict(one.split("==") for one in own["deps"])
    assert pinned.keys() == bounds.keys()
    for name, version in pinned.items():
        numbers = [int(n) for n in version.split(".")]
        least = [int(n) for n in bounds[name].split(".")]
        assert numbers == least + [0] * (3 - len(least)), name
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
    listed = ", ".join(f'"{one}"' if one in pythons else one for one in tox["env_list"])
    assert f"matrix: {{env: [{listed}]}}" in workflow
    assert "tox run -e ${{ matrix.env }}" in workflow
