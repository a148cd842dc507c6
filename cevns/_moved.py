"""Where modules of the first edition have gone: an old import says the new one."""

import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType
from typing import Final

ROOMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "catalogue": "cevns.experiments.catalogue",
        "checks": "cevns.basics.checks",
        "closed_forms": "cevns.talk.closed_forms and cevns.talk.readings",
        "combination": "cevns.inference.combination",
        "constants": "cevns.basics.constants",
        "couplings": "cevns.interactions.couplings",
        "cross_sections": "cevns.interactions.cross_sections, standard_model, electromagnetic",
        "fluxes": "cevns.sources.spectra, beams and stopped_pions",
        "form_factors": "cevns.nuclei.form_factors (shapes) and cevns.nuclei.radii (models)",
        "forms": "cevns.neutrinos.hermitian",
        "kinematics": "cevns.interactions.kinematics",
        "limits": "cevns.inference.limits",
        "mixing": "cevns.neutrinos.mixing",
        "moments": "cevns.neutrinos.moments, effective and flavors",
        "nuclides": "cevns.nuclei.nuclides and cevns.nuclei.materials",
        "oscillation": "cevns.neutrinos.oscillation",
        "published": "cevns.talk.published and cevns.experiments.binned_counts",
        "quadrature": "cevns.basics.quadrature",
        "quenching": "cevns.detectors.quenching",
        "reactors": "cevns.sources.reactor",
        "regions": "cevns.inference.regions",
        "solar": "cevns.sources.solar",
        "statistics": "cevns.inference.counts and cevns.inference.intervals",
        "table": "cevns.talk.limits_table and cevns.inference.export",
        "tables": "cevns.basics.csv_tables and cevns.basics.provenance",
        "units": "cevns.basics.units",
        "widgets": "cevns.explorers",
    }
)
"""New addresses by old module name."""


class _Pointer:
    """The last finder asked: it knows no module, only where the old ones went."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, module = name.rpartition(".")
        if package == "cevns" and module in ROOMS:
            raise ModuleNotFoundError(f"{name} is now {ROOMS[module]}", name=name)
        return None


def point_to_new_rooms() -> None:
    """Let an import of an old module say where its names are."""
    if not any(isinstance(finder, _Pointer) for finder in sys.meta_path):
        sys.meta_path.append(_Pointer())
