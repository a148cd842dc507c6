"""A count, or bins, as a likelihood that other programs read: a HistFactory workspace in JSON."""

import math
from collections.abc import Sequence
from typing import Any

from cevns.basics.kinds import checked
from cevns.basics.version import VERSION
from cevns.experiments.measurement import ExpectedCount, ObservedBins
from cevns.inference.bins import PoissonBins
from cevns.inference.counts import poisson_count
from cevns.inference.dataset import DataSet
from cevns.inference.many_forms import states_of
from cevns.inference.moment_count import MomentCount

MOMENTS = {"mu2_e": "magnetic, electron flavour", "mu2_mu": "magnetic, muon flavour"}
"""Parameters of interest, (1e-10 mu_B)^2, and the samples that they multiply."""

Modifier = dict[str, Any]


@checked
def workspace(data: DataSet) -> dict[str, Any]:
    r"""Return data as a pyhf workspace, the HistFactory likelihood in JSON.

    .. math::

        L &= \prod_i\mathcal P(n_i^\text{on};\,k\,s_i+c\,b_i+\beta_i)\,
        \mathcal P(n_i^\text{off};\,\tau\beta_i)\times\text{pulls}, \\
        s_i &= s_i^\text{SM}+e_i\,\mu_e^2+m_i\,\mu_\mu^2

    Parameters
    ----------
    data : one count or bins, at a source of electron and muon neutrinos

    Returns
    -------
    dict
        to be written as JSON; its parameters are ``mu2_e`` and ``mu2_mu``, effective moments
        squared [(1e-10 mu_B)^2], which no mixing enters, and the pulls, named after the data so
        that workspaces of several can be joined

    Raises
    ------
    ValueError
        if the source has tau neutrinos or a mixture of mass states, or the prescription is the
        talk's, which has no likelihood

    Notes
    -----
    It is a Poisson likelihood, also of counts with so many events that the package judges them by
    a Gaussian. A Gaussian pull is a ``histosys``, linear with symmetric ends; a log-normal one a
    ``normsys``, exactly so with interpolation code 1 only. Source of the format: L. Heinrich,
    M. Feickert, G. Stark and K. Cranmer, J. Open Source Softw. 6 (2021) 2823.
    """
    found = data.moment_chi2
    if isinstance(found, PoissonBins) and isinstance(data.measurement, ObservedBins):
        return _workspace(data, found, 1.0)
    if hasattr(found, "nuisances"):  # measured data, which load when asked for
        from cevns.inference.measured.exported import exported
        from cevns.inference.measured.templates import TemplateBins

        if isinstance(found, TemplateBins):
            return exported(found, data.assumptions.name)
    if states_of(found):
        raise ValueError(
            f"{data.name}: its neutrinos arrive as a mixture of mass states, whose moment is no "
            "function of mu_e^2 and mu_mu^2"
        )
    if not isinstance(found, MomentCount):
        raise ValueError(f"{data.name}: neither a count nor bins, it has no likelihood to write")
    under = data.assumptions
    if under.prescription == "talk" and isinstance(data.measurement, ExpectedCount):
        raise ValueError(
            f"{data.name}: the 'talk' prescription of an expected count has no likelihood; use "
            "prescription='profiled' or 'statistical'"
        )
    count = poisson_count(data.measurement, found.sm, under.prescription, under.pull)
    one = PoissonBins(
        name=data.name,
        source=found.source,
        on=(count.on,),
        off=(count.off,),
        background=(count.background,),
        sm=(found.sm,),
        electron=(found.n_e,),
        muon=(found.n_mu,),
        sigma_signal=count.sigma_signal,
        sigma_background=count.sigma_background,
        pull=count.pull,
    )
    return _workspace(data, one, count.tau)


def _workspace(data: DataSet, bins: PoissonBins, tau: float) -> dict[str, Any]:
    """Write bins whose steady background was counted for tau times the time with the source."""
    on, off = f"{data.name}, on", f"{data.name}, off"
    seen = {"mu2_e": bins.electron, "mu2_mu": bins.muon}
    seen = {parameter: events for parameter, events in seen.items() if any(events)}

    def signal(events: Sequence[float], *factors: Modifier) -> dict[str, Any]:
        pull = _pull(f"signal, {data.name}", events, bins.sigma_signal, bins.pull)
        return {"data": list(events), "modifiers": [*factors, *pull]}

    def moment(parameter: str) -> Modifier:
        return {"name": parameter, "type": "normfactor", "data": None}

    samples = [{"name": "Standard Model", **signal(bins.sm)}]
    samples += [
        {"name": MOMENTS[parameter], **signal(events, moment(parameter))}
        for parameter, events in seen.items()
    ]
    if any(bins.background):
        pull = _pull(f"background, {data.name}", bins.background, bins.sigma_background)
        modifiers = {"data": list(bins.background), "modifiers": pull}
        samples.append({"name": "background", **modifiers})
    channels = [{"name": on, "samples": samples}]
    observations = [{"name": on, "data": list(bins.on)}]
    if math.isfinite(tau):
        # free, and the same with and without the source
        free = {"name": f"steady state, {data.name}", "type": "shapefactor", "data": None}
        expected = [max(n / tau, 1.0) for n in bins.off]
        for channel, time in ((on, 1.0), (off, tau)):
            events = [time * n for n in expected]
            sample = {"name": "steady state", "data": events, "modifiers": [free]}
            if channel == on:
                samples.append(sample)
            else:
                channels.append({"name": off, "samples": [sample]})
        observations.append({"name": off, "data": list(bins.off)})
    return {
        "channels": channels,
        "observations": observations,
        "measurements": [
            {
                "name": f"{data.name}, {data.assumptions.name}, cevns {VERSION}",
                "config": {
                    "poi": next(iter(seen), ""),
                    "parameters": _parameters(data, bins, seen),
                },
            }
        ],
        "version": "1.0.0",
    }


def _pull(
    name: str, events: Sequence[float], sigma: float, shape: str = "gaussian"
) -> list[Modifier]:
    """Write the uncertainty of a normalisation; nothing without one."""
    if not sigma:
        return []
    if shape == "log_normal":
        ends = math.exp(math.sqrt(math.log1p(sigma**2)))
        return [{"name": name, "type": "normsys", "data": {"hi": ends, "lo": 1 / ends}}]
    high, low = ([(1 + sign * sigma) * n for n in events] for sign in (1, -1))
    return [{"name": name, "type": "histosys", "data": {"hi_data": high, "lo_data": low}}]


def _parameters(
    data: DataSet, bins: PoissonBins, seen: dict[str, tuple[float, ...]]
) -> list[dict[str, Any]]:
    """Write where moments begin and how far they may go, and that no scale is negative."""
    far = 10 * (1 + sum(bins.on))
    found: list[dict[str, Any]] = [
        {"name": name, "inits": [0.0], "bounds": [[0.0, far / sum(events)]]}
        for name, events in seen.items()
    ]
    for what, sigma, shape in (
        ("signal", bins.sigma_signal, bins.pull),
        ("background", bins.sigma_background if any(bins.background) else 0.0, "gaussian"),
    ):
        if sigma:
            least = -1 / sigma if shape == "gaussian" else -10.0
            found.append({"name": f"{what}, {data.name}", "bounds": [[least, 10.0]]})
    return found
