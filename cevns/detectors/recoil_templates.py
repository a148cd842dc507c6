"""Detectors known by what they make of recoils of one energy, bin by bin."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.csv_tables import finite, read_lines
from cevns.basics.entries import File, Values
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.basics.tables import Layout, Table
from cevns.basics.units import keV
from cevns.detectors.response import Recoiler, nuclear_only


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecoilTemplates:
    r"""A response given for recoils of certain energies, linear between them, zero outside.

    .. math:: R_b(T) = f_g(T)\left[(1-x)\,\epsilon_b(T_k)+x\,\epsilon_b(T_{k+1})\right],\qquad
              x = \frac{T-T_k}{T_{k+1}-T_k}

    Nothing is extrapolated: below the first energy no recoil is counted, because nobody has said
    with which efficiency it would be.

    Parameters
    ----------
    T : recoil energies [MeV], ascending, two or more
    efficiency : fraction counted in each bin, shape (energies, bins)
    factor : by which that changes, shape (energies, groups), each for as many bins in a row; None
        for one

    Raises
    ------
    ValueError
        if the energies do not ascend, fractions of an energy add to more than one, or the bins
        are not as many in each group
    """

    T: Array
    efficiency: Array
    factor: Array | None = None

    def __post_init__(self) -> None:
        T = in_range("T of templates", self.T, "MeV", above=0, at_most=1, hint="is it in keV?")
        eff = in_range("efficiency of templates", self.efficiency, at_least=0, at_most=1)
        if T.ndim != 1 or len(T) < 2 or not (np.diff(T) > 0).all():
            raise ValueError("templates need recoil energies that ascend, two or more")
        if eff.ndim != 2 or len(eff) != len(T):
            raise ValueError(
                f"templates need one row of bins for each of {len(T)} energies, got {eff.shape}"
            )
        if self.factor is not None:
            factor = in_range("factor of templates", self.factor, at_least=0)
            if factor.ndim != 2 or len(factor) != len(T) or eff.shape[1] % factor.shape[1]:
                raise ValueError(
                    f"factor has shape {factor.shape}: one row for each of {len(T)} energies, and "
                    f"columns that divide {eff.shape[1]} bins into equal groups"
                )
            eff = eff * np.repeat(factor, eff.shape[1] // factor.shape[1], axis=1)
        worst = int(eff.sum(axis=1).argmax())
        if eff[worst].sum() > 1:
            raise ValueError(
                f"templates count {eff[worst].sum():.4g} of all recoils of {T[worst] / keV:g} keV"
            )
        object.__setattr__(self, "T", read_only(T))
        object.__setattr__(self, "efficiency", read_only(eff))
        object.__setattr__(self, "factor", None)

    def on(self, target: Recoiler) -> Self:
        """Return itself: the response is the same for every nuclide."""
        nuclear_only(self, target)
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """Energies of the table, between which it is linear [MeV]."""
        return tuple(map(float, self.T))

    def matrix(self, T: ArrayLike) -> Array:
        """Fraction of recoils of energy T [MeV] counted in each bin, shape (..., bins)."""
        x = in_range("T", T, "MeV", at_least=0)
        k = np.clip(np.searchsorted(self.T, x, side="right") - 1, 0, len(self.T) - 2)
        share = (x - self.T[k]) / (self.T[k + 1] - self.T[k])
        inside = (x >= self.T[0]) & (x <= self.T[-1])
        tents = np.zeros((x.size, len(self.T)))
        row = np.arange(x.size)
        tents[row, k.ravel()] = np.where(inside, 1 - share, 0.0).ravel()
        tents[row, k.ravel() + 1] = np.where(inside, share, 0.0).ravel()
        return (tents @ self.efficiency).reshape(*x.shape, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid(Layout):
    """A table of any number of columns after the first, which is the recoil energy."""

    places: tuple[()] = ()

    def read(self, file: Traversable | Path) -> Table:
        """Read a table: ``T_keV_nr`` and a column for each bin, or each group of them.

        Raises
        ------
        ValueError
            naming file and line, if the first column is another or an entry no number
        """
        head, *lines = read_lines(file)
        if head.cells[0] != "T_keV_nr" or len(head.cells) < 2:
            raise ValueError(f"{head.where}: expected {self.headings()}")
        rows = []
        for line in lines:
            if len(line.cells) != len(head.cells):
                raise ValueError(
                    f"{line.where}: {len(line.cells)} entries, expected {len(head.cells)}"
                )
            pairs = zip(head.cells, line.cells, strict=True)
            rows.append([finite(f"{line.where}: {name}", cell) for name, cell in pairs])
        table = np.array(rows, dtype=float).reshape(len(rows), len(head.cells))
        return Table(name=file.name, columns=(), values=(table[:, 0] * keV, table[:, 1:]))

    def headings(self) -> str:
        """Say which columns it has."""
        return "T_keV_nr, and one column for each bin"

    def told(self) -> str:
        """Say the same for the reference."""
        return "`T_keV_nr`; one column for each bin"


def _pair(table: Table) -> tuple[Array, Array]:
    return table.values[0], table.values[1]


TEMPLATES: Final = (
    File(
        key="templates",
        meaning="fraction of the recoils of each energy that is counted in each bin, linear "
        "between the energies and zero outside",
        layout=_Grid(),
        build=_pair,
    ),
    File(
        key="factors",
        meaning="by which that changes at the same energies: one column for each of equally many "
        "bins in a row",
        layout=_Grid(),
        build=_pair,
        default=None,
        otherwise="one",
    ),
)


@checked
def recoil_templates(given: Values) -> RecoilTemplates:
    """Return the detector of what was given in a file.

    Parameters
    ----------
    given : ``templates`` and ``factors``

    Raises
    ------
    ValueError
        if the energies of both tables differ
    """
    T, efficiency = given["templates"]
    if given["factors"] is None:
        return RecoilTemplates(T=T, efficiency=efficiency)
    at, factor = given["factors"]
    if at.shape != T.shape or not np.allclose(at, T, rtol=1e-12, atol=0):
        raise ValueError("templates and factors must have the same recoil energies")
    return RecoilTemplates(T=T, efficiency=efficiency, factor=factor)
