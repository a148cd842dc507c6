"""The talk's experiments with form factors of paired nuclei beside those of Helm."""

from typing import Final, NamedTuple

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.lookup import dataset
from cevns.nuclei.radii import bcs_protons, fallbacks
from cevns.talk.collection import COLLECTION

PAIRED: Final = RECOMMENDED.but(form_factor="bcs_protons", neutron_form_factor="bcs_neutrons")
"""The recommended assumptions, with form factors of paired ground states."""

Triple = tuple[float, float, float]


class Row(NamedTuple):
    """An experiment under two assumptions: Helm's form factors, and those of paired nuclei.

    ``counts`` are events of the Standard Model; ``limits`` those on (abs Lambda_1, abs Lambda_2,
    abs Lambda_3) in 1e-10 mu_B. ``fell_back`` is the share of the target's atoms that have Helm's
    form factor in both: nuclei with a nucleon without a partner.
    """

    experiment: str
    setup: str
    target: str
    counts: tuple[float, float]
    limits: tuple[Triple, Triple]
    fell_back: float


@checked
def rows(helm: Assumptions = RECOMMENDED, paired: Assumptions = PAIRED) -> tuple[Row, ...]:
    """Count events and find limits of every experiment of the talk, twice.

    Parameters
    ----------
    helm, paired : the two sets of assumptions; they should differ in form factors only
    """
    found = []
    for (key, setup), e in catalogue(COLLECTION).items():
        data = [dataset(e, assumptions=under) for under in (helm, paired)]
        other = fallbacks(bcs_protons, e.material.nuclides)
        parts = zip(e.material.nuclides, e.material.atom_fractions, strict=True)
        found.append(
            Row(
                key,
                setup,
                e.material.name,
                (data[0].signal.sm_total, data[1].signal.sm_total),
                (_limits(data[0].limits()), _limits(data[1].limits())),
                sum(share for nuclide, share in parts if nuclide.name in other),
            )
        )
    return tuple(found)


def _limits(values: Array) -> Triple:
    first, second, third = (values / mu10).tolist()
    return first, second, third
