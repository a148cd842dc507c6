"""Coverage of limits from measured data, as a thousand repeated experiments found it."""

from functools import cache
from typing import NamedTuple

from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.units import mu10
from cevns.inference.toys.fractions import Fraction, Quantile


class CoverageRow(NamedTuple):
    """What a run of repeated experiments found: see `cevns.inference.toys.coverage.Coverage`.

    Parameters
    ----------
    data : names of the data sets, with commas
    moment : such as ``"Lambda_1"``
    others : ``"zero"``, or ``"profiled"`` with the phases; then these are true as they fit best
    modulus : true [mu_B]
    toys, seed : how many repetitions
    limit, interval, from_below : how often the true modulus is below its limit, in its interval,
        and below all of it
    threshold : Delta chi^2 that covers 90 %
    first : Delta chi^2 of the true modulus in the first repetition
    cpu_ms : what a repetition takes on average [CPU ms]
    """

    data: str
    moment: str
    others: str
    modulus: float
    toys: int
    seed: int
    limit: Fraction
    interval: Fraction
    from_below: Fraction
    threshold: Quantile
    first: float
    cpu_ms: float


@cache
def shipped_coverage() -> tuple[CoverageRow, ...]:
    """Return the shipped table, which ``tools/coverage_tables.py`` writes: 90 %, one parameter."""
    names = ("limit", "interval", "from_below")
    columns: dict[str, type] = dict.fromkeys(("data", "moment", "others"), str)
    columns["modulus_mu10"] = float
    columns |= dict.fromkeys(("toys", "seed"), int)
    columns |= {f"{name}{end}": float for name in names for end in ("", "_error")}
    columns |= dict.fromkeys(("threshold", "threshold_low", "threshold_high"), float)
    columns |= dict.fromkeys(("first", "cpu_ms"), float)

    def read(row: dict[str, object]) -> CoverageRow:
        def pick(*keys: str) -> tuple[float, ...]:
            return tuple(row[key] for key in keys)  # type: ignore[misc]

        limit, interval, from_below = (Fraction(*pick(name, f"{name}_error")) for name in names)
        return CoverageRow(
            data=str(row["data"]),
            moment=str(row["moment"]),
            others=str(row["others"]),
            modulus=mu10 * pick("modulus_mu10")[0],
            toys=int(pick("toys")[0]),
            seed=int(pick("seed")[0]),
            limit=limit,
            interval=interval,
            from_below=from_below,
            threshold=Quantile(*pick("threshold", "threshold_low", "threshold_high")),
            first=pick("first")[0],
            cpu_ms=pick("cpu_ms")[0],
        )

    return tuple(map(read, read_csv(shipped("inference", "coverage.csv"), columns)))
