"""The encoder for queries: loaded in the background when it is first wanted, and never before."""

from functools import partial

from explorer.embedding.encoder import Encoder
from explorer.embedding.spec import FUNCTION
from explorer.index.format import OWN_VECTORS
from explorer.web.builds.in_background import InBackground


class QueryEncoder(InBackground[Encoder]):
    """Loads the encoder that an index was built with.

    Parameters
    ----------
    info : dict
        The manifest's `encoder`.
    """

    def __init__(self, info: dict) -> None:
        super().__init__("encoder for queries", partial(_load, info) if can_encode(info) else None)
        self._info = info

    @property
    def text(self) -> bool:
        """Whether words can be encoded."""
        return bool(self._info.get("text"))

    def for_encoder(self, info: dict) -> "QueryEncoder":
        """Return this one when it fits another build's encoder too, else a new one."""
        same = ("name", "weights_hash", "precision", "version")
        if self.state != "failed" and all(self._info.get(key) == info.get(key) for key in same):
            return self
        return QueryEncoder(info)


def _load(info: dict) -> Encoder:
    from explorer.embedding.service import load_text_encoder

    return load_text_encoder(info)


def can_encode(info: dict) -> bool:
    """Tell whether an encoder that can be loaded made the vectors, so that queries can be encoded alike."""
    name = str(info.get("name") or "")
    return bool(name) and name != OWN_VECTORS and not name.startswith(FUNCTION)
