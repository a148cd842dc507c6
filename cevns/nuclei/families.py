"""Families of form factors: shapes whose size is free, each by its rms radius."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from cevns.basics.checks import choice
from cevns.nuclei.form_factors import FormFactor, Helm, KleinNystrand, SymmetrizedFermi
from cevns.nuclei.harmonic_oscillator import HarmonicOscillator
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel

Nucleon = Literal["p", "n"]


@dataclass(frozen=True, slots=True)
class Family:
    """A shape of the density with one free size.

    Parameters
    ----------
    name : such as ``"helm"``
    smallest_rms : rms radius of its surface alone [fm]; none is smaller
    of_rms : form factor from an rms radius [fm] and how many nucleons have it
    """

    name: str
    smallest_rms: float
    of_rms: Callable[[float, int], FormFactor]

    def model(self, rms: float, nucleon: Nucleon = "n") -> FormFactorModel:
        """Give every nuclide the form factor with one and the same rms radius.

        Parameters
        ----------
        rms : root-mean-square radius [fm]
        nucleon : ``"p"`` or ``"n"``, whose shells an oscillator fills

        Raises
        ------
        ValueError
            if it is not above `smallest_rms`; when the first form factor is asked for
        """

        def of(nuclide: Nuclide) -> FormFactor:
            return self.of_rms(rms, nuclide.Z if nucleon == "p" else nuclide.N)

        return of


FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        one.name: one
        for one in (
            Family("helm", math.sqrt(3) * 0.9, lambda rms, _: Helm.from_rms(rms)),
            Family(
                "symmetrized_fermi",
                math.sqrt(7 / 5) * math.pi * 0.52,
                lambda rms, _: SymmetrizedFermi.from_rms(rms),
            ),
            Family(
                "klein_nystrand", math.sqrt(6) * 0.7, lambda rms, _: KleinNystrand.from_rms(rms)
            ),
            Family("harmonic_oscillator", 0.0, HarmonicOscillator.from_rms),
        )
    }
)
"""Families by name: s = 0.9 fm, a = 0.52 fm and a_k = 0.7 fm stay as they are."""


def family(name: str) -> Family:
    """Look a family up by name, or by that of a model with its shape such as ``"skin_helm"``.

    Raises
    ------
    ValueError
        if it is none of `FAMILIES`
    """
    known = {"charge_helm": "helm", "skin_helm": "helm"}
    return FAMILIES[choice("family of form factors", known.get(name, name), FAMILIES)]


def oscillator(b: float, nucleon: Nucleon = "n") -> FormFactorModel:
    """Give every nuclide a harmonic oscillator of one and the same length b [fm]."""

    def of(nuclide: Nuclide) -> HarmonicOscillator:
        return HarmonicOscillator(b, nuclide.Z if nucleon == "p" else nuclide.N)

    return of
