"""Run the application: bind, answer, say where, open the browser."""

import asyncio
import contextlib
import errno
import logging
import secrets
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import uvicorn
from threadpoolctl import threadpool_limits

from explorer.errors import ExplorerError, InputError
from explorer.options import ServeOptions
from explorer.web.limits.protocol import TimedProtocol
from explorer.web.server.logs import LOGGING
from explorer.web.server.urls import is_loopback, normal_prefix, without_brackets

_SWITCH_SECONDS = 0.0005
LONGEST_TOKEN = 500
_EVERYWHERE = ("0.0.0.0", "::", "")


def settle(options: ServeOptions, token_wanted: bool = True) -> ServeOptions:
    """Options as they will be served: the prefix in one form, a token where others can reach the address.

    Parameters
    ----------
    options : ServeOptions
    token_wanted : bool
        False: no token is made up.

    Raises
    ------
    InputError
        When the prefix is no path, or nobody could type the token.
    """
    token, host = options.token or None, without_brackets(options.host)
    if token is None and token_wanted and not is_loopback(host):
        token = secrets.token_urlsafe(18)
    if token is not None and not (token.strip() and token.isprintable() and len(token) <= LONGEST_TOKEN):
        raise InputError(
            f"--token: one that can be typed is expected, of 1 to {LONGEST_TOKEN} printable characters."
        )
    return replace(options, host=host, url_prefix=normal_prefix(options.url_prefix), token=token)


def bind(options: ServeOptions, any_port: bool = False) -> socket.socket:
    """A socket bound to the address of `options`.

    Parameters
    ----------
    options : ServeOptions
    any_port : bool
        Take a free port when the one of `options` is taken.

    Raises
    ------
    InputError
        When the address cannot be bound.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            options.host or None, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With the protocol named, asyncio sends at once; without, answers wait 40 ms for an acknowledgement.
        bound = socket.socket(family, kind, socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"--host {options.host} is no address of this machine ({reason}); try 127.0.0.1."
        ) from None
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and any_port:
            bound.bind((address[0], 0, *address[2:]))
            return bound
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                f"Port {options.port} of {options.host} is taken; choose another with --port (0: a free one)."
            ) from None
        raise InputError(
            f"{options.host}:{options.port} cannot be bound ({error.strerror}); choose another."
        ) from None
    return bound


def url_of(options: ServeOptions, bound: socket.socket) -> str:
    """What to type into a browser."""
    host = socket.gethostname() if options.host in _EVERYWHERE else options.host
    host = f"[{host}]" if ":" in host else host
    query = f"?token={quote(options.token, safe='')}" if options.token else ""
    return f"http://{host}:{bound.getsockname()[1]}{options.url_prefix}/{query}"


def run_server(
    app: Any,
    bound: socket.socket,
    url: str,
    announce: Callable[[str], None],
    open_browser: bool = False,
    give_up: Callable[[], None] = lambda: None,
    until: Event | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Parameters
    ----------
    app : ASGI application
    bound : socket
        As `bind` gives it; closed at the end.
    url : str
        Given to `announce`, and to the browser, once the server answers.
    announce : callable
    open_browser : bool
    give_up : callable
        Called when the server is to stop: what is being worked out is wanted no more.
    until : Event or None
        Ends the server when it is set.
    """

    def ready() -> None:
        announce(url)
        if open_browser:
            # In a thread: some browsers block until they are closed.
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    config = uvicorn.Config(
        app,
        http=TimedProtocol,
        log_config=LOGGING,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # whom to believe is an option of the application
        timeout_graceful_shutdown=1,
        lifespan="auto",
    )
    server = _Server(config, ready, give_up)
    if until is not None:
        Thread(target=_end_after, args=(server, until), daemon=True).start()
    try:
        # A thread that looks after one view must not wait long for one that looks at every image.
        sys.setswitchinterval(_SWITCH_SECONDS)
        logging.captureWarnings(True)
        # A request has a thread to itself. Threads that a matrix library starts beside it would win little,
        # and spin on for a while afterwards, on the cores that the next request needs.
        with threadpool_limits(1, user_api="blas"), contextlib.suppress(KeyboardInterrupt):  # that stops it
            server.run(sockets=[bound])
    finally:
        bound.close()
    if not server.answered:
        raise ExplorerError("The server could not start; what it said stands above.")


def _end_after(server: uvicorn.Server, until: Event) -> None:
    until.wait()
    server.should_exit = True


class _Server(uvicorn.Server):
    """Tells when it answers, and when it stops."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], give_up: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self.answered = False
        self._ready = ready
        self._give_up = give_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets=sockets)
        if self.started:
            self.answered = True
            await asyncio.get_running_loop().run_in_executor(None, self._ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give up what is being worked out, then stop."""
        self._give_up()
        await super().shutdown(sockets=sockets)
