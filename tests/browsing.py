"""A headless Chromium for the tests that look at pages."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
PAGES = sorted(
    page.relative_to(HTML)
    for page in HTML.rglob("*.html")
    if "_static" not in page.parts and page != HTML / "index.html"  # leads to intro.html
)
PHONE = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": False}
FLAGS = """--headless --no-sandbox --disable-gpu --hide-scrollbars --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync"""


def absent(what: str) -> None:
    """Skip on a reader's machine, fail where every check has to run."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def chromium() -> Iterator[Chrome]:
    """Chromium with a profile of its own, 375 pixels wide, logging what it fetches."""
    names = ("chromium", "chromium-browser", "google-chrome")
    binary = next(filter(None, map(shutil.which, names)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        absent("no Chromium: apt-get install chromium chromium-driver")
    options = ChromeOptions()
    options.binary_location = binary
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        chrome = Chrome(options=options, service=Service(driver))
        try:
            chrome.set_script_timeout(60)
            chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
            yield chrome
        finally:
            chrome.quit()
