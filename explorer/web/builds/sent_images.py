"""Images that were sent to search with: their vectors and small pictures, the last ones remembered."""

import io
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

import numpy as np

from explorer.errors import NotFoundError
from explorer.images.decode import read_image
from explorer.options import ImageOptions
from explorer.search.search_query import encode_image
from explorer.search.towers import ImageTower

IMAGES_KEPT = 1000
"""Each has some ten kilobytes."""
SIDE = 160
GONE = "The image that was searched with is not there any more; choose it again."


@dataclass(frozen=True)
class SentImage:
    """An image that was sent.

    Attributes
    ----------
    name : str
        Told from its content; who does not have the image cannot guess it.
    vector : (d,) float32
    small : bytes
        A JPEG.
    """

    name: str
    vector: np.ndarray
    small: bytes


class SentImages:
    """The last images that were sent to a server, by their names."""

    def __init__(self) -> None:
        self._images: OrderedDict[str, SentImage] = OrderedDict()
        self._guard = Lock()

    def take(self, data: bytes, encoder: ImageTower, limits: ImageOptions) -> SentImage:
        """Decode an image, encode it, and remember it.

        Raises
        ------
        ImageError
            When it is none, or too large.
        """
        name = blake2b(data, digest_size=12).hexdigest()
        known = self._known(name)
        if known is not None:
            return known
        picture = read_image(data, limits).image.convert("RGB")
        vector = np.asarray(encode_image(encoder, picture, limits), np.float32)
        picture.thumbnail((SIDE, SIDE))
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=85)
        sent = SentImage(name, vector, stream.getvalue())
        with self._guard:
            self._images[name] = sent
            while len(self._images) > IMAGES_KEPT:
                self._images.popitem(last=False)
        return sent

    def get(self, name: str) -> SentImage:
        """Give the image of a name.

        Raises
        ------
        NotFoundError
            When it is not remembered.
        """
        found = self._known(name)
        if found is None:
            raise NotFoundError(GONE)
        return found

    def _known(self, name: str) -> SentImage | None:
        with self._guard:
            if name in self._images:
                self._images.move_to_end(name)
            return self._images.get(name)
