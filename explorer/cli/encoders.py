"""The encoder that a query on the command line needs."""

from pathlib import Path

from explorer.errors import EncoderError
from explorer.index.format import OWN_VECTORS
from explorer.index.reader import Index


def encoders_for(index: Index, text: str | None, image: Path | None, device: str) -> dict:
    """Keyword arguments of `explorer.search.search` that carry encoders; empty when the query needs none.

    Raises
    ------
    EncoderError
        When the index was built from the user's own vectors and an image is asked for, or the weights that it
        was built with are not here.
    """
    if image is not None and index.encoder.get("name", "") in ("", OWN_VECTORS):
        raise EncoderError(
            f"{index.path} was built from your own vectors, and nothing here can encode {image} "
            "like them; search by --row or by words."
        )
    if image is None and not (text and index.text_search):
        return {}
    from explorer.embedding.service import load_text_encoder

    return {"image_encoder" if image else "text_encoder": load_text_encoder(index.encoder, device)}
