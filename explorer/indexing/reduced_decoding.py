"""How far JPEGs may be reduced while they are decoded: by what the encoder takes and the thumbnails show."""

from explorer.embedding.encoder import Encoder
from explorer.options import ImageOptions

_TIMES = 2
"""As many pixels a side as are taken; fewer change vectors more (docs/decisions/0023-reduced-decoding.md)."""


def least_side(image: ImageOptions, encoder: Encoder | None) -> int | None:
    """Return `ReadOptions.least_side`, pixels.

    Parameters
    ----------
    image : ImageOptions
    encoder : Encoder or None
        None where the vectors are the user's: then only thumbnails are made.

    Returns
    -------
    int or None
        None where all is decoded in full: that is not asked for, or nobody knows what the encoder takes.
    """
    if not image.reduced_decoding:
        return None
    taken = 0 if encoder is None else _taken(encoder)
    return None if taken is None else _TIMES * max(taken, image.levels[-1])


def is_unknown(image: ImageOptions, encoder: Encoder) -> bool:
    """Whether all is decoded in full though less is asked for."""
    return image.reduced_decoding and _taken(encoder) is None


def _taken(encoder: Encoder) -> int | None:
    return getattr(encoder.preparation, "side", None)
