"""Who may come in, and what a browser may do with what it gets. Pure ASGI, around everything else."""

import hashlib
import hmac
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response

from explorer.options import ServeOptions
from explorer.web.addresses import LOOPBACK, normal_prefix
from explorer.web.answers import error_answer
from explorer.web.sign_in import moved_page, sign_in_page

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_FORM_BYTES = 8192

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
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
}


class Security:
    """ASGI middleware: host check, cross-site check, token, and headers.

    Parameters
    ----------
    app : ASGI application
    options : ServeOptions
    """

    def __init__(self, app, options: ServeOptions) -> None:
        self.app = app
        self.prefix = normal_prefix(options.url_prefix)
        self.local = options.host in LOOPBACK
        self.token = options.token
        # The cookie holds not the token but what follows from it; servers on other ports have other names.
        self.cookie = f"dendro-{options.port}"
        self.proof = hashlib.sha256(b"dendro cookie\0" + (options.token or "").encode()).hexdigest()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = self._refusal(scope)
        if answer is None and self.token is not None:
            answer = await self._admit(scope, receive)
        if answer is None:
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401})
        else:
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope) -> Response | None:
        """Refuse names that a hostile page could point at this machine, and requests made by other sites."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.local and self.token is None and _hostname(host) not in LOOPBACK:
            return error_answer(
                400, "This server answers to localhost only. Start it with --host to open it to others."
            )
        if not _same_site(headers, host) and not self._is_visit(scope, headers):
            return error_answer(403, "This request was made by a page of another site and was not answered.")
        return None

    def _is_visit(self, scope, headers: Headers) -> bool:
        """Tell whether a person follows a link to a page: all that other sites may have answered.

        The API is no page. Its answers cost work and hold images, so not even a link leads there.
        """
        return (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and not scope["path"].startswith(f"{self.prefix}/api/")
            and _wants_page(headers)
            and headers.get("sec-fetch-dest", "document") == "document"
        )

    async def _admit(self, scope, receive) -> Response | None:
        """Return None for who has the token, else what to answer."""
        headers = Headers(scope=scope)
        if self._has_cookie(headers) or self._has_bearer(headers):
            return None if b"token=" not in scope["query_string"] else self._without_token(scope, headers)
        given = dict(_query(scope)).get("token")
        if given is not None and self._is_token(given):
            return self._let_in(scope, headers)
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == self._sign_in_path:
            return await self._signed_in(scope, receive, headers)
        return self._ask(scope, headers, wrong=given is not None)

    @property
    def _sign_in_path(self) -> str:
        return f"{self.prefix}/sign-in"

    def _let_in(self, scope, headers: Headers) -> Response | None:
        """Give the cookie and take the token out of the address; a script that calls the API just goes on."""
        if scope["type"] == "websocket" or scope["path"].startswith(f"{self.prefix}/api/"):
            return None
        return self._give_cookie(_moved(_address(scope), headers), scope, headers)

    def _without_token(self, scope, headers: Headers) -> Response | None:
        page = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and _wants_page(headers)
        return _moved(_address(scope), headers) if page and "token" in dict(_query(scope)) else None

    async def _signed_in(self, scope, receive, headers: Headers) -> Response:
        form = dict(parse_qsl(await _form_text(receive)))
        target = _local_path(form.get("next", ""), f"{self.prefix}/")
        if not self._is_token(form.get("token", "").strip()):
            return sign_in_page(self._sign_in_path, target, wrong=True)
        return self._give_cookie(RedirectResponse(target, status_code=303), scope, headers)

    def _ask(self, scope, headers: Headers, wrong: bool) -> Response:
        under_api = scope["path"].startswith(f"{self.prefix}/api/")
        if scope["type"] == "websocket" or under_api or not _wants_page(headers):
            return error_answer(
                401,
                "Sign in first: open the page with its token, or send it as `Authorization: Bearer TOKEN`.",
                {"WWW-Authenticate": "Bearer"},
            )
        if headers.get("sec-fetch-site") == "cross-site" and not wrong:
            # A link on another site: the browser holds the strict cookie back until the page itself asks.
            return moved_page(_address(scope))
        target = _address(scope) if scope["method"] in SAFE else f"{self.prefix}/"
        return sign_in_page(self._sign_in_path, target, wrong)

    def _give_cookie(self, answer: Response, scope, headers: Headers) -> Response:
        secure = scope.get("scheme") == "https" or headers.get("x-forwarded-proto", "") == "https"
        answer.set_cookie(
            self.cookie, self.proof, path=self.prefix or "/", httponly=True, samesite="strict", secure=secure
        )
        return answer

    def _has_cookie(self, headers: Headers) -> bool:
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        # Another server may have set a cookie of this name for a wider path: any that fits will do.
        return any(name == self.cookie and _equal(value, self.proof) for name, _, value in pairs)

    def _has_bearer(self, headers: Headers) -> bool:
        kind, _, value = headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and self._is_token(value.strip())

    def _is_token(self, given: str) -> bool:
        return _equal(given, self.token or "") and bool(self.token)


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass")
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


def _wants_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")


def _query(scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _address(scope) -> str:
    """Return path and query of a request without the token, never the address of another host."""
    query = urlencode([(name, value) for name, value in _query(scope) if name != "token"])
    raw = scope.get("raw_path") or scope["path"].encode()
    path = "/" + raw.decode("latin-1").split("?")[0].lstrip("/\\")
    return f"{path}?{query}" if query else path


def _local_path(target: str, otherwise: str) -> str:
    """Return `target` when it is a path on this server."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else otherwise


def _moved(address: str, headers: Headers) -> Response:
    # After a redirect the other site still counts as the one that asks, and the cookie is held back.
    if headers.get("sec-fetch-site") == "cross-site":
        return moved_page(address)
    return RedirectResponse(address, status_code=303)


async def _form_text(receive) -> str:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if (
            message["type"] == "http.disconnect"
            or not message.get("more_body")
            or len(body) > MOST_FORM_BYTES
        ):
            return body[:MOST_FORM_BYTES].decode("utf-8", "replace")


def _with_headers(send):
    async def send_with_headers(message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
