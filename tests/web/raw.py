"""A real server in this process, and a client of bare sockets: what no HTTP library would send."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from explorer.web.limits.protocol import TimedProtocol


@contextmanager
def serving(app) -> Iterator[int]:
    """Serve an application as `dendro serve` does; gives the port."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=TimedProtocol, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def answer(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """What a server says until it closes the connection, while parts are sent with pauses between."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:

        def send() -> None:
            try:
                for part in parts:
                    client.sendall(part)
                    time.sleep(pause)
            except OSError:  # closed by the server, as it should be
                pass

        sender = threading.Thread(target=send)
        sender.start()
        said = b""
        try:
            while piece := client.recv(65536):
                said += piece
        except ConnectionResetError:
            pass
        sender.join()
        return said
