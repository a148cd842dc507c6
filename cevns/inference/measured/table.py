"""A chi^2 of measured data, tabulated once for what asks for it thousands of times."""

from typing import Any, Final

from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.tabulated import tabulated
from cevns.inference.together import Together

NODES: Final = 81
"""Along either axis."""

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
        try:
            if isinstance(chi2, Together):
                kept["table"] = chi2.tabulated(nodes=NODES, tolerance=TOLERANCE)
            else:
                kept["table"] = tabulated(chi2, nodes=NODES, tolerance=TOLERANCE)
        except ValueError:  # a kink: where nothing was counted off the source
            kept["table"] = chi2
    found: MomentChi2 = kept["table"]
    return found
