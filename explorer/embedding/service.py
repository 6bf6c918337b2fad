"""Which encoder is taken, and what is said about it: docs/manual/encoders.md."""

from typing import TYPE_CHECKING

from explorer.embedding import precision as precisions
from explorer.embedding.devices import choose_device
from explorer.embedding.encoder import Encoder, version_of
from explorer.embedding.encoder_kind import Loading, Notice, say_nothing
from explorer.embedding.kinds import KINDS, kind_of, open_clip
from explorer.embedding.probe import probed
from explorer.embedding.spec import AUTO, DEFAULT, PACKAGED, parse_spec
from explorer.embedding.streaming import embed_stream, has_pixels
from explorer.embedding.word_scores import WordScores, by_sentences, synsets_of
from explorer.errors import EncoderError
from explorer.nouns import Nouns

if TYPE_CHECKING:
    from explorer.embedding.efficientnet_lite0.class_head import ClassHead

__all__ = [
    "check_encoder",
    "describe_encoders",
    "embed_stream",
    "has_pixels",
    "load_class_head",
    "load_encoder",
    "load_text_encoder",
    "load_word_scores",
]


def load_encoder(
    spec: str = AUTO,
    device: str = "auto",
    offline: bool = False,
    notice: Notice | None = None,
    precision: str = AUTO,
) -> Encoder:
    """Load an encoder, and try it on two pictures.

    Parameters
    ----------
    spec : str
        `auto`, or what one of the kinds in `explorer.embedding.kinds` takes.
    device : str
        `auto`, `cpu` or `cuda`.
    offline : bool
        Never ask the hub, neither for weights nor for a tokenizer.
    notice : callable, optional
        Told in one line when `auto` falls back to the packaged encoder, when weights are fetched, and which
        precision was taken.
    precision : str
        One of `explorer.options.PRECISIONS`.

    Returns
    -------
    Encoder

    Raises
    ------
    EncoderError
        When the encoder or its weights cannot be had, or its vectors are of no use. A silent hub is given up
        within 5 seconds.
    """
    precisions.check_precision(precision)
    loading = Loading(choose_device(device), offline, notice or say_nothing)
    encoder = probed(_automatic(loading) if spec == AUTO else _load(spec, loading))
    return precisions.settle(encoder, precision, loading.notice)


def check_encoder(spec: str, device: str = "auto", precision: str = AUTO) -> None:
    """Refuse what `load_encoder` would, as far as that can be told without weights and a hub.

    Raises
    ------
    EncoderError
        There is no such encoder, file, device or precision.
    """
    precisions.check_precision(precision)
    if device != "auto":
        choose_device(device)
    if spec != AUTO:
        kind_of(spec).refuse_unknown(spec)


def load_text_encoder(info: dict, device: str = "cpu") -> Encoder:
    """Load the encoder that an index was built with, for queries. No hub is asked.

    Parameters
    ----------
    info : dict
        The manifest's `encoder`: `EncoderInfo.to_dict()`.
    device : str

    Returns
    -------
    Encoder
        Whether it takes words is in its `info.text`. Its vectors are of the index's version.

    Raises
    ------
    EncoderError
        When its weights are not here, or are others than the index was built with; or a newer release made
        its vectors.
    """
    from explorer.embedding.checkpoints.hashing import weights_hash

    name, version = info["name"], version_of(info)
    loading = Loading(choose_device(device), offline=True, version=version)
    kind = kind_of(name)
    _refuse_newer(version, kind.version, name)
    kind.require(name)
    file = kind.weights(name)
    if file is None:
        raise EncoderError(
            f"The index was built with {name}, whose weights are no longer on this machine; get them back to "
            "search by words or by image."
        )
    _refuse_other_weights(weights_hash(file), info["weights_hash"], name)
    return precisions.like(kind.load(name, loading), precisions.precision_of(info))


def load_class_head(info: dict) -> "ClassHead | None":
    """Load what scores ImageNet's classes from the vectors of an index; None where no such thing is known.

    Parameters
    ----------
    info : dict
        The manifest's `encoder`.

    Raises
    ------
    EncoderError
        When the packaged weights are missing, or are others than the index was built with; or a newer release
        made its vectors.
    """
    if info.get("name") != PACKAGED:
        return None
    from explorer.embedding.checkpoints.hashing import weights_hash
    from explorer.embedding.efficientnet_lite0.packaged_encoder import read_class_head, weights_file

    _refuse_newer(version_of(info), kind_of(PACKAGED).version, PACKAGED)
    _refuse_other_weights(weights_hash(weights_file()), info.get("weights_hash", ""), PACKAGED)
    return read_class_head(version_of(info))


def load_word_scores(info: dict, nouns: Nouns, encoder: Encoder | None = None) -> WordScores | None:
    """Load what tells from the vectors of an index which nouns its images show; None where nothing does.

    Parameters
    ----------
    info : dict
        The manifest's `encoder`.
    nouns : Nouns
    encoder : Encoder or None
        The one that made the vectors, where it is loaded already.
    """
    try:
        head = load_class_head(info)
        if head is not None:
            return WordScores(synsets_of(nouns, nouns.class_nouns), head)
        if not info.get("text"):
            return None
        return by_sentences(encoder or load_text_encoder(info), nouns)
    except EncoderError:  # whose weights are not here any more: then there are no such words
        return None


def describe_encoders() -> list[dict]:
    """Tell what can be used here, without loading a model and without asking anybody.

    Returns
    -------
    list of dict
        `name` (to be typed), `available` (bool), `text_search` (bool), `note` (what it is, or what is missing
        and how to get it).
    """
    return [each for kind in KINDS for each in kind.describe()]


def _load(name: str, loading: Loading) -> Encoder:
    kind = kind_of(name)
    kind.require(name)
    return kind.load(name, loading)


def _automatic(loading: Loading) -> Encoder:
    """The default model of open_clip where its weights can be had, else the packaged encoder."""
    file, reason = loading.find(open_clip.DEFAULT_REMOTE, DEFAULT)
    if file is not None:
        try:
            return open_clip.open_file(parse_spec(DEFAULT), file, loading)
        except EncoderError as error:
            reason = str(error).rstrip(".")
    else:
        reason = f"the weights {DEFAULT} are not in the hub's cache, and {reason}"
    encoder = _load(PACKAGED, loading)
    loading.notice(
        f"Encoder: packaged (EfficientNet-Lite0), because {reason}. It has no text search; for that, index "
        f"with --encoder {DEFAULT} where the hub can be reached, or --encoder ViT-B-32:FILE."
    )
    return encoder


def _refuse_other_weights(found: str, expected: str, name: str) -> None:
    if found != expected:
        raise EncoderError(
            f"The weights of {name} on this machine (hash {found}) are not those the index was built with "
            f"({expected}); put those back, or build the index again."
        )


def _refuse_newer(found: int, known: int, name: str) -> None:
    if found > known:
        raise EncoderError(
            f"The index has version {found} of the vectors of {name}, and this release knows none after "
            f"{known}; install a newer release, or build the index again."
        )
