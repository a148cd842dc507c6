"""Explorers, moved as a reader would: what the page says is what the package says."""

import json
import math
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest
from browser import DESKTOP, HTML, PHONE, resize
from browsing import chromium
from bs4 import BeautifulSoup
from scipy.optimize import brentq
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

import cevns
from cevns import explorers
from cevns.basics.constants import HBARC
from cevns.basics.units import day, keV
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import with_exposure_factor
from cevns.experiments.measurement import ExpectedCount
from cevns.explorers.host import EDITIONS
from cevns.inference.assumptions import SETS, Assumptions
from cevns.inference.counts import Counting, DifferenceCounting, gaussian_count
from cevns.inference.intervals import StandardModelExcludedError, upper_limit
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.regions import Boundary, Choices, boundary
from cevns.inference.sensitivity import matrix_from_signal
from cevns.inference.world import HEADLINE
from cevns.interactions.couplings import SCHEMES, one_loop, tree
from cevns.interactions.cross_sections import magnetic, sm
from cevns.interactions.kinematics import momentum_transfer, neutrino_energy_min, recoil_energy_max
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import PRESETS, MixingArrays, preset
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.form_factors import FormFactor, Helm, KleinNystrand, SymmetrizedFermi
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import neutron_skin, point_like
from cevns.nuclei.structure.bcs import solve
from cevns.nuclei.structure.ground_state import GroundState, ground_state, pairing_gap
from cevns.nuclei.structure.masses import separation_energy
from cevns.nuclei.structure.woods_saxon import orbitals
from cevns.sources.beams import BEAMS, Isotropic
from cevns.sources.reactor import reactor_from_power
from cevns.sources.solar import P_e1
from cevns.talk import collection

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
    charge, skin = charge_radius(nucleus), neutron_skin(nucleus)
    F, F_n = (
        models[state["form_factor"]](rms * (1 + state["radius"] / 100))
        for rms in (charge, charge + skin)
    )
    couplings = tree() if state["couplings"] == "tree" else one_loop()
    flavor = None if state["couplings"] == "tree" else state["couplings"]
    weak = {"couplings": couplings, "neutron_form_factor": F_n, "flavor": flavor}
    E, T, mu = state["E_nu"], state["T"] * keV, state["mu_nu"] * 1e-10

    def terms(T: float) -> tuple[float, float]:
        return (
            float(sm(T, E, nucleus, form_factor=F, **weak)),
            float(magnetic(T, E, nucleus, mu_nu=mu, form_factor=F)),
        )

    T_max = float(recoil_energy_max(E, nucleus.mass))

    def difference(T: float) -> float:
        standard, em = terms(T)
        return em - standard

    grid = np.unique(
        np.concatenate(
            [np.geomspace(1e-12, T_max / 2, 400), T_max * (1 - np.geomspace(1e-13, 0.5, 400))]
        )
    )
    signs = [difference(t) > 0 for t in grid]
    crossing = second = math.nan
    if mu > 0 and not all(signs):
        i = signs.index(False)
        crossing = brentq(difference, grid[i - 1], grid[i], xtol=1e-14, rtol=1e-12)
        if signs[-1]:
            j = len(signs) - 1 - signs[::-1].index(False)
            second = brentq(difference, grid[j], grid[j + 1], xtol=1e-14, rtol=1e-12)
    beyond = T_max < T
    return {
        "T_max": T_max / keV,
        "crossing": crossing / keV,
        "second": second / keV,
        "F2": float(F(momentum_transfer(T, nucleus.mass))) ** 2,
        "sm": math.nan if beyond else terms(T)[0],
        "magnetic": math.nan if beyond else terms(T)[1],
        "total": math.nan if beyond else sum(terms(T)),
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
    if reactor:
        (core,) = reactor_from_power(state["power"], example.components[0].spectrum)
        rate = core.intensity.rate * efficiency
    else:
        rate = state["neutrinos"] * 1e14 * efficiency
    target = cevns.material(state["target"])
    recoil = min(detector.on(n).kinks[0] for n in target.nuclides) / keV
    statistics = ExpectedCount(sigma_stat=state["sigma_stat"], sigma_sys=state["sigma_sys"])
    under = SETS[state["assumptions"]]
    counts = cevns.signal(
        replace(
            example,
            components=tuple(replace(c, intensity=Isotropic(rate)) for c in example.components),
            material=target,
            mass=state["mass"],
            baseline_m=state["baseline"],
            exposure=state["exposure"] * day,
            detector=detector,
            measurement=statistics,
        ),
        **under.nuclear,
    )
    N, names = counts.sm_total, ("Lambda_1", "Lambda_2", "Lambda_3")
    if N == 0:  # above every end point
        nothing = {"largest": math.inf, "low": math.nan, "high": math.nan}
        unbounded = dict.fromkeys(names, math.inf)
        return {"sm": 0.0, "magnetic": 0.0, "recoil": recoil, **unbounded, **nothing}
    beam = "all" if reactor else state["beam"]
    carriers = [f for f, b in counts.beams.items() if beam in ("all", b)]
    H = np.diag(matrix_from_signal(counts, under.mixing, beam)).real
    judged = gaussian_count(statistics, N, state["prescription"])
    largest = upper_limit(judged, N) - N
    low, high = (found / math.sqrt(largest) for found in spread(judged, N))
    return {
        "sm": N,
        "magnetic": sum(counts.magnetic[f] for f in carriers) * state["mu_nu"] ** 2,
        "recoil": recoil,
        "largest": largest,
        **{name: math.sqrt(largest / h) for name, h in zip(names, H, strict=True)},
        "low": low,
        "high": high,
    }


def spread(judged: Counting | DifferenceCounting, N: float) -> Iterator[float]:
    """Root of the excess allowed if 16 % or 84 % of repeated experiments count fewer events."""
    deviation = NormalDist(N, math.sqrt(float(judged.total_variance(N))))
    for share in (0.16, 0.84):
        if isinstance(judged, DifferenceCounting):
            yield math.nan
        else:
            found = replace(judged, observed=deviation.inv_cdf(share))
            yield math.sqrt(upper_limit(found, N) - N)


def statistics(state: State) -> Values:
    csi = with_exposure_factor(cevns.experiment("coherent-csi"), state["exposure"])
    signal = cevns.signal(csi)
    n = state["exposure"] * state["observed"]
    kept = csi.measurement
    count = Counting(
        observed=n,
        background=kept.prompt_neutrons,
        variance=n + kept.prompt_neutrons + 2 * kept.steady_state,
        sigma_signal=state["sigma_signal"],
        sigma_background=state["sigma_background"],
    )
    level = float(state["confidence_level"])
    H = cevns.sensitivity_matrix(csi, cevns.RECOMMENDED.mixing)[0, 0].real
    best = count.best_physical_signal(signal.sm_total)
    ends = [
        upper_limit(c, signal.sm_total, confidence_level=level)
        for c in (count, count.without_pulls())
    ]
    full, bare = (math.sqrt((end - signal.sm_total) / H) for end in ends)
    without = count.without_pulls()
    seen = signal.sm_total + H * state["Lambda_1"] ** 2
    return {
        "chi2_min": float(count.chi2(best)),
        "chi2_min_bare": float(without.chi2(without.best_physical_signal(signal.sm_total))),
        "chi2_seen": float(count.chi2(seen)),
        "pull_seen": float(count.pulls(seen).signal),
        "pull_signal": float(count.pulls(best).signal),
        "pull_background": float(count.pulls(best).background),
        "largest": ends[0],
        "limit": full,
        "limit_statistical": bare,
    }


def combination(state: State) -> Values:
    names = ("largest_first", "largest_second", "first", "diagonal", "second")
    under = SETS[state["assumptions"]].but(
        mixing=preset(state["mixing"]), prescription=state["prescription"], flux=state["flux"]
    )
    kept = state["assumptions"] == "recommended" and state["prescription"] == "profiled"
    chosen = [name for name in state["experiments"] if kept or "@" not in name]
    if not chosen:
        return dict.fromkeys(names, math.inf)
    data = judged(tuple(sorted(chosen)), under, state["beam"])
    pair = tuple(state["pair"].split(","))
    turn = {int(pair[1][-1]) - 1: state["phase"] * math.pi}
    fixed = tuple(turn.get(i, 0.0) for i in range(3))
    free = state["third"] == "free" and state["phases"] == "profiled"
    try:
        found = boundary(
            data,
            pair,
            Choices(
                mixing=under.mixing,
                phases=fixed if state["phases"] == "fixed" else state["phases"],
                others="profiled" if free else "zero",
            ),
            confidence_level=float(state["confidence_level"]),
            parameters=None if state["parameters"] == "measured" else int(state["parameters"]),
            directions=721,
        )
    except StandardModelExcludedError:
        return dict.fromkeys(names, math.nan)
    at = [int(np.argmin(abs(found.angle - angle))) for angle in np.linspace(0, math.pi / 2, 3)]
    radius = found.radius[at] * 1e10
    return {
        "largest_first": largest(found, np.cos) * 1e10,
        "largest_second": largest(found, np.sin) * 1e10,
        **dict(zip(("first", "diagonal", "second"), map(float, radius), strict=True)),
    }


@cache
def judged(names: tuple[str, ...], under: Assumptions, beam: str) -> MomentChi2:
    """Data together; those measured in bins from a table of all, as they take long."""
    sets = []
    for name in names:
        if "@" in name:
            sets.append(cevns.dataset(name, flux=under.flux))
            continue
        e = cevns.experiment(*name.split())
        seen = beam if e.source == "sns" else "all"
        sets.append(cevns.dataset(e, assumptions=under, beam=seen))
    return cevns.combine(*sets).table


def largest(found: Boundary, along: Callable[[Any], Any]) -> float:
    """Top of the parabola through the largest value of a coordinate and its neighbours."""
    angle, share = found.angle, along(found.angle)
    value = np.where(share > 1e-15, found.radius * share, 0)
    i = int(np.argmax(value))
    if not np.isfinite(value[i]) or i in (0, len(value) - 1):
        return float(value[i])
    curve = np.polynomial.Polynomial.fit(angle[i - 1 : i + 2], value[i - 1 : i + 2], 2)
    return float(curve(curve.deriv().roots()[0]))


def count(state: State) -> Values:
    """The fit of the package; the counts allowed, by their probability's closed form inverted."""
    quantity, pulls = state["quantity"], state["pulls"]
    under = SETS[state["assumptions"]].but(
        couplings=state["couplings"],
        prescription="statistical" if pulls == "statistical" else "profiled",
        pull="log_normal" if pulls == "log_normal" else "gaussian",
        confidence_level=state["confidence_level"] / 100,
    )
    data = cevns.dataset("coherent-csi@2017-count", assumptions=under)
    flavored = quantity in ("charge_radius", "magnetic_moment")
    convention = {"convention": state["convention"]} if quantity == "charge_radius" else {}
    found = data.fit(quantity, state["flavor"] if flavored else None, **convention)
    judged = data.counting
    level = found.chi2_min + found.delta_chi2

    def above(N: float) -> float:
        return float(judged.chi2_at(np.array(N))) - level

    pairs = [tuple(piece) for piece in found.intervals]
    ends = dict(zip(("low_1", "high_1"), pairs[0], strict=True))
    if quantity == "charge_radius":  # of the others no mirror is possible
        second = (*pairs, (math.nan, math.nan))[1]
        ends |= dict(zip(("low_2", "high_2"), second, strict=True))
    assert len(pairs) <= len(ends) / 2
    mirrors = [m.value for m in found.best if m.kind == "mirror" and m.value != found.value]
    mirror = {"mirror": mirrors[0] if mirrors else math.nan}
    return {
        "sm": data.signal.sm_total,
        "counted": judged.excess,
        "fewest": brentq(above, 0, judged.excess) if above(0) > 0 else 0.0,
        "most": brentq(above, judged.excess, 1e5) if above(1e5) > 0 else math.inf,
        "best": found.value,
        **(mirror if quantity in ("sin2_theta_w", "charge_radius") else {}),
        **{key: math.inf if value is None else value for key, value in ends.items()},
        "chi2_min": round(found.chi2_min, 8),
    }


def nucleus(state: State) -> Values:
    """A ground state with the gaps asked for, and its cross section at an energy that allows it."""
    name, _, measured = state["nuclide"].partition(" ")
    target = cevns.nuclide(name)
    found = measured_levels(target, state) if measured else well_levels(target, state)
    own = found.paired(state["kind"])
    F = {kind: found.form_factor(kind) for kind in ("p", "n")}
    charge, skin = charge_radius(target), neutron_skin(target)
    assumed = {"p": charge, "n": charge + skin}
    rms = {k: F[k].moments.rms for k in F} if state["helm"] == "same" else assumed
    helm = {kind: Helm.from_rms(rms[kind]) for kind in F}
    Q = state["Q"] / HBARC
    T = brentq(lambda t: float(momentum_transfer(t, target.mass)) - Q, 0, 10, xtol=1e-15)
    E_min = float(neutrino_energy_min(T, target.mass))

    def cross_section(p: FormFactor, n: FormFactor) -> float:
        how = {"couplings": one_loop(), "flavor": "nu_mu"}
        E = 2 * E_min + 1
        return float(sm(T, E, target, form_factor=p, neutron_form_factor=n, **how))

    F_there, helm_there = (float(f[state["kind"]](Q)) for f in (F, helm))
    ours = cross_section(F["p"], F["n"])
    return {
        "lambda": own.chemical_potential,
        "wanted": own.wanted,
        "strength": own.strength if own.gap else math.nan,
        "critical": own.critical_strength,
        "gap": own.gap,
        "spread": own.number_spread if own.gap else math.nan,
        "charge": found.radii.charge,
        "measured": charge,
        "skin": found.radii.neutron - found.radii.proton,
        "T": T / keV,
        "E_min": E_min,
        "F": F_there,
        "helm": helm_there,
        "F2": (F_there / helm_there) ** 2,
        "coherent": ours / cross_section(point_like(target), point_like(target)),
        "ratio": ours / cross_section(helm["p"], helm["n"]),
    }


def well_levels(target: Nuclide, state: State) -> GroundState:
    """Levels of the well; the oscillator is that of the gap that masses show."""
    usual = ground_state(target, radial=state["radial"])
    gaps = (state["gap"] * usual.protons.wanted, state["gap"] * usual.neutrons.wanted)
    return ground_state(target, radial=state["radial"], gaps=gaps, length=usual.b)


def measured_levels(target: Nuclide, state: State) -> GroundState:
    """The p levels where 12C has its last nucleons, and 13N and 13C theirs."""
    energies = {
        "p": {"0p3/2": -separation_energy(6, 6, "p"), "0p1/2": -separation_energy(7, 6, "p")},
        "n": {"0p3/2": -separation_energy(6, 6, "n"), "0p1/2": -separation_energy(6, 7, "n")},
    }
    found = {
        kind: solve(
            [replace(o, energy=own.get(o.shell.label, o.energy)) for o in orbitals(target, kind)],
            6,
            gap=state["gap"] * pairing_gap(target, kind),
        )
        for kind, own in energies.items()
    }
    # as long as the well's own: 0p3/2 and 0p1/2 have the same radius, full or not
    usual = ground_state(target, radial=state["radial"])
    return replace(usual, protons=found["p"], neutrons=found["n"])


ORACLES: dict[str, Callable[[State], Values]] = {
    f.__name__: f
    for f in (cross_section, moments, experiment, statistics, combination, count, nucleus)
}
EXPLORERS = {name: getattr(explorers, name)() for name in ORACLES}


# --- the page ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Iterator[Chrome]:
    path = HTML / "chapters" / "explorer.html"
    with chromium(path) as chrome:
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
    href = box.find_element(By.CSS_SELECTOR, "a.link").get_attribute("href")
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


WORDS = ("unbounded", "none", "everywhere", "nowhere", "above the end point", "open")
READ = """
const cells = arguments[0].querySelectorAll("td[data-name]");
return Object.fromEntries([...cells].map((cell) => [cell.dataset.name, cell.textContent]));
"""
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def printed(text: str) -> tuple[float, float]:
    """A number as it is printed, and half a unit of its last digit."""
    mantissa, _, power = text.replace("−", "-").partition(" × 10")
    decimals = len(mantissa.partition(".")[2])
    exponent = int(power.translate(LOWERED) or 0)
    return float(mantissa) * 10.0**exponent, 0.5 * 10.0 ** (exponent - decimals)


def agree(page: Chrome, name: str) -> None:
    """Every number of the readout, to the digits it has."""
    frame(page)
    texts: dict[str, str] = page.execute_script(READ, box_of(page, name))
    state = state_of(page, name)
    expected = ORACLES[name](state)
    assert texts.keys() == expected.keys()
    for key, value in expected.items():
        text = texts[key].replace("−", "-")
        if text in WORDS:
            assert not math.isfinite(value), (name, key, text, value, state)
            assert math.isinf(value) or text != "open", (name, key, text, value, state)
            assert math.isnan(value) or text != "none", (name, key, text, value, state)
            continue
        number, half_unit = printed(text)
        assert abs(number - value) <= half_unit * 1.02 + 1e-300, (name, key, text, value, state)


def unfold(box: WebElement) -> None:
    """Show the boxes to tick."""
    if not box.find_element(By.CSS_SELECTOR, "details").get_property("open"):
        summary = box.find_element(By.CSS_SELECTOR, "summary")
        box.parent.execute_script("arguments[0].click()", summary)  # the picture may lie above it


def move(page: Chrome, name: str, dice: random.Random) -> None:
    """Touch one control with the keyboard."""
    box = box_of(page, name)
    enabled = [
        spec
        for spec in EXPLORERS[name].controls
        if box.find_elements(By.CSS_SELECTOR, f"[id$='-{spec['name']}']:enabled")
        or spec["kind"] == "many"
    ]
    spec = dice.choice(enabled)
    if spec["kind"] == "range":
        slider = box.find_element(By.CSS_SELECTOR, f"input[name='{spec['name']}']")
        key = dice.choice([Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.PAGE_UP, Keys.PAGE_DOWN])
        slider.send_keys(key * dice.randint(1, 6))
    elif spec["kind"] == "choice":
        select = Select(box.find_element(By.CSS_SELECTOR, f"select[name='{spec['name']}']"))
        select.select_by_value(dice.choice(spec["options"])[0])
    else:
        unfold(box)
        # what was measured in bins has a test of its own: the package takes its time
        boxes = box.find_elements(By.CSS_SELECTOR, "input[type=checkbox]:not([value*='@'])")
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
def test_page_and_package_agree_at_both_ends_of_every_slider(page: Chrome, name: str) -> None:
    """The others where they start; the slider says itself where it stands."""
    box = box_of(page, name)
    for spec in EXPLORERS[name].controls:
        if spec["kind"] != "range":
            continue
        values = spec.get("values") or (spec["min"], spec["max"])
        for key, value in ((Keys.HOME, values[0]), (Keys.END, values[-1])):
            box.find_element(By.CSS_SELECTOR, "button.reset").send_keys(Keys.ENTER)
            slider = box.find_element(By.CSS_SELECTOR, f"input[name='{spec['name']}']")
            if not slider.is_enabled():
                continue
            slider.send_keys(key)
            agree(page, name)
            assert state_of(page, name)[spec["name"]] == value


def typed(page: Chrome, name: str, control: str, text: str) -> str:
    """Type into the box beside a slider, and read what it then says."""
    box = box_of(page, name)
    field = box.find_element(By.CSS_SELECTOR, f".control:has([name='{control}']) .typed")
    field.send_keys(Keys.CONTROL + "a")
    field.send_keys(text + Keys.ENTER)
    frame(page)
    return str(field.get_property("value"))


def reset(page: Chrome, name: str) -> None:
    box_of(page, name).find_element(By.CSS_SELECTOR, "button.reset").send_keys(Keys.ENTER)
    frame(page)


def test_typed_numbers(page: Chrome) -> None:
    """Any number inside the range of a slider; what is none is put back, what is outside cut."""
    reset(page, "experiment")
    for control, text, value in (
        ("mass", "12.5", 12.5),
        ("exposure", "123,4", 123.4),
        ("sigma_sys", "0.137", 0.137),
        ("efficiency", "0.618", 0.618),
        ("baseline", "1000", 100),
        ("baseline", "17.1", 17.1),
    ):
        assert float(typed(page, "experiment", control, text)) == value
        assert state_of(page, "experiment")[control] == value
        agree(page, "experiment")
    assert typed(page, "experiment", "mass", "ten") == "12.5"
    assert state_of(page, "experiment")["mass"] == 12.5
    link = box_of(page, "experiment").find_element(By.CSS_SELECTOR, "a.link")
    href = link.get_attribute("href")
    reset(page, "experiment")
    page.execute_script("window.location.hash = arguments[0]", urlsplit(href).fragment)
    frame(page)
    assert state_of(page, "experiment")["mass"] == 12.5
    reset(page, "experiment")


SLIDERS = [
    (name, spec["name"])
    for name, explorer in EXPLORERS.items()
    for spec in explorer.controls
    if spec["kind"] == "range" and (name, spec["name"]) != ("experiment", "threshold")
]


@pytest.mark.parametrize(("name", "control"), SLIDERS)
def test_a_typed_number_is_computed_with_and_not_moved_to_a_stop(
    page: Chrome, name: str, control: str
) -> None:
    """Between any two stops, with the other controls somewhere; its own box keeps it."""
    dice = random.Random(f"{name} {control}")
    for _ in range(3):
        reset(page, name)
        for _ in range(4):
            move(page, name, dice)
        frame(page)
        spec = next(c for c in EXPLORERS[name].controls if c["name"] == control)
        field = box_of(page, name).find_element(
            By.CSS_SELECTOR, f".control:has([name='{control}']) .typed"
        )
        if not field.is_enabled():
            reset(page, name)
            if not field.is_enabled():
                follow(page, f"{name}?{ENABLED[control]}")
        values = spec.get("values") or np.arange(spec["min"], spec["max"], spec["step"]).tolist()
        low = dice.randrange(len(values) - 1)
        share = dice.uniform(0.2, 0.8)
        value = float(f"{values[low] + share * (values[low + 1] - values[low]):.6g}")
        assert value not in values
        assert float(typed(page, name, control, f"{value:.6g}")) == value
        assert state_of(page, name)[control] == value
        agree(page, name)
    reset(page, name)


ENABLED = {"phase": "phases=fixed", "neutrinos": "source=sns"}
"""What makes a control have an effect that has none at the start."""


def test_a_typed_threshold_lies_between_the_computed_ones(page: Chrome) -> None:
    reset(page, "experiment")
    typed(page, "experiment", "threshold", "0.1234")
    texts: dict[str, str] = page.execute_script(READ, box_of(page, "experiment"))
    expected = ORACLES["experiment"](state_of(page, "experiment"))
    for key in ("sm", "magnetic", "recoil", "Lambda_1"):
        assert printed(texts[key])[0] == pytest.approx(expected[key], rel=0.015, abs=0), key
    note = box_of(page, "experiment").find_element(By.CSS_SELECTOR, ".note").text
    assert "between those that were computed" in note
    reset(page, "experiment")


def downloaded(page: Chrome, folder: Path) -> Path:
    """What the link to the file holds, as the browser would save it."""
    link = box_of(page, "experiment").find_element(By.CSS_SELECTOR, "a.file")
    path = folder / link.get_attribute("download")
    path.write_text(unquote(link.get_attribute("href").partition(",")[2]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "preset", ["conus current", "coherent-csi current", "miner future", "coherent-nai future"]
)
def test_the_state_as_a_file(page: Chrome, tmp_path: Path, preset: str) -> None:
    """Downloaded, it is the experiment that the page has counted, and gives the limits it shows."""
    reset(page, "experiment")
    box = box_of(page, "experiment")
    Select(box.find_element(By.CSS_SELECTOR, "select[name='preset']")).select_by_value(preset)
    typed(page, "experiment", "mass", "21.5")
    mine = downloaded(page, tmp_path)
    assert mine.name == "mine.toml"
    e = cevns.load_experiments(mine)["mine", "future"]
    assert e.mass == 21.5
    state = state_of(page, "experiment")
    data = cevns.dataset(e, assumptions=SETS[state["assumptions"]])
    assert data.signal.sm_total == pytest.approx(
        ORACLES["experiment"](state)["sm"], rel=1e-5, abs=0
    )
    hidden = page.find_elements(By.CSS_SELECTOR, ".explorer[data-name='count'] a.file")
    assert not any(one.is_displayed() for one in hidden)
    reset(page, "experiment")


@pytest.mark.parametrize("seed", range(4))
def test_the_command_in_the_file_gives_the_numbers_on_the_page(
    page: Chrome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Wherever the controls stand: the first line of the file is what to run."""
    dice = random.Random(seed)
    reset(page, "experiment")
    for _ in range(12):
        move(page, "experiment", dice)
    frame(page)
    mine = downloaded(page, tmp_path)
    command = mine.read_text(encoding="utf-8").splitlines()[0].removeprefix("# python ").split()
    monkeypatch.chdir(tmp_path)
    run = subprocess.run(
        [sys.executable, *command, "--json"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, (run.stderr, mine.read_text(encoding="utf-8"))
    limits = json.loads(run.stdout)["limits"]
    texts: dict[str, str] = page.execute_script(READ, box_of(page, "experiment"))
    note = box_of(page, "experiment").find_element(By.CSS_SELECTOR, ".note").text
    for moment, limit in limits.items():
        if texts[moment] == "unbounded":
            assert limit is None
        elif "Few events" not in note:  # the command judges those by another likelihood
            number, half_unit = printed(texts[moment])
            assert number == pytest.approx(limit, rel=0, abs=1.02 * half_unit), moment


@pytest.mark.parametrize("name", ORACLES)
def test_reset_and_link(page: Chrome, name: str) -> None:
    """Reset leads back to the start; the link leads to the state it was taken from."""
    box = box_of(page, name)
    box.find_element(By.CSS_SELECTOR, "button.reset").send_keys(Keys.ENTER)
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
    link = box.find_element(By.CSS_SELECTOR, "a.link").get_attribute("href")
    box.find_element(By.CSS_SELECTOR, "button.reset").send_keys(Keys.ENTER)
    frame(page)
    page.execute_script("location.hash = arguments[0]", urlsplit(link).fragment)
    frame(page)
    assert state_of(page, name) == moved
    agree(page, name)


FIGURES = [(name, k) for name, e in EXPLORERS.items() for k in range(len(e.figures))]


@pytest.mark.parametrize(("name", "k"), FIGURES)
def test_a_button_leads_to_what_a_figure_shows(page: Chrome, name: str, k: int) -> None:
    """From anywhere; it says the number that the book gives the figure."""
    figure, what, changes = EXPLORERS[name].figures[k]
    dice = random.Random(f"{name} {k}")
    reset(page, name)
    for _ in range(3):
        move(page, name, dice)
    buttons = box_of(page, name).find_elements(By.CSS_SELECTOR, "[data-figure]")
    assert len(buttons) == len(EXPLORERS[name].figures)
    assert buttons[k].text == what
    label = buttons[k].get_attribute("aria-label")  # what is seen comes first
    assert re.fullmatch(rf"{re.escape(what)}, as in Fig\. (\d+\.)?\d+", label)
    assert buttons[k].get_attribute("data-figure") == figure
    buttons[k].send_keys(Keys.ENTER)
    frame(page)
    expected = EXPLORERS[name].state | changes
    assert state_of(page, name) == {
        key: value if isinstance(value, list | str) else float(value)
        for key, value in expected.items()
    }
    agree(page, name)


# --- what can be dragged -------------------------------------------------------------------


def handle(page: Chrome, name: str) -> WebElement:
    return box_of(page, "moments").find_element(By.CSS_SELECTOR, f".handle[data-name='{name}']")


def drag(page: Chrome, name: str, x: int, y: int) -> None:
    """With the mouse, in small steps."""
    at = handle(page, name)
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", at)
    hand = ActionChains(page, duration=20).move_to_element(
        at.find_element(By.CSS_SELECTOR, ".knob")
    )
    hand.click_and_hold()
    for _ in range(5):
        hand.move_by_offset(x // 5, y // 5)
    hand.release().perform()
    frame(page)


@pytest.mark.parametrize("beam", ["nu_e", "nu_mu"])
def test_the_tip_of_the_vector_is_dragged(page: Chrome, beam: str) -> None:
    """Down to the beam the effective moment vanishes, whatever the rest; off it the blind part."""
    resize(page, DESKTOP)
    try:
        follow(page, f"moments?beam={beam}")
        seen = "reactor" if beam == "nu_e" else "prompt"
        drag(page, "Lambda", 0, 400)
        texts = page.execute_script(READ, box_of(page, "moments"))
        assert printed(texts[seen])[0] < 1e-3
        agree(page, "moments")
        drag(page, "Lambda", -400, -150)
        texts = page.execute_script(READ, box_of(page, "moments"))
        assert printed(texts["seen"])[0] == pytest.approx(1, rel=1e-4, abs=0)
        agree(page, "moments")
    finally:
        resize(page, PHONE)


@pytest.mark.parametrize("i", [1, 2, 3])
def test_a_moment_is_dragged_in_the_complex_plane(page: Chrome, i: int) -> None:
    """The third stays real; what is not dragged stays where it is."""
    resize(page, DESKTOP)
    try:
        reset(page, "moments")
        before = state_of(page, "moments")
        drag(page, f"Lambda_{i}", 40, 15)
        after = state_of(page, "moments")
        moved = {key for key in before if before[key] != after[key]}
        assert moved == ({"Lambda_3"} if i == 3 else {f"Lambda_{i}", f"zeta_{i}"})
        agree(page, "moments")
    finally:
        resize(page, PHONE)


def test_arrow_keys_move_what_can_be_dragged(page: Chrome) -> None:
    """The focus stays, and a screen reader is told where it is."""
    reset(page, "moments")
    at = handle(page, "Lambda")
    said = at.get_attribute("aria-valuetext")
    for _ in range(4):
        at.send_keys(Keys.ARROW_DOWN)
        frame(page)
    assert page.execute_script("return document.activeElement === arguments[0]", at)
    assert at.get_attribute("aria-valuetext") != said
    agree(page, "moments")
    assert at.get_attribute("role") == "slider"
    assert at.get_attribute("aria-label") == "Tip of the vector Λ"


@pytest.mark.parametrize("beam", ["nu_e", "nu_mu"])
def test_a_button_leads_to_the_blind_direction(page: Chrome, beam: str) -> None:
    follow(page, f"moments?beam={beam}&mixing=de_salas_2018&Lambda_2=1.5")
    for button in box_of(page, "moments").find_elements(By.CSS_SELECTOR, ".buttons button"):
        if button.text.startswith("To the blind direction"):
            button.send_keys(Keys.ENTER)
    agree(page, "moments")
    texts = page.execute_script(READ, box_of(page, "moments"))
    assert printed(texts["seen"])[0] < 1e-11
    state, blind = state_of(page, "moments"), ORACLES["moments"](state_of(page, "moments"))
    size = math.hypot(*(state[f"Lambda_{i}"] for i in (1, 2, 3)))
    for i in (1, 2, 3):
        assert state[f"Lambda_{i}"] / size == pytest.approx(blind[f"blind_{i}"], rel=1e-5, abs=0)


# --- picture and controls at a glance, and numbers in sentences -------------------------------

INSIDE = """
const [box, control] = arguments;
control.scrollIntoView({ block: "center" });
if (innerWidth > 1000) scrollBy(0, 100);
const [picture] = [...box.querySelectorAll("figure > svg")].filter((e) => e.clientHeight);
const [one, other] = [picture, control].map((e) => e.getBoundingClientRect());
return [one.top, one.bottom, other.top, other.bottom, innerHeight, one.left, other.right];
"""


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_picture_stays_while_controls_scroll(
    page: Chrome, name: str, size: dict[str, object]
) -> None:
    """Whole, below the bar of the page, and not over the control."""
    resize(page, size)
    try:
        box = box_of(page, name)
        for control in box.find_elements(
            By.CSS_SELECTOR, ".controls .control > :is(input, select)"
        ):
            top, bottom, above, below, height, left, right = page.execute_script(
                INSIDE, box, control
            )
            assert 40 < top < bottom < height
            assert bottom < above or right < left
            assert 0 < above < below <= height + 1
    finally:
        resize(page, PHONE)


@pytest.mark.parametrize("name", ORACLES)
def test_controls_have_names_and_values_in_words(page: Chrome, name: str) -> None:
    reset(page, name)
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


SNS = "coherent-csi current,coherent-lar current,coherent-nai current"


@pytest.mark.parametrize("flux", ["shared", "separate"])
@pytest.mark.parametrize(
    "experiments",
    [
        "coherent-csi current",
        "conus current,texono current",
        SNS,
        f"{SNS},coherent-lar future",
        f"{SNS},conus future",
    ],
)
def test_counts_of_one_source_share_its_flux(page: Chrome, experiments: str, flux: str) -> None:
    """The best fit has moments if one count is low: the shared pull makes room for the others."""
    for beam in BEAMS:
        follow(page, f"combination?experiments={experiments}&flux={flux}&beam={beam}")
        agree(page, "combination")


BINS = "coherent-csi@2021,coherent-lar@2020,coherent-ge@2026"
QUICK = "coherent-csi@2021,coherent-ge@2026"


@pytest.mark.parametrize(
    ("experiments", "more"),
    [
        ("coherent-csi@2021", ""),
        ("coherent-ge@2026", "third=free&pair=Lambda_2,Lambda_3"),
        ("conus-plus@2025", "third=free"),
        ("conus-plus@2025", "phases=fixed&phase=0.4&confidence_level=0.683"),
        ("texono@2024,coherent-ge@2026", "parameters=1&third=free"),
        (QUICK, "pair=Lambda_1,Lambda_3&mixing=de_salas_2018"),
        (QUICK, "flux=separate&confidence_level=0.95"),
        (f"{BINS},conus-plus@2025,texono@2024", "phases=averaged&parameters=2"),
        ("coherent-csi current,coherent-ge@2026,conus future", "third=free"),
        ("conus-plus@2025,dresden-ii@2022", "confidence_level=0.95&third=free"),
        ("coherent-csi@2021,conus current", "prescription=statistical"),
    ],
)
def test_bins_that_were_measured(page: Chrome, experiments: str, more: str) -> None:
    """From a table of each, and of all at the SNS whose flux is shared."""
    follow(page, f"combination?experiments={experiments}&{more}")
    assert state_of(page, "combination")["experiments"] == experiments.split(",")
    agree(page, "combination")
    note = box_of(page, "combination").find_element(By.CSS_SELECTOR, ".note").text
    assert ("left out" in note) == ("statistical" in more)


@pytest.mark.parametrize("names", EXPLORERS["combination"].data["tables"])
def test_tables_of_measured_data_are_those_of_the_package(names: str) -> None:
    """At some of their nodes, and in what they know of the Standard Model."""
    table = EXPLORERS["combination"].data["tables"][names]
    exact = cevns.combine(*names.split(" + ")).moment_chi2
    assert np.ravel(exact.information)[[0, 1, 3]] == pytest.approx(
        table["information"], rel=1e-4, abs=0
    )
    places = [(0, 0), (5, -1), (12, 9)] if table["ends"][1] else [(0, 0), (5, 0), (12, 0)]
    for i, j in places:
        k = (i, range(len(table["rows"][0]))[j])
        mu2 = [
            scale * math.sinh(n / 24 * math.asinh(end / scale)) if scale else 0.0
            for n, scale, end in zip(k, table["scales"], table["ends"], strict=True)
        ]
        chi2 = float(exact.chi2_mu10(*map(np.array, mu2))) - exact.best_fit.chi2
        assert table["rows"][k[0]][k[1]] == pytest.approx(chi2, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("mixing", PRESETS)
@pytest.mark.parametrize("pair", ["Lambda_1,Lambda_2", "Lambda_1,Lambda_3", "Lambda_2,Lambda_3"])
@pytest.mark.parametrize("experiments", ["conus current", "coherent-csi current,conus current"])
def test_the_third_moment_free(page: Chrome, experiments: str, pair: str, mixing: str) -> None:
    """Real mixing, where the frontier has straight pieces, and a reactor alone, without an end."""
    follow(page, f"combination?experiments={experiments}&pair={pair}&mixing={mixing}&third=free")
    agree(page, "combination")
    texts = page.execute_script(READ, box_of(page, "combination"))
    assert (texts["largest_first"] == "unbounded") == (experiments == "conus current")


def test_no_data_set_twice(page: Chrome) -> None:
    """Bins of 2021 hold the first count: whichever is ticked later takes the other away."""
    follow(page, "combination?experiments=coherent-csi current,conus current")
    box = box_of(page, "combination")
    unfold(box)
    for name in ("coherent-csi@2021", "coherent-csi current"):
        box.find_element(By.CSS_SELECTOR, f"input[value='{name}']").send_keys(Keys.SPACE)
        frame(page)
        chosen = state_of(page, "combination")["experiments"]
        assert set(chosen) == {name, "conus current"}
    follow(page, "combination?experiments=coherent-csi current,coherent-csi@2021")
    assert state_of(page, "combination")["experiments"] == ["coherent-csi@2021"]
    said = box.find_element(By.CSS_SELECTOR, ".said").text
    assert said == "part of the link could not be used as it stands"


@pytest.mark.parametrize(
    ("label", "chosen"),
    [
        ("measured", [name for name in HEADLINE if "8b" not in name]),
        ("SNS", [f"{key} current" for key in collection.names("sns")]),
        ("reactors", [f"{key} current" for key in collection.names("reactor")]),
        ("all", [f"{key} current" for key in collection.names()]),
        ("all in future", [f"{key} future" for key in collection.names()]),
    ],
)
def test_buttons_choose_data(page: Chrome, label: str, chosen: list[str]) -> None:
    box = box_of(page, "combination")
    (button,) = (
        one for one in box.find_elements(By.CSS_SELECTOR, "fieldset button") if one.text == label
    )
    button.send_keys(Keys.ENTER)
    frame(page)
    assert set(state_of(page, "combination")["experiments"]) == set(chosen)


def told(page: Chrome, name: str) -> str:
    return box_of(page, name).find_element(By.CSS_SELECTOR, ".rest").text


@pytest.mark.parametrize(
    ("experiments", "said", "region"),
    [
        ("coherent-csi current", "Observed counts: 1; ", "Region allowed (shaded)"),
        ("conus current,miner current", "expected counts: 2; ", "expected to be allowed"),
        (
            SNS,
            "10 % of the SNS flux shared; one combination of the moments measured: Δχ² ≤ 2.71",
            "",
        ),
        (f"{SNS},conus current", "two combinations of the moments measured: Δχ² ≤ 4.61", ""),
    ],
)
def test_a_region_says_what_was_observed(
    page: Chrome, experiments: str, said: str, region: str
) -> None:
    follow(page, f"combination?experiments={experiments}")
    assert said in told(page, "combination")
    caption = box_of(page, "combination").find_element(By.CSS_SELECTOR, "figcaption").text
    assert region in caption


@pytest.mark.parametrize("name", ["experiment", "combination"])
@pytest.mark.parametrize("assumptions", SETS)
def test_assumptions_go_by_name(page: Chrome, name: str, assumptions: str) -> None:
    """A set brings all that it says, and the page says it."""
    follow(page, f"{name}?assumptions={assumptions}")
    under, state = SETS[assumptions].record(), state_of(page, name)
    for key in {"mixing", "prescription", "flux"} & state.keys():
        assert state[key] == under[key]
    for key in ("couplings", "form_factor", "prescription"):
        assert str(under[key]) in told(page, name)
    assert EDITIONS[str(under["mixing"])] in told(page, name)
    agree(page, name)


def test_an_expected_limit_is_called_so(page: Chrome) -> None:
    """Whatever the experiment, the first included: its count is not the observed one."""
    for start in ("coherent-csi current", "conus future"):
        follow(page, f"experiment?preset={start}")
        box = box_of(page, "experiment")
        labels = [e.text for e in box.find_elements(By.CSS_SELECTOR, "th")]
        assert [text for text in labels if "limit on" in text and "expected" not in text] == []
        assert told(page, "experiment").startswith("Expected count")


def test_few_events_are_warned_of(page: Chrome) -> None:
    follow(page, "experiment?preset=conus current&mass=0.1&exposure=10")
    note = box_of(page, "experiment").find_element(By.CSS_SELECTOR, ".note")
    assert "this Gaussian χ² is only a rough guide" in note.text
    follow(page, "experiment?preset=conus current")
    assert note.text == ""


def test_every_beam_can_be_chosen() -> None:
    specs = {c["name"]: c for c in EXPLORERS["combination"].controls}
    assert [value for value, _ in specs["beam"]["options"]] == list(BEAMS)


@pytest.mark.parametrize("name", ["moments", "combination"])
def test_every_fit_of_the_mixing_can_be_chosen(name: str) -> None:
    specs = {c["name"]: c for c in EXPLORERS[name].controls}
    assert [value for value, _ in specs["mixing"]["options"]] == list(PRESETS)


def follow(page: Chrome, fragment: str) -> None:
    page.execute_script("location.hash = ''")
    frame(page)
    page.execute_script("location.hash = arguments[0]", fragment)
    frame(page)


@pytest.mark.parametrize(
    ("name", "query", "control", "value"),
    [
        ("combination", "prescription=zz", "prescription", "profiled"),
        ("combination", "pair=x", "pair", "Lambda_1,Lambda_2"),
        ("combination", "experiments=nothing", "experiments", None),
        ("experiment", "preset=zzz&mass=-3", "mass", 0.1),
        ("experiment", "threshold=0.001", "threshold", 0.01),
        ("cross_section", "nuclide=foo", "nuclide", "40Ar"),
        ("cross_section", "radius=21", "radius", 20.0),
        ("moments", "Lambda_1=abc", "Lambda_1", 8.0),
        ("moments", "Lambda_1=1e9", "Lambda_1", 10.0),
        ("statistics", "confidence_level=0.5&unknown=1", "confidence_level", "0.90"),
        ("count", "flavor=nu_tau", "flavor", "muon"),
        ("count", "confidence_level=49", "confidence_level", 50.0),
    ],
)
def test_a_link_cannot_leave_what_the_controls_allow(
    page: Chrome, name: str, query: str, control: str, value: object
) -> None:
    """What is not understood is said and left out, what lies beyond is brought to the nearest."""
    follow(page, f"{name}?{query}")
    state = state_of(page, name)
    assert value is None or state[control] == value
    agree(page, name)
    said = box_of(page, name).find_element(By.CSS_SELECTOR, ".said").text
    assert said == "part of the link could not be used as it stands"


def test_a_short_link_to_an_experiment_is_that_experiment(page: Chrome) -> None:
    follow(page, "experiment?preset=texono future")
    texono = explorers.experiment().controls[0]["presets"]["texono future"]
    state = state_of(page, "experiment")
    assert {k: state[k] for k in texono} == texono
    agree(page, "experiment")
    assert box_of(page, "experiment").find_element(By.CSS_SELECTOR, ".said").text == ""


def test_a_point_of_departure_is_left_and_found_again(page: Chrome) -> None:
    follow(page, "experiment?preset=conus current")
    box = box_of(page, "experiment")
    start = Select(box.find_element(By.CSS_SELECTOR, "select[name=preset]"))
    assert start.first_selected_option.text == "CONUS Ge, current"
    box.find_element(By.CSS_SELECTOR, "input[name=mass]").send_keys(Keys.END)
    frame(page)
    assert start.first_selected_option.get_attribute("textContent") == "your own"
    start.select_by_value("conus current")
    frame(page)
    assert state_of(page, "experiment")["mass"] == 3.85
    agree(page, "experiment")


def test_controls_without_effect_are_disabled(page: Chrome) -> None:
    box = box_of(page, "combination")
    phase = box.find_element(By.CSS_SELECTOR, "input[name=phase]")
    for phases, enabled in (("profiled", False), ("fixed", True)):
        follow(page, f"combination?phases={phases}")
        assert phase.is_enabled() is enabled
    beam = box.find_element(By.CSS_SELECTOR, "select[name=beam]")
    follow(page, "combination?experiments=conus current")
    assert not beam.is_enabled()


CHAPTERS = {
    "cross_section": "magnetic-scattering",
    "moments": "effective-moments",
    "experiment": "reactors-and-ionisation-detectors",
    "statistics": "statistics",
    "combination": "combined-constraints",
    "count": "weak-mixing-angle",
    "nucleus": "bcs-ground-states",
}


def read(spans: list[WebElement]) -> list[str]:
    """What is written, without what only keeps a line from breaking."""
    return [str(span.get_attribute("textContent")).replace("\u2060", "") for span in spans]


@pytest.mark.parametrize("name", ORACLES)
def test_numbers_in_a_sentence_follow(page: Chrome, name: str) -> None:
    """What is printed is where the explorer starts; then they are what the explorer says."""
    source = HTML / "chapters" / f"{CHAPTERS[name]}.html"
    soup = BeautifulSoup(source.read_text(encoding="utf-8"), "html.parser")
    printed_ = [s.get_text().replace("\N{NO-BREAK SPACE}", " ") for s in soup.select(".follows")]
    assert len(printed_) >= 3
    home = page.current_url
    try:
        page.get(source.as_uri())
        ready = "return document.documentElement.dataset.explorers === 'ready'"
        WebDriverWait(page, 20).until(lambda b: b.execute_script(ready))
        spans = page.find_elements(By.CSS_SELECTOR, ".follows")
        assert read(spans) == printed_
        dice = random.Random(name)
        for _ in range(6):
            move(page, name, dice)
        frame(page)
        assert read(spans) != printed_
        box = box_of(page, name)
        texts = page.execute_script(READ, box)
        for span, text in zip(spans, read(spans), strict=True):
            (row,) = (
                one.removeprefix(f"{name}-")
                for one in span.get_attribute("class").split()
                if one != "follows"
            )
            if row in texts:
                assert text == texts[row]
        time.sleep(1)  # said once the hand rests
        said = box.find_element(By.CSS_SELECTOR, ".spoken")
        assert said.get_attribute("role") == "status"
        assert spans[-1].get_attribute("textContent") in said.get_attribute("textContent")
    finally:
        page.get(home)


def test_two_of_a_kind_do_not_touch_each_other(page: Chrome, tmp_path: Path) -> None:
    source = HTML / "chapters" / "explorer.html"
    text = source.read_text(encoding="utf-8")
    view = re.search(
        r'<script type="application/vnd.jupyter.widget-view\+json">.*?</script>', text, re.S
    )
    assert view is not None
    doubled = text.replace(view[0], view[0] * 2)
    doubled = doubled.replace("<head>", f'<head><base href="{source.as_uri()}">')
    (tmp_path / "two.html").write_text(doubled, encoding="utf-8")
    try:
        page.get((tmp_path / "two.html").as_uri())
        ready = "return document.documentElement.dataset.explorers === 'ready'"
        WebDriverWait(page, 20).until(lambda b: b.execute_script(ready))
        ids = page.execute_script(
            "return [...document.querySelectorAll('.explorer, .explorer [id]')].map(e => e.id)"
        )
        assert len(ids) == len(set(ids))
        first, second = page.find_elements(By.CSS_SELECTOR, ".explorer[data-name=cross_section]")
        links = [box.find_element(By.CSS_SELECTOR, "a.link") for box in (first, second)]
        before = [link.get_attribute("href") for link in links]
        slider = second.find_element(By.CSS_SELECTOR, "input[name=E_nu]")
        slider.send_keys(Keys.ARROW_RIGHT)
        frame(page)
        after = [link.get_attribute("href") for link in links]
        assert after[0] == before[0]
        assert after[1] != before[1]
        assert "#cross_section-2?" in after[1]
    finally:
        page.get(source.as_uri())


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("quantity=sin2_theta_w", "not possible"),
        ("quantity=charge_radius&flavor=muon", "both minima are results"),
        ("quantity=charge_radius&flavor=nu_mu", "one minimum, at the turn"),
        ("quantity=magnetic_moment&flavor=nu_e", "the best fit has none"),
        ("quantity=neutron_radius&confidence_level=90", ""),
        ("quantity=neutron_radius&confidence_level=99.73", "An end is open"),
    ],
)
def test_one_count_says_what_its_minima_are(page: Chrome, query: str, note: str) -> None:
    follow(page, f"count?{query}")
    agree(page, "count")
    said = box_of(page, "count").find_element(By.CSS_SELECTOR, ".note").text
    assert note in said
    assert bool(note) == bool(said)


@pytest.mark.parametrize("assumptions", SETS)
def test_one_count_was_measured_and_says_under_which_assumptions(
    page: Chrome, assumptions: str
) -> None:
    follow(page, f"count?quantity=charge_radius&assumptions={assumptions}")
    under, rest = SETS[assumptions].record(), told(page, "count")
    assert state_of(page, "count")["couplings"] == under["couplings"]
    assert rest.startswith("Measured: 142 events; ")
    for said in (f"couplings {under['couplings']}", under["form_factor"], "convention modern"):
        assert str(said) in rest
    assert "one count, one parameter: Δχ² ≤ 2.71 from the physical minimum" in rest
    agree(page, "count")


DRAWN = """
const plot = arguments[0].querySelectorAll("figure > svg")[arguments[1]];
return [...plot.querySelectorAll(arguments[2])].map((e) => e.getAttribute("d"));
"""


def drawn(page: Chrome, plot: int, which: str) -> list[list[tuple[float, float]]]:
    """Corners of lines and regions in a picture of the count, in pixels."""
    found = page.execute_script(DRAWN, box_of(page, "count"), plot, which)
    pairs = [re.findall(r"([-\d.]+),([-\d.]+)", d) for d in found]
    return [[(float(x), float(y)) for x, y in corners] for corners in pairs]


@pytest.mark.parametrize("pulls", ["profiled", "log_normal", "statistical"])
@pytest.mark.parametrize(
    "parameter", ["charge_radius&flavor=muon", "magnetic_moment&flavor=all", "neutron_radius"]
)
def test_intervals_end_where_the_profile_crosses_the_threshold(
    page: Chrome, parameter: str, pulls: str
) -> None:
    follow(page, f"count?quantity={parameter}&pulls={pulls}&confidence_level=90")
    (profile,) = drawn(page, 0, ".line.s0")
    crossings = [x for region in drawn(page, 0, ".region.s2") for x, _ in region[:2]]
    (level, _), *_ = ([y for _, y in line] for line in drawn(page, 0, ".line.s6"))
    at = np.interp(crossings, *zip(*profile, strict=True))
    left = profile[0][0]  # a moment starts there
    for x, y in zip(crossings, at, strict=True):
        assert y == pytest.approx(level, rel=0, abs=1.5) or x == pytest.approx(left, rel=0, abs=0.1)
    (events,) = drawn(page, 1, ".line.s0")
    assert len(events) == len(profile)


def test_pieces_of_a_radius_join_as_the_level_rises(page: Chrome) -> None:
    """Two at 90 %, with the arrow key one after a while, and it stays one."""
    follow(page, "count?quantity=charge_radius&flavor=muon&confidence_level=90")
    box = box_of(page, "count")
    level = box.find_element(By.CSS_SELECTOR, "input[name=confidence_level]")
    pieces = []
    for _ in range(11):
        frame(page)
        second = box.find_element(By.CSS_SELECTOR, "td[data-name=low_2]").text
        pieces.append(1 if second == "none" else 2)
        level.send_keys(Keys.ARROW_RIGHT)
    assert pieces[0] == 2
    assert pieces[-1] == 1
    assert pieces == sorted(pieces, reverse=True)


@pytest.mark.parametrize("couplings", SCHEMES)
@pytest.mark.parametrize("assumptions", SETS)
def test_events_fall_with_the_neutron_radius(assumptions: str, couplings: str) -> None:
    """The script looks for one place with so many events: there is no second."""
    table = EXPLORERS["count"].data["counts"][assumptions][couplings]["neutron_radius"]
    found = np.polynomial.Chebyshev(table["coefficients"], domain=table["range"])
    events = found(np.linspace(*table["range"], 2001))
    assert (np.diff(events) < 0).all()
    assert events[-1] > 0


NUCLEI = [value for value, _ in EXPLORERS["nucleus"].controls[0]["options"]]


@pytest.mark.parametrize("kind", ["p", "n"])
@pytest.mark.parametrize("name", NUCLEI)
def test_every_nucleus_agrees_at_three_gaps(page: Chrome, name: str, kind: str) -> None:
    """Without pairing, half-way, where some have collapsed, and with the measured gap."""
    for gap, radial, helm in (
        ("0", "oscillator", "same"),
        ("0.5", "woods_saxon", "assumed"),
        ("1", "woods_saxon", "same"),
    ):
        follow(page, f"nucleus?nuclide={name}&kind={kind}&gap={gap}&radial={radial}&helm={helm}")
        agree(page, "nucleus")


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("nuclide=40Ar", []),
        (
            "nuclide=40Ar&gap=0",
            ["Pairing of the protons is off.", "Pairing of the neutrons is off"],
        ),
        ("nuclide=16O", ["8 protons close a shell", "8 neutrons close a shell"]),
        ("nuclide=48Ca", ["20 protons close a shell", "28 neutrons close a shell"]),
        ("nuclide=28Si&gap=0.25", ["protons have collapsed", "neutrons have collapsed"]),
        ("nuclide=72Ge&gap=0.5", ["neutrons have collapsed"]),
        ("nuclide=12C", []),
        ("nuclide=12C&gap=0.5", ["protons have collapsed"]),
        # the distance of the p levels over 1 + sqrt(2): 0p3/2 has twice the states of 0p1/2
        ("nuclide=12C measured", ["5.80 MeV already, more than the gap of 4.69 MeV", "5.71 MeV"]),
        ("nuclide=12C measured&gap=1.5", []),
    ],
)
def test_a_nucleus_says_where_pairing_collapses(page: Chrome, query: str, notes: list[str]) -> None:
    follow(page, f"nucleus?{query}")
    said = box_of(page, "nucleus").find_element(By.CSS_SELECTOR, ".note").text
    assert all(note in said for note in notes), said
    assert bool(said) == bool(notes)


def test_no_gap_is_asked_for_where_shells_are_closed(page: Chrome) -> None:
    for name in NUCLEI:
        follow(page, f"nucleus?nuclide={name}")
        slider = box_of(page, "nucleus").find_element(By.CSS_SELECTOR, "input[name=gap]")
        assert slider.is_enabled() == (name not in ("16O", "40Ca", "48Ca"))


STRUCK = """
const found = [];
for (const plot of arguments[0].querySelectorAll("figure > svg:not(.handles)")) {
  if (!plot.querySelector("rect.frame")) continue;
  for (const word of plot.querySelectorAll("g[clip-path] text")) {
    const {x, y, width, height} = word.getBBox();
    for (const line of plot.querySelectorAll("g[clip-path] path.line")) {
      for (let at = 0; at <= line.getTotalLength(); at += 1) {
        const p = line.getPointAtLength(at);
        if (p.x > x + 1 && p.x < x + width - 1 && p.y > y + 3 && p.y < y + height - 3) {
          found.push(word.textContent);
          break;
        }
      }
    }
  }
}
return found;
"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("level", [68, 90, 99])
@pytest.mark.parametrize("quantity", ["sin2_theta_w", "charge_radius"])
def test_the_mirror_is_named_beside_its_curve(
    page: Chrome, size: dict[str, object], level: int, quantity: str
) -> None:
    resize(page, size)
    try:
        for pulls in ("profiled", "log_normal", "statistical"):
            follow(page, f"count?quantity={quantity}&confidence_level={level}&pulls={pulls}")
            assert page.execute_script(STRUCK, box_of(page, "count")) == []
    finally:
        resize(page, PHONE)


BARS = """
const plot = arguments[0].querySelector("figure > svg");
return [...plot.querySelectorAll("circle")].map((e) => [e.cx.baseVal.value, e.cy.baseVal.value]);
"""
NAMES = """
const plot = arguments[0].querySelector("figure > svg");
const names = [...plot.querySelectorAll("g[clip-path] text")];
return [plot.querySelector("rect.frame"), ...names].map((e) => e.getBBox())
  .map((box) => [box.x, box.y, box.x + box.width, box.y + box.height]);
"""


@pytest.mark.parametrize("kind", ["p", "n"])
@pytest.mark.parametrize("name", NUCLEI[:1] + NUCLEI[3:])
def test_levels_are_drawn_as_full_as_they_are(page: Chrome, name: str, kind: str) -> None:
    """Bars end at v^2 of every level that is bound or may pair, at its energy."""
    follow(page, f"nucleus?nuclide={name}&kind={kind}")
    found = sorted(page.execute_script(BARS, box_of(page, "nucleus")), key=lambda spot: -spot[1])
    paired = ground_state(cevns.nuclide(name)).paired(kind)
    levels = [
        (v**2, one.energy)
        for one, v, pairs in zip(paired.orbitals, paired.v, paired.window, strict=True)
        if one.energy < 0 or pairs
    ]
    assert len(found) == len(levels)
    axes = zip(zip(*found, strict=True), zip(*levels, strict=True), (1, -1), strict=True)
    for pixels, values, way in axes:  # to the right, and up
        straight = np.polynomial.Polynomial.fit(values, pixels, 1)
        assert straight(np.array(values)) == pytest.approx(pixels, rel=0, abs=1e-2)
        assert straight.deriv()(0) * way > 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_names_of_levels_have_room(page: Chrome, size: dict[str, object]) -> None:
    """Inside the frame, and none on another, in every nucleus."""
    resize(page, size)
    try:
        for name in NUCLEI:
            for kind in ("p", "n"):
                follow(page, f"nucleus?nuclide={name}&kind={kind}")
                frame_, *names = page.execute_script(NAMES, box_of(page, "nucleus"))
                assert len(names) > 4
                for x0, y0, x1, y1 in names:
                    assert frame_[0] < x0
                    assert frame_[1] <= y0
                    assert x1 <= frame_[2]
                    assert y1 <= frame_[3]
                tops = sorted((y0, y1) for _, y0, _, y1 in names)
                # boxes have the room of an accent above and below, which no name has
                assert all(after > y1 - 1 for (_, y1), (after, _) in pairwise(tops))
    finally:
        resize(page, PHONE)


def test_the_p_levels_of_carbon_are_where_masses_have_them() -> None:
    """AME2020 [keV]: S_p, S_n of 12C 15957, 18721; S_p of 13N 1943; S_n of 13C 4946."""
    measured = {"p": (-15.957, -1.943), "n": (-18.721, -4.946)}
    for kind, expected in measured.items():
        levels = EXPLORERS["nucleus"].data["nuclides"]["12C measured"]["pairing"][kind]["levels"]
        found = {level["label"]: level["energy"] for level in levels}
        assert [found["0p3/2"], found["0p1/2"]] == pytest.approx(expected, rel=0, abs=6e-4)
