"""The encoder's classes for words: scored in the background when words are first looked for."""

from functools import partial

from explorer.index.reader import Index
from explorer.view.encoder_classes import has_class_words, prepare_class_words
from explorer.web.builds.in_background import WAIT_SECONDS, InBackground


class ClassSearch(InBackground[None]):
    """Has words looked up in the classes of an index's encoder, once they are scored.

    Parameters
    ----------
    index : Index
    """

    def __init__(self, index: Index) -> None:
        make = partial(prepare_class_words, index) if has_class_words(index) else None
        super().__init__("classes of the encoder", make)

    async def ready(self, wait: float = WAIT_SECONDS) -> bool:
        """Return whether there is nothing to wait for any more; false where classes cannot be had in time."""
        await self.get(wait)
        return self.state in ("ready", "none")
