"""Files that fail, told without an encoder."""

from contextlib import closing

import numpy as np
import pyarrow.compute as pc

from explorer.errors import Failure
from explorer.images.decode import too_many_pixels
from explorer.images.stream import ReadOptions, read_images
from explorer.index.reader import Index
from explorer.indexing.file_states import FileStates
from explorer.indexing.known_images import KnownImages
from explorer.options import BuildOptions
from explorer.sources import Source


def failing_again(
    source: Source, places: np.ndarray, previous: Index, options: BuildOptions
) -> dict[int, str]:
    """Which of the files at these places failed in the previous build and still do, and why, when all did.

    Thus a refresh that finds nothing new loads no encoder for the sake of a broken file.
    """
    failed = previous.failures["path"].combine_chunks()
    if not len(places) or not pc.all(pc.is_in(source.items["path"].take(places), failed)).as_py():
        return {}
    return still_failing(source, places, options)


def still_failing(source: Source, places: np.ndarray, options: BuildOptions) -> dict[int, str]:
    """Which of these files cannot be decoded, and why. Needs no encoder, so that none is loaded for them."""
    work = ReadOptions(image=options.image, workers=1)
    with closing(read_images([source.image(i) for i in places], work)) as records:
        return {int(places[r.source_row]): r.reason for r in records if isinstance(r, Failure)}


def too_large(states: FileStates, known_images: KnownImages, limit: int) -> dict[int, str]:
    """Which files of known content are beyond a limit of pixels that was lowered, and the words for it."""
    slots = states.slots(known_images)
    places = np.flatnonzero(slots >= 0)
    sizes = known_images.known(slots[places]).sizes.astype(np.int64)
    beyond = np.flatnonzero(sizes.prod(axis=1) > limit)
    reasons = (too_many_pixels(width, height, limit) for width, height in sizes[beyond].tolist())
    return dict(zip(places[beyond].tolist(), reasons, strict=True))
