"""The Sun as a source: a plane wave of one reaction's neutrinos, mixed on the way."""

from functools import cache
from typing import Final

from cevns.basics.checks import number
from cevns.basics.entries import Choice, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.readers import Reader
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.beams import FLUX_RANGE, BeamComponent, Components, Mixture, PlaneWave, Source
from cevns.sources.solar import COMPONENTS, P_e1, shape
from cevns.sources.spectra import Line, Spectrum
from cevns.sources.tabulated import TabulatedSpectrum

BEAM: Final = "solar"
"""Group that all neutrinos of the Sun belong to."""


@checked
@cache
def spectrum(name: str) -> TabulatedSpectrum:
    """Spectrum of a component of the Sun that has no lines, linear between its entries.

    Parameters
    ----------
    name : ``"pp"`` or ``"8B"``

    Raises
    ------
    ValueError
        if it is unknown, or consists of lines
    """
    return TabulatedSpectrum.of(*shape(name))


@checked
def sunlight(name: str, flux: float | None = None, mixing: Mixing = NUFIT_6_1) -> Components:
    """Return what arrives of a component of the Sun: of lines, one component each.

    Parameters
    ----------
    name : one of `cevns.sources.solar.COMPONENTS`
    flux : of all flavours [cm^-2 s^-1]; None for that of the solar model
    mixing : of the leptons, which decides the shares of flavours, for couplings that tell them
        apart; averaged over the spectrum and over where they are born

    Raises
    ------
    ValueError
        if the component is unknown
    """
    state = Mixture.arriving(solar_probabilities(P_e1(name, mixing), mixing), mixing)
    component = COMPONENTS[name]
    whole = component.flux if flux is None else number("flux", flux, "cm^-2 s^-1", **FLUX_RANGE)
    parts: list[tuple[str, Spectrum, float]] = [
        (f"{name} {E:g} MeV", Line(E), share) for E, share in component.lines
    ]
    return tuple(
        BeamComponent(
            state=state, beam=BEAM, spectrum=one, intensity=PlaneWave(whole * share), label=label
        )
        for label, one, share in parts or [(name, spectrum(name), 1.0)]
    )


ENTRIES: Final = (
    Choice(key="component", meaning="reaction in the Sun", known=COMPONENTS),
    Number(
        key="flux_per_cm2_s",
        meaning="neutrinos of all flavours and energies",
        unit="cm^-2 s^-1",
        limits=FLUX_RANGE,
        default=None,
        otherwise="that of the solar model B16-GS98",
    ),
)


def _source(given: Values) -> Source:
    components = sunlight(given["component"], given["flux_per_cm2_s"])
    return Source((), lambda there: components, lambda there: True)


SUN: Final = Reader(
    meaning="neutrinos of one reaction in the Sun, wherever the detector stands",
    entries=ENTRIES,
    build=_source,
)
"""Reader of a ``[source]`` of kind "sun"."""
