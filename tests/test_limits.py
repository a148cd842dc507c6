"""The first limits: sensitivity matrix, published numbers, invariants."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cevns
from cevns.experiments.measurement import ObservedCount
from cevns.inference.counts import counting
from cevns.inference.limits import limit, limits_from_signal
from cevns.inference.sensitivity import matrix_from_signal, sensitivity_matrix
from cevns.neutrinos.effective import effective_squared, flavor_state
from cevns.neutrinos.mixing import DE_SALAS_2018, DE_SALAS_2018_CP_CONSERVING
from cevns.rates.signal import Signal, signal
from cevns.talk.published import talk_limits

CSI = cevns.experiment("coherent-csi", "current")
COUNTS = signal(CSI)
PRINTED = talk_limits()
moments = ["Lambda_1", "Lambda_2", "Lambda_3"]


@pytest.mark.parametrize(("beam", "tolerance"), [("delayed", 0.02), ("prompt", 0.05)])
@pytest.mark.parametrize("i", range(3), ids=moments)
def test_printed_limits_of_the_first_coherent_data(beam: str, tolerance: float, i: int) -> None:
    """Miranda et al., JHEP 07 (2019) 103, row CsI[Na]; prompt comes out 4 % weaker."""
    printed = PRINTED["coherent-csi", f"sns-{beam}", "current"][i]
    ours = limit(CSI, moments[i], assumptions=cevns.TALK, beam=beam) / 1e-10
    assert ours == pytest.approx(printed, rel=tolerance, abs=0)


@pytest.mark.parametrize("beam", ["prompt", "delayed"])
def test_ratios_of_printed_limits_follow_from_mixing_with_no_cp_phase(beam: str) -> None:
    """Ratios need no normalisation: they agree to the printed rounding."""
    printed = np.array(PRINTED["coherent-csi", f"sns-{beam}", "current"])
    ours = np.array([limit(CSI, m, assumptions=cevns.TALK, beam=beam) for m in moments]) / 1e-10
    np.testing.assert_allclose(ours / ours[2], printed / printed[2], rtol=2.5e-3)


@given(
    parts=st.lists(st.floats(-1e-8, 1e-8), min_size=6, max_size=6),
    beam=st.sampled_from(["all", "prompt", "delayed"]),
)
def test_matrix_counts_what_effective_moments_count(parts: list[float], beam: str) -> None:
    """Lambda^dagger H Lambda = sum over components of N_mag mu_f^2."""
    Lambda = np.array(parts[:3]) + 1j * np.array(parts[3:])
    H = matrix_from_signal(COUNTS, DE_SALAS_2018, beam)
    form = (Lambda.conj() @ H @ Lambda).real * 1e20
    direct = sum(
        COUNTS.magnetic[f] * effective_squared(Lambda, f, DE_SALAS_2018) * 1e20
        for f, group in COUNTS.beams.items()
        if beam in ("all", group)
    )
    assert form == pytest.approx(float(direct), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("beam", ["all", "prompt", "delayed"])
def test_hermitian_and_positive(beam: str) -> None:
    H = sensitivity_matrix(CSI, DE_SALAS_2018, beam)
    np.testing.assert_allclose(H, H.conj().T, atol=1e-18)
    assert (np.linalg.eigvalsh(H) > -1e-15).all()


def test_prompt_beam_is_blind_to_its_own_flavour() -> None:
    H = sensitivity_matrix(CSI, DE_SALAS_2018, "prompt")
    np.testing.assert_allclose(H @ flavor_state("nu_mu", DE_SALAS_2018), 0, atol=1e-16)
    assert np.linalg.matrix_rank(H) == 2


def test_diagonal_in_the_flavour_basis() -> None:
    """Rotated with U, the matrix holds the counts each flavour's moment can produce."""
    U = DE_SALAS_2018.matrix
    H = U @ sensitivity_matrix(CSI, DE_SALAS_2018) @ U.conj().T
    mu = COUNTS.magnetic["nu_mu"] + COUNTS.magnetic["nu_mu_bar"]
    e = COUNTS.magnetic["nu_e"]
    np.testing.assert_allclose(H, np.diag([mu, e, e + mu]), atol=1e-15)


@pytest.mark.parametrize("beam", ["all", "prompt", "delayed"])
def test_beams_add(beam: str) -> None:
    whole = sensitivity_matrix(CSI, DE_SALAS_2018)
    parts = sum(sensitivity_matrix(CSI, DE_SALAS_2018, b) for b in ("prompt", "delayed"))
    np.testing.assert_allclose(whole, parts, rtol=1e-14, atol=1e-18)


@pytest.mark.parametrize("moment", moments)
def test_delta_chi2_at_the_limit_is_the_threshold(moment: str) -> None:
    i = moments.index(moment)
    Lambda = np.zeros(3)
    Lambda[i] = limit(CSI, moment)
    added = sum(
        COUNTS.magnetic[f] * effective_squared(Lambda, f, cevns.RECOMMENDED.mixing) / 1e-20
        for f in COUNTS.sm
    )
    judged = counting(CSI.measurement, COUNTS.sm_total)
    difference = judged.chi2(COUNTS.sm_total + added) - judged.chi2(COUNTS.sm_total)
    assert difference == pytest.approx(2.7055, abs=1e-4)


def test_definitions_differ_by_what_the_chapter_says() -> None:
    """A free minimum is 8.5 % stronger, the boundary's threshold 22 %."""
    physical, free, boundary = (
        limit(CSI, "Lambda_1", assumptions=cevns.TALK, beam="delayed", definition=definition)
        for definition in ("physical", "free", "boundary")
    )
    assert 1 - free / physical == pytest.approx(0.085, abs=1e-3)
    assert 1 - boundary / physical == pytest.approx(0.22, abs=3e-3)


def test_statistics_only_is_stronger_than_profiled() -> None:
    assert limit(CSI, "Lambda_1", prescription="statistical") < limit(CSI, "Lambda_1")
    assert limit(CSI, "Lambda_1", prescription="talk") == limit(CSI, "Lambda_1")


def test_no_bound_is_infinite() -> None:
    vague = replace(CSI, measurement=replace(CSI.measurement, sigma_signal=0.7))
    assert limit(vague, "Lambda_2") == math.inf


def count_with_room(room: float) -> tuple[Signal, ObservedCount]:
    """Counts of which the largest signal at 90 % exceeds the Standard Model by ``room`` events.

    No systematics: without a physical boundary the largest signal is n - B + sqrt(2.71 V).
    """
    statistics = ObservedCount(
        observed=90, prompt_neutrons=4, steady_state=3, sigma_signal=0, sigma_background=0
    )
    largest = 90 - 4 + math.sqrt(2.705543454095404 * (90 + 2 * 3))
    sm = largest - room
    counts = Signal(
        sm={"nu_e": 0.25 * sm, "nu_mu": 0.75 * sm},
        magnetic={"nu_e": 2.0, "nu_mu": 3.0},
        beams={"nu_e": "delayed", "nu_mu": "prompt"},
        states={"nu_e": "nu_e", "nu_mu": "nu_mu"},
    )
    return counts, statistics


@pytest.mark.parametrize("room", [1e-9, 1e-3, 0.3, 0.999, 1.001, 25.0])
def test_any_room_for_magnetic_events_gives_a_limit(room: float) -> None:
    """sqrt(room/H_ii), H_ii summed by hand: less than one event is room as well."""
    counts, statistics = count_with_room(room)
    U = np.abs(cevns.RECOMMENDED.mixing.matrix) ** 2
    H = 2.0 * (1 - U[0]) + 3.0 * (1 - U[1])
    found = limits_from_signal(counts, statistics, definition="free")
    np.testing.assert_allclose(found, 1e-10 * np.sqrt(room / H), rtol=1e-4 if room < 1e-6 else 1e-9)
    prompt = limits_from_signal(counts, statistics, definition="free", beam="prompt")
    expected = 1e-10 * np.sqrt(room / (3.0 * (1 - U[1])))
    np.testing.assert_allclose(prompt, expected, rtol=1e-4 if room < 1e-6 else 1e-9)


@pytest.mark.parametrize("room", [-1e-9, -1e-3, -0.3, -1.5, -40.0])
def test_no_room_at_all_is_an_error(room: float) -> None:
    counts, statistics = count_with_room(room)
    with pytest.raises(ValueError, match=r"events exceed the .* allowed under definition 'free'"):
        limits_from_signal(counts, statistics, definition="free")
    assert np.isfinite(limits_from_signal(counts, statistics)).all()


def test_a_moment_that_is_not_seen_is_not_bounded() -> None:
    counts, statistics = count_with_room(5.0)
    only_1 = replace(
        DE_SALAS_2018_CP_CONSERVING, name="no mixing", sin2_12=0.0, sin2_13=0.0, sin2_23=0.0
    )
    electron = replace(counts, magnetic={"nu_e": 2.0, "nu_mu": 0.0})
    found = limits_from_signal(electron, statistics, mixing=only_1, definition="free")
    assert found.tolist() == [
        math.inf,
        *[pytest.approx(1e-10 * math.sqrt(5 / 2), rel=1e-9, abs=0)] * 2,
    ]
