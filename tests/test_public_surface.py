"""What users may rely on: names, a light import, imports that point downwards."""

import re
import subprocess
import sys
from importlib import import_module

import pytest

import cevns
from cevns import _moved


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
        "experiment",
        "form_factors",
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
        "recoil_spectrum",
        "regions",
        "sensitivity_matrix",
        "signal",
        "solar",
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


@pytest.mark.parametrize(("module", "rooms"), _moved.ROOMS.items())
def test_an_old_module_says_where_its_names_are(module: str, rooms: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=re.escape(f"cevns.{module} is now {rooms}")):
        import_module(f"cevns.{module}")
    first = re.split(r"[ ,]", rooms)[0]
    assert import_module(first)
