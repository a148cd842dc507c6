"""The numbers in the prose of the book, and what accounts for each.

python tests/prose.py [page ...]        list those that nothing accounts for
python tests/prose.py --all [page ...]  list every number, with what does
python tests/prose.py --alt [page ...]  list those of alternative texts too, which are read off
                                        drawings and so not in the test

A number is accounted for if it is

* exact or trivial: a small count, a year, a confidence level, a threshold of Wilks' theorem, a
  constant of the package, the result of the arithmetic written before its sign of equality;
* an input: a literal of a code cell of its section, an entry of the catalogue, what an exercise
  supposes;
* in a sentence that cites or wears a badge, or a published limit where it speaks of print;
* to the digits written, in what a check cell prints: in its section, or in a page, section or
  equation to which the sentence refers. Openings and summaries speak of the whole page.

What remains needs an entry in `prose_numbers.toml`: under its page, the words around it as
quoted from there, and the reason; with `equals`, an expression in Python that is compared, whose
names are those of `math` and of a `module`.
"""

import csv
import functools
import importlib
import math
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prose_text import (
    EXERCISE,
    KIND,
    Block,
    Number,
    Page,
    Section,
    arithmetic,
    literals,
    numbers,
    read,
    sentences,
)
from scipy.special import chdtri

import chapters

sys.path.append(str(chapters.ROOT / "tools"))
import toc

ROOT = chapters.ROOT
REASONS = ROOT / "tests" / "prose_numbers.toml"
DATA = ROOT / "cevns" / "experiments" / "data"
PRINTED = (ROOT / "cevns" / "talk" / "data" / "talk_limits.csv", DATA / "published_moments.csv")


@dataclass(frozen=True)
class Finding:
    """A number of a page, and what accounts for it: nothing, if `why` is empty."""

    page: str
    block: Block
    sentence: str
    number: Number
    why: str
    nearest: str = ""

    @property
    def line(self) -> int:
        return self.block.line + self.block.text[: self.number.start].count("\n")

    def __str__(self) -> str:
        hint = "no check cell near"
        if self.nearest:
            hint = f"the nearest checked output is {self.nearest.strip()}"
        number = f"{self.number.text} {self.number.unit}".strip()
        sentence = " ".join(self.sentence.split())
        return f"{self.page}:{self.line}: {number} ({self.why or hint})\n    {sentence}"


# ------------------------------------------------------------------ exact, or an input


@functools.cache
def thresholds() -> tuple[float, ...]:
    """Thresholds of Wilks' theorem for up to three parameters, and standard deviations."""
    levels = (0.68, 0.6827, 0.9, 0.95, 0.99)
    found = [float(chdtri(k, 1 - p)) for k in (1, 2, 3) for p in levels]
    found += [float(chdtri(1, 2 * (1 - p))) for p in (0.9, 0.95)]  # one-sided
    return (*found, *(math.sqrt(chdtri(1, 1 - p)) for p in (0.8, 0.9, 0.95)))


@functools.cache
def constants() -> tuple[float, ...]:
    """Constants of the package, and the end points of the neutrinos of a stopped pion [MeV]."""
    from cevns.basics import constants as c

    known = [float(x) for key, x in vars(c).items() if key.isupper()]
    return (*known, (c.M_PI**2 - c.M_MU**2) / 2 / c.M_PI, c.M_MU / 2)


LEVEL = re.compile(r"C\.L\.|confidence|level|region|interval|limit|quantile|cover|band|bound", re.I)


def is_exact(number: Number, sentence: str) -> bool:
    value = number.value
    if number.unit == "%":
        return value in (90, 100) or (value in (68, 95, 99) and bool(LEVEL.search(sentence)))
    if number.unit and value in (0, 1):
        return True
    if number.whole and not number.unit and not number.scientific:
        return value <= 12 or (1900 <= value <= 2100 and len(number.text) == 4)
    if len(number.digits) >= 3:
        known = (*constants(), *thresholds()) if not number.unit else ()
        known = constants() if number.unit in ("MeV", "GeV", "fm") else known
        return any(abs(x - value) <= number.half for x in known)
    return value in (0.5, 1) and not number.unit


@functools.cache
def catalogue() -> tuple[Number, ...]:
    """The numbers of the catalogue, with the unit that their key names."""
    units = {
        "kg": "kg",
        "m": "m",
        "days": "days",
        "GW": "GW",
        "PE": "PE",
        "MeV": "MeV",
        "keV": "keV",
    }

    def entries(table: dict[str, Any], name: str = "") -> Iterator[Number]:
        for key, value in table.items():
            key = name if key == "value" else key
            if isinstance(value, dict):
                yield from entries(value, key)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                last = key.removesuffix("_nr").removesuffix("_ee").rpartition("_")[2]
                yield Number(f"{value:g}", float(value), unit=units.get(last, ""))
                if last not in units:
                    yield Number(f"{value:g}", 100 * float(value), unit="%")

    return tuple(entries(tomllib.loads((DATA / "experiments.toml").read_text("utf-8"))))


def same(number: Number, known: Number) -> bool:
    """Whether an input is the number written: to its digits if these say so, in any unit."""
    kind, factor = KIND.get(number.unit, ("", 1.0))
    other, known_factor = KIND.get(known.unit, ("", 1.0))
    value = known.value * known_factor / factor
    return kind == other and rounds(number, value)


def rounds(number: Number, value: float) -> bool:
    """Whether a value is the number written, to its digits if it has two or more."""
    rounded = len(number.digits) > 1 and abs(value - number.value) <= number.half
    return rounded or math.isclose(value, number.value, rel_tol=1e-9)


def is_input(number: Number, given: list[Number], text: str) -> bool:
    """Whether a cell is given it, or the catalogue has it: with its unit, or as an uncertainty."""
    uncertainty = re.search(r"\\sigma[^ =$]*\s*=\s*$", text[: number.start])
    if uncertainty and any(number.value == entry.value for entry in catalogue()):
        return True
    if number.unit and any(same(number, entry) for entry in catalogue()):
        return True
    telling = not number.unit and len(number.digits.rstrip("0")) > 2
    if telling and any(number.value == entry.value for entry in catalogue()):
        return True
    scales = (1, 100) if number.unit == "%" else (1,)
    values = [g.value * scale for g in given for scale in scales]
    return any(rounds(number, value) for value in values)


@functools.cache
def source_literals(source: str) -> list[Number]:
    return literals(source)


# ------------------------------------------------------------------------- what is said

SAID = re.compile(r"\{cite(?::\w+)?\}`|badge-(?:printed|cited|inferred)")
HEADED = re.compile(r"\bprinted|publish|cited|source|reference|\btalk\b", re.I)


@functools.cache
def published() -> frozenset[str]:
    """Digits of the limits that are in print."""
    found = set()
    for path in PRINTED:
        rows = (x for x in path.read_text("utf-8").split("\n") if x and not x.startswith("#"))
        for row in csv.reader(rows):
            found |= {n.digits for text in row for n in numbers(text)}
    return frozenset(found)


def is_said(number: Number, block: Block, sentence: str) -> bool:
    if SAID.search(sentence) or HEADED.search(block.head):
        return True
    printed = not number.unit and number.digits in published()
    return printed and bool(re.search(r"\bprint", sentence))


@functools.cache
def of_the_package() -> frozenset[str]:
    """Decimal numbers in the code of the package."""
    sources = (path.read_text("utf-8") for path in (ROOT / "cevns").rglob("*.py"))
    return frozenset(x for text in sources for x in re.findall(r"(?<![\w.])\d+\.\d+", text))


def is_coefficient(number: Number, text: str) -> bool:
    """Whether it multiplies a symbol of an equation, ``192\\,E^2``; a decimal is in the package."""
    inside = text[: number.start].replace("$$", "$").count("$") % 2
    symbol = re.match(r"(?:\\[,;]|\s)*(?:[A-Za-z]|\\varepsilon)", text[number.end :])
    if not (inside and symbol) or number.unit or number.scientific:
        return False
    return number.whole or number.text.lstrip("+-") in of_the_package()


def is_computed(number: Number, block: Block) -> bool:
    """Whether arithmetic of the paragraph gives it, or the ratio of two numbers of a row."""
    if "ratio" in block.head:
        values = [n.value for text in block.row for n in numbers(text) if n.value]
        found = [b / a for a in values for b in values]
        return any(rounds(number, x / 10.0 ** round(math.log10(x / number.value))) for x in found)
    sides = re.split(r"=|\\approx|\\simeq|\$", block.text)
    found = [abs(x) for side in sides if (x := arithmetic(side)) is not None]
    scale = 100 if number.unit == "%" else 1
    return any(abs(x * s - number.value) <= number.half for x in found for s in {1, scale})


# ----------------------------------------------------------------------- what is printed


@functools.cache
def outputs(text: str) -> tuple[Number, ...]:
    """Numbers that a check cell prints, without those that are part of a name."""
    return tuple(numbers(re.sub(r"(?<=\d)(?=x\b)|\bx(?=\d)", " ", text), prose=False))


def agrees(written: Number, printed: Number) -> bool:
    """Whether what is printed rounds to what is written: as it is, in per cent, as a deviation."""
    if written.sign and printed.sign and written.sign != printed.sign:
        return False
    value, half = printed.value, printed.half
    kind, factor = KIND.get(written.unit, ("", 1.0))
    other, printed_factor = KIND.get(printed.unit, ("", 1.0))
    scales = {1.0}
    if kind == other:
        scales = {printed_factor / factor}
    elif kind == "%":
        scales.add(100.0)
    elif other == "%":
        scales.add(0.01)
    elif kind and other:
        return False
    loose = written.scientific != printed.scientific and len(written.digits) > 1
    if loose and value and not written.whole:
        scales.add(10.0 ** round(math.log10(written.value / value)))
    pairs = [(value * scale, half * scale) for scale in scales]
    if kind == "%" and other != "%" and 0.2 < value < 5 and not printed.whole:
        pairs.append((100 * abs(value - 1), 100 * half))
    return any(
        math.isclose(x, written.value, rel_tol=1e-9)
        or (max(h, abs(x - written.value)) <= written.half * (1 + 1e-9))
        for x, h in pairs
    )


WHOLE = re.compile(r"summary|what breaks|what to quote|published|in print", re.I)
TARGET = re.compile(r"\{(?:ref|eq|numref)\}`(?:[^`<]*<)?([^`<>]+)>?`")
DOCUMENT = re.compile(r"\{doc\}`(?:[^`<]*<)?([^`<>]+)>?`|\]\(([\w./-]+)\.md")


class Book:
    """Pages with their labels, and the check of their numbers."""

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages = pages
        self.labels = {k: (page, s) for page in pages.values() for k, s in page.labels.items()}

    @classmethod
    def read(cls) -> "Book":
        return cls({path.stem: read(path) for path in chapters.pages() if path.exists()})

    def scope(self, page: Page, block: Block, sentence: str) -> list[Section]:
        """Sections whose check cells may account for a number of a sentence."""
        top = next((s for s in block.section.chain() if s.level == 2), None)
        if block.section.level == EXERCISE:
            found = [block.section]
        elif top is None or WHOLE.search(top.title):
            found = list(page.sections)
        else:
            found = [block.section]
        for target in TARGET.findall(sentence):
            if target in self.labels:
                other, section = self.labels[target]
                found += other.sections if section.level == 1 else [section]
        for pair in DOCUMENT.findall(sentence):
            stem = Path("".join(pair)).stem
            found += self.pages[stem].sections if stem in self.pages else []
        return found

    def numbers(self, name: str) -> Iterator[Finding]:
        """Every number of a page."""
        page = self.pages[name]
        for block in page.blocks:
            written = numbers(block.text)
            for start, sentence in sentences(block.text) if written else ():
                mine = [n for n in written if start <= n.start < start + len(sentence)]
                scope = self.scope(page, block, sentence) if mine else []
                printed = [n for s in scope for text in s.printed for n in outputs(text)]
                given = [n for s in scope for source in s.sources for n in source_literals(source)]
                given += [n for s in scope for q in s.supposed for n in numbers(q) if supposed(n)]
                known: set[tuple[float, str]] = set()
                for number in mine:
                    why = ""
                    if is_exact(number, sentence) or is_coefficient(number, block.text):
                        why = "exact"
                    elif agreed := next((p for p in printed if agrees(number, p)), None):
                        why = f"checked: {agreed.text}"
                    elif is_said(number, block, sentence):
                        why = "cited or printed"
                    elif is_input(number, given, block.text):
                        why = "input"
                    elif is_computed(number, block):
                        why = "arithmetic"
                    elif (number.value, number.unit) in known:
                        why = "as before in the sentence"
                    if why:
                        known.add((number.value, number.unit))
                    near = min(printed, key=lambda p: distance(number, p), default=None)
                    yield Finding(name, block, sentence, number, why, near.text if near else "")

    def findings(self, name: str, drawn: bool = False) -> list[Finding]:
        """Numbers that nothing accounts for."""
        found = (finding for finding in self.numbers(name) if drawn or not finding.block.drawn)
        return [finding for finding in found if not finding.why]


def supposed(number: Number) -> bool:
    return len(number.digits.rstrip("0")) <= 2


def distance(one: Number, other: Number) -> float:
    return abs(math.log(one.value / other.value)) if one.value and other.value else math.inf


# ------------------------------------------------------------------------ justifications


@dataclass(frozen=True)
class Reason:
    """Why the numbers in the quoted words of a page need no check cell."""

    page: str
    words: str
    reason: str
    equals: tuple[str, ...] = ()
    module: str = "math"

    def covers(self, finding: Finding) -> bool:
        """Whether the number, or the same one in its paragraph, is among the quoted words."""
        pattern = r"\s+".join(map(re.escape, self.words.split()))
        text = finding.block.text
        spans = [m.span() for m in re.finditer(pattern, text)] if finding.page == self.page else []
        quoted = (n for a, b in spans for n in numbers(text) if a <= n.start < b)
        return any(n.value == finding.number.value for n in quoted)

    def wrong(self, covered: list[Finding]) -> list[str]:
        """Where `equals` gives another number."""
        if not self.equals:
            return []
        covered = list({f.number.value: f for f in covered}.values())
        if len(self.equals) != len(covered):
            return [f"{self.page}: {self.words!r} has {len(covered)} numbers for {self.equals}"]
        known = {**vars(math), **vars(importlib.import_module(self.module))}
        values = [float(eval(text, known)) for text in self.equals]
        return [
            f"{finding}\n    but {text} = {value:.6g}"
            for finding, text, value in zip(covered, self.equals, values, strict=True)
            if abs(abs(value) - finding.number.value) > finding.number.half * (1 + 1e-9)
        ]


def reasons(path: Path = REASONS) -> list[Reason]:
    """Read them: a string is a reason, a table has `reason` and `equals`."""
    if not path.exists():
        return []
    found = []
    for page, entries in tomllib.loads(path.read_text("utf-8")).items():
        for words, entry in entries.items():
            table = {"reason": entry} if isinstance(entry, str) else entry
            equals = table.get("equals", [])
            equals = (equals,) if isinstance(equals, str) else tuple(equals)
            module = table.get("module", "math")
            found.append(Reason(page, words, table["reason"], equals, module))
    return found


def problems(book: Book, name: str, justified: list[Reason], drawn: bool = False) -> list[str]:
    """What is wrong with the numbers of a page: open ones, and reasons that explain nothing."""
    found = book.findings(name, drawn)
    mine = [reason for reason in justified if reason.page == name]
    wrong = [str(f) for f in found if not any(reason.covers(f) for reason in mine)]
    for reason in mine:
        covered = [f for f in found if reason.covers(f)]
        wrong += reason.wrong(covered) if covered else [f"{name}: not needed: {reason.words!r}"]
    return wrong


def held() -> list[str]:
    """Pages that the test holds to it: the first one and the parts from the third on."""
    parts = [part for part in toc.parts() if part.numbered][2:]
    return [toc.first(), *(Path(name).stem for part in parts for name in part.chapters)]


def main(arguments: list[str]) -> None:
    options = {a for a in arguments if a.startswith("--")}
    names = [a for a in arguments if not a.startswith("--")]
    book, justified = Book.read(), reasons()
    if unknown := set(names) - set(book.pages):
        raise SystemExit(f"no page {sorted(unknown)}; there are {sorted(book.pages)}")
    for name in names or held():
        if "--all" in options:
            print(*book.numbers(name), sep="\n")
        elif lines := problems(book, name, justified, "--alt" in options):
            print(*lines, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
