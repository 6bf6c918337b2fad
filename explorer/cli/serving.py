"""Serve an index from the command line: settle the address, bind it, then load what takes seconds."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.flags import DEFAULT_PORT
from explorer.cli.signals import current_ending
from explorer.terminal import write_lines

if TYPE_CHECKING:
    from explorer.indexing.growing.background_build import BackgroundBuild


def serve(index: Path, given: dict, growing: "BackgroundBuild | None" = None) -> None:
    """Serve an index until the process is asked to end; `given` is what `serve_options` collected.

    `growing` is the build that goes on meanwhile, where one does.
    """
    from explorer.index.reader import open_index
    from explorer.options import ServeOptions
    from explorer.web.server.memory import give_memory_back
    from explorer.web.server.serve import bind, run_server, settle, url_of

    options = ServeOptions(
        host=given.get("host", ServeOptions.host),
        port=DEFAULT_PORT if given["port"] is None else given["port"],
        token=given.get("token"),
        url_prefix=given.get("url_prefix", ""),
        forwarded_allow_ips=given.get("forwarded_allow_ips", ""),
        read_only=given.get("read_only", False),
    )
    options = settle(options, token_wanted=not given.get("no_token", False))
    give_memory_back()
    # Before the page's packages are loaded, which takes seconds: what is wrong is said at once.
    opened = open_index(index)
    with bind(options, any_port=given["port"] is None) as bound:
        from explorer.web.app import create_app

        # With the port that was found: the cookie is named after it.
        app = create_app(opened, replace(options, port=bound.getsockname()[1]), growing)
        del opened  # a server that goes over to a newer build holds the old one no longer
        with current_ending().left_to_server():
            run_server(
                app,
                bound,
                url_of(options, bound),
                lambda line: write_lines(sys.stdout, line),
                open_browser=not given["no_browser"],
                give_up=app.state.workspace.pools.close,
            )
