"""What an index looks like on disk: names of its files and columns."""

import re

MAGIC = "dendro-index"
FORMAT_VERSION = 1

MANIFEST = "manifest.json"
MANIFEST_BESIDE = ".manifest.json"
MANIFEST_COPY = "build.json"
"""In the folder of each build, which knows by it what it is: see `explorer.index.manifests`."""
BUILDS = "builds"
STAGING = "staging"
USER_DATA = "user.sqlite"
BUILD_LOCK = "build.lock"

ITEMS = "items.parquet"
EMBEDDINGS = "embeddings.npy"
COLORS = "colors.npy"
TREE = "tree.npz"
NEIGHBORS = "neighbors.npz"
PROJECTION = "projection.npy"
FAILURES = "failures.parquet"
PROBABILITIES = "probabilities.npy"
SMALL_COPY = "embeddings-i8.npy"
SMALL_COPY_BOUNDS = "embeddings-i8-bounds.npy"
"""Both or neither; without them the vectors are searched. Another way of rounding would get other names."""
CLASSES = "classes.npy"
CLASS_SHARES = "class-shares.npy"
CLASS_SYNSETS = "class-synsets.npy"
"""All or none: the likeliest of the encoder's classes, and what they are; only where it has any."""
STATUS_TIMES = "status-times.npy"
"""Only where the file system told them, and not in indexes of earlier releases."""
OBJECTS = "objects"
"""In the manifest's `source` under `items` where the images are boxes in pictures."""
FRAMES = "frames"
VIEWS = ("window", "bands")
"""Names in `ImageOptions` of what of a picture's numbers is shown."""
PARTS = "parts.parquet"
"""Only where images are members of archives (`explorer.index.image_parts`)."""
REQUIRED_FILES = (ITEMS, EMBEDDINGS, COLORS, TREE, NEIGHBORS, PROJECTION, FAILURES)

PATH = "path"
HASH = "hash"
SOURCE_ROW = "source_row"
ABSOLUTE_PATH = "absolute_path"
"""Of exported tables: where originals lie; `absolute_path_2` where the index has a column of that name."""
LABEL = "label"
PREDICTION = "prediction"
CONFIDENCE = "confidence"
CONCEPT = "concept"
MODIFIED = "modified"
MEASURED_COLUMNS = (HASH, "width", "height", "bytes", MODIFIED, CONCEPT)
"""Columns that the build itself fills; sources store a user's column of the same name as `NAME_source`."""
IDENTIFYING_COLUMNS = frozenset({PATH, HASH, SOURCE_ROW, MODIFIED})
"""Columns that tell one file from another: no control filters by them, nothing is coloured by them, and their
values are not listed. A filter in words may name them, and an image shows them."""

OWN_VECTORS = "own vectors"
"""Name of the "encoder" of an index that was built from the user's embeddings."""

AGAIN = "Build the index again."
"""The last sentence on every damaged index. It is always true: see `explorer.indexing.previous_build`."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def is_plain_name(name: object) -> bool:
    """Whether `name` is one path component that cannot lead out of its folder."""
    return isinstance(name, str) and _PLAIN_NAME.fullmatch(name) is not None and ".." not in name
