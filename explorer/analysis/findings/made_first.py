"""What is made before findings are, where they were not asked of these images before, in words."""

from explorer.index.made_later import kinds_being_made
from explorer.index.reader import Index

SENTENCES = {
    "nearest": "Lists of neighbours are made first and kept, once for each set of images that count.",
    "whitened": "Whitened vectors are made first and kept, once for each set of images that count.",
    "hashes": "Hashes of all pictures are made first and kept, so this is once.",
}
"""By the kinds of `explorer.index.made_later`, in the order in which one is told of."""


def being_made(index: Index) -> str:
    """Say what is being made now that answers wait for and that is kept; empty where that is nothing."""
    kinds = kinds_being_made(index.folder)
    return next((said for kind, said in SENTENCES.items() if kind in kinds), "")
