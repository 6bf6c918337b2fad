"""`dendro open` of what is to be indexed: a page at once, then a first map, and the rest meanwhile."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from explorer.cli.build_flags import to_build_options
from explorer.cli.serving import serve_application, to_serve_options
from explorer.cli.signals import current_ending
from explorer.terminal import write_lines
from explorer.words import count

if TYPE_CHECKING:
    from explorer.indexing.growing.background_build import BackgroundBuild
    from explorer.options import ServeOptions
    from explorer.web.until_first_build import UntilFirstBuild

_EVERY = 0.5
"""Seconds after which one looks again what another process has built."""
_SEEN_SECONDS = 1.5
"""For which a page that is looked at can still ask why there will be no map."""


def open_growing(source: tuple[Path | str, ...], given: dict) -> None:
    """Build in the background and serve the newest build; `given` is what the flags of `open` collected."""
    from explorer.indexing.build_index import check_sources
    from explorer.indexing.growing.background_build import BackgroundBuild
    from explorer.indexing.growing.task import Task
    from explorer.progress import make_progress

    check_sources(source)
    build = BackgroundBuild(Task(source, given["output"], to_build_options(given)))
    opening = _Opening(build)
    try:
        # Before anything is read: an address that is taken is said at once.
        with serve_application(given, to_serve_options(given), opening.page) as (page, run):
            build.start(make_progress())
            Thread(target=opening.follow, args=(page,), name="first-build", daemon=True).start()
            run(opening.give_up, opening.failed)
    finally:
        build.stop()
    if opening.error is not None:
        raise opening.error
    _say_what_is_kept(build)


def _say_what_is_kept(build: "BackgroundBuild") -> None:
    now = build.standing
    if now.published is None and not now.busy:
        with current_ending().says("interrupted; what was done is kept, and the next run resumes there"):
            raise KeyboardInterrupt
    if now.read < now.of and now.state != "done":
        read = f"{count(now.read)} of {count(now.of)} images were read"
        write_lines(sys.stderr, f"{read}; the same command goes on from there.")


@dataclass
class _Opening:
    """The way from a page that says how far the build is to one that shows it.

    Attributes
    ----------
    build : BackgroundBuild
    error : Exception or None
        Why there is no first build.
    failed : Event
        Set once that was told.
    give_up : callable
        Has work ended that nobody waits for any more.
    """

    build: "BackgroundBuild"
    error: Exception | None = None
    failed: Event = field(default_factory=Event)
    _end_work: Callable[[], None] = lambda: None

    def page(self, options: "ServeOptions") -> "UntilFirstBuild":
        """Make what is served until there is a build."""
        from explorer.web.until_first_build import UntilFirstBuild

        return UntilFirstBuild(options, self.build)

    def give_up(self) -> None:
        """End what is being worked out, by whatever is served by now."""
        self._end_work()

    def follow(self, page: "UntilFirstBuild") -> None:
        """Wait for the first build and serve it; else keep why there is none."""
        with suppress(ImportError):  # said below, where it is needed
            import explorer.web.app  # noqa: F401 (takes seconds, in which the other process reads images)
        try:
            self._show(page, self._wait_for_first())
        except Exception as error:  # noqa: BLE001 (raised again by the thread that started this one)
            self.error = error
            page.fail(str(error) or type(error).__name__)
            time.sleep(_SEEN_SECONDS if page.was_asked else 0)
            self.failed.set()

    def _wait_for_first(self) -> "BackgroundBuild | None":
        """Wait until there is a build; give what makes it, None where that is another process."""
        from explorer.errors import IndexBusyError
        from explorer.index.locks import is_being_built
        from explorer.index.manifest import looks_like_index
        from explorer.progress import make_progress

        path = self.build.index_path
        while True:
            try:
                self.build.wait_for_first()
                return self.build
            except IndexBusyError as error:
                there = looks_like_index(path)
                served = "What there is so far is served." if there else "Its first map is waited for."
                write_lines(sys.stderr, f"{error} {served}")
            while not looks_like_index(path) and is_being_built(path):
                time.sleep(_EVERY)
            if looks_like_index(path):
                return None
            self.build.start(make_progress())  # the other ended before it had one

    def _show(self, page: "UntilFirstBuild", growing: "BackgroundBuild | None") -> None:
        from explorer.index.reader import open_index
        from explorer.web.app import create_app

        app = create_app(open_index(self.build.index_path), page.options, growing, page.admission)
        self._end_work = app.state.workspace.pools.close
        page.become(app)
