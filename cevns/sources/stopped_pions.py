"""Neutrinos of pions and muons that decay at rest."""

from dataclasses import replace
from typing import Final

from cevns.basics.constants import JOULE_PER_MEV, M_MU, M_PI
from cevns.basics.entries import Number, Values
from cevns.basics.provenance import DAYS_RANGE
from cevns.basics.readers import OneOf, Reader, Together
from cevns.basics.units import GeV, day
from cevns.sources.beams import BeamComponent, Isotropic, Source
from cevns.sources.clock_files import CLOCK, arrivals
from cevns.sources.spectra import Line, MichelSpectrum


def prompt_line_energy() -> float:
    r"""Energy of the nu_mu line of pion decay at rest [MeV].

    Equation :eq:`eq:sns-line` of the book.

    .. math:: E = \frac{m_\pi^2 - m_\mu^2}{2 m_\pi}

    Returns
    -------
    float
        29.79 MeV
    """
    return (M_PI**2 - M_MU**2) / (2 * M_PI)


def pion_decay_at_rest(rate: float) -> tuple[BeamComponent, BeamComponent, BeamComponent]:
    r"""Prompt nu_mu, delayed nu_e and delayed anti-nu_mu of a stopped-pion source.

    Equation :eq:`eq:sns-nue` of the book.

    .. math::

        f_{\nu_\mu} &= \delta\!\left(E-\frac{m_\pi^2-m_\mu^2}{2m_\pi}\right), \\
        f_{\nu_e} &= \frac{192E^2}{m_\mu^3}\left(\frac12-\frac{E}{m_\mu}\right), \quad
        f_{\bar\nu_\mu} = \frac{64E^2}{m_\mu^3}\left(\frac34-\frac{E}{m_\mu}\right)

    Parameters
    ----------
    rate : neutrinos of each flavour emitted in a second [1/s], >= 0

    Returns
    -------
    tuple
        nu_mu (``prompt``), nu_e and nu_mu_bar (``delayed``)

    Notes
    -----
    Neglects the electron's mass and decays in flight. Source: the muon-decay spectra of
    the Review of Particle Physics, Phys. Rev. D 110 (2024) 030001.
    """
    intensity = Isotropic(rate)
    return (
        BeamComponent(
            state="nu_mu",
            beam="prompt",
            spectrum=Line(prompt_line_energy()),
            intensity=intensity,
        ),
        BeamComponent(
            state="nu_e",
            beam="delayed",
            spectrum=MichelSpectrum(96 / M_MU**3, -192 / M_MU**4),
            intensity=intensity,
        ),
        BeamComponent(
            state="nu_mu_bar",
            beam="delayed",
            spectrum=MichelSpectrum(48 / M_MU**3, -64 / M_MU**4),
            intensity=intensity,
        ),
    )


PER_PROTON: Final = Number(
    key="neutrinos_per_flavor_per_proton",
    meaning="neutrinos of each flavour",
    limits={"above": 0, "at_most": 1},
)

ENTRIES: Final = (
    OneOf(
        (
            Together(
                (
                    Number(key="protons_on_target", meaning="protons", limits={"above": 0}),
                    Number(
                        key="operation_days",
                        meaning="time in which they came",
                        unit="days",
                        limits=DAYS_RANGE,
                    ),
                    PER_PROTON,
                )
            ),
            Together(
                (
                    Number(
                        key="beam_power_MW",
                        meaning="power of the proton beam",
                        unit="MW",
                        limits={"above": 0, "at_most": 100, "hint": "is it in kW?"},
                    ),
                    Number(
                        key="proton_energy_GeV",
                        meaning="kinetic energy of a proton",
                        unit="GeV",
                        limits={"at_least": 0.3, "at_most": 100, "hint": "is it in MeV?"},
                    ),
                    PER_PROTON,
                )
            ),
            Number(
                key="neutrinos_per_flavor_per_s",
                meaning="neutrinos of each flavour emitted in a second",
                unit="1/s",
                limits={"at_least": 1e6, "at_most": 1e22, "hint": "the SNS emits 5e14"},
            ),
        )
    ),
    *CLOCK,
)


def _rate(given: Values) -> float:
    """Return how many neutrinos of each flavour are emitted in a second."""
    if given["neutrinos_per_flavor_per_s"] is not None:
        return float(given["neutrinos_per_flavor_per_s"])
    per_proton = float(given["neutrinos_per_flavor_per_proton"])
    if given["protons_on_target"] is not None:
        return (
            per_proton * float(given["protons_on_target"]) / (float(given["operation_days"]) * day)
        )
    watts, joule = given["beam_power_MW"] * 1e6, given["proton_energy_GeV"] * GeV * JOULE_PER_MEV
    return per_proton * float(watts / joule)


def _source(given: Values) -> Source:
    arriving = arrivals(given)
    components = tuple(
        replace(one, arrival=arriving[one.beam]) for one in pion_decay_at_rest(_rate(given))
    )
    return Source((), lambda there: components)


STOPPED_PIONS: Final = Reader(
    meaning="pions that decay at rest: prompt nu_mu, delayed nu_e and nu_mu_bar",
    entries=ENTRIES,
    build=_source,
)
"""Reader of a ``[source]`` of kind "pion_decay_at_rest"."""
