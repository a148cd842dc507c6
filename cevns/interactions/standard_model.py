"""Standard Model CEvNS: what multiplies 1, 1/E_nu and 1/E_nu^2."""

from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.interactions.couplings import Couplings, NucleonCouplings, OneLoop
from cevns.interactions.kinematics import momentum_transfer
from cevns.interactions.neutral_current import NeutralCurrent, Term, squares_to_powers
from cevns.interactions.one_loop import radius_shift
from cevns.neutrinos.flavors import FLAVORS
from cevns.nuclei.form_factors import FormFactor, normalised
from cevns.nuclei.nuclides import Nuclide, SpinModel


@checked
def sm_coefficients(
    T: ArrayLike,
    nuclide: Nuclide,
    *,
    couplings: Couplings,
    form_factor: FormFactor,
    neutron_form_factor: FormFactor | None = None,
    flavor: str | None = None,
) -> Array:
    r"""Coefficients of 1, 1/E_nu, 1/E_nu^2 in the Standard Model cross section.

    .. math::

        c_0 = \frac{G_F^2 M}{\pi}\left(V^2 + A^2\right), \quad
        c_1 = -T\,c_0, \quad
        c_2 = -\frac{MT}{2}\,\frac{G_F^2 M}{\pi}\left(V^2 - A^2\right)

    with :math:`V = g_p^V Z F_p + g_n^V N F_n` and
    :math:`A = g_p^A (Z_+-Z_-) F_p + g_n^A (N_+-N_-) F_n`, spins by ``couplings.spins``. Recoil
    energy fixes the momentum transfer, so couplings that depend on it leave the three powers as
    they are.

    Parameters
    ----------
    T : recoil energy [MeV], >= 0, any shape
    nuclide : target nucleus
    couplings : of the nucleons
    form_factor : of the protons, and of the neutrons unless they have their own
    neutron_form_factor : of the neutrons
    flavor : such as ``"nu_e"``, for couplings that depend on it

    Returns
    -------
    Array
        shape (3, ...) [cm^2/MeV, cm^2, cm^2 MeV]; see `sm` for kinematics and validity

    Raises
    ------
    ValueError
        if a recoil energy is negative or not finite, or the couplings need a flavour
    """
    T = in_range("T", T, "MeV", at_least=0)
    Q = momentum_transfer(T, nuclide.mass)
    F_p = normalised(form_factor)(Q)
    g = couplings.at(flavor, Q)
    spin_p, spin_n = g.spins(nuclide)
    if neutron_form_factor is None:
        vector = (g.g_pV * nuclide.Z + g.g_nV * nuclide.N) * F_p
        axial = (g.g_pA * spin_p + g.g_nA * spin_n) * F_p
    else:
        F_n = normalised(neutron_form_factor, "neutron form factor")(Q)
        vector = g.g_pV * nuclide.Z * F_p + g.g_nV * nuclide.N * F_n
        axial = g.g_pA * spin_p * F_p + g.g_nA * spin_n * F_n
    return squares_to_powers(vector**2, axial**2, T, nuclide)


def _protons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.Z * F_p


def _neutrons(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return nuclide.N * F_n


@dataclass(frozen=True, slots=True)
class _Spins:
    """What the spins of a nucleus make of the axial coupling of its protons or its neutrons."""

    model: SpinModel
    nucleon: Literal["p", "n"]

    def __call__(self, T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        p, n = self.model(nuclide)
        return p * F_p if self.nucleon == "p" else n * F_n


@dataclass(frozen=True, slots=True)
class _Radius:
    """Protons as seen by the Standard Model's own charge radius of one flavour."""

    flavor: str
    M_W: float

    def __call__(self, T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        Q = momentum_transfer(T, nuclide.mass)
        return nuclide.Z * F_p * radius_shift(self.flavor, Q, M_W=self.M_W)


@checked
def standard_model(couplings: Couplings) -> NeutralCurrent:
    """Return the Standard Model as an interaction, with one term for each coupling.

    Its sum is `sm_coefficients`; other terms of the neutral current, such as a light vector
    mediator, are added with `NeutralCurrent.plus`. With the ``one_loop`` couplings the charge
    radius of every flavour is a term of its own.

    Parameters
    ----------
    couplings : of the nucleons

    Raises
    ------
    ValueError
        if they are none, such as the name of a scheme
    """
    if not isinstance(couplings, NucleonCouplings | OneLoop):
        raise ValueError(
            f"couplings must be a NucleonCouplings or OneLoop, got {couplings!r}; "
            "use couplings.scheme(name)"
        )
    g = couplings.without_radius if isinstance(couplings, OneLoop) else couplings
    terms = [
        Term(name="p", amplitude=_protons, coupling=_Constant(float(g.g_pV))),
        Term(name="n", amplitude=_neutrons, coupling=_Constant(g.g_nV)),
        Term(name="p", kind="axial", amplitude=_Spins(g.spins, "p"), coupling=_Constant(g.g_pA)),
        Term(name="n", kind="axial", amplitude=_Spins(g.spins, "n"), coupling=_Constant(g.g_nA)),
    ]
    if isinstance(couplings, OneLoop):
        terms += [
            Term(name=f"radius {f}", amplitude=_Radius(f, couplings.M_W), coupling=_Only(f))
            for f in ("nu_e", "nu_mu", "nu_tau")
        ]
    return NeutralCurrent(tuple(terms))


@dataclass(frozen=True, slots=True)
class _Constant:
    """The same coupling for every flavour."""

    value: float

    def __call__(self, flavor: str) -> float:
        return self.value


@dataclass(frozen=True, slots=True)
class _Only:
    """One for a flavour, neutrino or antineutrino, zero for the others."""

    flavor: str

    def __call__(self, flavor: str) -> float:
        return float(FLAVORS[flavor] == FLAVORS[self.flavor])
