"""Write every figure as SVG and PDF: ``python -m figures [FOLDER]``."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

import figures
from figures.style import Figure


def modules() -> dict[str, str]:
    """Figure modules of all parts by their names, which no two share."""
    found: dict[str, str] = {}
    for part in pkgutil.iter_modules(figures.__path__):
        if not part.ispkg:
            continue
        folder = importlib.import_module(f"figures.{part.name}")
        for module in pkgutil.iter_modules(folder.__path__):
            if module.name in found:
                raise ValueError(f"two figures are called {module.name}")
            found[module.name] = f"figures.{part.name}.{module.name}"
    return found


def drawings() -> dict[str, Callable[[], Figure]]:
    """How each figure is drawn, by name, without those that show what a reader brings."""
    found = {name: importlib.import_module(module).draw for name, module in modules().items()}
    return {
        name: draw
        for name, draw in sorted(found.items())
        if all(p.default is not p.empty for p in inspect.signature(draw).parameters.values())
    }


def write(folder: Path) -> list[Path]:
    """Draw every figure with its defaults and save it in both formats."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in drawings().items():
        figure = draw()
        svg, pdf = folder / f"{name}.svg", folder / f"{name}.pdf"
        svg.write_text(figure.svg(), encoding="utf-8")
        figure.savefig(pdf)
        written += [svg, pdf]
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("_build/figures")
    for path in write(target):
        sys.stdout.write(f"{path}\n")
