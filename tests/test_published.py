"""Typed-in published numbers: sums and shapes that their sources also print."""

from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.talk.published import talk_limits


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
