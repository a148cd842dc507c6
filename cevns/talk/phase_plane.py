"""A reactor's effective moment in the plane of the two phases the talk writes it with."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.neutrinos.mixing import Mixing
from cevns.talk.closed_forms import reactor


@checked
def reactor_in_phase_plane(moduli: ArrayLike, x: ArrayLike, y: ArrayLike, mixing: Mixing) -> Array:
    r"""`cevns.talk.closed_forms.reactor` at :math:`\delta-\xi_2 = x` and :math:`\delta-\xi_1 = y`.

    The third cosine follows, :math:`\xi_3 = \xi_1-\xi_2 = x - y`.

    Parameters
    ----------
    moduli : of the three moments [mu_B], >= 0
    x, y : [rad], broadcastable
    mixing : of the leptons

    Returns
    -------
    Array
        mu_B^2, broadcast shape
    """
    x, y = in_range("x", x, "rad"), in_range("y", y, "rad")
    xi = np.stack(np.broadcast_arrays(mixing.delta_CP - y, mixing.delta_CP - x, x - y), axis=-1)
    return reactor(moduli, xi, mixing)
