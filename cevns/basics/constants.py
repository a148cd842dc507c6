"""Physical constants: CODATA 2022, PDG for the rest, each with its edition.

What a physicist may want to vary (the weak mixing angle, radii, mixing angles) is an
argument of the functions that use it; the values here are its cited defaults. Those of
CODATA are P. J. Mohr et al., Rev. Mod. Phys. 97 (2025) 025002, written out because
`scipy.constants` takes longer to import than all of this package; a test compares every
digit with it.
"""

from typing import Final

from cevns.basics.units import CM_PER_FM, GeV

HBARC: Final = 197.3269804593025
"""hbar c [MeV fm]."""

CM2_PER_INVERSE_MEV2: Final = (HBARC * CM_PER_FM) ** 2
"""Multiply a cross section in MeV^-2 to have it in cm^2."""

G_F: Final = 1.1663787e-5 / GeV**2
"""Fermi constant [MeV^-2]."""

ALPHA_EM: Final = 0.0072973525643
"""Fine-structure constant at zero momentum transfer."""

ALPHA_EM_Z_POLE: Final = 1 / 127.951
"""MS-bar fine-structure constant at the Z pole; PDG 2022, Prog. Theor. Exp. Phys. 2022, 083C01."""

ALPHA_S_AT_M_Z: Final = 0.1180
"""Strong coupling at the Z mass; PDG 2024."""

ALPHA_S_AT_M_W: Final = 0.1202
"""Strong coupling at the W mass: the same, run to it."""

M_W: Final = 80_369.2
"""W mass [MeV]; PDG 2024."""

G_A: Final = 1.275
"""Axial coupling of the nucleon, from neutron decay; PDG 2024, Phys. Rev. D 110 (2024) 030001."""

M_E: Final = 0.51099895069
"""Electron mass [MeV]."""

M_P: Final = 938.27208943
"""Proton mass [MeV]."""

M_N: Final = 939.56542194
"""Neutron mass [MeV]."""

M_NUCLEON: Final = (M_P + M_N) / 2
"""Mean mass of proton and neutron [MeV]."""

MU_P: Final = 2.79284734463
"""Magnetic moment of the proton [nuclear magnetons]."""

MU_N: Final = -1.91304276
"""Magnetic moment of the neutron [nuclear magnetons]."""

M_MU: Final = 105.6583755
"""Muon mass [MeV]."""

M_TAU: Final = 1776.93
"""Tau mass [MeV]; PDG 2024, Phys. Rev. D 110 (2024) 030001."""

M_PI: Final = 139.57039
"""Charged-pion mass [MeV]; PDG 2024, Phys. Rev. D 110 (2024) 030001."""

ATOMIC_MASS_UNIT: Final = 931.49410372
"""Atomic mass unit u [MeV]."""

KG_PER_ATOMIC_MASS_UNIT: Final = 1.66053906892e-27
"""Atomic mass unit u [kg]."""

AVOGADRO: Final = 6.02214076e23
"""Particles in a mole; exact."""

JOULE_PER_MEV: Final = 1e6 * 1.602176634e-19
"""Joules in an MeV; exact."""

JOULE_PER_TESLA_MU_B: Final = 9.2740100657e-24
"""Bohr magneton [J/T]."""

SIN2_THETA_W_LOW_ENERGY: Final = 0.23863
"""MS-bar sin^2 theta_W at zero momentum transfer; PDG 2024.

Not the on-shell 0.22305 that CODATA lists as "weak mixing angle".
"""

SIN2_THETA_W_ROUNDED: Final = 0.2386
"""The same angle to the four digits customary in CEvNS fits; the ``tree`` scheme uses it."""

SIN2_THETA_W_Z_POLE: Final = 0.23122
"""MS-bar sin^2 theta_W at the Z pole; PDG 2022, Prog. Theor. Exp. Phys. 2022, 083C01."""

SIN2_THETA_W_Z_POLE_2005: Final = 0.23120
"""MS-bar sin^2 theta_W at the Z pole as used by Barranco, Miranda, Rashba, JHEP 12 (2005) 021."""
