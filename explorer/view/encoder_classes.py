"""The classes of the packaged encoder as words to search by."""

from explorer.embedding.spec import PACKAGED
from explorer.errors import EncoderError
from explorer.index.class_shares import ScoresClasses
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.search import prepare_classes, take_stored
from explorer.search.towers import TextTower


def has_class_words(index: Index) -> bool:
    """Tell whether the encoder that an index was built with has classes, which words can name."""
    return index.encoder.get("name") == PACKAGED


def prepare_class_words(index: Index) -> None:
    """Have words looked up in the encoder's classes from now on, where it has any.

    Raises
    ------
    EncoderError
        When the weights that the index was built with are not here.
    """
    if has_class_words(index) and not take_stored(index) and (head := class_head(index)) is not None:
        prepare_classes(index, head)


def class_head(index: Index) -> ScoresClasses | None:
    """Return what scores the encoder's classes, read once; None where it has none.

    Raises
    ------
    EncoderError
        When the weights that the index was built with are not here.
    """
    return index.cached(_class_head)


@label_free
def _class_head(index: Index) -> ScoresClasses | None:
    from explorer.embedding.service import load_class_head

    return load_class_head(index.encoder)


def prepare_words_of(index: Index, text: str | None, text_encoder: TextTower | None) -> str:
    """Have words looked up in the encoder's classes, too; return a sentence where these cannot be had."""
    if text is None or text_encoder is not None:
        return ""
    try:
        prepare_class_words(index)
    except EncoderError as error:  # names and labels are searched all the same
        return f"Without the encoder's classes: {error}"
    return ""
