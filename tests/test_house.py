"""The house that CONTRIBUTING draws is the house in the code."""

import re
from pathlib import Path

import cevns

ROOT = Path(__file__).parents[1]
PACKAGE = Path(cevns.__file__).parent
DRAWN = re.search(r"```text\ncevns/\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.S)


def rooms_in_the_drawing() -> dict[str, set[str]]:
    assert DRAWN is not None
    drawn = re.sub(r"\n {10,}", " ", DRAWN[1])  # a room's modules may take several lines
    lines = re.findall(r"^  (\w+)/ +(.*)$", drawn, re.M)
    return {room: set(modules.split()) for room, modules in lines}


def rooms_in_the_code() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for room in PACKAGE.iterdir():
        if (room / "__init__.py").exists():
            modules = {f.stem for f in room.glob("*.py")} - {"__init__"}
            folders = {f.parent.name for f in room.glob("*/__init__.py")}
            found[room.name] = modules | folders
    return found


def test_the_drawing_is_the_code() -> None:
    assert rooms_in_the_drawing() == rooms_in_the_code()


def test_rooms_are_drawn_in_the_order_of_the_contract() -> None:
    """From the ground up in the drawing, from the roof down in the contract."""
    contract = (ROOT / "pyproject.toml").read_text("utf-8")
    layers = re.search(r"layers = \[(.*?)\]", contract, re.S)
    assert layers is not None
    from_the_roof = re.findall(r"\w+", layers[1])
    drawn = list(rooms_in_the_drawing())
    assert {"neutrinos", "nuclei"} == set(drawn[1:3])
    assert [r for r in reversed(drawn) if r not in ("neutrinos", "nuclei")] == [
        r for r in from_the_roof if r not in ("__main__", "neutrinos", "nuclei")
    ]


def test_what_is_said_to_be_touched_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text[text.index("| to add | touch |") : text.index("`tests/test_open_house.py`")]
    for path in re.findall(r"`((?:\w+/)+[\w.]*)`", table):
        assert (PACKAGE / path).exists(), path
