"""The classes of the encoder for words: scored in the background, ahead of a search where that is quick."""

from functools import partial

from explorer.index.reader import Index
from explorer.view.encoder_classes import has_class_words, prepare_class_words
from explorer.web.builds.in_background import WAIT_SECONDS, InBackground

QUICK = 100_000
"""Images whose classes are scored within some seconds, so that nobody has to ask for them first."""


class ClassSearch(InBackground[None]):
    """Has words looked up in the classes of an index's encoder, once they are scored.

    Parameters
    ----------
    index : Index

    Attributes
    ----------
    is_quick : bool
        Whether scoring them keeps the machine busy for some seconds only.
    """

    def __init__(self, index: Index) -> None:
        self.is_quick = index.n <= QUICK
        make = partial(prepare_class_words, index) if has_class_words(index) else None
        super().__init__("classes of the encoder", make)

    async def ready(self, wait: float = WAIT_SECONDS) -> bool:
        """Return whether there is nothing to wait for any more; false where classes cannot be had in time."""
        await self.get(wait)
        return self.state in ("ready", "none")
