"""The page about the package shows every module and every public name."""

from types import ModuleType

import cevns
import chapters

PAGE = (chapters.ROOT / "chapters" / "api.md").read_text(encoding="utf-8")


def test_every_module_is_documented() -> None:
    modules = {path.stem for path in (chapters.ROOT / "cevns").glob("*.py")} - {"__init__"}
    missing = {name for name in modules if f".. automodule:: cevns.{name}\n" not in PAGE}
    assert not missing


def test_every_public_name_is_listed() -> None:
    names = [n for n in cevns.__all__ if not isinstance(getattr(cevns, n), ModuleType)]
    missing = {name for name in names if f"`cevns.{name} <cevns." not in PAGE}
    assert not missing
