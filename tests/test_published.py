"""Typed-in published numbers: sums and shapes that their sources also print."""

import numpy as np
import pytest

from cevns.experiments.binned_counts import BinnedCounts, coherent_csi_2017
from cevns.talk.published import (
    beyond_rounding,
    furthest_beyond_rounding,
    talk_limits,
    talk_limits_as_printed,
    talk_roundings,
)


def test_twelve_bins_sum_to_the_printed_counts() -> None:
    """547 coincidence minus 405 anticoincidence events are the 142 of the talk."""
    bins = coherent_csi_2017()
    assert bins.coincidence.sum() == 547
    assert bins.anticoincidence.sum() == 405
    assert bins.residual.sum() == 142
    assert len(bins.edges) == 13
    assert (bins.edges[0], bins.edges[-1]) == (6, 30)


def test_prompt_neutron_shape_has_the_release_sum() -> None:
    assert abs(coherent_csi_2017().prompt_neutrons.sum() - 5.42) < 0.01


def test_table_of_the_talk_is_complete() -> None:
    """13 rows with two setups, and Borexino."""
    table = talk_limits()
    assert len(table) == 27
    assert table["borexino", "solar", "current"] == (0.44, 0.36, 0.28)
    for (experiment, source, setup), row in table.items():
        if setup == "future":
            current = table[experiment, source, "current"]
            assert all(f < c for f, c in zip(row, current, strict=True))


def test_columns_of_the_release_are_not_mixed_up() -> None:
    """Typed from arXiv:1804.09459: first and last bin of 2 photoelectrons."""
    bins = coherent_csi_2017()
    assert bins.edges.tolist() == list(range(6, 31, 2))
    first = bins.coincidence[0], bins.anticoincidence[0], bins.prompt_neutrons[0]
    last = bins.coincidence[-1], bins.anticoincidence[-1], bins.prompt_neutrons[-1]
    assert first == (35, 26, 0.2053)
    assert last == (26, 17, 0.3123)


def test_derived_columns_of_any_counts() -> None:
    """By hand, with the two columns different everywhere and one of them empty."""
    bins = BinnedCounts(
        edges=np.array([0.0, 1.0, 3.0, 4.0]),
        coincidence=np.array([9.0, 0.0, 25.0]),
        anticoincidence=np.array([16.0, 4.0, 0.0]),
        prompt_neutrons=np.array([0.1, 0.2, 0.3]),
    )
    assert bins.residual.tolist() == [-7, -4, 25]
    assert bins.uncertainty.tolist() == [5, 2, 5]


def test_residuals_of_simulated_counts_scatter_as_they_should() -> None:
    """Both columns Poisson: 100 000 runs of the first release, bin by bin."""
    bins, rng = coherent_csi_2017(), np.random.default_rng(7)
    runs = rng.poisson(bins.coincidence, (100_000, 12)) - rng.poisson(
        bins.anticoincidence, (100_000, 12)
    )
    np.testing.assert_allclose(runs.std(axis=0), bins.uncertainty, rtol=0.01)
    np.testing.assert_allclose(runs.mean(axis=0), bins.residual, atol=0.15)
    total = np.sqrt(np.sum(bins.uncertainty**2))
    assert total == pytest.approx(np.sqrt(547 + 405), rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("row", "half_units"),
    [
        (("coherent-csi", "sns-prompt", "current"), (0.05, 0.05, 0.05)),  # 69.2 70.2 89.6
        (("coherent-nai", "sns-delayed", "future"), (0.05, 0.05, 0.05)),  # 2.3 2.0 2.0
        (("connie", "reactor", "current"), (0.005, 0.005, 0.005)),  # 0.90 0.63 0.53
        (("red100", "reactor", "current"), (0.05, 0.005, 0.005)),  # 1.0 0.72 0.61
        (("borexino", "solar", "current"), (0.005, 0.005, 0.005)),  # 0.44 0.36 0.28
    ],
)
def test_half_a_unit_of_the_last_digit_printed(
    row: tuple[str, str, str], half_units: tuple[float, ...]
) -> None:
    """A zero at the end of 0.90 or 2.0 is a digit as well."""
    assert talk_roundings()[row] == pytest.approx(half_units, rel=1e-12, abs=0)
    assert set(talk_roundings()) == set(talk_limits())


@pytest.mark.parametrize(
    ("ours", "beyond"),
    [(69.2, 0), (69.249, 0), (69.151, 0), (70.0, 70 / 69.25 - 1), (68.0, 68 / 69.15 - 1)],
)
def test_deviations_beyond_the_rounding(ours: float, beyond: float) -> None:
    """69.2 is printed for anything from 69.15 to 69.25."""
    assert beyond_rounding(ours, 69.2, 0.05) == pytest.approx(beyond, rel=1e-12, abs=1e-15)


def test_the_furthest_of_a_row_is_judged_by_its_size_and_keeps_its_sign() -> None:
    """Printed are 69.2, 70.2, 89.6: one too large, one within, one too small by more."""
    key = ("coherent-csi", "sns-prompt", "current")
    off = furthest_beyond_rounding((70.0, 70.2, 88.0), key)
    assert off == pytest.approx(88 / 89.55 - 1, rel=1e-12, abs=0)
    assert furthest_beyond_rounding((69.2, 70.2, 89.6), key) == 0


def test_digits_as_printed_are_the_numbers() -> None:
    for key, row in talk_limits_as_printed().items():
        assert tuple(map(float, row)) == talk_limits()[key]
    assert talk_limits_as_printed()["red100", "reactor", "current"] == ("1.0", "0.72", "0.61")
