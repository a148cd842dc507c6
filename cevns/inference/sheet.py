"""Numbers of the formula sheet as Markdown tables: computed, so that a program can be checked."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

import numpy as np

from cevns.basics.constants import HBARC
from cevns.basics.markdown import markdown_table
from cevns.basics.units import MeV, day, keV, mu10
from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.experiments.catalogue import experiment
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.limits import limit
from cevns.inference.sensitivity import sensitivity_matrix
from cevns.interactions import cross_sections, kinematics
from cevns.interactions.couplings import axial_charge, one_loop, vector_charge
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, NUFIT_6_1, pmns
from cevns.nuclei.nuclides import nuclide
from cevns.nuclei.radii import charge_helm, helm, skin_helm
from cevns.rates.signal import signal
from cevns.sources import solar

FLAVOR_LETTERS: Final = {"nu_e": "e", "nu_mu": r"\mu", "nu_tau": r"\tau"}


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table, the first column a row's name."""
    return markdown_table(["", *heads], rows)


def couplings_table() -> str:
    """Return the vector couplings with all loops, at three momentum transfers."""
    loops = one_loop()
    rows = [
        [rf"$g_p^V$, $\nu_{letter}$"]
        + [f"{float(loops.at(flavor, Q / HBARC).g_pV):.4f}" for Q in (0, 10 * MeV, 50 * MeV)]
        for flavor, letter in FLAVOR_LETTERS.items()
    ]
    g_n = f"{loops.at('nu_e', 0).g_nV:.4f}"
    return _table(("$Q=0$", "10 MeV", "50 MeV"), [*rows, ["$g_n^V$", g_n, g_n, g_n]])


def angles_table() -> str:
    """Return the angles, the phase and the splitting of today's fit and of the talk's."""
    fits = {"NuFIT 6.1": NUFIT_6_1, "the talk's": DE_SALAS_2018_CP_CONSERVING}

    def row(name: str, values: Iterable[str]) -> list[str]:
        return [name, *values]

    rows = [
        row(
            rf"$\sin^2\theta_{{{ij}}}$", (f"{getattr(f, f'sin2_{ij}'):#.4g}" for f in fits.values())
        )
        for ij in (12, 13, 23)
    ]
    phases = (rf"${f.delta_CP / np.pi:.3g}\,\pi$" for f in fits.values())
    splittings = (rf"${f.dm2_21 / 1e-5:.4g}\times10^{{-5}}$" for f in fits.values())
    rows += [row(r"$\delta_\text{CP}$", phases), row(r"$\Delta m^2_{21}$ [eV²]", splittings)]
    return _table(fits, rows)


def _written(z: complex) -> str:
    """Write a complex number with three digits; a real one without the other part."""
    return f"${z.real:.3f}$" if abs(z.imag) < 5e-4 else f"${z.real:.3f}{z.imag:+.3f}i$"


def matrix_table() -> str:
    """Return the mixing matrix and its moduli."""
    U = pmns(NUFIT_6_1)
    letters = FLAVOR_LETTERS.values()
    rows = [[f"$U_{{{a} i}}$", *map(_written, row)] for a, row in zip(letters, U, strict=True)] + [
        [rf"$\lvert U_{{{a} i}}\rvert$", *(f"{u:.3f}" for u in row)]
        for a, row in zip(letters, np.abs(U), strict=True)
    ]
    return _table(("$i=1$", "2", "3"), rows)


def solar_table() -> str:
    """Return the two-flavour probabilities of solar neutrinos to arrive as nu_1."""
    names = {"pp": "pp", "7Be": "⁷Be", "8B": "⁸B"}
    found = (f"{solar.P_e1(name, NUFIT_6_1):.3f}" for name in names)
    return _table(names.values(), [["$P_{e1}$", *found]])


def first_data_table() -> str:
    """Return exposure, flux and acceptance of the first data in caesium iodide."""
    csi = experiment("coherent-csi")
    detector = cast(PhotoelectronDetector, csi.detector)
    kept = cast(LogisticAcceptance, detector.acceptance)
    fluence = csi.components[0].fluence(csi.baseline_m, csi.exposure)
    emitted = fluence * 4 * np.pi * (100 * csi.baseline_m) ** 2
    return _table(
        ("CsI[Na], 2017",),
        [
            [r"$r\,N_\text{POT}$", rf"${emitted / 1e22:.3f}\times10^{{22}}$"],
            ["live time", f"{csi.exposure / day:.1f} days"],
            ["$L$", f"{csi.baseline_m} m"],
            [r"$\Phi$", rf"${fluence / 1e14:.3f}\times10^{{14}}$ cm⁻²"],
            ["$m$", f"{csi.mass} kg"],
            ["$Y$", f"{detector.light_yield * keV:.3g} photoelectrons/keV"],
            ["$a$, $k$, $x_0$", f"{kept.plateau}, {kept.slope}, {kept.midpoint}"],
        ],
    )


def numbers_table() -> str:
    """Return what the formulas give for one recoil of caesium, and for the first data."""
    caesium, T, E = nuclide("133Cs"), 10 * keV, 30 * MeV
    protons, neutrons = charge_helm(caesium), skin_helm(caesium)
    Q = kinematics.momentum_transfer(T, caesium.mass)
    g = one_loop().at("nu_e", 0)
    sm = cross_sections.sm(
        T,
        E,
        caesium,
        couplings=one_loop(),
        flavor="nu_e",
        form_factor=protons,
        neutron_form_factor=neutrons,
    )
    magnetic = cross_sections.magnetic(T, E, caesium, mu_nu=mu10, form_factor=protons)
    csi = experiment("coherent-csi")
    H = sensitivity_matrix(csi, assumptions=RECOMMENDED)
    return _table(
        ("¹³³Cs; CsI[Na], 2017",),
        [
            ["$M$", f"{caesium.mass:.1f} MeV"],
            ["$Q$", f"{Q:.4f} fm⁻¹"],
            [r"$T_\max$", f"{kinematics.recoil_energy_max(E, caesium.mass) / keV:.3f} keV"],
            ["$R_0$, Lewin-Smith", f"{helm(caesium).R_0:.4f} fm"],
            ["$R_0$, measured", f"{protons.R_0:.4f} fm, neutrons {neutrons.R_0:.4f} fm"],
            ["$F_p$, $F_n$", f"{protons(Q):.4f}, {neutrons(Q):.4f}"],
            ["$Q_V$ at $Q=0$", f"${vector_charge(caesium, g):.3f}$"],
            ["$Q_A$", f"${axial_charge(caesium, g):.3f}$"],
            ["$d\\sigma/dT$, SM", rf"${sm * keV / 1e-40:.3f}\times10^{{-40}}$ cm²/keV"],
            ["$d\\sigma/dT$, EM", rf"${magnetic * keV / 1e-43:.3f}\times10^{{-43}}$ cm²/keV"],
            [r"$N_\text{SM}$", f"{signal(csi, **RECOMMENDED.nuclear).sm_total:.2f}"],
            ["$H_{11}$", rf"{H[0, 0].real:.5f} per $(10^{{-10}}\mu_B)^2$"],
            [
                r"$\lvert\Lambda_1\rvert$",
                rf"${limit(csi, 'Lambda_1') / mu10:.2f}\times10^{{-10}}\mu_B$",
            ],
        ],
    )
