"""The talk, slide by slide: every link of the table resolves, and every row has a verdict.

The last tests check statements of the slides that belong to no module's own tests.
"""

import ast
import importlib
import math
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import toc
from iminuit import Minuit

import cevns
from cevns.basics.units import day
from cevns.experiments.catalogue import catalogue, written
from cevns.inference.counts import Counting
from cevns.neutrinos.moments import moment_matrix
from cevns.nuclei.form_factors import SymmetrizedFermi
from cevns.talk.verdicts import Comparison, comparisons

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "chapters" / "talk-slide-by-slide.md"
WITHOUT_CONTENT = {1, 31, 32}  # title, thanks, announcement of the extras
VERDICTS = (
    "OK",
    "OK in our convention",
    "approximation",
    "condition",
    "misprint",
    "ambiguous",
    "differs",
    "not checked",
)


class Row(NamedTuple):
    slide: str
    what: str
    verdict: str
    chapter: str
    function: str
    test: str


def parse(text: str) -> list[Row]:
    rows = []
    for line in text.splitlines():
        if re.match(r"\| *\d", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == len(Row._fields), f"{len(cells)} cells in: {line}"
            rows.append(Row(*cells))
    return rows


ROWS = parse(PAGE.read_text(encoding="utf-8"))


@cache
def labels() -> frozenset[str]:
    """Chapters and equations of the pages that the contents list."""
    files = [ROOT / f"{name}.md" for name in toc.chapters()]
    texts = [file.read_text(encoding="utf-8") for file in files if file.exists()]
    pattern = r"^\((ch:[\w-]+)\)=$|\$\$ \((eq:[\w-]+)\)$"
    return frozenset(a or b for text in texts for a, b in re.findall(pattern, text, re.M))


@cache
def errata() -> dict[str, str]:
    text = (ROOT / "chapters" / "errata.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\((erratum:[\w-]+)\)=\n### (E\d+)\. ", text, re.M))


@cache
def functions_of(file: str) -> frozenset[str]:
    path = ROOT / "tests" / file
    if not path.exists():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def importable(name: str) -> bool:
    """Whether a dotted name is a module, or leads from one to an attribute."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return all((found := getattr(found, part, None)) is not None for part in parts[cut:])
    return False


def problems(row: Row) -> list[str]:
    """What is wrong with a row, in words."""
    found = []
    chapters = re.findall(r"\{(?:ref|eq)\}`([^`]+)`", row.chapter)
    found += [f"no {label} in the book" for label in chapters if label not in labels()]
    verdict = re.split(r"[,:] ", row.verdict)[0]
    if verdict not in VERDICTS:
        found.append(f"no verdict {row.verdict!r}")
    if not chapters and verdict != "not checked":
        found.append("no chapter")

    functions = re.findall(r"\{py:\w+\}`~?([\w.]+)`", row.function)
    functions += [f"{name}.draw" for name in re.findall(r"`(figures\.[\w.]+)`", row.function)]
    found += [f"no function {name}" for name in functions if not importable(name)]
    if row.function and not functions:
        found.append(f"no link in {row.function!r}")

    nodes = re.findall(r"`(test_\w+\.py)::(test_\w+)`", row.test)
    found += [f"no test {file}::{name}" for file, name in nodes if name not in functions_of(file)]
    if row.test and not nodes:
        found.append(f"no test id in {row.test!r}")

    cited = re.findall(r"\{ref\}`(E\d+) <([^>]+)>`", row.verdict)
    found += [f"{label} is not {e}" for e, label in cited if errata().get(label) != e]
    evidence = nodes or cited or "`figures." in row.function
    if not evidence and verdict != "not checked":
        found.append("a verdict without test or erratum")
    return found


@pytest.mark.parametrize("row", ROWS, ids=[f"{i}-slide-{r.slide}" for i, r in enumerate(ROWS, 1)])
def test_every_link_resolves_and_every_row_has_a_verdict(row: Row) -> None:
    assert problems(row) == []


def test_the_page_of_checks_names_tests_that_exist() -> None:
    text = (ROOT / "chapters" / "how-checked.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", text)
    assert len(named) > 25
    assert [test for test in named if test[1] not in functions_of(test[0])] == []


def test_no_slide_is_left_out() -> None:
    slides = {int(row.slide) for row in ROWS}
    assert slides | WITHOUT_CONTENT == set(range(1, 38))
    assert [int(row.slide) for row in ROWS] == sorted(int(row.slide) for row in ROWS)


def test_every_erratum_is_reached_from_the_table() -> None:
    reached = {label for row in ROWS for label in re.findall(r"<(erratum:[^>]+)>", row.verdict)}
    assert reached == set(errata())


GOOD = Row(
    "6",
    "",
    "OK",
    "{ref}`ch:talk`",
    "{py:func}`~cevns.interactions.cross_sections.sm`",
    "`test_talk.py::test_no_slide_is_left_out`",
)


def test_a_good_row_passes() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"chapter": "{ref}`ch:nowhere`"}, "no ch:nowhere in the book"),
        ({"chapter": "{ref}`ch:talk`, {eq}`eq:nothing`"}, "no eq:nothing in the book"),
        ({"chapter": ""}, "no chapter"),
        ({"function": "{py:func}`~cevns.cross_sections.smm`"}, "no function"),
        ({"function": "`figures.nothing`"}, "no function figures.nothing"),
        ({"test": "`test_talk.py::test_nothing`"}, "no test test_talk.py::test_nothing"),
        ({"test": "`test_nothing.py::test_sm`"}, "no test test_nothing.py"),
        ({"test": "see above"}, "no test id"),
        ({"verdict": ""}, "no verdict"),
        ({"verdict": "fine"}, "no verdict 'fine'"),
        ({"verdict": "OK, {ref}`E1 <erratum:axial>`"}, "erratum:axial is not E1"),
        ({"test": ""}, "a verdict without test or erratum"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_broken_row_is_found(change: dict[str, str], problem: str) -> None:
    assert any(problem in found for found in problems(GOOD._replace(**change)))


DERIVED = comparisons()


@pytest.mark.parametrize("comparison", DERIVED, ids=[f"{c.slide} {c.what}" for c in DERIVED])
def test_a_verdict_on_printed_numbers_is_the_derived_one(comparison: Comparison) -> None:
    """What the page says is what the comparison comes to; see `cevns.talk.verdicts`."""
    slide, what = str(comparison.slide), comparison.what
    (row,) = (r for r in ROWS if r.slide == slide and r.what.startswith(what))
    assert re.split(r"[,:] ", row.verdict)[0] == comparison.verdict


def test_no_row_of_a_printed_table_of_numbers_is_judged_by_hand() -> None:
    """Every experiment of slides 15 and 24: what is left are readings, not numbers."""
    derived = {(str(c.slide), c.what) for c in DERIVED}
    names = [name for key in catalogue() if (name := written(key[0])) != key[0]]
    by_hand = [
        row.what
        for row in ROWS
        if row.slide in ("15", "24")
        and row.what.startswith(tuple(f"table: {name}" for name in (*names, "Borexino")))
        and not any(row.slide == s and row.what.startswith(w) for s, w in derived)
    ]
    assert by_hand == ['table: CsI[Na], efficiency "Eq. (??)"']


@cache
def kinds_of_errata() -> dict[str, tuple[set[str], str]]:
    """Slides and kind of every erratum, by its label."""
    text = (ROOT / "chapters" / "errata.md").read_text(encoding="utf-8")
    pattern = r"^\((erratum:[\w-]+)\)=\n### E\d+\. .+\n\n\*Slides? ([^;]+); ([^*]+)\.\*"
    found = {}
    for label, slides, kind in re.findall(pattern, text, re.M):
        spans = re.findall(r"(\d+)(?: to (\d+))?", slides)
        on = {str(n) for a, b in spans for n in range(int(a), int(b or a) + 1)}
        found[label] = on, kind
    return found


def test_every_slide_of_an_erratum_has_a_row_that_carries_it() -> None:
    assert set(kinds_of_errata()) == set(errata())
    missing = [
        (label, slide)
        for label, (slides, _) in kinds_of_errata().items()
        for slide in sorted(slides)
        if not any(row.slide == slide and f"<{label}>" in row.verdict for row in ROWS)
    ]
    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=[f"{i}-slide-{r.slide}" for i, r in enumerate(ROWS, 1)])
def test_a_verdict_agrees_with_its_errata(row: Row) -> None:
    """What is OK needs a definition at most; a misprint has an erratum that is one, and so on."""
    verdict = re.split(r"[,:] ", row.verdict)[0]
    labels = re.findall(r"<(erratum:[^>]+)>", row.verdict)
    kinds = [kinds_of_errata()[label][1] for label in labels]
    if verdict.startswith("OK"):
        assert set(kinds) <= {"convention"}
    if verdict in ("misprint", "approximation", "condition") and kinds:
        assert any(verdict in kind for kind in kinds)


CONFIGURATION = """
coherent-hpge  15 100    5 1    22
coherent-lar 1000 10000 20 10   29
coherent-nai 2000 10000 13 5    28
conus        3.85 100  0.1 0.1  17
connie          1 100 .028 .028 30
miner           1 100  0.1 0.1   2
texono          1 100  0.1 0.1  28
red100        100 100  0.5 0.5  19
"""  # slide 15: key, mass/kg now and later, threshold/keV now and later, baseline/m


@pytest.mark.parametrize("line", CONFIGURATION.split("\n")[1:-1], ids=lambda x: x.split()[0])
def test_configuration_as_printed(line: str) -> None:
    """Slide 15, except CsI[Na] now, which counts photoelectrons."""
    key, *numbers = line.split()
    masses, thresholds, baseline = numbers[:2], numbers[2:4], float(numbers[4])
    live = (308.1, 3652.5) if key.startswith("coherent") else (365.25, 3652.5)
    for i, setup in enumerate(("current", "future")):
        e = cevns.experiment(key, setup)
        inputs = {name: entry.value for name, entry in e.inputs.items()}
        threshold = inputs.get("threshold_keV_nr", inputs.get("threshold_keV_ee"))
        assert (e.mass, e.baseline_m) == (float(masses[i]), baseline)
        assert e.exposure / day == pytest.approx(live[i])
        assert inputs["efficiency"] == (0.5, 1.0)[i]
        if (key, setup) == ("red100", "future"):
            assert threshold == 0.1  # the printed limits need it, the slide has 500 eV
        else:
            assert threshold == float(thresholds[i])


def test_future_csi_as_printed() -> None:
    e = cevns.experiment("coherent-csi", "future")
    assert (e.mass, e.baseline_m, e.exposure / day) == pytest.approx((100, 19.3, 3652.5))
    assert (e.inputs["threshold_keV_nr"].value, e.inputs["efficiency"].value) == (1, 1)


def test_majorana_couplings_are_antisymmetric_because_c_sigma_is_symmetric() -> None:
    """Slide 8: fields anticommute, so nu^T C^-1 sigma nu keeps the antisymmetric lambda only.

    Each pair of flavours then stands twice in the sum: -1/4 for Majorana neutrinos is the
    1/2 of Dirac neutrinos.
    """
    one, zero = np.eye(2), np.zeros((2, 2))
    pauli = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
    gamma = [np.block([[zero, one], [one, zero]])]
    gamma += [np.block([[zero, s], [-s, zero]]) for s in pauli]
    C = 1j * gamma[2] @ gamma[0]
    for g in gamma:  # C turns each into minus its transpose
        np.testing.assert_allclose(np.linalg.inv(C) @ g @ C, -g.T, atol=1e-15)
    for a in range(4):
        for b in range(a):
            sigma = 0.5j * (gamma[a] @ gamma[b] - gamma[b] @ gamma[a])
            product = np.linalg.inv(C) @ sigma
            np.testing.assert_allclose(product, product.T, atol=1e-15)
            assert np.abs(product).max() > 0.5


def test_hermitian_and_antisymmetric_is_imaginary() -> None:
    """Slide 8: mu and epsilon of Majorana neutrinos."""
    parts = np.random.default_rng(0).normal(size=(2, 3, 3))
    hermitian = parts[0] + parts[0].T + 1j * (parts[1] - parts[1].T)
    antisymmetric = hermitian - hermitian.T
    np.testing.assert_allclose(antisymmetric, antisymmetric.conj().T)
    np.testing.assert_array_equal(antisymmetric.real, 0)
    assert np.abs(antisymmetric.imag).max() > 0.1


def test_the_moment_that_takes_nu_e_to_nu_mu_is_that_of_tau() -> None:
    """Slide 11 says the muon's; its sum, the effective moment, is right all the same."""
    matrix = moment_matrix([2.0, 3.0, 5.0])  # Lambda_e, Lambda_mu, Lambda_tau
    assert matrix[0, 1] == 5
    assert matrix[0, 2] == -3


def test_two_forms_of_the_coefficient_of_lambda_3() -> None:
    """Slide 12 has c23^2 + s13^2 s23^2, slide 14 a quarter of cosines of double angles."""
    t13, t23 = np.random.default_rng(0).uniform(0, math.pi / 2, (2, 100))
    prompt = np.cos(t23) ** 2 + (np.sin(t13) * np.sin(t23)) ** 2
    delayed = (2 * np.cos(t13) ** 2 * np.cos(2 * t23) - np.cos(2 * t13) + 3) / 4
    np.testing.assert_allclose(delayed, prompt, rtol=1e-13)


@pytest.mark.parametrize("N", [80.0, 120.0])
def test_chi2_with_one_nuisance(N: float) -> None:
    """Slide 16: minimised over a by hand and by Minuit; 100 measured, 20 % and 20 %."""
    variance, sigma = (1 + 0.2) * 100, 0.2

    def chi2(a: float) -> float:
        return (100 - N * (1 + a)) ** 2 / variance + (a / sigma) ** 2

    fit = Minuit(chi2, a=0.0)
    fit.tol = 1e-6
    fit.migrad()
    count = Counting(observed=100, variance=variance, sigma_signal=sigma)
    assert fit.fval == pytest.approx(float(count.chi2(N)), rel=1e-6, abs=0)


def test_surface_thickness_is_four_a_ln_3() -> None:
    """Slide 37: the density falls from 90 % to 10 % over 4 a ln 3."""
    F = SymmetrizedFermi(5.6, 0.52)

    def density(r: float) -> float:
        return math.sinh(F.c / F.a) / (math.cosh(r / F.a) + math.cosh(F.c / F.a))

    half = 2 * F.a * math.log(3)
    assert density(F.c - half) == pytest.approx(0.9, abs=1e-6)
    assert density(F.c + half) == pytest.approx(0.1, abs=1e-6)
