"""A flavour-basis moment as the sum of three arrows in the complex plane."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from cevns.neutrinos.mixing import NUFIT_6_1, ComplexArray, Mixing
from figures.style import SEQUENCE, Figure, styled


def _chain(axes: Axes, terms: ComplexArray, alpha: float) -> None:
    """Draw the terms head to tail, and their sum."""
    points = np.concatenate([[0], np.cumsum(terms)])
    pairs = [(points[i], points[i + 1], SEQUENCE[i], 2.2) for i in range(3)]
    for start, end, color, width in [*pairs, (points[0], points[3], SEQUENCE[6], 1.4)]:
        axes.annotate(
            "", (end.real, end.imag), (start.real, start.imag),
            arrowprops={"arrowstyle": "-|>", "color": color, "lw": width, "alpha": alpha,
                        "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
    axes.plot(points.real, points.imag, alpha=0)  # so that the axes know the extent


@styled
def draw(
    zeta: tuple[float, float, float] = (0.0, 0.35, 0.1),
    common: float = 0.7,
    mixing: Mixing = NUFIT_6_1,
) -> Figure:
    """Phases zeta_i and their common shift in units of pi; three equal moduli, length 1."""
    Lambda = np.exp(1j * np.pi * np.array(zeta)) / np.sqrt(3)
    figure = Figure(figsize=(5.2, 3.2))
    for axes, row, name in zip(figure.subplots(1, 2), (0, 1), ("e", r"\mu"), strict=True):
        terms = mixing.matrix[row] * Lambda
        _chain(axes, terms, 1.0)
        _chain(axes, terms * np.exp(1j * np.pi * common), 0.4)
        length = abs(terms.sum())
        axes.add_patch(Circle((0, 0), length, fill=False, ec="0.5", lw=0.8, ls=":"))
        axes.set(aspect="equal", xlabel="real part", xlim=(-0.75, 0.75), ylim=(-0.75, 0.75))
        axes.set_title(rf"$|\Lambda_{{{name}}}| = {length:.2f}$")
    figure.axes[0].set_ylabel("imaginary part")
    for i in range(3):
        label = rf"$U_{{\alpha {i + 1}}}\,\Lambda_{i + 1}$"
        axes.plot([], [], color=SEQUENCE[i], lw=2.2, label=label)
    axes.plot([], [], color=SEQUENCE[6], lw=1.4, label=r"$\Lambda_\alpha$")
    figure.legend(loc="outside lower center", ncols=4, handlelength=1.5)
    return figure
