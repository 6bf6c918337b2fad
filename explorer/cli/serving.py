"""Serve an index from the command line: settle the address, bind it, then load what takes seconds."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from explorer.cli.flags import DEFAULT_PORT
from explorer.cli.signals import current_ending
from explorer.terminal import write_lines

if TYPE_CHECKING:
    from explorer.options import ServeOptions


def serve(index: Path, given: dict) -> None:
    """Serve an index until the process is asked to end; `given` is what `serve_options` collected."""
    from explorer.index.reader import open_index

    options = to_serve_options(given)
    # Before the page's packages are loaded, which takes seconds: what is wrong is said at once.
    opened = [open_index(index)]

    def application(options: "ServeOptions") -> Any:
        from explorer.web.app import create_app

        # Taken out: a server that goes over to a newer build holds the old one no longer.
        return create_app(opened.pop(), options)

    with serve_application(given, options, application) as (app, run):
        run(app.state.workspace.pools.close)


def to_serve_options(given: dict) -> "ServeOptions":
    """Settle what the flags of `serve_options` ask for."""
    from explorer.options import ServeOptions
    from explorer.web.server.serve import settle

    options = ServeOptions(
        host=given.get("host", ServeOptions.host),
        port=DEFAULT_PORT if given["port"] is None else given["port"],
        token=given.get("token"),
        url_prefix=given.get("url_prefix", ""),
        forwarded_allow_ips=given.get("forwarded_allow_ips", ""),
        read_only=given.get("read_only", False),
    )
    return settle(options, token_wanted=not given.get("no_token", False))


@contextmanager
def serve_application(
    given: dict, options: "ServeOptions", application: "Callable[[ServeOptions], Any]"
) -> Iterator[tuple[Any, Callable[..., None]]]:
    """Bind the address, then make an application of the options with the port that was found.

    Gives it, and what serves it until the process is asked to end or an event is set: called with what gives
    up the work that is going on, and the event, if there is one.
    """
    from explorer.web.limits.memory import give_memory_back, hold_loaded_modules
    from explorer.web.server.serve import bind, run_server, url_of

    give_memory_back()
    with bind(options, any_port=given["port"] is None) as bound:
        hold_loaded_modules()
        # With the port that was found: the cookie is named after it.
        app = application(replace(options, port=bound.getsockname()[1]))

        def run(give_up: Callable[[], None], until: Event | None = None) -> None:
            with current_ending().left_to_server():
                run_server(
                    app,
                    bound,
                    url_of(options, bound),
                    lambda line: write_lines(sys.stdout, line),
                    open_browser=not given["no_browser"],
                    give_up=give_up,
                    until=until,
                )

        yield app, run
