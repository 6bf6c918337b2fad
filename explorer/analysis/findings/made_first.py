"""What is made before findings are, where they were not asked about these images before: said to who waits."""

from explorer.index.made_later import kinds_being_made
from explorer.index.reader import Index

NAMES = {"nearest": "Lists of neighbours", "whitened": "Whitened vectors", "hashes": "Hashes of all pictures"}
"""By the kinds of `explorer.index.made_later`, in the order in which one is told of."""


def being_made(index: Index) -> str:
    """Say what is being made now that answers wait for and that is kept; empty where that is nothing."""
    kinds = kinds_being_made(index.folder)
    name = next((words for kind, words in NAMES.items() if kind in kinds), None)
    return f"{name} are made first and kept, once for each set of images that count." if name else ""
