"""Incoherent scattering: total cross sections of excited states, one by one and by multipole."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, instance, number
from cevns.basics.constants import HBARC
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.interactions.incoherent.kinematics import scattering
from cevns.interactions.incoherent.multipoles import differential
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.interactions.incoherent.parts import Parts, nothing
from cevns.interactions.incoherent.reduced_elements import ReducedElements
from cevns.nuclei.structure.transitions import Transition

BUILD_THEM = "use NucleonCurrents.of(couplings)"


@checked
def multipole(J: int, parity: int) -> str:
    """Return how a multipole is written, such as ``"1+"``."""
    return f"{J}{'+' if parity > 0 else '-'}"


@checked
def differential_cross_section(
    transition: Transition, E_nu: ArrayLike, cos: ArrayLike, nucleons: NucleonCurrents
) -> Parts:
    """Cross section per solid angle of one excited state; zero below its threshold.

    Equation :eq:`eq:inc-cross-section` of the book, see
    `cevns.interactions.incoherent.multipoles.differential`.

    Parameters
    ----------
    transition : the excited state
    E_nu : neutrino energy [MeV], > 0
    cos : cosine of the scattering angle, -1 to 1; broadcasts
    nucleons : strengths of the currents of one nucleon

    Returns
    -------
    Parts
        cm^2/sr, of the broadcast shape

    Raises
    ------
    ValueError
        if a number is out of range, or the transition not known at a momentum transfer
    """
    instance("nucleons", nucleons, NucleonCurrents, BUILD_THEM)
    elements = ReducedElements(transition)
    E, cosine = np.broadcast_arrays(
        in_range("E_nu", E_nu, "MeV", above=0), in_range("cos(theta)", cos)
    )
    found = nothing(E.shape)
    open_ = transition.energy < E
    if open_.any():
        at = scattering(E[open_], transition.energy, cosine[open_])
        each = differential(
            elements.at(at.kappa / HBARC),
            at,
            nucleons,
            twice_J_initial=transition.twice_J_initial,
        )
        for whole, part in zip(found, each, strict=True):
            whole[open_] = part
    return found


@checked
def state_cross_section(
    transition: Transition, E_nu: ArrayLike, nucleons: NucleonCurrents, *, nodes: int = 24
) -> Parts:
    r"""Total cross section of one excited state.

    .. math:: \sigma = 2\pi\int_{-1}^1\frac{d\sigma}{d\Omega}\,d\cos\theta

    Parameters
    ----------
    transition : the excited state
    E_nu : neutrino energy [MeV], > 0, any shape
    nucleons : strengths of the currents of one nucleon
    nodes : Gauss-Legendre nodes in the cosine of the angle

    Returns
    -------
    Parts
        cm^2, shape of E_nu; zero below the threshold
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    cos = gauss_legendre(-1.0, 1.0, nodes)
    per_angle = differential_cross_section(transition, E[..., None], cos.x, nucleons)
    return Parts(*(2 * np.pi * np.asarray(part @ cos.w) for part in per_angle))


@checked
def cross_sections(
    transitions: Iterable[Transition],
    E_nu: ArrayLike,
    nucleons: NucleonCurrents,
    *,
    nodes: int = 24,
) -> Mapping[str, Parts]:
    r"""Incoherent cross sections by multipole, each the sum over its excited states.

    Equation :eq:`eq:inc-total` of the book.

    .. math:: \sigma(E_\nu) = \sum_{J^\pi}\sum_{\omega_n<E_\nu}\sigma_n(E_\nu)

    Parameters
    ----------
    transitions : all excited states
    E_nu : neutrino energy [MeV], > 0, any shape
    nucleons : strengths of the currents of one nucleon
    nodes : Gauss-Legendre nodes in the cosine of the angle

    Returns
    -------
    Mapping
        from multipoles such as ``"1+"`` to their `Parts` [cm^2], shape of E_nu
    """
    found: dict[str, Parts] = {}
    for state in transitions:
        own = state_cross_section(state, E_nu, nucleons, nodes=nodes)
        name = multipole(state.J, state.parity)
        found[name] = found[name].plus(own) if name in found else own
    return FrozenMapping(found)


@checked
def summed(parts: Mapping[str, Parts], name: str | None = None) -> Parts:
    """Add all multipoles up, or pick one.

    Parameters
    ----------
    parts : by multipole, such as those of `cross_sections`
    name : a multipole, such as ``"1+"``; None for all

    Raises
    ------
    ValueError
        if there is none, or not this one
    """
    if name is not None:
        return parts[choice("multipole", name, parts)]
    if not parts:
        raise ValueError("there is no multipole to add up")
    first, *others = parts.values()
    for one in others:
        first = first.plus(one)
    return first


@checked
def total(
    parts: Mapping[str, Parts], *, antineutrino: bool = False, quenching: float = 1.0
) -> Array:
    """Cross section of all multipoles [cm^2], as `Parts.total`."""
    return summed(parts).total(antineutrino=antineutrino, quenching=quenching)


def folded(at: ArrayLike, omega: ArrayLike, weights: ArrayLike, width: float) -> Array:
    r"""Spread discrete states over excitation energies, as Lorentzians.

    .. math::

        \frac{d\sigma}{d\omega} = \sum_n\sigma_n\,
        \frac{\Gamma/2\pi}{(\omega-\omega_n)^2+\Gamma^2/4}

    Parameters
    ----------
    at : excitation energies of the curve [MeV], one axis
    omega, weights : energies of the states [MeV] and what each of them weighs, one axis
    width : full width at half maximum [MeV], > 0

    Returns
    -------
    Array
        unit of the weights per MeV, shape of ``at``
    """
    half = number("width", width, "MeV", above=0) / 2
    x, states, w = (in_range(n, v) for n, v in (("at", at), ("omega", omega), ("weights", weights)))
    return np.asarray((half / np.pi / ((x[:, None] - states) ** 2 + half**2)) @ w)
