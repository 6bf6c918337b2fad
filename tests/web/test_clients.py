"""Who counts as one client."""

import pytest
from starlette.testclient import TestClient

from explorer.options import ServeOptions
from explorer.web.access.clients import client_of
from explorer.web.app import create_app
from explorer.web.limits.work_pools import caller


@pytest.mark.parametrize(
    ("address", "client"),
    [
        (("10.0.0.1", 5), "10.0.0.1"),
        (("::ffff:10.0.0.1", 5), "10.0.0.1"),
        (("2001:db8::1", 5), "2001:db8::/64"),
        (("2001:db8::2", 5), "2001:db8::/64"),
        (("2001:db8:0:1::1", 5), "2001:db8:0:1::/64"),
        (("fe80::1%eth0", 5), "fe80::/64"),
        (("testclient", 5), "testclient"),
        (None, ""),
    ],
)
def test_a_client_is_an_address_or_a_network(address, client):
    """All of IPv4 is not one network, though a socket for both writes it as IPv6."""
    assert client_of({"client": address}) == client


@pytest.mark.parametrize(
    ("trusted", "said", "client"),
    [
        ("", "1.2.3.4", "10.0.0.1"),
        ("10.0.0.9", "1.2.3.4", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.0/8, 9.9.9.9", "6.6.6.6, 1.2.3.4, 10.7.7.7", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("*", "1.2.3.4", "1.2.3.4"),
    ],
)
def test_a_proxy_is_believed_where_it_is_named(small_index, monkeypatch, trusted, said, client):
    """What a client itself writes before it is not; nobody is believed unless the server is told so."""
    seen = []
    app = create_app(small_index, ServeOptions(forwarded_allow_ips=trusted))
    monkeypatch.setattr("explorer.web.routes.views.describe", lambda *_: seen.append(caller.get()) or {})
    browser = TestClient(app, base_url="http://localhost", client=("10.0.0.1", 5))
    assert browser.get("/api/index", headers={"x-forwarded-for": said}).status_code == 200
    assert seen == [client]
