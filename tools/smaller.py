"""A PDF of Chromium in fewer bytes: the same drawing, words, tags and links.

Chromium sets every letter by itself, writes lengths to a hundred-thousandth of what an eye can
see, draws a letter of a figure anew wherever it stands, and makes an object of every piece of
text that has no meaning of its own. Here

* letters that follow each other become one string, with what is between them as numbers,
* lengths are rounded to a hundredth of a point,
* an outline that is drawn often is kept once,
* pieces without a meaning become part of the paragraph, link or cell that they are in.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

POINT = 0.01
"""Lengths are rounded to this part of a point."""

LARGEST = 5000
"""Units in which a drawing is written at most, if it is not far from where these begin."""

NUMBER = rb"-?[\d.]+"
NUMBERS = re.compile(NUMBER)
PATH = (b"m", b"l", b"c", b"h")
TEXT = re.compile(rb"BT\n(.*?)ET\n", re.S)
LETTERS = re.compile(rb"(?:(%b) 0 Td )?<([0-9A-F]+)> Tj\n|(.+)\n" % NUMBER)
PAINTED = (b"\nf", b"\nf*", b"\nS")
"""How a path ends that is filled or drawn, rather than one that cuts off what follows."""

WIDE = 100
"""Units that a line is not wide."""

SHORTEST = 120
"""Bytes of an outline from which on it is worth an object of its own, if it is drawn twice."""


def smaller(book: bytes) -> bytes:
    """The same document with less to read."""
    written = BytesIO()
    with Pdf.open(BytesIO(book)) as document:
        lift(document)
        rewrite(document)
        document.remove_unreferenced_resources()
        document.save(
            written,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            compress_streams=True,
        )
    return written.getvalue()


# What has no meaning of its own


def lift(document: Pdf) -> None:
    """Give what is in structure elements without a meaning to the element around them."""
    root = document.Root.StructTreeRoot
    moved: dict[tuple[int, int], Dictionary] = {}
    open_ = [root.K] if isinstance(root.K, Dictionary) else list(root.K)
    while open_:
        element = open_.pop()
        kids = [kid for child in _kids(element) for kid in _lifted(child, element, moved)]
        sheet = element.get(Name.Pg)
        if sheet is None:
            sheet = next((page for page, _ in kids if page is not None), None)
            if sheet is not None:
                element.Pg = sheet
        element.K = Array([_on(kid, page, sheet) for page, kid in kids])
        open_ += [kid for _, kid in kids if isinstance(kid, Dictionary) and Name.S in kid]
    numbers = root.ParentTree.Nums
    for i in range(1, len(numbers), 2):
        holders = numbers[i]
        if isinstance(holders, Array):
            numbers[i] = Array([moved.get(holder.objgen, holder) for holder in holders])
        elif holders.objgen in moved:
            numbers[i] = moved[holders.objgen]


Kid = tuple[Dictionary | None, Dictionary | int]
"""A piece of an element: the page, if the piece does not name its own, and the piece."""


def _kids(element: Dictionary) -> list[Kid]:
    kids = element.get(Name.K, Array())
    listed = list(kids) if isinstance(kids, Array) else [kids]
    return [(element.get(Name.Pg) if isinstance(kid, int) else None, kid) for kid in listed]


def _lifted(child: Kid, element: Dictionary, moved: dict) -> list[Kid]:
    """The pieces that stand for a kid of an element."""
    _, kid = child
    if isinstance(kid, int) or Name.S not in kid:
        return [child]
    if Name.NonStruct != kid.S or Name.Alt in kid:
        kid.P = element
        return [child]
    moved[kid.objgen] = element
    return [piece for inner in _kids(kid) for piece in _lifted(inner, element, moved)]


def _on(kid: Dictionary | int, page: Dictionary | None, sheet: Dictionary | None) -> object:
    """A piece as an element whose page is ``sheet`` lists it."""
    if page is None or page.objgen == sheet.objgen:
        return kid
    return Dictionary(Type=Name.MCR, Pg=page, MCID=kid)


# What is drawn


def rewrite(document: Pdf) -> None:
    """Write the contents of every page shorter."""
    fonts: dict[tuple[int, int], Font] = {}
    contents = []
    for page in document.pages:
        names = page.resources.get(Name.Font, {})
        known = {}
        for name, font in names.items():
            if font.objgen not in fonts:
                fonts[font.objgen] = Font(font)
            known[name.encode()] = fonts[font.objgen]
        text = TEXT.sub(lambda found: _strings(found, known), page.Contents.read_bytes())  # noqa: B023
        contents.append(list(_pieces(text)))
    share(document, contents)


class Font:
    """How wide the letters of a font are, in thousandths of its size."""

    def __init__(self, font: Dictionary) -> None:
        self.bytes = 2 if font.Subtype == Name.Type0 else 1
        self.widths: dict[int, float] = {}
        self.other = 0.0
        if self.bytes == 1:
            scale = 1000 * float(font.FontMatrix[0]) if Name.FontMatrix in font else 1
            first = int(font.FirstChar)
            self.widths = {first + i: float(w) * scale for i, w in enumerate(font.Widths)}
            return
        below = font.DescendantFonts[0]
        self.other = float(below.get(Name.DW, 1000))
        listed = list(below.get(Name.W, []))
        while listed:
            first, second = int(listed.pop(0)), listed.pop(0)
            if isinstance(second, Array):
                self.widths |= {first + i: float(w) for i, w in enumerate(second)}
            else:
                width = float(listed.pop(0))
                self.widths |= dict.fromkeys(range(first, int(second) + 1), width)

    def width(self, letters: bytes) -> float:
        """Of letters as they stand in a string: in digits to the base of sixteen."""
        step = 2 * self.bytes
        codes = (int(letters[i : i + step], 16) for i in range(0, len(letters), step))
        return sum(self.widths.get(code, self.other) for code in codes)


def _strings(found: re.Match[bytes], fonts: dict[bytes, Font]) -> bytes:
    """A block of text whose letters are joined to strings; one with anything else as it is."""
    lines: list[bytes] = []
    run: list[tuple[float, bytes]] = []  # letters, and where each stands
    at = begins = 0.0  # where the next one stands, and where the last string began
    font, size = None, 1.0
    for token in LETTERS.finditer(found[1]):
        step, letters, line = token.groups()
        if letters:
            at += float(step or 0)
            run.append((at, letters))
            continue
        if run:
            lines += _shown(run, begins, font, size)
            begins, run = run[0][0], []
        *numbers, operator = line.split()
        if operator == b"Tf" and numbers[0] in fonts:
            font, size = fonts[numbers[0]], float(numbers[1])
        elif operator == b"Tm":
            at = begins = 0.0
            line = b" ".join([*map(_short, map(float, numbers), (5, 5, 5, 5, 2, 2)), operator])
        elif operator not in (b"BDC", b"EMC"):
            return found[0]
        lines.append(line)
    if run:
        lines += _shown(run, begins, font, size)
    return b"\n".join([b"BT", *lines, b"ET", b""])


def _shown(
    run: list[tuple[float, bytes]], begins: float, font: Font, size: float
) -> Iterator[bytes]:
    """Letters and where each stands, as one string with what is between them."""
    end = run[0][0]
    if end != begins:
        yield _short(end - begins, 3) + b" 0 Td"
    parts, word = [], b""
    for start, letters in run:
        gap = round((end - start) / size * 1000)
        if gap:
            parts.append(b"<%b>%d" % (word, gap))
            word = b""
        word += letters
        end += (font.width(letters) - gap) * size / 1000
    yield b"[%b<%b>]TJ" % (b"".join(parts), word) if parts else b"<%b>Tj" % word


def _short(number: float, digits: int) -> bytes:
    """A number with as many decimals at most."""
    text = f"{number:.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
        text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return b"0" if text == "-0" else text.encode()


def _digits(length: float) -> int:
    """Decimals that matter of a number that multiplies a length in points."""
    return max(0, math.ceil(math.log10(length / POINT)))


def _pieces(text: bytes) -> Iterator[bytes]:
    """The lines of a drawing with lengths rounded in the units that hold there, a path in one."""
    scale, kept, path = 1.0, [], []
    digits = _digits(scale)
    for line in text.split(b"\n"):
        *numbers, operator = line.split(b" ")
        if operator in PATH:
            shortened = [_short(float(number), digits) for number in numbers]
            path.append(b" ".join([*shortened, operator]))
            continue
        if path:
            yield b"\n".join([*path, line])
            path = []
            continue
        if operator == b"cm":
            matrix = [float(number) for number in numbers]
            line = _matrix(matrix, scale)
            scale *= max(map(abs, matrix[:4]))
        elif operator == b"q":
            kept.append(scale)
        elif operator == b"Q":
            scale = kept.pop()
        yield line
        digits = _digits(scale)


def _matrix(matrix: list[float], scale: float) -> bytes:
    """A change of units and place, rounded for what is drawn in them."""
    unit = max(map(abs, matrix[:4]))
    far = max(LARGEST, *(abs(shift) / unit for shift in matrix[4:]))
    digits = (*[_digits(far * scale)] * 4, *[_digits(scale)] * 2)
    return b" ".join([*map(_short, matrix, digits), b"cm"])


def share(document: Pdf, contents: list[list[bytes]]) -> None:
    """Give the pages these contents, with outlines that are drawn often kept once."""
    drawn = Counter(piece for pieces in contents for piece in pieces if len(piece) >= SHORTEST)
    forms: dict[bytes, tuple[Name, Stream]] = {}
    for piece, times in drawn.items():
        if times > 1 and piece.endswith(PAINTED):
            form = document.make_stream(piece, Type=Name.XObject, Subtype=Name.Form)
            form.BBox = _box(piece)
            forms[piece] = Name(f"/o{len(forms)}"), form
    for page, pieces in zip(document.pages, contents, strict=True):
        for piece in forms.keys() & pieces:
            name, form = forms[piece]
            page.add_resource(form, Name.XObject, name)
        drawing = (b"%b Do" % str(forms[p][0]).encode() if p in forms else p for p in pieces)
        page.Contents = document.make_stream(b"\n".join(drawing))


def _box(outline: bytes) -> Array:
    """What a drawing stays within: curves between the points that say how they bend, and lines
    are not wider than that.
    """
    numbers = [float(number) for number in NUMBERS.findall(outline)]
    x, y = numbers[::2], numbers[1::2]
    return Array([int(min(x) - WIDE), int(min(y) - WIDE), int(max(x) + WIDE), int(max(y) + WIDE)])
