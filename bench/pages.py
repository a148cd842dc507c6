"""How heavy the pages are, and how fast they answer in Chromium: ``python -m bench.pages``.

After ``make book``. Weights are bytes as a server sends them, the maths engine left out, since it
loads once and stays in the cache.
"""

import functools
import gzip
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from browser import HTML, PAGES, chromium  # noqa: E402

HEAVIEST = 1.2e6  # bytes of a page

READY = """
const done = arguments[0];
const wait = () => document.documentElement.dataset.explorers === "ready"
  ? (window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => done(performance.now()))
  : setTimeout(wait, 5);
wait();
"""

# from the event of a control to the page redrawn, the wait for the frame itself left out;
# every control is moved, after everything that can be ticked has been, which is the most work
ANSWER = """
const [name, done] = arguments;
const box = document.querySelector(`.explorer[id^='explorer-${name}-']`);
const times = [];
let frame;
window.requestAnimationFrame = (callback) => { frame = callback; return 0; };
const redrawn = (control, kind) => {
  const start = performance.now();
  control.dispatchEvent(new Event(kind, { bubbles: true }));
  frame?.(0);
  box.getBoundingClientRect();  // the layout too
  return performance.now() - start;
};
for (const tick of box.querySelectorAll("input[type=checkbox]")) {
  tick.checked = true;
  redrawn(tick, "change");
}
const controls = [...box.querySelectorAll("input[type=range], select")];
for (let i = 0; i < 12 * controls.length; i += 1) {
  const control = controls[i % controls.length];
  if (control.disabled) continue;
  if (control.type === "range") {
    control.value = Number(control.value) + (i % 2 ? 1 : -1) * Number(control.step);
  } else {
    const choices = [...control.options].filter((option) => !option.disabled);
    const next = (choices.indexOf(control.selectedOptions[0]) + 1) % choices.length;
    control.value = choices[next].value;
  }
  times.push(redrawn(control, control.type === "range" ? "input" : "change"));
}
times.sort((a, b) => a - b);
done(times[Math.floor(0.9 * times.length)]);
"""

EXPLORERS = (
    "cross_section",
    "moments",
    "experiment",
    "statistics",
    "combination",
    "count",
    "nucleus",
)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing for every request."""


@contextmanager
def served() -> Iterator[str]:
    """The built book from a server on this machine."""
    handler = functools.partial(_Quiet, directory=str(HTML))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def rows() -> list[tuple[str, float, float, str]]:
    """What, measured, aim and unit."""
    found = []
    with served() as url, chromium() as browser:
        browser.get(f"{url}/intro.html")
        first = browser.execute_async_script(READY) / 1e3
        found.append(("first page typeset and interactive, nothing cached", first, 0.6, "s"))
        browser.get(f"{url}/chapters/explorer.html")
        browser.execute_async_script(READY)
        for name in EXPLORERS:
            answer = browser.execute_async_script(ANSWER, name)
            what = f"explorer {name}: from control to page redrawn, 90 % within"
            found.append((what, answer, 8.0, "ms"))
    return found


def parts(page: Path) -> set[Path]:
    """Files a page loads, the maths engine left out."""
    soup = BeautifulSoup((HTML / page).read_text(encoding="utf-8"), "html.parser")
    found = {HTML / page}
    for element in soup.select("img[src], script[src], link[rel=stylesheet][href]"):
        name = unquote(urldefrag(str(element.get("src") or element.get("href")))[0])
        name = name.partition("?")[0]
        if name and not name.startswith("data:") and "mathjax" not in name:
            found.add(((HTML / page).parent / name).resolve())
    return found


@functools.cache
def sent(file: Path) -> int:
    """Bytes of a file, compressed as servers do."""
    return len(gzip.compress(file.read_bytes(), 6))


def weights() -> list[tuple[str, float, float, str]]:
    """The same for each page with all it loads, the heaviest first."""
    kilobytes = {page: sum(sent(file) for file in parts(page)) / 1e3 for page in PAGES}
    return [
        (f"weight of {page.with_suffix('')}", weight, HEAVIEST / 1e3, "kB")
        for page, weight in sorted(kilobytes.items(), key=lambda item: -item[1])
    ]


if __name__ == "__main__":
    for what, value, aim, unit in rows() + weights():
        met = "met" if value <= aim else "MISSED"
        sys.stdout.write(f"{what:<68}{value:>11.3g} {unit:<3} aim <= {aim:<6g}{met}\n")
