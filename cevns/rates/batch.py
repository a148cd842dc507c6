r"""Counts of one experiment for many parameter points at once, for scans and samplers.

What moves a count and is not a coupling: the threshold, the light yield, the radii of protons
and neutrons. All points are integrated together, each on panels of its own; couplings come
afterwards, as weights. Ten thousand points take a tenth of a second where one at a time would
take ten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.detectors.acceptance import bends
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.interactions.channels import Channel
from cevns.interactions.kinematics import momentum_transfer, neutrino_energy_min, recoil_energy_max
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel
from cevns.rates.yields import (
    break_energies,
    fluences,
    form_factors,
    nuclear_recoils,
    target_counts,
)

CHUNK: Final = 1000
"""Points integrated together: as many as fit into the processor's memory next to it."""

_Detector = PhotoelectronDetector | ThresholdDetector | IonisationDetector
_Window = tuple[Array, Callable[[Array], Array]]


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    r"""An experiment made ready for scans: a count, not a spectrum, without arrival times.

    Radii are moved by stretching the density: :math:`F(Q) \to F(sQ)` multiplies the rms radius
    of every nuclide by s, whatever the form factor.

    Parameters
    ----------
    experiment : with a detector that has a threshold or a window of photoelectrons
    channels : such as those of `cevns.interactions.standard_model.standard_model`
    proton, neutron : models giving every nuclide its form factors, as
        `cevns.nuclei.radii.form_factor_models` takes them
    nodes : per panel

    Raises
    ------
    ValueError
        if the detector has neither, or there is no channel

    Examples
    --------
    A walk through the weak mixing angle, the neutron radius and the light yield:

    >>> import numpy as np, cevns
    >>> from cevns.interactions import couplings
    >>> from cevns.interactions.standard_model import standard_model
    >>> from cevns.rates.batch import Batch
    >>> csi = cevns.experiment("coherent-csi")
    >>> scan = Batch(experiment=csi, channels=standard_model(couplings.tree()).channels)
    >>> values = scan.values(light_yield=np.array([1100.0, 1170.0]), neutron_stretch=1.02)
    >>> weights = standard_model(couplings.tree(0.24)).weights("nu_e")
    >>> (values @ weights).shape  # points, components
    (2, 3)
    """

    experiment: Experiment
    channels: tuple[Channel, ...]
    proton: FormFactorModel | None = None
    neutron: FormFactorModel | None = None
    nodes: int = 10

    def __post_init__(self) -> None:
        whole("nodes", self.nodes, at_least=2)
        if not self.channels:
            raise ValueError("a batch needs at least one channel")
        nuclear_recoils(self.channels)
        detector = self.experiment.detector
        binned = isinstance(detector, PhotoelectronDetector) and bool(detector.edges)
        if binned or not isinstance(detector, _Detector):
            raise ValueError(
                f"{self.experiment.key}: a batch counts above a threshold or in a window of "
                f"photoelectrons, this detector is a {type(detector).__name__}"
                + (" with bins" if binned else "")
            )

    def values(
        self,
        *,
        threshold: ArrayLike | None = None,
        light_yield: ArrayLike | None = None,
        proton_stretch: ArrayLike = 1.0,
        neutron_stretch: ArrayLike = 1.0,
    ) -> Array:
        """Events of every component in every channel, at every point.

        Parameters
        ----------
        threshold : of recoils [MeV] or of ionisation [MeV], or the lower end of the window [PE],
            as the detector has it; its own by default
        light_yield : of a detector of photoelectrons [PE/MeV]; its own by default
        proton_stretch, neutron_stretch : factors of the rms radii, > 0; where the neutrons have
            no form factor of their own they start from that of the protons

        Returns
        -------
        Array
            shape (points, component, channel), one point for all that broadcasts

        Raises
        ------
        ValueError
            if a number is out of range, or a light yield is asked of a detector without
        """
        e, detector = self.experiment, cast(_Detector, self.experiment.detector)
        if isinstance(detector, PhotoelectronDetector):
            low = detector.lower if threshold is None else threshold
            low = in_range("threshold", low, "PE", above=0, at_most=detector.upper)
            gain = detector.light_yield if light_yield is None else light_yield
        else:
            if light_yield is not None:
                raise ValueError(f"{e.key}: {type(detector).__name__} has no light yield")
            low = detector.threshold if threshold is None else threshold
            low = in_range("threshold", low, "MeV", above=0, at_most=1, hint="is it in keV?")
            gain = 1.0
        points = np.broadcast_arrays(
            low,
            in_range("light yield", gain, "PE/MeV", above=0),
            in_range("proton_stretch", proton_stretch, above=0.1, at_most=10),
            in_range("neutron_stretch", neutron_stretch, above=0.1, at_most=10),
        )
        flat = [p.ravel() for p in points]
        shape = (len(flat[0]), len(e.components), len(self.channels))
        found = np.empty(shape)
        for start in range(0, shape[0], CHUNK):
            part = slice(start, start + CHUNK)
            found[part] = self._chunk(*(p[part] for p in flat))
        return found

    def _chunk(self, low: Array, gain: Array, stretch_p: Array, stretch_n: Array) -> Array:
        e = self.experiment
        total = np.zeros((len(low), len(e.components), len(self.channels)))
        energies = break_energies(e.components)
        alike = np.array_equal(stretch_p, stretch_n)
        for nuclide, targets in target_counts(e):
            ends = recoil_energy_max(energies, nuclide.mass)
            edges, efficiency = _window(e, nuclide, low, gain)
            panels = _panels(edges, ends)
            T = gauss_legendre(panels[:, :-1], panels[:, 1:], self.nodes)
            t = np.exp(T.x.reshape(len(low), -1))
            weight = targets * T.w.reshape(len(low), -1) * t * efficiency(t)
            Q = momentum_transfer(t, nuclide.mass)
            Q_p, Q_n = stretch_p[:, None] * Q, None if alike else stretch_n[:, None] * Q
            F_p, F_n = form_factors(nuclide, Q_p, self.proton, self.neutron, Q_n)
            E_min = neutrino_energy_min(t, nuclide.mass)
            moments = [c.spectrum.moments(E_min) for c in e.components]
            for i, channel in enumerate(self.channels):
                c_k = channel.coefficients(t, nuclide, F_p, F_n) * weight
                for h, I_k in enumerate(moments):
                    total[:, h, i] += np.einsum("knt,knt->n", c_k, I_k)
        return total * fluences(e)[:, None]


def _window(e: Experiment, nuclide: Nuclide, low: Array, gain: Array) -> _Window:
    """Recoil energies at which the response of every point has its kinks, and its efficiency."""
    detector = cast(_Detector, e.detector)
    if isinstance(detector, PhotoelectronDetector):
        steps = [np.clip(step, low, detector.upper) for step in bends(detector.acceptance)]
        marks = np.stack([low, *steps, np.full_like(low, detector.upper)], axis=-1)
        return marks / gain[:, None], lambda T: detector.acceptance(T * gain[:, None])
    edges = np.stack([detector.recoil_thresholds(nuclide, low), np.full_like(low, np.inf)], axis=-1)
    return edges, lambda T: np.full_like(T, detector.plateau)


def _panels(edges: Array, ends: Array) -> Array:
    """Logarithms of panel ends for every point, (points, panels + 1): empty ones have no width."""
    top = np.minimum(edges[:, -1], ends[-1])
    bottom = np.minimum(edges[:, 0], top)
    marks = np.concatenate([edges, np.broadcast_to(ends, (len(edges), len(ends)))], axis=1)
    inside = np.clip(marks, bottom[:, None], top[:, None])
    ordered = np.sort(inside, axis=1)
    used = (np.diff(ordered, axis=1) > 0).any(axis=0)
    keep = np.concatenate([[True], used])
    # a column that starts no panel for any point is left out
    logs: Array = np.log(ordered[:, keep])
    return logs
