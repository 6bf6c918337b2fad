"""A page that is kept from test to test: seen to stand as it did at first, it need not be loaded again."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Error

from tests.browser.walker import Walker

ASK = (Path(__file__).parent / "kept-page.js").read_text(encoding="utf-8").strip()
BACK_S = 4


class KeptPage:
    """Lends one page to test after test.

    What is hidden does not count: a panel that was open once has its content, an answer that came is kept.
    A test of loading, or of what is asked for, opens a page of its own.
    """

    def __init__(self, open_: Callable[[], Walker]) -> None:
        self._open = open_
        self._walker: Walker | None = None
        self._began: dict = {}
        self._first: list[str] = []

    def lend(self) -> Walker:
        """Give the page, loaded anew where it does not come back to how it first stood."""
        if self._walker is None or not self._is_back(self._walker):
            self.close()
            self._walker = walker = self._open()
            walker.page.wait_for_selector("#inspector-gallery img[src]")
            walker.wait_for("!document.querySelector('.busy, #inspector img:not([src])')")
            walker.page.wait_for_load_state("networkidle")
            walker.page.mouse.move(1, 1)
            self._began, self._first = _ask(walker, "began"), _ask(walker, "stands")
        return self._walker

    def close(self) -> None:
        """Load it anew next time."""
        if self._walker is not None:
            self._walker.close()
            self._walker = None

    def _is_back(self, walker: Walker) -> bool:
        page = walker.page
        try:
            page.bring_to_front()
            page.unroute_all()
            page.set_viewport_size({"width": 1440, "height": 900})
            page.mouse.move(1, 1)
            if page.locator("[role=dialog]:visible, [role=listbox]:visible").count():
                page.keyboard.press("Escape")
            _ask(walker, "goBack", self._began)
            end = time.monotonic() + BACK_S
            while _ask(walker, "stands") != self._first:
                if time.monotonic() > end:
                    return False
                page.wait_for_timeout(50)
            _ask(walker, "store", self._began)
        except Error:  # closed, or no page of ours
            return False
        walker.expected = ()
        walker.requests.clear()
        walker.complaints.clear()
        return True


def _ask(walker: Walker, what: str, given: Any = None) -> Any:
    return walker.page.evaluate(f"(given) => {ASK.rstrip(';')}.{what}(given)", given)
