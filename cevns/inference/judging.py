"""From an experiment and what it measured to a chi^2 of two effective moments."""

from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import Measurement, ObservedBins
from cevns.inference.assumptions import Assumptions
from cevns.inference.bins import PoissonBins
from cevns.inference.counts import counting
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.moment_count import MomentCount
from cevns.inference.sensitivity import expected_signal
from cevns.rates.signal import Signal, binned_signal
from cevns.sources.beams import Mixture


@checked
def measured(experiment: Experiment) -> Measurement:
    """Return what an experiment measured, or refuse an apparatus alone.

    Raises
    ------
    ValueError
        if nothing was measured with it
    """
    if experiment.measurement is None:
        raise ValueError(
            f"{experiment.key}: an apparatus without a measurement bounds nothing; give it one, "
            "ObservedCount(...) or ExpectedCount(...): dataclasses.replace(experiment, "
            "measurement=...)"
        )
    return experiment.measurement


@checked
def moment_chi2(experiment: Experiment, assumptions: Assumptions, name: str = "") -> MomentChi2:
    """Compute the chi^2 of an experiment's measurement as a function of the effective moments.

    Parameters
    ----------
    experiment : with a measurement
    assumptions : what it rests on
    name : of the data set; key and setup by default

    Raises
    ------
    ValueError
        if nothing was measured, or a component is neither of electron nor of muon flavour: its
        effective moment is no function of the other two
    """
    measurement = measured(experiment)
    name = name or f"{experiment.key} {experiment.setup}"
    if not isinstance(measurement, ObservedBins):
        return moment_count(experiment, expected_signal(experiment, assumptions), assumptions, name)
    bins = in_bins(experiment, measurement, assumptions, name)
    seen = [electron_and_muon(one, assumptions.beam, name) for one in bins]
    return PoissonBins(
        name=name,
        source=experiment.source,
        on=tuple(measurement.on),
        off=tuple(measurement.off),
        background=tuple(measurement.background),
        sigma_signal=measurement.sigma_signal,
        sigma_background=measurement.sigma_background,
        pull=assumptions.pull,
        tau=measurement.off_exposure,
        sm=tuple(one.sm_total for one in bins),
        electron=tuple(e for e, _ in seen),
        muon=tuple(mu for _, mu in seen),
    )


@checked
def in_bins(
    experiment: Experiment, measurement: ObservedBins, assumptions: Assumptions, name: str
) -> tuple[Signal, ...]:
    """Return the events of every bin that was counted.

    Raises
    ------
    ValueError
        if the detector has not as many bins
    """
    edges = getattr(experiment.detector, "edges", ())
    if len(edges) != len(measurement.on) + 1:
        raise ValueError(
            f"{name}: {len(measurement.on)} counts need as many bins, the detector has "
            f"{max(len(edges) - 1, 0)}; use detector.binned(edges)"
        )
    return binned_signal(
        experiment,
        edges,
        couplings=assumptions.nucleon_couplings,
        form_factor=assumptions.proton_model,
        neutron_form_factor=assumptions.neutron_model,
    )


@checked
def moment_count(
    experiment: Experiment, counts: Signal, assumptions: Assumptions, name: str
) -> MomentCount:
    """Return the single count of an experiment, from a signal that is already there."""
    n_e, n_mu = electron_and_muon(counts, assumptions.beam, name)
    return MomentCount(
        name=name,
        source=experiment.source,
        sm=counts.sm_total,
        n_e=n_e,
        n_mu=n_mu,
        counting=counting(
            measured(experiment), counts.sm_total, assumptions.prescription, assumptions.pull
        ),
    )


@checked
def electron_and_muon(counts: Signal, beam: str, name: str) -> tuple[float, float]:
    """Magnetic events per mu10^2 of electron and of muon flavour in a beam.

    Raises
    ------
    ValueError
        if a component of the beam has another flavour, or none
    """
    n = {"nu_e": 0.0, "nu_mu": 0.0}
    for label in counts.in_beam(beam):
        state = counts.states[label]
        flavor = "a mixture of mass states" if isinstance(state, Mixture) else state
        if flavor.removesuffix("_bar") not in n:
            raise ValueError(
                f"{name}: {label} is {flavor}, whose effective moment is no function of those of "
                "nu_e and nu_mu; one moment at a time it can be bounded (others='zero')"
            )
        n[flavor.removesuffix("_bar")] += counts.magnetic[label]
    return n["nu_e"], n["nu_mu"]
