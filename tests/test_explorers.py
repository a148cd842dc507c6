"""Explorers, moved as a reader would: what the page says is what the package says."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from browsing import HTML, absent, chromium
from scipy.optimize import brentq
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

import cevns
from cevns import widgets
from cevns.combination import Combination, flavor_count
from cevns.couplings import tree
from cevns.cross_sections import magnetic, sm
from cevns.detectors import IonisationDetector, ThresholdDetector
from cevns.experiments import ExpectedCount, with_exposure_factor
from cevns.fluxes import BEAMS
from cevns.form_factors import Helm, KleinNystrand, SymmetrizedFermi, helm, point_like
from cevns.forms import flavor_form
from cevns.kinematics import momentum_transfer, recoil_energy_max
from cevns.limits import limits_from_signal
from cevns.mixing import PRESETS, MixingArrays, preset
from cevns.moments import effective_squared
from cevns.regions import Choices, boundary
from cevns.solar import P_e1
from cevns.statistics import Counting, upper_limit
from cevns.units import day, keV

Values = dict[str, float]
State = dict[str, Any]


# --- the same numbers from the package, the long way ---------------------------------------


def cross_section(state: State) -> Values:
    nucleus = cevns.nuclide(state["nuclide"])
    models = {
        "Helm": Helm.from_rms,
        "symmetrised Fermi": SymmetrizedFermi.from_rms,
        "Klein-Nystrand": KleinNystrand.from_rms,
        "point-like": lambda _: point_like(nucleus),
    }
    rms = math.sqrt(helm(nucleus).moments.R2) * (1 + state["radius"] / 100)
    F = models[state["form_factor"]](rms)
    E, T, mu = state["E_nu"], state["T"] * keV, state["mu_nu"] * 1e-10

    def terms(T: float, F: Any = F) -> tuple[float, float]:
        return (
            float(sm(T, E, nucleus, couplings=tree(), form_factor=F)),
            float(magnetic(T, E, nucleus, mu_nu=mu, form_factor=F)),
        )

    T_max = float(recoil_energy_max(E, nucleus.mass))
    point = point_like(nucleus)  # a common factor does not move the crossing

    def difference(T: float) -> float:
        standard, em = terms(T, point)
        return em - standard

    grid = np.geomspace(1e-12, T_max * (1 - 1e-9), 400)
    signs = [difference(t) > 0 for t in grid]
    if mu == 0:
        crossing = 0.0
    elif all(signs):
        crossing = math.nan
    else:
        i = signs.index(False)
        crossing = brentq(difference, grid[i - 1], grid[i], xtol=1e-14, rtol=1e-12)
    beyond = T_max < T
    return {
        "T_max": T_max / keV,
        "crossing": crossing / keV,
        "F2": float(F(momentum_transfer(T, nucleus.mass))) ** 2,
        "sm": math.nan if beyond else terms(T)[0],
        "magnetic": math.nan if beyond else terms(T)[1],
    }


def moments(state: State) -> Values:
    m = preset(state["mixing"])
    angles = MixingArrays(m.sin2_12, m.sin2_13, m.sin2_23, state["delta"] * math.pi)
    zeta = np.array([state["zeta_1"], state["zeta_2"], 0]) * math.pi
    Lambda = np.array([state[f"Lambda_{i}"] for i in (1, 2, 3)]) * np.exp(1j * zeta)
    squares = {f: float(effective_squared(Lambda, f, angles)) for f in ("nu_e", "nu_mu")}
    electron, muon = (math.sqrt(x) for x in squares.values())
    P = P_e1("7Be", m)
    solar = cevns.closed_forms.solar(np.abs(Lambda), P, m)
    total = float(np.sum(np.abs(Lambda) ** 2))
    blind = np.linalg.eigh(flavor_form(state["beam"], angles))[1][:, 0]  # what the form maps to 0
    zeta_blind = np.angle(blind / blind[2]) / math.pi
    return {
        "reactor": electron,
        "prompt": muon,
        "delayed_e": electron,
        "delayed_mu": muon,
        "solar": math.sqrt(float(solar)),
        "seen": squares[state["beam"]] / total if total else math.nan,
        **{f"blind_{i + 1}": abs(blind[i]) for i in range(3)},
        **{f"blind_zeta_{i + 1}": round(zeta_blind[i], 9) % 2 for i in range(2)},
    }


def experiment(state: State) -> Values:
    reactor = state["source"] == "reactor"
    example = cevns.experiment("conus" if reactor else "coherent-lar")
    ions = {"plateau": state["efficiency"], "threshold_ee": state["threshold"] * keV}
    reading = state["reading"]
    if reading == "acceptance" and state["target"] == "CsI" and not reactor:
        detector: Any = cevns.experiment("coherent-csi").detector
        efficiency = state["efficiency"]
    elif reading in ("exact", "shortcut"):
        detector, efficiency = IonisationDetector(**ions, inversion=reading), 1.0
    else:
        detector = ThresholdDetector(
            threshold_nr=state["threshold"] * keV, plateau=state["efficiency"]
        )
        efficiency = 1.0
    rate = state["rate"] * efficiency
    target = cevns.material(state["target"])
    recoil = min(detector.on(n).kinks[0] for n in target.nuclides) / keV
    statistics = ExpectedCount(sigma_stat=state["sigma_stat"], sigma_sys=state["sigma_sys"])
    try:
        counts = cevns.signal(
            replace(
                example,
                components=tuple(replace(c, rate=rate) for c in example.components),
                material=target,
                mass=state["mass"],
                baseline_m=state["baseline"],
                exposure=state["exposure"] * day,
                detector=detector,
                statistics=statistics,
            )
        )
    except ValueError:  # above every end point
        unbounded = {f"Lambda_{i}": math.inf for i in (1, 2, 3)}
        return {"sm": 0.0, "magnetic": 0.0, "recoil": recoil, **unbounded}
    limits = limits_from_signal(counts, statistics, prescription=state["prescription"])
    return {
        "sm": counts.sm_total,
        "magnetic": counts.magnetic_total * state["mu_nu"] ** 2,
        "recoil": recoil,
        **{f"Lambda_{i + 1}": float(x) * 1e10 for i, x in enumerate(limits)},
    }


def statistics(state: State) -> Values:
    csi = with_exposure_factor(cevns.experiment("coherent-csi"), state["exposure"])
    signal = cevns.signal(csi)
    n = state["exposure"] * state["observed"]
    kept = csi.statistics
    count = Counting(
        observed=n,
        background=kept.prompt_neutrons,
        variance=n + kept.prompt_neutrons + 2 * kept.steady_state,
        sigma_signal=state["sigma_signal"],
        sigma_background=state["sigma_background"],
    )
    level = float(state["confidence_level"])
    H = cevns.sensitivity_matrix(csi, PRESETS["de_salas_2018_cp_conserving"])[0, 0].real
    best = count.best_physical_signal(signal.sm_total)
    ends = [
        upper_limit(c, signal.sm_total, confidence_level=level)
        for c in (count, count.without_pulls())
    ]
    full, bare = (math.sqrt((end - signal.sm_total) / H) for end in ends)
    return {
        "chi2_min": float(count.chi2(best)),
        "pull_signal": float(count.pulls(best).signal),
        "largest": ends[0],
        "limit": full,
        "limit_statistical": bare,
    }


def combination(state: State) -> Values:
    if not state["experiments"]:
        return dict.fromkeys(("first", "diagonal", "second"), math.inf)
    counts = []
    for name in state["experiments"]:
        e = cevns.experiment(*name.split())
        beam = state["beam"] if e.source == "sns" else "all"
        counts.append(flavor_count(e, beam=beam, prescription=state["prescription"]))
    pair = tuple(state["pair"].split(","))
    turn = {int(pair[1][-1]) - 1: state["phase"] * math.pi}
    fixed = tuple(turn.get(i, 0.0) for i in range(3))
    found = boundary(
        Combination(counts=tuple(counts)),
        pair,
        Choices(
            mixing=preset(state["mixing"]),
            phases=fixed if state["phases"] == "fixed" else state["phases"],
        ),
        confidence_level=float(state["confidence_level"]),
        directions=3,
    )
    radius = found.radius[np.isin(found.angle, np.linspace(0, math.pi / 2, 3))] * 1e10
    return dict(zip(("first", "diagonal", "second"), map(float, radius), strict=True))


ORACLES: dict[str, Callable[[State], Values]] = {
    f.__name__: f for f in (cross_section, moments, experiment, statistics, combination)
}
EXPLORERS = {name: getattr(widgets, name)() for name in ORACLES}


# --- the page ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Iterator[Chrome]:
    path = HTML / "chapters" / "explorer.html"
    if not path.exists():
        absent("no book: make book")
    with chromium() as chrome:
        chrome.get(path.as_uri())
        ready = "return document.documentElement.dataset.explorers === 'ready'"
        WebDriverWait(chrome, 20).until(lambda b: b.execute_script(ready))
        yield chrome


def box_of(page: Chrome, name: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, f".explorer[id^='explorer-{name}-']")


def state_of(page: Chrome, name: str) -> State:
    """What the link to the state holds, with the types of the controls."""
    box = box_of(page, name)
    kinds = {c["name"]: c["kind"] for c in EXPLORERS[name].controls}
    href = box.find_element(By.CSS_SELECTOR, ".buttons a").get_attribute("href")
    query = urlsplit(href).fragment.partition("?")[2]
    state: State = {k: v[0] for k, v in parse_qs(query, keep_blank_values=True).items()}
    for key, kind in kinds.items():
        if kind == "range":
            state[key] = float(state[key])
        elif kind == "many":
            state[key] = state[key].split(",") if state[key] else []
    return state


def frame(page: Chrome) -> None:
    """Wait until the page has drawn what changed."""
    next_frame = "const done = arguments[0]; requestAnimationFrame(() => setTimeout(done))"
    page.execute_async_script(next_frame)


def agree(page: Chrome, name: str) -> None:
    """Every number of the readout, to the digits it has."""
    frame(page)
    cells = box_of(page, name).find_elements(By.CSS_SELECTOR, "td[data-name]")
    texts = {cell.get_attribute("data-name"): cell.text for cell in cells}
    state = state_of(page, name)
    expected = ORACLES[name](state)
    assert texts.keys() == expected.keys()
    for key, value in expected.items():
        text = texts[key]
        if text in ("unbounded", "none"):
            assert not math.isfinite(value), (name, key, state)
            continue
        mantissa = text.lower().partition("e")[0]
        decimals = len(mantissa.partition(".")[2])
        exponent = int(text.lower().partition("e")[2] or 0)
        half_unit = 0.5 * 10.0 ** (exponent - decimals)
        assert abs(float(text) - value) <= half_unit * 1.02 + 1e-300, (
            name,
            key,
            text,
            value,
            state,
        )


def move(page: Chrome, name: str, dice: random.Random) -> None:
    """Touch one control with the keyboard."""
    box = box_of(page, name)
    spec = dice.choice(EXPLORERS[name].controls)
    if spec["kind"] == "range":
        slider = box.find_element(By.CSS_SELECTOR, f"input[name='{spec['name']}']")
        key = dice.choice([Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.PAGE_UP, Keys.PAGE_DOWN])
        slider.send_keys(key * dice.randint(1, 6))
    elif spec["kind"] == "choice":
        select = Select(box.find_element(By.CSS_SELECTOR, f"select[name='{spec['name']}']"))
        select.select_by_value(dice.choice(spec["options"])[0])
    else:
        boxes = box.find_elements(By.CSS_SELECTOR, "input[type=checkbox]")
        dice.choice(boxes).send_keys(Keys.SPACE)


@pytest.mark.parametrize("name", ORACLES)
def test_page_and_package_agree(page: Chrome, name: str) -> None:
    """At the start, and after every one of many moves."""
    dice = random.Random(name)
    agree(page, name)
    for _ in range(20):
        for _ in range(3):
            move(page, name, dice)
        agree(page, name)


@pytest.mark.parametrize("name", ORACLES)
def test_reset_and_link(page: Chrome, name: str) -> None:
    """Reset leads back to the start; the link leads to the state it was taken from."""
    box = box_of(page, name)
    box.find_element(By.CSS_SELECTOR, ".buttons button").send_keys(Keys.ENTER)
    frame(page)
    start = state_of(page, name)
    assert start == {
        k: v if isinstance(v, list | str) else float(v) for k, v in EXPLORERS[name].state.items()
    }
    dice = random.Random(name)
    for _ in range(8):
        move(page, name, dice)
    frame(page)
    moved = state_of(page, name)
    assert moved != start
    link = box.find_element(By.CSS_SELECTOR, ".buttons a").get_attribute("href")
    box.find_element(By.CSS_SELECTOR, ".buttons button").send_keys(Keys.ENTER)
    frame(page)
    page.execute_script("location.hash = arguments[0]", urlsplit(link).fragment)
    frame(page)
    assert state_of(page, name) == moved
    agree(page, name)


@pytest.mark.parametrize("name", ORACLES)
def test_controls_have_names_and_values_in_words(page: Chrome, name: str) -> None:
    box = box_of(page, name)
    for control in box.find_elements(By.CSS_SELECTOR, "input[type=range], select"):
        label = box.find_element(By.CSS_SELECTOR, f"label[for='{control.get_attribute('id')}']")
        assert label.text
        if control.get_attribute("type") == "range":
            assert control.get_attribute("aria-valuetext")
    for drawing in box.find_elements(By.CSS_SELECTOR, "figure > svg"):
        assert len(drawing.get_attribute("aria-label")) > 15


def test_a_preset_moves_the_other_controls(page: Chrome) -> None:
    """Any experiment of the table is a starting point, with the counts of the table."""
    box = box_of(page, "experiment")
    for start in ("miner future", "coherent-nai current", "coherent-csi current"):
        Select(box.find_element(By.NAME, "preset")).select_by_value(start)
        frame(page)
        agree(page, "experiment")
        ours = cevns.signal(cevns.experiment(*start.split())).sm_total
        shown = box.find_element(By.CSS_SELECTOR, "td[data-name=sm]").text
        assert float(shown) == pytest.approx(ours, rel=6e-3, abs=0)


def test_the_comparison_can_fail(page: Chrome, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**ORACLES, "statistics": lambda s: {k: v * 1.01 for k, v in statistics(s).items()}}
    monkeypatch.setitem(globals(), "ORACLES", wrong)
    with pytest.raises(AssertionError):
        agree(page, "statistics")


def test_every_beam_can_be_chosen() -> None:
    specs = {c["name"]: c for c in EXPLORERS["combination"].controls}
    assert [value for value, _ in specs["beam"]["options"]] == list(BEAMS)
