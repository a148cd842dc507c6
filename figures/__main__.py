"""Write every figure as SVG and PDF: ``python -m figures [FOLDER]``."""

import importlib
import pkgutil
import sys
from pathlib import Path

import figures


def names() -> list[str]:
    """Figure modules: all but the command line and the style."""
    found = {m.name for m in pkgutil.iter_modules(figures.__path__)}
    return sorted(found - {"__main__", "style"})


def write(folder: Path) -> list[Path]:
    """Draw every figure with its defaults and save it in both formats."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names():
        figure = importlib.import_module(f"figures.{name}").draw()
        svg, pdf = folder / f"{name}.svg", folder / f"{name}.pdf"
        svg.write_text(figure.svg(), encoding="utf-8")
        figure.savefig(pdf)
        written += [svg, pdf]
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("_build/figures")
    for path in write(target):
        sys.stdout.write(f"{path}\n")
