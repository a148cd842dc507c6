"""Neutrinos of pions and muons that decay at rest."""

from cevns.basics.constants import M_MU, M_PI
from cevns.basics.kinds import checked
from cevns.basics.provenance import DAYS_RANGE, Section
from cevns.basics.units import day
from cevns.sources.beams import BeamComponent, Isotropic, SourceReader
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


@checked
def read_stopped_pions(section: Section) -> SourceReader:
    """Read a ``[source]`` of kind "pion_decay_at_rest" from a file of experiments."""
    protons = section.number("protons_on_target", above=0)
    time = section.number("operation_days", "days", **DAYS_RANGE) * day
    per_proton = section.number("neutrinos_per_flavor_per_proton", above=0, at_most=1)
    components = pion_decay_at_rest(per_proton * protons / time)
    return lambda experiment, baseline_m: components
