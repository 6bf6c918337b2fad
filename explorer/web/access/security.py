"""Who may come in, and what a browser may do with what it gets. Pure ASGI, around everything else."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.options import ServeOptions
from explorer.web.access.admission import Admission, wants_page
from explorer.web.responses import error_answer
from explorer.web.server.urls import is_loopback, normal_prefix

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Dash starts itself by inline scripts, and its client-side functions are inline too.
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
}


class Security:
    """ASGI middleware: host check, cross-site check, token, and headers.

    Parameters
    ----------
    app : ASGI application
    options : ServeOptions
    admission : Admission or None
        Who was let in already, where the options have a token; None: nobody.
    """

    def __init__(self, app: ASGIApp, options: ServeOptions, admission: Admission | None = None) -> None:
        self.app = app
        self.prefix = normal_prefix(options.url_prefix)
        self.local = is_loopback(options.host)
        self.framed = options.framed
        self.visited = ("document", "iframe") if options.framed else ("document",)
        self.headers = HEADERS | ({"Content-Security-Policy": POLICY} if options.framed else {})
        self.admission = admission
        if admission is None and options.token is not None:
            self.admission = Admission(options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = self._refusal(scope)
        if answer is None and self.admission is not None:
            answer = await self.admission.answer(scope, receive)
        if answer is None:
            await self.app(scope, receive, _with_headers(send, self.headers))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401})
        else:
            await answer(scope, receive, _with_headers(send, self.headers))

    def _refusal(self, scope: Scope) -> Response | None:
        """Refuse names that a hostile page could point at this machine, and requests made by other sites."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        guessable = self.admission is None and not self.framed
        if self.local and guessable and not is_loopback(_hostname(host)):
            return error_answer(
                400,
                "This server answers to localhost only. Start it with --host or --token for others.",
            )
        if not _same_site(headers, host) and not self._is_visit(scope, headers):
            return error_answer(403, "This request was made by a page of another site and was not answered.")
        return None

    def _is_visit(self, scope: Scope, headers: Headers) -> bool:
        """Tell whether a person follows a link to a page: all that other sites may have answered.

        The API is no page. Its answers cost work and hold images, so not even a link leads there.
        """
        return (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and not scope["path"].startswith(f"{self.prefix}/api/")
            and wants_page(headers)
            and headers.get("sec-fetch-dest", "document") in self.visited
        )


def _hostname(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _same_site(headers: Headers, host: str) -> bool:
    """Tell whether the server's own page, or no page at all, made a request.

    Browsers say so to https and to this machine only; elsewhere `Origin` (of changes) and `Referer` tell.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin", headers.get("referer"))
    if origin is None:
        return True
    # A proxy may ask under another name; a page of another site cannot set this header.
    names = {host, headers.get("x-forwarded-host", host)}
    try:
        return urlsplit(origin).netloc in names if origin != "null" else False
    except ValueError:  # no address at all
        return False


def _with_headers(send: Send, given: dict[str, str]):
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in given.items():
                headers.setdefault(name, value)
            if "etag" not in headers:  # what is no file: it may hold what others must not see, or change
                headers.setdefault("Cache-Control", "private, no-cache")
        await send(message)

    return send_with_headers
