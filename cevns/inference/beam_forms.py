"""What every kind of beam sees of the moments, per neutrino."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cevns.basics.kinds import checked
from cevns.inference.sensitivity import matrix_from_signal
from cevns.neutrinos.hermitian import flavor_form, mixture_form
from cevns.neutrinos.mixing import ComplexArray, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.rates.signal import Signal
from cevns.sources.solar import birthplace

SOLAR_ENERGIES: Final[Mapping[str, float]] = MappingProxyType({"pp": 0.267, "7Be": 0.862, "8B": 10})
"""Energies that stand for a component of the Sun [MeV]: the mean of the pp spectrum, the main line
of 7Be, and an 8B energy well above any threshold."""


@checked
def beam_forms(counts: Signal, mixing: Mixing) -> dict[str, ComplexArray]:
    r"""Hermitian form of every beam of the book, :math:`\mu^2=\Lambda^\dagger h\,\Lambda`.

    Parameters
    ----------
    counts : at a stopped-pion source; its mixtures are weighed with their magnetic events
    mixing : of the leptons

    Returns
    -------
    dict
        by name of the beam, shape (3, 3), mass basis
    """
    forms = {
        "reactor": flavor_form("nu_e_bar", mixing),
        "SNS prompt": flavor_form("nu_mu", mixing),
    }
    for beam in ("delayed", "all"):
        total = sum(counts.magnetic[label] for label in counts.in_beam(beam))
        forms[f"SNS {beam}"] = matrix_from_signal(counts, mixing, beam) / total
    for component, E in SOLAR_ENERGIES.items():
        P = birthplace(component).P_e1(E, mixing)
        forms[f"solar {component}"] = mixture_form(solar_probabilities(P, mixing))
    return forms
