"""Objects and detections of a data set as arrays of boxes in pixels."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.caching import cached_property
from explorer.detections.boxes import Detections, Truths
from explorer.images.stored_sizes import stored_sizes
from explorer.sources.annotations.marked_images import Annotated
from explorer.sources.detections.predicted import Predicted

AREA, CROWD, DIFFICULT = "area", "crowd", "difficult"


@dataclass(frozen=True)
class BoxArrays:
    """What is marked in images, in one unit.

    Parameters
    ----------
    found : Annotated
    percent : bool
        Whether detections are in shares of their picture, so that the size of pictures must be known.
    """

    found: Annotated
    percent: bool

    @cached_property
    def rank(self) -> np.ndarray:
        """(images,) int64 Places of images by their ids, in which order COCO's evaluation takes them."""
        ids = {place: name for name, place in self.found.image_ids.items() if place >= 0}
        n = len(self.found.paths)
        if len(ids) < n or not all(name.isdecimal() for name in ids.values()):
            return np.arange(n)
        rank = np.empty(n, np.int64)
        rank[sorted(range(n), key=lambda place: int(ids[place]))] = np.arange(n)
        return rank

    @cached_property
    def sizes(self) -> np.ndarray:
        """(images, 2) float64 Width and height; NaN where they are not needed or cannot be told."""
        files = self.found.files
        sizes = np.full((len(files), 2), np.nan)
        wanted = range(len(files)) if self.percent else np.unique(self.found.objects.image[self.shares])
        places = [place for place in map(int, wanted) if files[place] is not None]
        for place, size in zip(places, stored_sizes([str(files[i]) for i in places]), strict=True):
            if size is not None:
                sizes[place] = size.upright
        return sizes

    @property
    def sized(self) -> bool:
        """Whether the size of any picture can be told."""
        return bool(np.isfinite(self.sizes[:, 0]).any())

    @cached_property
    def shares(self) -> np.ndarray:
        """(m,) bool Objects whose box is in shares of the picture."""
        return np.array([crop is not None and crop.percent for crop in self.found.objects.crops], bool)

    @cached_property
    def boxes(self) -> np.ndarray:
        """(m, 4) float64 In pixels; NaN where an object has no box, or it cannot be told."""
        none = (np.nan,) * 4
        given = [none if crop is None else crop[:4] for crop in self.found.objects.crops]
        boxes = np.array(given, np.float64).reshape(-1, 4)
        return np.where(self.shares[:, None], boxes * self._scale(self.found.objects.image), boxes)

    @cached_property
    def area(self) -> np.ndarray:
        """(m,) float64 As annotations have it, else of the box."""
        own = self.boxes[:, 2] * self.boxes[:, 3]
        said = self.found.objects.columns.get(AREA)
        if said is None:
            return own
        given = said.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return np.where(np.isnan(given), own, given)

    @cached_property
    def crowd(self) -> np.ndarray:
        """(m,) bool."""
        return self._said(CROWD)

    @cached_property
    def difficult(self) -> np.ndarray:
        """(m,) bool."""
        return self._said(DIFFICULT)

    def known(self, image: np.ndarray, percent: bool) -> np.ndarray:
        """(k,) bool Whether boxes in these images can be told in pixels."""
        return np.isfinite(self.sizes[image, 0]) if percent else np.ones(len(image), bool)

    def truths(self, places: np.ndarray) -> Truths:
        """Return some of the objects."""
        objects = self.found.objects
        return Truths(
            self.rank[objects.image[places]],
            objects.category[places],
            self.boxes[places],
            self.area[places],
            self.crowd[places],
            self.difficult[places],
        )

    def detections(self, given: Predicted) -> Detections:
        """Return the boxes of a model, all of them in images whose size is known where it is needed."""
        box = given.box * self._scale(given.image) if given.percent else given.box
        return Detections(self.rank[given.image], given.category, box, box[:, 2] * box[:, 3], given.score)

    def _said(self, column: str) -> np.ndarray:
        said = self.found.objects.columns.get(column)
        if said is None or not pa.types.is_boolean(said.type):
            return np.zeros(len(self.area), bool)
        return said.fill_null(False).to_numpy(zero_copy_only=False)

    def _scale(self, image: np.ndarray) -> np.ndarray:
        return np.tile(self.sizes[image] / 100, 2)
