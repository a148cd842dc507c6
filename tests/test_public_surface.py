"""What users may rely on: names, a light import, imports that point downwards."""

import re
import subprocess
import sys
from importlib import import_module

import pytest

import cevns
from cevns import _moved
from cevns.basics.version import VERSION


def test_public_names() -> None:
    assert sorted(cevns.__all__) == [
        "Assumptions",
        "DataSet",
        "Experiment",
        "RECOMMENDED",
        "Signal",
        "TALK",
        "TransitionMoments",
        "catalogue",
        "closed_forms",
        "combination",
        "combine",
        "constants",
        "couplings",
        "cross_sections",
        "dataset",
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


def test_the_version_is_there_and_costs_nothing() -> None:
    """Also in a tree that nobody has installed, where no metadata are to be read."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", cevns.__version__)
    assert cevns.__version__ == VERSION
    code = "import cevns, sys; print(cevns.__version__, 'importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [VERSION, "False"]


HEAVY = ("scipy", "matplotlib", "ipywidgets", "anywidget", "sympy", "iminuit", "IPython")


def loaded_by(code: str) -> list[str]:
    """Names of the packages a program of its own has imported at its end."""
    code += "; import sys; print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stderr.split()


def test_import_is_light() -> None:
    """No plotting and no scipy, which takes longer than all the rest."""
    assert not set(loaded_by("import cevns")) & set(HEAVY)


@pytest.mark.parametrize(
    "arguments", [["limit", "coherent-csi"], ["limit", "conus"], ["counts", "coherent-csi"]]
)
def test_an_answer_on_the_command_line_is_light_too(arguments: list[str]) -> None:
    code = f"import cevns.__main__ as program; program.main({arguments})"
    assert not set(loaded_by(code)) & set(HEAVY)


@pytest.mark.parametrize(("module", "rooms"), _moved.ROOMS.items())
def test_an_old_module_says_where_its_names_are(module: str, rooms: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=re.escape(f"cevns.{module} is now {rooms}")):
        import_module(f"cevns.{module}")
    first = re.split(r"[ ,]", rooms)[0]
    assert import_module(first)
