"""What the talk sets beside each other: limits from the Sun and groups of experiments on Earth."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Unpack

import numpy as np

from cevns.basics.constants import M_E
from cevns.basics.kinds import checked
from cevns.basics.units import keV
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.published_moments import published_moments
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.dataset import CombinedData
from cevns.interactions.kinematics import recoil_energy_max
from cevns.neutrinos.hermitian import mixture_form
from cevns.neutrinos.mixing import ComplexArray, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import COMPONENTS, birthplace, energies
from cevns.talk.collection import together

GROUPS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = MappingProxyType(
    {
        "CsI 2017, measured": (("coherent-csi",), "current"),
        "reactors now, expected": (("reactor",), "current"),
        "SNS future, expected": (("sns",), "future"),
        "reactors future, expected": (("reactor",), "future"),
        "both future, expected": (("sns", "reactor"), "future"),
    }
)
"""Sources or experiments, and setup: what is combined."""


LOWEST_RECOIL: Final = 1 * keV
"""Of the electrons behind XENONnT's limit [MeV], XENON Collaboration (2022)."""


class SolarLimit(NamedTuple):
    """A limit on the effective moment of solar neutrinos, and how they arrive.

    ``mu_nu`` at 90 % C.L. [mu_B]; ``P_e1`` is their two-flavour probability to arrive as nu_1.
    """

    mu_nu: float
    P_e1: float

    @checked
    def form(self, mixing: Mixing) -> ComplexArray:
        """Hermitian form of what they see, in the mass basis."""
        return mixture_form(solar_probabilities(self.P_e1, mixing))


def _P_e1_above(lowest: float, mixing: Mixing) -> float:
    """Mean over all that gives magnetic recoils of electrons above an energy, eq:bor-window."""
    total, seen = 0.0, 0.0
    for name, component in COMPONENTS.items():
        E = energies(name)
        end = recoil_energy_max(E.x, M_E)
        low = np.minimum(lowest, end)
        recoils = component.flux * E.w * (np.log(end / low) - (end - low) / E.x)
        total += float(recoils.sum())
        seen += float(recoils @ birthplace(name).P_e1(E.x, mixing))
    return seen / total


@checked
def suns(mixing: Mixing) -> dict[str, SolarLimit]:
    """Borexino's limit, on the 7Be line, and XENONnT's, on mostly pp neutrinos, by name."""
    borexino, xenonnt = effective_moment_limits()["borexino"], published_moments()["xenonnt"]
    return {
        "Borexino 2017": SolarLimit(borexino.mu_nu, borexino.P_e1(mixing)),
        "XENONnT 2022": SolarLimit(xenonnt.mu_nu, _P_e1_above(LOWEST_RECOIL, mixing)),
    }


@checked
def groups(
    assumptions: Assumptions = RECOMMENDED, **changes: Unpack[Changes]
) -> dict[str, CombinedData]:
    """Return the data of `GROUPS` under given assumptions, such as ``TALK``."""
    return {
        name: together(*what, setup=setup, assumptions=assumptions, **changes)
        for name, (what, setup) in GROUPS.items()
    }
