"""Writing a static copy: what is told, what the budget decides, what is left when it does not work."""

import errno
import gzip
import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from explorer.analysis.findings.sentences import cluster_sentence
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.cli import cli
from explorer.dataset import Dataset, open_index
from explorer.errors import ExplorerError, InputError
from explorer.publishing import PublishReport, found_clusters, publish
from explorer.publishing.budget import plan_copy
from explorer.publishing.budget_size import read_size
from explorer.publishing.item_chunks import item_chunk
from explorer.publishing.published_rows import published_rows
from explorer.publishing.thumbnail_packs import Sample, coarsest
from explorer.web.page.layout import HINTS
from tests.publishing.asking import ask

IMPORT = re.compile(r'^(?:import|export)\b[^"\n]*"(\.[^"]+)"|(?<![{<|(])(?<!: )\bimport\("(\.[^"]+)"\)', re.M)
NEEDLESS = re.compile(r'(?:src|href)="(?!assets/|data[:/])')


@pytest.fixture
def index(small_index_path: Path):
    """The small index."""
    with open_index(small_index_path) as opened:
        yield opened


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_report_says_what_was_written(copied: PublishReport):
    """All images, all thumbnails, and the bytes that lie there."""
    assert copied.images == 300
    assert set(copied.thumbnails.values()) == {1}
    assert copied.bytes == size_of(copied.out)
    assert not copied.light


def test_the_same_index_gives_the_same_bytes(index: Dataset, copied: PublishReport, tmp_path: Path):
    """File by file, given by its folder, too."""
    again = publish(index.path, tmp_path / "again").out
    names = sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert names == sorted(p.relative_to(copied.out) for p in copied.out.rglob("*") if p.is_file())
    assert all((again / name).read_bytes() == (copied.out / name).read_bytes() for name in names)


def test_the_page_asks_for_nothing_but_its_own_files(copied: PublishReport):
    """Every address in the page, in its modules and style sheets is relative and is there."""
    page = (copied.out / "index.html").read_text()
    assert not NEEDLESS.search(page)
    for name in re.findall(r'(?:src|href)="((?:assets|data)/[^"]+)"', page):
        assert (copied.out / name).is_file(), name
    for module in (copied.out / "assets" / "modules").rglob("*.mjs"):
        text = module.read_text()
        for target in IMPORT.findall(text):
            assert (module.parent / (target[0] or target[1])).is_file(), (module, target)
    for sheet in (copied.out / "assets" / "css").glob("*.css"):
        assert not re.search(r"url\(\"?(?!\"?data:)|@import", sheet.read_text()), sheet


class Noted:
    """A progress that keeps its notes, and what was on disk when they came."""

    def __init__(self, folder: Path) -> None:
        self.notes: list[str] = []
        self.on_disk = -1
        self._folder = folder

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Nothing."""

    def update(self, done: int, total: int | None = None) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)
        self.on_disk = size_of(self._folder)

    def close(self) -> None:
        """Nothing."""


def test_the_hint_is_that_of_the_page(copied: PublishReport):
    """Word for word, for each view that a copy has."""
    page = (copied.out / "index.html").read_text()
    for view, hand, words in HINTS:
        assert f'<span class="by-{hand} of-{view}">{words}</span>' in page


def test_the_size_is_told_before_anything_is_written(index: Dataset, tmp_path: Path):
    """And it is what is written in the end, or a little more."""
    progress = Noted(tmp_path)
    report = publish(index, tmp_path / "site", progress=progress)
    assert progress.on_disk == 0
    told = re.search(r"Publishing ([\d.]+) (kB|MB) for 300 images", progress.notes[0])
    bytes_ = float(told[1]) * {"kB": 1e3, "MB": 1e6}[told[2]]
    assert 0.95 * report.bytes <= bytes_ <= 1.1 * report.bytes + 60_000


SAMPLES = [
    Sample(48, 16, 1, 10, 100),
    Sample(48, 4, 1, 40, 400),
    Sample(48, 1, 1, 160, 1600),
    Sample(160, 16, 1, 10, 500),
]


@pytest.mark.parametrize(
    ("budget", "depths", "light"),
    [
        (10_000, {48: 1, 160: 16}, False),
        (1900, {48: 4, 160: 16}, False),
        (1300, {48: 4, 160: 0}, False),
        (330, {48: 16, 160: 0}, True),
    ],
)
def test_a_budget_is_spent_on_the_coarsest_thumbnails_first(budget: int, depths: dict, light: bool):
    """Samples are taken whole, each size from its coarsest on; details go before the least of thumbnails."""
    plan = plan_copy(budget, 200, (300, 30), SAMPLES, 160)
    assert {size: plan.depth(size) for size in depths} == depths
    assert plan.light == light
    assert plan.bytes <= budget


def test_a_budget_for_less_than_the_least_is_refused():
    """With what the least would be."""
    with pytest.raises(InputError, match=r"100 bytes is too little; the least .* has 330 bytes"):
        plan_copy(100, 200, (300, 30), SAMPLES, 160)


def test_a_copy_keeps_its_budget(index: Dataset, copied: PublishReport, tmp_path: Path):
    """What has no room is left out, and told."""
    budget = copied.bytes - 200_000
    report = publish(index, tmp_path / "site", budget=budget)
    assert size_of(report.out) <= budget
    assert 0 in report.thumbnails.values() or report.light


def test_the_coarsest_sample_has_some_hundred_rows():
    """Of any number of images."""
    assert [coarsest(n) for n in (2, 599, 2400, 10_000, 1_000_000)] == [1, 1, 4, 16, 1024]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_of_a_copy_that_ends_early(index: Dataset, tmp_path: Path, monkeypatch, failure):
    """Not on a disk that is full, nor when it is interrupted."""

    def ends(path: Path, content: bytes) -> int:
        if "thumbs" in str(path):
            raise failure
        return write(path, content)

    write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", ends)
    with pytest.raises((InputError, KeyboardInterrupt), match=r"No space|^$"):
        publish(index, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays(index: Dataset, tmp_path: Path):
    """A file, a folder, an empty one."""
    (tmp_path / "site").mkdir()
    with pytest.raises(InputError, match="is there already"):
        publish(index, tmp_path / "site")
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


@pytest.mark.parametrize("out", ["none/site", "file/site"])
def test_a_place_that_cannot_be_written_is_told(index: Dataset, tmp_path: Path, out: str):
    """A folder that is not there, a file in the way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ExplorerError, match="cannot"):
        publish(index, tmp_path / out)


def test_a_copy_is_not_put_into_the_index(index: Dataset):
    """It would be taken for a part of it."""
    with pytest.raises(InputError, match="inside the index"):
        publish(index, index.path / "site")


@pytest.mark.parametrize(
    ("text", "size"), [("60MB", 60_000_000), ("1.5 gb", 1_500_000_000), ("200k", 200_000), ("1234", 1234)]
)
def test_sizes_are_read(text: str, size: int):
    """With or without a unit."""
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "-3MB", "nan", "inf", "1e400", "12 apples", "0"])
def test_what_is_no_size_is_refused(text: str):
    """In a sentence."""
    with pytest.raises(InputError, match="is no size"):
        read_size(text)


def test_the_command_says_where_it_is(small_index_path: Path, tmp_path: Path):
    """And how to look at it; as JSON what the report has."""
    out = tmp_path / "site"
    ran = CliRunner().invoke(cli, ["publish", str(small_index_path), str(out), "--json"])
    assert ran.exit_code == 0, ran.output
    document = json.loads(ran.stdout)
    assert document["out"] == str(out)
    assert document["images"] == 300
    assert document["bytes"] == size_of(out)


def test_findings_are_those_of_the_index(index: Dataset, tmp_path: Path):
    """The same clusters in the same words, with images of each; and why mistakes are made, of all images."""
    report = publish(index, tmp_path / "site", findings="errors")
    found = json.loads(gzip.decompress((report.out / "data" / "findings.bin").read_bytes()))
    given = index.findings("errors").document()["clusters"]
    assert given and [each["node"] for each in found["clusters"]] == [each["node"] for each in given]
    assert found["clusters"][0]["words"] == cluster_sentence("errors", given[0])
    assert found["clusters"][0]["rows"] == given[0]["representatives"][:8]
    for told, known in zip(found["clusters"], given, strict=True):
        assert (told["lo"], told["hi"], told["members"]) == (known["lo"], known["hi"], known["rows"])
    told = index.evaluate(model="b")["models"][0]["mistakes"][0]
    names = told["label"], told["prediction"]
    asked = f"mistake?{urlencode({'model': 'b', 'label': names[0], 'prediction': names[1]})}"
    root, other = (f"nodes/{node}/{asked}" for node in (index.tree.root, 301))
    why, *refused = ask(report.out, root, other, f"{root}&where=split%3D'test'")
    known = index.explain_mistake(*names, model="b")
    assert why["sentence"] == known["sentence"] and len(why["facts"]) == len(known["facts"])
    pairs = [{"row": pair["row"], "nearest": pair["nearest"]} for pair in known["pairs"]]
    assert pairs and why["pairs"] == pairs
    assert all(f"why images of {names[0]} are predicted as" in each["error"] for each in refused)


def test_a_finding_that_is_no_cluster_has_its_rows(index: Dataset, monkeypatch: pytest.MonkeyPatch):
    """As the copy numbers them, without those that are not in it."""
    node = int(index.tree.children[index.tree.root][1])
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    ball = {
        "node": node, "lo": lo, "hi": hi, "center": lo + 1, "rows": [lo + 4, lo - 1, lo + 1], "title": "x",
        "representatives": [lo + 1],
    }  # fmt: skip
    answer = SimpleNamespace(document=lambda: {"clusters": [ball]})
    monkeypatch.setattr(found_clusters, "find", lambda *_: answer)
    monkeypatch.setattr(found_clusters, "cluster_sentence", lambda *_: "words")
    (found,) = found_clusters.found_clusters(published_rows(index, node), "errors")["clusters"]
    assert (found["lo"], found["hi"], found["members"]) == (0, hi - lo, [1, 4])


def test_tags_are_told_and_notes_are_not(small_index_path: Path, tmp_path: Path):
    """In the fields of an image, to be read; notes stay where they were written."""
    shutil.copytree(small_index_path, tmp_path / "x.dendro")
    with open_index(tmp_path / "x.dendro") as tagged:
        tagged.tag("fix", rows=[3], author="a")
        tagged.tag("night", rows=[3], author="a")
        tagged.note("secret", rows=[3], author="a")
        chunk = item_chunk(published_rows(tagged, None), 0, False, TitleMaker(tagged))
    fields = dict(chunk["fields"])
    assert fields["tag"][2:5] == [None, "fix, night", None]
    assert "note" not in fields and "secret" not in json.dumps(chunk)
