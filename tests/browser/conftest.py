"""A real browser for the tests that need one. Without it they are skipped; the summary says so and what to install."""

import shutil
from pathlib import Path

import pytest
from browser.street import DESKTOP, Shelf, street

from storyhelpers import sounding_page

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
NO_BROWSER = "no Chromium; install it (Debian: apt install chromium; elsewhere: playwright install chromium)"
NO_PLAYWRIGHT = "no Playwright; install it: pip install playwright"
NO_AXE = "no axe-core; install it: cd tests/browser && npm install --no-package-lock"
_missing = {}  # reason → how many tests it cost


def _skip(request, reason):
    _missing.setdefault(reason, set()).add(request.node.nodeid)
    pytest.skip(reason)


def chromium_here():
    """The path of a Chromium, or None: then Playwright's own."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")  # not longer: while Playwright runs, no other test can run an event loop in this thread
def _chromium():
    """(browser, "") or (None, why there is none)."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        yield None, NO_PLAYWRIGHT
        return
    path = chromium_here()
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        except Error:
            if path:  # it is there and does not start: that is a failure, not a reason to skip
                raise
            yield None, NO_BROWSER
            return
        yield browser, ""
        browser.close()


@pytest.fixture
def browser(request, _chromium):
    """A running Chromium, the same for all tests of a file."""
    found, reason = _chromium
    return found or _skip(request, reason)


@pytest.fixture
def axe_source(request):
    """The text of axe-core, to be run inside a page."""
    path = HERE / "node_modules" / "axe-core" / "axe.min.js"
    return path.read_text("utf-8") if path.exists() else _skip(request, NO_AXE)


@pytest.fixture
def open_file(browser):
    """`open_file(path, at="", **context)` → a Playwright page; fails on a console error or a request."""
    troubles, contexts = [], []

    def opened(path, at="", **options):
        context = browser.new_context(**{**DESKTOP, **options}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith(("data:", path.as_uri())) else troubles.append(r.url))
        page.goto(path.as_uri() + at)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def open_page(open_file, tmp_path):
    """`open_page(book, **context)` → a Playwright page on the book's sounding page."""

    def opened(book=None, **options):
        return open_file(sounding_page(book or Shelf(street()), tmp_path / "page.html"), **options)

    return opened


def pytest_terminal_summary(terminalreporter):
    for reason, tests in _missing.items():
        terminalreporter.write_line(f"!!! {len(tests)} browser tests skipped: {reason}", red=True, bold=True)
