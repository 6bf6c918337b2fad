"""The server's HTTP: uvicorn's, without patience for clients that neither send nor take.

What a client does wrong is told to the client, in one sentence as everywhere; the log is for what
goes wrong here.
"""

import asyncio
import logging
import socket
import struct

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from explorer.web.access.security import HEADERS
from explorer.web.responses import error_answer

HEAD_SECONDS = 20
"""From the opening of a connection, or the first byte of a further request, to the end of its headers."""
TAKE_SECONDS = 60
"""In which a client takes `LEAST_TAKEN` of an answer that waits for it (as nginx's `send_timeout`)."""
LEAST_TAKEN = 240 * TAKE_SECONDS
"""Bytes; slower than this no line is (Kestrel's least rate of an answer)."""
ASK_SECONDS = 0.2
"""Between two questions whether a client that sends no more still waits for its answer."""
NO_HTTP = (
    "This is no request of HTTP/1.1 that can be read, so it was not answered and the connection is closed."
)


class TimedProtocol(H11Protocol):
    """uvicorn's HTTP, which waits for the headers of a request, and for its answer to be taken, only so long.

    What comes of a body after its answer counts as the beginning of a further request.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._head: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        self._left = 0
        self._sends_no_more = False
        self._asking: asyncio.TimerHandle | None = None
        self._app, self.app = self.app, self._answer
        self.logger = _of_clients(self.logger)

    def connection_made(self, transport) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Go on to wait, or no longer."""
        super().data_received(data)
        self._wait_for_head()

    # asyncio asks for the answer, which uvicorn leaves out.
    def eof_received(self) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Go on for a client that sends no more and waits for its answers, as `nc -N` does."""
        self._sends_no_more = True
        waits = self._is_answering() and self.conn.their_state is not h11.SEND_BODY
        if waits:
            self._ask_whether_left()
        return waits

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        for timer in (self._head, self._taking, self._asking):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for the client to take what was sent."""
        super().pause_writing()
        self._wait_for_taking()

    def resume_writing(self) -> None:
        """It takes."""
        super().resume_writing()
        if self._taking is not None and not self.transport.is_closing():
            self._taking.cancel()
            self._taking = None

    def on_response_complete(self) -> None:
        """Wait for the rest of an answer after which the connection ends."""
        super().on_response_complete()
        if self._sends_no_more and not self._is_answering():
            self.transport.close()
        self._wait_for_rest()

    def timeout_keep_alive_handler(self) -> None:
        """Close, but do not wait for ever for what is still to be taken."""
        super().timeout_keep_alive_handler()
        self._wait_for_rest()

    def send_400_response(self, msg: str) -> None:
        """Say that what came is no HTTP, unless an answer is on its way or was given already."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = error_answer(400, NO_HTTP, HEADERS | {"Connection": "close"})
            head = h11.Response(status_code=400, headers=answer.raw_headers, reason=b"Bad Request")
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event))
        if self._is_answering():  # its body broke off
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
        self._wait_for_rest()

    def _should_upgrade(self) -> bool:
        """Speak nothing but HTTP/1.1: a request for something else is one that may be answered so."""
        return False

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and close where an answer broke off: it was logged where that happened."""
        cycle = self.cycle
        await self._app(scope, receive, send)
        if cycle.response_started and not cycle.response_complete and not cycle.disconnected:
            cycle.disconnected = True
            self.transport.abort()

    def _wait_for_head(self) -> None:
        if self._is_answering():
            if self._head is not None:
                self._head.cancel()
            self._head = None
        elif self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _ask_whether_left(self) -> None:
        """Ask again and again until the answer begins, for one that has left looks the same (RFC 9112, 9.6).

        Whoever waits passes over `100 Continue`; the system of one that has left refuses it, and the next
        finds the connection lost. HTTP/1.0 has no such question.
        """
        self._asking = self.loop.call_later(ASK_SECONDS, self._ask)

    def _ask(self) -> None:
        if not self._is_answering() or self.cycle.response_started or self.transport.is_closing():
            return
        if self.conn.their_http_version == b"1.0":
            self.transport.abort()
            return
        event = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
        self.transport.write(self.conn.send(event))
        self._ask_whether_left()

    def _give_up(self) -> None:
        self._head = None
        if not self._is_answering() and not self.transport.is_closing():
            self.transport.close()
            self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self.transport.is_closing():
            self._wait_for_taking()

    def _wait_for_taking(self) -> None:
        self._left = self.transport.get_write_buffer_size()
        if self._taking is None and self._left:
            self._taking = self.loop.call_later(TAKE_SECONDS, self._check_taking)

    def _check_taking(self) -> None:
        """Nothing is written meanwhile: senders wait, or there are none. So what is less was taken."""
        self._taking, before = None, self._left
        left = self.transport.get_write_buffer_size()
        if left and before - left < LEAST_TAKEN:
            _reset(self.transport)
        else:
            self._wait_for_taking()


def _reset(transport: asyncio.Transport) -> None:
    """End a connection, and let go of what the system holds for it (nginx's `reset_timedout_connection`)."""
    held = transport.get_extra_info("socket")
    held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _of_clients(logger: logging.Logger) -> logging.Logger:
    """Give a logger for uvicorn's notes on what clients send, which leaves out all but failures."""
    quiet = logger.getChild("clients")
    quiet.setLevel(logging.ERROR)
    return quiet
