"""Families of form factors: shapes whose size is free, each by its rms radius."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, number, settle, whole
from cevns.basics.kinds import checked, describe
from cevns.nuclei.form_factors import (
    RADIUS,
    FormFactor,
    Helm,
    KleinNystrand,
    Moments,
    SymmetrizedFermi,
)
from cevns.nuclei.harmonic_oscillator import HarmonicOscillator
from cevns.nuclei.nuclides import Nucleon, Nuclide
from cevns.nuclei.partial_series import partial_sums
from cevns.nuclei.radii import FormFactorModel


@checked
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

    def __post_init__(self) -> None:
        settle(self, "smallest_rms", "fm", **RADIUS)

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
        size = number("rms radius", rms, "fm", **RADIUS)

        def of(nuclide: Nuclide) -> FormFactor:
            return self.of_rms(size, nuclide.Z if nucleon == "p" else nuclide.N)

        return of


describe(Family, hint="use families.family(name)")


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


@checked
def family(name: str | Family) -> Family:
    """Look a family up by name, or by that of a model with its shape such as ``"skin_helm"``.

    A family itself is returned as it is.

    Raises
    ------
    ValueError
        if it is none of `FAMILIES`
    """
    if isinstance(name, Family):
        return name
    known = {"charge_helm": "helm", "skin_helm": "helm"}
    return FAMILIES[choice("family of form factors", known.get(name, name), FAMILIES)]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Series of a form factor in its moments, cut after some of them."""

    whole: FormFactor
    order: int

    @property
    def moments(self) -> Moments:
        return self.whole.moments

    def __call__(self, Q: ArrayLike) -> Array:
        return np.asarray(partial_sums(self.moments, Q)[self.order])


@checked
def series(order: int) -> Family:
    """Return Helm's family as seen by its first moments only: no form factor where they differ.

    Parameters
    ----------
    order : number of moments, 1 to 3

    Raises
    ------
    ValueError
        if it is none of these
    """
    n = whole("number of moments", order, at_most=3)
    helm = FAMILIES["helm"]
    return Family(f"helm, {n} moments", helm.smallest_rms, lambda r, _: _Cut(Helm.from_rms(r), n))


@checked
def oscillator(b: float, nucleon: Nucleon = "n") -> FormFactorModel:
    """Give every nuclide a harmonic oscillator of one and the same length b [fm]."""
    length = number("oscillator length", b, "fm", above=0, at_most=20, hint="b is in fm")

    def of(nuclide: Nuclide) -> HarmonicOscillator:
        return HarmonicOscillator(length, nuclide.Z if nucleon == "p" else nuclide.N)

    return of
