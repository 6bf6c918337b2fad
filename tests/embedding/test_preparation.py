"""A preparation does what the model's own transform does, on pictures of every shape."""

import pickle

import numpy as np
import pytest
from PIL import Image

from explorer.embedding.preparation import Preparation

SIZES = [
    (1, 1), (2, 3), (3, 2), (31, 32), (32, 31), (32, 32), (33, 32), (57, 211), (63, 64), (64, 63), (64, 64),
    (64, 65), (65, 64), (100, 75), (75, 100), (127, 129), (150, 37), (37, 150), (200, 64), (64, 200),
    (333, 500), (500, 333), (641, 427),
]  # fmt: skip


def picture(width: int, height: int) -> Image.Image:
    """Noise over a slope, so that neither a shift nor a blur goes unseen."""
    rng = np.random.default_rng(width * 1000 + height)
    slope = np.linspace(0, 200, width)[None, :, None] * np.linspace(0.2, 1, height)[:, None, None]
    return Image.fromarray((slope + rng.integers(0, 56, (height, width, 3))).astype(np.uint8))


def normalized(preparation: Preparation, image: Image.Image) -> np.ndarray:
    """What an encoder makes of the pixels: float (3, height, width)."""
    scaled = preparation(image).astype(np.float32) / 255
    return ((scaled - np.float32(preparation.mean)) / np.float32(preparation.std)).transpose(2, 0, 1)


@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("size", [(64, 64), (48, 80)])
def test_parity_with_open_clip(mode, interpolation, size):
    """Every mode, filter and shape of the target gives what open_clip's transform gives."""
    from dataclasses import asdict

    from open_clip.transform import PreprocessCfg, image_transform_v2

    from explorer.embedding.clip.openclip_loading import preparation_from

    settings = {"size": size, "resize_mode": mode, "interpolation": interpolation, "fill_color": 77}
    reference = image_transform_v2(PreprocessCfg(**settings), is_train=False)
    preparation = preparation_from(asdict(PreprocessCfg(**settings)))
    for width, height in SIZES:
        image = picture(width, height)
        found = normalized(preparation, image)
        np.testing.assert_allclose(found, reference(image).numpy(), atol=1e-6, err_msg=f"{width}×{height}")


def test_parity_with_timm():
    """The packaged encoder's pixels are those of timm's evaluation transform for its network."""
    import timm
    from timm.data import create_transform, resolve_data_config

    from explorer.embedding.efficientnet_lite0.packaged_encoder import PREPARATION

    settings = timm.get_pretrained_cfg("tf_efficientnet_lite0").to_dict()
    reference = create_transform(**resolve_data_config(settings))
    for width, height in SIZES:
        image = picture(width, height)
        found = normalized(PREPARATION, image)
        np.testing.assert_allclose(found, reference(image).numpy(), atol=1e-6, err_msg=f"{width}×{height}")


@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("shape", [(30_000, 1), (1, 30_000), (4_000, 7)])
def test_a_strip_costs_no_memory(mode, shape, monkeypatch):
    """A picture thirty thousand times as long as wide is prepared without a giant in between."""
    made = []
    resize = Image.Image.resize

    def watched(self, size, *args, **kwargs):
        made.append(size[0] * size[1])
        return resize(self, size, *args, **kwargs)

    monkeypatch.setattr(Image.Image, "resize", watched)
    pixels = Preparation(resize_mode=mode)(picture(*shape))
    assert pixels.shape == (224, 224, 3)
    assert max(made) <= 16 * 224 * 224


def test_a_strip_is_prepared_as_a_whole_picture_would_be():
    """Resizing only what is kept differs from resizing all by no more than the rounding of a level."""
    preparation = Preparation(size=(32, 32), resize=(40, 40))
    image = picture(2_000, 20)
    whole = image.resize((4_000, 40), Image.Resampling.BICUBIC)
    expected = np.asarray(whole)[4:36, 1984:2016].astype(int)
    assert np.abs(preparation(image).astype(int) - expected).max() <= 1


def test_other_modes_are_converted():
    """A grey picture comes out with three equal channels."""
    pixels = Preparation(size=(8, 8), resize=(8, 8))(Image.new("L", (20, 10), 90))
    assert pixels.dtype == np.uint8
    assert (pixels == 90).all()


def test_missing_parts_are_filled():
    """A picture fitted inside the target has the fill around it, the odd pixel below and to the right."""
    preparation = Preparation(size=(8, 8), resize=(8, 8), resize_mode="longest", fill=9)
    pixels = preparation(Image.new("RGB", (8, 3), (200, 200, 200)))
    rows = pixels[:, 0, 0].tolist()
    assert rows == [9, 9, 200, 200, 200, 9, 9, 9]


def test_it_travels_to_a_worker():
    """A preparation survives pickling and describes itself in plain JSON values."""
    preparation = Preparation(size=(64, 80), resize=(64, 80), resize_mode="longest")
    assert pickle.loads(pickle.dumps(preparation)) == preparation
    assert preparation.describe()["size"] == [64, 80]
