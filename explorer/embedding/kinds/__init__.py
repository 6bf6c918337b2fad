"""The kinds of encoders, a file each; a new one is a file here, named below."""

from explorer.embedding.encoder_kind import EncoderKind
from explorer.embedding.kinds import function, open_clip, packaged, timm, transformers

KINDS: tuple[EncoderKind, ...] = (packaged.KIND, timm.KIND, transformers.KIND, function.KIND, open_clip.KIND)
"""The first that accepts a name loads it; open_clip's models, which have no prefix, are last."""


def kind_of(name: str) -> EncoderKind:
    """Return the kind that a name belongs to."""
    return next(kind for kind in KINDS if kind.accepts(name))
