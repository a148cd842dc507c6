"""A headless Chromium for whatever looks at built pages: tests, measurements, the print."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
PAGES = sorted(
    page.relative_to(HTML)
    for page in HTML.rglob("*.html")
    if "_static" not in page.parts and page != HTML / "index.html"  # leads to intro.html
)
PHONE = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": False}
DESKTOP = PHONE | {"width": 1280, "height": 900}
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync"""


def programs() -> tuple[str, str]:
    """Where Chromium and its driver are."""
    names = ("chromium", "chromium-browser", "google-chrome")
    binary = next(filter(None, map(shutil.which, names)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        raise FileNotFoundError("no Chromium: apt-get install chromium chromium-driver")
    return binary, driver


def resize(browser: Chrome, size: dict[str, object]) -> None:
    """Show pages as wide and as high as that, from now on and not a moment later."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    arrived = (
        "const [width, done] = arguments;"
        "const wait = () => (innerWidth === width ? done() : requestAnimationFrame(wait));"
        "wait();"
    )
    browser.execute_async_script(arrived, size["width"])


@contextmanager
def chromium() -> Iterator[Chrome]:
    """Chromium with a profile of its own, 375 pixels wide, logging what it fetches.

    With the scroll bars that most readers on Linux and Windows see: without a screen Chromium
    leaves them out unless told otherwise.
    """
    binary, driver = programs()
    options = ChromeOptions()
    options.binary_location = binary
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        chrome = Chrome(options=options, service=Service(driver))
        try:
            chrome.set_script_timeout(110)
            resize(chrome, PHONE)
            yield chrome
        finally:
            chrome.quit()
