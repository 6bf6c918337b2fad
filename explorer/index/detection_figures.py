"""What an index knows of the boxes of models that it was built with: figures, and the class of no object."""

from explorer.errors import NotFoundError
from explorer.index.reader import Index

DETECTIONS = "detections"
"""In the manifest's `source`, where boxes of models were matched with objects."""


def figures_of(index: Index) -> dict:
    """Return the document of `dendro detections --json`.

    Raises
    ------
    NotFoundError
        When the index has no detections.
    """
    found = index.manifest.source.get(DETECTIONS)
    if not isinstance(found, dict) or not isinstance(found.get("models"), list):
        raise NotFoundError(
            f"{index.name} has no detections; build it of annotations that mark objects, "
            "with --detections FILE."
        )
    return {"build": index.build, **found}


def has_figures(index: Index) -> bool:
    """Whether boxes of models were matched with objects."""
    try:
        return bool(figures_of(index)["models"])
    except NotFoundError:
        return False


def background_code(index: Index) -> int:
    """Return the code of the class of no object among `Index.classes`, -1 where there is none.

    It is the label of boxes that stand for nothing and the prediction of objects that are missed: a class to
    count by, of which nothing can be recognised.
    """
    found = index.manifest.source.get(DETECTIONS)
    name = found.get("background") if isinstance(found, dict) else None
    return index.classes.index(name) if name in index.classes else -1
