"""For the browser tests: the built book, a server for it, a browser, and pages that report what is wrong."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import browser as browser_tool  # noqa: E402
import build as build_tool  # noqa: E402
import mock_page  # noqa: E402
import practice_pages  # noqa: E402
import serve as serve_tool  # noqa: E402

SITE = ROOT / "_build" / "html"
LOCAL_SCHEMES = {"file", "data", "blob", "about"}


@pytest.fixture(scope="session")
def site(testrun_uid):
    """The folder of the built book, every page read again: no warning hides behind an earlier build.

    Of the processes that share the tests, the first that needs the book builds it and the others wait.
    """
    folder = SITE.parent
    folder.mkdir(exist_ok=True)
    done, log = folder / "tested.txt", folder / "build.log"
    with FileLock(folder / "tested.lock"):
        if not done.exists() or done.read_text(encoding="utf-8") != testrun_uid:
            with log.open("w", encoding="utf-8") as stream:
                code = build_tool.build("--all", stdout=stream, stderr=subprocess.STDOUT)
            if code:
                said = log.read_text(encoding="utf-8")[-6000:]
                pytest.fail(f"the book does not build without warnings:\n{said}")
            done.write_text(testrun_uid, encoding="utf-8")
    return SITE


@pytest.fixture(scope="session")
def base_url(site):
    """The address under which the built book is served, with a slash at the end."""
    with serve_tool.served(site) as address:
        yield address


# One browser per test module, not per session: Playwright keeps an event loop in its thread while it lives,
# and tests that run kernels in the same process want theirs.
@pytest.fixture(scope="module")
def browser():
    """A Chromium. Fails, naming the command that installs it, where there is none."""
    from playwright.sync_api import sync_playwright

    try:
        path = browser_tool.find_browser()
    except browser_tool.BrowserMissingError as error:
        pytest.fail(str(error))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=browser_tool.ARGUMENTS)
        yield chromium
        chromium.close()


class Watch:
    """Collects console errors, uncaught exceptions, failed loads and requests to other hosts."""

    def __init__(self, page, allowed_hosts):
        self.problems = []
        self.allowed_hosts = allowed_hosts
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("request", self.on_request)
        page.on("requestfailed", self.on_failure)
        page.on("response", self.on_response)

    def on_console(self, message):
        """Note errors and warnings."""
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text}")

    def on_request(self, request):
        """Note what is asked of another host."""
        parts = urlsplit(request.url)
        if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in self.allowed_hosts:
            self.problems.append(f"request to another host: {request.url}")

    def on_failure(self, request):
        """Note what did not load; what the page gave up by leaving for another is no failure."""
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed ({request.failure}): {request.url}")

    def on_response(self, response):
        """Note what is missing."""
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture
def new_page(browser):
    """A function that opens a watched page in a fresh profile; options as for `browser.new_context`.

    The test fails at its end if a page logged an error or a warning, or asked anything of another host.
    """
    contexts, watches = [], []

    def open_page(allowed_hosts=("127.0.0.1", "localhost"), **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, set(allowed_hosts)))
        page.problems = watches[-1].problems
        return page

    yield open_page
    for context in contexts:
        context.close()
    problems = [problem for watch in watches for problem in watch.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page):
    """A watched page, 1280 pixels wide."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def practice_folder(tmp_path_factory):
    """A folder like the built book's that holds the practice pages and no other."""
    return practice_pages.write_site(tmp_path_factory.mktemp("practice"))


@pytest.fixture(scope="module")
def practice_address(practice_folder):
    """The address under which the practice pages are served, with a slash at the end."""
    with serve_tool.served(practice_folder) as address:
        yield address


@pytest.fixture(scope="module")
def mock_address(practice_address):
    """The mock test's page behind a server."""
    return practice_address + mock_page.PAGE


@pytest.fixture
def mock_test(page, mock_address):
    """A watched page with the mock test's start screen."""
    page.goto(mock_address)
    page.wait_for_selector(".afm-start")
    return page
