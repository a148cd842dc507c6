"""What an experiment counted, or is expected to count: numbers, without a chi^2."""

import math
from dataclasses import dataclass, replace
from typing import Self

from cevns.basics.checks import Array, in_range, infinite, number, settle
from cevns.basics.kinds import checked
from cevns.basics.provenance import FRACTION


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCount:
    r"""A measured count, what was subtracted from it, and the background that was not.

    .. math:: V = n + 2 B_{ss}

    A background that was measured and subtracted fluctuates twice, with the signal and where it
    was measured; one that is only expected, :math:`B_{0n}`, is in n already.

    Parameters
    ----------
    observed : n, events with the source minus those without it; may be negative
    prompt_neutrons : B_0n, events expected in n besides the signal
    steady_state : B_ss, subtracted events, counted in an equal exposure without the source
    sigma_signal, sigma_background : relative uncertainties of the signal and of B_0n
    printed_variance : add B_0n to the variance once more, as the talk prints it

    Raises
    ------
    ValueError
        if a number is out of range, or fewer than no events were counted with the source
    """

    observed: float
    prompt_neutrons: float
    steady_state: float
    sigma_signal: float
    sigma_background: float
    printed_variance: bool = False

    def __post_init__(self) -> None:
        for name in ("prompt_neutrons", "steady_state"):
            settle(self, name, "events", at_least=0)
        least = "events were counted before the subtraction, at least none"
        settle(self, "observed", "events", at_least=-self.steady_state, hint=least)
        _check_uncertainties(self)

    @property
    def variance(self) -> float:
        """Statistical variance V of the count [events^2]."""
        twice = self.prompt_neutrons if self.printed_variance else 0.0
        return self.observed + 2 * self.steady_state + twice

    @property
    def background_variance(self) -> float:
        """What of the variance is there without a signal [events^2]."""
        return self.variance - self.observed + self.prompt_neutrons

    def longer(self, factor: float) -> Self:
        """Count for longer: events and backgrounds grow alike, relative uncertainties stay."""
        k = number("factor", factor, above=0)
        return replace(
            self,
            observed=k * self.observed,
            prompt_neutrons=k * self.prompt_neutrons,
            steady_state=k * self.steady_state,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonCount:
    r"""A measured count so small that its Poisson distribution matters.

    .. math:: V = n_\text{on} + n_\text{off}/\tau^2

    Parameters
    ----------
    observed : n_on, events with the source
    background : expected among them, from elsewhere, >= 0
    off, off_exposure : n_off, events without the source, which are subtracted, and for how long
        they were counted in units of the time with it, tau; infinite if there are none
    sigma_signal, sigma_background : relative uncertainties of the signal and of the background

    Raises
    ------
    ValueError
        if a number is out of range, or events were counted in no time
    """

    observed: float
    background: float = 0.0
    off: float = 0.0
    off_exposure: float = math.inf
    sigma_signal: float = 0.0
    sigma_background: float = 0.0

    def __post_init__(self) -> None:
        for name in ("observed", "background", "off"):
            settle(self, name, "events", at_least=0)
        _check_off(self, self.off)
        _check_uncertainties(self)

    @property
    def variance(self) -> float:
        """Statistical variance of the count after subtraction [events^2]."""
        return self.observed + self.off / self.off_exposure**2

    @property
    def background_variance(self) -> float:
        """What of the variance is there without a signal [events^2]."""
        return self.background + self.off / self.off_exposure * (1 + 1 / self.off_exposure)

    def longer(self, factor: float) -> Self:
        """Count for longer: events and backgrounds grow alike, relative uncertainties stay."""
        k = number("factor", factor, above=0)
        return replace(
            self, observed=k * self.observed, background=k * self.background, off=k * self.off
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCount:
    r"""An experiment to come: it is taken to measure what the Standard Model expects.

    .. math:: n = N_\text{SM}, \qquad V = (1+\sigma_\text{stat})\,n

    In the variance the talk's :math:`\sigma_\text{stat}` acts as a ratio of background to
    signal.

    Parameters
    ----------
    sigma_stat : background per signal event, >= 0
    sigma_sys : relative uncertainty of the signal, >= 0
    events : n if it is taken to be something else, such as a past count scaled up; > 0
    """

    sigma_stat: float
    sigma_sys: float
    events: float | None = None

    def __post_init__(self) -> None:
        if self.events is not None:
            settle(self, "events", "events", above=0)
        settle(self, "sigma_stat", at_least=0, at_most=10, hint="a ratio, not per cent")
        settle(self, "sigma_sys", at_least=0, at_most=1, hint="a fraction, not per cent")

    def count(self, standard_model: float) -> float:
        """Return n, where the Standard Model expects so many events."""
        expected = number("standard_model", standard_model, "events", at_least=0)
        return expected if self.events is None else self.events

    def longer(self, factor: float) -> Self:
        """Count for longer: ratios stay."""
        k = number("factor", factor, above=0)
        return self if self.events is None else replace(self, events=k * self.events)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ObservedBins:
    """Counts in bins, with an off measurement of the steady-state background, or without.

    Parameters
    ----------
    on : counts while the signal is there, one a bin
    off : counts without it, of an exposure that is `off_exposure` times that with it
    background : expected events of the background that comes with the signal
    sigma_signal, sigma_background : relative uncertainties of the two normalisations
    off_exposure : > 0; infinite if there was no off measurement, nothing was counted then

    Raises
    ------
    ValueError
        if a count is negative, the arrays differ in length, or events were counted in no time
    """

    on: Array
    off: Array
    background: Array
    sigma_signal: float
    sigma_background: float
    off_exposure: float = 1.0

    def __post_init__(self) -> None:
        shapes = set()
        for name in ("on", "off", "background"):
            counts = in_range(f"{name} counts", getattr(self, name), "events", at_least=0).copy()
            counts.setflags(write=False)
            object.__setattr__(self, name, counts)
            shapes.add(counts.shape)
        if len(shapes) > 1 or len(next(iter(shapes))) != 1:
            raise ValueError(f"on, off and background need one entry a bin each, got {shapes}")
        _check_uncertainties(self)
        _check_off(self, float(self.off.max()))

    def longer(self, factor: float) -> Self:
        """Count for longer: events and backgrounds grow alike, relative uncertainties stay."""
        k = number("factor", factor, above=0)
        return replace(self, on=k * self.on, off=k * self.off, background=k * self.background)


Measurement = ObservedCount | PoissonCount | ExpectedCount | ObservedBins
"""How the counts of an experiment are compared with a prediction."""


def _check_uncertainties(count: ObservedCount | PoissonCount | ObservedBins) -> None:
    for name in ("sigma_signal", "sigma_background"):
        settle(count, name, **FRACTION)


def _check_off(count: PoissonCount | ObservedBins, off: float) -> None:
    if not infinite(count.off_exposure):
        settle(count, "off_exposure", above=0)
    if off and math.isinf(count.off_exposure):
        raise ValueError("events off the source need an off_exposure")
