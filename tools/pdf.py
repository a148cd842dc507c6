"""Print the built book as one PDF: ``python tools/pdf.py OUT.pdf``, after ``make book``.

The pages are joined into one, links between them become links inside it, and Chromium prints
that with its formulas typeset, its figures as vectors and an outline. On paper nothing can be
followed, so that a reference says on which page it leads; these numbers are known only from a
print, and the book is printed again until they are right. ``--students`` leaves the solutions out.
"""

import argparse
import base64
import re
import sys
from copy import copy
from io import BytesIO
from pathlib import Path
from urllib.parse import urldefrag

import outline
import toc
import yaml
from browser import DESKTOP, HTML, ROOT, chromium, resize
from bs4 import BeautifulSoup, NavigableString, Tag
from hatches import as_lines
from pypdf import PdfReader
from selenium.webdriver import Chrome
from smaller import smaller

from cevns.explorers.answers import decoded

TYPEFACES = ROOT / "tools" / "web" / "node_modules" / "@fontsource"

EXPLORER = "script[type='application/vnd.jupyter.widget-view+json']"
LEFT_OUT = (
    f".cell:has({EXPLORER}), "  # sliders: what stands for them on paper is a figure
    "script, style, template, .headerlink, .prev-next-footer, .copybtn, .toggle-button, .explorer, "
    "form.answer, .only-page, .only-screen, .levels, "  # nothing to fill in
    ".tag_live, .admonition:has(+ .tag_live), "  # nothing to run
    "section[id^='move-it-yourself'] > :not(h2, [id], .explorer-fallback, p:has(.follows)), "
    "details.hide, p.csv"  # the code of a figure, as on the page; a file to download
)
ONLY_FOR_SLIDERS = re.compile(r"(?:from cevns import explorers|explorers\.\w+\(\))\s*")
NOT_NUMBERED = ("--term-", "chapters-bibliography")
"""Words and papers stand in alphabetical order: their page says nothing more."""

TRIES = 5
"""Prints at most, until the pages that references name are those where things are."""

PATIENCE = 3600
"""Seconds for one of them: on a busy machine it takes long."""

INSIDE = (174 / 25.4 * 96, 259 / 25.4 * 96)
"""What has room on a sheet, in pixels, as `STYLE` has it in millimetres."""

SHEET = DESKTOP | {"width": round(INSIDE[0]), "height": round(INSIDE[1])}
"""The same as a window, to guess before the first print how many figures a number has."""

FLOATS = (ROOT / "tools" / "floats.js").read_text(encoding="utf-8")

SHORT = 16
"""Lines of code that are not parted: each of two parts would have fewer than eight."""

STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; }
body { font: 10pt/1.4 "Source Serif 4", serif; color: #000; max-width: none; margin: 0; }
body > article, .contents { break-before: page; }
h1 { font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; }
h1, h2, h3, h4, th, .admonition-title { font-family: "Source Sans 3", sans-serif; }
h1, h2, h3, h4 { break-after: avoid; line-height: 1.2; }
ul, ol { margin: 6pt 0; } li > p { margin: 2pt 0; } p, li { orphans: 2; widows: 2; }
pre, code { font-family: "Source Code Pro", monospace; }
pre { font-size: 8pt; line-height: 1.3; white-space: pre-wrap; border: 0.5pt solid #bbb;
  padding: 4pt; margin: 6pt 0; orphans: 8; widows: 8; box-decoration-break: clone; }
.cell_output pre { border: 0; border-left: 2pt solid #bbb; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
figure { margin: 8pt 0; text-align: center; }
figure img { zoom: 0.85; max-width: 100%; max-height: 200mm; }
.tag_explorer-fallback figure img { max-height: 105mm; }
figcaption { font-size: 9pt; text-align: left; } figure, table tr { break-inside: avoid; }
table { border-collapse: collapse; font-size: 8.5pt; width: 100%; }
td, th { border-bottom: 0.5pt solid #bbb; padding: 2pt 4pt; text-align: left; vertical-align: top; }
caption, thead, tbody tr:nth-child(-n+2) { break-after: avoid; }  /* three rows on each sheet */
tbody tr:nth-last-child(-n+2) { break-before: avoid; }
td code, td a { overflow-wrap: anywhere; }
.full-width td :is(code, a) { overflow-wrap: break-word; }
td a[data-leads="number"], .together { white-space: nowrap; }
.admonition, .proof, .solution, .exercise, .sd-card, .predict { margin: 8pt 0;
  border-left: 2pt solid #888; padding: 2pt 8pt; }
.admonition-title { font-weight: bold; }
:is(.admonition, .sd-card) p { margin: 3pt 0; } :is(td, th, .cell_output) p { margin: 0; }
.admonition-title, .cell_input:not(:last-child) { break-after: avoid; }
pre.short, .predict, [id$="-answer"] { break-inside: avoid; }
dt, .rubric { break-after: avoid; } dd > p { margin: 3pt 0; } dl { margin: 4pt 0; }
dl.glossary dt, dt.sig { font-weight: bold; } dt.sig, .classifier { overflow-wrap: anywhere; }
.classifier::before { content: " "; font-weight: normal; }
.field-list { display: grid; grid-template-columns: 6em 1fr; } .field-list dd { margin: 0; }
.field-list dl, .field-list p { margin: 0; }
.citation { break-inside: avoid; } .citation p { margin: 3pt 0 3pt 12pt; text-indent: -12pt; }
.citation > .label { display: none; }  /* who cites names authors and years */
.citation a.external:not(:is([href*="doi.org"], [href*="arxiv.org"]))::after {
  content: " (" attr(href) ")"; overflow-wrap: anywhere; }
.eqno { float: right; } .math { overflow: visible; } dd { margin-left: 12pt; }
a { color: #0a3d8f; text-decoration: none; }
sub, sup { line-height: 0; font-size: 0.75em; }
[class^="badge-"] { padding: 0 2pt; border: 0.5pt solid #777; border-radius: 2pt;
  font: 0.75em "Source Sans 3", sans-serif; white-space: nowrap; }
.badge-inferred { border-style: dashed; }
a[data-page]::after { font-variant-numeric: tabular-nums; }
a[data-leads="number"]::after { content: ", p.\\00a0" attr(data-page); }
a[data-leads="place"]::after { content: " (p.\\00a0" attr(data-page) ")"; }
a[data-leads="chapter"]::after { content: " (" attr(data-chapter) "p.\\00a0" attr(data-page) ")"; }
.title { margin-top: 60mm; text-align: center; } .title h1 { font-size: 28pt; }
[id^="chapters-api-"] :is(h2, h3) + p { break-after: avoid; }
[id^="chapters-api-"] { font-size: 8.5pt; } [id^="chapters-api-"] :is(h2, h3) { font-size: 11pt; }
.contents .below { margin-left: 12pt; font-size: 9pt; }
.contents a { display: flex; color: #000; } .contents a::after { content: attr(data-page); }
.contents span { flex: 1; border-bottom: 0.8pt dotted #999; margin: 0 4pt 3.5pt; }
.contents h2 { font-size: 11pt; margin: 9pt 0 2pt; }
mjx-container { font-size: 100% !important; } mjx-container[display="true"] { margin: 6pt 0; }
"""


def pages(*, students: bool = False) -> list[str]:
    """Names of the pages in the order of the book.

    Students run what they call, and there ``help`` says what the pages of functions say: these
    are a quarter of the sheets, and not in the edition for a class.
    """
    return toc.chapters() if students else toc.pages()


def inside(page: str, anchor: str) -> str:
    """Name in the joined document of an anchor of a page."""
    return f"{page.replace('/', '-')}--{anchor}" if anchor else page.replace("/", "-")


def target(page: str, href: str, known: set[str]) -> str:
    """Where a link of a page leads in the joined document."""
    path, anchor = urldefrag(href)
    if not path:
        return f"#{inside(page, anchor)}"
    if "://" in path or path.startswith("mailto:"):
        return href
    file = ((HTML / page).parent / path).resolve()
    if file.is_relative_to(HTML):
        name = file.relative_to(HTML).with_suffix("").as_posix()
        if name in known:
            return f"#{inside(name, anchor)}"
    return ""  # a download or a search: nothing to follow on paper


def article(page: str, known: set[str], *, students: bool = False) -> Tag:
    """Text of a page with its anchors and links renamed for the joined document."""
    soup = BeautifulSoup((HTML / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    text = soup.select_one("article.bd-article")
    assert text is not None, f"{page}: no article in it"
    for element in text.select(f"{LEFT_OUT}, .solution" if students else LEFT_OUT):
        element.decompose()
    for cell in text.select(".cell"):
        if ONLY_FOR_SLIDERS.fullmatch(cell.get_text().strip()):
            cell.decompose()
    for code in text.select("pre"):
        if code.get_text().count("\n") < SHORT:
            code["class"] = [*code.get("class", []), "short"]
    for question in text.select(".predict"):
        text.append(answered(question))
    for fallback in text.select(".explorer-fallback p"):
        if fallback.contents and str(fallback.contents[0]).startswith("Sliders need JavaScript."):
            fallback.contents[0].replace_with("On paper: ")
    for element in text.select("[id]"):
        element["id"] = inside(page, str(element["id"]))
    for link in text.select("a[href]"):
        link["href"] = target(page, str(link["href"]), known)
        if not link["href"]:
            del link["href"]
    for image in text.select("img[src]"):
        if not str(image["src"]).startswith("data:"):
            image["src"] = for_print(((HTML / page).parent / str(image["src"])).resolve()).as_uri()
    for details in text.select("details"):
        details["open"] = ""
    for hidden in text.select(".toggle-hidden"):
        hidden["class"] = [c for c in hidden["class"] if c != "toggle-hidden"]
    for section in text.select("section[id]:has(> :is(h2, h3, h4))"):
        heading = section.select_one(":scope > :is(h2, h3, h4)")
        anchors = heading.find_previous_siblings("span", id=True)
        name = Tag(name="span", attrs={"id": section.attrs.pop("id")})
        heading.insert(0, name)  # or it would be where the sheet before it ends
        for anchor in anchors:
            heading.insert(0, anchor.extract())
    text["id"] = inside(page, "")
    return text


def answered(question: Tag) -> Tag:
    """The answer to a question asked before one reads on, taken from it: for the chapter's end."""
    choices = question.select("li")  # none where a curve is to be drawn
    reason = question.select_one(".reason")
    assert reason is not None, f"{question['id']}: no reason in it"
    reason.summary.decompose()
    name = f"{question['id']}-answer"
    note = BeautifulSoup(
        f'<p><a class="reference internal" href="#{name}">Answer</a></p>'
        f'<div class="admonition" id="{name}"><p class="admonition-title">Before you read on: '
        f'<a class="reference internal" href="#{question["id"]}">the question</a></p></div>',
        "html.parser",
    )
    pointer, answer = note.select("p, div.admonition")[:2]
    if choices:
        right = decoded(str(question["data-key"]))
        answer.append(copy(choices[right].p))
    answer.extend(list(reason.children))
    reason.replace_with(pointer)
    return answer


def for_print(image: Path) -> Path:
    """A drawing without what Chromium prints as a picture: a copy, if it has any."""
    if image.suffix != ".svg":
        return image
    drawing = image.read_text(encoding="utf-8")
    lines = as_lines(drawing)
    if lines == drawing:
        return image
    changed = HTML.parent / "print" / image.name
    changed.parent.mkdir(exist_ok=True)
    changed.write_text(lines, encoding="utf-8")
    return changed


def chapters_of(articles: dict[str, Tag]) -> dict[str, str]:
    """Anchors that stand for a whole page, with the number of its chapter if it has one."""
    found = {}
    for name, text in articles.items():
        number = text.select_one("h1 .section-number")
        chapter = f"ch.\u00a0{number.get_text().strip(' .')}, " if number else ""
        title = text.select_one("h1")
        above = [text, *title.parents, *title.find_all_previous(id=True)] if title else [text]
        for element in above:
            anchor = str(element.get("id", ""))
            if anchor == inside(name, "") or anchor.startswith(f"{inside(name, '')}--"):
                found[anchor] = chapter
    return found


def name_pages(articles: dict[str, Tag]) -> None:
    """Mark each reference that is to say on which page it leads, and how.

    Within a chapter a number is enough to find an equation, a figure, a table or an exercise.
    """
    chapters = chapters_of(articles)
    for name, text in articles.items():
        for link in text.select("a.reference.internal[href^='#']"):
            anchor, here = str(link["href"])[1:], f"{inside(name, '')}--"
            if "--equation-" in anchor and not re.search(r"[Ee]quations?\s$", before(link)):
                link.insert(0, "Eq.\u00a0")
            if any(part in anchor for part in NOT_NUMBERED) or link.select_one("code"):
                continue
            if anchor in chapters:
                if anchor != inside(name, "") and not anchor.startswith(here):
                    link["data-leads"], link["data-chapter"] = "chapter", chapters[anchor]
            elif not re.search(r"\d", link.get_text()):
                link["data-leads"] = "place"
            elif not anchor.startswith(here):
                link["data-leads"] = "number"


def before(link: Tag) -> str:
    """Text right before a link."""
    previous = link.previous_sibling
    return previous if isinstance(previous, NavigableString) else ""


def contents(articles: dict[str, Tag]) -> str:
    """The parts and pages of the book, linked; the numbers of their sheets are yet to come."""
    captions = {part.chapters[0]: part.caption for part in toc.parts()}
    below = {name for part in toc.parts() for names in part.below.values() for name in names}
    lines = []
    for name, text in articles.items():
        title = text.select_one("h1")
        assert title is not None, f"{name}: no title in it"
        lines += [f"<h2>{captions[name]}</h2>"] if name in captions else []
        kind = ' class="below"' if name in below else ""
        lines.append(f'<a{kind} href="#{inside(name, "")}">{title.get_text()}<span></span></a>')
    return f'<nav class="contents"><h1>Contents</h1>{"".join(lines)}</nav>'


def engine(names: list[str]) -> list[Tag]:
    """Scripts that typeset formulas, of the first page that has some: others do without them."""
    for name in names:
        page = HTML / f"{name}.html"
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        scripts = [s for s in soup.select("script") if "mathjax" in str(s).lower()]
        for script in scripts:
            if script.get("src"):
                path = str(script["src"]).partition("?")[0]
                script["src"] = (page.parent / path).resolve(strict=True).as_uri()
        if scripts:
            return scripts
    return []


def joined(*, students: bool = False) -> str:
    """The whole book as one page; for students without solutions."""
    names = pages(students=students)
    known = set(names)
    articles = {name: article(name, known, students=students) for name in names}
    there = {str(e["id"]) for text in articles.values() for e in (text, *text.select("[id]"))}
    for text in articles.values():
        for link in text.select("a[href^='#']"):
            if str(link["href"])[1:] not in there:  # of a solution that was left out
                del link["href"]
    name_pages(articles)
    scripts = "".join(map(str, engine(names)))
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    static = HTML / "_static"
    drawing = [static / name for name in ("plots.js", "answers.js", "sketches.js")]
    sketches = "".join(f'<script src="{script.as_uri()}"></script>' for script in drawing)
    sheets = [
        static / "pygments.css",
        static / "plots.css",
        *sorted(TYPEFACES.glob("*/[47]00*.css")),
    ]
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in sheets)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{config['title']}</title>{links}"
        f"<style>{STYLE}</style>{scripts}</head><body>"
        f'<header class="title"><h1>{config["title"]}</h1><p>{config["author"]}</p>'
        f"<p>{config['copyright']}</p></header>{contents(articles)}"
        f"{''.join(map(str, articles.values()))}"
        f"{sketches}<script>sketches.onPaper();</script></body></html>"
    )


def printed(browser: Chrome) -> bytes:
    """The page that the browser shows, as PDF."""
    answer = browser.execute_cdp_cmd(
        "Page.printToPDF",
        {
            "preferCSSPageSize": True,
            "printBackground": True,
            "generateTaggedPDF": True,
            "generateDocumentOutline": True,
            "displayHeaderFooter": True,
            "headerTemplate": "<span></span>",
            "footerTemplate": '<div style="font-size:8px;width:100%;text-align:center">'
            '<span class="pageNumber"></span></div>',
        },
    )
    return base64.b64decode(answer["data"])


def page_numbers(book: bytes) -> dict[str, int]:
    """Number of the page where each anchor is that something leads to, by its name."""
    reader = PdfReader(BytesIO(book))
    sheets = {sheet.indirect_reference: i for i, sheet in enumerate(reader.pages, 1)}
    places = reader.named_destinations.items()
    return {
        name.removeprefix("/"): sheets[place["/Page"].indirect_reference] for name, place in places
    }


def write(path: Path, *, students: bool = False) -> None:
    """Join, typeset and print, until every page that a reference names is the right one."""
    page = HTML.parent / "book-for-print.html"
    text = joined(students=students)
    page.write_text(text, encoding="utf-8")
    ready = (
        "const done = arguments[0];"
        "Promise.all([window.MathJax?.startup?.promise, document.fonts.ready])"
        ".then(() => done(''), (error) => done(String(error)));"
    )
    unset = (
        "return [...document.querySelectorAll('.math:not(:has(mjx-container))')]"
        ".map((formula) => formula.textContent);"
    )
    number = (
        "for (const a of document.querySelectorAll('.contents a, a[data-leads]')) {"
        "  const place = document.getElementById(a.hash.slice(1));"
        "  a.dataset.page = arguments[0][place.id] ??"
        "    Math.ceil((place.getBoundingClientRect().top + scrollY) / arguments[1]);"
        "}"
    )
    found: dict[str, int] = {}
    with chromium() as browser:
        browser.set_script_timeout(PATIENCE)
        browser.set_page_load_timeout(PATIENCE)
        browser.command_executor.client_config.timeout = PATIENCE
        resize(browser, SHEET)
        browser.get(page.as_uri())
        said = browser.execute_async_script(ready)
        assert not said, said
        raw = browser.execute_script(unset)
        if raw:
            raise RuntimeError(f"{path}: {len(raw)} formulas are not typeset, such as {raw[0]}")
        browser.execute_script(FLOATS + "fillSheets(...arguments);", *INSIDE)
        for _ in range(TRIES):
            named = found
            browser.execute_script(number, named, SHEET["height"])
            book = printed(browser)
            found = page_numbers(book)
            if found == named:
                break
        else:
            raise RuntimeError(f"{path}: the pages that references name do not settle")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(smaller(outline.named(book, text)))


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("path", type=Path, help="of the PDF file")
    asked.add_argument("--students", action="store_true", help="leave the solutions out")
    given = asked.parse_args()
    write(given.path, students=given.students)
    sys.stdout.write(f"{given.path}: {given.path.stat().st_size / 1e6:.1f} MB\n")
