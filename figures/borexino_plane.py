"""Terrestrial effective moments that the Sun still allows, and what each beam excludes."""

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.inference.regions import effective_moment_boundary
from cevns.neutrinos.hermitian import flavor_form, mixture_form
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import P_e1, birthplace
from figures.borexino_regions import GROUPS, XENONNT, together, trace
from figures.style import LINES, SEQUENCE, Figure, styled


def left_by_the_sun(mu_nu: float, P: float, mixing: Mixing) -> tuple[Array, Array]:
    """Frontier of (mu_e, mu_mu) for all moments with a solar one of at most ``mu_nu``.

    The squares fill a convex set, whose tangents are largest eigenvalues [1e-10 mu_B].
    """
    root = np.sqrt(np.diag(mixture_form(solar_probabilities(P, mixing))).real)
    scaled = np.outer(root, root)
    h_e, h_mu = (flavor_form(f, mixing) / scaled for f in ("nu_e", "nu_mu"))
    theta = np.linspace(-np.pi / 2, np.pi, 721)[:, None, None]
    values, vectors = np.linalg.eigh(np.cos(theta) * h_e + np.sin(theta) * h_mu)
    v = vectors[values[:, -1] > 0, :, -1]  # where the tangent faces away from the origin
    squares = [np.einsum("ni,ij,nj->n", v.conj(), h, v).real for h in (h_e, h_mu)]
    x, y = (mu_nu / mu10 * np.sqrt(np.maximum(s, 1e-12)) for s in squares)
    return x, y


@styled
def draw(prescription: str = "talk", mixing: Mixing = DE_SALAS_2018_CP_CONSERVING) -> Figure:
    borexino = effective_moment_limits()["borexino"]
    line = float(birthplace(borexino.component).P_e1(borexino.E_nu, mixing))
    figure = Figure(figsize=(5.2, 6.0))
    axes = figure.subplots()
    for name, mu_nu, P, color in (
        ("Borexino 2017", borexino.mu_nu, line, "0.8"),
        ("XENONnT 2022", XENONNT, P_e1("pp", mixing), "0.55"),
    ):
        x, y = left_by_the_sun(mu_nu, P, mixing)
        axes.fill(np.append(x, 1e-9), np.append(y, 1e-9), color=color, label=name, lw=0)
    for (name, group), ls, color in zip(GROUPS.items(), LINES[1:], SEQUENCE, strict=False):
        found = effective_moment_boundary(together(*group, prescription), parameters=1)
        trace(axes, found, name, ls, color)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"$\mu_e$ [$10^{-10}\,\mu_B$]",
        ylabel=r"$\mu_\mu$ [$10^{-10}\,\mu_B$]",
        xlim=(0.03, 100),
        ylim=(0.03, 100),
        aspect="equal",
    )
    figure.legend(loc="outside upper center", ncols=2)
    return figure
