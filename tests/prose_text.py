"""Pages of the book as sections, blocks of prose and sentences, and the numbers in them."""

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import chapters

# ------------------------------------------------------------------------------- pages

EXERCISE = 9  # the level of an exercise, deeper than any heading


@dataclass(eq=False)
class Section:
    """What stands between two headings; an exercise with its solution is one of its own."""

    title: str
    level: int
    parent: "Section | None" = None
    printed: list[str] = field(default_factory=list)  # by its check cells
    sources: list[str] = field(default_factory=list)  # of all its cells
    supposed: list[str] = field(default_factory=list)  # questions of exercises

    def chain(self) -> Iterator["Section"]:
        """Itself and what it is part of."""
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent


@dataclass(frozen=True)
class Block:
    """A paragraph, an item, a caption or one field of a table, as it is in the file."""

    text: str
    line: int
    section: Section
    head: str = ""  # of the column
    drawn: bool = False  # an alternative text: numbers read off a drawing
    row: tuple[str, ...] = ()  # all fields of its row


@dataclass
class Page:
    name: str
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    labels: dict[str, Section] = field(default_factory=dict)


FENCE = re.compile(r"^\s*(`{3,}|:{3,}|~{3,})\s*(?:\{([\w:-]+)\})?(.*)$")
NOT_PROSE = {"toctree", "bibliography", "raw", "eval-rst", "code-block", "index"}
LABEL = re.compile(r"^\(([\w:-]+)\)=\s*$")


class Reader:
    """Reads one page, line by line."""

    def __init__(self, text: str, name: str, printed: list[str]) -> None:
        self.page, self.lines, self.printed = Page(name), text.split("\n"), iter(printed)
        self.section, self.exercise, self.asked = Section("", 1), None, False
        self.exercise: Section | None
        self.page.sections.append(self.section)
        self.paragraph: list[str] = []
        self.head: list[str] = []
        self.pending: list[str] = []  # labels above a heading
        i = self.lines.index("---", 1) + 1 if self.lines[0] == "---" else 0
        while i < len(self.lines):
            i = self.line(i) + 1
        self.flush(i)

    @property
    def here(self) -> Section:
        return self.exercise or self.section

    def add(self, text: str, i: int, **more: Any) -> None:
        self.page.blocks.append(Block(text, i + 1, self.here, **more))
        if self.asked:
            self.here.supposed.append(text)

    def flush(self, i: int) -> None:
        """End the paragraph above line i."""
        if any(line.strip() for line in self.paragraph):
            self.add("\n".join(self.paragraph), i - len(self.paragraph))
        self.paragraph.clear()

    def line(self, i: int) -> int:
        """Read line i, or the block that begins there; the number of the last one read."""
        line = self.lines[i]
        row = line.lstrip().startswith("|") and "$$" not in line and not self.in_math()
        if not row:
            self.head = []
        if fence := FENCE.match(line):
            self.flush(i)
            return self.fence(i, *fence.groups())
        if heading := re.match(r"^(#+) +(.*)", line):
            self.flush(i)
            self.heading(i, len(heading[1]), heading[2])
        elif label := LABEL.match(line):
            self.flush(i)
            self.pending.append(label[1])
        elif row:
            self.flush(i)
            fields = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            self.head = self.head or fields
            for text, head in zip(fields, self.head, strict=False):
                self.add(text.strip(), i, head=head, row=tuple(fields))
        elif (not line.strip() and not self.in_math()) or re.match(r"^\s*([-*]|\d+\.) ", line):
            self.flush(i)
        if not (row or heading or label) and line.strip():
            self.paragraph.append(line)
        for label in re.findall(r"\$\$ *\(([\w:-]+)\)", line):
            self.page.labels[label] = self.here
        return i

    def in_math(self) -> bool:
        return "\n".join(self.paragraph).count("$$") % 2 == 1

    def heading(self, i: int, level: int, title: str) -> None:
        parent = next((s for s in self.section.chain() if s.level < level), None)
        self.section, self.exercise, self.asked = Section(title, level, parent), None, False
        self.page.sections.append(self.section)
        self.page.labels.update(dict.fromkeys(self.pending, self.section))
        self.pending = []
        self.add(title, i)

    def end(self, i: int, mark: str) -> int:
        """The line that closes the fence of line i."""
        closing = re.compile(rf"^\s*{mark}{mark[0]}*\s*$")
        rest = range(i + 1, len(self.lines))
        return next((j for j in rest if closing.match(self.lines[j])), len(self.lines) - 1)

    def fence(self, i: int, mark: str, kind: str | None, rest: str) -> int:
        """Step over what is no prose, into what is."""
        if kind == "code-cell":
            return self.cell(i, self.end(i, mark))
        if kind in NOT_PROSE or (not kind and mark[0] == "`" and rest.strip()):
            return self.end(i, mark)
        if kind in ("exercise", "exercise-start"):
            self.exercise, self.asked = Section("exercise", EXERCISE, self.section), True
            self.page.sections.append(self.exercise)
            self.add(rest.strip(), i)
        elif kind == "table":
            self.add(rest.strip(), i)
        elif kind in ("solution", "solution-start"):
            self.asked = False
        while kind and (option := re.match(r"^ *:([\w-]+):(.*)", self.lines[i + 1])):
            if option[1] in ("label", "name"):
                self.page.labels[option[2].strip()] = self.here
            i += 1
        return i

    def cell(self, start: int, end: int) -> int:
        body, options = self.lines[start + 1 : end], []
        if body and body[0] == "---":
            stop = body.index("---", 1)
            options, body = body[: stop + 1], body[stop + 1 :]
        while body and re.match(r"^:[\w-]+:", body[0]):
            options.append(body.pop(0))
        source, described = "\n".join(body), "\n".join(options)
        self.here.sources.append(source)
        if chapters.CHECK in described:
            self.here.printed.append(next(self.printed, ""))
        texts = r"^( *)(caption|alt):[ |>]*\n?((?:\1 +.*\n|\n|(?<=[:] ).*\n)+)"
        for text in re.finditer(texts, described, re.M):
            line = start + 1 + described[: text.start(3)].count("\n")
            self.add(text[3].rstrip(), line, drawn=text[2] == "alt")
        if named := re.search(r"\bname: *(fig-[\w-]+)", described):
            self.page.labels[named[1]] = self.here
        return end


def parse(text: str, name: str = "page", printed: list[str] | None = None) -> Page:
    """A page, with what each of its check cells prints, in order."""
    return Reader(text, name, printed or []).page


def read(path: Path) -> Page:
    return parse(path.read_text("utf-8"), path.stem, chapters.expected(path))


BREAK = re.compile(
    r"(?<=[.!?])(?<!C\.L\.)(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!Rev\.)(?<!Phys\.)(?<!al\.)(?<!cf\.)(?<!eq\.)"
    r"[)\"*]*\s+(?=[A-Z\d$`{\[*\"(\\])"
)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence."""
    ends = [m.end() for m in BREAK.finditer(text)]
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        yield start, text[start:end]


# ----------------------------------------------------------------------------- numbers


@dataclass(frozen=True)
class Number:
    """A number as written; `value` has its power of ten, but no sign."""

    text: str
    value: float
    half: float = 0.0  # half a unit of its last digit
    start: int = 0
    end: int = 0
    sign: str = ""
    unit: str = ""
    scientific: bool = False

    @property
    def digits(self) -> str:
        mantissa = re.split(r"[eE]|\s*(?:\\times|\\cdot|×|x\b)", self.text)[0]
        return re.sub(r"\D", "", mantissa).lstrip("0")

    @property
    def whole(self) -> bool:
        return "." not in self.text and not self.scientific


THOUSANDS = r"(?:,|\{,\}|\\,|\u202f)"
POWER = r"\s*(?:\\,)?\s*(?:\\times|\\cdot|×|\bx)\s*10(?:\^|\*\*)\{?([-−+]?\d+)\}?"
NUMBER = re.compile(
    r"(?:(?<![\w.\\])|(?<=\\times)|(?<=\\cdot))(?:(?<![\w)}\]·])([-+−]))?(?<![\d.])"
    rf"(\d{{1,3}}(?:{THOUSANDS}\d{{3}})+(?!\d)|\d+)(\.\d+)?(?:{POWER}|[eE]([-+]?\d+))?(?!\w)"
)
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
UNITS = {  # the first of each kind is its base
    "energy": {"eV": 1.0, "keV": 1e3, "MeV": 1e6, "GeV": 1e9},
    "mass": {"kg": 1.0, "t": 1e3, "tonne": 1e3, "tonnes": 1e3},
    "length": {"m": 1.0, "km": 1e3, "cm": 1e-2},
    "time": {"days": 1.0, "day": 1.0, "year": 365.25, "years": 365.25, "yr": 365.25},
    "pulse": {"μs": 1.0, "µs": 1.0, "ns": 1e-3},
    "power": {"GW": 1.0, "MW": 1e-3},
    "PE": {"PE": 1.0},
    "fm": {"fm": 1.0},
    "%": {"%": 1.0},
}
KIND = {unit: (kind, factor) for kind, of in UNITS.items() for unit, factor in of.items()}
UNIT = re.compile(
    r"(?:\s|\$|\\[,; !]|~|\\text\{|\\mathrm\{)*(\\?%|per cent\b|percent\b|(?:"
    + "|".join(sorted([*SCALES, *KIND.keys() - {"%"}], key=len, reverse=True))
    + r")(?![\w^·-]|\$[\^·]))"
)
LINK = re.compile(r"^[\s$]*(?:\\,)?[\s$]*(?:(?:to|and|or|–|—|-|,|against|instead of)[\s$]*){1,2}$")


def blank(pattern: str, text: str, flags: int = 0, fill: str = " ") -> str:
    """Fill what matches; its lines and its length stay."""
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", fill, m[0]), text, flags=flags)


GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
NO_RESULT = [
    (r"\$\$ *\([\w:-]+\)|\{[\w:-]+\}`[^`]*`", 0),  # labels, roles
    (r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.S),  # code
    (r"\]\([^)]*\)|\{\.[\w-]+\}|<https?:[^>]*>|https?:\S+|&\w+;|<br>", 0),  # targets
    (r"\b(?:arXiv|doi):? ?\S+|\b10\.\d{4}/\S+|\b\d{4}\.\d{4,5}\b", re.I),
    (
        r"\b(?:slides?|steps?|tables?|figures?|sections?|chapters?|eqs?\.|equations?|edition|column|"
        r"version|Python|NuFIT|order|parts?|AME|PDG)[ ~]+\d[\d.]*(?:(?:,| and| to) \d+)*",
        re.I,
    ),
    (r"^\s*\d+\. ", 0),
    (r"\\begin\{\w+\}(?:\{\w+\})?|\\[td]?frac *\d *\d|\\mathbb *\d|\\mathbf *\d", 0),
    (r"\\(?:phantom|hspace|label|tag)\{[^}]*\}|\\\\\[[\d.]+\w*\]", 0),
    (r"\\(?!times|cdot|text|mathrm)[a-zA-Z]+(?=\d)", 0),  # commands in front of a number
    (r"\b\d{1,3}(?=[A-Z][a-z]?\b)(?!PE)(?!GW)", 0),  # nuclides
]


def plain(text: str) -> str:
    """Blank what holds no result: code, roles, targets, indices, exponents, nuclides."""
    for pattern, flags in NO_RESULT:
        text = blank(pattern, text, flags)
    text = blank(rf"_(?:{GROUP}|\w)|(?<!10)\^(?:{GROUP}|\w|\\\w+)", text, fill="·")
    return blank(
        rf"(?<![\d.])(?<!\\times)(?<!\\times )(?<!\\cdot)(?<!\\cdot )(?<!×)10\^(?:{GROUP}|-?\d+)",
        text,
    )


def numbers(text: str, prose: bool = True) -> list[Number]:
    """The numbers written in a text, in order; a unit after a list belongs to all of it."""
    text, found = plain(text) if prose else text, []
    for match in NUMBER.finditer(text):
        sign, whole, fraction, power, exponent = match.groups()
        scale = 10.0 ** int((power or exponent or "0").replace("−", "-"))
        unit = UNIT.match(text, match.end())
        name = unit[1] if unit else ""
        scale *= SCALES.get(name, 1)
        digits, fraction = re.sub(r"\D", "", whole), fraction or ""
        last = 10.0 ** -len(fraction[1:])
        told = digits.rstrip("0")
        if prose and not fraction and len(told) > 1:
            last = 10.0 ** (len(digits) - len(told))  # 540 may stand for 536
        found.append(
            Number(
                text=match[0].strip(),
                value=float(digits + fraction) * scale,
                half=0.5 * last * scale,
                start=match.start(2),
                end=match.end(),
                sign=(sign or "").replace("−", "-"),
                unit="%" if name.endswith(("%", "cent")) else name if name in KIND else "",
                scientific=bool(power or exponent or name in SCALES),
            )
        )
    for i in range(len(found) - 2, -1, -1):
        one, after = found[i : i + 2]
        if not one.unit and LINK.match(text[one.end : after.start].rstrip("+-−")):
            found[i] = replace(one, unit=after.unit)
    return found


def literals(source: str) -> list[Number]:
    """Numbers that a cell is given: not those in what it prints."""
    tree = ast.parse(re.sub(r"^[!%]", "#", source, flags=re.M))
    nodes = list(ast.walk(tree))
    spoken = {id(x) for n in nodes if isinstance(n, ast.JoinedStr) for x in ast.walk(n)}
    calls = [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "print"]
    spoken |= {id(x) for call in calls for x in call.args}
    found = []
    for node in nodes:
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        if isinstance(node.value, int | float):
            found.append(Number(str(node.value), abs(float(node.value))))
        elif isinstance(node.value, str) and id(node) not in spoken:
            found += numbers(node.value)
    return found


def arithmetic(latex: str) -> float | None:
    """The value of an expression without letters that has something to compute."""
    if NUMBER.fullmatch(latex.strip(" $&\n")):
        return None
    text = re.sub(r"\\left|\\right|\\[bB]igg?[lr]?|\\[,;! ]|\{,\}|[$&]", "", latex)
    text = re.sub(r"\\[td]?frac *(\d) *(\d)", r"(\1/\2)", text)
    text = re.sub(r"\\sqrt *(\d)", r"((\1)**0.5)", text)
    text = re.sub(r"\\times|\\cdot|×", "*", text).replace("[", "(").replace("]", ")")
    before = ""
    while before != text:
        before = text
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"((\1)**0.5)", text)
        text = re.sub(r"\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\^\{([^{}]*)\}|\^(\d)", r"**(\1\2)", text)
    text = re.sub(r"(?<=[\d)])\s*\(", "*(", text).strip()
    if not re.fullmatch(r"[\d.+\-*/() \n]+", text) or not re.search(r"\d\)*\s*[-+*/]", text):
        return None
    try:
        value = eval(" ".join(text.split()), {"__builtins__": {}})  # digits and signs alone
    except (SyntaxError, ArithmeticError, TypeError):
        return None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
