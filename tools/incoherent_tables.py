"""The tables of incoherent scattering, for ``tools/structure_tables.py``."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

import cevns
from cevns.basics.checks import Array
from cevns.basics.constants import HBARC, M_NUCLEON
from cevns.basics.kept import progress
from cevns.interactions import couplings
from cevns.interactions.incoherent import excitation
from cevns.interactions.incoherent.excited import excited_states, momentum_transfers
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.interactions.incoherent.parts import Parts
from cevns.interactions.incoherent.tables import TABULATED
from cevns.nuclei.structure.excitations import excitations
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.residual import MIGDAL
from cevns.nuclei.structure.transitions import Transition

CM2 = 1e-42

ENERGIES = np.concatenate([np.arange(0.25, 12, 0.25), np.arange(12.0, 61.0)])
"""Neutrino energies of the tables [MeV]."""

SMALLEST = 1e-8
"""What is below in all columns is left out [1e-42 cm^2]."""

INCOHERENT = """\
# title: incoherent neutral-current cross sections of {name} by multipole
# columns: neutrino energy in MeV; multipole; what multiplies 1, q^2 and q, in 1e-42 cm^2, if the
#   axial coupling is q times that of a free nucleon: vector, axial, and their interference, which
#   is added for neutrinos and subtracted for antineutrinos
# source: this package: BCS in a Woods-Saxon well, QRPA with Migdal's force, multipoles of
#   one-body currents with tree couplings; J up to 4, below 1e-50 cm^2 left out
# obtained: python tools/structure_tables.py incoherent-{name}
# licence: that of this package
E_nu_MeV,multipole,vector,axial,interference
"""


def currents() -> NucleonCurrents:
    """What the tables assume of a nucleon."""
    return NucleonCurrents.of(couplings.tree())


def incoherent_rows(parts: Mapping[str, Parts], E_nu: Array) -> Iterator[str]:
    """Lines of a table; the first energy is the last at which nothing happens."""
    arrays = {name: np.array(part) / CM2 for name, part in parts.items()}
    seen = {name: (np.abs(a) > SMALLEST).any(axis=0) for name, a in arrays.items()}
    first = int(np.argmax(np.any(list(seen.values()), axis=0)))
    nothing = E_nu[first - 1]
    yield f"{nothing:g},{next(iter(parts))},0,0,0"
    for i in range(first, E_nu.size):
        for name, a in arrays.items():
            if seen[name][i]:
                yield f"{E_nu[i]:g},{name}," + ",".join(f"{x:.5g}" for x in a[:, i])


def incoherent_table(name: str) -> tuple[str, str]:
    """Cross sections of one nuclide by multipole."""
    parts = excitation.cross_sections(excited_states(name, show=True), ENERGIES, currents())
    text = INCOHERENT.format(name=name) + "\n".join(incoherent_rows(parts, ENERGIES)) + "\n"
    return f"interactions/data/incoherent_{name}.csv", text


VARIATIONS = """\
# title: what the incoherent cross section of 40Ar depends on
# columns: what is other than in incoherent_40Ar.csv; neutrino energy in MeV; cross section of
#   neutrinos in 1e-42 cm^2, axial coupling 0.8 of a free nucleon's
# source: this package
# obtained: python tools/structure_tables.py incoherent-variations
# licence: that of this package
changed,E_nu_MeV,sigma
"""


def siegert(state: Transition) -> Transition:
    """Put the long-wave electric multipole of a conserved current in the place of gradients."""
    if "Delta'" not in state.reduced:
        return state
    scale = np.sqrt((state.J + 1) / state.J) * M_NUCLEON * state.energy
    electric = -scale / (state.kappa * HBARC) ** 2 * state.reduced["M"]
    return replace(state, reduced={**state.reduced, "Delta'": electric})


def argon_states(**options: object) -> tuple[Transition, ...]:
    """Excited states of 40Ar, with other options than the defaults."""
    found = excitations(cevns.nuclide("40Ar"), show=True, **options)  # type: ignore[arg-type]
    return found.transitions(momentum_transfers())


def smaller_space() -> tuple[Transition, ...]:
    ground = ground_state(cevns.nuclide("40Ar"), radial="woods_saxon", quanta=6)
    return argon_states(ground=ground)


def not_centred() -> tuple[Transition, ...]:
    return excitations(cevns.nuclide("40Ar")).transitions(momentum_transfers(), centred=False)


def other_force(**changes: float) -> tuple[Transition, ...]:
    return argon_states(force=replace(MIGDAL, **changes))


CHANGED: dict[str, Callable[[], Iterable[Transition]]] = {
    "nothing": argon_states,
    "J up to 6": lambda: argon_states(J_max=6),
    "N up to 6": smaller_space,
    "1- not about the centre of mass": not_centred,
    "Siegert's theorem": lambda: map(siegert, argon_states()),
    "first levels not fitted": lambda: argon_states(energies={}),
    "g' = 0.6": lambda: other_force(g_prime=0.6),
    "g' = 1.2": lambda: other_force(g_prime=1.2),
    "no residual force": lambda: argon_states(force=replace(MIGDAL, C_0=0.0), energies={}),
}
"""Excited states of 40Ar, each time with one thing changed."""


def variations() -> tuple[str, str]:
    """What the cross section of 40Ar depends on."""
    E_nu, lines = np.array([20.0, 30.0, 40.0, 50.0]), []
    for changed, states in progress(CHANGED.items(), "variations"):
        parts = excitation.cross_sections(states(), E_nu, currents())
        sigma = excitation.total(parts, quenching=0.8) / CM2
        lines += [f"{changed},{E:g},{s:.4g}" for E, s in zip(E_nu, sigma, strict=True)]
    return "interactions/data/argon_variations.csv", VARIATIONS + "\n".join(lines) + "\n"


TABLES: dict[str, Callable[[], tuple[str, str]]] = {
    **{f"incoherent-{name}": partial(incoherent_table, name) for name in TABULATED},
    "incoherent-variations": variations,
}
