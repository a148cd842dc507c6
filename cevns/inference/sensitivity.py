"""Sensitivity matrices: all that a count knows of the transition moments and their phases.

For Majorana moments every count is N_SM + Lambda^dagger H Lambda with one positive Hermitian
3x3 matrix H.
"""

from functools import lru_cache
from typing import cast

import numpy as np

from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.interactions.couplings import Couplings
from cevns.neutrinos.hermitian import flavor_form, mixture_form
from cevns.neutrinos.mixing import ComplexArray, Mixing
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.signal import Signal, signal
from cevns.sources.beams import Mixture, State


@checked
def state_sensitivity(state: State, mixing: Mixing) -> ComplexArray:
    """Form of what a component consists of, in the mass basis: a flavour, or a mixture."""
    return _form(state, mixing).copy()


@lru_cache(maxsize=256)
def _form(state: State, mixing: Mixing) -> ComplexArray:
    """Return the same, computed once: a limit asks for that of every component."""
    if isinstance(state, Mixture):
        return mixture_form(state.probabilities)
    return flavor_form(state, mixing)


@checked
def matrix_from_signal(signal: Signal, mixing: Mixing, beam: str = "all") -> ComplexArray:
    r"""Sensitivity matrix of counts that are already there.

    .. math:: H = \sum_{f\in\text{beam}} N_\text{mag}^{(f)}\left(1 - \nu_f\nu_f^\dagger\right)

    Parameters and errors as in `sensitivity_matrix`.
    """
    chosen = signal.in_beam(beam)
    forms = [signal.magnetic[f] * _form(signal.states[f], mixing) for f in chosen]
    return np.asarray(np.sum(forms, axis=0), dtype=np.complex128)


@checked
def expected_signal(experiment: Experiment, assumptions: Assumptions) -> Signal:
    """Events of an experiment under given couplings and form factors."""
    return signal(
        experiment,
        couplings=assumptions.nucleon_couplings,
        form_factor=assumptions.proton_model,
        neutron_form_factor=assumptions.neutron_model,
    )


@checked
def sensitivity_matrix(
    experiment: Experiment,
    mixing: Mixing | None = None,
    beam: str | None = None,
    *,
    couplings: str | Couplings | None = None,
    form_factor: str | FormFactorModel | None = None,
    neutron_form_factor: str | FormFactorModel | None = None,
    assumptions: Assumptions = RECOMMENDED,
) -> ComplexArray:
    r"""All an experiment knows of the transition moments, in the mass basis.

    Equation :eq:`eq:coh-sensitivity` of the book.

    .. math:: N(\vec\Lambda) = N_\text{SM} + \vec\Lambda^\dagger H\,\vec\Lambda

    Parameters
    ----------
    experiment : to be computed
    mixing, beam, couplings, form_factor, neutron_form_factor : as in the assumptions unless given
    assumptions : what it rests on

    Returns
    -------
    ComplexArray
        H, shape (3, 3), Hermitian and positive [events per mu10^2]

    Raises
    ------
    ValueError
        if the source has no such beam
    """
    given = {
        "mixing": mixing,
        "beam": beam,
        "couplings": couplings,
        "form_factor": form_factor,
        "neutron_form_factor": neutron_form_factor,
    }
    changes = cast(Changes, {key: value for key, value in given.items() if value is not None})
    under = assumptions.but(**changes)
    return matrix_from_signal(expected_signal(experiment, under), under.mixing, under.beam)
