"""`dendro open` of what is to be indexed: a first map as soon as there is one, and the rest meanwhile."""

import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

from explorer.cli.build_flags import to_build_options
from explorer.cli.serving import serve
from explorer.cli.signals import current_ending
from explorer.terminal import write_lines
from explorer.words import count


def open_growing(source: tuple[Path | str, ...], given: dict) -> None:
    """Build in the background and serve the newest build; `given` is what the flags of `open` collected."""
    from explorer.errors import IndexBusyError
    from explorer.index.format import looks_like_index
    from explorer.indexing.growing.background_build import BackgroundBuild
    from explorer.indexing.growing.task import Task
    from explorer.progress import make_progress

    build = BackgroundBuild(Task(source, given["output"], to_build_options(given)))
    try:
        build.start(make_progress())
        Thread(target=_load_ahead, name="load-ahead", daemon=True).start()
        with current_ending().says("interrupted; what was done is kept, and the next run resumes there"):
            build.wait_for_first()
    except IndexBusyError as error:
        if not looks_like_index(build.index_path):
            raise
        write_lines(sys.stderr, f"{error} What there is so far is served.")
        serve(build.index_path, given)
        return
    except BaseException:
        build.stop()
        raise
    try:
        serve(build.index_path, given, build)
    finally:
        build.stop()
        now = build.standing
        if now.read < now.of and now.state != "done":
            said = (
                f"{count(now.read)} of {count(now.of)} images were read; the same command goes on from there."
            )
            write_lines(sys.stderr, said)


def _load_ahead() -> None:
    """Import what serving needs while the other process reads images."""
    with suppress(ImportError):  # said where it is needed
        import explorer.web.app  # noqa: F401
