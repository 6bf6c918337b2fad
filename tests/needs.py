"""Says which tests cannot run here, and leaves them out; CI leaves out none, and tries slow ones twice."""

import os
import shutil
from pathlib import Path

import pytest

# The first takes two thirds of the processor time of the others: it has no window to draw.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
REQUIRE = "DENDRO_REQUIRE_BROWSER"
NOTICES = pytest.StashKey[list[str]]()


def browsers() -> tuple[str, ...]:
    """What to look for: what `DENDRO_CHROMIUM` names, else the usual names."""
    named = os.environ.get("DENDRO_CHROMIUM")
    return (named,) if named else BROWSERS


def find_chromium(find=shutil.which) -> str | None:
    """Path of an installed Chromium."""
    return next((path for name in browsers() if (path := find(name))), None)


def missing_tools(find=shutil.which) -> dict[str, str]:
    """Give, for each folder of tests whose tool is not installed, the sentence that says so."""
    needs = {
        "tests/browser": (browsers(), "browser tests", "Chromium"),
        "tests/frontend": (("node",), "tests of the page's scripts", "Node.js"),
    }
    return {
        folder: f"{what} did not run: {tool} is not installed (looked for {', '.join(names)})"
        for folder, (names, what, tool) in needs.items()
        if not any(find(name) for name in names)
    }


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run here, unless everything is required."""
    config.stash[NOTICES] = []
    if os.environ.get(REQUIRE) == "1":
        return
    root = Path(__file__).parents[1]
    for folder, notice in missing_tools().items():
        out = [item for item in items if item.path.is_relative_to(root / folder)]
        if out:
            items[:] = [item for item in items if item not in out]
            config.hook.pytest_deselected(items=out)
            config.stash[NOTICES].append(notice)


def try_again(items: list[pytest.Item]) -> None:
    """Give a slow test a second run where everything is required: browsers and servers starve in a crowd.

    The summary lists those that needed it (`RERUN`), and why: each is a fault of the product or of the test,
    to be found.
    """
    if os.environ.get(REQUIRE) == "1":
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes tells the first, which alone speaks, what did not run."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["notices"] = session.config.stash.get(NOTICES, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Hear it: all of them leave out the same."""
    node.config.stash[NOTICES] = getattr(node, "workeroutput", {}).get("notices", [])


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Say at the end what did not run."""
    for notice in config.stash.get(NOTICES, []):
        terminalreporter.write_line(f"NOTICE: {notice}.", yellow=True, bold=True)
