"""In which conventions the printed closed forms hold: a trial of all of them."""

import itertools
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.neutrinos.mixing import MixingArrays, pmns
from cevns.neutrinos.moments import moment_matrix, moment_vector
from cevns.talk.closed_forms import FORMS, phase_differences

PLACEMENTS: Final = ("U^T lambda U", "U^dagger lambda U*")
"""Ways to reach the mass basis in which the print may be read."""

SIGNS: Final = tuple(itertools.product((1, -1), repeat=4))
"""Signs with which delta, xi_1, xi_2 and xi_3 may enter."""


def reading_errors(points: int = 400, seed: int = 1) -> Array:
    r"""How far every closed form is from the truth in every reading of the print.

    Equation :eq:`eq:conv-readings` of the book. The judge is the flavour basis, which needs
    no mixing matrix: :math:`\mu_\alpha^2 = |\Lambda|^2 - |\Lambda_\alpha|^2`.

    Parameters
    ----------
    points : random angles, phases and complex moments
    seed : of the random numbers

    Returns
    -------
    Array
        largest error over the points in units of :math:`|\Lambda|^2`, shape (2, 16, 4) for
        `PLACEMENTS`, `SIGNS` and `FORMS`
    """
    rng = np.random.default_rng(seed)
    s12, s13, s23 = rng.uniform(0, 1, (3, points))
    angles = MixingArrays(s12, s13, s23, rng.uniform(-np.pi, np.pi, points))
    flavor = rng.normal(size=(points, 3)) + 1j * rng.normal(size=(points, 3))
    size = np.sum(np.abs(flavor) ** 2, axis=-1)
    errors = np.empty((len(PLACEMENTS), len(SIGNS), len(FORMS)))
    for p, V in enumerate((pmns(angles), pmns(angles).conj())):
        mass = moment_vector(np.swapaxes(V, -1, -2) @ moment_matrix(flavor) @ V)
        xi = phase_differences(np.angle(mass))
        for s, (sign_delta, *signs_xi) in enumerate(SIGNS):
            read = angles._replace(delta_CP=sign_delta * np.asarray(angles.delta_CP))
            for f, (closed, row) in enumerate(FORMS.values()):
                printed = closed(np.abs(mass), xi * signs_xi, read)
                true = size - np.abs(flavor[:, row]) ** 2
                errors[p, s, f] = np.max(np.abs(printed - true) / size)
    return errors
