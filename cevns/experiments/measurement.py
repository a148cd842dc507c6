"""What an experiment counted, or is expected to count: numbers, without a chi^2."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Self

from cevns.basics.checks import Array, in_range, number
from cevns.basics.provenance import FRACTION, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCount:
    r"""A measured count and its backgrounds.

    .. math:: V = n + B_{0n} + 2 B_{ss}

    Parameters
    ----------
    observed : n, coincidence minus anticoincidence events
    prompt_neutrons : B_0n, expected events
    steady_state : B_ss, subtracted events; twice, since the subtraction fluctuates too
    sigma_signal, sigma_background : relative uncertainties
    """

    observed: float
    prompt_neutrons: float
    steady_state: float
    sigma_signal: float
    sigma_background: float

    def __post_init__(self) -> None:
        for name in ("observed", "prompt_neutrons", "steady_state"):
            number(name, getattr(self, name), "events", at_least=0)
        _check_uncertainties(self.sigma_signal, self.sigma_background)

    @property
    def variance(self) -> float:
        """Statistical variance V of the count [events^2]."""
        return self.observed + self.prompt_neutrons + 2 * self.steady_state

    def longer(self, factor: float) -> Self:
        """Count for longer: events and backgrounds grow alike, relative uncertainties stay."""
        return replace(
            self,
            observed=factor * self.observed,
            prompt_neutrons=factor * self.prompt_neutrons,
            steady_state=factor * self.steady_state,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCount:
    r"""An experiment to come: it is taken to measure what the Standard Model expects.

    .. math:: n = N_\text{SM}, \qquad V = (1+\sigma_\text{stat})\,N_\text{SM}

    In the variance the talk's :math:`\sigma_\text{stat}` acts as a ratio of background to
    signal.

    Parameters
    ----------
    sigma_stat : background per signal event, >= 0
    sigma_sys : relative uncertainty of the signal, >= 0
    """

    sigma_stat: float
    sigma_sys: float

    def __post_init__(self) -> None:
        number("sigma_stat", self.sigma_stat, at_least=0, at_most=10, hint="a ratio, not per cent")
        number("sigma_sys", self.sigma_sys, at_least=0, at_most=1, hint="a fraction, not per cent")

    def longer(self, factor: float) -> Self:
        """Count for longer: both numbers are ratios and stay."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ObservedBins:
    """Counts in bins, with an off measurement of the steady-state background.

    Parameters
    ----------
    on : counts while the signal is there, one a bin
    off : counts of an equal exposure without it
    background : expected events of the background that comes with the signal
    sigma_signal, sigma_background : relative uncertainties of the two normalisations

    Raises
    ------
    ValueError
        if a count is negative or the arrays differ in length
    """

    on: Array
    off: Array
    background: Array
    sigma_signal: float
    sigma_background: float

    def __post_init__(self) -> None:
        shapes = set()
        for name in ("on", "off", "background"):
            counts = in_range(f"{name} counts", getattr(self, name), "events", at_least=0).copy()
            counts.setflags(write=False)
            object.__setattr__(self, name, counts)
            shapes.add(counts.shape)
        if len(shapes) > 1 or len(next(iter(shapes))) != 1:
            raise ValueError(f"on, off and background need one entry a bin each, got {shapes}")
        _check_uncertainties(self.sigma_signal, self.sigma_background)

    def longer(self, factor: float) -> Self:
        """Count for longer: events and backgrounds grow alike, relative uncertainties stay."""
        return replace(
            self,
            on=factor * self.on,
            off=factor * self.off,
            background=factor * self.background,
        )


Measurement = ObservedCount | ExpectedCount | ObservedBins
"""How the counts of an experiment are compared with a prediction."""


def _check_uncertainties(signal: float, background: float) -> None:
    for name, sigma in (("sigma_signal", signal), ("sigma_background", background)):
        number(name, sigma, at_least=0, at_most=1, hint="a fraction, not per cent")


def _read_observed(section: Section) -> Measurement:
    return ObservedCount(
        observed=section.number("observed_events", "events", at_least=0),
        prompt_neutrons=section.number("prompt_neutron_events", "events", at_least=0),
        steady_state=section.number("steady_state_events", "events", at_least=0),
        sigma_signal=section.number("sigma_signal", "", **FRACTION),
        sigma_background=section.number("sigma_background", "", **FRACTION),
    )


def _read_expected(section: Section) -> Measurement:
    return ExpectedCount(
        sigma_stat=section.number("sigma_stat", at_least=0, at_most=10),
        sigma_sys=section.number("sigma_sys", "", **FRACTION),
    )


READERS: Final[Mapping[str, Callable[[Section], Measurement]]] = MappingProxyType(
    {"observed": _read_observed, "expected": _read_expected}
)
"""Readers of a ``[statistics]`` table of a file of experiments, by its kind."""
