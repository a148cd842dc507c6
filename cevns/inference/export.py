"""All that is needed to recast a limit elsewhere."""

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Unpack

from cevns.basics.kinds import checked
from cevns.basics.version import VERSION
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ObservedBins
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.counts import counting
from cevns.inference.dataset import DataSet
from cevns.inference.judging import in_bins
from cevns.inference.lookup import dataset
from cevns.inference.poisson_count import PoissonCounting
from cevns.inference.record import inferred
from cevns.inference.remarks import form_factor_remarks
from cevns.inference.sensitivity import matrix_from_signal
from cevns.neutrinos.mixing import ComplexArray, Mixing
from cevns.rates.signal import Signal
from cevns.sources.beams import Mixture

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sm_events": "events",
        "observed": "events",
        "on": "events",
        "off": "events",
        "tau": "relative",
        "background": "events",
        "variance": "events^2",
        "sigma_signal": "relative",
        "sigma_background": "relative",
        "sm": "events",
        "magnetic": "events per (1e-10 mu_B)^2",
        "H": "events per (1e-10 mu_B)^2",
        "delta_CP": "rad",
    }
)
"""Units of the numbers in an `export`."""

FORMULA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "S": "sum over components of sm, and over those of the beam of magnetic * mu2",
        "mu2": "|Lambda|^2 - |sum_i U[flavor][i] Lambda_i|^2 of a flavour and of its "
        "antineutrino, sum_i P[i] (|Lambda|^2 - |Lambda_i|^2) of a mixture; "
        "Lambda in the mass basis [1e-10 mu_B], U with rows e, mu, tau and det U = 1",
        "mu2_dirac": "sum_j |sum_i lambda[j][i] conj(U[flavor][i])|^2, sum_ij P[i] |lambda[j][i]|^2"
        " of a mixture; columns of lambda for the mass states that arrive [1e-10 mu_B]",
        "H": "sum over components of the beam of magnetic * (1 - nu nu^dagger), "
        "nu[i] = conj(U[flavor][i]); S = sm_events + Lambda^dagger H Lambda",
        "gaussian": "chi2 = min over k of (observed - k S - background)^2 / (variance + "
        "(sigma_background background)^2) + price(k)",
        "poisson": "chi2 = min over k, c, beta of 2 P(on; k S + c background + beta) + "
        "2 P(off; tau beta) + price(k) + ((c - 1)/sigma_background)^2, none of them negative, "
        "P(n; m) = m - n + n ln(n/m), beta = 0 where tau is null; summed over bins if there are, "
        "with a beta for each",
        "templates": "chi2 of 'likelihood', by the formula in it; of components all bins together",
        "limit": "largest |Lambda| with chi2 - min chi2 <= 2.71 at 90 % C.L. if 'definition' is "
        "'physical', the minimum over all S that moments can give",
    }
)
"""What the numbers in an `export` are for, in words that need no package."""

PRICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gaussian": "price(k) = ((k - 1)/sigma_signal)^2; of a gaussian count that makes chi2 = "
        "(observed - S - background)^2 / (variance + (sigma_signal S)^2 + "
        "(sigma_background background)^2)",
        "log_normal": "price(k) = (ln k)^2 / ln(1 + sigma_signal^2)",
    }
)
"""What a factor on the signal costs, by the shape of the pull."""


@checked
def export(
    experiments: Mapping[tuple[str, str], Experiment] | Iterable[str | Experiment] | None = None,
    *,
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> dict[str, Any]:
    """All that is needed to recast a limit: the formula, and every number in it.

    Parameters
    ----------
    experiments : by (key, setup), or names of data as in `cevns.dataset` and experiments of your
        own; None for the shipped experiments
    assumptions : what it rests on; the pulls are given, whatever the prescription
    changes : assumptions to be changed, such as ``mixing`` or ``neutron_form_factor``

    Returns
    -------
    dict
        plain numbers and text: ``formula``; ``mixing`` in numbers; the ``assumptions``; the
        ``version`` of the package; and for every count, or every bin of one, its ``components``
        with their flavour, beam and events, from which another mixing needs no new export (the
        P of a mixture of mass states come from the mixing, and are as exported). A single count
        has H of every beam besides, ``{"real": 3x3, "imag": 3x3}`` in the mass basis.
        Measured data with templates have all of their ``likelihood`` instead, as
        `cevns.inference.measured.json_form.likelihood_record` tells it.
        ``count`` says whether the events were observed or are those expected, ``judged`` by which
        chi2, ``inferred`` which inputs no source gives,
        ``remarks`` which nuclides have other form factors than those assumed

    Raises
    ------
    ValueError
        if a name is unknown, or an experiment has no measurement
    """
    under = assumptions.but(**changes)
    table = catalogue() if experiments is None else experiments
    several = table.values() if isinstance(table, Mapping) else table
    return {
        "units": dict(UNITS),
        "formula": {**FORMULA, "price": PRICES[under.pull]},
        "mixing": mixing_record(under.mixing),
        "assumptions": under.record(),
        "version": VERSION,
        "experiments": [_record(dataset(one, assumptions=under)) for one in several],
    }


@checked
def mixing_record(mixing: Mixing) -> dict[str, Any]:
    """Return a mixing in numbers: its angles, and the matrix.

    Parameters
    ----------
    mixing : of the leptons
    """
    numbers = ("sin2_12", "sin2_13", "sin2_23", "delta_CP")
    angles = {name: getattr(mixing, name) for name in numbers}
    return {"name": mixing.name, "source": mixing.source, **angles, "U": _complex(mixing.matrix)}


def _complex(matrix: ComplexArray) -> dict[str, Any]:
    return {"real": matrix.real.tolist(), "imag": matrix.imag.tolist()}


def _record(data: DataSet) -> dict[str, Any]:
    m = data.measurement
    told = {
        "experiment": data.experiment.key,
        "setup": data.experiment.setup,
        "data": data.name,
        "count": "observed" if data.observed else "expected",
        "inferred": inferred(data.experiment.inputs),
        "remarks": form_factor_remarks(data),
    }
    described = getattr(data, "description", None)
    if described is not None:  # measured data load when asked for
        from cevns.inference.measured import json_form

        numbers = json_form.likelihood_record(data.moment_chi2, data.assumptions.mixing)
        return {
            **told,
            "judged": "templates",
            "sm_events": data.signal.sm_total,
            "components": _components(data.signal),
            "table": json_form.table_record(described),
            "likelihood": {"formula": dict(json_form.FORMULA), **numbers},
        }
    if not isinstance(m, ObservedBins):
        return {**told, **_one_count(data)}
    bins = in_bins(data.experiment, m, data.assumptions, data.name)
    return {
        **told,
        "judged": "poisson",
        "sm_events": [one.sm_total for one in bins],
        "on": m.on.tolist(),
        "off": m.off.tolist(),
        "tau": 1.0,
        "background": m.background.tolist(),
        "sigma_signal": m.sigma_signal,
        "sigma_background": m.sigma_background,
        "components": {
            label: {
                **_component(bins[0], label),
                "sm": [one.sm[label] for one in bins],
                "magnetic": [one.magnetic[label] for one in bins],
            }
            for label in bins[0].sm
        },
    }


def _one_count(data: DataSet) -> dict[str, Any]:
    counts, under = data.signal, data.assumptions
    judged = counting(data.measurement, counts.sm_total)
    beams = sorted(set(counts.beams.values()))
    beams = beams if len(beams) > 1 else []  # one alone is all
    matrices = {b: matrix_from_signal(counts, under.mixing, b) for b in ("all", *beams)}
    numbers: dict[str, Any] = {"judged": "gaussian", "variance": judged.variance}
    if isinstance(judged, PoissonCounting):
        tau = None if math.isinf(judged.tau) else judged.tau  # no JSON
        numbers = {"judged": "poisson", "on": judged.on, "off": judged.off, "tau": tau}
    return {
        **numbers,
        "sm_events": counts.sm_total,
        "observed": judged.observed,
        "background": getattr(judged, "background", 0.0),
        "sigma_signal": judged.sigma_signal,
        "sigma_background": getattr(judged, "sigma_background", 0.0),
        "components": _components(counts),
        "H": {beam: _complex(matrix) for beam, matrix in matrices.items()},
    }


def _components(counts: Signal) -> dict[str, Any]:
    """Events of every component, each one number."""
    return {
        label: {
            **_component(counts, label),
            "sm": counts.sm[label],
            "magnetic": counts.magnetic[label],
        }
        for label in counts.sm
    }


def _component(counts: Signal, label: str) -> dict[str, Any]:
    state = counts.states[label]
    arrives = {"P": list(state.probabilities)} if isinstance(state, Mixture) else {"flavor": state}
    return {**arrives, "beam": counts.beams[label]}
