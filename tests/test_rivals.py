"""Which couplings and which pull: every pair against the expected rows at the SNS."""

import numpy as np
import pytest

from cevns.inference.intervals import delta_chi2
from cevns.talk import limits_table
from cevns.talk.published import furthest_beyond_rounding, talk_limits
from cevns.talk.rivals import COUPLINGS, PULLS, rivals

FOUND = {(one.couplings, one.pull): one for one in rivals()}


def test_every_pair_once_and_fourteen_rows_each() -> None:
    assert list(FOUND) == [(c, p) for c in COUPLINGS for p in PULLS]
    rows = next(iter(FOUND.values())).deviations
    assert len(rows) == 14
    assert all(one.deviations.keys() == rows.keys() for one in FOUND.values())
    assert ("coherent-csi", "sns-prompt", "current") not in rows  # observed


@pytest.mark.parametrize("pull", ["talk", "statistical", "profiled"])
def test_tree_level_rows_are_those_of_the_table(pull: str) -> None:
    """The same numbers on the way the table of limits goes."""
    table = {row[:3]: getattr(row, pull) for row in limits_table.rows()}
    for key, off in FOUND["tree, 0.2386", pull].deviations.items():
        assert off == pytest.approx(furthest_beyond_rounding(table[key], key), rel=1e-12, abs=1e-14)


def test_a_wider_variance_by_hand() -> None:
    """Without a pull N_EM^2 = C V, so limits go as V^(1/4): (1+s)^2 N against (1+s) N."""
    narrow, wide = (FOUND["tree, 0.2386", p] for p in ("statistical", "(1 + s)^2 N, no pull"))
    key = ("coherent-hpge", "sns-prompt", "current")
    statistical = next(row for row in limits_table.rows() if row[:3] == key).statistical
    assert statistical is not None
    assert narrow.deviations[key] == furthest_beyond_rounding(statistical, key)
    expected = furthest_beyond_rounding(1.2**0.25 * np.array(statistical), key)
    assert wide.deviations[key] == pytest.approx(expected, rel=1e-12, abs=0)


def test_a_count_by_hand() -> None:
    """Exact rows and rows within a per cent, counted from the deviations."""
    one = FOUND["tree, 0.2312", "(1 + s)^2 N, no pull"]
    off = np.abs(list(one.deviations.values()))
    assert one.exact == np.count_nonzero(off == 0)
    assert one.within(0.01) == np.count_nonzero(off <= 0.01)
    assert one.worst == off.max()


def test_what_the_rivals_reproduce() -> None:
    """No pair reproduces all; one is never off by half a per cent, and rivals come close."""
    counted = {key: (one.exact, one.within(0.005), one.within(0.01)) for key, one in FOUND.items()}
    assert counted["tree, 0.2386", "talk"] == (7, 14, 14)
    assert counted["radiative_2005", "statistical"] == (7, 8, 8)
    assert counted["tree, 0.2312", "(1 + s)^2 N, no pull"] == (5, 11, 13)
    assert counted["radiative_2005", "talk"] == (5, 9, 13)
    assert counted["one_loop", "talk"] == (5, 10, 14)
    assert all(counted[c, "profiled"] == (0, 0, 0) for c in COUPLINGS)
    assert [key for key, (_, half, _) in counted.items() if half == 14] == [
        ("tree, 0.2386", "talk")
    ]


def test_at_reactors_seven_numbers_face_seven_choices() -> None:
    """Row for row a factor remains; three future ones are the current ones rescaled.

    Whatever flux and threshold a reactor experiment has, its limit with the talk's pull goes as
    (V/N^2)^(1/4), so more mass, time and efficiency change it by a known factor: that of CONUS,
    CONNIE and TEXONO, whose threshold stays. The rest is five rows now and two in the future,
    MINER's and RED100's; inferred are five fluxes and those two readings.
    """
    C = delta_chi2(0.90, 1)
    gain = {"conus": 100 / 3.85, "connie": 100, "texono": 100, "miner": 100, "red100": 1}
    table = {row[:3]: row.talk for row in limits_table.rows()}
    rescaled = []
    for key, more_mass in gain.items():
        more = more_mass * 10 * 2  # ten years, efficiency of 1 after 0.5
        variances = 1.1 / (1 - 0.01 * C) / (1.2 / (1 - 0.04 * C))
        future, now = (table[key, "reactor", setup] for setup in ("future", "current"))
        if np.allclose(np.divide(future, now), (variances / more) ** 0.25, rtol=1e-9, atol=0):
            rescaled.append(key)
    assert rescaled == ["conus", "connie", "texono"]
    assert sum(source == "reactor" for _, source, _ in talk_limits()) - len(rescaled) == 7
