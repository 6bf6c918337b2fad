"""Sentences that say why a view shows less than was asked for."""

from explorer.view.request import AUTO, MOST_DRAWN, ViewRequest
from explorer.words import count, images


def note_for(request: ViewRequest, matching: int, shown: int, wanted: int) -> str:
    """Return the sentence, empty when all that was asked for is there.

    Parameters
    ----------
    request : ViewRequest
    matching : int
        Images here that match the filter.
    shown, wanted : int
        Cells on screen, and cells that the canvas has room for.
    """
    if matching and (shown >= request.clusters or request.clusters == AUTO):
        return _smaller_than_drawn(request)
    if matching == 0:
        return "No image here matches the filter."
    if shown == matching:
        room = "it has the view to itself" if matching == 1 else "each has a cell of its own"
        return f"{images(matching)} here: {room}."
    if shown == wanted:
        return (
            f"Showing {count(shown)} of {count(request.clusters)} clusters: the window has no room for more."
        )
    return f"Showing {count(shown)} of {count(request.clusters)} clusters: there are no more here."


def _smaller_than_drawn(request: ViewRequest) -> str:
    if request.drawn_side == request.thumb:
        return ""
    return (
        f"Thumbnails are drawn at {request.drawn_side} px: one view has room for {count(MOST_DRAWN)} of them."
    )
