"""Which radius a nuclide has: measured charges, the mean skin of neutrons."""

import itertools
from dataclasses import replace

import pytest

from cevns.nuclei.charge_radii import charge_radii, charge_radius
from cevns.nuclei.nuclides import nuclide, nuclides
from cevns.nuclei.radii import MODELS, model, neutron_skin


def test_every_radius_follows_the_smooth_trend() -> None:
    """R = r_0 A^(1/3) + r_1/A^(1/3) + r_2/A with the fit of Angeli (2004): a typing error shows.

    The lightest are no drops, and the rare earths are deformed, 2.5 % at most.
    """
    for name, radius in charge_radii().items():
        A = nuclide(name).A
        trend = 0.9071 * A ** (1 / 3) + 1.105 / A ** (1 / 3) - 0.548 / A
        if A > 9:
            assert radius == pytest.approx(trend, rel=0.06 if A < 50 else 0.026, abs=0), name


def test_isotopes_lie_close_together() -> None:
    """Radii of one element never differ by more than A^(1/3), and a bit: another place for it.

    Calcium's shrink from 44 on, against the trend: 48Ca is no larger than 40Ca.
    """
    by_element: dict[str, list[str]] = {}
    for name in charge_radii():
        by_element.setdefault(name.lstrip("0123456789"), []).append(name)
    for element, names in by_element.items():
        for one, other in itertools.pairwise(names):
            step = charge_radii()[other] / charge_radii()[one]
            grown = (nuclide(other).A / nuclide(one).A) ** (1 / 3)
            if nuclide(one).Z > 12:
                assert grown * 0.975 < step < grown * 1.02, (element, one, other)


# as printed in Angeli and Marinova's table 1, of elements that detectors are made of
PRINTED = {
    "4He": 1.6755, "7Li": 2.4440, "20Ne": 3.0055, "64Zn": 3.9283, "69Ga": 3.9973, "75As": 4.0968,
    "93Nb": 4.3240, "98Mo": 4.4091, "116Cd": 4.6203, "120Sn": 4.6519, "130Te": 4.7423,
    "181Ta": 5.3507, "184W": 5.3658, "197Au": 5.4371, "209Bi": 5.5211, "238U": 5.8571,
}  # fmt: skip


def test_radii_as_printed() -> None:
    assert {name: charge_radii()[name] for name in PRINTED} == PRINTED


def test_four_were_not_measured() -> None:
    radius = charge_radii()
    assert set(nuclides()) == set(radius)
    assert radius["33S"] == pytest.approx((radius["32S"] + radius["34S"]) / 2, abs=1e-4)
    assert radius["231Pa"] == pytest.approx((radius["232Th"] + radius["234U"]) / 2, abs=1e-4)
    assert (radius["50V"], radius["180Ta"]) == (radius["51V"], radius["181Ta"])


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("one", ["1H", "3He", "4He", "6Li", "64Zn", "209Bi", "238U"])
def test_every_nuclide_has_every_form_factor(name: str, one: str) -> None:
    """Also hydrogen, which is smaller than the surface of Helm's nuclei."""
    F = model(name)(nuclide(one))
    assert F(0.0) == pytest.approx(1, rel=1e-12, abs=0)
    if name == "charge_helm":
        assert F.moments.rms == pytest.approx(charge_radius(nuclide(one)), rel=1e-12, abs=0)


def test_a_radius_of_ones_own() -> None:
    mine = replace(nuclide("40Ar"), name="41Ar", N=23, mass=nuclide("40Ar").mass + 939.6)
    with pytest.raises(ValueError, match="no charge radius of '41Ar': give it one"):
        charge_radius(mine)
    F = model("charge_helm")(replace(mine, charge_radius=3.5))
    assert F.moments.rms == pytest.approx(3.5, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("name", "skin"),
    [("133Cs", -0.04 + 1.01 * 23 / 133), ("28Si", -0.04), ("208Pb", 0.1737), ("40Ar", 0.061)],
)
def test_skin_by_hand(name: str, skin: float) -> None:
    assert neutron_skin(nuclide(name)) == pytest.approx(skin, abs=1e-4)
    neutrons, protons = (model(m)(nuclide(name)).moments.rms for m in ("skin_helm", "charge_helm"))
    assert protons == pytest.approx(charge_radius(nuclide(name)), rel=1e-12, abs=0)
    assert neutrons - protons == pytest.approx(skin, abs=1e-4)
