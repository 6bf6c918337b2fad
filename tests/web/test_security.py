"""Who may come in: hosts, other sites, tokens, and what a browser is told."""

import pytest
from starlette.testclient import TestClient

from explorer.options import ServeOptions
from explorer.web.access.admission import address_of
from explorer.web.app import create_app

PAGE = {"accept": "text/html,*/*"}


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8050",
        "127.0.0.1:1",
        "[::1]:8050",
        "LOCALHOST",
        "localhost.",
        "127.0.0.2:80",
        "[0:0:0:0:0:0:0:1]:8050",
        "[::ffff:127.0.0.1]",
        "[::1%25lo]",
    ],
)
def test_a_local_server_answers_to_its_names(client, host):
    """Whatever the port."""
    assert client.get("/api/index", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "",
        "localhost@evil.example",
        "[::1",
        "10.0.0.1",
        "[::2]",
        "[::ffff:10.0.0.1]",
        "::1:8050",
        "[localhost.evil.example]",
        "0.0.0.0",
        "[::]",
    ],
)
def test_a_local_server_answers_to_no_other(client, host):
    """A hostile name that points at this machine gets nothing."""
    answer = client.get("/api/index", headers={"host": host})
    assert answer.status_code == 400
    assert "localhost" in answer.json()["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://localhost:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://a.example", "x-forwarded-host": "a.example"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "http://localhost"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost"}, 403),
    ],
)
def test_other_sites_can_change_nothing(client, headers, status):
    """A POST that a page of another site made is refused; scripts without a browser are not."""
    assert client.post("/api/reload", headers=headers).status_code == status


FOREIGN = [
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"} | PAGE,
    {"sec-fetch-site": "same-site"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"referer": "http://evil.example/page"},
    {"referer": "http://localhost:9999/"},
]
OWN = [
    {},
    PAGE,
    {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"} | PAGE,
    {"sec-fetch-site": "same-origin", "referer": "http://localhost/"},
    {"referer": "http://localhost/?node=5"},
    {"referer": "https://hub.example/proxy/", "x-forwarded-host": "hub.example"},
]
READ = [
    "index",
    "view",
    "thumbs?rows=1",
    "items/0",
    "items/0/image",
    "findings?kind=outliers",
    "search?row=1",
]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("headers", FOREIGN)
def test_other_sites_ask_the_api_nothing(client, path, headers):
    """Neither by an image, a script, a frame nor a link: what costs work or holds images is not begun."""
    answer = client.get(f"/api/{path}", headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.json()["error"]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("headers", OWN)
def test_the_page_typed_addresses_and_scripts_are_answered(client, path, headers):
    """The page itself, what a person types or keeps as a bookmark, and what is no browser."""
    assert client.get(f"/api/{path}", headers=headers).status_code == 200


def test_other_sites_ask_for_no_part_of_the_page(client):
    """A link leads to the page; a frame, a script or an image of another site gets none of it."""
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"} | PAGE
    assert client.get("/", headers=link).status_code == 200
    assert client.get("/", headers=PAGE | {"referer": "http://evil.example/"}).status_code == 200
    assert client.get("/", headers=link | {"sec-fetch-dest": "iframe"}).status_code == 403
    for path in ("/_dash-layout", "/_dash-dependencies", "/assets/css/tokens.css"):
        assert client.get(path, headers=FOREIGN[0]).status_code == 403


def test_other_sites_ask_a_server_with_a_token_nothing(stranger):
    """Not even with the token in the address, which a page of another site may have heard of."""
    answer = stranger.get("/dendro/api/index?token=s3cret", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_dash-dependencies", "/docs", "/api/view", "/x"])
def test_no_cache_between_keeps_an_answer(client, path):
    """A proxy that keeps answers would give them to whoever has not signed in."""
    assert client.get(path).headers["cache-control"] in ("no-store", "private, no-cache")


def test_a_redirect_that_signs_in_is_kept_nowhere(stranger):
    """It holds the cookie."""
    answer = stranger.get("/dendro/?token=s3cret", headers=PAGE)
    assert "set-cookie" in answer.headers and answer.headers["cache-control"] == "private, no-cache"


def test_other_sites_can_read_nothing(client):
    """Answers say that they belong to this origin, to no frame of others, and are what they say they are."""
    headers = client.get("/api/index").headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "http" not in policy
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["api/index", "api/thumbs?rows=1", "api/nothing", "_dash-layout", "assets/css/tokens.css"]
)
def test_nothing_is_served_to_strangers(stranger, path):
    """401 with a sentence, whether the path exists or not."""
    answer = stranger.get(f"/dendro/{path}")
    assert answer.status_code == 401
    assert "token" in answer.json()["error"]


def test_strangers_are_asked_for_the_token(stranger):
    """A page gets a form, under the prefix, that goes on to where one wanted to be."""
    answer = stranger.get("/dendro/?node=5&k=9", headers=PAGE)
    assert answer.status_code == 401
    assert 'action="/dendro/sign-in"' in answer.text
    assert 'value="/dendro/?node=5&amp;k=9"' in answer.text


def test_signing_in_by_the_form(stranger):
    """The right token sets a strict cookie of the prefix, goes on, and opens everything."""
    answer = stranger.post("/dendro/sign-in", data={"token": " s3cret ", "next": "/dendro/?node=5"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/dendro/?node=5")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/dendro" in cookie
    assert "s3cret" not in cookie
    assert "Max-Age=604800" in cookie
    assert "Secure" not in cookie
    assert stranger.get("/dendro/api/index").status_code == 200


def test_the_cookie_is_secure_behind_https(stranger):
    """A proxy says so."""
    headers = {"x-forwarded-proto": "https"}
    answer = stranger.post("/dendro/sign-in", data={"token": "s3cret"}, headers=headers)
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nb: c",
        "",
        "x",
    ],
)
def test_signing_in_leads_nowhere_else(stranger, target):
    """Whatever `next` says, the answer stays on this server."""
    answer = stranger.post("/dendro/sign-in", data={"token": "s3cret", "next": target})
    assert answer.headers["location"] == "/dendro/"


@pytest.mark.parametrize("token", ["", "wrong", "s3cret0", "S3CRET", "é", "x" * 100_000])
def test_wrong_tokens(stranger, token):
    """By form, header and address: 401, and no cookie."""
    form = stranger.post("/dendro/sign-in", data={"token": token})
    assert form.status_code == 401
    assert "not the one" in form.text
    assert "set-cookie" not in form.headers
    if len(token) < 100:
        assert stranger.get("/dendro/api/index", params={"token": token}).status_code == 401
        bearer = f"Bearer {token}".encode()
        assert stranger.get("/dendro/api/index", headers={"authorization": bearer}).status_code == 401


def test_scripts_send_the_token_with_each_request(stranger):
    """As a bearer, or in the address of the API."""
    assert stranger.get("/dendro/api/index", headers={"authorization": "bearer s3cret"}).status_code == 200
    assert stranger.get("/dendro/api/index?token=s3cret").status_code == 200


def test_a_link_with_the_token(stranger):
    """It sets the cookie and leads to the same address without the token."""
    answer = stranger.get("/dendro/?node=5&token=s3cret&k=9", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dendro/?node=5&k=9")
    assert stranger.get("/dendro/", headers=PAGE).status_code == 200
    again = stranger.get("/dendro/?token=s3cret", headers=PAGE)
    assert (again.status_code, again.headers["location"]) == (303, "/dendro/")


def test_a_link_with_the_token_leads_nowhere_else(stranger):
    """A path that browsers would read as another host is brought back."""
    answer = stranger.get("http://example.org//evil.example/x?token=s3cret", headers=PAGE)
    assert answer.headers["location"] == "../..//evil.example/x"
    assert address_of({"path": "//evil.example/x", "query_string": b"token=x"}) == "/evil.example/x"


@pytest.mark.parametrize("query", ["", "&token=s3cret"])
def test_a_link_on_another_site(stranger, query):
    """A strict cookie stays behind on the way; a page that goes on by itself fetches it."""
    answer = stranger.get(f"/dendro/?node=5{query}", headers=PAGE | {"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0;url=/dendro/?node=5"' in answer.text
    assert ("set-cookie" in answer.headers) == bool(query)


@pytest.mark.parametrize("path", ["/", "/?node=5", "/dendro/"])
def test_signing_in_at_the_root_leads_under_the_prefix(stranger, path):
    """Where the cookie is sent: one is asked once."""
    form = stranger.get(path, headers=PAGE)
    target = form.text.split('name="next" value="')[1].split('"')[0]
    assert target.startswith("/dendro/")
    answer = stranger.post("/sign-in", data={"token": "s3cret", "next": target})
    assert (answer.status_code, answer.headers["location"]) == (303, f"./{target.removeprefix('/dendro/')}")
    assert stranger.get(target, headers=PAGE).status_code == 200


def test_cookies_of_two_sign_ins_differ_and_run_out(small_index, monkeypatch):
    """They are no hash of the token, are good for one server, and for a week."""
    clients = [
        TestClient(create_app(small_index, ServeOptions(token="same")), base_url="http://localhost")
        for _ in range(2)
    ]
    cookies = []
    for client in clients:
        answer = client.post("/sign-in", data={"token": "same"}, follow_redirects=False)
        cookies.append(answer.headers["set-cookie"].split(";")[0])
        client.cookies.clear()
    first = clients[0]
    assert cookies[0] != cookies[1]
    assert first.get("/api/index", headers={"cookie": cookies[0]}).status_code == 200
    assert first.get("/api/index", headers={"cookie": cookies[1]}).status_code == 401
    week = 7 * 24 * 3600
    monkeypatch.setattr("explorer.web.access.admission.SIGNED_IN_SECONDS", -1)
    assert first.get("/api/index", headers={"cookie": cookies[0]}).status_code == 401
    monkeypatch.setattr("explorer.web.access.admission.SIGNED_IN_SECONDS", week)
    value, signature = cookies[0].rsplit(".", 1)  # of its last letter not every bit counts
    tampered = f"{value}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    assert first.get("/api/index", headers={"cookie": tampered}).status_code == 401


def test_a_cookie_that_was_made_up(stranger):
    """Neither the token nor a guess is a cookie."""
    for value in ("s3cret", "0" * 64, ""):
        headers = {"cookie": f"dendro-8050={value}"}
        assert stranger.get("/dendro/api/index", headers=headers).status_code == 401


def test_a_proxy_may_ask_under_any_name(stranger):
    """With a token, the host is not checked: a rebound name has no cookie."""
    headers = {"authorization": "Bearer s3cret", "host": "images.lab.example"}
    assert stranger.get("/dendro/api/index", headers=headers).status_code == 200


def test_names_in_the_address_are_shown_as_text(stranger):
    """What the form repeats of the address is escaped."""
    answer = stranger.get('/dendro/?q="><script>alert(1)</script>', headers=PAGE)
    assert "<script>" not in answer.text


def test_two_servers_do_not_share_cookies(small_index):
    """One token opens one server, on whatever port of the same host."""
    first, second = (
        TestClient(
            create_app(small_index, ServeOptions(token="same", port=port)), base_url="http://localhost"
        )
        for port in (8050, 8051)
    )
    cookie = first.post("/sign-in", data={"token": "same"}, follow_redirects=False).headers["set-cookie"]
    assert second.get("/api/index", headers={"cookie": cookie.split(";")[0]}).status_code == 401


def test_a_websocket_needs_the_token_too(guarded):
    """A socket without it is closed before anything else sees it."""
    from starlette.websockets import WebSocketDisconnect

    client = TestClient(guarded, base_url="http://example.org")
    for token, turned_away in (("", True), ("s3cret", False)):
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect("/dendro/no-such-socket", headers={"authorization": f"Bearer {token}"}),
        ):
            pass
        # With the token one gets further: to where there is no such socket.
        assert (closed.value.code == 4401) == turned_away


@pytest.mark.parametrize("token", ["ünï", "日本", "a b", "100%", "%41", "a+b", "a&b=c", "#;/=", " ends "])
def test_any_token_that_can_be_typed_lets_in(small_index, token):
    """As a bearer in UTF-8, in an address and from the form alike; and it stays the only one."""
    app = create_app(small_index, ServeOptions(host="0.0.0.0", token=token))
    for given, status in ((token, True), (f"{token}x", False)):
        client = TestClient(app, base_url="http://localhost", follow_redirects=False)
        bearer = {"authorization": f"Bearer {given}".encode()}
        assert (client.get("/api/index", headers=bearer).status_code == 200) == status
        assert (client.get("/api/index", params={"token": given}).status_code == 200) == status
        assert (client.post("/sign-in", data={"token": given}).status_code == 303) == status
