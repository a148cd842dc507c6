"""The lepton mixing matrix and global-fit presets, each named by its edition."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cevns.checks import number, unknown

ComplexArray = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """Mixing angles, CP phase and mass splittings, normal ordering.

    Parameters
    ----------
    name : edition of the fit
    sin2_12, sin2_13, sin2_23 : sin^2 of the mixing angles, 0 to 1
    delta_CP : Dirac phase [rad], -2 pi to 2 pi
    dm2_21, dm2_31 : mass splittings [eV^2]
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
            number(
                f"{self.name}: {angle}",
                getattr(self, angle),
                at_least=0,
                at_most=1,
                hint="pass sin^2 theta, not the angle",
            )
        number(
            f"{self.name}: delta_CP",
            self.delta_CP,
            "rad",
            at_least=-2 * math.pi,
            at_most=2 * math.pi,
            hint="is it in degrees?",
        )
        for splitting in ("dm2_21", "dm2_31"):
            number(
                f"{self.name}: |{splitting}|",
                abs(getattr(self, splitting)),
                "eV^2",
                above=0,
                at_most=0.1,
            )

    @property
    def matrix(self) -> ComplexArray:
        r"""Mixing matrix in the PDG parametrisation, :math:`\det U = 1`, shape (3, 3).

        .. math::

            U = \begin{pmatrix}1&0&0\\0&c_{23}&s_{23}\\0&-s_{23}&c_{23}\end{pmatrix}
                \begin{pmatrix}c_{13}&0&s_{13}e^{-i\delta}\\0&1&0\\-s_{13}e^{i\delta}&0&c_{13}
                \end{pmatrix}
                \begin{pmatrix}c_{12}&s_{12}&0\\-s_{12}&c_{12}&0\\0&0&1\end{pmatrix}

        Rows are the flavours e, mu, tau; columns the masses 1, 2, 3. Majorana phases only
        rephase the transition moments and are absorbed there.
        """
        s12, s13, s23 = (math.sqrt(s2) for s2 in (self.sin2_12, self.sin2_13, self.sin2_23))
        c12, c13, c23 = (math.sqrt(1 - s2) for s2 in (self.sin2_12, self.sin2_13, self.sin2_23))
        phase = complex(math.cos(self.delta_CP), math.sin(self.delta_CP))
        atmospheric = np.array([[1, 0, 0], [0, c23, s23], [0, -s23, c23]])
        reactor = np.array([[c13, 0, s13 / phase], [0, 1, 0], [-s13 * phase, 0, c13]])
        solar = np.array([[c12, s12, 0], [-s12, c12, 0], [0, 0, 1]])
        return np.asarray(atmospheric @ reactor @ solar, dtype=np.complex128)


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

DE_SALAS_2018_CP_CONSERVING: Final = Mixing(
    name="de_salas_2018_cp_conserving",
    sin2_12=0.320,
    sin2_13=0.02160,
    sin2_23=0.547,
    delta_CP=0.0,
    dm2_21=7.55e-5,
    dm2_31=2.50e-3,
    source="angles of P. F. de Salas et al., Phys. Lett. B 782 (2018) 633; delta_CP = 0 inferred "
    "from the ratios of the limits printed in the talk",
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
"""All presets by name."""


def preset(name: str) -> Mixing:
    """Look a preset up by name, such as ``"de_salas_2018"``."""
    try:
        return PRESETS[name]
    except KeyError:
        raise KeyError(unknown("mixing preset", name, PRESETS)) from None
