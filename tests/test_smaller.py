"""A PDF in fewer bytes: every letter and line stays where it was, and so do tags and links."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from sysconfig import get_path

import numpy as np
import pdf
import pikepdf
import pytest
from browsing import chromium
from fontTools.ttLib import TTFont
from hatches import as_lines
from pikepdf import Array, Dictionary, Name, Page, Pdf
from pypdf import PdfReader
from smaller import POINT, SHORTEST, smaller

from figures.style import Figure, styled

LETTER = "AVATAR" * 4
OF_FORMULAS = Path(get_path("purelib")).joinpath(
    *("sphinx-mathjax-offline", "static", "mathjax", "output", "chtml", "fonts", "woff-v2"),
    "MathJax_Main-Regular.woff",
)
PAGE = """<!doctype html><html lang="en"><title>x</title><style>p { font-size: 13.3px }
@font-face { font-family: formulas; src: url({font}) } h2 { break-before: page }
sup { font: 9.1px formulas }</style>
<h1>Kerning: {letters}</h1><p>Words <b>bold <i>both</i></b>, <code>code = 1</code>, “quotes”, office
and <a href="https://one.example">a link</a>, <a href="#two">another</a>.</p>
<table><tr><th>head</th><td>cell <sup>2AVfi+</sup></td></tr></table>
<img alt="curves" src="{figure}" width="700">
<h2 id="two">Two</h2>{paragraphs}<ul><li>first</li><li>second</li></ul>
"""


@styled
def drawing() -> str:
    """A figure with the same letters often, a curve and hatched areas."""
    figure = Figure()
    axes = figure.subplots()
    x = np.linspace(0, 10, 200)
    axes.plot(x, np.sin(x), label="a curve")
    axes.bar([2, 5, 6], [0.4, 0.8, 0.6], hatch="..", label="bars")
    axes.legend()
    written = BytesIO()
    figure.savefig(written, format="svg")
    return written.getvalue().decode()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A document as Chromium prints it, and after."""
    folder = tmp_path_factory.mktemp("smaller")
    (folder / "figure.svg").write_text(as_lines(drawing()), encoding="utf-8")
    page = folder / "page.html"
    page.write_text(
        PAGE.replace("{letters}", LETTER)
        .replace("{figure}", "figure.svg")
        .replace("{font}", OF_FORMULAS.as_uri())
        .replace("{paragraphs}", "<p>What is said again and again.</p>" * 90),
        encoding="utf-8",
    )
    with chromium() as browser:
        browser.get(page.as_uri())
        book = pdf.printed(browser)
    return book, smaller(book)


Mark = tuple[str, object]


def marks(
    page: Page | Dictionary, drawn: np.ndarray | None = None
) -> Iterator[tuple[Mark, np.ndarray]]:
    """What a page draws, and where on the sheet: each letter, each point of a path."""
    resources = page.Resources if isinstance(page, Page) else page.get(Name.Resources)
    matrix, stack, font, size = np.eye(3) if drawn is None else drawn, [], None, 0.0
    line = place = np.eye(3)
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = affine(operands) @ matrix
            case "BT":
                line = place = np.eye(3)
            case "Tf":
                font, size = resources.Font[operands[0]], float(operands[1])
            case "Tm":
                line = place = affine(operands)
            case "Td":
                line = place = affine([1, 0, 0, 1, *operands]) @ line
            case "Tj" | "TJ":
                shown = operands[0] if isinstance(operands[0], Array) else operands
                for piece in shown:
                    if isinstance(piece, (int, float)) or not hasattr(piece, "__bytes__"):
                        place = affine([1, 0, 0, 1, -float(piece) * size / 1000, 0]) @ place
                        continue
                    text, step = bytes(piece), 2 if font.Subtype == Name.Type0 else 1
                    for i in range(0, len(text), step):
                        code = int.from_bytes(text[i : i + step])
                        yield ("letter", (code, size)), (place @ matrix)[2, :2]
                        place = affine([1, 0, 0, 1, advance(font, code) * size, 0]) @ place
            case "m" | "l" | "c":
                for x, y in zip(operands[::2], operands[1::2], strict=True):
                    yield ("point", str(operator)), (np.array([float(x), float(y), 1]) @ matrix)[:2]
            case "re":
                x, y, width, height = map(float, operands)
                for corner in ((x, y), (x + width, y + height)):
                    yield ("corner", "re"), (np.array([*corner, 1]) @ matrix)[:2]
            case "Do":
                form = resources.XObject[operands[0]]
                if form.Subtype == Name.Form:
                    inside = list(marks(form, np.eye(3)))
                    low, high = np.array([float(n) for n in form.BBox]).reshape(2, 2)
                    assert all((low < at - 10).all() and (at + 10 < high).all() for _, at in inside)
                    yield from ((mark, (np.array([*at, 1]) @ matrix)[:2]) for mark, at in inside)


def advance(font: Dictionary, code: int) -> float:
    """How far a letter reaches, in parts of its size: as its font says, not the document."""
    if font.Subtype == Name.Type3:
        letter = font.CharProcs[font.Encoding.Differences[1 + code]]
        operands, operator = pikepdf.parse_content_stream(letter)[0]
        assert str(operator) in ("d0", "d1")
        return float(operands[0]) * float(font.FontMatrix[0])
    measures = typeface(bytes(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    return measures["hmtx"][measures.getGlyphName(code)][0] / measures["head"].unitsPerEm


@cache
def typeface(file: bytes) -> TTFont:
    return TTFont(BytesIO(file))


def affine(numbers: list) -> np.ndarray:
    a, b, c, d, e, f = map(float, numbers)
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])


def test_every_letter_and_line_stays_where_it_was(both: tuple[bytes, bytes]) -> None:
    before, after = (Pdf.open(BytesIO(book)) for book in both)
    assert len(before.pages) == len(after.pages) >= 3
    kinds: Counter[str] = Counter()
    for old, new in zip(before.pages, after.pages, strict=True):
        was, now = list(marks(old)), list(marks(new))
        assert [mark for mark, _ in was] == [mark for mark, _ in now]
        kinds.update(mark[0] for mark, _ in was)
        apart = np.abs(np.array([at for _, at in was]) - np.array([at for _, at in now]))
        assert apart.max() < 2 * POINT
    fonts = {font.Subtype for page in before.pages for font in page.resources.Font.values()}
    assert fonts == {Name.Type0, Name.Type3}
    assert kinds["letter"] > 2000
    assert kinds["point"] > 1000


def test_it_says_and_links_the_same(both: tuple[bytes, bytes]) -> None:
    before, after = (PdfReader(BytesIO(book)) for book in both)
    for old, new in zip(before.pages, after.pages, strict=True):
        words = ["".join(sheet.extract_text().split()) for sheet in (old, new)]
        assert words[0] == words[1]
        links = [[a.get_object() for a in sheet.get("/Annots", [])] for sheet in (old, new)]
        assert [(a["/Rect"], a.get("/Dest")) for a in links[0]] == [
            (a["/Rect"], a.get("/Dest")) for a in links[1]
        ]
    assert [o["/Title"] for o in before.outline if not isinstance(o, list)] == [
        o["/Title"] for o in after.outline if not isinstance(o, list)
    ]
    assert f"Kerning: {LETTER}" in after.pages[0].extract_text()


def spoken(document: Pdf, *, lifted: bool) -> list[tuple[str, int, int]]:
    """Pieces of the pages in the order of the structure: what each belongs to, page, and number."""
    sheets = {page.obj.objgen: i for i, page in enumerate(document.pages)}
    found = []

    def walk(element: Dictionary, kind: str, sheet: Dictionary | None) -> None:
        own = element.get(Name.Pg, sheet)
        if not (lifted and element.get(Name.S) == Name.NonStruct):
            kind = f"{kind}{element.get(Name.S, '')}"
        kids = element.get(Name.K, Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                found.append((kind, sheets[own.objgen], kid))
            elif kid.get(Name.Type) == Name.MCR:
                found.append((kind, sheets[kid.get(Name.Pg, own).objgen], int(kid.MCID)))
            elif Name.S in kid:
                assert kid.P.objgen == element.objgen
                walk(kid, kind, own)

    root = document.Root.StructTreeRoot
    walk(root, "", None)
    return found


def test_what_is_read_out_keeps_its_order_and_meaning(both: tuple[bytes, bytes]) -> None:
    before, after = (Pdf.open(BytesIO(book)) for book in both)
    told = spoken(after, lifted=False)
    assert told == spoken(before, lifted=True)
    assert {kind.rpartition("/")[2] for kind, *_ in told} >= {
        "P",
        "H1",
        "TD",
        "TH",
        "Figure",
        "Link",
    }
    assert not any("NonStruct" in kind for kind, *_ in told)
    assert len(told) == len(set(told)) > 100


def test_a_piece_of_a_page_finds_its_element(both: tuple[bytes, bytes]) -> None:
    document = Pdf.open(BytesIO(both[1]))
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    holders = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    reached = set()
    open_ = [document.Root.StructTreeRoot]
    while open_:
        element = open_.pop()
        reached.add(element.objgen)
        kids = element.get(Name.K, Array())
        listed = kids if isinstance(kids, Array) else [kids]
        open_ += [kid for kid in listed if not isinstance(kid, int) and Name.S in kid]
    pieces = 0
    for page in document.pages:
        for number, element in enumerate(holders[int(page.obj.StructParents)]):
            listed = element.K if isinstance(element.K, Array) else [element.K]
            own = [
                kid if isinstance(kid, int) else int(kid.MCID)
                for kid in listed
                if isinstance(kid, int)
                or (kid.get(Name.Type) == Name.MCR and kid.Pg.objgen == page.obj.objgen)
            ]
            assert number in own
            assert element.objgen in reached
            pieces += 1
        for note in page.obj.get(Name.Annots, []):
            assert Name.Link == holders[int(note.StructParent)].S
    assert pieces > 100


def test_it_is_smaller_and_keeps_outlines_once(both: tuple[bytes, bytes]) -> None:
    assert len(both[1]) < 0.75 * len(both[0])
    document = Pdf.open(BytesIO(both[1]))
    used = [page.resources.get(Name.XObject, {}) for page in document.pages]
    forms = [form for names in used for form in names.values()]
    letters = [form.read_bytes() for form in forms if float(form.BBox[3]) > 1000]  # of a figure
    assert len(letters) > 5
    assert not any(b"." in letter for letter in letters)
    drawn = b"\n".join(page.Contents.read_bytes() for page in document.pages)
    assert not re.search(rb"> Tj\n[\d.]+ 0 Td <", drawn)
    paths = re.findall(rb"(?:[-\d. ]+ [mlc]\n|h\n)+(?:f\*?|S)\n", drawn)
    often = [path for path, times in Counter(paths).items() if times > 1]
    assert [path for path in often if len(path) > 2 * SHORTEST] == []


def test_a_hatched_area_is_drawn_as_lines() -> None:
    before = drawing()
    after = as_lines(before)
    assert "<pattern" in before
    assert "pattern" not in after.replace("patternUnits", "")
    assert "url(#h" not in after
    assert after.count("<use x=") + after.count(' x="') > 2
    assert as_lines("<svg>plain</svg>") == "<svg>plain</svg>"


def test_a_hatch_covers_its_area(tmp_path: Path) -> None:
    """Its tiles reach as far as the area does, wherever that is."""
    tile = '<pattern id="h0" width="72" height="72"><rect width="73" height="73"/></pattern>'
    area = '<path d="M 70 -10 L 150 -10 L 150 20 z" style="fill: url(#h0); stroke: red"/>'
    made = as_lines(f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{tile}</defs>{area}</svg>')
    places = {(float(x), float(y)) for x, y in re.findall(r'x="(-?\d+)" y="(-?\d+)"', made)}
    assert places == {(x, y) for x in (0, 72, 144) for y in (-72, 0)}
    assert "fill: none; stroke: red" in made
