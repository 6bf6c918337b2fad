"""The report: one file that stands alone, says what is there, and takes no name for HTML."""

import base64
import io
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from explorer.dataset import open_index
from explorer.errors import ExplorerError
from explorer.export import export, export_stream
from explorer.export.export_format import Chosen, Subset
from explorer.export.figures.chips import lead
from explorer.export.figures.figure import DARK, LIGHT
from explorer.export.figures.tree_figure import tree_view
from explorer.export.formats import as_html
from explorer.export.report.chosen_words import chosen_words
from explorer.export.report.columns_table import columns_table
from explorer.export.report.markup import Markup, short, tag
from explorer.export.report.report_pictures import ReportPictures
from explorer.export.report.tree_section import THUMB, WIDE, tree_section
from explorer.view.request import AUTO

ROOT = Path(__file__).parents[2]
VOID = ("img", "meta")


class Parsed(HTMLParser):
    """Elements in their order, each `(name, attributes, text)`, and whether all that open close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[list] = []
        self._open: list[list] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        element = [tag, dict(attrs), ""]
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        for element in self._open:
            element[2] += data

    def named(self, tag: str, class_: str | None = None) -> list[list]:
        """Elements of a name and a class."""
        return [e for e in self.elements if e[0] == tag and class_ in (None, *e[1].get("class", "").split())]


@pytest.fixture(scope="module")
def report(small_index, tmp_path_factory) -> str:
    """Of all images."""
    out = export(small_index, tmp_path_factory.mktemp("report") / "all.html").out
    assert out.stat().st_size < 1_500_000
    return out.read_text(encoding="utf-8")


def test_it_stands_alone(report):
    """Pictures are in it, nothing runs, and nothing is asked for from elsewhere."""
    parsed = Parsed(report)
    assert not parsed.named("script") and not parsed.named("link") and not parsed.named("iframe")
    assert not [a for e in parsed.elements for a in e[1] if a.startswith("on")]
    assert all(e[1]["href"].startswith("#") for e in parsed.named("a"))
    anchors = {e[1]["id"] for e in parsed.elements if "id" in e[1]}
    assert anchors == {"tree", "accuracy", "findings", "datasheet"}
    assert anchors == {e[1]["href"][1:] for e in parsed.named("a")}
    (policy,) = [e[1]["content"] for e in parsed.named("meta") if "http-equiv" in e[1]]
    assert policy.startswith("default-src 'none'") and "http" not in report.replace("http-equiv", "")
    pictures = parsed.named("img")
    for picture in pictures:
        head, data = picture[1]["src"].split(",", 1)
        assert head == "data:image/webp;base64" and picture[1]["alt"]
        Image.open(io.BytesIO(base64.b64decode(data))).load()
    assert len(pictures) > 10


def test_it_says_what_is_there(report, small_index):
    """Counts, classes with their scores, every kind of finding that can be asked for, and a datasheet."""
    parsed = Parsed(report)
    facts = parsed.named("dl", "facts")[0][2]
    assert facts.startswith("images300classes5")
    body = "".join(e[2] for e in parsed.named("tbody"))
    assert all(name in body for name in small_index.classes)
    titles = [e[2] for e in parsed.named("h3")]
    kinds = {"Where the model is wrong", "Labels that may be wrong", "Duplicates", "Outliers"}
    assert kinds | {"Columns"} <= set(titles)
    answers = dict(zip([e[2] for e in parsed.named("dt")], [e[2] for e in parsed.named("dd")], strict=True))
    assert answers["How many are there?"] == "300 images; 1 file could not be read."
    assert "columns have gaps" in answers["Is anything missing?"]
    assert "truncated PNG (1)" in answers["Are there errors, noise or redundancies?"]
    assert re.search(r"train \d+, ", answers["Are there recommended splits?"])
    told = small_index.explain(small_index.findings("errors"), 1)
    assert told["sentences"]["raised" if told["facts"] else "told"] in [e[2] for e in parsed.named("p")]
    assert f"taken for {told['taken_for'][0]['class']}" in body
    assert told["doubtful"] is not None and "label may be wrong itself" in body


def test_names_are_never_read_as_html(small_index, tmp_path, monkeypatch):
    """Of the index, of clusters, of classes and of files."""
    from explorer.view.view_titles import ViewTitles

    evil = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x00"
    real = ViewTitles.put

    def put(self, answer, heads, where):
        real(self, answer, heads, where)
        for box in (*answer["cells"], *answer["frames"]):
            box["title"] = evil

    monkeypatch.setattr(ViewTitles, "put", put)
    monkeypatch.setattr(type(small_index), "name", evil)
    monkeypatch.setattr(as_html, "findings_sections", lambda *asked: iter(()))
    parsed = Parsed(export(small_index, tmp_path / "a.html", rows=range(40)).out.read_text(encoding="utf-8"))
    assert not parsed.named("script")
    assert all(e[1]["src"].startswith("data:") and "onerror" not in e[1] for e in parsed.named("img"))
    (heading,) = parsed.named("h1")
    assert heading[2] == "</title><script>alert(1)</script><img src=x onerror=alert(1)>"


def test_text_is_escaped_and_cut():
    """Attributes, too."""
    assert tag("p", "<b>", Markup("<i>x</i>"), title='"<') == '<p title="&#34;&lt;">&lt;b&gt;<i>x</i></p>'
    assert len(short("x" * 500)) == 120 and short("a\nb") == "a b"


def test_a_subset_is_told_as_such(small_index, tmp_path):
    """How it was chosen, of how many; no other image's name stands in it."""
    opened = open_index(small_index.path)
    text = opened.export(tmp_path / "plum.html", where="label = 'plum'").out.read_text(encoding="utf-8")
    parsed = Parsed(text)
    plums = small_index.items["label"].to_pylist().count("plum")
    assert parsed.named("p", "lead")[0][2] == f"A report of {plums} images of 300, where label = 'plum'."
    items = small_index.items.select(["path", "label"]).to_pylist()
    labels = {each["path"]: each["label"] for each in items}
    other = {path.rsplit("/", 1)[-1] for path, label in labels.items() if label != "plum"}
    own = {path.rsplit("/", 1)[-1] for path, label in labels.items() if label == "plum"}
    named = {e[1]["alt"] for e in parsed.named("img", "row")}
    assert not named & (other - own)
    assert "Found among all 300 images of the index" in text


def test_how_a_subset_was_chosen_is_told():
    """In the order in which it was; long texts are cut."""
    chosen = Chosen(12, where="label = 'cat'", tag="fix", search="x" * 300, samples=("coverage:100",))
    said = chosen_words(chosen)
    assert said.startswith("of cluster 12, where label = 'cat', tagged fix, found by xxx")
    assert said.endswith("…, drawn by coverage:100") and len(said) < 220 and not chosen_words(Chosen())


def test_what_is_sent_elsewhere_does_not_say_where_images_lie(small_index, report, monkeypatch):
    """On this machine it does."""
    root = small_index.manifest.source["root"]
    assert root[:100] in report
    monkeypatch.setattr(as_html, "findings_sections", lambda *asked: iter(()))
    sent = b"".join(export_stream(small_index, rows=[1, 2], format="html", places=False)).decode()
    assert root not in sent and "A report of 2 images of 300, listed one by one." in sent


def test_decisions_are_in_the_datasheet(small_index_path, tmp_path, monkeypatch):
    """How many images are tagged and how many labels were corrected."""
    monkeypatch.setattr(as_html, "findings_sections", lambda *asked: iter(()))
    shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    opened = open_index(tmp_path / "copy.dendro")
    opened.tag("fix <me>", rows=[1, 2, 3])
    opened.correct_labels("plum", rows=[4])
    text = opened.export(tmp_path / "a.html", rows=range(20)).out.read_text(encoding="utf-8")
    assert "3 images tagged: fix &lt;me&gt; (3)." in text and "1 label corrected." in text


def test_columns_are_told_in_words():
    """Of every kind; what is never there, endless or no number is no stumbling block."""
    columns = {
        "few": pa.array(["a", "b", "a", None, "a", "a"]),
        "many": pa.array(list("uvwxyz")),
        "n": pa.array([1.0, 2.0, float("nan"), float("inf"), 3.0, None]),
        "same": pa.array([7] * 6),
        "yes": pa.array([True, False, True, True, None, True]),
        "when": pa.array([0, 86_400 * 10**9 + 1, None, 5, 5, 5], pa.timestamp("ns")),
        "tags": pa.array([["x", "y"], ["x"], None, [], ["x"], ["x"]]),
        "none": pa.nulls(6, pa.string()),
        "deep": pa.array([{"a": 1}] * 6),
    }
    parsed = Parsed(str(columns_table(pa.table(columns))))
    lines = [e for e in parsed.named("tr")][1:]
    assert [line[2] for line in lines] == [
        "fewtext17%a 80%, b 20%",
        "manytext–6 different",
        "nnumber17%1 to 3, median 2",
        "samenumber–all 7",
        "yesyes or no17%80% yes",
        "whentime17%1970-01-01 to 1970-01-02",
        "tagsseveral texts17%x 80%, y 20%",
        "nonetext100%none",
        "deepother–6 values",
    ]


def test_colours_are_those_of_the_page():
    """Of both themes, and of figures; paper has a ground of its own."""
    tokens = (ROOT / "frontend_assets/css/tokens.css").read_text()
    style = (ROOT / "explorer/export/report/report.css").read_text()
    dark, light = (dict(re.findall(r"--([a-z-]+): (#\w+)", part)) for part in tokens.split("data-theme", 1))
    own_light, own_dark = (
        dict(re.findall(r"--([a-z-]+): (#\w+)", part)) for part in style.split("@media", 2)[:2]
    )
    assert own_light == {name: light[name] for name in own_light} and len(own_light) == 8
    assert own_dark == {name: dark[name] for name in own_dark} and len(own_dark) == 8
    for palette, theme in ((LIGHT, light), (DARK, dark)):
        for name in ("surface", "line", "text", "muted"):
            assert getattr(palette, name) == theme[name]


def test_a_report_that_fails_midway_leaves_nothing(small_index, tmp_path, monkeypatch):
    """It is written whole or not at all."""

    def full(*asked):
        yield Markup("<p>one</p>")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(as_html, "findings_sections", full)
    with pytest.raises(ExplorerError, match="nothing was left there"):
        export(small_index, tmp_path / "a.html", rows=np.arange(9))
    assert not list(tmp_path.iterdir())


def test_titles_of_clusters_that_share_rows_lie_on_their_own_pictures(small_index):
    """Few pictures hang as one wall, where the corner of the box around a cluster is another's."""
    rows = np.arange(0, small_index.n, 7)
    subset = Subset(small_index, rows, chosen=Chosen(listed=True))
    parsed = Parsed(tree_section(subset, ReportPictures(small_index.thumbnails)))
    titled = [e for e in parsed.named("div", "cell") if e[2]]
    view = tree_view(subset, WIDE, "", AUTO, THUMB[WIDE])
    places = [lead(np.array(cell["thumbs"]["tiles"])) for cell in view["cells"]]
    assert any(x != cell["x"] for (x, *_), cell in zip(places, view["cells"], strict=True))
    expected = [f"left:{100 * x / WIDE[0]:.4f}%;top:{100 * y / WIDE[1]:.4f}%" for x, y, _ in places]
    assert [e[1]["style"].split(";width")[0] for e in titled[: len(places)]] == expected
    assert len(parsed.named("div", "line")) == len(parsed.named("div", "border")) / 2 >= len(places) - 1
