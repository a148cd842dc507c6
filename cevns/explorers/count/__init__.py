"""What one count says of a parameter."""

import math
from typing import Any, Final

import numpy as np

from cevns.experiments.measurement import ObservedCount
from cevns.explorers.host import (
    ASSUMPTIONS,
    Explorer,
    Spec,
    choice,
    explorer,
    nuclear_words,
    rounded,
    stops,
)
from cevns.inference.assumptions import SETS, Assumptions
from cevns.inference.counts import Counting
from cevns.inference.dataset import DataSet
from cevns.inference.fits.ask import problem
from cevns.inference.fits.one import curve
from cevns.inference.fits.prediction import belongs
from cevns.inference.intervals import delta_chi2
from cevns.inference.lookup import dataset
from cevns.interactions.charge_radius import CONVENTIONS
from cevns.interactions.couplings import SCHEMES

_DATA: Final = "coherent-csi@2017-count"

_QUANTITIES: Final = {
    "sin2_theta_w": "weak mixing angle",
    "charge_radius": "charge radius",
    "magnetic_moment": "magnetic moment",
    "neutron_radius": "neutron radius",
}

_FLAVORS: Final = {
    "nu_e": ("electron neutrinos", "ν_e"),
    "nu_mu": ("muon neutrinos", "ν_μ"),
    "nu_mu_bar": ("muon antineutrinos", "ν̄_μ"),
    "muon": ("both muon flavours", "ν_μ, ν̄_μ"),
    "all": ("all three", "all ν"),
}
"""By group of flavours, its name and its symbol."""

_SCHEMES: Final = {
    "tree": "tree level, 0.2386",
    "radiative_2005": "radiative corrections of 2005",
    "one_loop": "one loop, by flavour and Q",
}

_PULLS: Final = {
    "profiled": "profiled",
    "log_normal": "profiled, signal log-normal",
    "statistical": "at zero",
}

_LEVELS: Final = (*range(50, 68), 68.3, *range(69, 100), 99.73)

_SMALL: Final = 1e-8
"""Coefficients below this part of the largest do not show."""


def _thresholds() -> Spec:
    """Delta chi^2 of any level, as a Chebyshev series in the logarithm of what is left out."""
    ends = [math.log(1 - level / 100) for level in (_LEVELS[-1], _LEVELS[0])]
    found = np.polynomial.Chebyshev.interpolate(
        lambda x: np.array([delta_chi2(-math.expm1(one), 1) for one in x]), 16, domain=ends
    )
    return {"coefficients": rounded(found.coef, 12), "range": ends}


def _under(name: str, couplings: str) -> DataSet:
    return dataset(_DATA, assumptions=SETS[name]).under(couplings=couplings)


def _judge(data: DataSet, pulls: str) -> Spec:
    """Return what chi^2 of N events needs."""
    if pulls == "log_normal":
        data = data.under(prescription="profiled", pull=pulls)
    else:
        data = data.under(prescription=pulls)
    count = data.counting
    assert isinstance(count, Counting)
    return {
        "excess": count.excess,
        "variance": count.fixed_variance,
        "sigma": count.sigma_signal,
        "pull": count.pull,
    }


def _effect(data: DataSet, quantity: str, **how: Any) -> Spec:
    """Return what one unit of a parameter does to the coupling of the proton."""
    (p,) = problem(data, [quantity], **how)[0].parameters
    return {"origin": p.origin, "weight": float(p.weights[0]), "note": p.note}


def _counts(data: DataSet) -> Spec:
    """Events of every beam as a polynomial of every parameter."""
    ready, _ = problem(data, ["sin2_theta_w"])
    pieces = ready.parts[0].prediction.pieces[:, 0, :, 0]
    sized, _ = problem(data, ["neutron_radius"])
    line = curve(sized)
    c = line.total.coef
    kept = 1 + int(np.flatnonzero(np.abs(c) > _SMALL * np.abs(c).max())[-1])
    return {
        "beams": rounded(pieces.T, 10),
        "sin2_theta_w": _effect(data, "sin2_theta_w"),
        "charge_radius": {
            name: _effect(data, "charge_radius", convention=name) for name in CONVENTIONS
        },
        "neutron_radius": {
            "coefficients": rounded(c[:kept], 10),
            "range": [line.low, line.high],
            "note": sized.parameters[0].note,
        },
    }


def _told(under: Assumptions) -> str:
    """Form factors in words; couplings are a control."""
    return nuclear_words(under).partition(", ")[2]


def count() -> Explorer:
    """Explore what the first COHERENT count says of one parameter.

    Returns
    -------
    Explorer
        parameter, flavour, convention, assumptions, coupling scheme, pulls and confidence level;
        the profile of chi^2, its minima and the pieces of the interval
    """
    data = dataset(_DATA)
    measured = data.measurement
    assert isinstance(measured, ObservedCount)
    flavors = [c.flavor for c in data.experiment.components]
    presets = {
        name: {"couplings": str(SETS[name].couplings), "pulls": "profiled"} for name in ASSUMPTIONS
    }
    by_flavor = ["charge_radius", "magnetic_moment"]
    return explorer(
        __name__,
        "What does one count say?",
        {
            "counts": {
                name: {scheme: _counts(_under(name, scheme)) for scheme in SCHEMES}
                for name in ASSUMPTIONS
            },
            "flavors": {group: [float(belongs(f, group)) for f in flavors] for group in _FLAVORS},
            "symbols": {group: symbol for group, (_, symbol) in _FLAVORS.items()},
            "judges": {pulls: _judge(data, pulls) for pulls in _PULLS},
            "thresholds": _thresholds(),
            "observed": measured.observed,
            "told": {name: _told(SETS[name]) for name in ASSUMPTIONS},
        },
        [
            choice("quantity", "parameter", _QUANTITIES),
            choice(
                "flavor",
                "of",
                {group: told for group, (told, _) in _FLAVORS.items()},
                when={"quantity": by_flavor},
            ),
            choice(
                "convention",
                "convention of the radius",
                {"modern": "modern", "talk": "the talk's: half of it"},
                when={"quantity": ["charge_radius"]},
            ),
            choice("assumptions", "assumptions", ASSUMPTIONS, presets=presets),
            choice("couplings", "coupling scheme", _SCHEMES),
            choice("pulls", "pulls", _PULLS),
            stops("confidence_level", "confidence level", "%", _LEVELS),
        ],
        {
            "quantity": "sin2_theta_w",
            "flavor": "muon",
            "convention": "modern",
            "assumptions": "recommended",
            **presets["recommended"],
            "confidence_level": 90,
        },
        [
            ("fig-angle-profile", "68 %", {"confidence_level": 68.3}),
            ("fig-mcr-profiles", "muon flavour", {"quantity": "charge_radius"}),
            (
                "fig-mcr-profiles",
                "electron flavour",
                {"quantity": "charge_radius", "flavor": "nu_e"},
            ),
        ],
    )
