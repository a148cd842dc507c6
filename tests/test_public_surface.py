"""What users may rely on: names, a light import, imports that point downwards."""

import ast
import subprocess
import sys
from pathlib import Path

import cevns

PACKAGE = Path(cevns.__file__).parent
LAYERS = (
    {"units", "checks"},
    {"constants", "quadrature", "tables"},
    {"nuclides", "kinematics", "mixing", "statistics", "published"},
    {"couplings", "form_factors", "moments", "quenching"},
    {"cross_sections", "fluxes", "forms", "closed_forms", "oscillation", "detectors"},
    {"solar", "reactors"},
    {"experiments"},
    {"catalogue", "rates"},
    {"limits"},
    {"combination", "table"},
    {"regions"},
    {"widgets"},
    {"__init__"},
    {"__main__"},
)


def test_public_names() -> None:
    assert sorted(cevns.__all__) == [
        "Experiment",
        "Signal",
        "TransitionMoments",
        "catalogue",
        "closed_forms",
        "combination",
        "constants",
        "couplings",
        "cross_sections",
        "detectors",
        "experiment",
        "experiments",
        "fluxes",
        "form_factors",
        "forms",
        "kinematics",
        "limit",
        "limits",
        "load_experiments",
        "material",
        "mixing",
        "moments",
        "nuclide",
        "nuclides",
        "oscillation",
        "published",
        "quenching",
        "rates",
        "reactors",
        "recoil_spectrum",
        "regions",
        "sensitivity_matrix",
        "signal",
        "solar",
        "statistics",
        "table",
        "units",
    ]
    assert all(hasattr(cevns, name) for name in cevns.__all__)


def test_import_is_light() -> None:
    """No plotting, and none of the scipy packages that take as long as all the rest."""
    code = "import sys, cevns; print('\\n'.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = ("matplotlib", "scipy.stats", "scipy.optimize", "ipywidgets", "sympy", "iminuit")
    assert not [m for m in loaded if m.startswith(heavy)]


def test_modules_import_only_from_below() -> None:
    level = {name: i for i, names in enumerate(LAYERS) for name in names}
    for file in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("cevns"):
                continue
            parts = (node.module or "").split(".")
            used = parts[1:] or [alias.name for alias in node.names]
            for name in used:
                assert level[name] < level[file.stem], f"{file.stem} imports {name}"
