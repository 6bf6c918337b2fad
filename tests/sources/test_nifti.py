"""NIfTI as a source: which slices are listed, how they stand, and what they show."""

import gzip

import nibabel
import numpy as np
import pytest

from explorer.errors import SourceError
from explorer.images.decode import read_image
from explorer.images.frames.frame import Frame
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_record
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, ImageOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.kinds import nifti
from explorer.sources.kinds.nifti import slices_of
from tests.index.fakes import FakeEncoder

READ = ReadOptions()


@pytest.fixture(autouse=True)
def asked_here(monkeypatch):
    """Headers are read in this process, so that no worker is waited for."""

    def ask_files(files, ask):
        return (ask(i, file, READ, frozenset()) for i, file in enumerate(files))

    monkeypatch.setattr(nifti, "ask_files", ask_files)


def head() -> np.ndarray:
    """(20, 24, 16) int16 in right, anterior and superior: bright at the right, the front and the top."""
    x, y, z = np.indices((20, 24, 16))
    return (1000 * ((x > 15) | (y > 19) | (z > 12))).astype(np.int16)


def write_nifti(path, values=None, affine=None, **header):
    """Write a volume."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = nibabel.Nifti1Image(head() if values is None else values, np.eye(4) if affine is None else affine)
    for name, value in header.items():
        image.header[name] = value
    nibabel.save(image, path)
    return path


def shown(path, axis, number, **options) -> np.ndarray:
    """The grey of a slice."""
    from explorer.images.frames.read_frame import read_frame

    return np.asarray(read_frame(Frame(str(path), axis, str(number)), ImageOptions(**options)).image())[
        ..., 0
    ]


@pytest.mark.parametrize(
    ("depth", "many", "taken"),
    [
        (16, 3, [4, 8, 11]),
        (1, 3, [0]),
        (3, 3, [0, 1, 2]),
        (4, 3, [1, 2]),
        (101, 1, [50]),
        (5, 99, [0, 1, 2, 3, 4]),
    ],
)
def test_slices_are_evenly_spread(depth, many, taken):
    """None at either end, where there is nothing to be seen, but where all are taken."""
    assert slices_of(depth, many) == taken


def test_a_volume_is_three_slices_unless_more_are_asked_for(tmp_path):
    """Class folders are labels; what is compressed is the same."""
    write_nifti(tmp_path / "ill/a.nii.gz")
    write_nifti(tmp_path / "well/b.nii")
    (tmp_path / "well/b.json").write_text("{}")
    (tmp_path / "well/c.nii").write_bytes(b"nothing")
    source = open_source(tmp_path)
    assert source.kind == "nifti" and source.taken_for == "NIfTI: 2 volumes, 6 axial slices"
    items = source.items.to_pydict()
    assert items["path"][:3] == [f"ill/a.nii.gz#axial={k}" for k in (4, 8, 11)]
    assert items["label"] == ["ill"] * 3 + ["well"] * 3 and items["slice"] == [4, 8, 11] * 2
    assert [each.path for each in source.failures] == ["well/c.nii"] and source.passed_over == {".json": 1}
    asked = open_source(tmp_path, SourceOptions(slices=5, axis="coronal"))
    assert asked.items.num_rows == 10 and asked.items["axis"].to_pylist() == ["coronal"] * 10
    assert open_source(tmp_path / "ill/a.nii.gz").items.num_rows == 3


@pytest.mark.parametrize("flips", [(1, 1, 1), (-1, 1, 1), (1, -1, 1), (-1, -1, -1)])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_slices_stand_upright_however_they_are_stored(tmp_path, flips, order):
    """Right at the right, the front and the top at the top, by the affine."""
    values, affine = head(), np.zeros((4, 4))
    stored = np.transpose(values[:: flips[0], :: flips[1], :: flips[2]], order)
    for place, axis in enumerate(order):
        affine[axis, place] = flips[axis]
    affine[3, 3] = 1
    path = write_nifti(tmp_path / "a.nii.gz", stored, affine)
    axial = shown(path, "axial", 5)
    assert axial.shape == (24, 20)
    assert axial[:4].min() == 255 and axial[:, 16:].min() == 255 and axial[6:, :15].max() == 0
    coronal, sagittal = shown(path, "coronal", 5), shown(path, "sagittal", 5)
    assert coronal.shape == (16, 20) and coronal[:3].min() == 255 and coronal[5:, :15].max() == 0
    assert sagittal.shape == (16, 24) and sagittal[:3].min() == 255 and sagittal[5:, :19].max() == 0


def test_pixels_are_square_by_the_spacing(tmp_path):
    """Slices that lie five millimetres apart are five pixels high."""
    path = write_nifti(tmp_path / "a.nii.gz", affine=np.diag([1.0, 1.0, 5.0, 1.0]))
    assert shown(path, "axial", 5).shape == (24, 20) and shown(path, "coronal", 5).shape == (80, 20)


def test_all_slices_of_a_volume_have_one_range(tmp_path):
    """Its own by the header, a window that is asked for, else the robust range of all of it."""
    ramp = np.broadcast_to(np.arange(16, dtype=np.float32) * 30, (20, 24, 16)).copy()
    path = write_nifti(tmp_path / "a.nii", ramp)
    assert shown(path, "axial", 0).max() == 0 and shown(path, "axial", 15).min() == 255
    assert np.unique(shown(path, "axial", 8)).tolist() == [136]
    assert shown(path, "axial", 8, window=(240, 1000)).max() in (127, 128)
    path = write_nifti(tmp_path / "b.nii", ramp, cal_min=0, cal_max=1500)
    assert abs(int(shown(path, "axial", 15).max()) - 76) <= 1
    labels = (np.indices((20, 24, 16))[0] // 7).astype(np.uint8)
    assert np.unique(shown(write_nifti(tmp_path / "c.nii", labels), "axial", 3)).tolist() == [0, 128, 255]


def test_several_volumes_colours_and_planes(tmp_path):
    """Of several the first; colours as they are; a plane is one slice; numbers that are none are black."""
    several = np.stack([head(), 2 - head()], axis=3)
    assert shown(write_nifti(tmp_path / "a.nii.gz", several), "axial", 5).max() == 255
    colours = np.zeros((4, 5, 6), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    colours["G"] = 200
    image = read_image(write_nifti(tmp_path / "b.nii", colours).read_bytes()).image
    assert image.getpixel((1, 1)) == (0, 200, 0)
    plane = np.arange(30, dtype=np.float32).reshape(5, 6)
    plane[0, 0] = np.nan
    path = write_nifti(tmp_path / "c.nii", plane)
    assert open_source(path).items["slice"].to_pylist() == [0]
    assert shown(path, "axial", 0).shape == (6, 5) and shown(path, "axial", 0)[-1, 0] == 0


def test_an_index_of_slices_is_refreshed_and_shown(tmp_path):
    """Nothing is read anew; originals are slices, as PNG."""
    path = write_nifti(tmp_path / "d/a.nii.gz")
    made = BuildOptions(source=SourceOptions(slices=4), workers=0, projection=False, neighbors=2)
    out = tmp_path / "x.dendro"
    assert build_index(tmp_path / "d", out, made, encoder=FakeEncoder()).new == 4
    again = BuildOptions(workers=0, projection=False, neighbors=2)
    assert build_index(tmp_path / "d", out, again, encoder=FakeEncoder()).published is False
    with open_index(out) as index:
        name = index.items["path"][0].as_py()
        with index.open_image(0) as original:
            image = np.asarray(read_image(original.read()).image)[..., 0]
        assert np.array_equal(image, shown(path, "axial", int(name.split("=")[1])))


def test_what_is_damaged_or_too_large_says_so(tmp_path, monkeypatch):
    """One line; what is compressed is never unpacked beyond what the header says."""
    path = write_nifti(tmp_path / "a.nii.gz")
    (tmp_path / "cut.nii.gz").write_bytes(path.read_bytes()[:-30])
    assert "truncated" in read_record(0, Frame(str(tmp_path / "cut.nii.gz"), "axial", "3"), READ).reason
    assert "16 axial slices" in read_record(0, Frame(str(path), "axial", "16"), READ).reason
    small = ReadOptions(image=ImageOptions(max_pixels=1000))
    assert "too large" in read_record(0, Frame(str(path), "axial", "3"), small).reason
    data = bytearray(write_nifti(tmp_path / "b.nii").read_bytes())
    data[40:56] = np.array([3, 30000, 30000, 30000, 1, 1, 1, 1], "<i2").tobytes()
    (tmp_path / "bomb.nii.gz").write_bytes(gzip.compress(bytes(data)))
    assert "too large" in read_record(0, Frame(str(tmp_path / "bomb.nii.gz"), "axial", "3"), READ).reason
    (tmp_path / "text.nii.gz").write_bytes(gzip.compress(b"no volume" * 100))
    with pytest.raises(SourceError, match="no NIfTI in one file"):
        open_source(tmp_path / "text.nii.gz")
    monkeypatch.setattr(nifti, "is_installed", lambda module: False)
    with pytest.raises(SourceError, match=r"dendro-explorer\[medical\]"):
        open_source(path)
