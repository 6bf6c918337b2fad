"""The encoder that a query on the command line needs."""

from collections.abc import Callable
from pathlib import Path

from explorer.errors import EncoderError
from explorer.index.format import OWN_VECTORS
from explorer.index.reader import Index


def encoders_for(
    index: Index, text: str | None, image: Path | None, device: str, offline: bool, say: Callable[[str], None]
) -> dict:
    """Keyword arguments of `explorer.search.search` that carry encoders; empty when the query needs none.

    Raises
    ------
    EncoderError
        When the index was built from the user's own vectors and an image is asked for, or the encoder cannot
        be loaded.
    """
    if image is not None:
        name = index.encoder.get("name", "")
        if name in ("", OWN_VECTORS):
            raise EncoderError(
                f"{index.path} was built from your own vectors, and nothing here can encode {image} "
                "like them; search by --row or by words."
            )
        from explorer.embedding.service import load_encoder

        return {"image_encoder": load_encoder(name, device, offline, say)}
    if text is not None and index.text_search:
        from explorer.embedding.service import load_text_encoder

        return {"text_encoder": load_text_encoder(index.encoder)}
    return {}
