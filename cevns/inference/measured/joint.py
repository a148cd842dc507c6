"""Several data sets as one likelihood: what they have in common is one pull."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.inference.measured.likelihood import Likelihood
from cevns.inference.measured.nuisances import centred
from cevns.inference.measured.profiled import Profiled
from cevns.inference.measured.templates import TemplateBins

JOINT = " + "


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class Joint(Profiled):
    r"""Independent data sets whose pulls with the same ``shared`` key are one.

    .. math:: \chi^2 = \min_\theta\;\sum_s\chi^2_s(\theta) + \sum_j\left(\frac{\theta_j
              -\theta_j^0}{\sigma_j}\right)^2

    where every pull is paid for once.

    Parameters
    ----------
    sets : data sets, each once

    Raises
    ------
    ValueError
        if there is none, one comes twice, or a shared pull has different priors
    """

    sets: tuple[TemplateBins, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "sets", tuple(self.sets))
        if not self.sets:
            raise ValueError("a joint fit needs at least one data set")
        names = [one.name for one in self.sets]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)}: given twice")
        _ = self.likelihood

    @property
    def name(self) -> str:  # type: ignore[override]
        """Names of the data sets."""
        return JOINT.join(one.name for one in self.sets)

    @property
    def source(self) -> str:  # type: ignore[override]
        """Key of the source if there is one for all, otherwise empty."""
        sources = {one.source for one in self.sets}
        return sources.pop() if len(sources) == 1 else ""

    @cached_property
    def likelihood(self) -> Likelihood:
        """All terms with all pulls, shared ones once."""
        return Likelihood([one.term for one in self.sets], [one.nuisances for one in self.sets])

    def coefficients(self, x: Array, y: Array) -> list[Array]:
        """Coefficients of the parts of every set, (n, parts), at moments [mu10^2], (n,)."""
        return [c for one in self.sets for c in one.coefficients(x, y)]

    def fluctuated(
        self,
        rng: np.random.Generator,
        mu_e2: float = 0.0,
        mu_mu2: float = 0.0,
        pulls: ArrayLike | None = None,
    ) -> "Joint":
        """Draw what might have been measured, the centre of a shared prior once for all.

        Parameters
        ----------
        rng : where randomness comes from
        mu_e2, mu_mu2 : true squared moments [mu_B^2]
        pulls : true ones, shape (pulls,); what fits best to all data by default
        """
        L = self.likelihood
        given = self.profile(mu_e2, mu_mu2).pulls if pulls is None else in_range("pulls", pulls)
        theta = np.broadcast_to(given, L.sigma.shape)
        pulled = centred(L.nuisances, theta, rng)
        drawn = []
        for one, index in zip(self.sets, L.index, strict=True):
            toy = one.fluctuated(rng, mu_e2, mu_mu2, theta[index])
            priors = zip(toy.nuisances, (pulled[i].centre for i in index), strict=True)
            drawn.append(replace(toy, nuisances=tuple(replace(n, centre=c) for n, c in priors)))
        return replace(self, sets=tuple(drawn))

    @property
    def _free(self) -> list[list[int]]:
        return [free for one in self.sets for free in one._free]

    @property
    def _seen(self) -> tuple[float, float]:
        e, mu = (sum(each) for each in zip(*(one._seen for one in self.sets), strict=True))
        return e, mu
