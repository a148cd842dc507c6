"""From the weak mixing angle to quark couplings, nucleon couplings and weak charges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol, Self, overload

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics import constants
from cevns.basics.checks import Array, choice, in_range, number, settle
from cevns.basics.constants import SIN2_THETA_W_ROUNDED, SIN2_THETA_W_Z_POLE_2005
from cevns.basics.kinds import checked, describe
from cevns.interactions import one_loop as loops
from cevns.neutrinos.flavors import FLAVORS
from cevns.nuclei.nuclides import Nuclide, SpinModel, calculated_spins, counted_spins


class Couplings(Protocol):
    """What the cross sections need: couplings of the nucleons at a flavour and a Q.

    The four couplings leave the neutrino's own charge radius out; `at` has it in.
    """

    @property
    def g_pV(self) -> float | Array: ...  # noqa: D102

    @property
    def g_nV(self) -> float: ...  # noqa: D102

    @property
    def g_pA(self) -> float: ...  # noqa: D102

    @property
    def g_nA(self) -> float: ...  # noqa: D102

    @property
    def spins(self) -> SpinModel: ...  # noqa: D102

    def radius_shift(self, flavor: str | None, Q: ArrayLike) -> Array:
        """Return what a photon adds to the proton's vector coupling, at Q [fm^-1]."""
        ...

    def at(self, flavor: str | None, Q: ArrayLike) -> "NucleonCouplings":
        """Return the couplings for a flavour at momentum transfers Q [fm^-1]."""
        ...


describe(Couplings, "a NucleonCouplings or OneLoop", "use couplings.scheme(name)")


class QuarkCouplings(NamedTuple):
    """Chiral neutral-current couplings of the up and down quark."""

    g_uL: float
    g_uR: float
    g_dL: float
    g_dR: float


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class NucleonCouplings:
    """Vector and axial neutral-current couplings of the proton and the neutron.

    The axial ones count quarks: neither the nucleon's g_A = 1.27 nor strangeness is in them.
    ``spins`` is what a nucleus makes of them. The proton's vector coupling is an array if it came
    from `OneLoop.at` for an array of Q.
    """

    g_pV: float | Array
    g_nV: float
    g_pA: float
    g_nA: float
    spins: SpinModel = counted_spins

    def __post_init__(self) -> None:
        for name in ("g_pV", "g_nV", "g_pA", "g_nA"):
            g = getattr(self, name)
            if name == "g_pV" and type(g) is np.ndarray and g.ndim:
                in_range(name, g)
            elif not hasattr(g, "free_symbols"):  # of sympy, with which one may derive
                settle(self, name)

    def radius_shift(self, flavor: str | None, Q: ArrayLike) -> Array:
        """Return zeros: whatever the neutrino's radius does is in these numbers already."""
        return np.zeros(in_range("Q", Q, "fm^-1", at_least=0).shape)

    def at(self, flavor: str | None, Q: ArrayLike) -> Self:
        """Return itself: these depend neither on the flavour nor on Q.

        Raises
        ------
        ValueError
            if the flavour is unknown
        """
        in_range("Q", Q, "fm^-1", at_least=0, hint="Q is a modulus in fm^-1")
        if flavor is not None:
            choice("flavour", flavor, FLAVORS)
        return self


describe(
    NucleonCouplings,
    hint="use couplings.at(flavor, Q), such as couplings.at(flavor, 0), or couplings.tree()",
)


def quark_couplings(
    sin2_theta_W: float,
    *,
    rho: float = 1.0,
    kappa: float = 1.0,
    lambda_uL: float = 0.0,
    lambda_dL: float = 0.0,
    lambda_uR: float = 0.0,
    lambda_dR: float = 0.0,
) -> QuarkCouplings:
    r"""Chiral quark couplings with radiative corrections; tree level by default.

    Equation :eq:`eq:sm-quark-couplings` of the book.

    .. math::

        g_u^L &= \rho\left(\tfrac12 - \tfrac23\kappa s_W^2\right) + \lambda^{uL}, &
        g_u^R &= \rho\left(-\tfrac23\kappa s_W^2\right) + \lambda^{uR}, \\
        g_d^L &= \rho\left(-\tfrac12 + \tfrac13\kappa s_W^2\right) + \lambda^{dL}, &
        g_d^R &= \rho\left(\tfrac13\kappa s_W^2\right) + \lambda^{dR}

    Parameters
    ----------
    sin2_theta_W : weak mixing angle :math:`s_W^2`, 0 to 1
    rho, kappa, lambda_uL, lambda_dL, lambda_uR, lambda_dR : radiative corrections

    Returns
    -------
    QuarkCouplings
        dimensionless

    Raises
    ------
    ValueError
        if the mixing angle is outside 0 to 1 (degrees, radians?)

    Notes
    -----
    Source: J. Barranco, O. G. Miranda, T. I. Rashba, JHEP 12 (2005) 021.
    """
    s2 = number(
        "sin2_theta_W", sin2_theta_W, at_least=0, at_most=1, hint="pass sin^2, not the angle"
    )
    rho, kappa = number("rho", rho, above=0, at_most=2), number("kappa", kappa, above=0, at_most=2)
    lambda_uL, lambda_dL = number("lambda_uL", lambda_uL), number("lambda_dL", lambda_dL)
    lambda_uR, lambda_dR = number("lambda_uR", lambda_uR), number("lambda_dR", lambda_dR)
    return QuarkCouplings(
        g_uL=rho * (0.5 - 2 / 3 * kappa * s2) + lambda_uL,
        g_uR=rho * (-2 / 3 * kappa * s2) + lambda_uR,
        g_dL=rho * (-0.5 + 1 / 3 * kappa * s2) + lambda_dL,
        g_dR=rho * (1 / 3 * kappa * s2) + lambda_dR,
    )


@checked
def nucleon_couplings(quarks: QuarkCouplings) -> NucleonCouplings:
    r"""Add up the valence quarks: proton uud, neutron udd.

    Equation :eq:`eq:sm-nucleon-couplings` of the book.

    .. math::

        g_p^{V,A} = 2(g_u^L \pm g_u^R) + (g_d^L \pm g_d^R), \qquad
        g_n^{V,A} = (g_u^L \pm g_u^R) + 2(g_d^L \pm g_d^R)

    Parameters
    ----------
    quarks : chiral couplings, such as those of `quark_couplings`

    Returns
    -------
    NucleonCouplings
        dimensionless
    """
    u_V, u_A = quarks.g_uL + quarks.g_uR, quarks.g_uL - quarks.g_uR
    d_V, d_A = quarks.g_dL + quarks.g_dR, quarks.g_dL - quarks.g_dR
    return NucleonCouplings(
        g_pV=2 * u_V + d_V, g_nV=u_V + 2 * d_V, g_pA=2 * u_A + d_A, g_nA=u_A + 2 * d_A
    )


def tree(sin2_theta_W: float = SIN2_THETA_W_ROUNDED) -> NucleonCouplings:
    r"""Tree-level couplings, :math:`g_p^V = \tfrac12 - 2 s_W^2` and :math:`g_n^V = -\tfrac12`.

    Parameters
    ----------
    sin2_theta_W : weak mixing angle, 0 to 1; by default its low-energy value

    Returns
    -------
    NucleonCouplings
        dimensionless
    """
    return nucleon_couplings(quark_couplings(sin2_theta_W))


def radiative_2005(sin2_theta_W: float = SIN2_THETA_W_Z_POLE_2005) -> NucleonCouplings:
    """Couplings with the radiative corrections of Barranco, Miranda, Rashba (2005).

    Parameters
    ----------
    sin2_theta_W : weak mixing angle at the Z pole, 0 to 1; the corrections are those of the
        paper and do not run it to zero momentum transfer (kappa s^2 = 0.2307)

    Returns
    -------
    NucleonCouplings
        dimensionless; :math:`g_p^V = 0.0304`, :math:`g_n^V = -0.5122` by default
    """
    return nucleon_couplings(
        quark_couplings(
            sin2_theta_W,
            rho=1.0086,
            kappa=0.9978,
            lambda_uL=-0.0031,
            lambda_dL=-0.0025,
            lambda_uR=3.75e-5,
            lambda_dR=7.5e-5,
        )
    )


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class OneLoop:
    r"""Couplings with the Standard Model's own loops, by flavour and momentum transfer.

    .. math::

        g_p^V &= \rho\left(\tfrac12-2s_W^2\right) + 2\boxtimes_{WW} + \square_{WW}
        - 2\phi_{\nu_\ell W}(Q) \\
        &\quad + \rho\left(2\boxtimes_{ZZ}^{uL} + \boxtimes_{ZZ}^{dL}
        - 2\boxtimes_{ZZ}^{uR} - \boxtimes_{ZZ}^{dR}\right) \\
        g_n^V &= -\tfrac{\rho}2 + 2\square_{WW} + \boxtimes_{WW} \\
        &\quad + \rho\left(2\boxtimes_{ZZ}^{dL} + \boxtimes_{ZZ}^{uL} - 2\boxtimes_{ZZ}^{dR}
        - \boxtimes_{ZZ}^{uR}\right)

    The quark couplings `quarks`, added up as in every other scheme; the radius's
    :math:`-2\phi` is `radius_shift`, alone in depending on flavour and Q.

    Parameters
    ----------
    sin2_theta_W : weak mixing angle at zero momentum transfer, 0 to 1
    rho : low-energy strength of the neutral current
    alpha_Z, sin2_theta_W_Z : fine-structure constant and weak mixing angle at the Z pole
    alpha_s_W, alpha_s_Z : strong coupling at the masses of the W and the Z
    M_W : mass of the W [MeV]
    spins : rule for what a nucleus makes of the axial couplings

    Raises
    ------
    ValueError
        if a number is out of range (the angle for its sin^2, an inverse of alpha, GeV for MeV)

    Notes
    -----
    At Q = 0 with the default angle 0.23863: :math:`g_n^V = -0.5117` and :math:`g_p^V = 0.0381,
    0.0299, 0.0255` for e, mu, tau; with the 0.23857 of PDG 2020, one unit more in the last
    digit. The axial couplings, 0.4954 and -0.5121, count quarks and depend on neither.

    Valid for Q far below the masses of W and Z. Whoever adds a charge radius on top must know
    that the Standard Model's is in. Sources: J. Erler and S. Su, Prog. Part. Nucl. Phys. 71
    (2013) 119; for the momentum dependence, M. Atzori Corona et al., JHEP 05 (2024) 271.
    """

    sin2_theta_W: float = constants.SIN2_THETA_W_LOW_ENERGY
    rho: float = 1.00063
    alpha_Z: float = constants.ALPHA_EM_Z_POLE
    sin2_theta_W_Z: float = constants.SIN2_THETA_W_Z_POLE
    alpha_s_W: float = constants.ALPHA_S_AT_M_W
    alpha_s_Z: float = constants.ALPHA_S_AT_M_Z
    M_W: float = constants.M_W
    spins: SpinModel = calculated_spins

    def __post_init__(self) -> None:
        not_the_angle = "pass sin^2, not the angle"
        settle(self, "sin2_theta_W", at_least=0, at_most=1, hint=not_the_angle)
        settle(self, "sin2_theta_W_Z", above=0, at_most=0.99, hint=not_the_angle)
        settle(self, "rho", above=0, at_most=2)
        settle(self, "alpha_Z", at_least=0, at_most=0.1, hint="not its inverse")
        settle(self, "alpha_s_W", at_least=0, at_most=1)
        settle(self, "alpha_s_Z", at_least=0, at_most=1)
        settle(self, "M_W", "MeV", at_least=1e4, at_most=1e6, hint="is it in GeV?")

    @property
    def quarks(self) -> QuarkCouplings:
        """Chiral quark couplings with the boxes, without the neutrino's radius."""
        W = loops.w_boxes(self.alpha_Z, self.sin2_theta_W_Z, self.alpha_s_W)
        uL, uR, dL, dR = (
            self.rho * loops.z_box(g, self.alpha_Z, self.sin2_theta_W_Z, self.alpha_s_Z)
            for g in quark_couplings(self.sin2_theta_W_Z)
        )
        return quark_couplings(
            self.sin2_theta_W,
            rho=self.rho,
            lambda_uL=W.crossed + uL,
            lambda_dL=W.direct + dL,
            lambda_uR=-uR,
            lambda_dR=-dR,
        )

    @property
    def g_pV(self) -> float:
        """Vector coupling of the proton, without the neutrino's radius."""
        return float(self.without_radius.g_pV)

    @property
    def g_nV(self) -> float:
        """Vector coupling of the neutron."""
        return self.without_radius.g_nV

    @property
    def g_pA(self) -> float:
        """Axial coupling of the proton."""
        return self.without_radius.g_pA

    @property
    def g_nA(self) -> float:
        """Axial coupling of the neutron."""
        return self.without_radius.g_nA

    @property
    def without_radius(self) -> NucleonCouplings:
        """All four, without the neutrino's radius: what is the same at every flavour and Q."""
        return replace(nucleon_couplings(self.quarks), spins=self.spins)

    def radius_shift(self, flavor: str | None, Q: ArrayLike) -> Array:
        """Return what the neutrino's radius adds to the proton's vector coupling.

        See `cevns.interactions.one_loop.radius_shift`.
        """
        return loops.radius_shift(flavor, Q, M_W=self.M_W)

    def at(self, flavor: str | None, Q: ArrayLike) -> NucleonCouplings:
        """Return the couplings for one flavour, the radius included.

        Parameters
        ----------
        flavor : such as ``"nu_e"``; an antineutrino has the couplings of its neutrino
        Q : momentum transfer [fm^-1], >= 0, any shape

        Returns
        -------
        NucleonCouplings
            its ``g_pV`` has the shape of Q

        Raises
        ------
        ValueError
            if the flavour is missing or unknown, or a momentum transfer negative or not finite
        """
        g = self.without_radius
        return replace(g, g_pV=g.g_pV + self.radius_shift(flavor, Q))


def one_loop(sin2_theta_W: float = constants.SIN2_THETA_W_LOW_ENERGY) -> OneLoop:
    """Couplings of `OneLoop`, by flavour and momentum transfer.

    Parameters
    ----------
    sin2_theta_W : weak mixing angle at zero momentum transfer, 0 to 1

    Returns
    -------
    OneLoop
        dimensionless
    """
    return OneLoop(sin2_theta_W=sin2_theta_W)


SCHEMES: Final[Mapping[str, Callable[..., Couplings]]] = MappingProxyType(
    {"tree": tree, "radiative_2005": radiative_2005, "one_loop": one_loop}
)
"""Coupling schemes by name."""


@overload
def scheme(name: Literal["tree", "radiative_2005"]) -> NucleonCouplings: ...
@overload
def scheme(name: Literal["one_loop"]) -> OneLoop: ...
@overload
def scheme(name: str) -> Couplings: ...
@checked
def scheme(name: str) -> Couplings:
    """Look a coupling scheme up by name, at its own default mixing angle.

    Raises
    ------
    ValueError
        if it is none of `SCHEMES`
    """
    return SCHEMES[choice("coupling scheme", name, SCHEMES)]()


@checked
def vector_charge(nuclide: Nuclide, couplings: NucleonCouplings) -> float:
    r"""Weak vector charge at zero momentum transfer, :math:`Q_V = g_p^V Z + g_n^V N`.

    Equation :eq:`eq:sm-qv` of the book.

    Parameters
    ----------
    nuclide : target nucleus
    couplings : of the nucleons

    Returns
    -------
    float
        dimensionless; half of the weak charge of atomic physics,
        :math:`Q_W = (1 - 4 s_W^2) Z - N`, at tree level
    """
    return number("g_pV", couplings.g_pV) * nuclide.Z + couplings.g_nV * nuclide.N


@checked
def axial_charge(nuclide: Nuclide, couplings: NucleonCouplings) -> float:
    r"""Weak axial charge, :math:`Q_A = g_p^A (Z_+ - Z_-) + g_n^A (N_+ - N_-)`.

    Equation :eq:`eq:sm-qa` of the book.

    Parameters
    ----------
    nuclide : target nucleus
    couplings : of the nucleons; their ``spins`` say how :math:`Z_+ - Z_-` and
        :math:`N_+ - N_-` are found, see `cevns.nuclei.nuclides.counted_spins` and
        `cevns.nuclei.nuclides.calculated_spins`

    Returns
    -------
    float
        dimensionless; zero for even-even nuclei

    Raises
    ------
    ValueError
        if the couplings are not those of one flavour, or a spin is not in the table
    """
    protons, neutrons = couplings.spins(nuclide)
    return couplings.g_pA * protons + couplings.g_nA * neutrons
