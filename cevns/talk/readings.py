"""What the print leaves open, by trial: conventions of the closed forms, and the mixing angles."""

import itertools
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array, whole
from cevns.basics.kinds import checked
from cevns.neutrinos.hermitian import flavor_form, seen_alone
from cevns.neutrinos.mixing import DE_SALAS_2018, Mixing, MixingArrays, pmns
from cevns.neutrinos.moments import moment_matrix, moment_vector
from cevns.talk.closed_forms import FORMS, phase_differences
from cevns.talk.published import printed_ratio, talk_limits

PLACEMENTS: Final = ("U^T lambda U", "U^dagger lambda U*")
"""Ways to reach the mass basis in which the print may be read."""

SIGNS: Final = tuple(itertools.product((1, -1), repeat=4))
"""Signs with which delta, xi_1, xi_2 and xi_3 may enter."""


@checked
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
    whole("points", points)
    rng = np.random.default_rng(whole("seed", seed, at_least=0))
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


FITS_OF_THE_TIME: Final[Mapping[str, Mixing]] = MappingProxyType(
    {
        fit.name: fit
        for fit in (
            Mixing(
                name="capozzi_2017",
                sin2_12=0.297,
                sin2_13=0.0215,
                sin2_23=0.425,
                delta_CP=1.38 * math.pi,
                dm2_21=7.37e-5,
                dm2_31=2.525e-3 + 7.37e-5 / 2,
                source="F. Capozzi et al., Phys. Rev. D 95 (2017) 096014",
            ),
            Mixing(
                name="nufit_3_2",
                sin2_12=0.307,
                sin2_13=0.02206,
                sin2_23=0.538,
                delta_CP=math.radians(234),
                dm2_21=7.40e-5,
                dm2_31=2.494e-3,
                source="NuFIT 3.2 (2018), www.nu-fit.org, update of I. Esteban et al., "
                "JHEP 01 (2017) 087",
            ),
            Mixing(
                name="capozzi_2018",
                sin2_12=0.304,
                sin2_13=0.0214,
                sin2_23=0.551,
                delta_CP=1.32 * math.pi,
                dm2_21=7.34e-5,
                dm2_31=2.455e-3 + 7.34e-5 / 2,
                source="F. Capozzi et al., Prog. Part. Nucl. Phys. 102 (2018) 48",
            ),
            DE_SALAS_2018,
            Mixing(
                name="nufit_4_0",
                sin2_12=0.310,
                sin2_13=0.02240,
                sin2_23=0.582,
                delta_CP=math.radians(217),
                dm2_21=7.39e-5,
                dm2_31=2.525e-3,
                source="I. Esteban et al., JHEP 01 (2019) 106, with Super-Kamiokande data",
            ),
        )
    }
)
"""Global fits of 2017 and 2018, normal ordering, from which a talk of 2019 could have taken its
angles; the slides name none."""

_ROWS: Final = {"reactor": "nu_e_bar", "sns-prompt": "nu_mu"}


class MixingTrial(NamedTuple):
    """How many of the printed ratios of limits a mixing reproduces, by the kind of row."""

    reactor: int
    of_reactor: int
    prompt: int
    of_prompt: int

    @property
    def complete(self) -> bool:
        """Whether it reproduces every one of them."""
        return (self.reactor, self.prompt) == (self.of_reactor, self.of_prompt)


@checked
def mixing_trial(mixing: Mixing) -> MixingTrial:
    r"""Count the printed ratios of limits that a mixing reproduces within their rounding.

    One moment at a time, a beam of one flavour limits them in the ratio

    .. math::

        \frac{|\Lambda_i|}{|\Lambda_3|} = \sqrt{\frac{1-|U_{\alpha3}|^2}{1-|U_{\alpha i}|^2}} ,

    with :math:`\alpha=e` at reactors and :math:`\mu` for prompt neutrinos of the SNS: no detector,
    no flux and no statistics in it.

    Parameters
    ----------
    mixing : such as one of `FITS_OF_THE_TIME`, or the same with another phase

    Returns
    -------
    MixingTrial
        two ratios for each printed row
    """
    counts = []
    for source, flavor in _ROWS.items():
        share = seen_alone(flavor_form(flavor, mixing))
        keys = [key for key in talk_limits() if key[1] == source]
        inside = [
            low <= np.sqrt(share[2] / share[i]) <= high
            for key in keys
            for i in (0, 1)
            for low, high in [printed_ratio(key, i, 2)]
        ]
        counts += [sum(inside), len(inside)]
    return MixingTrial(*map(int, counts))
