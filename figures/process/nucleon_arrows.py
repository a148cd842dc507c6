"""Coherence as a walk: one arrow a neutron, turned by the phase of its place."""

import numpy as np
from numpy.typing import NDArray

import cevns
from cevns.nuclei.form_factors import uniform_sphere
from figures.style import SEQUENCE, Figure, styled


def _positions(count: int, seed: int = 3) -> NDArray[np.float64]:
    """Places along the momentum transfer, in radii, of points spread evenly over a sphere.

    The fraction of a sphere below z is (1 + z)^2 (2 - z)/4: invert it at evenly spaced
    fractions, in random order.
    """
    z = np.linspace(-1, 1, 2001)
    fraction = (np.arange(count) + 0.5) / count
    spread = np.interp(fraction, (1 + z) ** 2 * (2 - z) / 4, z)
    return np.random.default_rng(seed).permutation(spread)


@styled
def draw(name: str = "133Cs") -> Figure:
    """Arrows laid head to tail at three momentum transfers."""
    N = cevns.nuclide(name).N
    z = _positions(N)
    figure = Figure(figsize=(5.2, 3.5))
    axes = figure.subplots()
    for i, x in enumerate((0.0, 1.5, 3.0)):
        path = np.append(0, np.cumsum(np.exp(1j * x * z)))
        shift = -17 * i  # one walk below the other
        axes.plot(path.real, path.imag + shift, color=SEQUENCE[i], lw=1.1)
        axes.annotate(
            "",
            (path[-1].real, path[-1].imag + shift),
            (0, shift),
            arrowprops={"arrowstyle": "-|>", "lw": 1.6, "shrinkA": 0, "shrinkB": 0},
        )
        share = uniform_sphere(x) ** 2
        axes.text(0, shift + 6, rf"$QR={x:g}$:  rate $\times$ {share:.2f}", color=SEQUENCE[i])
    axes.set(xlabel="length of the sum, in arrows", xlim=(-3, N + 2), ylim=(-41, 12))
    axes.set_aspect("equal")  # arrows of one length in every direction
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")
    return figure
