"""Excited states of nuclei: sum rules, motions that cost nothing, measured levels, the cache."""

import json
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import cevns
from cevns.__main__ import main
from cevns.basics import kept
from cevns.nuclei.structure import cache as of_states
from cevns.nuclei.structure.excitations import Excitations, channels, excitations, tuned
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.measured import giant_dipole, levels, measured
from cevns.nuclei.structure.mesh import mesh
from cevns.nuclei.structure.pairs import pairs
from cevns.nuclei.structure.residual import MIGDAL, LandauMigdal
from cevns.nuclei.structure.spectra import lines
from cevns.nuclei.structure.sum_rules import (
    dipole_charges,
    energy_weighted,
    multipole_elements,
    pairing_excess,
    thomas_reiche_kuhn,
)
from cevns.nuclei.structure.transitions import Transition, operators_of, time_sign
from cevns.nuclei.structure.vibrations import summary, vibrations

KAPPA = np.linspace(0.05, 1.0, 4)
CLOSED, OPEN = ("16O", "40Ca", "48Ca"), ("40Ar", "48Ti", "56Fe", "74Ge", "132Xe")


@cache
def of(name: str) -> Excitations:
    return excitations(cevns.nuclide(name), J_max=3)


def dipoles(name: str, charges: tuple[float, float] | None = None) -> tuple[float, float, float]:
    """Energy-weighted sums of states and of pairs, and the excess by pairing, over TRK."""
    nuclide, states = cevns.nuclide(name), of(name)
    modes = states.modes[1, -1]
    given = charges or dipole_charges(nuclide.Z, nuclide.N)
    elements = multipole_elements(modes.pairs, states.table, given)
    pairwise = modes.pairs.energies @ (elements * modes.pairs.weights(+1)) ** 2
    sums = (energy_weighted(modes, elements), pairwise, pairing_excess(modes.pairs, elements))
    trk = thomas_reiche_kuhn(nuclide.Z, nuclide.N)
    return tuple(float(one) / trk for one in sums)  # type: ignore[return-value]


@pytest.mark.parametrize("name", CLOSED)
def test_closed_shells_exhaust_the_dipole_sum(name: str) -> None:
    states, _, excess = dipoles(name)
    assert states == pytest.approx(1, rel=0, abs=0.02)
    assert excess == 0


@pytest.mark.parametrize("name", OPEN)
def test_open_shells_exceed_the_dipole_sum_by_what_pairing_adds(name: str) -> None:
    states, pairwise, excess = dipoles(name)
    assert 1.05 < states < 1.16
    assert pairwise - excess == pytest.approx(1, rel=0, abs=0.02)
    assert states / pairwise == pytest.approx(1, rel=0, abs=0.006)


@pytest.mark.parametrize("name", CLOSED + OPEN)
def test_zero_modes_are_those_of_the_centre_of_mass_and_of_particle_numbers(name: str) -> None:
    """One of 1-, and of 0+ one for each kind that is paired; nothing is unstable."""
    states = of(name)
    ground = states.ground
    paired = sum(one.gap > 0 for one in (ground.protons, ground.neutrons))
    zero = {channel: modes.zero for channel, modes in states.modes.items() if modes.zero}
    assert zero == {(1, -1): 1} | ({(0, 1): paired} if paired else {})
    assert states.unstable == {}
    for channel, count in zero.items():
        free = np.sort(abs(states.modes[channel].squares))[:count]
        assert np.all(free < 1e-10)
    for modes in states.modes.values():
        norm = np.sum(modes.X**2 - modes.Y**2, axis=1)
        assert abs(norm - 1).max(initial=0) < 1e-12


@pytest.mark.parametrize("name", CLOSED + OPEN)
def test_little_of_the_centre_of_mass_is_left_among_vibrations(name: str) -> None:
    """The isoscalar r Y_1 moves the nucleus; 8 to 13 % stay: the well is not of the force."""
    states, pairwise, _ = dipoles(name, (1.0, 1.0))
    assert 0.05 < states / pairwise < 0.13
    assert states > 0


def test_first_levels_are_those_asked_for() -> None:
    for name in ("40Ar", "56Fe", "16O"):
        for (J, parity), level in measured(name).items():
            assert of(name).modes[J, parity].energies[0] == pytest.approx(
                level.energy, rel=1e-6, abs=0
            )
    free = excitations(cevns.nuclide("40Ar"), J_max=3, energies={})
    f_ex = {force.f_ex for force in free.forces.values()}
    assert f_ex == {of("40Ar").forces[1, -1].f_ex}
    assert free.modes[2, 1].energies[0] == pytest.approx(1.6, rel=0, abs=0.15)
    assert free.modes[3, -1].energies[0] == pytest.approx(3.6, rel=0, abs=0.15)
    assert min(f.f_ex for n in OPEN for f in of(n).forces.values()) > -2.4


def test_a_level_out_of_reach_keeps_the_force_of_the_dipole() -> None:
    ground = ground_state(cevns.nuclide("16O"), radial="woods_saxon", quanta=4)
    those, table = (
        pairs(ground.protons, ground.neutrons, 2, 1),
        mesh(ground.protons, ground.neutrons),
    )
    assert tuned(those, table, MIGDAL, 60.0) is None
    states = excitations(cevns.nuclide("16O"), ground=ground, J_max=2, energies={(2, 1): 60.0})
    assert states.forces[2, 1] == states.forces[1, -1]


def test_unstable_ground_states_are_a_result() -> None:
    """With the force of its dipoles 132Xe wants to be deformed: counted; other states are there."""
    states = excitations(cevns.nuclide("132Xe"), J_max=2, energies={})
    assert states.unstable == {(2, 1): 1}
    modes = states.modes[2, 1]
    assert modes.squares[0] < 0
    assert len(modes.energies) == len(modes.pairs) - 1


def test_giant_dipoles_are_where_they_are_measured() -> None:
    """Mean energies, against the systematics of Berman and Fultz."""
    for name in ("56Fe", "74Ge", "132Xe"):
        nuclide, states = cevns.nuclide(name), of(name)
        dipole = [one for one in states.levels() if (one.J, one.parity) == (1, -1)]
        B = np.array([one.strength for one in dipole], dtype=float)
        mean = B @ np.array([one.energy for one in dipole]) / B.sum()
        assert mean == pytest.approx(giant_dipole(nuclide.A), rel=0.04, abs=0)
    # of cross sections, weighted means of the Lorentz curves of Berman and Fultz
    for A, at in ((72, 16.7), (133, 15.3)):
        assert giant_dipole(A) == pytest.approx(at, rel=0.06, abs=0)


def test_electric_quadrupoles_are_within_a_factor_of_three() -> None:
    """No effective charge: 1.2 to 2.5 times what is measured, as said in the chapter."""
    for name in ("40Ar", "48Ti", "56Fe", "74Ge", "132Xe"):
        first = next(one for one in of(name).levels() if (one.J, one.parity) == (2, 1))
        assert first.strength is not None
        assert 1.2 < first.strength / measured(name)[2, 1].strength < 2.5


def test_levels_are_sorted_and_cut() -> None:
    states = of("40Ar")
    below = states.levels(8.0)
    energies = [one.energy for one in below]
    assert energies == sorted(energies)
    assert energies[-1] < 8.0
    assert all(
        (one.strength is None) == (one.J == 0 or (one.J, one.parity) in ((1, 1), (2, -1), (3, 1)))
        for one in below
    )
    assert len(states.levels()) == sum(len(m.energies) for m in states.modes.values())


def test_transitions_have_the_operators_of_their_parity() -> None:
    states = of("40Ar")
    found = states.transitions(KAPPA)
    assert len(found) == len(states.levels())
    for one in found:
        assert set(one.reduced) == set(operators_of(one.J, one.parity))
        assert all(values.shape == (2, len(KAPPA)) for values in one.reduced.values())
        assert one.twice_J_initial == 0


def test_only_dipoles_depend_on_the_centre_of_mass() -> None:
    states = of("40Ar")
    about, bare = (states.transitions(KAPPA, centred=centred) for centred in (True, False))
    moved = {
        (one.J, one.parity, name)
        for one, other in zip(about, bare, strict=True)
        for name in one.reduced
        if not np.array_equal(one.reduced[name], other.reduced[name])
    }
    assert moved == {(1, -1, "M"), (1, -1, "Delta'")}
    count = states.charges(np.array([1e-6]))[:, 0]
    assert count == pytest.approx([18, 22], rel=1e-8, abs=0)


def test_long_wave_dipoles_about_the_centre_of_mass_have_the_charges_of_a_dipole() -> None:
    """M_1 of protons, kappa -> 0, is kappa/3 times r Y_1 with N/A and -Z/A: the B(E1) of levels."""
    states = of("40Ar")
    kappa = 1e-3
    transitions = [t for t in states.transitions([kappa]) if (t.J, t.parity) == (1, -1)]
    B = np.array([(3 * t.reduced["M"][0, 0] / kappa) ** 2 for t in transitions])
    ours = [one.strength for one in states.levels() if (one.J, one.parity) == (1, -1)]
    assert pytest.approx(np.array(ours, dtype=float), rel=1e-3, abs=1e-6 * B.max()) == B


def test_transition_checks_what_it_is_given() -> None:
    good = {"M": np.zeros((2, 4))}
    Transition(J=2, parity=1, energy=1.0, kappa=KAPPA, reduced=good)
    for wrong, message in (
        ({"energy": -1.0}, "excitation energy"),
        ({"kappa": KAPPA[::-1]}, "must rise"),
        ({"kappa": KAPPA - 0.05}, "momentum transfers"),
        ({"parity": 0}, "parity = 0"),
        ({"parity": -1}, "operator of this parity"),
        ({"reduced": {"M": np.zeros((3, 4))}}, "protons and neutrons"),
        ({"reduced": {"Sigma'": np.zeros((2, 4))}}, "operator of this parity"),
    ):
        given = {"J": 2, "parity": 1, "energy": 1.0, "kappa": KAPPA, "reduced": good} | wrong
        with pytest.raises(ValueError, match=message):
            Transition(**given)  # type: ignore[arg-type]
    assert operators_of(0, 1) == ("M",)
    assert operators_of(0, -1) == ("Sigma''", "Omega'")
    assert time_sign("M") == time_sign("Omega'") == 1
    with pytest.raises(ValueError, match="did you mean"):
        time_sign("Omega")
    one = Transition(J=2, parity=1, energy=1.0, kappa=KAPPA, reduced=good)
    with pytest.raises(ValueError, match="read-only"):
        one.reduced["M"][0, 0] = 1.0


def test_the_force_is_that_of_the_source() -> None:
    """Kamerdzhiev, Speth and Tertychny (2004); the density is that of nuclear matter."""
    assert (MIGDAL.C_0, MIGDAL.f_in, MIGDAL.f_prime_in, MIGDAL.f_prime_ex) == (
        300, -0.002, 0.76, 2.30,
    )  # fmt: skip
    assert (MIGDAL.g, MIGDAL.g_prime, MIGDAL.rho_0) == (0.05, 0.96, 0.16)
    inside, outside = (MIGDAL.strengths(0, np.array([rho])) for rho in (0.16, 0.0))
    assert (inside[0] + inside[1]) / 2 == pytest.approx(300 * -0.002, rel=1e-12, abs=0)
    assert (outside[0] - outside[1]) / 2 == pytest.approx(300 * 2.30, rel=1e-12, abs=0)
    like, unlike = MIGDAL.strengths(1, np.array([0.1]))
    assert (like + unlike) / 2 == pytest.approx(15, rel=1e-12, abs=0)


def test_shipped_vibrations_are_what_the_command_computes() -> None:
    """`python tools/structure_tables.py vibrations`, for light and heavy, stable and not."""
    for name in ("12C", "16O", "40Ar", "132Xe"):
        ours = summary(of(name))
        shipped = vibrations()[name]
        assert ours == pytest.approx(shipped, rel=1e-4, abs=1e-6)
    assert set(vibrations()) == set(levels())


def test_channels_and_bad_input() -> None:
    assert channels(1) == ((0, 1), (0, -1), (1, 1), (1, -1))
    for call, message in (
        (lambda: channels(0), "J_max"),
        (lambda: LandauMigdal(C_0=-1.0), "C_0"),
        (lambda: LandauMigdal(rho_0=0.0), "rho_0"),
        (lambda: excitations(cevns.nuclide("133Cs")), "even"),
        (lambda: of("40Ar").levels(-1.0), "energy"),
        (lambda: excitations(cevns.nuclide("16O"), energies={(1, -1): 9.0}), "no vibrations"),
        (lambda: excitations(cevns.nuclide("16O"), energies={(2, -1): 9.0}), "natural parity"),
        (lambda: mesh(of("40Ar").ground.protons, of("40Ar").ground.neutrons, nodes=3), "nodes"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_table_of_levels() -> None:
    for name, those in levels().items():
        assert cevns.nuclide(name).A % 2 == 0
        for (J, parity), level in those.items():
            assert parity == (-1) ** J
            assert 0.5 < level.energy < 10
            assert level.strength > 0
    assert measured("133Cs") == {}
    assert (2, 1) not in measured("16O")


# the command


def test_command_lists_excited_states(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["structure", "40Ar", "--excited", "4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    first = told["excited_states"][0]
    assert (first["J"], first["parity"], first["measured_MeV"]) == (2, "+", 1.460851)
    assert first["energy_MeV"] == pytest.approx(1.460851, rel=1e-6, abs=0)
    assert first["B_e2_fm2J"] == pytest.approx(vibrations()["40Ar"].B_2p, rel=1e-4, abs=0)
    assert [s["measured_MeV"] for s in told["excited_states"] if s["J"] == 2][1:] == [None]
    assert told["unstable"] == {}
    assert set(told["force"]["f_ex"]) == {f"{J}{p}" for J in range(5) for p in "+-"}
    assert told["force"]["g_prime"] == 0.96
    assert main(["structure", "40Ar", "--excited", "4"]) == 0
    text = capsys.readouterr().out
    assert "2+                1.46      1.46" in text
    assert main(["structure", "40Ar", "--excited", "-1"]) == 2
    assert "energy" in capsys.readouterr().err


def test_instability_is_said_in_words() -> None:
    states = excitations(cevns.nuclide("132Xe"), J_max=2, energies={})
    assert "2+: unstable, 1 with omega^2 < 0" in lines(states, 1.0)


# the cache

CALLS: list[int] = []


@of_states.remembered("show")
def doubled(x: int, *, show: bool = False) -> int:
    CALLS.append(x)
    return 2 * x


def test_results_are_kept_by_their_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    CALLS.clear()
    assert [doubled(3), doubled(3), doubled(3, show=True), doubled(4)] == [6, 6, 6, 8]
    assert CALLS == [3, 4]
    assert (tmp_path / of_states.digest()).is_dir()
    monkeypatch.setenv(kept.VARIABLE, "")
    assert doubled(3) == 6
    assert CALLS == [3, 4, 3]


def test_states_come_back_from_disk_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    first, second = (excitations(cevns.nuclide("16O"), J_max=1) for _ in range(2))
    assert first is not second
    assert first.levels() == second.levels()
    other = excitations(cevns.nuclide("16O"), J_max=1, force=replace(MIGDAL, g_prime=0.5))
    assert other.levels() != first.levels()


@pytest.mark.parametrize("missing", ["joblib", "platformdirs", "tqdm"])
def test_everything_works_without_the_extra(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    of_states._memory.cache_clear()
    try:
        if missing != "tqdm":
            CALLS.clear()
            assert [doubled(5), doubled(5)] == [10, 10]
            assert CALLS == [5, 5]
        assert list(kept.progress([1, 2], "counting")) == [1, 2]
    finally:
        of_states._memory.cache_clear()


def test_progress_is_for_who_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(kept.progress(range(3), "counting")) == [0, 1, 2]
    assert list(kept.progress(iter([1]), "counting")) == [1]
    assert list(kept.progress([1], "counting", show=False)) == [1]
    assert capsys.readouterr() == ("", "")


def test_cache_lies_where_the_system_keeps_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    where = kept.folder()
    assert where is not None
    assert where.name == "cevns"
