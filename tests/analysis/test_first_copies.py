"""Copies in an index: the wiring from files to groups, found once."""

import io

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image, ImageDraw

from explorer.analysis.copies.first_copies import content_codes, copies_in, distinct_images
from explorer.clustering.neighbors.types import Neighbors
from tests.analysis.alike import index_of, scattered
from tests.analysis.test_image_hashes import encoded, scene
from tests.analysis.test_overlay import page, photograph


def stored(picture, quality):
    """A JPEG file."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def test_different_drawings_are_all_distinct(small_index):
    """No two of the small index are the same picture."""
    assert distinct_images(small_index).tolist() == list(range(300))


def test_copies_are_found_in_an_index_once():
    """Equal files, and a picture compressed anew; asked twice, looked at once."""
    points = scattered(30)
    points[[4, 9]] = points[3]
    points[9] += 0.01
    files = [stored(scene(row), 90) for row in range(30)]
    files[4], files[9] = files[3], stored(scene(3), 40)
    hashes = [f"{row}" for row in range(30)]
    hashes[4] = hashes[3]
    index = index_of(points, files, hashes)
    found = copies_in(index)
    assert np.flatnonzero(found.shown != np.arange(30)).tolist() == [4, 9]
    assert found.shown[[4, 9]].tolist() == [3, 3]
    looked = index.thumbnails.packed
    assert copies_in(index) is found and index.thumbnails.packed == looked
    assert np.array_equal(distinct_images(index), found.counted)


def test_without_hashes_looks_alone_tell():
    """Own vectors of pictures whose files were not read."""
    points = scattered(20)
    points[7] = points[2]
    files = [stored(scene(row if row != 7 else 2), 80) for row in range(20)]
    index = index_of(points, files)
    assert (content_codes(index) == -1).all()
    assert np.flatnonzero(copies_in(index).shown != np.arange(20)).tolist() == [7]


def test_without_a_readable_thumbnail_only_equal_files_are_copies():
    """Damaged entries confirm nothing and stop nothing."""
    points = np.ones((20, 3))
    index = index_of(points, [b"damaged"] * 20, [0, 0, *range(18)])
    assert np.flatnonzero(copies_in(index).shown != np.arange(20)).tolist() == [1, 2]


def test_plain_pictures_are_no_giant_group():
    """White paper and night skies with stars, equal in vector and colour: all distinct."""
    rng = np.random.default_rng(0)
    files = []
    for _ in range(20):
        sky = rng.integers(0, 6, (48, 48), np.uint8)
        sky[tuple(rng.integers(0, 48, (2, 40)))] = 255
        files.append(encoded(Image.fromarray(sky)))
        files.append(encoded(Image.fromarray(rng.integers(252, 256, (48, 48), np.uint8))))
    index = index_of(np.ones((40, 3)), files, range(40), k=15)
    assert distinct_images(index).tolist() == list(range(40))


def test_the_frames_of_a_pan_are_copies_however_many():
    """Thirty frames, more than neighbours are listed: one group of each of two pans."""
    frames = [
        photograph(pan, (400, 180)).crop((2 * t, 0, 2 * t + 240, 180)) for pan in (0, 1) for t in range(30)
    ]
    far = 10 * np.repeat(np.eye(2), 30, axis=0)
    points = np.column_stack([far, np.tile(np.arange(30), 2)])
    found = copies_in(index_of(points, [encoded(frame) for frame in frames], k=15)).shown
    assert found.tolist() == [0] * 30 + [30] * 30


def test_a_long_pan_is_one_run_of_several_steps():
    """Its ends show different things; beside it is another one. Vectors say nothing of either."""
    frames = [
        photograph(pan, (900, 180)).crop((9 * t, 0, 9 * t + 240, 180)) for pan in (0, 1) for t in range(60)
    ]
    index = index_of(scattered(120), [encoded(frame) for frame in frames], k=5)
    index.items = pa.table({"path": [f"shots/{pan}-{t}.png" for pan in "ab" for t in range(60)]})
    found = copies_in(index)
    assert found.shown.tolist() == [0] * 60 + [60] * 60
    assert found.steps[0] != found.steps[59] and 2 < len(np.unique(found.steps[:60])) < 20
    assert found.counted is found.steps


def test_a_run_ends_where_names_do_not_follow():
    """The same frames in names that say nothing: groups that look alike, and no further."""
    frames = [photograph(0, (900, 180)).crop((9 * t, 0, 9 * t + 240, 180)) for t in range(60)]
    far = np.column_stack([np.arange(60), np.zeros(60)])
    index = index_of(far, [encoded(frame) for frame in frames], k=5)
    index.items = pa.table({"path": [f"{t}/shot.png" for t in range(60)]})
    found = copies_in(index)
    assert found.shown is found.steps and found.shown[0] != found.shown[59]


def test_pages_of_one_layout_are_no_copies():
    """Equal vectors, equal colours, other words; a page compressed anew is one."""
    pages = [page(seed).resize((48, 48)) for seed in range(3)]
    files = [*map(encoded, pages), stored(pages[2], 80)]
    found = copies_in(index_of(np.ones((4, 3)), files, k=3)).shown
    assert found.tolist() == [0, 1, 2, 2]


def test_textures_that_the_encoder_hardly_tells_apart_have_copies():
    """Vectors say nothing: a picture compressed hard is found among three hundred, by its hash."""
    files = [stored(scene(row), 90) for row in range(300)] + [stored(scene(5), 30)]
    points = scattered(301)
    found = copies_in(index_of(points, files, k=5, of_pixels=True)).shown
    assert np.flatnonzero(found != np.arange(301)).tolist() == [300] and found[300] == 5


def test_forms_of_one_layout_are_no_copies_by_their_hashes():
    """Filled in with other words, in vectors that say nothing; one that was compressed anew is one."""
    forms = [form(seed) for seed in range(30)]
    files = [*map(encoded, forms), stored(forms[7], 60)]
    index = index_of(scattered(31), files, of_pixels=True)
    index.neighbors = Neighbors(np.empty((31, 0), np.int32), np.empty((31, 0), np.float32), "cosine")
    found = copies_in(index).shown
    assert np.flatnonzero(found != np.arange(31)).tolist() == [30] and found[30] == 7


@pytest.mark.parametrize("size", [44, 48, 52])
def test_numbered_forms_in_other_sizes_are_no_run(size):
    """A header that is large and bold, and values of this size: near vectors, and names that follow."""
    forms = [card(seed, size) for seed in range(12)]
    files = [*map(encoded, forms), stored(forms[7], 90)]
    found = copies_in(index_of(np.ones((13, 3)), files, k=10))
    assert np.flatnonzero(found.shown != np.arange(13)).tolist() == [12] and found.shown[12] == 7


def card(seed: int, size: int) -> Image.Image:
    """A card with a dark head, a box for a picture, and six values, as a thumbnail."""
    rng = np.random.default_rng(seed)
    sheet = Image.new("L", (500, 500), 250)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, 500, 100), fill=60)
    draw.rectangle((30, 130, 160, 330), fill=200, outline=0)
    for y in range(120, 480, 60):
        draw.text((190, y), "".join(rng.choice(list("abdeghknopuwxyz 0358"), 12)), fill=0, font_size=size)
    return sheet.resize((48, 48), Image.Resampling.LANCZOS)


def form(seed: int) -> Image.Image:
    """Eight boxes with a few letters in each, as a thumbnail."""
    rng = np.random.default_rng(seed)
    sheet = Image.new("L", (480, 480), 255)
    draw = ImageDraw.Draw(sheet)
    for y in range(20, 460, 55):
        draw.rectangle((20, y, 460, y + 40), outline=0)
        draw.text((40, y + 4), "".join(rng.choice(list("ABEHKMNRW 0358"), 14)), fill=0, font_size=28)
    return sheet.resize((48, 48), Image.Resampling.LANCZOS)


def test_hashes_are_kept_beside_the_build(tmp_path):
    """The second time nothing is decoded; what is not of these images is made again."""
    files = [stored(scene(row), 90) for row in range(9)]
    index = index_of(scattered(9), files)
    index.folder = tmp_path
    before = copies_in(index).shown
    (kept,) = tmp_path.glob("later-hashes-*.npy")
    assert np.load(kept).shape == (9,) and np.load(kept).all()
    colors = np.arange(0, 243, 27, np.uint8)[:, None].repeat(3, axis=1)
    again = index_of(scattered(9), files, colors=colors)
    again.folder = tmp_path
    assert np.array_equal(copies_in(again).shown, before) and again.thumbnails.packed == 0
    np.save(kept, np.zeros(3, np.uint64))
    index = index_of(scattered(9), files, colors=colors)
    index.folder = tmp_path
    copies_in(index)
    assert index.thumbnails.packed == 9
