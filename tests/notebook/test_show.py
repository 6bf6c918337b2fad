"""`explorer.show` without a notebook: servers, their addresses, what is shared, what ends."""

import asyncio
import shutil
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import explorer
from explorer.errors import IndexFormatError, InputError
from explorer.notebook import servers
from explorer.notebook.inline_frame import InlineFrame
from explorer.web.script_json import script_json

pytestmark = pytest.mark.usefixtures("served")
PAGE = {"accept": "text/html", "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}


def answers(url: str) -> bool:
    """Whether somebody answers there."""
    try:
        return httpx.get(f"{url}api/index").status_code == 200
    except httpx.TransportError:
        return False


def test_the_page_may_stand_in_a_frame_and_only_its_address_leads_there(small_index_path, opened):
    """No frame of another site is refused; without the secret part of the path there is nothing."""
    with explorer.show(small_index_path) as shown:
        assert opened == [shown.url]
        page = httpx.get(shown.url, headers=PAGE)
        assert page.status_code == 200
        assert "frame-ancestors" not in page.headers["content-security-policy"]
        root = shown.url.rsplit("/", 2)[0]
        assert {httpx.get(f"{root}{path}").status_code for path in ("/", "/api/index", "//", "/x/")} == {404}


def test_shows_of_one_index_share_a_server_until_the_last_is_closed(small_index_path, small_index):
    """However it is given; closing twice, or what is closed already, does nothing."""
    servers.stop_all()
    shown = [
        explorer.show(small_index_path),
        explorer.show(str(small_index_path)),
        explorer.show(small_index),
    ]
    assert len({each.url for each in shown}) == 1
    for each in (shown[0], shown[0], shown[1]):
        each.close()
    assert answers(shown[2].url)
    shown[2].close()
    assert not answers(shown[2].url)
    again = explorer.show(small_index_path)
    assert answers(again.url)
    assert len(small_index.embeddings) == small_index.n  # what the caller has opened stays open


def test_a_caller_may_close_the_index_that_is_shown(small_index_path):
    """The server has opened it for itself."""
    with explorer.open_index(small_index_path) as index:
        shown = explorer.show(index)
    assert answers(shown.url)


def test_a_server_that_has_died_is_not_taken_again(small_index_path):
    """Whatever ended it: the next show starts another."""
    first = explorer.show(small_index_path)
    for each in servers._UP:
        each.server.stop()
    second = explorer.show(small_index_path)
    assert second.url != first.url
    assert answers(second.url)


def test_an_index_that_vanishes_is_said_to_be_gone(small_index_path, tmp_path):
    """While a server still has it open, too."""
    copy = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    shown = explorer.show(copy)
    shutil.rmtree(copy)
    with pytest.raises(IndexFormatError, match="There is no index at"):
        explorer.show(copy)
    shown.close()


def test_a_taken_port_is_said_and_a_free_one_is_taken(small_index_path):
    """And what is no port at all."""
    servers.stop_all()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} .* cannot be had"):
            explorer.show(small_index_path, port=port)
    with explorer.show(small_index_path, port=port) as shown:
        assert f":{port}/" in shown.url
    with pytest.raises(InputError, match="port=70000 is none"):
        explorer.show(small_index_path, port=70000)


def test_a_hub_and_the_caller_say_where_the_port_is_found(small_index_path, monkeypatch):
    """The caller's word counts; links of the page follow the path of the address."""
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann/")
    hub = explorer.show(small_index_path)
    assert hub.url.startswith("/user/ann/proxy/")
    told = explorer.show(small_index_path, url="https://code.example/absproxy/{port}/")
    port = told.url.split("/")[4]
    secret = told.url.split("/")[-2]
    assert told.url == f"https://code.example/absproxy/{port}/{secret}/"
    page = httpx.get(f"http://127.0.0.1:{port}/{secret}/", headers=PAGE | {"host": "code.example"})
    assert f'src="/absproxy/{port}/{secret}/assets/' in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"height": "100"},
        {"height": "1px;}"},
        {"height": None},
        {"url": "ftp://x"},
        {"url": "http://a/</script>"},
    ],
)
def test_what_is_no_height_or_address_is_refused_before_anything_starts(small_index_path, wrong):
    """It would go into the style and the source of the frame."""
    before = [(each, each.users) for each in servers._UP]
    with pytest.raises(InputError):
        explorer.show(small_index_path, **wrong)
    assert [(each, each.users) for each in servers._UP] == before


def test_without_anywidget_there_is_a_plain_frame_that_says_so(small_index_path, monkeypatch):
    """With the line that installs it; nothing of it can end the script it stands in."""
    monkeypatch.setattr("explorer.notebook.show.is_installed", lambda name: name != "anywidget")
    with explorer.show(small_index_path, height="50vh") as shown:
        assert isinstance(shown, InlineFrame)
        text = shown._repr_html_()
        assert "pip install &#x27;dendro-explorer[notebook]&#x27;" in text
        assert text.count("</script>") == 1
        assert '"50vh"' in text

    assert script_json("</script>") == '"\\u003c/script>"'


def test_it_starts_beside_a_running_event_loop(small_index_path):
    """As in a notebook, whose cells run within one."""

    async def cell():
        return explorer.show(small_index_path)

    # In a thread of its own: the driver of browsers may have left a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        assert answers(pool.submit(lambda: asyncio.run(cell())).result().url)


def test_no_thread_of_the_server_is_left(small_index_path):
    """Closing ends the thread that serves."""
    servers.stop_all()
    shown = explorer.show(small_index_path)
    port = shown.url.split(":")[2].split("/")[0]
    shown.close()
    deadline = time.monotonic() + 5
    while any(each.name == f"dendro-{port}" for each in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
