"""Options that an index remembers: used unnamed, named when they stand in the way, and let go of."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from explorer.embedding.preparation import Preparation
from explorer.errors import EncoderError, InputError, SourceError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.indexing.remembered_options import Remembered
from explorer.options import BuildOptions, SourceOptions
from tests.images import odd
from tests.index.drawing import CLASSES, draw_folder
from tests.index.fakes import FakeEncoder
from tests.index.test_damage import Notes

pytestmark = pytest.mark.usefixtures("cheap_projection")


@pytest.fixture
def table(tmp_path: Path, options: BuildOptions) -> Path:
    """A table of ten pictures that was indexed with every option of the source."""
    names = [path.relative_to(tmp_path).as_posix() for path in draw_folder(tmp_path / "p", 10)]
    write_table(tmp_path, "species", names)
    np.save(tmp_path / "e.npy", np.random.default_rng(0).normal(size=(10, 6)).astype(np.float32))
    np.save(tmp_path / "p.npy", np.full((10, 5), 0.2, np.float32))
    (tmp_path / "names.txt").write_text("\n".join(CLASSES))
    source = SourceOptions(
        path_column="file",
        label_column="species",
        embeddings=tmp_path / "e.npy",
        probabilities=tmp_path / "p.npy",
        classes=tmp_path / "names.txt",
    )
    build_index(tmp_path / "t.csv", options=replace(options, source=source))
    return tmp_path / "t.csv"


def write_table(folder: Path, label: str, names: list[str]) -> None:
    lines = [f"{name},{name.split('/')[1]}\n" for name in names]
    (folder / "t.csv").write_text(f"file,{label}\n" + "".join(lines))


@pytest.mark.parametrize(
    ("option", "file"), [("embeddings", "e.npy"), ("probabilities", "p.npy"), ("classes", "names.txt")]
)
@pytest.mark.parametrize("what", ["gone", "of another length"])
def test_a_remembered_file_that_no_longer_fits(
    table: Path, options: BuildOptions, option: str, file: str, what: str
) -> None:
    """The error says whose file it is, and how to let go of it."""
    path = table.with_name(file)
    if what == "gone":
        path.unlink()
    elif option == "classes":
        path.write_text("\n")
    else:
        np.save(path, np.load(path)[:-1])
    with pytest.raises(
        SourceError, match=rf"{file}.* remembers it .*--{option}.*--forget {option}\.$"
    ) as error:
        build_index(table, options=options)
    assert "\n" not in str(error.value)


def test_letting_go_of_a_file(table: Path, options: BuildOptions) -> None:
    """It is gone for good: the next refresh asks for it no more."""
    table.with_name("p.npy").unlink()
    report = build_index(table, options=replace(options, forget=("probabilities",)))
    assert report.published and open_index(report.index).probabilities is None
    assert not build_index(table, options=options).published


def test_letting_go_of_ones_own_vectors(table: Path, options: BuildOptions) -> None:
    """Then an encoder makes them."""
    table.with_name("e.npy").unlink()
    encoder = FakeEncoder()
    report = build_index(table, options=replace(options, forget=("embeddings",)), encoder=encoder)
    assert encoder.seen == 10 and open_index(report.index).encoder["name"] == "fake"


def test_a_remembered_column_that_is_gone(table: Path, options: BuildOptions) -> None:
    """Of a table that was written anew with other names."""
    table.write_text(table.read_text().replace("species", "label"))
    with pytest.raises(SourceError, match=r"species.*--label-column.*--forget label-column"):
        build_index(table, options=options)
    report = build_index(table, options=replace(options, forget=("label_column",)))
    assert open_index(report.index).items["label"].null_count == 0


def test_a_remembered_option_that_another_source_does_not_take(table: Path, options: BuildOptions) -> None:
    """As of an index of a table that is built again of a folder: nobody has typed the option now."""
    with pytest.raises(SourceError, match=r"and --(\S+) belongs .*remembers it .*--forget \1\.$"):
        build_index(table.parent / "p", table.with_suffix(".dendro"), options)


def test_the_option_that_a_message_names_first_is_meant() -> None:
    """Where none is named by its value, which could be any number or word."""
    recalled = Remembered(SourceOptions(source="folder", fetch=True), ("source", "fetch"))
    with (
        pytest.raises(SourceError, match=r"leave it out\. The index .*--forget fetch\.$"),
        recalled.explained(),
    ):
        raise SourceError("p was taken for a folder, and --fetch is of --source coco alone: leave it out")


def test_what_is_given_now_is_not_called_remembered(table: Path, options: BuildOptions) -> None:
    """Nor is an error about something else."""
    given = replace(options, source=SourceOptions(label_column="kind"))
    with pytest.raises(SourceError) as error:
        build_index(table, options=given)
    assert "remembers" not in str(error.value)
    table.write_text("")
    with pytest.raises(SourceError) as error:
        build_index(table, options=options)
    assert "remembers" not in str(error.value)


def test_a_remembered_encoder_that_cannot_be_had(pictures: Path, options: BuildOptions) -> None:
    """Its file of weights has gone; --encoder names another."""
    weights = pictures.with_name("weights.pt")
    build_index(pictures, options=options, encoder=FakeEncoder(f"ViT-B-32:{weights}"))
    (pictures / "more.png").write_bytes(next(pictures.rglob("*.png")).read_bytes() + b"x")
    with pytest.raises(EncoderError, match=r"weights\.pt.* remembers .*--encoder"):
        build_index(pictures, options=options)


def test_what_is_never_remembered_cannot_be_forgotten(table: Path, options: BuildOptions) -> None:
    """The names that can be are said."""
    with pytest.raises(InputError, match=r"'seed'.*probabilities"):
        build_index(table, options=replace(options, forget=("seed",)))


def test_no_projection_is_remembered_and_can_be_taken_back(
    pictures: Path, options: BuildOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is skipped, a refresh keeps to it and changes nothing, and `--projection` adds the places."""
    out = tmp_path / "index"

    def build(**chosen) -> str:
        report = build_index(pictures, out, replace(options, **chosen), encoder=FakeEncoder())
        return report.build

    with monkeypatch.context() as patched:
        patched.setattr("explorer.indexing.assemble.project", lambda *_: pytest.fail("it was projected"))
        first = build(projection=False)
        assert open_index(out).projection is None
        assert build() == first
    assert build(projection=True) != first
    index = open_index(out)
    assert index.projection.shape == (40, 2)
    assert index.manifest.options["projection"] is True
    assert build() == index.build
    assert index.verify() == []


def test_reduced_decoding_is_remembered_and_can_be_taken_back(
    options: BuildOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh keeps to it and reads nothing; without it every image is read again, in full."""
    folder, out = tmp_path / "photos", tmp_path / "index"
    folder.mkdir()
    large = odd.noise(8, 6).resize((1600, 1200), Image.Resampling.BICUBIC)
    for i in range(3):
        large.rotate(90 * i).save(folder / f"{i}.jpg")
    drafts = []
    sided = FakeEncoder(preparation=Preparation(size=(8, 8), resize=(8, 8)))
    usual = JpegImageFile.draft
    monkeypatch.setattr(JpegImageFile, "draft", lambda *a: drafts.append(usual(*a)) or drafts[-1])

    def build(**chosen) -> str:
        return build_index(folder, out, replace(options, **chosen), encoder=sided).build

    first = build(reduced_decoding=True)
    assert [box[2:] for _, box in drafts] == [(800, 600)] * 3
    manifest = open_index(out).manifest
    assert manifest.options["image"]["reduced_decoding"] is True
    assert manifest.image_options.reduced_decoding
    assert open_index(out).items["width"].to_pylist() == [1600] * 3
    assert build() == first
    assert len(drafts) == 3
    assert build(reduced_decoding=False) != first
    assert len(drafts) == 3
    assert "reduced_decoding" not in open_index(out).manifest.options["image"]


def test_says_so_where_nobody_knows_what_the_encoder_takes(
    pictures: Path, options: BuildOptions, tmp_path: Path
) -> None:
    """Its preparation is somebody's function: all is decoded in full."""
    notes = Notes()
    asked = replace(options, reduced_decoding=True)
    build_index(pictures, tmp_path / "index", asked, notes, FakeEncoder())
    assert any("JPEGs are decoded in full" in note for note in notes.said)


def test_an_index_of_before_the_choice_is_not_built_anew(
    pictures: Path, options: BuildOptions, tmp_path: Path
) -> None:
    """Indexes of earlier releases say nothing of it, and have places."""
    out = tmp_path / "index"
    build_index(pictures, out, options, encoder=FakeEncoder())
    before = open_index(out)
    del before.manifest.options["projection"]
    (out / "manifest.json").write_text(before.manifest.to_json())
    assert build_index(pictures, out, options, encoder=FakeEncoder()).build == before.build
