"""A real server and a real browser. Without one, `tests/needs.py` leaves these tests out, with a notice."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.browser.kept_page import KeptPage
from tests.browser.lasting_browser import LastingBrowser, ended_after
from tests.browser.walker import Walker
from tests.needs import find_chromium

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
]  # fmt: skip


HANGS_S = 200
"""From here on a test hangs; before `timeout` of pyproject.toml, which interrupts Playwright for good."""


@pytest.fixture(autouse=True)
def no_browser_hangs() -> Iterator[None]:
    """A test that waits for a browser in vain fails, and the next one has another browser."""
    with ended_after(HANGS_S):
        yield


@pytest.fixture(scope="session")
def driver() -> Iterator:
    """What drives the browser."""
    from playwright.sync_api import sync_playwright

    if find_chromium() is None:
        pytest.fail("DENDRO_REQUIRE_BROWSER=1, but no Chromium is installed.")
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def chromium(driver) -> Iterator:
    """A headless Chromium for profiles of a test's own."""
    browser = LastingBrowser(lambda: driver.launch(executable_path=find_chromium(), args=ARGUMENTS))
    yield browser
    browser.close()


@contextmanager
def serving(index: Path, **options) -> Iterator[str]:
    """Serve an index from a thread; gives the address of the page."""
    from explorer.options import ServeOptions
    from explorer.web.app import create_app

    app = create_app(index, ServeOptions(**options))
    with serving_app(app, app.state.workspace.prefix) as address:
        yield address


_PORTS: list[int] = []
"""Those of servers that ended. Under an address that it knows a browser has the page's files already."""


def _bound() -> socket.socket:
    """A socket at a port that a server of this process had before, or at a free one."""
    while True:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections to the last one linger
        with suppress(OSError):
            bound.bind(("127.0.0.1", _PORTS.pop() if _PORTS else 0))
            return bound
        bound.close()


@contextmanager
def serving_app(app: Any, prefix: str = "") -> Iterator[str]:
    """Serve an application from a thread; gives the address of its page."""
    import uvicorn

    bound = _bound()
    port = bound.getsockname()[1]
    # A connection that a browser opened ahead and asks nothing by would keep it from ending.
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}{prefix}/"
    finally:
        server.should_exit = True
        thread.join(10)
        bound.close()
        _PORTS.append(port)


@pytest.fixture(scope="session")
def address(small_index_path: Path) -> Iterator[str]:
    """Address of the page of the small index."""
    with serving(small_index_path) as url:
        yield url


@pytest.fixture(scope="session")
def profile(driver, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """One profile on disk for most tests: bundles are compiled once. What a test stores, it clears."""
    folder = tmp_path_factory.mktemp("profile")

    def start() -> Any:
        return driver.launch_persistent_context(
            folder, executable_path=find_chromium(), args=ARGUMENTS, color_scheme="dark"
        )

    profile = LastingBrowser(start)
    yield profile
    profile.close()


AGAIN = {"hint": "gone", "left": "open", "right": "open"}
"""What a person who was here before has chosen: both panels stand open."""


@pytest.fixture
def open_page(profile) -> Iterator[Callable[..., Walker]]:
    """Open a page; at the end it must have said nothing and asked no one else.

    It is that of a person who comes again, unless `first` says that nothing is stored.
    """
    walkers: list[Walker] = []

    def open_(
        url: str,
        size: tuple[int, int] = (1440, 900),
        first: bool = False,
        expected: tuple[str, ...] = (),
        **storage: str,
    ) -> Walker:
        walker = Walker(profile, url, size, storage if first else AGAIN | storage)
        walker.expected = expected
        walkers.append(walker)
        return walker.open()

    yield open_
    for walker in walkers:
        walker.close()
    for walker in walkers:
        assert walker.complaints == []
        assert walker.foreign_requests == []


@pytest.fixture
def open_timed_page(chromium) -> Iterator[Callable[[str], Walker]]:
    """Open a page whose clock the test turns, in a profile of its own: all pages of one have the same."""
    context = chromium.new_context(color_scheme="dark")
    walkers: list[Walker] = []

    def open_(url: str) -> Walker:
        walkers.append(Walker(context, url, (1440, 900), AGAIN))
        walkers[-1].page.clock.install()
        return walkers[-1].open()

    yield open_
    context.close()
    assert [walker.complaints for walker in walkers if walker.complaints] == []


@pytest.fixture
def new_walker(open_page, address: str) -> Walker:
    """The page of the small index just loaded, settled, 1440×900: for what it asks for and remembers."""
    return open_page(address)


@pytest.fixture(scope="session")
def kept_page(profile, address: str) -> Iterator[KeptPage]:
    """The page of the small index, one for all tests."""
    kept = KeptPage(lambda: Walker(profile, address, (1440, 900), AGAIN).open())
    yield kept
    kept.close()


@pytest.fixture
def walker(kept_page: KeptPage, request: pytest.FixtureRequest) -> Iterator[Walker]:
    """The page of the small index, settled, 1440×900; not loaded anew where the test before left it whole."""
    if getattr(request.node, "execution_count", 1) > 1:
        kept_page.close()  # a second run owes nothing to other tests
    walker = kept_page.lend()
    yield walker
    if not walker.page.is_closed():
        walker.page.evaluate("localStorage.clear()")  # lest the page of another test find it
    assert walker.complaints == []
    assert walker.foreign_requests == []
