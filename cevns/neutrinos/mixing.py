"""The lepton mixing matrix and global-fit presets, each named by its edition."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cevns.basics.checks import (
    Array,
    choice,
    complex_array,
    ends_with_shape,
    in_range,
    settle,
)
from cevns.basics.kinds import checked, describe
from cevns.basics.ranges import DIRAC_PHASE, PHASE

ComplexArray = NDArray[np.complex128]


class Angles(Protocol):
    """What the mixing matrix is made of: numbers, or arrays that broadcast.

    A `Mixing` is one; so is a `MixingArrays` for many points at once.
    """

    @property
    def sin2_12(self) -> ArrayLike: ...  # noqa: D102

    @property
    def sin2_13(self) -> ArrayLike: ...  # noqa: D102

    @property
    def sin2_23(self) -> ArrayLike: ...  # noqa: D102

    @property
    def delta_CP(self) -> ArrayLike: ...  # noqa: D102


describe(Angles, "a Mixing or MixingArrays", "use mixing.preset(name)")


class MixingArrays(NamedTuple):
    """Many sets of mixing parameters: sin^2 of the angles and delta_CP [rad], broadcastable."""

    sin2_12: ArrayLike
    sin2_13: ArrayLike
    sin2_23: ArrayLike
    delta_CP: ArrayLike


class SinesCosines(NamedTuple):
    """Sines and cosines of the three angles, and the Dirac phase."""

    s12: Array
    s13: Array
    s23: Array
    c12: Array
    c13: Array
    c23: Array
    delta: Array


@checked
def sines_cosines(angles: Angles) -> SinesCosines:
    """Take the angles apart; all of them in the first quadrant, as the PDG convention has it."""
    s2_12, s2_13, s2_23 = (
        in_range(name, getattr(angles, name), at_least=0, at_most=1, hint="pass sin^2 theta")
        for name in ("sin2_12", "sin2_13", "sin2_23")
    )
    return SinesCosines(
        s12=np.sqrt(s2_12),
        s13=np.sqrt(s2_13),
        s23=np.sqrt(s2_23),
        c12=np.sqrt(1 - s2_12),
        c13=np.sqrt(1 - s2_13),
        c23=np.sqrt(1 - s2_23),
        delta=in_range("delta_CP", angles.delta_CP, "rad", **PHASE),
    )


@checked
def pmns(angles: Angles) -> ComplexArray:
    r"""Mixing matrix in the PDG parametrisation, :math:`\det U = 1`.

    .. math::

        U = \begin{pmatrix}1&0&0\\0&c_{23}&s_{23}\\0&-s_{23}&c_{23}\end{pmatrix}
            \begin{pmatrix}c_{13}&0&s_{13}e^{-i\delta}\\0&1&0\\-s_{13}e^{i\delta}&0&c_{13}
            \end{pmatrix}
            \begin{pmatrix}c_{12}&s_{12}&0\\-s_{12}&c_{12}&0\\0&0&1\end{pmatrix}

    Rows are the flavours e, mu, tau; columns the masses 1, 2, 3. Majorana phases only
    rephase the transition moments and are absorbed there.

    Parameters
    ----------
    angles : a `Mixing`, or `MixingArrays` of any broadcastable shape

    Returns
    -------
    ComplexArray
        shape (..., 3, 3)

    Raises
    ------
    ValueError
        if a sin^2 is outside 0 to 1 or a phase is not finite
    """
    if isinstance(angles, Mixing):
        one = MixingArrays(
            *map(float, (angles.sin2_12, angles.sin2_13, angles.sin2_23, angles.delta_CP))
        )
        return _kept(one).copy()
    return _pmns(angles)


@lru_cache(maxsize=64)
def _kept(one: MixingArrays) -> ComplexArray:
    """Matrix of one mixing: a chi^2 asks for the same twice, and for the same every time."""
    return _pmns(one)


def _pmns(angles: Angles) -> ComplexArray:
    s12, s13, s23, c12, c13, c23, delta = np.broadcast_arrays(*sines_cosines(angles))
    phase = np.exp(1j * delta)
    U = np.empty((*s12.shape, 3, 3), dtype=np.complex128)
    U[..., 0, 0], U[..., 0, 1], U[..., 0, 2] = c12 * c13, s12 * c13, s13 * phase.conj()
    U[..., 1, 0] = -s12 * c23 - c12 * s23 * s13 * phase
    U[..., 1, 1] = c12 * c23 - s12 * s23 * s13 * phase
    U[..., 1, 2] = s23 * c13
    U[..., 2, 0] = s12 * s23 - c12 * c23 * s13 * phase
    U[..., 2, 1] = -c12 * s23 - s12 * c23 * s13 * phase
    U[..., 2, 2] = c23 * c13
    return U


def unitary(matrix: ArrayLike) -> ComplexArray:
    """Return a mixing matrix given as such, once it is unitary to 1e-9.

    Raises
    ------
    ValueError
        saying by how much and where it is not
    """
    U = complex_array("the mixing matrix", matrix)
    ends_with_shape("a mixing matrix", U, 3, 3)
    if not U.size:
        raise ValueError("the mixing matrix is empty")
    deviation = np.abs(U @ np.swapaxes(U.conj(), -1, -2) - np.eye(3))
    if deviation.max() > 1e-9:
        where = tuple(int(i) for i in np.unravel_index(deviation.argmax(), deviation.shape))
        raise ValueError(
            f"the mixing matrix is not unitary: U U^dagger differs from 1 by "
            f"{deviation.max():.3g} at {where}; are its rows the flavours?"
        )
    return U


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """Mixing angles, CP phase and mass splittings, in normal or in inverted ordering.

    Parameters
    ----------
    name : edition of the fit
    sin2_12, sin2_13, sin2_23 : sin^2 of the mixing angles, 0 to 1
    delta_CP : Dirac phase [rad], -2 pi to 2 pi
    dm2_21, dm2_31 : mass splittings m_2^2 - m_1^2 > 0 and m_3^2 - m_1^2 [eV^2], the latter negative
        in inverted ordering; some fits quote m_3^2 - m_2^2 there
    source : reference

    Raises
    ------
    ValueError
        if a sin^2 is outside 0 to 1, or the phase outside one turn (degrees for radians)
    """

    name: str
    sin2_12: float
    sin2_13: float
    sin2_23: float
    delta_CP: float
    dm2_21: float
    dm2_31: float
    source: str

    def __post_init__(self) -> None:
        for angle in ("sin2_12", "sin2_13", "sin2_23"):
            settle(
                self,
                angle,
                what=f"{self.name}: {angle}",
                at_least=0,
                at_most=1,
                hint="pass sin^2 theta, not the angle",
            )
        settle(self, "delta_CP", "rad", what=f"{self.name}: delta_CP", **DIRAC_PHASE)
        settle(
            self,
            "dm2_21",
            "eV^2",
            what=f"{self.name}: dm2_21",
            above=0,
            at_most=0.1,
            hint="positive in normal ordering and in inverted, in eV^2",
        )
        settle(
            self,
            "dm2_31",
            "eV^2",
            what=f"{self.name}: dm2_31",
            at_least=-0.1,
            at_most=0.1,
            hint="in eV^2",
        )
        if self.dm2_31 == 0:
            raise ValueError(
                f"{self.name}: dm2_31 = 0 eV^2 must be > 0 in normal ordering, < 0 in inverted"
            )

    @property
    def inverted(self) -> bool:
        """Whether nu_3 is the lightest: inverted ordering."""
        return self.dm2_31 < 0

    @property
    def matrix(self) -> ComplexArray:
        """Mixing matrix of `pmns` at these parameters, shape (3, 3)."""
        return pmns(self)

    @property
    def real(self) -> Self:
        """The same angles with delta_CP = 0, which make a real matrix."""
        return replace(self, name=f"{self.name}, delta_CP = 0", delta_CP=0.0)

    def turned(self, delta_CP: ArrayLike) -> MixingArrays:
        """Return the same angles at other Dirac phases [rad], of any shape."""
        delta = in_range("delta_CP", delta_CP, "rad", **PHASE)
        given = delta_CP if type(delta_CP) is np.ndarray else delta
        return MixingArrays(self.sin2_12, self.sin2_13, self.sin2_23, given)


describe(Mixing, hint="use mixing.preset(name)")


DE_SALAS_2018: Final = Mixing(
    name="de_salas_2018",
    sin2_12=0.320,
    sin2_13=0.02160,
    sin2_23=0.547,
    delta_CP=1.21 * math.pi,
    dm2_21=7.55e-5,
    dm2_31=2.50e-3,
    source="P. F. de Salas et al., Phys. Lett. B 782 (2018) 633",
)
"""Global fit of 2018."""

DE_SALAS_2018_CP_CONSERVING: Final = replace(
    DE_SALAS_2018,
    name="de_salas_2018_cp_conserving",
    delta_CP=0.0,
    source=f"angles of {DE_SALAS_2018.source}; delta_CP = 0 inferred from the ratios of the "
    "limits printed in the talk",
)
"""Angles of the 2018 fit with delta_CP = 0, which the talk's table of limits implies."""

DE_SALAS_2020: Final = Mixing(
    name="de_salas_2020",
    sin2_12=0.318,
    sin2_13=0.02200,
    sin2_23=0.574,
    delta_CP=1.08 * math.pi,
    dm2_21=7.50e-5,
    dm2_31=2.55e-3,
    source="P. F. de Salas et al., JHEP 02 (2021) 071",
)
"""Global fit of 2020."""

NUFIT_6_0: Final = Mixing(
    name="nufit_6_0",
    sin2_12=0.308,
    sin2_13=0.02215,
    sin2_23=0.470,
    delta_CP=math.radians(212),
    dm2_21=7.49e-5,
    dm2_31=2.513e-3,
    source="I. Esteban et al., JHEP 12 (2024) 216, with Super-Kamiokande atmospheric data",
)
"""NuFIT 6.0 (2024)."""

NUFIT_6_1: Final = Mixing(
    name="nufit_6_1",
    sin2_12=0.3088,
    sin2_13=0.02248,
    sin2_23=0.470,
    delta_CP=math.radians(212),
    dm2_21=7.537e-5,
    dm2_31=2.511e-3,
    source="NuFIT 6.1 (2025), www.nu-fit.org, update of I. Esteban et al., JHEP 12 (2024) 216",
)
"""NuFIT 6.1 (2025)."""

PRESETS: Final[Mapping[str, Mixing]] = MappingProxyType(
    {
        m.name: m
        for m in (
            DE_SALAS_2018,
            DE_SALAS_2018_CP_CONSERVING,
            DE_SALAS_2020,
            NUFIT_6_0,
            NUFIT_6_1,
        )
    }
)
"""All presets of normal ordering by name."""

DE_SALAS_2020_IO: Final = Mixing(
    name="de_salas_2020_io",
    sin2_12=0.318,
    sin2_13=0.02225,
    sin2_23=0.578,
    delta_CP=1.58 * math.pi,
    dm2_21=7.50e-5,
    dm2_31=-2.45e-3,
    source=DE_SALAS_2020.source,
)
"""Global fit of 2020, inverted ordering."""

NUFIT_6_0_IO: Final = Mixing(
    name="nufit_6_0_io",
    sin2_12=0.308,
    sin2_13=0.02231,
    sin2_23=0.550,
    delta_CP=math.radians(274),
    dm2_21=7.49e-5,
    dm2_31=-2.484e-3 + 7.49e-5,
    source=NUFIT_6_0.source,
)
"""NuFIT 6.0 (2024), inverted ordering; it quotes m_3^2 - m_2^2 = -2.484e-3 eV^2."""

NUFIT_6_1_IO: Final = Mixing(
    name="nufit_6_1_io",
    sin2_12=0.3088,
    sin2_13=0.02262,
    sin2_23=0.550,
    delta_CP=math.radians(274),
    dm2_21=7.537e-5,
    dm2_31=-2.483e-3 + 7.537e-5,
    source=NUFIT_6_1.source,
)
"""NuFIT 6.1 (2025), inverted ordering; it quotes m_3^2 - m_2^2 = -2.483e-3 eV^2."""

INVERTED: Final[Mapping[str, Mixing]] = MappingProxyType(
    {m.name: m for m in (DE_SALAS_2020_IO, NUFIT_6_0_IO, NUFIT_6_1_IO)}
)
"""Presets of inverted ordering by name."""


@checked
def preset(name: str) -> Mixing:
    """Look a preset up by name, such as ``"de_salas_2018"`` or ``"nufit_6_0_io"``.

    Raises
    ------
    ValueError
        if it is none of `PRESETS` or `INVERTED`
    """
    known = {**PRESETS, **INVERTED}
    return known[choice("mixing preset", name, known)]
