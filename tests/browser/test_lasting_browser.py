"""A browser that answers no more fails one test, and keeps no other waiting."""

import time

import pytest
from playwright.sync_api import Error

from tests.browser.lasting_browser import ended_after

NEVER = "new Promise(() => {})"


def test_a_test_that_hangs_fails_and_the_next_has_another_browser(profile, chromium):
    """The profile on disk, and browsers for profiles of a test's own."""
    for browser, open_page in (
        (profile, profile.new_page),
        (chromium, lambda: chromium.new_context().new_page()),
    ):
        page, begun = open_page(), time.monotonic()
        with ended_after(1), pytest.raises(Error):
            page.evaluate(NEVER)
        assert time.monotonic() - begun < 60
        assert open_page().evaluate("1 + 1") == 2, browser
