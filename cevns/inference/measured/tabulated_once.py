"""A chi^2 of measured data, tabulated once for what asks for it thousands of times."""

from typing import Any, Final

from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.tabulated import tabulated
from cevns.inference.together import Together

NODES: Final = (25, 41, 81)
"""Along either axis; more where few are not enough."""

RAYS: Final = 21
CHECKS: Final = 200
"""Along so many rays it is looked how far a table has to go, and at so many points how good it is:
each costs the nuisances of all data."""

TOLERANCE: Final = 1e-4
"""Error that a table may have, in units of 1 + Delta chi^2; a limit moves by less than that."""


@checked
def tabulated_once(chi2: MomentChi2, kept: dict[str, Any]) -> MomentChi2:
    """Return a table of chi^2, or chi^2 itself where a table misses it.

    Parameters
    ----------
    chi2 : to be tabulated
    kept : where the table is looked for, and put
    """
    if "table" not in kept:
        kept["table"] = chi2  # if there is a kink, where nothing was counted off the source
        for nodes in NODES:
            try:
                kept["table"] = _tabulated(chi2, nodes)
                break
            except ValueError:
                continue
    found: MomentChi2 = kept["table"]
    return found


def _tabulated(chi2: MomentChi2, nodes: int) -> MomentChi2:
    if isinstance(chi2, Together):
        found: MomentChi2 = chi2.tabulated(
            nodes=nodes, tolerance=TOLERANCE, rays=RAYS, checks=CHECKS
        )
        return found
    return tabulated(chi2, nodes=nodes, tolerance=TOLERANCE, rays=RAYS, checks=CHECKS)
