"""Counts in bins, on and off the beam, as a Poisson likelihood of two effective moments."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, infinite, number, settle
from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import BestFit
from cevns.inference.moment_count import FAR, squared_moments, without_rounding
from cevns.inference.poisson import Counted, steady_state
from cevns.inference.pulls import PULLS
from cevns.inference.search import farthest_below
from cevns.inference.wells import wells
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import Angles, ComplexArray

_AXIS: Final = np.concatenate([[0.0], np.geomspace(1e-4, FAR**2, 241)])
"""Where along an axis it is looked whether chi^2 grows off it [mu10^2]."""

_FAR_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-18, 1.0, 145)])
"""Shares of the farthest point of a ray, for a threshold below the chi^2 of its origin."""


@checked
@dataclass(frozen=True, kw_only=True)
class PoissonBins:
    r"""Binned Poisson likelihood with an off measurement, all nuisances profiled.

    .. math::

        \chi^2 = \min_{a,c,\beta_i}\;&2\sum_i\left[P(n_i^\text{on};\,s_i(1+a)+b_i(1+c)+\beta_i)
        + P(n_i^\text{off};\,\tau\beta_i)\right] \\
        &+ \frac{a^2}{\sigma_s^2}+\frac{c^2}{\sigma_b^2}

    with :math:`P(n;\mu)=\mu-n+n\ln(n/\mu)` and :math:`s_i = s_i^\text{SM}+e_i\,\mu_e^2+
    m_i\,\mu_\mu^2`. The expected events off the beam, :math:`\beta_i`, solve a quadratic
    equation, and the normalisations a and c are found by Newton's method for all points at once:
    the sum is convex in them.

    Parameters
    ----------
    name : of the data set, such as ``"coherent-csi@2017-bins"``
    source : such as ``"sns"``
    on, off : counts in each bin, on and off the beam, >= 0
    sm : Standard Model events expected in each bin, >= 0
    electron, muon : magnetic events in each bin per (1e-10 mu_B)^2 of either flavour, >= 0
    background : expected in each bin with the beam on, besides what is there without, >= 0
    sigma_signal, sigma_background : relative uncertainties of the normalisations, >= 0
    pull : shape of that on the signal, one of `cevns.inference.pulls.PULLS`
    tau : time off the beam in units of that on it, > 0; infinite if nothing was counted off it,
        and then there are no events but the signal and the background

    Raises
    ------
    ValueError
        if a number is not finite or negative, there is no bin, bins are not equally many, the
        shape is unknown, or events were seen in a bin where none can be

    Notes
    -----
    Neither scale, 1 + a nor 1 + c, goes below zero. With a Gaussian pull the set of moments up to
    a given chi^2 is convex: the likelihood is convex in 1 + a and its products with the squared
    moments, of which these are the ratios.
    """

    name: str
    source: str
    on: tuple[float, ...]
    off: tuple[float, ...]
    sm: tuple[float, ...]
    electron: tuple[float, ...]
    muon: tuple[float, ...]
    background: tuple[float, ...] = ()
    sigma_signal: float = 0.0
    sigma_background: float = 0.0
    pull: str = "gaussian"
    tau: float = 1.0

    def __post_init__(self) -> None:
        if not len(self.background):
            object.__setattr__(self, "background", (0.0,) * len(self.on))
        for what in ("on", "off", "sm", "electron", "muon", "background"):
            values = in_range(f"{self.name}: {what}", getattr(self, what), "events", at_least=0)
            if values.shape != (len(self.on),) or not values.size:
                raise ValueError(
                    f"{self.name}: {what} must be one number for each of the {len(self.on)} bins, "
                    f"at least one, got shape {values.shape}"
                )
            object.__setattr__(self, what, tuple(map(float, values)))
        for what in ("sigma_signal", "sigma_background"):
            settle(
                self, what, what=f"{self.name}: {what}", at_least=0, hint="a relative uncertainty"
            )
        choice("pull", self.pull, PULLS)
        if not infinite(self.tau):
            settle(self, "tau", what=f"{self.name}: tau", above=0)
        self._refuse_impossible()

    def _refuse_impossible(self) -> None:
        """Refuse events in a bin where nothing is expected and nothing was counted off the beam."""
        possible = np.sum([self.sm, self.electron, self.muon, self.background], axis=0) > 0
        lost = (np.asarray(self.on) > 0) & ~possible & math.isinf(self.tau)
        if lost.any():
            i = int(np.argmax(lost))
            raise ValueError(
                f"{self.name}: {self.on[i]:g} events were seen in bin {i + 1}, where neither "
                "signal nor background is expected; give it a background, or leave it out"
            )

    def events(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """Signal in each bin at squared effective moments [mu_B^2], shape (..., bins)."""
        return self.events_mu10(*squared_moments(mu_e2, mu_mu2))

    def events_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`events` at squared effective moments [mu10^2], unchecked, for inner loops."""
        x, y = np.asarray(mu_e2_mu10)[..., None], np.asarray(mu_mu2_mu10)[..., None]
        sm, electron, muon = (np.asarray(z) for z in (self.sm, self.electron, self.muon))
        return np.asarray(sm + x * electron + y * muon)

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2, all nuisances profiled, at squared moments [mu_B^2], from 0 to 1e-4."""
        return self.chi2_mu10(*squared_moments(mu_e2, mu_mu2))

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        x, y = np.broadcast_arrays(mu_e2_mu10, mu_mu2_mu10)
        signal = self.events_mu10(x.ravel(), y.ravel()).T
        return self._counted.profiled(signal)[0].reshape(x.shape)

    def steady_state(self, signal: ArrayLike) -> Array:
        """Events off the beam that fit best if this signal is true, both scales as expected."""
        on, off = np.asarray(self.on), np.asarray(self.off)
        S = in_range("signal", signal, "events", at_least=0)
        return steady_state(S + np.asarray(self.background), on, off, self.tau)[0]

    @cached_property
    def _counted(self) -> Counted:
        on, off, background = (np.asarray(z)[:, None] for z in (self.on, self.off, self.background))
        return Counted(
            on=on,
            off=off,
            background=background,
            tau=self.tau,
            sigma_signal=self.sigma_signal,
            sigma_background=self.sigma_background,
            shape=PULLS[self.pull],
        )

    @cached_property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with either moment from the Standard Model on.

        As what is allowed is convex, it does wherever it grows off both axes. That is looked at
        along them; the derivatives at the best nuisances are those of the bins. With a
        log-normal pull nothing of that is known.
        """
        if self.pull != "gaussian":
            return False
        zero = np.zeros_like(_AXIS)
        for x, y, template in ((zero, _AXIS, self.electron), (_AXIS, zero, self.muon)):
            signal = self.events_mu10(x, y).T
            if (np.asarray(template) @ self._counted.slope(signal) < 0).any():
                return False
        return True

    @cached_property
    def best_fit(self) -> BestFit:
        """Smallest chi^2 over physical moments, and where: mostly at the Standard Model."""
        if self.grows:
            return BestFit(float(self.chi2_mu10(np.zeros(()), np.zeros(()))), 0.0, 0.0)
        scale = math.sqrt(1 + sum(self.on) + sum(self.off))
        seen = [sum(template) for template in (self.electron, self.muon)]
        return wells(self.chi2_mu10, *(scale / n if n else 1.0 for n in seen))[0]

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

        Parameters
        ----------
        x, y : direction of the ray in the plane of mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : largest chi^2 that is allowed

        Returns
        -------
        Array
            s; infinite where nothing bounds it
        """
        chi2_max = number("chi2_max", chi2_max)
        x, y = without_rounding(x, y)
        far = FAR**2 / (x + y)
        rate = x * sum(self.electron) + y * sum(self.muon)
        upper = np.minimum(far, (1 + sum(self.on) + sum(self.off)) / np.maximum(rate, 1e-300))
        allowed = float(self.chi2_mu10(np.zeros(()), np.zeros(()))) <= chi2_max
        allowed &= self.pull == "gaussian"
        return farthest_below(
            lambda s, rays: self.chi2_mu10(s * x[rays], s * y[rays]) - chi2_max,
            upper,
            far,
            _FAR_ALONG[[0, -1]] if allowed else _FAR_ALONG,
        )

    @property
    def information(self) -> Array:
        """Information on (mu_e^2, mu_mu^2) at the Standard Model, pulls profiled [mu10^-4]."""
        sm, b = np.asarray(self.sm), np.asarray(self.background)
        noise = np.diag(sm + b + (1 + 1 / self.tau) * self.steady_state(sm))
        pulled = np.stack([self.sigma_signal * sm, self.sigma_background * b])
        gradient = np.stack([self.electron, self.muon])
        covariance = noise + pulled.T @ pulled
        # a bin in which nothing is expected tells nothing
        some = np.diagonal(covariance) > 0
        weighted = np.linalg.solve(covariance[np.ix_(some, some)], gradient[:, some].T)
        return np.asarray(gradient[:, some] @ weighted)

    def form(self, mixing: Angles) -> ComplexArray:
        """Sensitivity matrix in the mass basis, of all bins [events per (1e-10 mu_B)^2]."""
        return sum(self.electron) * flavor_form("nu_e", mixing) + sum(self.muon) * flavor_form(
            "nu_mu", mixing
        )
