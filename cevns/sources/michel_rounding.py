"""The first flux moment of muon decay in two other ways: one without rounding, one that loses."""

from fractions import Fraction

from cevns.basics.checks import number
from cevns.basics.kinds import checked
from cevns.sources.spectra import MichelSpectrum


@checked
def exact_share_above(spectrum: MichelSpectrum, E_min: float) -> Fraction:
    r"""I_0 of the same floating-point inputs in rational arithmetic, without any rounding.

    .. math:: I_0 = \int_{E_\text{min}}^{E_\text{max}}E^2(a+bE)\,dE

    Parameters
    ----------
    spectrum : of muon decay at rest
    E_min : smallest energy [MeV], 0 up to the end point

    Returns
    -------
    Fraction
        share of the neutrinos above it
    """
    a, b = Fraction(spectrum.a), Fraction(spectrum.b)
    lower, upper = Fraction(_energy(spectrum, E_min)), Fraction(spectrum.E_max)
    return a * (upper**3 - lower**3) / 3 + b * (upper**4 - lower**4) / 4


@checked
def share_above_by_powers(spectrum: MichelSpectrum, E_min: float) -> float:
    """I_0 as the textbook antiderivative at both ends: kept to measure what cancels.

    Parameters as in `exact_share_above`.
    """
    a, b, upper, lower = spectrum.a, spectrum.b, spectrum.E_max, _energy(spectrum, E_min)
    return (a * upper**3 / 3 + b * upper**4 / 4) - (a * lower**3 / 3 + b * lower**4 / 4)


def _energy(spectrum: MichelSpectrum, E_min: float) -> float:
    return number("E_min", E_min, "MeV", at_least=0, at_most=spectrum.E_max)
