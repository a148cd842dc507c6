"""What an experiment counted, or is expected to count."""

from dataclasses import dataclass

from cevns.basics.checks import choice, number
from cevns.inference.counts import PRESCRIPTIONS, Count, Counting, DifferenceCounting


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
        for name in ("sigma_signal", "sigma_background"):
            number(
                name, getattr(self, name), at_least=0, at_most=1, hint="a fraction, not per cent"
            )

    def counting(self, standard_model: float, prescription: str = "profiled") -> Count:
        """Return the chi^2 of this count.

        Parameters
        ----------
        standard_model : expected events; they do not enter, the count is measured
        prescription : one of `cevns.inference.counts.PRESCRIPTIONS`; the talk's table follows from
            the printed, profiled chi^2
        """
        choice("prescription", prescription, PRESCRIPTIONS)
        count = Counting(
            observed=self.observed,
            background=self.prompt_neutrons,
            variance=self.observed + self.prompt_neutrons + 2 * self.steady_state,
            sigma_signal=self.sigma_signal,
            sigma_background=self.sigma_background,
        )
        return count.without_pulls() if prescription == "statistical" else count


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

    def counting(self, standard_model: float, prescription: str = "profiled") -> Count:
        """Return the chi^2 of the expected count.

        Parameters
        ----------
        standard_model : expected events, > 0
        prescription : ``"profiled"``, the printed chi^2; ``"statistical"``, without its
            pull; ``"talk"``, with the pull on the difference only, which reproduces the table
        """
        choice("prescription", prescription, PRESCRIPTIONS)
        variance = (1 + self.sigma_stat) * standard_model
        if prescription == "talk":
            return DifferenceCounting(
                observed=standard_model, variance=variance, sigma_signal=self.sigma_sys
            )
        count = Counting(observed=standard_model, variance=variance, sigma_signal=self.sigma_sys)
        return count.without_pulls() if prescription == "statistical" else count


Statistics = ObservedCount | ExpectedCount
"""How the count of an experiment is compared with a prediction."""
