"""Who has the token: asked for once, then kept as a signed cookie that says nothing of it."""

import hmac
import secrets
from urllib.parse import parse_qsl, urlencode

from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope

from explorer.options import ServeOptions
from explorer.web.access.clients import client_of
from explorer.web.access.sign_in import moved_page, sign_in_page
from explorer.web.access.wrong_tokens import LONGEST_SECONDS, Attempts
from explorer.web.responses import error_answer
from explorer.web.server.urls import normal_prefix

MOST_FORM_BYTES = 8192
SIGNED_IN_SECONDS = 7 * 24 * 3600
_SIGNED = b"signed-in"


class Admission:
    """Lets in who has the token of a server.

    Parameters
    ----------
    options : ServeOptions
        With a token.
    """

    def __init__(self, options: ServeOptions) -> None:
        self._token = options.token or ""
        self._prefix = normal_prefix(options.url_prefix)
        self._sign_in_path = f"{self._prefix}/sign-in"
        # Servers on other ports have cookies of other names.
        self._cookie = f"dendro-{options.port}"
        # The secret is this server's alone: what it signed ends with it, if it has not run out before.
        self._signer = TimestampSigner(secrets.token_bytes(32))
        self._attempts = Attempts()

    async def answer(self, scope: Scope, receive: Receive) -> Response | None:
        """Return None for who may come in, else what to answer."""
        headers = Headers(scope=scope)
        if self._has_cookie(headers):
            return self._without_token(scope, headers)
        form = await self._form(scope, receive)
        given = [form.get("token", "").strip()] if form is not None else _tokens(scope, headers)
        if not given:
            return self._ask(scope, headers, wrong=False)
        client = client_of(scope) or "unknown"
        if self._attempts.too_many(client):
            sentence = "Too many wrong tokens came from your address. Try again in a few seconds."
            return error_answer(429, sentence, {"Retry-After": str(int(LONGEST_SECONDS))})
        if not any(self._is_token(token) for token in given):
            await self._attempts.wrong(client)
            if form is None:
                return self._ask(scope, headers, wrong=True)
            return sign_in_page(self._sign_in_path, self._target(form), wrong=True)
        if form is not None:
            return self._give_cookie(RedirectResponse(self._target(form), status_code=303), scope, headers)
        return self._let_in(scope, headers)

    def _let_in(self, scope: Scope, headers: Headers) -> Response | None:
        """Give the cookie and take the token out of the address; a script that calls the API just goes on."""
        under_api = scope["path"].startswith(f"{self._prefix}/api/")
        if scope["type"] == "websocket" or under_api or "token" not in dict(_query(scope)):
            return None
        return self._give_cookie(_moved(address_of(scope), headers), scope, headers)

    def _without_token(self, scope: Scope, headers: Headers) -> Response | None:
        page = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and wants_page(headers)
        return _moved(address_of(scope), headers) if page and "token" in dict(_query(scope)) else None

    async def _form(self, scope: Scope, receive: Receive) -> dict[str, str] | None:
        """Read the form of the sign-in page; None where it is not what was sent."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != self._sign_in_path:
            return None
        return dict(parse_qsl(await _form_text(receive)))

    def _target(self, form: dict[str, str]) -> str:
        return _local_path(form.get("next", ""), f"{self._prefix}/")

    def _ask(self, scope: Scope, headers: Headers, wrong: bool) -> Response:
        under_api = scope["path"].startswith(f"{self._prefix}/api/")
        if scope["type"] == "websocket" or under_api or not wants_page(headers):
            return error_answer(
                401,
                "Sign in first: open the page with its token, or send it as `Authorization: Bearer TOKEN`.",
                {"WWW-Authenticate": "Bearer"},
            )
        if headers.get("sec-fetch-site") == "cross-site" and not wrong:
            # A link on another site: the browser holds the strict cookie back until the page itself asks.
            return moved_page(address_of(scope))
        target = address_of(scope) if scope["method"] in ("GET", "HEAD") else f"{self._prefix}/"
        return sign_in_page(self._sign_in_path, target, wrong)

    def _give_cookie(self, answer: Response, scope: Scope, headers: Headers) -> Response:
        answer.set_cookie(
            self._cookie,
            self._signer.sign(_SIGNED).decode(),
            max_age=SIGNED_IN_SECONDS,
            path=self._prefix or "/",
            httponly=True,
            samesite="strict",
            secure=scope.get("scheme") == "https" or headers.get("x-forwarded-proto", "") == "https",
        )
        return answer

    def _has_cookie(self, headers: Headers) -> bool:
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        # Another server may have set a cookie of this name for a wider path: any that fits will do.
        return any(name == self._cookie and self._is_signed(value) for name, _, value in pairs)

    def _is_signed(self, value: str) -> bool:
        try:
            return self._signer.unsign(value, max_age=SIGNED_IN_SECONDS) == _SIGNED
        except BadSignature:  # or one that has run out
            return False

    def _is_token(self, given: str) -> bool:
        both = [text.strip().encode("utf-8", "surrogatepass") for text in (given, self._token)]
        return bool(both[1]) and hmac.compare_digest(*both)


def wants_page(headers: Headers) -> bool:
    """Tell whether a browser asks for a page to show."""
    return "text/html" in headers.get("accept", "")


def address_of(scope: Scope) -> str:
    """Return path and query of a request without the token, never the address of another host."""
    query = urlencode([(name, value) for name, value in _query(scope) if name != "token"])
    raw = scope.get("raw_path") or scope["path"].encode()
    path = "/" + raw.decode("latin-1").split("?")[0].lstrip("/\\")
    return f"{path}?{query}" if query else path


def _tokens(scope: Scope, headers: Headers) -> list[str]:
    """Return what was given as a token, in the header or the address."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    bearer = [value, _as_utf8(value)] if kind.lower() == "bearer" else []
    return bearer + [value for name, value in _query(scope) if name == "token"][-1:]


def _as_utf8(value: str) -> str:
    """A header as most clients write what is beyond ASCII; Starlette reads latin-1."""
    return value.encode("latin-1").decode("utf-8", "replace")


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _local_path(target: str, otherwise: str) -> str:
    """Return `target` when it is a path on this server."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else otherwise


def _moved(address: str, headers: Headers) -> Response:
    # After a redirect the other site still counts as the one that asks, and the cookie is held back.
    if headers.get("sec-fetch-site") == "cross-site":
        return moved_page(address)
    return RedirectResponse(address, status_code=303)


async def _form_text(receive: Receive) -> str:
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
