"""Copies that are rotated, flipped or grey: found, named, and no others."""

import numpy as np
import pytest

from explorer.analysis.copies.first_copies import copies_in, transformed_in
from explorer.analysis.copies.image_hashes import hash_pictures, read_chroma
from explorer.analysis.copies.transformed_copies import ORIENTATIONS, eight, lost_color, orientation_of
from explorer.errors import InputError
from explorer.options import FindingsOptions
from tests.analysis.alike import index_of, scattered
from tests.analysis.test_image_hashes import encoded
from tests.analysis.test_overlay import photograph


def small(seed, side):
    """A picture, grey."""
    return np.asarray(photograph(seed, (200, 200)).convert("L").resize((side, side)))


def test_hashes_of_all_orientations_come_from_four():
    """Bit for bit those of the turned pictures."""
    grey = np.stack([small(seed, 32) for seed in range(5)])
    exact = [hash_pictures(np.ascontiguousarray(change(grey)))[0] for _, change in ORIENTATIONS]
    assert np.array_equal(eight(np.column_stack(exact[:4])), np.column_stack(exact))


@pytest.mark.parametrize(("name", "change"), ORIENTATIONS[1:])
def test_a_turned_picture_is_found_where_it_is_asked_for(name, change):
    """Among others, in vectors that say nothing, and in no other orientation; also a grey one."""
    from PIL import Image

    pictures = [photograph(seed, (96, 96)).convert("RGB") for seed in range(12)]
    turned = np.stack([change(np.asarray(band)[None])[0] for band in pictures[4].split()], axis=2)
    files = [*pictures, Image.fromarray(np.ascontiguousarray(turned)), pictures[7].convert("L")]
    colors = np.array([np.asarray(file.convert("RGB")).reshape(-1, 3).mean(0) for file in files]).round()
    index = index_of(scattered(14), list(map(encoded, files)), colors=colors.astype(np.uint8), of_pixels=True)
    assert copies_in(index).shown[12] == 12
    found = transformed_in(index).shown
    assert np.flatnonzero(found != np.arange(14)).tolist() == [12, 13] and found[12] == 4 and found[13] == 7
    grey = np.stack([np.asarray(files[row].convert("L").resize((48, 48))) for row in (12, 4)])
    assert orientation_of(grey)[1] == name


def test_only_duplicates_are_turned():
    """Other kinds have no use for it."""
    from explorer.analysis.findings.limits import check_options

    check_options(FindingsOptions("duplicates", transformed=True), 100)
    with pytest.raises(InputError, match="transformed: belongs to the kind duplicates"):
        check_options(FindingsOptions("outliers", transformed=True), 100)


def test_only_a_picture_without_colour_is_called_grayscale():
    """Not one of something grey, whose pixels have some colour, and none where no copy has any."""
    from PIL import Image, ImageEnhance

    picture = Image.merge("RGB", [photograph(seed, (96, 96)) for seed in range(3)])
    pale = ImageEnhance.Color(picture).enhance(0.3)
    files = [picture, picture.convert("L"), picture.convert("L").convert("RGB"), pale]
    index = index_of(scattered(4), list(map(encoded, files)))
    chroma = read_chroma(index.thumbnails, np.arange(4))
    assert lost_color(chroma).tolist() == [False, True, True, False]
    assert not lost_color(chroma[1:3]).any()
