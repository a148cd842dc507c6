"""What it costs to take one neutron out of xenon, isotope by isotope."""

from cevns.nuclei.structure.masses import mass_excesses, separation_energy
from figures.style import SEQUENCE, Figure, styled


@styled
def draw(Z: int = 54, element: str = "Xe") -> Figure:
    """Separation energies from measured masses: even numbers of neutrons hold theirs better."""
    table = mass_excesses()
    N = [n for z, n in table if z == Z and (z, n - 1) in table]
    figure = Figure(figsize=(5.2, 3.6))
    axes = figure.subplots()
    energies = [separation_energy(Z, n, "n") for n in N]
    axes.plot(N, energies, color="0.6", lw=0.8)
    for odd, marker, label in ((0, "o", "even $N$"), (1, "s", "odd $N$")):
        at = [(n, S) for n, S in zip(N, energies, strict=True) if n % 2 == odd]
        axes.plot(*zip(*at, strict=True), marker, ls="-", color=SEQUENCE[odd], ms=5, label=label)
    axes.axvline(82.5, color="0.4", lw=0.8, ls=":")
    axes.text(82.3, max(energies), "82", ha="right", va="top", weight="bold")
    axes.set(xlabel=f"neutrons in {element}", ylabel="$S_n$ [MeV]")
    axes.legend(loc="lower left")
    return figure
