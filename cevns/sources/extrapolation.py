"""What the fits of fission spectra would give where they do not hold."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.kinds import checked
from cevns.sources.reactor import E_JOIN, FITS, FUEL_FRACTIONS, polynomial_fit


@checked
def extrapolated_fission_spectrum(E: ArrayLike, fit: str = "mueller") -> Array:
    r"""Antineutrinos of a fission below 2 MeV, were the polynomials used there.

    .. math:: \phi(E) = \sum_if_i\exp\Big(\sum_{p=1}^6 a_pE^{p-1}\Big)

    Nothing in the package uses it: it shows what `cevns.sources.reactor` avoids.

    Parameters
    ----------
    E : antineutrino energy [MeV], 0 to 2
    fit : ``"mueller"`` or ``"huber"``; 238U, which Huber does not give, is always Mueller's

    Returns
    -------
    Array
        1/(MeV fission), for the average fuel
    """
    choice("fit", fit, FITS)
    E = in_range("E", E, "MeV", at_least=0, at_most=E_JOIN, hint="above 2 MeV the fits hold")
    each = [share * polynomial_fit(E, isotope, fit) for isotope, share in FUEL_FRACTIONS.items()]
    return np.asarray(sum(each))
