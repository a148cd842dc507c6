"""What the inputs that the talk does not print are worth in an expected limit."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from cevns.detectors.quenching import LindhardModel
from cevns.experiments.experiment import Experiment
from cevns.experiments.variations import (
    with_flux_factor,
    with_inversion,
    with_quenching,
    with_reactor_spectrum,
    with_threshold_as_recoil,
)
from cevns.inference.assumptions import TALK, Changes
from cevns.inference.lookup import dataset
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


def shifts(case: Case, prescription: str = "talk") -> dict[str, list[float]]:
    r"""How an expected limit on :math:`|\Lambda_1|` moves if one input alone is changed.

    Parameters
    ----------
    case : experiment, setup and beam
    prescription : one of `cevns.inference.counts.PRESCRIPTIONS`

    Returns
    -------
    dict
        changed limits over the unchanged one, for every entry of `EXPERIMENTAL` and `THEORETICAL`
    """
    data = dataset(
        case.key, case.setup, assumptions=TALK, beam=case.beam, prescription=prescription
    )
    standard = data.limit("Lambda_1")
    found = {
        name: [data.with_experiment(change).limit("Lambda_1") / standard for change in changes]
        for name, changes in EXPERIMENTAL.items()
    }
    return found | {
        name: [data.limit("Lambda_1", **asked) / standard for asked in changes]
        for name, changes in THEORETICAL.items()
    }
