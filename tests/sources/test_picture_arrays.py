"""Arrays of pictures as a source: data sets as their makers write them, and what is no picture."""

import gzip
import io
import pickle
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import scipy.io
from PIL import Image

from explorer.errors import ImageError, SourceError
from explorer.images.arrays import hdf5_files
from explorer.images.arrays.contents import contents_of
from explorer.images.frames.frame import Frame
from explorer.images.frames.read_frame import read_frame
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, ImageOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.folders import passed_over
from explorer.sources.kinds import arrays
from tests.index.fakes import FakeEncoder

NAMES = ["airplane", "automobile", "bird"]


def pictures(n: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """(n, *shape) uint8 and (n,) labels 0, 1, 2, 0, …"""
    return np.random.default_rng(0).integers(0, 256, (n, *shape), np.uint8), np.arange(n) % len(NAMES)


def idx(array: np.ndarray) -> bytes:
    """An array of bytes as MNIST's files have it."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes((0, 0, 8, array.ndim)) + sizes + array.astype(np.uint8).tobytes()


def mnist(folder: Path) -> np.ndarray:
    """As torchvision leaves it: packed and unpacked."""
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    x, y = pictures(12, 28, 28)
    for name, part in (("t10k", slice(0, 4)), ("train", slice(4, 12))):
        for kind, data in (("images-idx3", idx(x[part])), ("labels-idx1", idx(y[part]))):
            (raw / f"{name}-{kind}-ubyte").write_bytes(data)
            (raw / f"{name}-{kind}-ubyte.gz").write_bytes(gzip.compress(data))
    return x


def fashion(folder: Path) -> np.ndarray:
    """Packed alone."""
    x, y = pictures(9, 28, 28)
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(x)))
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(y)))
    return x


def cifar10(folder: Path) -> np.ndarray:
    """Pickles of Python 2, beside the archive that they came in."""
    inner = folder / "cifar-10-batches-py"
    inner.mkdir()
    x, y = pictures(12, 3, 32, 32)
    for i, name in enumerate(("data_batch_1", "data_batch_2", "test_batch")):
        part = slice(4 * i, 4 * i + 4)
        files = [b"a.png", b"b.png", b"c.png", b"d.png"]
        batch = {b"data": x[part].reshape(4, -1), b"labels": y[part].tolist(), b"filenames": files}
        (inner / name).write_bytes(pickle.dumps(batch | {b"batch_label": b"one"}, protocol=2))
    meta = {b"label_names": [name.encode() for name in NAMES], b"num_vis": 3072}
    (inner / "batches.meta").write_bytes(pickle.dumps(meta, protocol=2))
    (inner / "readme.html").write_text("<html>")
    with tarfile.open(folder / "cifar-10-python.tar.gz", "w:gz") as archive:
        archive.add(inner, "cifar-10-batches-py")
    return x.transpose(0, 2, 3, 1)


def cifar100(folder: Path) -> np.ndarray:
    """Two levels of labels."""
    x, y = pictures(6, 3, 32, 32)
    batch = {"data": x.reshape(6, -1), "fine_labels": y.tolist(), "coarse_labels": (y // 2).tolist()}
    (folder / "train").write_bytes(pickle.dumps(batch))
    meta = {"fine_label_names": NAMES, "coarse_label_names": ["vehicle", "animal"]}
    (folder / "meta").write_bytes(pickle.dumps(meta))
    return x.transpose(0, 2, 3, 1)


def cifar_binary(folder: Path) -> np.ndarray:
    """A label before each picture."""
    x, y = pictures(6, 3, 32, 32)
    rows = np.column_stack([y.astype(np.uint8), x.reshape(6, -1)])
    (folder / "data_batch_1.bin").write_bytes(rows.tobytes())
    (folder / "batches.meta.txt").write_text("\n".join(NAMES) + "\n\n")
    return x.transpose(0, 2, 3, 1)


def stl10(folder: Path) -> np.ndarray:
    """Column by column, labels from 1 in a file of their own."""
    x, y = pictures(6, 3, 96, 96)
    (folder / "train_X.bin").write_bytes(x.tobytes())
    (folder / "train_y.bin").write_bytes((y + 1).astype(np.uint8).tobytes())
    (folder / "class_names.txt").write_text("\n".join(NAMES))
    return x.transpose(0, 3, 2, 1)


def medmnist(folder: Path) -> np.ndarray:
    """Three splits in one packed file."""
    x, y = pictures(12, 28, 28, 3)
    parts = {"train": slice(0, 6), "val": slice(6, 9), "test": slice(9, 12)}
    arrays = {f"{name}_images": x[part] for name, part in parts.items()}
    labels = {f"{name}_labels": y[part, None] for name, part in parts.items()}
    np.savez_compressed(folder / "pathmnist.npz", **arrays, **labels)
    return x


def keras(folder: Path) -> np.ndarray:
    """Not packed."""
    x, y = pictures(9, 28, 28)
    np.savez(folder / "mnist.npz", x_test=x[:3], x_train=x[3:], y_test=y[:3], y_train=y[3:])
    return x


def corruptions(folder: Path) -> np.ndarray:
    """CIFAR-10-C: an array a corruption, with the same labels."""
    x, y = pictures(6, 32, 32, 3)
    np.save(folder / "fog.npy", x[:3])
    np.save(folder / "snow.npy", x[3:])
    np.save(folder / "labels.npy", y[:3])
    return x


def svhn(folder: Path) -> np.ndarray:
    """MATLAB's, where the last axis counts."""
    x, y = pictures(6, 32, 32, 3)
    scipy.io.savemat(folder / "train_32x32.mat", {"X": np.moveaxis(x, 0, -1), "y": y[:, None]})
    return x


def imagenet64(folder: Path) -> np.ndarray:
    """Lines of numbers."""
    x, y = pictures(6, 3, 64, 64)
    np.savez(folder / "train_data_batch_1.npz", data=x.reshape(6, -1), labels=y, mean=np.zeros(12288))
    return x.transpose(0, 2, 3, 1)


def patch_camelyon(folder: Path) -> np.ndarray:
    """A file of pictures and one of labels for each split, whose arrays are all called alike."""
    h5py = pytest.importorskip("h5py")
    x, y = pictures(9, 96, 96, 3)
    for split, part in (("test", slice(0, 2)), ("train", slice(2, 7)), ("valid", slice(7, 9))):
        start = f"camelyonpatch_level_2_split_{split}"
        for name, array in (("x", x[part]), ("y", y[part].reshape(-1, 1, 1, 1)), ("mask", x[part, ..., :1])):
            with h5py.File(folder / f"{start}_{name}.h5", "w") as file:
                file.create_dataset(name, data=array, compression="gzip", chunks=(1, *array.shape[1:]))
        (folder / f"{start}_meta.csv").write_text("tumor_patch\n")
    return x


def cats(folder: Path) -> np.ndarray:
    """Pictures, labels and the names of classes in one file a split, as a course has it."""
    h5py = pytest.importorskip("h5py")
    x, y = pictures(9, 64, 64, 3)
    for split, part in (("test", slice(0, 3)), ("train", slice(3, 9))):
        with h5py.File(folder / f"{split}_signs.h5", "w") as file:
            file[f"{split}_set_x"], file[f"{split}_set_y"] = x[part], y[part]
            file["list_classes"] = [name.encode() for name in NAMES]
    return x


def turned(folder: Path) -> np.ndarray:
    """Written by Fortran's order."""
    x, _ = pictures(5, 20, 30)
    np.save(folder / "images.npy", np.asfortranarray(x))
    return x


OF_NAMES = {"airplane": 4, "automobile": 4, "bird": 4}
SETS = {
    mnist: ({"0": 4, "1": 4, "2": 4}, {"test": 4, "train": 8}, {".gz": 4, "without an ending": 2}),
    fashion: ({"0": 3, "1": 3, "2": 3}, {"train": 9}, {".gz": 1}),
    cifar10: (OF_NAMES, {"train": 8, "test": 4}, {".gz": 1, ".html": 1, ".meta": 1}),
    cifar100: (dict.fromkeys(NAMES, 2), {"train": 6}, {"without an ending": 1}),
    cifar_binary: (dict.fromkeys(NAMES, 2), {"train": 6}, {".txt": 1}),
    stl10: (dict.fromkeys(NAMES, 2), {"train": 6}, {".bin": 1, ".txt": 1}),
    medmnist: ({"0": 4, "1": 4, "2": 4}, {"train": 6, "val": 3, "test": 3}, {}),
    keras: ({"0": 3, "1": 3, "2": 3}, {"test": 3, "train": 6}, {}),
    corruptions: ({"0": 2, "1": 2, "2": 2}, None, {".npy": 1}),
    svhn: ({"0": 2, "1": 2, "2": 2}, {"train": 6}, {}),
    imagenet64: ({"0": 2, "1": 2, "2": 2}, {"train": 6}, {}),
    patch_camelyon: (
        dict.fromkeys("012", 3),
        {"test": 2, "train": 5, "valid": 2},
        {".csv": 3, ".h5": 6},
    ),
    cats: (dict.fromkeys(NAMES, 3), {"test": 3, "train": 6}, {}),
    turned: (None, None, {}),
}


def counts(source, name: str) -> dict | None:
    """How often each value of a column is there."""
    if name not in source.items.column_names:
        return None
    return dict(Counter(source.items[name].to_pylist()))


@pytest.mark.parametrize("make", SETS, ids=lambda make: make.__name__)
def test_data_sets_open_as_they_are_written(make, tmp_path):
    """Counts, labels, splits, what is passed over, and every pixel."""
    labels, splits, passed_over = SETS[make]
    expected = make(tmp_path)
    source = open_source(tmp_path)
    assert source.kind == "arrays"
    assert counts(source, "label") == labels
    assert counts(source, "split") == splits
    assert source.passed_over == passed_over
    assert source.failures == []
    assert source.items.num_rows == len(expected)
    for place, picture in enumerate(expected):
        grey = picture.ndim == 2
        rgb = np.repeat(picture[..., None], 3, axis=2) if grey else picture
        frame = source.image(place)
        assert isinstance(frame, Frame)
        np.testing.assert_array_equal(np.asarray(read_frame(frame, ImageOptions()).image()), rgb)
        with open(frame.path, "rb") as file:
            still = read_frame(frame, ImageOptions(), file)
            assert still.digest() == read_frame(frame, ImageOptions()).digest()


def test_further_columns_are_taken(tmp_path):
    """Coarser labels by their names, names of files, and the array where there are several."""
    cifar100(tmp_path)
    assert counts(open_source(tmp_path), "coarse") == {"vehicle": 4, "animal": 2}
    folder = tmp_path / "c"
    folder.mkdir()
    corruptions(folder)
    assert counts(open_source(folder), "array") == {"fog": 3, "snow": 3}
    folder = tmp_path / "ten"
    folder.mkdir()
    cifar10(folder)
    assert counts(open_source(folder), "filenames") == {"a.png": 3, "b.png": 3, "c.png": 3, "d.png": 3}


def test_several_classes_and_one_hot(tmp_path):
    """Columns of 0 and 1: several of an image are a list, one of each is a class."""
    x, y = pictures(6, 28, 28)
    several = np.array([[1, 0, 1], [0, 0, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1], [0, 1, 1]], np.uint8)
    np.savez(tmp_path / "chest.npz", train_images=x, train_labels=several)
    source = open_source(tmp_path / "chest.npz")
    said = source.items["label"].to_pylist()
    assert ["".join(sorted(each)) for each in said] == ["02", "", "1", "012", "2", "12"]
    np.savez(tmp_path / "hot.npz", images=x, y=np.eye(3)[y])
    assert counts(open_source(tmp_path / "hot.npz"), "label") is None  # floats of two axes are no labels
    np.savez(tmp_path / "hot.npz", images=x, y=np.eye(3, dtype=np.uint8)[y])
    assert counts(open_source(tmp_path / "hot.npz"), "label") == {"0": 2, "1": 2, "2": 2}


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.linspace(0, 1, 12).reshape(1, 2, 6, 1), np.rint(np.linspace(0, 255, 12)).reshape(2, 6)),
        (np.full((1, 4, 4), True), np.full((4, 4), 255)),
        (np.array([[[[0, 1000], [2000, 4000]]] * 3]).astype(np.uint16), [[0, 64], [128, 255]]),
    ],
    ids=["shares", "booleans", "16 bits, channels first"],
)
def test_numbers_of_other_types_are_brought_into_view(array, expected, tmp_path):
    """As those of other files are; floats from 0 to 1 as they are meant."""
    np.save(tmp_path / "x.npy", array)
    image = read_frame(open_source(tmp_path / "x.npy").image(0), ImageOptions()).image()
    assert image.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(image)[..., 0], expected)


def test_an_index_of_arrays_is_built_shown_and_refreshed(tmp_path):
    """Items by their numbers, originals as PNG, and of a batch that changes what has changed."""
    x = medmnist(tmp_path)
    file = tmp_path / "pathmnist.npz"
    out = tmp_path / "index"
    build_index(file, out, encoder=FakeEncoder())
    with open_index(out) as index:
        row = index.items["path"].to_pylist().index("pathmnist.npz#image=7")
        with index.open_image(row) as original:
            assert original.path == str(file)
            png = original.read()
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png))), x[7])
    arrays = dict(np.load(file))
    arrays["val_images"] = arrays["val_images"].copy()
    arrays["val_images"][1] = 0
    np.savez_compressed(file, **arrays)
    encoder = FakeEncoder()
    build_index(file, out, encoder=encoder)
    assert encoder.seen == 1


def test_what_is_packed_is_unpacked_once_until_it_changes(tmp_path, monkeypatch):
    """However often its file is opened for one picture."""
    x = medmnist(tmp_path)
    file, read = tmp_path / "pathmnist.npz", []
    unpack = np.lib.format.read_array
    monkeypatch.setattr(np.lib.format, "read_array", lambda *a, **k: read.append(1) or unpack(*a, **k))

    def taken(i: int) -> np.ndarray:
        with file.open("rb") as stream:
            still = read_frame(Frame(str(file), "image", str(i)), ImageOptions(), stream)
            return np.asarray(still.image())

    for i in (0, 3, 5, 7, 0):
        np.testing.assert_array_equal(taken(i), x[i])
    before = len(read)
    assert before <= 5  # three arrays of labels, two of pictures
    np.savez_compressed(file, train_images=x[::-1])
    np.testing.assert_array_equal(taken(2), x[-3])
    assert len(read) == before + 1


class _Harm:
    """What a pickle would run."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self):
        return (Path.touch, (self.place,))


def test_nothing_in_a_file_is_run(tmp_path):
    """Neither a pickle's calls, nor what arrays of objects are made of."""
    harm, x = _Harm(tmp_path / "harmed"), pictures(2, 3, 32, 32)[0]
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "data_batch_1").write_bytes(pickle.dumps({"data": x.reshape(2, -1), "labels": [harm, harm]}))
    with pytest.raises(SourceError, match="it would run"):
        open_source(evil, SourceOptions(source="arrays"))
    objects = np.array([harm, harm], dtype=object)
    np.savez(evil / "a.npz", images=x.transpose(0, 2, 3, 1), labels=objects)
    (evil / "data_batch_1").unlink()
    assert open_source(evil).items.column_names == ["path", "source_row"]
    assert not harm.place.exists()


def damaged(tmp_path: Path) -> dict[str, bytes]:
    """Files that are cut off, that say more than there is, or that are too large to be unpacked."""
    x = pictures(4, 28, 28)[0]
    plain, packed = io.BytesIO(), io.BytesIO()
    np.save(plain, x)
    np.savez_compressed(packed, images=x)
    header = io.BytesIO()
    np.lib.format.write_array_header_2_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (1 << 40, 9, 9)}
    )
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", header.getvalue())
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("images.npy", header.getvalue())
    return {
        "cut-images-idx3-ubyte": idx(x)[:-700],
        "head-images-idx3-ubyte": idx(x)[:6],
        "cut.npy": plain.getvalue()[:-900],
        "cut.npz": packed.getvalue()[:-40],
        "bomb.npz": bomb.getvalue(),
        "stored.npz": stored.getvalue(),
        "lie.npy": header.getvalue(),
        "lie-images-idx3-ubyte": idx(x)[:4] + b"\xff" * 4 + idx(x)[8:],
        "packed-images-idx3-ubyte.gz": gzip.compress(idx(x))[:-30],
    }


@pytest.mark.parametrize("name", damaged(Path()))
def test_damaged_files_are_listed_with_their_reason(name, tmp_path):
    """Those beside them are read."""
    whole = tmp_path / "whole.npy"
    np.save(whole, pictures(3, 28, 28)[0])
    (tmp_path / name).write_bytes(damaged(tmp_path)[name])
    source = open_source(tmp_path)
    (failure,) = source.failures
    assert failure.path == name
    assert "cut off" in failure.reason or "damaged" in failure.reason
    assert source.items["path"].to_pylist() == [f"whole.npy#image={i}" for i in range(3)]


def test_hdf5_of_images_with_what_is_said_of_each(tmp_path):
    """In groups, in pieces of many, unpacked or not; other arrays are columns, texts among them."""
    h5py = pytest.importorskip("h5py")
    x, y = pictures(9, 32, 32, 3)
    with h5py.File(tmp_path / "galaxies.h5", "w") as file:
        file.create_dataset("data/images", data=x, chunks=(4, 32, 32, 3), compression="gzip")
        file["data/ans"] = y
        file["data/survey"] = ["north", "south", "north"] * 3
        file["data/redshift"] = np.linspace(0, 1, 9)
    source = open_source(tmp_path / "galaxies.h5")
    assert source.items["label"].to_pylist() == ["0", "1", "2"] * 3
    assert source.items["survey"].to_pylist() == ["north", "south", "north"] * 3
    assert source.items["redshift"].to_pylist() == np.linspace(0, 1, 9).tolist()
    options = BuildOptions(device="cpu", workers=1, batch_size=4, neighbors=2)
    build_index(tmp_path / "galaxies.h5", options=options, encoder=FakeEncoder())
    with open_index(tmp_path / "galaxies.dendro") as index:
        for row, number in enumerate(index.items["source_row"].to_pylist()):
            with index.open_image(row) as original:
                np.testing.assert_array_equal(np.asarray(Image.open(original)), x[number])


def test_hdf5_that_is_not_pictures_or_lies_elsewhere(tmp_path, monkeypatch):
    """Weights of a model have shapes of pictures; links lead to other files; without h5py a line says so."""
    h5py = pytest.importorskip("h5py")
    x = pictures(4, 16, 16, 3)[0]
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file.attrs["keras_version"] = "3"
        file["conv/kernel"] = x.astype(np.float32)
    with h5py.File(tmp_path / "links.h5", "w") as file:
        file["away"] = h5py.ExternalLink("other.h5", "images")
        file.create_dataset("outside", x.shape, x.dtype, external=[("other.bin", 0, x.nbytes)])
        whole = h5py.VirtualLayout(x.shape, x.dtype)
        whole[:] = h5py.VirtualSource("other.h5", "images", x.shape)
        file.create_virtual_dataset("virtual", whole)
        file.create_dataset("huge", (2, 1 << 20, 1 << 20, 3), np.uint8, chunks=(1, 1 << 10, 1 << 10, 3))
    for name in ("weights", "links"):
        with pytest.raises(SourceError, match=r"\(n, height, width, channels\)"):
            open_source(tmp_path / f"{name}.h5", SourceOptions(source="arrays"))
    with pytest.raises(SourceError, match=r"Arrays in \.h5 are read where they are pictures"):
        open_source(tmp_path)
    for module in (hdf5_files, passed_over, arrays):
        monkeypatch.setattr(module, "is_installed", lambda name: False)
    for location in (tmp_path, tmp_path / "links.h5"):
        with pytest.raises(SourceError, match=r"install h5py: pip install 'dendro-explorer\[hdf5\]'"):
            open_source(location)


def test_damaged_hdf5_is_listed(tmp_path):
    """Cut off anywhere."""
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("images", data=pictures(4, 28, 28)[0], compression="gzip")
    whole = (tmp_path / "a.h5").read_bytes()
    for end in (40, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.h5").write_bytes(whole[:end])
        (failure,) = open_source(tmp_path).failures
        assert (failure.path, failure.reason) == ("cut.h5", "its arrays are cut off or damaged")


@pytest.mark.parametrize(
    "write", [lambda file: np.save(file, np.ones((9, 512), np.float32)), lambda file: None]
)
def test_vectors_are_no_pictures(write, tmp_path):
    """A folder of them says what is read."""
    with (tmp_path / "features.npy").open("wb") as file:
        write(file)
    with pytest.raises(SourceError, match=r"\(n, height, width\)"):
        open_source(tmp_path)


def test_images_come_before_arrays_beside_them(tmp_path):
    """A folder of images with vectors or masks as arrays is one of images."""
    np.save(tmp_path / "x.npy", pictures(3, 28, 28)[0])
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    source = open_source(tmp_path)
    assert source.kind == "folder"
    assert source.passed_over == {".npy": 1}


def test_numbers_beyond_the_end_are_none():
    """A name that was made for more pictures than there are now."""
    file = io.BytesIO(idx(pictures(2, 28, 28)[0]))
    assert [array.count for array in contents_of(file, "a-ubyte").pictures] == [2]
    file.seek(0)
    with pytest.raises(ImageError, match="2 pictures, counted from 0"):
        read_frame(Frame("a-ubyte", "image", "2"), ImageOptions(), file)
