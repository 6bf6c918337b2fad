"""Which encoder is taken, and what is said about it: docs/manual/encoders.md."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.embedding.clip.hub import DEADLINE, Remote, ask, cached, fetch, remote_weights, weights_in
from explorer.embedding.devices import choose_device
from explorer.embedding.encoder import Encoder
from explorer.embedding.spec import AUTO, DEFAULT, PACKAGED, Spec, parse_spec
from explorer.embedding.streaming import embed_stream, has_pixels
from explorer.errors import EncoderError

if TYPE_CHECKING:
    from explorer.embedding.efficientnet_lite0.class_head import ClassHead

__all__ = [
    "describe_encoders",
    "embed_stream",
    "has_pixels",
    "load_class_head",
    "load_encoder",
    "load_text_encoder",
]

# As in open_clip's table; known here so that `auto` can choose without loading open_clip.
DEFAULT_REMOTE = remote_weights("laion/CLIP-ViT-B-32-laion2B-s34B-b79K/")

Notice = Callable[[str], None]


def load_encoder(
    spec: str = AUTO, device: str = "auto", offline: bool = False, notice: Notice | None = None
) -> Encoder:
    """Load an encoder.

    Parameters
    ----------
    spec : str
        `auto`, `packaged`, `MODEL/WEIGHTS`, `MODEL:FILE`, `hf-hub:ORG/NAME` or `local-dir:FOLDER`.
    device : str
        `auto`, `cpu` or `cuda`.
    offline : bool
        Never ask the hub, neither for weights nor for a tokenizer.
    notice : callable, optional
        Told in one line when `auto` falls back to the packaged encoder, and when weights are fetched.

    Returns
    -------
    Encoder

    Raises
    ------
    EncoderError
        When the encoder or its weights cannot be had. A silent hub is given up within 5 seconds.
    """
    notice = notice or _say_nothing
    device = choose_device(device)
    if spec == PACKAGED:
        return _packaged(device)
    if spec == AUTO:
        return _automatic(device, offline, notice)
    wanted = parse_spec(spec)
    if wanted.file is not None:
        return _open_clip(wanted, wanted.file, device, offline)
    if wanted.folder is not None:
        return _open_clip(wanted, weights_in(wanted.folder), device, offline)
    remote = _remote(wanted)
    file, reason = _find(remote, wanted.name, offline, notice)
    if file is None:
        raise EncoderError(
            f"The weights {wanted.name} are not in the hub's cache, and {reason}. Run once where the hub can "
            f"be reached, or give {_own(wanted)}, or use --encoder packaged."
        )
    if wanted.repository:
        _fetch_description(wanted, offline, notice)
    return _open_clip(wanted, file, device, offline)


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
        Whether it takes words is in its `info.text`.

    Raises
    ------
    EncoderError
        When its weights are not here, or are others than the index was built with.
    """
    from explorer.embedding.checkpoints.hashing import weights_hash

    name, expected = info["name"], info["weights_hash"]
    device = choose_device(device)
    if name == PACKAGED:
        from explorer.embedding.efficientnet_lite0.packaged import weights_file

        _refuse_other_weights(weights_hash(weights_file()), expected, name)
        return _packaged(device)
    wanted = parse_spec(name)
    file = wanted.file
    if file is None:
        file = weights_in(wanted.folder) if wanted.folder is not None else cached(_remote(wanted))
    if file is None or not file.is_file():
        raise EncoderError(
            f"The index was built with {name}, whose weights are no longer on this machine; get them back to "
            "search by words or by image."
        )
    _refuse_other_weights(weights_hash(file), expected, name)
    return _open_clip(wanted, file, device, offline=True)


def load_class_head(info: dict) -> "ClassHead | None":
    """Load what scores ImageNet's classes from the vectors of an index; None where no such thing is known.

    Parameters
    ----------
    info : dict
        The manifest's `encoder`.

    Raises
    ------
    EncoderError
        When the packaged weights are missing, or are others than the index was built with.
    """
    if info.get("name") != PACKAGED:
        return None
    from explorer.embedding.checkpoints.hashing import weights_hash
    from explorer.embedding.efficientnet_lite0.packaged import read_class_head, weights_file

    _refuse_other_weights(weights_hash(weights_file()), info.get("weights_hash", ""), PACKAGED)
    return read_class_head()


def describe_encoders() -> list[dict]:
    """Tell what can be used here, without loading a model and without asking anybody.

    Returns
    -------
    list of dict
        `name` (to be typed), `available` (bool), `text_search` (bool), `note` (what it is, or what is missing
        and how to get it).
    """
    default = {"name": DEFAULT, "available": False, "text_search": True}
    if find_spec("open_clip") is None:
        default["note"] = "open_clip is not installed; run: pip install open_clip_torch"
    elif (file := cached(DEFAULT_REMOTE)) is not None:
        default |= {
            "available": True,
            "note": f"weights in the hub's cache, {file.stat().st_size / 1e6:.0f} MB",
        }
    else:
        default["note"] = (
            "its weights are not here: they are fetched when the hub can be reached, or give a file as "
            "ViT-B-32:FILE"
        )
    return [default, {"name": PACKAGED, "text_search": False, **_packaged_state()}]


def _packaged_state() -> dict:
    from explorer.embedding.efficientnet_lite0.packaged import weights_file

    try:
        size = weights_file().stat().st_size
    except EncoderError as error:
        return {"available": False, "note": str(error)}
    fast = all(find_spec(name) for name in ("onnxruntime", "onnx"))
    how = "by ONNX Runtime" if fast else "by torch; faster after: pip install onnxruntime onnx"
    return {"available": True, "note": f"EfficientNet-Lite0, {size / 1e6:.0f} MB, on a CPU {how}"}


def _automatic(device: str, offline: bool, notice: Notice) -> Encoder:
    file, reason = _find(DEFAULT_REMOTE, DEFAULT, offline, notice)
    if file is not None:
        try:
            return _open_clip(parse_spec(DEFAULT), file, device, offline)
        except EncoderError as error:
            reason = str(error).rstrip(".")
    else:
        reason = f"the weights {DEFAULT} are not in the hub's cache, and {reason}"
    encoder = _packaged(device)
    notice(
        f"Encoder: packaged (EfficientNet-Lite0), because {reason}. It has no text search; for that, index "
        f"with --encoder {DEFAULT} where the hub can be reached, or --encoder ViT-B-32:FILE."
    )
    return encoder


def _find(remote: Remote, name: str, offline: bool, notice: Notice) -> tuple[Path | None, str]:
    """The file of published weights, from the cache or the hub, or why it cannot be had."""
    file = cached(remote)
    if file is not None:
        return file, ""
    if offline:
        return None, "--offline forbids asking for them"
    answer = ask(remote, DEADLINE)
    if answer.file is None:
        return None, answer.reason
    size = f" ({answer.size / 1e6:.0f} MB)" if answer.size else ""
    notice(f"Fetching the weights {name}{size} into the hub's cache, once.")
    try:
        return fetch(remote, answer.file), ""
    except EncoderError as error:
        return None, str(error).rstrip(".")


def _remote(wanted: Spec) -> Remote:
    """Where the weights lie on the hub."""
    if wanted.repository:
        return remote_weights(f"{wanted.repository}/")
    from explorer.embedding.clip.openclip_tables import published

    return published(wanted)[0]


def _own(wanted: Spec) -> str:
    """What a user can give instead of weights from the hub."""
    return "a copy of it: local-dir:FOLDER" if wanted.repository else f"a file: {wanted.model}:FILE"


def _fetch_description(wanted: Spec, offline: bool, notice: Notice) -> None:
    """Have the description of a repository's model beside its weights."""
    from explorer.embedding.clip.openclip_tables import CONFIG

    file, reason = _find(Remote(wanted.repository, (CONFIG,)), f"{wanted.name} ({CONFIG})", offline, notice)
    if file is None:
        raise EncoderError(f"{CONFIG} of {wanted.name} is not in the hub's cache, and {reason}.")


def _packaged(device: str) -> Encoder:
    from explorer.embedding.efficientnet_lite0.packaged import PackagedEncoder

    return PackagedEncoder(device)


def _open_clip(spec: Spec, file: Path, device: str, offline: bool) -> Encoder:
    from explorer.embedding.clip.openclip import OpenClipEncoder

    return OpenClipEncoder(spec, file, device, offline)


def _refuse_other_weights(found: str, expected: str, name: str) -> None:
    if found != expected:
        raise EncoderError(
            f"The weights of {name} on this machine (hash {found}) are not those the index was built with "
            f"({expected}); put those back, or build the index again."
        )


def _say_nothing(text: str) -> None:
    """The notice of a caller who wants none."""
