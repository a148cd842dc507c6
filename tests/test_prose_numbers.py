"""A result quoted in prose is what a check cell beside it prints, or says why it is not."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import prose
import pytest
from prose_text import Page, arithmetic, numbers, parse, sentences

BOOK = prose.Book.read()
REASONS = prose.reasons()

PAGE = """---
kernelspec: x
---
(ch:lumi)=
# Luminosity

*A question?*

## A deficit

(sec:sub)=
### The best fit

```{{code-cell}} ipython3
:tags: [nbval-check-output]

print("best fit 24.7, chi2 0.414")
```

{sentence}

## Elsewhere

```{{code-cell}} ipython3
width = 1.375
```

{elsewhere}

## Summary

{summary}
"""
PRINTED = ["best fit 24.7, chi2 0.414, share 12.34 %, ratio 1.085, sum 2.31e-11, prompt -3.8 %\n"]


def open_numbers(sentence: str = "", elsewhere: str = "", summary: str = "") -> list[str]:
    """What nothing accounts for in a small page whose one check cell stands below a heading."""
    text = PAGE.format(sentence=sentence, elsewhere=elsewhere, summary=summary)
    book = prose.Book({"lumi": parse(text, "lumi", PRINTED)})
    return [finding.number.text for finding in book.findings("lumi")]


@pytest.mark.parametrize("page", prose.held())
def test_numbers_in_prose_are_accounted_for(page: str) -> None:
    """With a check cell, a citation or badge, or an entry of `prose_numbers.toml`."""
    wrong = prose.problems(BOOK, page, REASONS)
    assert wrong == [], "\n".join(["", *wrong])


def test_reasons_are_of_pages_that_are_held_to_it() -> None:
    assert {reason.page for reason in REASONS} <= set(prose.held())
    assert all(len(reason.reason) > 10 for reason in REASONS)


def test_the_slip_that_nothing_compared() -> None:
    """24.4 beside a cell that prints 24.7: the message names both."""
    text = PAGE.format(sentence="It is $|\\Lambda_1|=24.4$ in our unit.", elsewhere="", summary="")
    book = prose.Book({"lumi": parse(text, "lumi", PRINTED)})
    (message,) = prose.problems(book, "lumi", [])
    assert message.startswith("lumi:20: 24.4 (the nearest checked output is 24.7)")
    assert "in our unit" in message


def test_an_altered_digit_of_the_book_is_noticed() -> None:
    """Nine in ten of the numbers with three digits or more that a check cell accounts for."""
    noticed = []
    for name in prose.held():
        page = BOOK.pages[name]
        for found in BOOK.numbers(name):
            one, text = found.number, found.block.text
            checked = found.why.startswith("checked") and not prose.SAID.search(found.sentence)
            if found.block.drawn or not checked or len(one.digits) < 3:
                continue
            mantissa = re.match(r"[\d.,]*\d", text[one.start :])
            assert mantissa
            last = one.start + mantissa.end() - 1
            altered = text[:last] + str((int(text[last]) + 5) % 10) + text[last + 1 :]
            block = replace(found.block, text=altered)
            other = Page(name, [block], page.sections, page.labels)
            open_now = prose.Book({**BOOK.pages, name: other}).findings(name)
            noticed.append(any(f.number.start == one.start for f in open_now))
    assert len(noticed) > 100
    assert sum(noticed) > 0.85 * len(noticed)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 24.7, nearly 25.",
        "It is $2.47\\times10^{-9}\\,\\mu_B$, or 12.3 %, or 12 per cent.",
        "It is $0.1234$ of all, 8.5 % more, $2.3\\times10^{-11}$ or 3.8 % less.",
        "From 3.8 to 8.5 %, and −3.8 %.",
    ],
)
def test_what_is_printed_may_be_rounded(sentence: str) -> None:
    assert open_numbers(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It is 24.6.", ["24.6"]),
        ("It is 24.72, more digits than are printed.", ["24.72"]),
        ("It is 26, or 0.247.", ["26", "0.247"]),
        ("It is 12.4 %, or 7 per cent.", ["12.4", "7"]),
        ("It is $+3.8\\,\\%$.", ["+3.8"]),
        ("It is $2.4\\times10^{-11}$.", [r"2.4\times10^{-11}"]),
        ("It is $2.3\\times10^{-10}$.", [r"2.3\times10^{-10}"]),
        ("It crosses at 30 keV.", ["30"]),
        ("The talk prints 54.6 for it.", ["54.6"]),
        ("| here | printed |\n|---|---|\n| 31.5 | 32.5 |", ["31.5"]),
    ],
)
def test_what_differs_is_found(sentence: str, found: list[str]) -> None:
    assert open_numbers(sentence) == found


def test_captions_are_read_and_alternative_texts_are_not() -> None:
    cell = """```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-x
    caption: |
      It ends at 31.5.
  image:
    alt: |
      A curve that ends at 32.5.
---
x.draw()
```"""
    assert open_numbers(cell) == ["31.5"]
    book = prose.Book({"lumi": parse(PAGE.format(sentence=cell, elsewhere="", summary=""), "lumi")})
    assert [f.number.text for f in book.findings("lumi", drawn=True)] == ["31.5", "32.5"]
    assert [f.line for f in book.findings("lumi", drawn=True)] == [26, 29]


def test_a_cell_speaks_for_its_section_and_for_whoever_refers_to_it() -> None:
    assert open_numbers(elsewhere="It was 24.7.") == ["24.7"]
    assert open_numbers(elsewhere="In {ref}`sec:sub` it was 24.7.") == []
    assert open_numbers(elsewhere="In {doc}`lumi` it was 24.7.") == []
    assert open_numbers(elsewhere="In [](lumi.md) it was 24.7.") == []
    assert open_numbers(summary="It was 24.7, not 24.4.") == ["24.4"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Others find 31.5 {cite}`Somebody2019`.",
        "It is 31.5 [printed]{.badge-printed}.",
        "The talk prints 54.5 for it.",  # a limit that is in print
        "In the 2018 edition, chapter 14, slide 17, arXiv:2512.08065, $^{133}$Cs and 133Cs.",
        "At 90 % C.L. it is 2.71, for two parameters 4.61; a 68 % interval.",
        "A region holds twelve, or 12; $T^{27}$, `x = 31.5`, {eq}`eq:31.5`, <https://x.y/31.5>.",
        "The width is 1.375, the muon has 105.66 MeV.",  # an input of a cell, a constant
        "CsI has 14.57 kg at 19.3 m and 308 days, with 28 % and more than 6 PE.",  # the catalogue
        "$\\sqrt{1.375/0.5} = 1.66$ and $(1.375^{-2}+1.375^{-2})^{-1/2}\\approx0.97$.",
    ],
)
def test_what_needs_no_cell(sentence: str) -> None:
    assert open_numbers(elsewhere=sentence) == []


def test_an_exercise_supposes_round_numbers_and_has_its_own_cells() -> None:
    exercise = """```{{exercise}} Ten kilograms
:label: ex-ten
Take 17 kg at 31 m, where the limit is {limit}.
```

```{{solution-start}} ex-ten
:class: dropdown
```
With 17 kg it is {answer}.
```{{solution-end}}
```"""
    assert open_numbers(exercise.format(limit=31.57, answer=24.7)) == ["31.57", "24.7"]
    assert open_numbers(exercise.format(limit=32, answer=31)) == []


def test_sentences_and_numbers() -> None:
    text = "At 90 % C.L. it is 3.1 (see Phys. Rev. D 39). Then 4.1? $5$ more."
    assert [s.strip() for _, s in sentences(text)] == [
        "At 90 % C.L. it is 3.1 (see Phys. Rev. D 39).",
        "Then 4.1?",
        "$5$ more.",
    ]
    found = numbers(
        "$6.8\\times10^{-10}$, 1,143 events, 32 million, 28 to 31 %, $10^{-11}$, 1e-3 keV"
    )
    values = [(n.value, n.unit) for n in found]
    assert values == [
        (pytest.approx(6.8e-10, rel=1e-12, abs=0), ""),
        (1143, ""),
        (32e6, ""),
        (28, "%"),
        (31, "%"),
        (1e-3, "keV"),
    ]


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\sqrt{116/25.7}", 2.1245),
        (r"(71.9^{-2}+54.6^{-2})^{-1/2}", 43.48),
        (r"\frac{3}{4}\times 2^{1/4}", 0.8919),
        ("2.1", None),
        (r"N^2", None),
        ("(", None),
    ],
)
def test_arithmetic(latex: str, value: float | None) -> None:
    expected = value if value is None else pytest.approx(value, rel=1e-3, abs=0)
    assert arithmetic(latex) == expected


def test_reasons(tmp_path: Path) -> None:
    """One that is not needed is an error, as is one whose expression gives another number."""
    text = PAGE.format(sentence="It is 31.5 of\n99 and 7.5 %.", elsewhere="", summary="")
    book = prose.Book({"lumi": parse(text, "lumi", PRINTED)})
    file = tmp_path / "reasons.toml"

    def wrong(toml: str) -> list[str]:
        file.write_text(f"[lumi]\n{toml}", encoding="utf-8")
        return prose.problems(book, "lumi", prose.reasons(file))

    assert wrong('"31.5 of 99" = "a reason"\n"7.5 %" = "another"') == []
    assert len(wrong('"31.5 of 99" = "a reason"')) == 1
    assert wrong('"31.5 of 99 and 7.5 %" = "all"\n"24" = "x"') == ["lumi: not needed: '24'"]
    assert wrong('"of 99 and 7.5 %" = "x"\n"31.5" = { reason = "y", equals = "63 / 2" }') == []
    (message,) = wrong('"of 99 and 7.5 %" = "x"\n"31.5" = { reason = "y", equals = "sqrt(1000)" }')
    assert message.endswith("but sqrt(1000) = 31.6228")


def test_the_catalogue_is_read_and_not_copied() -> None:
    table = tomllib.loads((prose.DATA / "experiments.toml").read_text("utf-8"))
    mass = table["experiment"]["coherent-csi"]["current"]["mass_kg"]
    assert any(n.value == mass and n.unit == "kg" for n in prose.catalogue())
