"""All excited states of an even-even nucleus, and the force that each spin and parity asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import pi
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import spherical_jn

from cevns.basics.checks import Array, number
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kept import progress
from cevns.basics.kinds import checked
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.structure.cache import remembered
from cevns.nuclei.structure.ground_state import GroundState, ground_state
from cevns.nuclei.structure.measured import measured
from cevns.nuclei.structure.mesh import Mesh, mesh
from cevns.nuclei.structure.pairs import Pairs, is_natural, pairs
from cevns.nuclei.structure.qrpa import Modes, qrpa, squared
from cevns.nuclei.structure.residual import MIGDAL, LandauMigdal, contact, pairing
from cevns.nuclei.structure.sum_rules import dipole_charges, multipole_elements
from cevns.nuclei.structure.transitions import Transition, radial_grid, transitions

Channel = tuple[int, int]
"""Spin and parity."""

QUANTA: Final = 8
"""Orbitals of all subshells up to so many quanta take part."""

WEAKEST, STRONGEST = 1.0, -8.0
"""Where the isoscalar force outside the nucleus, f_ex, is searched."""


class Level(NamedTuple):
    r"""An excited state.

    Parameters
    ----------
    J, parity : spin and parity
    energy : [MeV]
    strength : :math:`B(EJ)` from the ground state up, of natural parity from J = 1 on, with the
        charge of protons, for dipoles about the centre of mass [e^2 fm^(2J)]; else None
    """

    J: int
    parity: int
    energy: float
    strength: float | None


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Excitations:
    """Excited states of a nucleus by spin and parity.

    Parameters
    ----------
    ground : the ground state
    table : its orbitals on radii
    forces : the residual interaction of each spin and parity
    modes : the states of each
    """

    ground: GroundState
    table: Mesh
    forces: Mapping[Channel, LandauMigdal]
    modes: Mapping[Channel, Modes]

    @property
    def unstable(self) -> dict[Channel, int]:
        """How many solutions with omega^2 < 0 there are, where there are any."""
        return {channel: m.unstable for channel, m in self.modes.items() if m.unstable}

    def levels(self, below: float = np.inf) -> tuple[Level, ...]:
        """Return all states up to an energy [MeV], by energy."""
        number("energy", below if np.isfinite(below) else 0.0, "MeV", at_least=0)
        found = []
        for (J, parity), modes in self.modes.items():
            if J and modes.pairs.natural:
                charges = dipole_charges(self.ground.nuclide.Z, self.ground.nuclide.N)
                elements = multipole_elements(
                    modes.pairs, self.table, charges if J == 1 else (1.0, 0.0)
                )
                strengths: list[float] | list[None] = (modes.reduced(elements, +1) ** 2).tolist()
            else:
                strengths = [None] * len(modes.energies)
            found += [
                Level(J, parity, float(E), B)
                for E, B in zip(modes.energies, strengths, strict=True)
                if below >= E
            ]
        return tuple(sorted(found, key=lambda one: one.energy))

    def charges(self, kappa: Array) -> Array:
        r"""Return :math:`ZF_Z` and :math:`NF_N` of points, with the orbitals of the states.

        Parameters
        ----------
        kappa : momentum transfers [fm^-1], one axis

        Returns
        -------
        Array
            shape (2, kappa)
        """
        wave = spherical_jn(0, kappa[:, None] * self.table.r) * self.table.weight
        return np.asarray(4 * pi * self.table.densities @ wave.T)

    def transitions(
        self, kappa: ArrayLike, *, centred: bool = True, show: bool = False
    ) -> tuple[Transition, ...]:
        """Return the reduced matrix elements of all operators to all states.

        Parameters
        ----------
        kappa : momentum transfers [fm^-1], rising, > 0
        centred : whether those to 1- are taken about the centre of mass
        show : whether to show progress
        """
        grid = radial_grid(next(iter(self.modes.values())).pairs, kappa)
        charges = self.charges(grid.kappa) if centred else None
        return tuple(
            one
            for modes in progress(self.modes.values(), "transitions", show)
            for one in transitions(modes, grid, charges)
        )


@checked
def channels(J_max: int) -> tuple[Channel, ...]:
    """Return spins up to J_max with both parities."""
    top = int(number("J_max", J_max, at_least=1, at_most=12, hint="4 is enough below 60 MeV"))
    return tuple((J, parity) for J in range(top + 1) for parity in (+1, -1))


@checked
@remembered("show")
def excitations(
    nuclide: Nuclide,
    *,
    J_max: int = 4,
    force: LandauMigdal = MIGDAL,
    ground: GroundState | None = None,
    energies: Mapping[Channel, float] | None = None,
    show: bool = False,
) -> Excitations:
    """Return the excited states of an even-even nucleus.

    The isoscalar force at the surface, f_ex, is chosen so that the centre of mass moves freely:
    the lowest 1- has omega = 0. Where a first level is given, f_ex of this spin and parity is
    chosen so that the lowest state has its energy; the others take that of 1-.

    Parameters
    ----------
    nuclide : with even numbers of protons and neutrons
    J_max : spins up to this, both parities
    force : the interaction; its f_ex does not matter
    ground : its ground state; by default in a Woods-Saxon well, with `QUANTA`
    energies : of first levels to reproduce [MeV], of natural parity from J = 2 on; by default those
        `measured`
    show : whether to show progress

    Raises
    ------
    ValueError
        if a number of nucleons is odd, masses are missing that the ground state needs, or a level
        is of another spin and parity
    """
    wanted = channels(J_max)
    if ground is None:
        ground = ground_state(nuclide, radial="woods_saxon", quanta=QUANTA)
    if energies is None:
        energies = {channel: level.energy for channel, level in measured(nuclide.name).items()}
    for J, parity in energies:
        if J < 2 or not is_natural(J, parity):
            raise ValueError(
                f"first levels: J = {J}, parity {parity:+d} cannot be chosen; f_ex moves those of "
                "natural parity, and of 0+ and 1- the lowest are no vibrations"
            )
    table = mesh(ground.protons, ground.neutrons)
    of_dipole = tuned(pairs(ground.protons, ground.neutrons, 1, -1), table, force, 0.0) or force
    forces: dict[Channel, LandauMigdal] = {}
    modes: dict[Channel, Modes] = {}
    for channel in progress(wanted, f"states of {nuclide.name}", show):
        those = pairs(ground.protons, ground.neutrons, *channel)
        forces[channel] = of_dipole
        if channel in energies:
            forces[channel] = tuned(those, table, force, energies[channel]) or of_dipole
        modes[channel] = qrpa(those, contact(those, table, forces[channel]) + pairing(those))
    return Excitations(
        ground=ground, table=table, forces=FrozenMapping(forces), modes=FrozenMapping(modes)
    )


@checked
def lowest_square(pairs: Pairs, table: Mesh, force: LandauMigdal) -> Callable[[float], float]:
    r"""Return the lowest :math:`\omega^2` [MeV^2] as a function of f_ex.

    The matrix of omega^2 is linear in f_ex, and more attraction lowers all its eigenvalues.

    Parameters
    ----------
    pairs : of a natural parity
    table : their radial functions
    force : all its other parameters
    """
    none, unit = (
        contact(pairs, table, replace(force, f_ex=f)) + pairing(pairs) for f in (0.0, 1.0)
    )
    whole = squared(pairs, none)
    slope = squared(pairs, unit) - whole
    return lambda f_ex: float(np.linalg.eigvalsh(whole + f_ex * slope)[0])


@checked
def tuned(pairs: Pairs, table: Mesh, force: LandauMigdal, energy: float) -> LandauMigdal | None:
    """Return the force with the f_ex at which the lowest state has an energy, if there is one.

    Parameters
    ----------
    pairs : of a natural parity
    table : their radial functions
    force : all its other parameters
    energy : of the lowest state [MeV]; 0 for a motion that costs none
    """
    number("energy of the lowest state", energy, "MeV", at_least=0, at_most=100)
    if not len(pairs):
        return None
    square = lowest_square(pairs, table, force)
    if square(WEAKEST) < energy**2 or square(STRONGEST) > energy**2:
        return None
    f_ex = brentq(lambda f: square(f) - energy**2, STRONGEST, WEAKEST, xtol=1e-13, rtol=1e-14)
    return replace(force, f_ex=float(f_ex))
