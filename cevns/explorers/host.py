"""Explorers: sliders that answer in a notebook and, without a kernel, in the rendered book.

Each carries what the package computed and a short script with the algebra that is left; the
same script runs in both places. They need anywidget, the rest of the package does not.

This module is what they share: the widget, and makers of controls. An explorer is a folder
beside it, with a function that computes and, under the same name, the script.
"""

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import anywidget
import numpy as np
import traitlets

from cevns.experiments.catalogue import catalogue
from cevns.inference.assumptions import SETS, Assumptions

Spec = dict[str, Any]
"""What a script is given: a control with its range or options, or data to compute with."""

_SHARED: Final = files("cevns.explorers")

UNIT: Final = "10⁻¹⁰ μ_B"

EDITIONS: Final = {
    "de_salas_2018": "de Salas 2018",
    "de_salas_2018_cp_conserving": "de Salas 2018, δ = 0",
    "de_salas_2020": "de Salas 2020",
    "nufit_6_0": "NuFIT 6.0",
    "nufit_6_1": "NuFIT 6.1",
}

ASSUMPTIONS: Final = {"recommended": "recommended", "talk": "the talk's"}

LEVELS: Final = {"0.683": "68.3 %", "0.90": "90 %", "0.95": "95 %", "0.9973": "99.73 %"}


def shared(*names: str) -> str:
    """Scripts or style sheets of this folder, joined."""
    return "\n".join((_SHARED / name).read_text(encoding="utf-8") for name in names)


class Explorer(anywidget.AnyWidget):
    """Controls, a readout and figures, drawn by a script from precomputed data.

    ``state`` is what the reader chose, by control; ``readout`` what the script made of it. Both
    follow the page in a live notebook, so that a cell below can use them.
    """

    _esm = ""
    _css = shared("plots.css", "host.css")
    name = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    controls: Any = traitlets.List().tag(sync=True)
    figures: Any = traitlets.List().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    readout = traitlets.Dict().tag(sync=True)


Shown = tuple[str, str, Spec]
"""A figure of the book, what of it, and the changes that lead from the start to what it shows."""


def explorer(
    folder: str,
    title: str,
    data: Spec,
    controls: list[Spec],
    state: Spec,
    figures: Sequence[Shown] = (),
) -> Explorer:
    """Make an explorer from the script in its folder, which is called like the folder.

    Where a page refers to one of the figures, a button leads to what it shows.
    """
    name = folder.rpartition(".")[2]
    own = (files(folder) / f"{name}.js").read_text(encoding="utf-8")
    return Explorer(
        _esm=f"{shared('plots.js', 'host.js')}\n{own}",
        name=name,
        title=title,
        data=data,
        controls=controls,
        state=state,
        figures=[list(shown) for shown in figures],
    )


def slider(
    name: str, label: str, unit: str, low: float, high: float, step: float, **more: object
) -> Spec:
    """Make a slider over a range."""
    limits = {"min": low, "max": high, "step": step}
    return {"kind": "range", "name": name, "label": label, "unit": unit} | limits | more


def stops(name: str, label: str, unit: str, values: Sequence[float], **more: object) -> Spec:
    """Make a slider that stops at given values; a typed number may lie between them."""
    limits = {"values": list(values)}
    return {"kind": "range", "name": name, "label": label, "unit": unit} | limits | more


def choice(name: str, label: str, options: Mapping[str, str], **more: object) -> Spec:
    """Make a list to choose from, by the text shown for each value."""
    pairs = [[value, text] for value, text in options.items()]
    return {"kind": "choice", "name": name, "label": label, "options": pairs} | more


def many(name: str, label: str, options: Mapping[str, str], **more: object) -> Spec:
    """Make boxes to tick, by the text shown for each value."""
    pairs = [[value, text] for value, text in options.items()]
    return {"kind": "many", "name": name, "label": label, "options": pairs} | more


def rounded(values: object, digits: int = 7) -> Any:
    """Plain lists with as many digits as a page needs."""
    array = np.asarray(values, dtype=float)
    if array.ndim:
        return [rounded(v, digits) for v in array]
    return float(f"{float(array):.{digits}g}")


def logarithmic(
    low: float, high: float, per_decade: int, extra: Sequence[float] = ()
) -> list[float]:
    """Values with two digits, evenly spaced in their logarithm, and some that must be there."""
    n = round(per_decade * math.log10(high / low)) + 1
    return sorted({float(f"{v:.2g}") for v in np.geomspace(low, high, n)} | set(map(float, extra)))


def assumptions(*others: str) -> Spec:
    """Make a list of the named sets of assumptions, which sets other controls of that name too."""
    presets = {
        name: {other: SETS[name].record()[other] for other in others} for name in ASSUMPTIONS
    }
    return choice("assumptions", "assumptions", ASSUMPTIONS, presets=presets)


def nuclear_words(under: Assumptions) -> str:
    """Say which couplings and form factors a set of assumptions has."""
    told = under.record()
    protons, neutrons = told["form_factor"], told["neutron_form_factor"]
    shapes = f"{protons} and {neutrons}" if neutrons else protons
    return f"couplings {told['couplings']}, form factors {shapes}"


def setups() -> dict[str, str]:
    """Name every setup of the catalogue as a reader would, by key and setup."""
    return {
        f"{key} {setup}": f"{key.split('-')[0].upper()} {e.material.name}, {setup}"
        for (key, setup), e in catalogue().items()
    }
