"""Gamma-distributed light: how the number of photoelectrons spreads about its mean."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.kinds import checked
from cevns.detectors.resolution import FAR

STEP: Final = 3.0
"""Widths between two means with a smooth response in between."""

_UNREACHED: Final = 40.0
"""A mark that many times above the mean is not reached: e^-40 of an exponential are."""


@checked
@dataclass(frozen=True, slots=True)
class GammaSpread:
    r"""A signal x that follows a gamma distribution about its mean.

    Equation :eq:`eq:csi21-gamma` of the book.

    .. math::

        P(x\,|\,\bar x) = \frac{r\,(rx)^{b}\,e^{-rx}}{\Gamma(1+b)}, \quad b = c\,\bar x, \quad
        r = \frac{1+b}{\bar x}

    Its mean is :math:`\bar x` and its variance :math:`\bar x^2/(1+b)`: from an exponential at no
    energy to a Gaussian of variance :math:`\bar x/c` at a large one.

    Parameters
    ----------
    shape_rate : c, growth of the shape with the mean [1/PE, or 1/MeV], > 0

    Notes
    -----
    For CsI[Na] of COHERENT 1 + b = 1 + 9.56 E_ee/keV and the mean is E_ee/(0.0749 keV)
    photoelectrons, so c = 9.56 x 0.0749 = 0.716 per photoelectron; ancillary files of
    arXiv:2110.07730.
    """

    shape_rate: float

    def __post_init__(self) -> None:
        settle(self, "shape_rate", "1/PE", what="growth of the shape", above=0)

    def width(self, E: Array) -> Array:
        """Return the standard deviation at a mean E >= 0, shape of E."""
        mean = in_range("mean", E, at_least=0)
        return np.asarray(mean / np.sqrt(1 + self.shape_rate * mean))

    def matrix(self, E: Array, edges: Array) -> Array:
        """Fraction of events of mean E between the edges, shape (..., bins)."""
        return np.diff(self._below(E, edges)[0], axis=-1)

    def weighted(self, E: Array, marks: Array, efficiency: Array) -> Array:
        r"""Fraction of events found between marks and accepted, shape (..., pieces).

        .. math:: \int_{m_i}^{m_{i+1}}dx\,\varepsilon(x)\,P(x\,|\,\bar x)
                  = (\varepsilon_i-\varepsilon_i'm_i)\,\Delta_iF_{1+b}
                  + \varepsilon_i'\,\bar x\,\Delta_iF_{2+b}

        with the efficiency linear from mark to mark, and F the cumulative distributions of the two
        shapes at the same rate, as :math:`xP_{1+b}=\bar x\,P_{2+b}`.

        Parameters
        ----------
        E : means, any shape
        marks : ascending; after the last but one the efficiency is constant if the last is
            infinite
        efficiency : at each mark
        """
        with np.errstate(invalid="ignore"):
            slope = np.nan_to_num(np.diff(efficiency) / np.diff(marks), posinf=0.0)
        first, second = (np.diff(F, axis=-1) for F in self._below(E, marks))
        counted = (efficiency[:-1] - slope * marks[:-1]) * first + slope * E[..., None] * second
        # far from the mean a rounding goes below zero
        return np.maximum(counted, 0.0)

    def smooth_between(self, marks: Array) -> list[float]:
        """Means between which the fraction found between the marks is smooth.

        From where the first is hardly reached to far above the last. What is between them needs no
        marks of its own: no response changes within less than a width.
        """
        x = float(marks[0]) / _UNREACHED
        if not x > 0:
            raise ValueError(
                "a gamma spread needs a window, or an efficiency, that begins above zero: of "
                "recoils of no energy nothing is known"
            )
        means = [x]
        while x - FAR * float(self.width(np.array(x))) < marks[-1]:
            x += STEP * float(self.width(np.array(x)))
            means.append(x)
        return means

    def _below(self, E: Array, x: Array) -> tuple[Array, Array]:
        """Cumulative distributions of shapes 1 + b and 2 + b at x, shape (..., x)."""
        from scipy.special import gammainc, gammaln  # cost as much time at import as all the rest

        mean = in_range("mean", E, at_least=0)[..., None]
        b = self.shape_rate * mean
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.where(mean > 0, (1 + b) * x / mean, np.inf)
            first = gammainc(1 + b, y)
            step = np.exp((1 + b) * np.log(y) - y - gammaln(2 + b))
        return first, first - np.where(np.isfinite(y) & (y > 0), step, 0.0)
