"""Physical constants: CODATA 2022 through scipy, PDG for the rest, each with its edition.

What a physicist may want to vary (the weak mixing angle, radii, mixing angles) is an
argument of the functions that use it; the values here are its cited defaults.
"""

from typing import Final

from scipy import constants as codata

from cevns.basics.units import CM_PER_FM, GeV

HBARC: Final = float(codata.value("reduced Planck constant times c in MeV fm"))
"""hbar c [MeV fm]."""

CM2_PER_INVERSE_MEV2: Final = (HBARC * CM_PER_FM) ** 2
"""Multiply a cross section in MeV^-2 to have it in cm^2."""

G_F: Final = float(codata.value("Fermi coupling constant")) / GeV**2
"""Fermi constant [MeV^-2]."""

ALPHA_EM: Final = float(codata.value("fine-structure constant"))
"""Fine-structure constant at zero momentum transfer."""

M_E: Final = float(codata.value("electron mass energy equivalent in MeV"))
"""Electron mass [MeV]."""

M_MU: Final = float(codata.value("muon mass energy equivalent in MeV"))
"""Muon mass [MeV]."""

M_PI: Final = 139.57039
"""Charged-pion mass [MeV]; PDG 2024, Phys. Rev. D 110 (2024) 030001."""

ATOMIC_MASS_UNIT: Final = float(codata.value("atomic mass constant energy equivalent in MeV"))
"""Atomic mass unit u [MeV]."""

KG_PER_ATOMIC_MASS_UNIT: Final = float(codata.value("atomic mass constant"))
"""Atomic mass unit u [kg]."""

JOULE_PER_MEV: Final = 1e6 * float(codata.e)
"""Joules in an MeV; exact."""

SIN2_THETA_W_LOW_ENERGY: Final = 0.23863
"""MS-bar sin^2 theta_W at zero momentum transfer; PDG 2024.

Not the on-shell 0.22305 that CODATA lists as "weak mixing angle".
"""

SIN2_THETA_W_ROUNDED: Final = 0.2386
"""The same angle to the four digits customary in CEvNS fits; the ``tree`` scheme uses it."""

SIN2_THETA_W_Z_POLE_2005: Final = 0.23120
"""MS-bar sin^2 theta_W at the Z pole as used by Barranco, Miranda, Rashba, JHEP 12 (2005) 021."""
