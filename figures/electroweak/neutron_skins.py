"""Neutron skins: what the first count says, beside what others know."""

import numpy as np

import cevns
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.radii import neutron_skin
from cevns.nuclei.skins import published_skins
from figures.style import COLORS, SEQUENCE, Figure, raised, styled

MARKS = {"parity violation": ("s", SEQUENCE[2]), "ab initio": ("D", SEQUENCE[3])}
SETS = {
    "CsI, 142 counts": "coherent-csi@2017-count",
    "CsI, scenario I": "coherent-csi@scenario-1",
    "CsI, scenario II": "coherent-csi@scenario-2",
}


@styled
def draw() -> Figure:
    """Fits of CsI less the mean charge radius; antiprotonic atoms; lead and calcium."""
    nuclei = [cevns.nuclide(name) for name in ("133Cs", "127I")]
    protons = sum(charge_radius(n) for n in nuclei) / 2
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    names: list[str] = []
    for name, key in SETS.items():
        fit = cevns.dataset(key).fit("neutron_radius", confidence_level=0.6827)
        low, best, high = (
            np.array([fit.intervals[0].low, fit.value, fit.intervals[0].high], float) - protons
        )
        expected = key != "coherent-csi@2017-count"
        axes.errorbar(
            best, -len(names), xerr=[[best - low], [high - best]], capsize=3,
            fmt="o", mfc="w" if expected else COLORS["sm"], color=COLORS["sm"],
        )  # fmt: skip
        names.append(name)
    for n in nuclei:
        axes.errorbar(neutron_skin(n), -len(names), xerr=0.03, fmt="^", color=SEQUENCE[1])
        names.append(f"{raised(n)}, antiprotons")
    for one in published_skins():
        mark, color = MARKS[one.how]
        axes.errorbar(one.skin, -len(names), xerr=one.error, fmt=mark, color=color, capsize=3)
        names.append(f"{raised(cevns.nuclide(one.name))}, {one.how}")
    axes.axvline(0, color="0.4", lw=0.8)
    axes.set_yticks([-i for i in range(len(names))], names)
    axes.set(xlabel="$R_n-R_p$ [fm]", xlim=(-0.75, 1.9))
    return figure
