"""The paired ground state of an even-even nucleus, its radii and form factors."""

from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Final, Literal, NamedTuple

from cevns.basics.checks import choice, number
from cevns.basics.constants import HBARC, M_NUCLEON
from cevns.basics.kinds import checked, describe
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.nuclides import Nucleon, Nuclide
from cevns.nuclei.structure import masses
from cevns.nuclei.structure.bcs import WINDOW, solve
from cevns.nuclei.structure.paired import Paired
from cevns.nuclei.structure.shell_forms import OscillatorShells, SampledShells
from cevns.nuclei.structure.woods_saxon import (
    BOHR_MOTTELSON,
    WoodsSaxon,
    basis_length,
    orbitals,
)

PROTON_R2: Final = 0.84075**2
"""Mean square charge radius of the proton [fm^2]; CODATA 2022."""

NEUTRON_R2: Final = -0.1161
"""That of the neutron [fm^2]; PDG 2020, Prog. Theor. Exp. Phys. 2020, 083C01."""

DARWIN_FOLDY: Final = 0.75 * (HBARC / M_NUCLEON) ** 2
r"""What a proton's charge is spread by its own jitter, :math:`3/4m^2` [fm^2]."""

Radial = Literal["oscillator", "woods_saxon"]
"""Radial functions: of an oscillator with the measured charge radius, or those of the well."""

describe(Radial, "a name", accepts=lambda value: isinstance(value, str))


class Radii(NamedTuple):
    """Root-mean-square radii [fm]: of the points that protons and neutrons are, and of charge."""

    proton: float
    neutron: float
    charge: float


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroundState:
    r"""The ground state of an even-even nucleus.

    What enters cross sections, `form_factor`, is that of points times, equation
    :eq:`eq:bcs-folded` of the book,

    .. math:: e^{+Q^2b^2/4A}\,e^{-Q^2r^2/6}, \qquad
        r_Z^2 = r_p^2 + \frac{3}{4m^2} + \frac NZr_n^2, \qquad r_N^2 = r_p^2+\frac3{4m^2}

    The first factor takes away the motion of the centre of mass in the well; the second gives
    nucleons their size. With it the radius of the protons is that of the charge, measured with
    electrons, and that of the neutrons is the one of their weak charge, which is spread like the
    charge of a proton to 1 % of its radius. Each is folded once.

    Parameters
    ----------
    nuclide : which
    protons, neutrons : their paired states
    well : the well of their orbitals
    window : how far from the Fermi energy subshells pair [MeV]
    radial : radial functions of densities and form factors
    b : oscillator length [fm], for ``"oscillator"`` that of the form factors, otherwise that of
        the motion of the centre of mass
    """

    nuclide: Nuclide
    protons: Paired
    neutrons: Paired
    well: WoodsSaxon
    window: float
    radial: Radial
    b: float

    def paired(self, nucleon: Nucleon) -> Paired:
        """Return the state of protons, ``"p"``, or neutrons, ``"n"``."""
        return self.protons if choice("nucleon", nucleon, ("p", "n")) == "p" else self.neutrons

    def point(self, nucleon: Nucleon) -> OscillatorShells | SampledShells:
        """Return the form factor of points: nothing is folded, nothing taken away."""
        state = self.paired(nucleon)
        if self.radial == "oscillator":
            return OscillatorShells.of(state, self.b)
        return SampledShells.of(state)

    def form_factor(self, nucleon: Nucleon) -> OscillatorShells | SampledShells:
        """Return the form factor that enters cross sections, with the size of nucleons."""
        ratio = self.nuclide.N / self.nuclide.Z
        extra = folded_r2(self.nuclide.A, self.b, ratio if nucleon == "p" else 0.0)
        return self.point(nucleon).folded(extra)

    @property
    def radii(self) -> Radii:
        """Root-mean-square radii [fm]."""
        return Radii(
            self.point("p").moments.rms,
            self.point("n").moments.rms,
            self.form_factor("p").moments.rms,
        )

    @property
    def collapsed(self) -> tuple[Nucleon, ...]:
        """Kinds of nucleons of which pairing was wanted and none found."""
        kinds: tuple[Nucleon, ...] = ("p", "n")
        return tuple(kind for kind in kinds if self.paired(kind).collapsed)


@checked
def folded_r2(A: int, b: float, neutrons_per_proton: float) -> float:
    r"""Mean square radius that is folded with the points [fm^2].

    .. math:: r_p^2+\frac3{4m^2}+\frac NZr_n^2-\frac{3b^2}{2A}

    What the magnetic moments of moving nucleons add to the charge is left out, -0.1 fm^2 in 48Ca.

    Parameters
    ----------
    A : mass number
    b : oscillator length of the motion of the centre of mass [fm]
    neutrons_per_proton : N/Z for the charge, 0 for neutrons

    Notes
    -----
    Source: A. Ong, J. C. Berengut and V. V. Flambaum, Phys. Rev. C 82 (2010) 014320.
    """
    return PROTON_R2 + DARWIN_FOLDY + neutrons_per_proton * NEUTRON_R2 - 1.5 * b**2 / A


@checked
@cache
def ground_state(
    nuclide: Nuclide,
    *,
    well: WoodsSaxon = BOHR_MOTTELSON,
    radial: Radial = "oscillator",
    window: float = WINDOW,
    gaps: tuple[float, float] | None = None,
    length: float | None = None,
    quanta: int | None = None,
) -> GroundState:
    """Return the ground state of an even-even nucleus: orbitals of a well, paired.

    Parameters
    ----------
    nuclide : with even numbers of protons and neutrons
    well : its Woods-Saxon well
    radial : radial functions, see `Radial`; occupations are those of the well in any case
    window : subshells pair up to so far from the Fermi energy [MeV]
    gaps : lowest quasiparticle energies of protons and neutrons [MeV]; by default those of
        `masses.gap`, and none where the number is magic
    length : oscillator length [fm]; by default what gives the measured charge radius
    quanta : of the subshells taken along; see `woods_saxon.orbitals`

    Raises
    ------
    ValueError
        if a number is odd; if the table has no masses or no charge radius of it, and they are not
        given; or if a number is out of range
    """
    masses.even_even(nuclide)
    choice("radial functions", radial, ("oscillator", "woods_saxon"))
    wanted = gaps or (pairing_gap(nuclide, "p"), pairing_gap(nuclide, "n"))
    if len(wanted) != 2:
        raise ValueError(f"gaps = {wanted} must be two, of protons and of neutrons, in MeV")
    protons, neutrons = (
        solve(orbitals(nuclide, kind, well, quanta=quanta), count, gap=gap, window=window)
        for kind, count, gap in zip(("p", "n"), (nuclide.Z, nuclide.N), wanted, strict=True)
    )
    if length is not None:
        b = number("oscillator length", length, "fm", above=0, at_most=20, hint="b is in fm")
    elif radial == "oscillator":
        b = fitted_length(nuclide, protons)
    else:
        b = basis_length(nuclide.A)
    return GroundState(
        nuclide=nuclide,
        protons=protons,
        neutrons=neutrons,
        well=well,
        window=window,
        radial=radial,
        b=b,
    )


@checked
def pairing_gap(nuclide: Nuclide, nucleon: Nucleon) -> float:
    """Return the gap of four masses, and zero for a magic number [MeV].

    Across a closed shell the difference of masses holds the gap of the shell, not of pairing.

    Raises
    ------
    ValueError
        if a number is odd, or a mass is missing
    """
    masses.even_even(nuclide)
    if not masses.has_gaps(nuclide):
        raise ValueError(
            f"{nuclide.name}: no masses of its neighbours in the table; give both gaps, in MeV"
        )
    count = nuclide.Z if nucleon == "p" else nuclide.N
    return 0.0 if count in masses.MAGIC else masses.gap(nuclide, nucleon)


@checked
def fitted_length(nuclide: Nuclide, protons: Paired) -> float:
    r"""Return the oscillator length with which the protons have the measured charge radius [fm].

    Equation :eq:`eq:bcs-charge` of the book, solved for b.

    .. math:: b^2\left[\frac1Z\sum_j(2j+1)v_j^2\left(2n+\ell+\tfrac32\right)-\frac3{2A}\right]
        = r_{ch}^2-r_p^2-\frac3{4m^2}-\frac NZr_n^2

    Raises
    ------
    ValueError
        if there is no measured charge radius of the nuclide
    """
    points = charge_radius(nuclide) ** 2 - folded_r2(nuclide.A, 0.0, nuclide.N / nuclide.Z)
    per_b2 = OscillatorShells.of(protons, 1.0).moments.R2 - 1.5 / nuclide.A
    return sqrt(points / per_b2)
