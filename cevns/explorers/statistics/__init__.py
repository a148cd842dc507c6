"""What the pulls do to a limit."""

from cevns.experiments.catalogue import catalogue
from cevns.experiments.measurement import ObservedCount
from cevns.explorers.host import (
    LEVELS,
    UNIT,
    Explorer,
    choice,
    explorer,
    logarithmic,
    slider,
    stops,
)
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.intervals import delta_chi2
from cevns.inference.sensitivity import sensitivity_matrix
from cevns.rates.signal import signal


def statistics() -> Explorer:
    """Explore the chi^2 of one count with its pulls, starting from the first COHERENT data.

    Returns
    -------
    Explorer
        the count, the uncertainties, the exposure and the confidence level; with the pulls
        profiled, and at zero
    """
    csi = catalogue()["coherent-csi", "current"]
    count = csi.measurement
    assert isinstance(count, ObservedCount)
    H = sensitivity_matrix(csi, RECOMMENDED.mixing)
    return explorer(
        __name__,
        "What do the pulls do to a limit?",
        {
            "sm": signal(csi).sm_total,
            "per_moment": float(H[0, 0].real),
            "prompt_neutrons": count.prompt_neutrons,
            "steady_state": count.steady_state,
            "thresholds": {level: delta_chi2(float(level), 1) for level in LEVELS},
        },
        [
            slider("observed", "observed events", "", 60, 300, 1),
            stops("exposure", "exposure, times", "", logarithmic(1, 1000, 8)),
            slider("sigma_signal", "uncertainty of the signal", "", 0, 0.4, 0.01),
            slider("sigma_background", "uncertainty of the background", "", 0, 0.5, 0.01),
            choice("confidence_level", "confidence level", LEVELS),
            slider("Lambda_1", "moment looked at, |Λ₁|", UNIT, 0, 150, 1),
        ],
        {
            "Lambda_1": 40,
            "observed": count.observed,
            "exposure": 1,
            "sigma_signal": count.sigma_signal,
            "sigma_background": count.sigma_background,
            "confidence_level": "0.90",
        },
        [("fig-stat-profiled", "the count", {})],
    )
