"""A real browser for the tests that need one. Without it they are skipped; the summary says so and what to install."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from browser.jupyter import jupyterlab
from browser.street import DESKTOP, Shelf, street
from conftest import PERSONAL

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


@pytest.fixture(scope="module")
def _contexts():
    """The browser's contexts by their options. Making one costs as much as loading a page, and pages keep nothing."""
    made = {}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def new_page(browser, _contexts):
    """`new_page(own=…, alone=False, **context)` → a page without a network; fails on a script's error and a request.

    own: how the addresses begin that the page may ask for. alone: in a context that no other test has had, for what
    stays in it, such as a clock that is held. `new_page.troubles` are what is to fail the test.
    """
    pages, alone_in, troubles = [], [], []

    def made(own=("data:", "blob:", "about:"), alone=False, **options):
        options = {**DESKTOP, **options}
        key = repr(sorted(options.items()))
        if alone or key not in _contexts:
            context = browser.new_context(**options, offline=True)
            alone_in.append(context) if alone else _contexts.update({key: context})
        page = context.new_page() if alone else _contexts[key].new_page()
        pages.append(page)
        page.on("console", lambda m: troubles.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
        return page

    made.troubles = troubles
    yield made
    for page in [*pages, *alone_in]:
        page.close()
    assert troubles == []


@pytest.fixture
def open_file(new_page):
    """`open_file(path, at="", **context)` → a Playwright page; fails on a console error or a request."""

    def opened(path, at="", **options):
        page = new_page(("data:", path.as_uri()), **options)
        page.goto(path.as_uri() + at)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    return opened


@pytest.fixture(scope="session")
def street_page(tmp_path_factory):
    """The sounding page of the street, written once."""
    return sounding_page(Shelf(street()), tmp_path_factory.mktemp("street") / "page.html")


@pytest.fixture
def open_page(open_file, street_page, tmp_path):
    """`open_page(book, **context)` → a Playwright page on the book's sounding page."""

    def opened(book=None, **options):
        return open_file(sounding_page(book, tmp_path / "page.html") if book else street_page, **options)

    return opened


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """One JupyterLab for all tests, each in a folder of its own: `lab.address("folder/name.ipynb")`.

    lab.work is the folder that it serves, lab.books where its notebooks keep their books.
    """
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install '.[lab]'")
    place = tmp_path_factory.mktemp("lab")
    work, books = place / "work", place / "books"
    work.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in PERSONAL:
            patch.delenv(name, raising=False)
        with jupyterlab(work, place, STORY_BOOKS=str(books)) as address:
            yield SimpleNamespace(address=address, work=work, books=books)


def pytest_terminal_summary(terminalreporter):
    for reason, tests in _missing.items():
        terminalreporter.write_line(f"!!! {len(tests)} browser tests skipped: {reason}", red=True, bold=True)
