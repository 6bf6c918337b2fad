"""Any callable as an encoder: what it is given, what it may return, and how a refresh knows it again."""

import numpy as np
import pytest
from PIL import Image

from explorer import BuildOptions, FunctionEncoder, build_index, open_index
from explorer.embedding.service import load_encoder, load_text_encoder
from explorer.errors import EncoderError, InputError
from explorer.web.builds.query_encoder import can_encode


def means(images):
    """Mean colours, and a one."""
    assert all(isinstance(image, Image.Image) and image.mode == "RGB" for image in images)
    return [[*np.asarray(image).reshape(-1, 3).mean(0) / 255, 1] for image in images]


def half_size(image):
    """A preparation of somebody's own: an array of a size of its own."""
    return np.asarray(image.resize((8, 4)), np.float32)


@pytest.fixture
def folder(tmp_path):
    """Six images of sizes of their own."""
    images = tmp_path / "images"
    images.mkdir()
    for i in range(6):
        Image.new("RGB", (20 + 7 * i, 31 - i), (40 * i, 255 - 40 * i, 7)).save(images / f"{i}.png")
    return images


def test_an_index_of_a_function(folder, tmp_path):
    """Built, refreshed without a call, grown by what is new, searched by an image with the same function."""
    calls = []

    def counted(images):
        calls.append(len(images))
        return means(images)

    out = tmp_path / "images.dendro"
    options = BuildOptions(workers=0, batch_size=4, projection=False)
    build_index(folder, out, options, encoder=counted)
    assert calls == [2, 2, 4, 2]  # tried for name and for sense, then the images
    with open_index(out) as index:
        assert index.encoder["name"].startswith("python:tests.embedding.test_function_encoder")
        expected = means([Image.open(folder / index.items["path"][row].as_py()) for row in range(index.n)])
        unit = np.array(expected) / np.linalg.norm(expected, axis=1, keepdims=True)
        np.testing.assert_allclose(index.embeddings, unit, atol=1e-6)
        found = index.search(image=folder / "3.png", image_encoder=FunctionEncoder(means))
        assert found.results[0]["path"] == "3.png"
        assert not can_encode(index.encoder)
        with pytest.raises(EncoderError, match=r"function of Python; search with it from there"):
            load_text_encoder(index.encoder)
    calls.clear()
    assert not build_index(folder, out, options, encoder=counted).published
    assert not build_index(folder, out, options).published  # nothing is new: nobody has to be asked
    Image.new("RGB", (9, 9), (9, 9, 200)).save(folder / "new.png")
    with pytest.raises(EncoderError, match=r"refresh its index from there"):
        build_index(folder, out, options)
    calls.clear()
    assert build_index(folder, out, options, encoder=counted).new == 1
    assert calls == [2, 2, 1]
    calls.clear()
    build_index(folder, out, options, encoder=FunctionEncoder(counted, version="other"))
    assert sum(calls) == 4 + 7  # another version: every image anew


def test_workers_reduce_what_is_large(folder, tmp_path):
    """Through worker processes too, of one shape or not; the longer side is held to what was asked for."""
    Image.new("RGB", (300, 2)).save(folder / "strip.png")
    seen = []

    def sizes(images):
        seen.extend(image.size for image in images)
        return means(images)

    encoder = FunctionEncoder(sizes, longest=30)
    seen.clear()
    build_index(folder, tmp_path / "x.dendro", BuildOptions(workers=1, projection=False), encoder=encoder)
    assert (30, 1) in seen
    assert (19, 30) in seen  # of 20 x 31
    assert max(max(size) for size in seen) == 30


def test_a_preparation_gives_arrays():
    """Then the function takes one array of them."""
    encoder = FunctionEncoder(lambda pixels: pixels.mean((1, 2)), "m", preparation=half_size)
    assert encoder.info.dim == 3
    assert encoder.info.preprocessing == {"preparation": f"{__name__}.half_size"}
    assert encoder.encode(np.ones((5, 4, 8, 3), np.float32)).vectors.shape == (5, 3)


def test_a_tensor_is_taken():
    """Of any kind of float, with a gradient or without."""
    import torch

    whole = FunctionEncoder(lambda images: torch.tensor(means(images), requires_grad=True).bfloat16(), "t")
    listed = FunctionEncoder(lambda images: [torch.tensor(row) for row in means(images)], "t")
    assert whole.info.dim == listed.info.dim == 4


def test_the_same_function_has_the_same_name():
    """By version where there is one, else by what it gives."""
    first, again = FunctionEncoder(means), FunctionEncoder(means)
    assert first.info == again.info
    other = FunctionEncoder(lambda images: -np.array(means(images)), name="n")
    assert other.info.weights_hash != first.info.weights_hash
    assert FunctionEncoder(means, version="1").info != FunctionEncoder(means, version="2").info


def raises(images):
    """A function that breaks."""
    raise KeyError("weights")


BROKEN = {
    r"raised KeyError for a batch of 2 images: 'weights'": raises,
    r"returned float64 of shape \(3, 4\) for 2 images; expected numbers of shape \(2, d\)": lambda images: (
        np.ones((3, 4))
    ),
    r"of shape \(2,\)": lambda images: np.ones(2),
    r"of shape \(2, 0\)": lambda images: np.ones((2, 0)),
    r"returned <U1": lambda images: [["a"], ["b"]],
    r"returned object of shape \(\)": lambda images: None,
    r"gives NaN or infinite": lambda images: np.full((len(images), 2), np.nan),
    r"same vector for any image": lambda images: np.ones((len(images), 2)),
    r"raised ValueError .*inhomogeneous": lambda images: [[1.0], [1.0, 2.0]],
}


@pytest.mark.parametrize("words", BROKEN)
def test_what_is_no_encoder_is_told_at_once(words):
    """One sentence with its name, before any image is read."""
    with pytest.raises(EncoderError, match=words) as caught:
        FunctionEncoder(BROKEN[words], name="mine")
    assert str(caught.value).startswith("python:mine ")
    assert "\n" not in str(caught.value)


def test_what_breaks_later_is_told(folder, tmp_path):
    """Another length, or NaN, of a later batch; and what is no callable."""

    def growing(images):
        found = np.array(means(images))
        return np.hstack([found, found]) if len(images) == 4 else found

    options = BuildOptions(workers=0, batch_size=4)
    with pytest.raises(EncoderError, match="returned vectors of 8 numbers, and before that of 4"):
        build_index(folder, tmp_path / "x.dendro", options, encoder=growing)
    with pytest.raises(InputError, match="expected a callable"):
        build_index(folder, tmp_path / "x.dendro", options, encoder="packaged")
    with pytest.raises(EncoderError, match="refresh its index from there"):
        load_encoder("python:mine")
