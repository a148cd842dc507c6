"""Quenching as it was measured: a constant, or a table, for all nuclides or for each element."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked
from cevns.basics.tables import Column, Layout, Table
from cevns.basics.units import MeV, eV, keV
from cevns.detectors.quenching import Quenching
from cevns.nuclei.nuclides import Nuclide

FACTOR_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"above": 0, "at_most": 1, "hint": "a fraction, not per cent"}
)
"""Quenching factors that are accepted."""


@dataclass(frozen=True, slots=True)
class ConstantQuenching:
    r"""The same factor at every energy, :math:`E_\text{ee}=QT`.

    Parameters
    ----------
    factor : Q, > 0 and up to 1
    """

    factor: float

    def __post_init__(self) -> None:
        settle(self, "factor", what="quenching factor", **FACTOR_RANGE)

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil [MeV]."""
        return self.factor * in_range("T", T, "MeV", at_least=0)


@checked
@dataclass(frozen=True, slots=True)
class OfACurve:
    """Quenching read from a curve of recoil energies: not a quenching by itself.

    Parameters
    ----------
    curve : of recoil energies [MeV]
    """

    curve: Curve

    @property
    def reach(self) -> tuple[float, float]:
        """First and last recoil energy of the table [MeV]."""
        return self.curve.first, self.curve.last

    @property
    def kinks(self) -> tuple[float, ...]:
        """Recoil energies of the table [MeV]."""
        return tuple(map(float, self.curve.x))

    def _read(self, T: ArrayLike) -> tuple[Array, Array]:
        """Recoil energies as an array, and the curve there: never outside of it."""
        recoil = in_range(
            "T",
            T,
            "MeV",
            at_least=self.curve.first,
            at_most=self.curve.last * (1 + 1e-12),
            hint="the quenching table ends there, and is never extrapolated",
        )
        return recoil, np.interp(recoil, self.curve.x, self.curve.y)


@checked
@dataclass(frozen=True, slots=True)
class TabulatedQuenching(OfACurve):
    r"""A table of the electron-equivalent energy, or of the quenching factor.

    Between the entries :math:`E_\text{ee}` is linear in T, or the factor is, whichever is
    tabulated.

    Parameters
    ----------
    curve : of recoil energies [MeV]: :math:`E_\text{ee}` [MeV], or the factor
    factor : whether it is the factor

    Raises
    ------
    ValueError
        if the electron-equivalent energy does not rise everywhere, or exceeds the recoil's; when
        it is called, outside the table: it is never extrapolated
    """

    factor: bool

    def __post_init__(self) -> None:
        T, y = self.curve.x, self.curve.y
        E = T * y if self.factor else y
        rising = np.diff(E) > 0
        if self.factor:  # its slope is that of a parabola: positive if it is at both ends
            slope = np.diff(y) / np.diff(T)
            rising &= (y[:-1] + T[:-1] * slope >= 0) & (y[1:] + T[1:] * slope > 0)
        if not rising.all():
            i = int(np.argmin(rising))
            raise ValueError(
                f"E_ee must rise with the recoil energy, it falls between {T[i] / keV:g} and "
                f"{T[i + 1] / keV:g} keV"
            )
        if (E > T * (1 + 1e-9)).any():
            i = int(np.argmax(E > T * (1 + 1e-9)))
            raise ValueError(
                f"E_ee = {E[i] / keV:g} keV exceeds the recoil energy {T[i] / keV:g} keV; are the "
                "columns exchanged?"
            )

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil [MeV]."""
        recoil, y = self._read(T)
        return recoil * y if self.factor else y


@checked
@dataclass(frozen=True, slots=True)
class MeasuredQuenching:
    """Gives every nuclide the quenching that was measured.

    Parameters
    ----------
    everywhere : for all nuclides; None if each element has its own
    elements : by symbol
    """

    everywhere: Quenching | None = None
    elements: tuple[tuple[str, Quenching], ...] = ()

    @property
    def told(self) -> str:
        """What it is, in words."""
        if self.everywhere is not None:
            return _told(self.everywhere)
        return ", ".join(f"{name}: {_told(one)}" for name, one in self.elements)

    def __call__(self, nuclide: Nuclide) -> Quenching:
        """Return the quenching of a nuclide.

        Raises
        ------
        ValueError
            if its element has none
        """
        if self.everywhere is not None:
            return self.everywhere
        element = nuclide.name.lstrip("0123456789")
        own: Mapping[str, Quenching] = dict(self.elements)
        if element not in own:
            raise ValueError(f"no quenching for {element}: it is given for {', '.join(own)} only")
        return own[element]


def _told(one: Quenching) -> str:
    if isinstance(one, ConstantQuenching):
        return f"constant, {one.factor:g}"
    return str(getattr(one, "told", "a table of yours")).removeprefix("quenching ")


@checked
def energies(quantity: str, of: str, *, least: float = 1e-3) -> tuple[Column, ...]:
    """Columns of energies of recoils (``nr``) or electron equivalents (``ee``), in eV, keV, MeV."""
    least = number("least", least, "keV", above=0)
    return tuple(
        Column(
            heading=f"{quantity}_{name}_{of}",
            of=of,
            factor=unit,
            limits={"at_least": 0, "at_most": 1 * MeV / unit, "hint": "is it in another unit?"},
            reaches=least * keV / unit,
            hint="is it in another unit?",
        )
        for name, unit in (("keV", keV), ("eV", eV), ("MeV", MeV))
    )


LAYOUT: Final = Layout(
    places=(
        energies("T", "nr"),
        (
            *energies("E", "ee", least=1e-6),
            Column(
                heading="quenching_factor",
                of="factor",
                limits={**FACTOR_RANGE, "above": None, "at_least": 0},
            ),
        ),
    )
)
"""Columns of a quenching table."""


@checked
def quenching_table(table: Table) -> TabulatedQuenching:
    """Build the quenching of a table."""
    T, y = table.values
    return TabulatedQuenching(Curve("quenching", "keV", T, y, keV), table.of(1) == "factor")
