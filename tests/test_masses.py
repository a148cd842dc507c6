"""Mass excesses and gaps against the atomic masses that another package carries."""

import periodictable
import pytest

from cevns.basics.constants import ATOMIC_MASS_UNIT
from cevns.nuclei.nuclides import Nuclide, nuclide, nuclides
from cevns.nuclei.structure.masses import (
    gap,
    has_gaps,
    mass_excess,
    mass_excesses,
    separation_energy,
)

EVEN = [n for n in nuclides().values() if n.unpaired == (0, 0) and has_gaps(n)]


def atomic_mass(Z: int, N: int) -> float:
    """In MeV; AME2020."""
    return float(periodictable.elements[Z][Z + N].mass) * ATOMIC_MASS_UNIT


def test_every_mass_excess_is_that_of_the_atom() -> None:
    """The table has hundredths of a keV."""
    for (Z, N), excess in mass_excesses().items():
        atom = atomic_mass(Z, N) - (Z + N) * ATOMIC_MASS_UNIT
        assert excess == pytest.approx(atom, rel=0, abs=1e-5)


@pytest.mark.parametrize(
    ("Z", "N", "published"),
    [
        (18, 22, -35.0399),
        (6, 7, 3.125),
        (14, 13, -12.3845),
        (17, 22, -29.8002),
        (22, 26, -48.4929),
        (32, 43, -71.8565),
        (54, 78, -89.2789),
        (82, 126, -21.7490),
    ],
)
def test_mass_excesses_of_nubase(Z: int, N: int, published: float) -> None:
    """NUBASE2020 rounds them on its own; F. G. Kondev et al., Chin. Phys. C 45 (2021) 030001."""
    assert mass_excess(Z, N) == pytest.approx(published, rel=0, abs=1.2e-3)


@pytest.mark.parametrize(
    ("Z", "N", "nucleon", "published"),
    [
        (6, 6, "n", 18.7207),
        (6, 6, "p", 15.9569),
        (6, 7, "n", 4.9463),
        (7, 6, "p", 1.9435),
        (82, 126, "n", 7.3679),
    ],
)
def test_separation_energies_of_carbon_and_lead(
    Z: int, N: int, nucleon: str, published: float
) -> None:
    assert separation_energy(Z, N, nucleon) == pytest.approx(published, rel=0, abs=5e-4)


@pytest.mark.parametrize("one", EVEN, ids=lambda n: n.name)
def test_gaps_are_third_differences_of_masses(one: Nuclide) -> None:
    """Of the atoms' masses themselves: 1, -3, 3, -1 over 4, where neutron and electron drop out."""
    Z, N = one.Z, one.N
    along_n = [atomic_mass(Z, N + d) for d in (-2, -1, 0, 1)]
    along_z = [atomic_mass(Z + d, N) for d in (-2, -1, 0, 1)]
    for nucleon, m in (("n", along_n), ("p", along_z)):
        third = (-m[0] + 3 * m[1] - 3 * m[2] + m[3]) / 4
        assert gap(one, nucleon) == pytest.approx(third, rel=0, abs=5e-5)
        second = (m[1] - 2 * m[2] + m[3]) / 2
        assert gap(one, nucleon, 3) == pytest.approx(second, rel=0, abs=5e-5)


@pytest.mark.parametrize(
    ("name", "protons", "neutrons"),
    [
        ("12C", 4.685, 4.844),
        ("28Si", 3.037, 3.143),
        ("40Ar", 1.755, 1.760),
        ("48Ti", 1.911, 1.558),
        ("132Xe", 1.198, 1.208),
    ],
)
def test_gaps_to_a_hundredth_of_an_mev(name: str, protons: float, neutrons: float) -> None:
    """As another calculation has them; three masses see the shells and Wigner's energy too."""
    one = nuclide(name)
    assert gap(one, "p") == pytest.approx(protons, rel=0, abs=0.001)
    assert gap(one, "n") == pytest.approx(neutrons, rel=0, abs=0.001)
    assert gap(one, "p", 3) > gap(one, "p")
    assert gap(one, "n", 3) > gap(one, "n")


def test_every_even_target_has_its_masses() -> None:
    assert all(map(has_gaps, EVEN))
    assert not has_gaps(Nuclide(name="20Ne", Z=10, N=10, mass=18617.7))


def test_what_is_missing_is_said() -> None:
    with pytest.raises(ValueError, match="no mass of Z = 92, N = 146; the table has the neigh"):
        mass_excess(92, 146)
    with pytest.raises(ValueError, match="133Cs: Z = 55, N = 78 must both be even; a nucleon"):
        gap(nuclide("133Cs"), "p")
    with pytest.raises(ValueError, match="gap from 5 masses: 4 or 3 are known"):
        gap(nuclide("40Ar"), "n", 5)
    with pytest.raises(ValueError, match="no nucleon 'proton'"):
        gap(nuclide("40Ar"), "proton")  # type: ignore[arg-type]
