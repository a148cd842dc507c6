"""Many points at once give what one point at a time gives."""

from dataclasses import replace

import numpy as np
import pytest

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import eV, keV
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.thresholds import IonisationDetector
from cevns.experiments.experiment import Experiment
from cevns.inference.counts import counting
from cevns.interactions.couplings import radiative_2005, tree
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.interactions.standard_model import standard_model
from cevns.nuclei.form_factors import FormFactor
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel, charge_helm, helm, klein_nystrand, skin_helm
from cevns.rates.batch import CHUNK, Batch
from cevns.rates.yields import yields

CHANNELS = (*standard_model(tree()).channels, MAGNETIC)
CSI = cevns.experiment("coherent-csi")


def stretched(model: FormFactorModel, s: float) -> FormFactorModel:
    def of(nuclide: Nuclide) -> FormFactor:
        shape = model(nuclide)
        return lambda Q: shape(s * np.asarray(Q))  # type: ignore[return-value]

    return of


def one_by_one(e: Experiment, points: dict[str, Array], i: int) -> Array:
    moved = {name: float(values[i]) for name, values in points.items()}
    detector = e.detector
    if isinstance(detector, PhotoelectronDetector):
        detector = replace(detector, lower=moved["threshold"], light_yield=moved["light_yield"])
    elif isinstance(detector, IonisationDetector):
        detector = replace(detector, threshold_ee=moved["threshold"])
    else:
        detector = replace(detector, threshold_nr=moved["threshold"])
    return yields(
        replace(e, detector=detector),
        CHANNELS,
        proton=stretched(helm, moved["proton_stretch"]),
        neutron=stretched(klein_nystrand, moved["neutron_stretch"]),
    ).values


@pytest.mark.parametrize(
    ("key", "thresholds"),
    [
        ("coherent-csi", (4.5, 29.0)),
        ("coherent-lar", (1 * keV, 200 * keV)),  # some past the end point
        ("conus", (60 * eV, 400 * eV)),
        ("miner", (20 * eV, 400 * eV)),
    ],
)
def test_against_one_at_a_time(key: str, thresholds: tuple[float, float]) -> None:
    rng = np.random.default_rng(3)
    e, n = cevns.experiment(key), 12
    points = {
        "threshold": rng.uniform(*thresholds, n),
        "proton_stretch": rng.uniform(0.9, 1.1, n),
        "neutron_stretch": rng.uniform(0.9, 1.1, n),
    }
    if key == "coherent-csi":
        points["light_yield"] = rng.uniform(900, 1500, n)
    batch = Batch(experiment=e, channels=CHANNELS, proton=helm, neutron=klein_nystrand, nodes=20)
    found = batch.values(**points)
    assert found.shape == (n, len(e.components), len(CHANNELS))
    for i in range(n):
        expected = one_by_one(e, points, i)
        scale = np.abs(expected).max(axis=0, keepdims=True)
        np.testing.assert_allclose(found[i], expected, rtol=1e-9, atol=1e-10 * scale.max())
    fewer = replace(batch, nodes=10).values(**points)
    np.testing.assert_allclose(fewer, found, rtol=1e-6, atol=1e-8 * np.abs(found).max())


def test_its_own_numbers_by_default_and_points_of_any_number() -> None:
    batch = Batch(experiment=CSI, channels=CHANNELS, nodes=20)
    alone = batch.values()
    assert alone.shape == (1, 3, len(CHANNELS))
    np.testing.assert_allclose(alone[0], yields(CSI, CHANNELS).values, rtol=1e-10)
    many = batch.values(neutron_stretch=np.linspace(0.9, 1.1, CHUNK + 3))
    assert many.shape[0] == CHUNK + 3
    last = batch.values(neutron_stretch=1.1)
    np.testing.assert_allclose(many[-1:], last, rtol=1e-13)
    stretched_all = batch.values(proton_stretch=1.05, neutron_stretch=1.05)
    wider = yields(
        CSI, CHANNELS, proton=stretched(charge_helm, 1.05), neutron=stretched(skin_helm, 1.05)
    ).values
    np.testing.assert_allclose(stretched_all[0], wider, rtol=1e-10)


def test_a_scan_of_a_fit_to_two_experiments() -> None:
    """Couplings, radius, yield and threshold moved together: chi^2 by weights on a batch."""
    lar = cevns.experiment("coherent-lar")
    rng = np.random.default_rng(4)
    n = 8
    sin2, stretch = rng.uniform(0.2, 0.28, n), rng.uniform(0.95, 1.05, n)
    light, threshold = rng.uniform(1100, 1250, n), rng.uniform(15, 25, n) * keV
    channels = standard_model(tree()).channels
    weights = np.stack([standard_model(tree(float(s))).weights("nu_e") for s in sin2])
    events = [
        np.einsum("phc,pc->p", values, weights)
        for values in (
            Batch(experiment=CSI, channels=channels).values(
                light_yield=light, neutron_stretch=stretch
            ),
            Batch(experiment=lar, channels=channels).values(
                threshold=threshold, neutron_stretch=stretch
            ),
        )
    ]
    judged = [counting(x.measurement, cevns.signal(x).sm_total) for x in (CSI, lar)]
    chi2 = judged[0].chi2(events[0]) + judged[1].chi2(events[1])
    for i in range(n):
        csi = replace(CSI, detector=replace(CSI.detector, light_yield=float(light[i])))
        argon = replace(lar, detector=replace(lar.detector, threshold_nr=float(threshold[i])))
        alone = [
            cevns.signal(
                x,
                couplings=tree(float(sin2[i])),
                neutron_form_factor=stretched(skin_helm, float(stretch[i])),
            ).sm_total
            for x in (csi, argon)
        ]
        expected = sum(float(j.chi2(N)) for j, N in zip(judged, alone, strict=True))
        assert chi2[i] == pytest.approx(expected, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Batch(experiment=CSI, channels=()), "at least one channel"),
        (
            lambda: Batch(
                experiment=replace(CSI, detector=smeared(CSI.detector)), channels=CHANNELS
            ),
            "this detector is a SmearedPhotoelectronDetector",
        ),
        (
            lambda: Batch(
                experiment=replace(CSI, detector=CSI.detector.binned([6, 30])), channels=CHANNELS
            ),
            "this detector is a PhotoelectronDetector with bins",
        ),
        (
            lambda: Batch(experiment=cevns.experiment("conus"), channels=CHANNELS).values(
                light_yield=1.0
            ),
            "conus: IonisationDetector has no light yield",
        ),
        (
            lambda: Batch(experiment=cevns.experiment("conus"), channels=CHANNELS).values(
                threshold=100.0
            ),
            r"threshold = 100 MeV must be .*is it in keV",
        ),
        (
            lambda: Batch(experiment=CSI, channels=CHANNELS).values(threshold=[6.0, 31.0]),
            r"threshold\[1\] = 31 PE must be .*<= 30 PE",
        ),
        (
            lambda: Batch(experiment=CSI, channels=CHANNELS).values(neutron_stretch=-1.0),
            "neutron_stretch = -1 must be",
        ),
    ],
)
def test_what_a_batch_cannot_do_is_named(build: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()  # type: ignore[operator]


def test_radiative_weights_on_a_batch_are_those_of_a_signal() -> None:
    other = standard_model(radiative_2005())
    values = Batch(experiment=CSI, channels=other.channels, nodes=20).values()
    counts = cevns.signal(CSI, couplings=radiative_2005())
    np.testing.assert_allclose(
        values[0] @ other.weights("nu_mu"), list(counts.sm.values()), rtol=1e-9
    )
