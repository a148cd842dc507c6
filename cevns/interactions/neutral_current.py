"""Interactions whose amplitudes add up before they are squared: the neutral current."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Literal

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.constants import CM2_PER_INVERSE_MEV2, G_F
from cevns.basics.kinds import checked
from cevns.interactions.channels import Channel, powers
from cevns.nuclei.nuclides import Nuclide

Amplitude = Callable[[Array, Nuclide, Array, Array], Array]
"""Of recoil energies T [MeV], a nuclide, and the proton and neutron form factors there:
a dimensionless amplitude, shape of T."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    r"""One term of a neutral-current amplitude: a coupling times what the nucleus makes of it.

    Parameters
    ----------
    name : such as ``"p"``, unique in an interaction
    amplitude : what the nucleus makes of it, such as :math:`Z F_p(Q)`
    coupling : by flavour, in units of the Fermi interaction
    kind : vector terms add up coherently, axial ones among themselves
    """

    name: str
    amplitude: Amplitude
    coupling: Callable[[str], float]
    kind: Literal["vector", "axial"] = "vector"

    def coupling_of(self, flavor: str) -> float:
        """Return the coupling of a flavour once it is a number."""
        return number(f"coupling of {self.name!r} to {flavor}", self.coupling(flavor))


@dataclass(frozen=True, slots=True)
class _Product:
    """Coefficients of a product of two amplitudes; couplings do not enter."""

    kind: str
    one: Amplitude
    other: Amplitude

    def __call__(self, T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        product = self.one(T, nuclide, F_p, F_n) * self.other(T, nuclide, F_p, F_n)
        nothing = np.zeros_like(product)
        V2, A2 = (product, nothing) if self.kind == "vector" else (nothing, product)
        return squares_to_powers(V2, A2, T, nuclide)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Coefficients of all terms together, for given couplings."""

    terms: tuple[tuple[str, float, Amplitude], ...]

    def __call__(self, T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        squares = {"vector": np.zeros_like(T), "axial": np.zeros_like(T)}
        for kind in squares:
            seen = [
                g * amplitude(T, nuclide, F_p, F_n)
                for own, g, amplitude in self.terms
                if own == kind and g
            ]
            if seen:
                squares[kind] = sum(seen[1:], seen[0]) ** 2
        return squares_to_powers(squares["vector"], squares["axial"], T, nuclide)


@checked
def squares_to_powers(V2: Array, A2: Array, T: Array, nuclide: Nuclide) -> Array:
    r"""Coefficients of 1, 1/E_nu, 1/E_nu^2 for squared amplitudes, or their parts.

    .. math::

        c_0 = \frac{G_F^2 M}{\pi}\left(V^2 + A^2\right), \quad
        c_1 = -T\,c_0, \quad
        c_2 = -\frac{MT}{2}\,\frac{G_F^2 M}{\pi}\left(V^2 - A^2\right)

    Parameters
    ----------
    V2, A2 : squares of the vector and the axial amplitude, shape of T
    T : recoil energy [MeV]
    nuclide : target nucleus

    Returns
    -------
    Array
        shape (3, ...) [cm^2/MeV, cm^2, cm^2 MeV]
    """
    scale = G_F**2 * nuclide.mass / np.pi * CM2_PER_INVERSE_MEV2
    c_0 = scale * (V2 + A2)
    return powers(c_0, -T * c_0, (-0.5 * scale * nuclide.mass) * T * (V2 - A2))


@checked
@dataclass(frozen=True, slots=True)
class NeutralCurrent:
    r"""Terms that add up before they are squared, and so interfere.

    .. math::

        \frac{d\sigma}{dT} &= \frac{G_F^2M}{\pi}\left[
        V^2\left(1-\frac{T}{E_\nu}-\frac{MT}{2E_\nu^2}\right)
        + A^2\left(1-\frac{T}{E_\nu}+\frac{MT}{2E_\nu^2}\right)\right], \\
        V &= \sum_{a\,\text{vector}} g_a\,\mathcal A_a(T), \qquad
        A = \sum_{a\,\text{axial}} g_a\,\mathcal A_a(T)

    so that every pair of terms of a kind is one channel, weighed by the product of their
    couplings, twice for two different ones. A new interaction of the neutral-current kind is one
    term: `plus` it, and its interference comes along.

    Parameters
    ----------
    terms : of the amplitude, with names of their own

    Raises
    ------
    ValueError
        if two terms have one name
    """

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        names = [(t.kind, t.name) for t in self.terms]
        if len(set(names)) < len(names):
            raise ValueError(f"every term needs a name of its own, got {names}")

    def plus(self, *terms: Term) -> "NeutralCurrent":
        """Return the interaction with more terms."""
        return NeutralCurrent(self.terms + terms)

    @property
    def _pairs(self) -> list[tuple[Term, Term]]:
        pairs = combinations_with_replacement(self.terms, 2)
        return [(a, b) for a, b in pairs if a.kind == b.kind]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """One for every pair of terms of the same kind."""
        return tuple(
            Channel(
                name=f"{a.kind} {a.name} {b.name}",
                coefficients=_Product(a.kind, a.amplitude, b.amplitude),
            )
            for a, b in self._pairs
        )

    def whole(self, flavor: str) -> Channel:
        """All of it as one channel, for a flavour whose couplings are not to be changed."""
        fixed = tuple((t.kind, t.coupling_of(flavor), t.amplitude) for t in self.terms)
        return Channel(name="neutral current", coefficients=_Whole(fixed))

    def weights(self, flavor: str) -> Array:
        """Products of the couplings of a flavour, in the order of the channels."""
        g = {id(t): t.coupling_of(flavor) for t in self.terms}
        return np.array(
            [(1 if a is b else 2) * g[id(a)] * g[id(b)] for a, b in self._pairs], dtype=float
        )
