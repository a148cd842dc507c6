"""How much incoherent scattering there is beside the coherent one, experiment by experiment."""

from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import number
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.experiments.experiment import Experiment
from cevns.interactions.incoherent.excitation import summed
from cevns.interactions.incoherent.tables import TABULATED, IncoherentTable, incoherent_table
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.nuclides import nuclide as look_up
from cevns.rates.signal import NuclearModel, signal
from cevns.rates.thresholds import counting_all
from cevns.rates.yields import fluences, target_counts
from cevns.sources.spectra import Spectrum

QUENCHING: Final = 0.8
"""Axial coupling in a nucleus over that of a free nucleon, as in the shell model of nuclei like
argon; J. Suhonen, Front. Phys. 5 (2017) 55, reviews 0.7 to 0.9."""


@checked
def flux_average(
    spectrum: Spectrum,
    table: IncoherentTable,
    *,
    antineutrino: bool = False,
    quenching: float = QUENCHING,
    multipole: str | None = None,
) -> float:
    r"""Incoherent cross section averaged over a spectrum.

    Equation :eq:`eq:inc-average` of the book.

    .. math::

        \langle\sigma\rangle &= \int f(E)\,\sigma(E)\,dE
        = \int\frac{d\sigma}{dE}\,I_0(E)\,dE, \\
        I_0(E) &= \int_E^\infty f(E')\,dE'

    by parts, since :math:`\sigma` vanishes at E = 0: so it serves lines and continua alike.

    Parameters
    ----------
    spectrum : of one neutrino
    table : cross sections of a nuclide
    antineutrino, quenching, multipole : as in
        `cevns.interactions.incoherent.tables.IncoherentTable.cross_section`

    Returns
    -------
    float
        cm^2

    Raises
    ------
    ValueError
        if the spectrum reaches beyond the table
    """
    quenched = number("quenching", quenching, at_least=0, at_most=1.5, hint="such as 0.8")
    if spectrum.E_max > table.E_max:
        raise ValueError(
            f"the spectrum reaches {spectrum.E_max:g} MeV, the table of {table.nuclide} "
            f"{table.E_max:g} MeV; it is not extrapolated"
        )
    breaks = (*table.E_nu.tolist(), *spectrum.breakpoints)
    edges = np.array(sorted({E for E in breaks if table.E_nu[0] <= E <= spectrum.E_max}))
    if edges.size < 2:
        return 0.0
    E = gauss_legendre(edges[:-1], edges[1:], 4)
    part = summed(table.slopes(E.x), multipole)
    slope = part.total(antineutrino=antineutrino, quenching=quenched)
    return float(np.sum(E.w * slope * spectrum.moments(E.x)[0]))


class StandIn(NamedTuple):
    """A tabulated nuclide that stands for another one, and the ratio of their mass numbers."""

    table: IncoherentTable
    scale: float
    exact: bool


@checked
def stand_in(nuclide: Nuclide) -> StandIn:
    """Return what stands for a nuclide: itself, or the tabulated one nearest in mass.

    Inferred, not computed: the neighbour's cross section times the ratio of mass numbers. Odd
    nuclei, for which there is no QRPA here, have low levels of their odd nucleon that no even
    neighbour has: at reactors the stand-in says little about them.

    Parameters
    ----------
    nuclide : target nucleus

    Raises
    ------
    ValueError
        if none of `cevns.interactions.incoherent.tables.TABULATED` is within a quarter of its mass
    """
    if nuclide.name in TABULATED:
        return StandIn(incoherent_table(nuclide.name), 1.0, True)
    tabulated = [look_up(name) for name in TABULATED]
    nearest = min(tabulated, key=lambda n: (abs(n.A - nuclide.A), abs(n.Z - nuclide.Z)))
    if abs(nearest.A - nuclide.A) > nuclide.A / 4:
        raise ValueError(
            f"{nuclide.name}: no incoherent cross section, and none near by; known: "
            f"{', '.join(TABULATED)}"
        )
    return StandIn(incoherent_table(nearest.name), nuclide.A / nearest.A, False)


class Incoherent(NamedTuple):
    """Neutrinos that scatter in a target over an exposure, whatever a detector sees of it.

    Parameters
    ----------
    incoherent : that excite a nucleus
    coherent : that do not, at any recoil
    counted : coherent ones that the detector counts
    inferred : share of the incoherent ones for which another nuclide stands in, 0 to 1
    """

    incoherent: float
    coherent: float
    counted: float
    inferred: float

    @property
    def ratio(self) -> float:
        """Incoherent over coherent, both without a detector."""
        return self.incoherent / self.coherent


@checked
def incoherent_scattering(
    experiment: Experiment, *, quenching: float = QUENCHING, nuclear: NuclearModel | None = None
) -> Incoherent:
    r"""Incoherent and coherent interactions in the target of an experiment.

    .. math:: N = \sum_xN_x\sum_h\Phi_h\,\langle\sigma_x\rangle_h

    Parameters
    ----------
    experiment : source, target and exposure
    quenching : axial coupling in a nucleus over that of a free nucleon
    nuclear : couplings and form factors of the coherent part; the recommended ones by default

    Returns
    -------
    Incoherent
        events, before a detector

    Raises
    ------
    ValueError
        if a beam is no flavour, or nothing may stand for a nuclide
    """
    options: dict[str, object] = {} if nuclear is None else dict(nuclear)
    total = inferred = 0.0
    for target, count in target_counts(experiment):
        table, scale, exact = stand_in(target)
        own = 0.0
        for component, fluence in zip(experiment.components, fluences(experiment), strict=True):
            average = flux_average(
                component.spectrum,
                table,
                antineutrino=component.flavor.endswith("_bar"),
                quenching=quenching,
            )
            own += count * scale * fluence * average
        total += own
        inferred += 0.0 if exact else own
    return Incoherent(
        incoherent=total,
        coherent=signal(counting_all(experiment), **options).sm_total,  # type: ignore[arg-type]
        counted=signal(experiment, **options).sm_total,  # type: ignore[arg-type]
        inferred=inferred / total if total else 0.0,
    )
