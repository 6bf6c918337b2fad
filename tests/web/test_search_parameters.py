"""A search on a server: one ranking for its list, its cut and what it marks; and images that are sent."""

import io
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from explorer.dataset import open_index
from explorer.web.app import create_app
from explorer.web.builds import rankings, sent_images
from explorer.web.builds.query_encoder import QueryEncoder


class Tower:
    """An encoder whose vector is always that of row 17."""

    def __init__(self, index) -> None:
        self.vector = np.asarray(index.embeddings[17], np.float32)

    def preparation(self, image):
        """Small pixels."""
        return np.asarray(image.resize((4, 4)))

    def encode(self, pixels):
        """The vector, once for each image."""
        return SimpleNamespace(vectors=np.tile(self.vector, (len(pixels), 1)))


@pytest.fixture
def client(small_index_path):
    """A client of a server whose encoder is ready."""
    index = open_index(small_index_path)
    app = create_app(index)
    app.state.workspace.session.encoder = ReadyEncoder(index)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as found:
        found.workspace = app.state.workspace
        yield found


class ReadyEncoder(QueryEncoder):
    """Has been loaded."""

    def __init__(self, index) -> None:
        super().__init__({"name": "some"})
        self._made, self.state = Tower(index), "ready"


def picture(color=(200, 30, 30), form="PNG") -> bytes:
    """A file."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(stream, form)
    return stream.getvalue()


def get(client, path, status=200, **params):
    """JSON of a GET, with the status expected."""
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("searched", "marked"),
    [
        ({"row": 30}, {"like_row": 30}),
        ({"like": [3, 17], "unlike": [250]}, {"like_rows": "17,3", "unlike_rows": "250"}),
        ({"text": "plum"}, {"text": "plum"}),
    ],
)
@pytest.mark.parametrize("where", ["", "label = 'apple'"])
def test_a_view_marks_the_set_that_a_search_counts(client, searched, marked, where):
    """All of it and the examples, drawn or not, under a filter too, and the more the lower the cut."""
    counts = []
    for cut in (0.8, 0.5, 0.2):
        found = get(client, "search", **searched, cut=cut, where=where)
        view = get(client, "view", **marked, cut=cut, where=where)
        whole = found["total"] + found["examples"]
        assert view["marked"] == whole == sum(cell["marked"] for cell in view["cells"])
        counts.append(view["marked"])
    assert counts == sorted(counts)


def test_forty_at_once_make_it_once(client, monkeypatch):
    """Whatever they ask of it."""
    made = []
    real = rankings.rank
    monkeypatch.setattr(rankings, "rank", lambda *all: made.append(1) or real(*all))

    def ask(number: int) -> int:
        cut = 0.1 + number / 100
        path = "search?row=30" if number % 2 else "view?like_row=30"
        for _ in range(200):
            answer = client.get(f"/api/{path}&cut={cut}")
            if answer.status_code != 503:
                return answer.status_code
        return 503

    with ThreadPoolExecutor(40) as pool:
        assert set(pool.map(ask, range(40))) == {200}
    assert len(made) == 1


@pytest.mark.parametrize(
    "searched",
    [{"row": 30}, {"like": [3, 17], "unlike": [250]}, {"row": 30, "cut": -1, "bins": 5, "clusters": 4}],
)
def test_a_small_cluster_is_ranked_by_itself(client, monkeypatch, searched):
    """As it is within all, which are not looked at for it; where they were already, they are looked up."""
    tree = client.workspace.session.index.tree
    sizes = tree.hi - tree.lo
    node = int(np.flatnonzero((sizes > 8) & (sizes < 30))[0])
    ranked = []
    real = rankings.rank
    monkeypatch.setattr(
        rankings, "rank", lambda index, query, rows=None: ranked.append(rows) or real(index, query, rows)
    )
    alone = get(client, "search", **searched, node=node)
    assert [len(rows) for rows in ranked] == [sizes[node]] and alone["results"]
    get(client, "search", **searched)
    assert get(client, "search", **searched, node=node) == alone and len(ranked) == 2


def test_rankings_are_bounded(client, monkeypatch):
    """The last ones are remembered, and no more."""
    for row in range(rankings.RANKINGS_KEPT + 3):
        get(client, "search", row=row)
    memory = client.workspace.session.rankings._of.cache
    assert len(memory) == rankings.RANKINGS_KEPT


def test_only_the_clusters_that_are_told_get_titles(client):
    """Those that hold most."""
    every = get(client, "search", row=30, cut=0.2, clusters=48)["clusters"]
    few = get(client, "search", row=30, cut=0.2, clusters=48, holding=5)["clusters"]
    assert few == every[:5] and len(every) > 5


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({"like_row": 30}, 400, "cut"),
        ({"like_rows": "3"}, 400, "cut"),
        ({"like_row": 300, "cut": 0.5}, 404, "300"),
        ({"like_rows": "3,x", "cut": 0.5}, 400, "rows"),
        ({"like_rows": "0:999999999999", "cut": 0.5}, 400, "at most 200"),
        ({"unlike_rows": "3", "cut": 0.5}, 400, "got nothing"),
        ({"like_row": 3, "text": "plum", "cut": 0.5}, 400, "text and row"),
        ({"like_row": 3, "cut": "nan"}, 400, "cut"),
        ({"like_images": "../../etc/passwd", "cut": 0.5}, 404, "choose it again"),
        ({"like_images": "a" * 30_000, "cut": 0.5}, 400, "like_images"),
    ],
)
def test_a_view_refuses_what_cannot_be_searched_for(client, params, status, said):
    """One sentence each."""
    assert said in get(client, "view", status, **params)["error"]


def test_images_that_are_sent_are_examples(client):
    """By a name that its content has; one alone, several, beside rows, in searches and views."""
    names = [client.post("/api/examples", content=picture(c)).json()["image"] for c in ("red", "blue", "red")]
    assert names[0] == names[2] != names[1]
    alone = get(client, "search", image=names[0])
    assert alone["how"] == "image" and alone["results"][0]["row"] == 17
    direct = client.post("/api/search", content=picture("red")).json()
    assert direct == alone
    cut = alone["results"][9]["score"]
    assert get(client, "view", like_images=names[0], cut=cut)["marked"] == 10
    several = get(client, "search", image=names[:2], like=[30], unlike=[5])
    assert several["how"] == "examples" and 30 not in [hit["row"] for hit in several["results"]]
    both = get(client, "view", like_images=",".join(names[:2]), like_rows="30", unlike_rows="5", cut=-9)
    assert both["marked"] == 299  # all but the counter-example


def test_a_small_picture_of_what_was_sent(client):
    """Made anew, as a JPEG: nothing of the file itself comes back."""
    name = client.post("/api/examples", files={"image": ("a<b>.png", picture())}).json()["image"]
    answer = client.get(f"/api/examples/{name}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert max(Image.open(io.BytesIO(answer.content)).size) <= sent_images.SIDE
    assert get(client, "examples/nothing", 404)["error"] == sent_images.GONE


@pytest.mark.parametrize(
    "body", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n" + b"\0" * 40]
)
def test_what_is_no_image_is_refused(client, body):
    """One sentence."""
    answer = client.post("/api/examples", content=body)
    assert answer.status_code == 400 and answer.json()["error"]


def test_sent_images_are_bounded(client, monkeypatch):
    """The oldest is forgotten, and what is asked for again is not."""
    monkeypatch.setattr(sent_images, "IMAGES_KEPT", 2)
    first, second = (
        client.post("/api/examples", content=picture(c)).json()["image"] for c in ("red", "blue")
    )
    get(client, "search", image=first)
    client.post("/api/examples", content=picture("green"))
    assert get(client, "search", image=first)["how"] == "image"
    assert get(client, "search", 404, image=second)["error"] == sent_images.GONE
