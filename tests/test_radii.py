"""Which radius a nuclide has: measured charges, the mean skin of neutrons."""

import pytest

from cevns.nuclei.charge_radii import charge_radii, charge_radius
from cevns.nuclei.nuclides import nuclide, nuclides
from cevns.nuclei.radii import model, neutron_skin


def test_every_radius_follows_the_smooth_trend() -> None:
    """R = r_0 A^(1/3) + r_1/A^(1/3) + r_2/A with the fit of Angeli (2004): a typing error shows."""
    for name, radius in charge_radii().items():
        A = nuclide(name).A
        trend = 0.9071 * A ** (1 / 3) + 1.105 / A ** (1 / 3) - 0.548 / A
        assert radius == pytest.approx(trend, rel=0.045 if A < 50 else 0.02, abs=0), name


def test_isotopes_lie_close_together() -> None:
    """Neighbours of one element differ by less than 2 %: another place for a typing error."""
    by_element: dict[str, list[float]] = {}
    for name, radius in charge_radii().items():
        by_element.setdefault(name.lstrip("0123456789"), []).append(radius)
    for element, found in by_element.items():
        assert max(found) / min(found) < (1.03 if element == "O" else 1.025), element


def test_only_33S_was_not_measured() -> None:
    assert set(nuclides()) - set(charge_radii()) == {"33S"}


@pytest.mark.parametrize(
    ("name", "skin"),
    [("133Cs", -0.04 + 1.01 * 23 / 133), ("28Si", -0.04), ("208Pb", 0.1737), ("40Ar", 0.061)],
)
def test_skin_by_hand(name: str, skin: float) -> None:
    assert neutron_skin(nuclide(name)) == pytest.approx(skin, abs=1e-4)
    neutrons, protons = (model(m)(nuclide(name)).moments.rms for m in ("skin_helm", "charge_helm"))
    assert protons == pytest.approx(charge_radius(nuclide(name)), rel=1e-12, abs=0)
    assert neutrons - protons == pytest.approx(skin, abs=1e-4)
