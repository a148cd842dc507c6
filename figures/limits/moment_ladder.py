"""Published limits on effective moments beside those this book computes."""

from typing import Final, NamedTuple

from cevns.inference.rays import flavor_universal_limit
from cevns.talk.collection import together
from figures.style import SEQUENCE, Figure, styled


class _Published(NamedTuple):
    """A limit at 90 % C.L. on an effective moment [mu_B]."""

    name: str
    mu_nu: float
    marker: str


PUBLISHED: Final = (
    _Published("XENONnT 2022, Sun", 6.4e-12, "o"),
    _Published("LZ data 2022, Sun", 1.1e-11, "o"),
    _Published("Borexino 2017, Sun", 2.8e-11, "o"),
    _Published(r"GEMMA 2012, $\bar\nu_e$", 2.9e-11, "s"),
    _Published(r"CONUS 2026, $\bar\nu_e$", 5.18e-11, "s"),
    _Published(r"TEXONO 2007, $\bar\nu_e$", 7.4e-11, "s"),
    _Published(r"LSND 2001, $\nu_\mu$", 6.8e-10, "^"),
)
"""XENON, Phys. Rev. Lett. 129 (2022) 161805; M. Atzori Corona et al., arXiv:2207.05036; Borexino,
Phys. Rev. D 96 (2017) 091103; A. G. Beda et al., Adv. High Energy Phys. 2012, 350150; CONUS,
arXiv:2605.22815; TEXONO, Phys. Rev. D 75 (2007) 012001; LSND, Phys. Rev. D 63 (2001) 112001."""

COMPUTED: Final = (
    ("connie", "future", r"CONNIE future, $\bar\nu_e$"),
    ("connie", "current", r"CONNIE current, $\bar\nu_e$"),
    ("conus", "future", r"CONUS future, $\bar\nu_e$"),
    ("conus", "current", r"CONUS current, $\bar\nu_e$"),
    ("coherent-nai", "future", "NaI future, SNS"),
    ("coherent-hpge", "future", "Ge future, SNS"),
    ("coherent-csi", "current", "CsI first data, SNS"),
)


@styled
def draw() -> Figure:
    """Published limits as marks, ours as bars from the talk's prescription to the profiled one."""
    figure = Figure(figsize=(5.2, 5.2))
    axes = figure.subplots()
    names = []
    for y, limit in enumerate(PUBLISHED):
        axes.plot(limit.mu_nu, y, limit.marker, color=SEQUENCE[1], ms=8)
        names.append(limit.name)
    for y, (key, setup, name) in enumerate(COMPUTED, len(PUBLISHED)):
        ends = [
            flavor_universal_limit(together(key, setup=setup, prescription=p).moment_chi2)
            for p in ("talk", "profiled")
        ]
        axes.plot(ends, [y, y], color=SEQUENCE[0], lw=3)
        axes.plot(ends, [y, y], "|", color=SEQUENCE[0], ms=14, mew=3)
        names.append(name)
    between = len(PUBLISHED) - 0.5
    axes.axhline(between, color="0.6", lw=0.8)
    axes.text(8e-9, between - 0.15, "published", ha="right", va="bottom", color=SEQUENCE[1])
    axes.text(8e-9, between + 0.15, "computed here", ha="right", va="top", color=SEQUENCE[0])
    axes.set(
        xscale="log",
        xlabel=r"90 % C.L. limit on an effective moment [$\mu_B$]",
        yticks=range(len(names)),
        yticklabels=names,
        ylim=(len(names) - 0.5, -0.5),
        xlim=(3e-12, 1e-8),
    )
    axes.grid(axis="y", visible=False)
    return figure
