"""Print the built book as one PDF: ``python tools/pdf.py OUT.pdf``, after ``make book``.

The pages are joined into one, links between them become links inside it, and Chromium prints
that with its formulas typeset, its figures as vectors and an outline.
"""

import base64
import sys
from pathlib import Path
from urllib.parse import urldefrag

import yaml
from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "tests"))

LEFT_OUT = (
    "script, style, template, .headerlink, .prev-next-footer, .copybtn, .toggle-button, .explorer, "
    "details.hide"  # the code of a figure, as on the page
)
STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; }
body { font: 10.5pt/1.45 "Source Serif 4", Georgia, serif; color: #000; max-width: none; }
h1 { break-before: page; font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; }
h1, h2, h3, h4 { font-family: sans-serif; break-after: avoid; }
pre { font-size: 8pt; white-space: pre-wrap; border: 0.5pt solid #bbb; padding: 4pt; }
.cell_output pre { border: 0; border-left: 2pt solid #bbb; }
code { font-size: 0.88em; overflow-wrap: anywhere; }
figure { margin: 8pt 0; text-align: center; } figure img { max-width: 78%; max-height: 200mm; }
figcaption { font-size: 9pt; text-align: left; } figure, table tr { break-inside: avoid; }
table { border-collapse: collapse; font-size: 8.5pt; width: 100%; }
td, th { border-bottom: 0.5pt solid #bbb; padding: 2pt 4pt; text-align: left; vertical-align: top; }
td code, td a { overflow-wrap: anywhere; }
.admonition, .proof, .solution, .exercise, .sd-card { border-left: 2pt solid #888; padding: 2pt 8pt;
  margin: 8pt 0; } .admonition-title { font-weight: bold; margin: 2pt 0; }
.eqno { float: right; } .math { overflow: visible; } dd { margin-left: 12pt; }
a { color: #0a3d8f; text-decoration: none; } .contents a { display: block; }
nav.contents { break-before: page; } .title { margin-top: 60mm; text-align: center; }
mjx-container { font-size: 100% !important; } mjx-container[display="true"] { margin: 6pt 0; }
"""


def pages() -> list[str]:
    """Names of the pages in the order of the book."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [contents["root"]] + [c["file"] for p in contents["parts"] for c in p["chapters"]]


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


def article(page: str, known: set[str]) -> Tag:
    """Text of a page with its anchors and links renamed for the joined document."""
    soup = BeautifulSoup((HTML / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    text = soup.select_one("article.bd-article")
    assert text is not None, f"{page}: no article in it"
    for element in text.select(LEFT_OUT):
        element.decompose()
    for element in text.select("[id]"):
        element["id"] = inside(page, str(element["id"]))
    for link in text.select("a[href]"):
        link["href"] = target(page, str(link["href"]), known)
        if not link["href"]:
            del link["href"]
    for image in text.select("img[src]"):
        if not str(image["src"]).startswith("data:"):
            image["src"] = ((HTML / page).parent / str(image["src"])).resolve().as_uri()
    for details in text.select("details"):
        details["open"] = ""
    for hidden in text.select(".toggle-hidden"):
        hidden["class"] = [c for c in hidden["class"] if c != "toggle-hidden"]
    text["id"] = inside(page, "")
    return text


def joined() -> str:
    """The whole book as one page."""
    names = pages()
    known = set(names)
    articles = [article(name, known) for name in names]
    head = BeautifulSoup((HTML / "intro.html").read_text(encoding="utf-8"), "html.parser")
    scripts = [s for s in head.select("script") if "mathjax" in str(s).lower()]
    for script in scripts:
        if script.get("src"):
            script["src"] = (HTML / urldefrag(str(script["src"]).partition("?")[0])[0]).as_uri()
    titles = [(a["id"], a.select_one("h1")) for a in articles]
    contents = "".join(f'<a href="#{i}">{h.get_text()}</a>' for i, h in titles if h is not None)
    book = titles[0][1].get_text() if titles[0][1] else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{book}</title>'
        f'<link rel="stylesheet" href="{(HTML / "_static" / "pygments.css").as_uri()}">'
        f"<style>{STYLE}</style>{''.join(map(str, scripts))}</head><body>"
        f'<nav class="contents"><h1>Contents</h1>{contents}</nav>'
        f"{''.join(map(str, articles))}</body></html>"
    )


def write(path: Path) -> None:
    """Join, typeset and print."""
    from browsing import chromium

    page = HTML.parent / "book-for-print.html"
    page.write_text(joined(), encoding="utf-8")
    ready = (
        "const done = arguments[0];"
        "(window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => done(''),"
        " (error) => done(String(error)));"
    )
    with chromium() as browser:
        browser.set_script_timeout(600)
        browser.set_page_load_timeout(600)
        browser.command_executor.client_config.timeout = 900
        browser.get(page.as_uri())
        said = browser.execute_async_script(ready)
        assert not said, said
        printed = browser.execute_cdp_cmd(
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
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(printed["data"]))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    sys.stdout.write(f"{sys.argv[1]}\n")
