"""What a result rests on: two named sets, what a change carries along, what counts share."""

import json
from dataclasses import replace

import pytest

import cevns
from cevns.detectors.thresholds import ThresholdDetector
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.assumptions import SETS
from cevns.inference.record import inferred, record
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei.radii import charge_helm, form_factor_models, helm, klein_nystrand, skin_helm
from cevns.rates.signal import binned_signal, recoil_spectrum
from cevns.sources.beams import BeamComponent, Mixture, PlaneWave
from cevns.sources.spectra import Line
from cevns.talk.collection import together

CSI = cevns.experiment("coherent-csi")
SNS = ("coherent-csi", "coherent-hpge", "coherent-lar", "coherent-nai")


def test_every_count_takes_what_is_recommended() -> None:
    named = cevns.RECOMMENDED.nuclear
    for few in (cevns.couplings.one_loop(), charge_helm, skin_helm):
        assert few in named.values()
    assert cevns.signal(CSI) == cevns.signal(CSI, **named)
    assert cevns.signal(CSI).sm_total != pytest.approx(
        cevns.signal(CSI, **cevns.TALK.nuclear).sm_total, rel=1e-3, abs=0
    )
    assert binned_signal(CSI, [6, 30]) == binned_signal(CSI, [6, 30], **named)
    spectra = [recoil_spectrum(CSI, [0.01], **options).sm_total for options in ({}, named)]
    assert spectra[0] == spectra[1]
    assert cevns.limit(CSI, "Lambda_1") == cevns.limit(
        CSI, "Lambda_1", assumptions=cevns.RECOMMENDED
    )


def test_a_form_factor_given_alone_is_that_of_both() -> None:
    assert form_factor_models() == (charge_helm, skin_helm)
    assert form_factor_models(helm) == (helm, helm)
    assert form_factor_models(neutron=helm) == (charge_helm, helm)
    assert form_factor_models(helm, klein_nystrand) == (helm, klein_nystrand)
    changed = cevns.RECOMMENDED.but(form_factor="helm")
    assert (changed.proton_model, changed.neutron_model) == (helm, None)
    both = cevns.RECOMMENDED.but(form_factor="helm", neutron_form_factor="klein_nystrand")
    assert both.neutron_model is klein_nystrand
    assert cevns.RECOMMENDED.but(neutron_form_factor="helm").proton_model is charge_helm


def test_the_flux_of_a_source_is_shared_by_its_counts() -> None:
    """The 10 % of the SNS, for the counts there and nowhere else."""
    everything = together()
    assert everything.common_flux == {"sns": 0.10}
    explicit = cevns.combine(*SNS, shared={"sns": 0.10})
    assert together("sns").limits() == pytest.approx(explicit.limits(), rel=1e-12, abs=0)
    separate = together("sns", flux="separate")
    assert separate.common_flux == {}
    assert separate.limits() == pytest.approx(
        cevns.combine(*SNS, shared={}).limits(), rel=1e-12, abs=0
    )
    # what all have in common does not average out
    assert (together("sns").limits() > 1.02 * separate.limits()).all()
    assert together("sns").under(flux="separate").limits() == pytest.approx(
        separate.limits(), rel=1e-12, abs=0
    )
    assert together("reactor").common_flux == {}
    assert together("coherent-csi", "reactor").common_flux == {}
    assert together(prescription="statistical").common_flux == {}
    assert together(assumptions=cevns.TALK).common_flux == {}


def test_bins_keep_a_pull_of_their_own() -> None:
    data = cevns.combine("coherent-csi@2017-bins", "coherent-hpge", "coherent-lar")
    assert data.common_flux == {"sns": 0.10}
    x, y = 3.0e-18, 2.0e-18
    parts = cevns.combine("coherent-hpge", "coherent-lar").chi2(x, y) + cevns.dataset(
        "coherent-csi@2017-bins"
    ).chi2(x, y)
    assert float(data.chi2(x, y)) == pytest.approx(float(parts), rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="only single counts can share"):
        cevns.combine("coherent-csi@2017-bins", "coherent-hpge", shared={"sns": 0.1}).limits()


def test_a_count_as_certain_as_the_flux_supposes_a_better_one() -> None:
    """With 10 % for all of it, as the plans have, sharing 10 % would leave nothing of its own."""
    assert together("sns", setup="future").common_flux == {}
    sure = replace(
        cevns.experiment("coherent-hpge"), measurement=ExpectedCount(sigma_stat=0, sigma_sys=0.05)
    )
    assert cevns.combine(sure, "coherent-lar").common_flux == {}
    with pytest.raises(ValueError, match=r"shared uncertainty of sns = 0\.1 must be .*<= 0\.05"):
        cevns.combine(sure, "coherent-lar", shared={"sns": 0.1}).limits()
    with pytest.raises(ValueError, match="flux uncertainty = 10"):
        replace(sure, flux_uncertainty=10)


@pytest.mark.parametrize("name", ["coherent-csi", "conus", "coherent-csi@2017-bins"])
def test_a_change_counts_again_only_what_it_touches(name: str) -> None:
    data = cevns.dataset(name)
    assert data.under() is data
    judged = data.moment_chi2
    for changes in (
        {"mixing": cevns.mixing.DE_SALAS_2018},
        {"confidence_level": 0.95},
        {"definition": "boundary"},
        {"flux": "separate"},
    ):
        assert data.under(**changes).moment_chi2 is judged
    for changes in ({"beam": "all"}, {"prescription": "profiled"}, {"couplings": "tree"}):
        assert data.under(**changes).moment_chi2 is not judged
    for changes in ({"couplings": "tree"}, {"mixing": cevns.mixing.DE_SALAS_2018}):
        fresh = cevns.dataset(name, **changes).limits()
        assert data.under(**changes).limits() == pytest.approx(fresh, rel=1e-12, abs=0)
        assert data.limits(**changes) == pytest.approx(fresh, rel=1e-12, abs=0)


def test_a_mixture_of_mass_states_is_bounded_one_moment_at_a_time() -> None:
    """Alone or as a data set: its effective moment is no function of mu_e and mu_mu."""
    sun = BeamComponent(
        state=Mixture.arriving((0.6, 0.37, 0.03), cevns.RECOMMENDED.mixing),
        label="8B",
        beam="solar",
        spectrum=Line(10.0),
        intensity=PlaneWave(5e6),
    )
    e = replace(
        CSI,
        key="sun",
        components=(sun,),
        detector=ThresholdDetector(threshold_nr=1e-4),
        measurement=ExpectedCount(sigma_stat=0.1, sigma_sys=0.1),
    )
    limits = [cevns.limit(e, moment) for moment in MOMENTS]
    assert limits == cevns.dataset(e).limits().tolist()
    assert limits[2] / limits[0] == pytest.approx((0.4 / 0.97) ** 0.5, rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="no function of those"):
        cevns.limit(cevns.dataset(e), "Lambda_1", others="profiled")


@pytest.mark.parametrize("name", SETS)
def test_a_record_says_all_that_differs(name: str) -> None:
    """The two sets differ in every entry but beam, definition, level and shape of the pull."""
    told = SETS[name].record()
    assert json.loads(json.dumps(told)) == told
    other = next(s for key, s in SETS.items() if key != name).record()
    same = {key for key in told if told[key] == other[key]}
    assert same == {"beam", "definition", "confidence_level", "pull"}


def test_what_no_source_gives_is_named() -> None:
    conus = inferred(cevns.experiment("conus").inputs)
    assert conus["flux_per_cm2_s"]["value"] == 2.4e13
    assert conus["exposure_days"]["value"] == 365.25
    assert inferred(cevns.experiment("miner").inputs)["material"]["value"] == "2Ge:1Si"
    assert inferred(CSI.inputs) == {}
    told = record(cevns.dataset("coherent-lar", "future"))
    assert (told["count"], told["observed"]) == ("expected", None)
    assert list(told["inferred"]) == ["exposure_days"]
    assert record(cevns.dataset("coherent-csi"))["observed"] == 142
