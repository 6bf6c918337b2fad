"""Sources at addresses, in the file system of memory: folders, tables, archives, annotations; refreshes."""

import json
import shutil
import uuid
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from explorer.errors import OriginalError, SourceError
from explorer.export import export
from explorer.index.reader import open_index
from explorer.index.remote_originals import check_ours, remote_address
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, ServeOptions, SourceOptions
from explorer.sources import open_source
from explorer.web.app import create_app
from tests.index.drawing import draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder
from tests.sources.test_detections import yolo
from tests.sources.test_tfrecord import example
from tests.sources.test_tfrecord import write as records

pytestmark = pytest.mark.usefixtures("cheap_projection")
OPTIONS = BuildOptions(workers=0)


@pytest.fixture
def bucket(monkeypatch, tmp_path):
    """The address of an empty bucket in memory, and an account of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "account"))
    return f"memory://{uuid.uuid4().hex}"


def put(address: str, content: bytes | str | Path) -> str:
    """Write a file there, or all files of a folder."""
    fs = fsspec.filesystem("memory")
    path = address.removeprefix("memory://")
    if isinstance(content, Path):
        for file in sorted(each for each in content.rglob("*") if each.is_file()):
            fs.pipe_file(f"{path}/{file.relative_to(content).as_posix()}", file.read_bytes())
    else:
        fs.pipe_file(path, content.encode() if isinstance(content, str) else content)
    return address


def test_a_folder_in_a_bucket_is_what_the_same_folder_is_on_disk(bucket, tmp_path):
    """The same items and labels; originals come from there, and a refresh embeds nothing."""
    draw_folder(tmp_path / "pictures", 12)
    (tmp_path / "pictures" / "notes.md").write_text("x")
    put(f"{bucket}/pictures", tmp_path / "pictures")
    there = build_index(f"{bucket}/pictures", tmp_path / "there.dendro", OPTIONS, encoder=FakeEncoder())
    here = build_index(tmp_path / "pictures", tmp_path / "here.dendro", OPTIONS, encoder=FakeEncoder())
    assert there.taken_for == here.taken_for and there.passed_over == here.passed_over
    a, b = open_index(there.index), open_index(here.index)
    assert [a.items[n].to_pylist() for n in ("path", "label", "hash")] == [
        b.items[n].to_pylist() for n in ("path", "label", "hash")
    ]
    assert a.manifest.source["location"] == f"{bucket}/pictures"
    with a.open_image(3) as original:
        assert original.read() == (tmp_path / "pictures" / a.items["path"][3].as_py()).read_bytes()
    encoder = FakeEncoder()
    again = build_index(f"{bucket}/pictures", there.index, OPTIONS, encoder=encoder)
    assert not again.published and again.kept == 12


def built(place: str | Path, out: Path, encoder: FakeEncoder | None = None, **options):
    """The report of a build, and its index."""
    report = build_index(
        place,
        out,
        BuildOptions(workers=0, source=SourceOptions(**options)),
        encoder=encoder or FakeEncoder(),
    )
    return report, open_index(report.index)


def test_a_table_names_addresses_beside_paths_and_no_secret_of_them_is_kept(bucket, tmp_path):
    """Signatures serve to ask and are nowhere in the index, in whatever column; passwords are refused."""
    paths = draw_folder(tmp_path, 4)
    for path in paths:
        put(f"{bucket}/{path.name}", path.read_bytes())
    there = [f"{bucket}/{path.name}" for path in paths[1:3]]
    rows = [paths[0].relative_to(tmp_path).as_posix(), *there, f"{bucket}/gone.png", "s3://me:word@b/x.png"]
    table = tmp_path / "t.csv"
    signed = "https://h/x.png?w=4&X-Amz-Signature=0123abcd&token=hush"
    table.write_text("path,page\n" + "".join(f"{row},{signed}\n" for row in rows))
    report, index = built(table, tmp_path / "t.dendro")
    assert sorted(index.items["path"].to_pylist()) == sorted([rows[0], *there])
    assert set(index.items["page"].to_pylist()) == {"https://h/x.png?w=4"}
    failures = {f["source_row"]: (f["path"], f["reason"]) for f in index.failures.to_pylist()}
    assert failures[3] == (f"{bucket}/gone.png", "nothing is there (404)")
    assert failures[4][0] == "s3://b/x.png" and "a password in an address is not taken" in failures[4][1]
    kept = b"".join(each.read_bytes() for each in report.index.rglob("*") if each.is_file())
    assert not [word for word in (b"0123abcd", b"hush", b"me:word") if word in kept]
    for row in range(index.n):
        with index.open_image(row) as original:
            assert original.read().startswith(b"\x89PNG")
    encoder = FakeEncoder()
    again, _ = built(table, tmp_path / "t.dendro", encoder)
    assert (again.kept, encoder.seen) == (3, 0)


def test_a_table_in_a_bucket_names_what_lies_beside_it_and_nothing_of_this_machine(bucket, tmp_path):
    """Relative paths hang on its folder."""
    put(f"{bucket}/d/a/x.png", picture_bytes(draw(0, 0)))
    put(f"{bucket}/y.png", picture_bytes(draw(1, 1)))
    secret = draw_folder(tmp_path / "own", 1)[0]
    put(
        f"{bucket}/d/t.jsonl",
        "\n".join(json.dumps({"path": p}) for p in ("a/x.png", f"{bucket}/y.png", str(secret), "../y.png")),
    )
    _, index = built(f"{bucket}/d/t.jsonl", tmp_path / "t.dendro")
    assert sorted(index.items["path"].to_pylist()) == ["a/x.png", f"{bucket}/y.png"]
    assert [f["reason"][:29] for f in index.failures.to_pylist()] == ["a path of one machine in a ta"] * 2
    assert index.manifest.source["root"] == f"{bucket}/d"


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_shards_in_a_bucket_are_read_in_place(bucket, tmp_path, form):
    """By spans of them; a shard that changes is told apart before an original of it is shown."""
    draw_folder(tmp_path / "p", 6)
    for path in (tmp_path / "p").rglob("*.png"):
        path.with_suffix(".txt").write_text(f"a picture of {path.stem}")
    shard = Path(shutil.make_archive(str(tmp_path / "s"), form, tmp_path / "p"))
    put(f"{bucket}/s/0.{form}", shard.read_bytes())
    put(f"{bucket}/s/1.{form}", b"torn")
    report, index = built(f"{bucket}/s", tmp_path / "s.dendro")
    assert report.taken_for == "2 archives: 6 images"
    assert index.failures.to_pylist()[0]["path"] == f"1.{form}"
    row = index.items["path"].to_pylist().index(f"0.{form}/apple/000.png")
    assert index.items["caption"][row].as_py() == "a picture of 000"
    with index.open_image(row) as original:
        assert original.read() == (tmp_path / "p" / "apple" / "000.png").read_bytes()
    assert index.original_place(row) == f"{bucket}/s/0.{form}"
    encoder = FakeEncoder()
    assert built(f"{bucket}/s", report.index, encoder)[0].kept == 6 and encoder.seen == 0
    put(f"{bucket}/s/0.{form}", shard.read_bytes()[::-1])
    with pytest.raises(OriginalError, match="cut off or has changed"):
        index.open_image(row)


def test_annotations_in_a_bucket_are_read_as_on_disk(bucket, tmp_path):
    """COCO, whose boxes are items; a picture is fetched once for all of its boxes."""
    for i in range(3):
        put(f"{bucket}/val/{i}.png", picture_bytes(draw(i, i)))
    images = [{"id": i, "file_name": f"{i}.png", "width": 96, "height": 80} for i in range(4)]
    boxes = [{"id": n, "image_id": n % 3, "category_id": 1, "bbox": [8 * n, 5, 20, 30]} for n in range(6)]
    coco = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "ball"}]}
    put(f"{bucket}/annotations/instances_val.json", json.dumps(coco))
    for place in (bucket, f"{bucket}/annotations/instances_val.json"):
        report, index = built(place, tmp_path / f"{len(place)}.dendro", items="objects")
        assert report.taken_for.startswith("COCO instances: 4 images, 6 objects, 1 category")
        assert index.n == 6 and set(index.items["label"].to_pylist()) == {"ball"}
        with index.open_image(0) as original:
            assert original.read().startswith(b"\x89PNG")
    _, index = built(bucket, tmp_path / "images.dendro", source="folder")
    assert sorted(index.items["path"].to_pylist()) == ["val/0.png", "val/1.png", "val/2.png"]


def test_detections_in_shares_of_pictures_in_a_bucket(bucket, tmp_path):
    """Their sizes are read there, from the beginning of each, so that figures and items are those on disk."""
    data = yolo(tmp_path / "data")
    put(bucket, data)
    for name, line in (
        ("a", "0 0.5 0.5 0.25 0.25 0.9\n1 0.9 0.9 0.1 0.1 0.8\n"),
        ("b", "0 0.5 0.5 0.1 0.1 0.7\n"),
    ):
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / "runs" / f"{name}.txt").write_text(line)
    options = SourceOptions(detections=(str(tmp_path / "runs"),))
    here, there = open_source(data, options), open_source(bucket, options)
    assert there.detections == here.detections and here.detections["models"][0]["true_positives"] == 1
    columns = [name for name in here.items.column_names if name not in ("path", "image")]
    assert there.items.select(columns).equals(here.items.select(columns))


def test_tables_of_labels_in_a_bucket_are_read_as_on_disk(bucket, tmp_path):
    """One in each split, with nothing else that says something of images."""
    header = "filename,width,height,class,xmin,ymin,xmax,ymax"
    for i, split in enumerate(("train", "valid")):
        put(f"{bucket}/{split}/a.png", picture_bytes(draw(i, i)))
        put(f"{bucket}/{split}/_annotations.csv", f"{header}\na.png,96,80,ball {i},5,5,30,30\n")
    report, index = built(bucket, tmp_path / "boxes.dendro")
    assert report.taken_for == "a table of boxes: 2 images, 2 objects, 2 categories"
    assert set(zip(*(index.items[name].to_pylist() for name in ("label", "split")), strict=True)) == {
        ("ball 0", "train"),
        ("ball 1", "valid"),
    }


def test_nothing_is_fetched_of_an_index_from_elsewhere_unless_it_is_named(bucket, tmp_path, monkeypatch):
    """Neither of another account's, nor where addresses were changed; nor ever beside what was indexed."""
    put(f"{bucket}/in/a.png", picture_bytes(draw(0, 0)))
    put(f"{bucket}/secret.png", picture_bytes(draw(1, 1)))
    report, index = built(f"{bucket}/in", tmp_path / "i.dendro")
    index.image_file(0)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another"))
    stranger = open_index(report.index)
    with pytest.raises(OriginalError, match=r"made by another account.*DENDRO_FETCH"):
        stranger.open_image(0)
    monkeypatch.setenv("DENDRO_FETCH", f"https://h {bucket}/in")
    with stranger.open_image(0) as original:
        assert original.read().startswith(b"\x89PNG")
    for recorded in ("../secret.png", "%2e%2e/secret.png", "/secret.png", "a/../../secret.png"):
        with pytest.raises(OriginalError, match="outside the source"):
            remote_address(index.manifest.source, recorded)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "account"))
    names = pa.chunked_array([[f"{bucket}/secret.png"]])
    assert not check_ours(index.manifest.source, names) and check_ours(
        index.manifest.source, index.items["path"]
    )


def test_what_a_bucket_holds_besides(bucket, tmp_path):
    """What no file can be called is an image, too; hidden and other files are counted."""
    picture = picture_bytes(draw(0, 0))
    for key in ("a/x.png", "a//y.png", ".hidden/z.png", "notes.txt", "a/hash0001"):
        put(f"{bucket}/{key}", picture)
    source = open_source(bucket)
    assert source.items["path"].to_pylist() == ["a//y.png", "a/hash0001", "a/x.png"]
    assert source.passed_over == {".txt": 1, "hidden": 1}
    with pytest.raises(SourceError, match="nothing is there"):
        open_source(f"{bucket}/nowhere")
    put(f"{bucket}-index/manifest.json", "{}")
    put(f"{bucket}-index/builds/x/items.parquet", "")
    with pytest.raises(SourceError, match="is an index; copy it to this machine"):
        open_source(f"{bucket}-index")
    with pytest.raises(SourceError, match=r"pip install 'dendro-explorer\[gcs\]'"):
        open_without("gcsfs", "gs://b/x", monkeypatch=pytest.MonkeyPatch())


def open_without(module: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open an address on a machine that lacks a library."""
    with monkeypatch.context() as patch:
        patch.setattr("explorer.remote.systems.is_installed", lambda name: name != module)
        open_source(address)


def test_a_bucket_and_a_folder_become_one_index(bucket, tmp_path):
    """What lies at an address is recorded by its whole address; originals of both are read."""
    draw_folder(tmp_path / "here", 3)
    put(f"{bucket}/there/x.png", picture_bytes(draw(2, 9)))
    report = build_index(
        [tmp_path / "here", f"{bucket}/there"], tmp_path / "i.dendro", OPTIONS, encoder=FakeEncoder()
    )
    index = open_index(report.index)
    paths = index.items["path"].to_pylist()
    assert index.n == 4 and f"{bucket}/there/x.png" in paths
    assert set(index.items["source"].to_pylist()) == {"here", "there"}
    for row in range(4):
        with index.open_image(row) as original:
            assert original.read().startswith(b"\x89PNG")


def test_tables_with_images_in_a_bucket(bucket, tmp_path):
    """Parquet as Hugging Face has it, in a folder of splits; originals are read out of it by their rows."""
    for split, numbers in (("train", range(4)), ("test", range(4, 6))):
        pictures = [{"bytes": picture_bytes(draw(i, i)), "path": f"{i}.png"} for i in numbers]
        sink = pa.BufferOutputStream()
        pq.write_table(
            pa.table({"image": pictures, "label": [str(i) for i in numbers]}), sink, row_group_size=2
        )
        put(f"{bucket}/data/{split}-00000-of-00001.parquet", sink.getvalue().to_pybytes())
    for place in (bucket, f"{bucket}/data/train-00000-of-00001.parquet"):
        report, index = built(place, tmp_path / f"{len(place)}.dendro")
        assert index.n == (6 if place == bucket else 4) and not report.failed
        for row in range(index.n):
            number = int(index.items["label"][row].as_py())
            with index.open_image(row) as original:
                assert original.read() == picture_bytes(draw(number, number))
    assert report.taken_for == "Parquet file with images: 4 images in 1 file"


def test_images_that_a_table_of_hugging_face_only_names_lie_beside_it(bucket, tmp_path):
    """In the bucket; a path of this machine is refused, as in any table from elsewhere."""
    put(f"{bucket}/a.png", b"a")
    (tmp_path / "own.png").write_bytes(b"own")
    for name, path in (("near.parquet", "a.png"), ("here.parquet", str(tmp_path / "own.png"))):
        sink = pa.BufferOutputStream()
        kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
        pq.write_table(pa.table({"image": pa.array([{"bytes": None, "path": path}], kind)}), sink)
        put(f"{bucket}/{name}", sink.getvalue().to_pybytes())
    source = open_source(f"{bucket}/near.parquet")
    assert source.files == [f"{bucket}/a.png"] and source.items["path"].to_pylist() == ["a.png"]
    with pytest.raises(SourceError, match=r"own\.png is a path of one machine in what lies elsewhere"):
        open_source(f"{bucket}/here.parquet")


def test_a_folder_with_metadata_in_a_bucket(bucket, tmp_path):
    """Its columns stand beside the images."""
    for i in range(3):
        put(f"{bucket}/{i}.png", picture_bytes(draw(i, i)))
    put(f"{bucket}/metadata.csv", "file_name,score\n0.png,1\n2.png,3\n")
    _, index = built(bucket, tmp_path / "m.dendro")
    assert dict(zip(*(index.items[n].to_pylist() for n in ("path", "score")), strict=True)) == {
        "0.png": 1,
        "1.png": None,
        "2.png": 3,
    }


def test_exports_of_what_lies_at_addresses(bucket, tmp_path):
    """Originals are fetched and copied under their names; tables say where they lie."""
    paths = draw_folder(tmp_path / "p", 20)
    put(f"{bucket}/p", tmp_path / "p")
    put(f"{bucket}/q/x.png", picture_bytes(draw(1, 70)))
    table = tmp_path / "t.csv"
    table.write_text(
        "url\n"
        + "".join(f"{bucket}/p/{each.relative_to(tmp_path / 'p')}\n" for each in paths)
        + f"{bucket}/q/x.png\n"
    )
    _, index = built(table, tmp_path / "t.dendro")
    fsspec.filesystem("memory").rm(f"{bucket}/q/x.png".removeprefix("memory:/"))
    report = export(index, tmp_path / "out")
    assert report.missing == 1
    copied = sorted(each for each in (tmp_path / "out").rglob("*.png"))
    assert [each.read_bytes() for each in copied] == [each.read_bytes() for each in paths]
    assert copied[0].relative_to(tmp_path / "out").parts[0] == "outside"
    export(index, tmp_path / "t.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()]
    assert all(row["absolute_path"] == row["path"] for row in rows)
    _, own = built(f"{bucket}/p", tmp_path / "p.dendro")
    export(own, tmp_path / "p.jsonl")
    row = json.loads((tmp_path / "p.jsonl").read_text().splitlines()[0])
    assert row["absolute_path"] == f"{bucket}/p/{row['path']}"


def test_an_interrupted_export_fetches_what_is_not_there_yet(bucket, tmp_path):
    """What was copied is not asked for again: it may be gone by then. Half a copy is."""
    paths = draw_folder(tmp_path / "p", 20)
    put(f"{bucket}/p", tmp_path / "p")
    _, index = built(f"{bucket}/p", tmp_path / "p.dendro")

    def interrupt(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(index, tmp_path / "out", progress=interrupt)
    names = index.items["path"].to_pylist()
    for name in names[:6]:
        fsspec.filesystem("memory").rm(f"{bucket}/p/{name}".removeprefix("memory:/"))
    half = tmp_path / ".out.dendro-unfinished" / "out" / names[6]
    half.write_bytes(half.read_bytes()[:-1])
    report = export(index, tmp_path / "out")
    assert (report.resumed, report.missing) == (6, 0)
    assert [(report.out / each.relative_to(tmp_path / "p")).read_bytes() for each in paths] == [
        each.read_bytes() for each in paths
    ]


def test_the_page_shows_originals_that_lie_at_addresses(bucket, tmp_path):
    """Where one lies is told to who works there, without a look; the picture is fetched, its tag stays."""
    put(f"{bucket}/p/a.png", picture_bytes(draw(0, 0)))
    put(f"{bucket}/p/b.png", picture_bytes(draw(1, 1)))
    _, index = built(f"{bucket}/p", tmp_path / "p.dendro")
    with TestClient(create_app(index, ServeOptions()), base_url="http://127.0.0.1:8050") as client:
        item = client.get("/api/items/0").json()
        assert (item["file"], item["problem"]) == (f"{bucket}/p/{item['path']}", "")
        first, again = (client.get("/api/items/0/image") for _ in range(2))
        assert first.content in {picture_bytes(draw(i, i)) for i in range(2)}
        assert first.headers["etag"] == again.headers["etag"]
        fsspec.filesystem("memory").rm(f"{bucket}/p/{item['path']}".removeprefix("memory:/"))
        assert client.get("/api/items/0/image").status_code == 404


def _boxed(names: list[str]) -> str:
    """A table of boxes, two of the first image."""
    lines = [f"{name},cat,2,3,12,23" for name in names] + [f"{names[0]},dog,1,1,9,9"]
    return "\n".join(["image,label,xmin,ymin,xmax,ymax", *lines]) + "\n"


def test_records_are_read_where_they_lie(bucket, tmp_path):
    """TFRecord is fetched to be listed, then each picture by its place; boxes in it are objects."""
    pictures = [picture_bytes(draw(kind, kind), "JPEG") for kind in range(3)]
    sides = {"xmin": 0.25, "ymin": 0.25, "xmax": 0.75, "ymax": 0.75}
    boxes = {f"image__object__bbox__{side}": [at] for side, at in sides.items()}
    messages = [
        example(image__encoded=data, image__object__class__text=["cat"], **boxes) for data in pictures
    ]
    put(f"{bucket}/d/train.tfrecord", records(tmp_path / "train.tfrecord", *messages).read_bytes())
    for place in (f"{bucket}/d", f"{bucket}/d/train.tfrecord"):
        report, index = built(place, tmp_path / f"{len(place)}.dendro")
        assert report.taken_for == "TFRecord with objects: 3 images, 3 objects, 1 category"
        for row, number in enumerate(index.items["source_row"].to_pylist()):
            with index.open_image(row) as original:
                assert original.read() == pictures[number]
    objects = open_source(f"{bucket}/d", SourceOptions(items="objects"))
    assert objects.items["path"][0].as_py() == "train.tfrecord/0000000#xywh=percent:25,25,50,50"


@pytest.mark.parametrize("name", ["boxes.csv", "boxes.tsv", "boxes.parquet"])
def test_a_table_of_boxes_in_a_bucket_is_one_of_boxes(bucket, tmp_path, name):
    """Named itself, and as part of its folder; its images are found below it by their names."""
    draw_folder(tmp_path / "d/pictures", 3)
    names = sorted(path.name for path in (tmp_path / "d").rglob("*.png"))
    content: str | bytes = _boxed(names)
    if name.endswith(".tsv"):
        content = _boxed(names).replace(",", "\t")
    if name.endswith(".parquet"):
        cells = [line.split(",") for line in _boxed(names).splitlines()]
        columns = dict(zip(cells[0], zip(*cells[1:], strict=True), strict=True))
        numbers = {key: [float(each) for each in columns[key]] for key in ("xmin", "ymin", "xmax", "ymax")}
        pq.write_table(
            pa.table({"image": columns["image"], "label": columns["label"], **numbers}), tmp_path / "t"
        )
        content = (tmp_path / "t").read_bytes()
    put(f"{bucket}/d", tmp_path / "d")
    put(f"{bucket}/d/{name}", content)
    places = [f"{bucket}/d/{name}"] if name.endswith(".parquet") else [f"{bucket}/d", f"{bucket}/d/{name}"]
    for place in places:
        source = open_source(place)
        assert (source.kind, source.taken_for[:38]) == ("boxtable", "a table of boxes: 3 images, 4 objects,")
        assert sorted(source.items["path"].to_pylist()) == sorted(
            path.relative_to(tmp_path / "d").as_posix() for path in (tmp_path / "d").rglob("*.png")
        )
    report, index = built(places[-1], tmp_path / "i.dendro", items="objects")
    assert report.taken_for.startswith("a table of boxes") and index.n == 4
    with index.open_image(0) as original:
        assert original.read()[:4] == b"\x89PNG"


@pytest.mark.parametrize("there", [True, False])
def test_boxes_of_images_at_addresses_are_read_from_there(bucket, tmp_path, there):
    """As of any table that names addresses; no secret of them is kept, and what lies around is not listed."""
    names = []
    for number in range(3):
        place = f"{bucket}/pictures/{number}.png"
        put(place, picture_bytes(draw(number, number), "PNG"))
        names.append(place)
    table = tmp_path / "boxes.csv"
    table.write_text(_boxed(names))
    report, index = built(
        put(f"{bucket}/t/boxes.csv", table.read_text()) if there else table, tmp_path / "i.dendro"
    )
    assert report.taken_for.startswith("a table of boxes: 3 images, 4 objects")
    assert sorted(index.items["path"].to_pylist()) == names
    with index.open_image(1) as original:
        assert original.read()[:4] == b"\x89PNG"
    with pytest.raises(SourceError, match="read them from there with --fetch"):
        manifest = tmp_path / "m.manifest"
        manifest.write_text(json.dumps({"source-ref": names[0], "job": 0, "job-metadata": {}}) + "\n")
        open_source(manifest)
