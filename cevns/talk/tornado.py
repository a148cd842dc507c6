"""What the inputs that the talk does not print are worth in an expected limit."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from cevns.basics.checks import instance, number
from cevns.basics.kinds import checked
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.detectors.quenching import LindhardModel
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ObservedCount
from cevns.experiments.variations import (
    with_flux_factor,
    with_inversion,
    with_quenching,
    with_reactor_spectrum,
    with_threshold_as_recoil,
)
from cevns.inference.assumptions import TALK, Changes
from cevns.inference.dataset import DataSet
from cevns.inference.lookup import dataset
from cevns.inference.split_pull import limit_with_pull
from cevns.interactions.couplings import radiative_2005
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1
from cevns.nuclei.radii import klein_nystrand, symmetrized_fermi


class Case(NamedTuple):
    """A row of the talk's table: experiment, setup, and which beam carries the magnetic term."""

    key: str
    setup: str
    beam: str


CASES: Final[Mapping[str, Case]] = MappingProxyType(
    {
        "CONNIE": Case("connie", "current", "all"),
        "CONUS": Case("conus", "current", "all"),
        "MINER, future": Case("miner", "future", "all"),
        "LAr delayed, future": Case("coherent-lar", "future", "delayed"),
        "CsI, measured": Case("coherent-csi", "current", "all"),
    }
)
"""Rows that show what can matter, by how they are written."""

EXPERIMENTAL: Final[Mapping[str, tuple[Callable[[Experiment], Experiment], ...]]] = (
    MappingProxyType(
        {
            "flux ±20 %": (
                partial(with_flux_factor, factor=0.8),
                partial(with_flux_factor, factor=1.2),
            ),
            "threshold: exact inversion": (partial(with_inversion, inversion="exact"),),
            "threshold: nuclear recoil": (with_threshold_as_recoil,),
            "Lindhard's $k$: 0.158 for all": (
                partial(with_quenching, quenching=LindhardModel(0.158)),
            ),
            "nothing below 2 MeV": (
                partial(with_reactor_spectrum, low_energy="none", captures_per_fission=0),
            ),
            "no neutron capture": (partial(with_reactor_spectrum, captures_per_fission=0),),
            "Huber's spectrum": (partial(with_reactor_spectrum, fit="huber"),),
        }
    )
)
"""Changes of the experiment, by what is changed."""

THEORETICAL: Final[Mapping[str, tuple[Changes, ...]]] = MappingProxyType(
    {
        "form factor: SF, KN": (
            {"form_factor": symmetrized_fermi},
            {"form_factor": klein_nystrand},
        ),
        "couplings: radiative": ({"couplings": radiative_2005()},),
        "CP phase of the 2018 fit": ({"mixing": DE_SALAS_2018},),
        "mixing: NuFIT 6.1": ({"mixing": NUFIT_6_1},),
    }
)
"""Changes of the assumptions."""


QUENCHING: Final = 1.66 / 8.78
"""Relative uncertainty of the quenching factor of CsI[Na] (Akimov et al., Science 357 (2017)
1123)."""

WITHOUT_QUENCHING: Final = math.hypot(0.10, 0.05, 0.05)
"""Relative uncertainty of the signal from flux, form factor and acceptance (same source)."""

INDUCED_NEUTRONS: Final = (5.6 * 7.48 / 13.99, 2.0 * 7.48 / 13.99)
"""Neutrons that neutrinos make in the lead around CsI[Na], and their uncertainty, for the beam
energy in GWh of 2017: from 5.6 +- 2.0 in all of the data (Akimov et al., Phys. Rev. Lett. 129
(2022) 081801)."""


@checked
def with_light_factor(experiment: Experiment, factor: float) -> Experiment:
    """Return an experiment with more light from every nuclear recoil.

    Parameters
    ----------
    experiment : one that counts photoelectrons
    factor : of its light yield, > 0
    """
    detector = instance(
        "detector", experiment.detector, PhotoelectronDetector, "its light is what is scaled"
    )
    k = number("factor", factor, above=0)
    return replace(experiment, detector=replace(detector, light_yield=k * detector.light_yield))


def _log_normal(data: DataSet) -> list[float]:
    return [data.limit("Lambda_1", pull="log_normal")]


def _split(data: DataSet) -> list[float]:
    if not isinstance(data.experiment.detector, PhotoelectronDetector) or not data.observed:
        return [data.limit("Lambda_1")]

    def quenched(experiment: Experiment, pull: float) -> Experiment:
        return with_light_factor(experiment, 1 + QUENCHING * pull)

    return [limit_with_pull(data, "Lambda_1", quenched, WITHOUT_QUENCHING)]


def _with_induced_neutrons(data: DataSet) -> list[float]:
    m = data.measurement
    if not isinstance(m, ObservedCount):
        return [data.limit("Lambda_1")]
    more, uncertain = INDUCED_NEUTRONS
    neutrons = m.prompt_neutrons + more
    sigma = math.hypot(m.sigma_background * m.prompt_neutrons, uncertain) / neutrons
    changed = replace(m, prompt_neutrons=neutrons, sigma_background=sigma)
    return [data.with_measurement(changed).limit("Lambda_1")]


STATISTICAL: Final[Mapping[str, Callable[[DataSet], list[float]]]] = MappingProxyType(
    {
        "pull: log-normal": _log_normal,
        "pulls: 12 % and quenching": _split,
        "neutrino-induced neutrons": _with_induced_neutrons,
    }
)
"""Changes of what the count is compared with; limits on the first moment under them."""


@checked
def shifts(case: Case, prescription: str = "talk") -> dict[str, list[float]]:
    r"""How an expected limit on :math:`|\Lambda_1|` moves if one input alone is changed.

    Parameters
    ----------
    case : experiment, setup and beam
    prescription : one of `cevns.inference.counts.PRESCRIPTIONS`

    Returns
    -------
    dict
        changed limits over the unchanged one, for every entry of `EXPERIMENTAL`, `THEORETICAL`
        and `STATISTICAL`
    """
    data = dataset(
        case.key, case.setup, assumptions=TALK, beam=case.beam, prescription=prescription
    )
    standard = data.limit("Lambda_1")
    found = {
        name: [data.with_experiment(change).limit("Lambda_1") / standard for change in changes]
        for name, changes in EXPERIMENTAL.items()
    }
    found |= {
        name: [data.limit("Lambda_1", **asked) / standard for asked in changes]
        for name, changes in THEORETICAL.items()
    }
    return found | {
        name: [limit / standard for limit in changed(data)] for name, changed in STATISTICAL.items()
    }
