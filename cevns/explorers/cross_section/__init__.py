"""Which term of the cross section wins, and where."""

from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.constants import HBARC
from cevns.basics.units import keV, mu10
from cevns.explorers.host import (
    UNIT,
    Explorer,
    Shown,
    Spec,
    choice,
    explorer,
    logarithmic,
    rounded,
    slider,
    stops,
)
from cevns.interactions.couplings import one_loop, tree
from cevns.interactions.electromagnetic import magnetic_coefficients
from cevns.interactions.kinematics import recoil_energy_max
from cevns.interactions.neutral_current import NeutralCurrent, squares_to_powers
from cevns.interactions.standard_model import standard_model
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.form_factors import Helm, KleinNystrand, SymmetrizedFermi
from cevns.nuclei.nuclides import Nuclide, nuclide
from cevns.nuclei.radii import neutron_skin, point_like

_NUCLIDES: Final = ("40Ar", "23Na", "28Si", "74Ge", "127I", "132Xe", "133Cs")

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_COUPLINGS: Final = {
    "nu_mu": ("one loop, muon neutrinos", standard_model(one_loop()), "nu_mu"),
    "nu_e": ("one loop, electron neutrinos", standard_model(one_loop()), "nu_e"),
    "tree": ("tree level, sin²θ_W = 0.2386", standard_model(tree()), "nu_mu"),
}

_LENGTHS: Final = {"s": Helm(1.0).s, "a": SymmetrizedFermi(1.0).a, "a_k": KleinNystrand(1.0).a_k}
"""Surface, diffuseness and range of the form factors [fm], by the letter the script knows."""

_MODELS: Final = ("Helm", "symmetrised Fermi", "Klein-Nystrand", "point-like")

_DRAWN: Final[Spec] = {"couplings": "tree", "form_factor": "Helm"}
"""What the figure of the cross sections assumes."""

_FIGURES: Final[list[Shown]] = [
    (
        "fig-mag-cross-section",
        name,
        _DRAWN | {"nuclide": target, "E_nu": E, "mu_nu": mu, "T": T},
    )
    for name, target, E, mu, T in (
        ("caesium", "133Cs", 30, 10, 10),
        ("germanium", "74Ge", 4, 1, 0.1),
    )
]

_REST: Final = (
    "Form factors: protons with their measured charge radius, neutrons farther out by the mean "
    "skin of all nuclei."
)


def _amplitudes(
    interaction: NeutralCurrent, flavor: str, nucleus: Nuclide, T: Array
) -> dict[str, list[Array]]:
    """Vector and axial amplitudes of all protons and of all neutrons without form factor."""

    def summed(kind: str, F_p: Array, F_n: Array) -> Array:
        terms = (t for t in interaction.terms if t.kind == kind)
        return sum((t.coupling(flavor) * t.amplitude(T, nucleus, F_p, F_n) for t in terms), 0 * T)

    here, gone = np.ones_like(T), np.zeros_like(T)
    return {
        kind: [rounded(summed(kind, *F)) for F in ((here, gone), (gone, here))]
        for kind in ("vector", "axial")
    }


def cross_section() -> Explorer:
    """Explore the Standard Model and magnetic cross sections of one nucleus.

    Returns
    -------
    Explorer
        target, neutrino energy, couplings, effective moment, form-factor model and radius; the
        recoil energies at which the two terms cross
    """
    E_top = 53.0
    lightest = min(map(nuclide, _NUCLIDES), key=lambda n: n.mass)
    T_keV = rounded(np.geomspace(1e-3, recoil_energy_max(E_top, lightest.mass) / keV, 100), 3)
    T = np.array([0.0, *T_keV]) * keV
    targets = {}
    for name in _NUCLIDES:
        nucleus = nuclide(name)
        weak = squares_to_powers(np.ones(1), np.zeros(1), np.ones(1), nucleus)
        magnetic = magnetic_coefficients(1.0, nucleus, mu_nu=mu10, form_factor=point_like(nucleus))
        charge = charge_radius(nucleus)
        targets[name] = {
            "mass": nucleus.mass,
            "rms": [charge, charge + neutron_skin(nucleus)],
            "amplitudes": {
                key: _amplitudes(interaction, flavor, nucleus, T)
                for key, (_, interaction, flavor) in _COUPLINGS.items()
            },
            "weak": float(weak[0, 0]),
            "magnetic": float(magnetic[0]),
        }
    return explorer(
        __name__,
        "Which term wins, and where?",
        {
            "T": T_keV,
            "nuclides": targets,
            "lengths": _LENGTHS,
            "hbarc": HBARC,
            "rest": _REST,
        },
        [
            choice("nuclide", "target", {name: name.translate(_RAISED) for name in _NUCLIDES}),
            slider("E_nu", "neutrino energy", "MeV", 1, E_top, 0.5),
            choice(
                "couplings", "couplings", {key: told for key, (told, _, _) in _COUPLINGS.items()}
            ),
            stops("mu_nu", "effective moment", UNIT, [0, *logarithmic(0.01, 100, 8)]),
            choice("form_factor", "form factor", {k: k for k in _MODELS}),
            slider("radius", "change of both rms radii", "%", -20, 20, 1),
            stops("T", "marked recoil energy", "keV", T_keV),
        ],
        {
            "nuclide": "40Ar",
            "E_nu": 30,
            "couplings": "nu_mu",
            "mu_nu": 10,
            "form_factor": "Helm",
            "radius": 0,
            "T": 1.5,
        },
        _FIGURES,
    )
