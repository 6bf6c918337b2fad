"""Sentences that say why fewer cells than asked are on screen."""

from explorer.view.request import ViewRequest


def note_for(request: ViewRequest, matching: int, shown: int, wanted: int) -> str:
    """Return the sentence, empty when every cell asked for is there.

    Parameters
    ----------
    request : ViewRequest
    matching : int
        Images here that match the filter.
    shown, wanted : int
        Cells on screen, and cells that the canvas has room for.
    """
    if shown >= request.clusters:
        return ""
    if matching == 0:
        return "No image here matches the filter."
    if shown == matching:
        some = "1 image" if matching == 1 else f"{matching:,} images"
        return (
            f"{some} here: {'it has the view to itself' if matching == 1 else 'each has a cell of its own'}."
        )
    if shown == wanted:
        return f"Showing {shown:,} of {request.clusters:,} clusters: the window has no room for more."
    return f"Showing {shown:,} of {request.clusters:,} clusters: there are no more here."
