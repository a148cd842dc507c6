r"""What multiplies one product of couplings, and how couplings weigh it.

A cross section at fixed recoil energy is a polynomial in 1/E_nu whose coefficients are sums of
products of couplings. A `Channel` is what multiplies one such product; an interaction is its
channels and their weights. Counts are integrated once a channel and weighed afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked, describe
from cevns.neutrinos.flavors import FLAVORS
from cevns.nuclei.nuclides import Nuclide

Coefficients = Callable[[Array, Nuclide, Array, Array], Array]
"""Of recoil energies T [MeV], a nuclide, and the proton and neutron form factors there: what
multiplies 1, 1/E_nu, 1/E_nu^2, shape (3, ...) [cm^2/MeV, cm^2, cm^2 MeV]."""


def powers(c_0: Array, c_1: Array, c_2: Array | float) -> Array:
    """Stack coefficients of 1, 1/E_nu, 1/E_nu^2, shape (3, ...)."""
    stacked = np.empty((3, *c_0.shape))
    stacked[0], stacked[1], stacked[2] = c_0, c_1, c_2
    return stacked


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What multiplies one product of couplings.

    Parameters
    ----------
    name : such as ``"vector p n"`` or ``"magnetic"``
    coefficients : of 1, 1/E_nu, 1/E_nu^2 at given recoil energies
    recoil : what recoils; electrons of a nuclide's atoms are counted by the coefficients
    kinks : recoil energies [MeV] of a nuclide at which the coefficients jump; None for none
    """

    name: str
    coefficients: Coefficients
    recoil: Literal["nucleus", "electron"] = "nucleus"
    kinks: Callable[[Nuclide], tuple[float, ...]] | None = None


class Interaction(Protocol):
    """Channels, and what the couplings make of them for one flavour."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """What multiplies each product of couplings."""
        ...

    def weights(self, flavor: str) -> Array:
        """Products of couplings for a flavour, one a channel."""
        ...


describe(Interaction, "an interaction, with channels and weights", "use standard_model(couplings)")


@checked
def any_flavor(interaction: Interaction) -> str:
    """Return a flavour that stands for all, of an interaction that treats them alike.

    For mixtures of mass states, whose flavours are not told.

    Raises
    ------
    ValueError
        if the weights differ from flavour to flavour
    """
    flavors = [flavor for flavor in FLAVORS if not flavor.endswith("_bar")]
    each = [interaction.weights(flavor) for flavor in flavors]
    if not all(np.array_equal(each[0], other) for other in each):
        raise ValueError(
            "the couplings differ from flavour to flavour, and this mixture of mass states does "
            "not say which it has; use Mixture.arriving(probabilities, mixing)"
        )
    return flavors[0]
