"""Models of open_clip: with published weights, a file of weights, or a folder that describes them."""

from importlib.util import find_spec
from pathlib import Path

from explorer.embedding.checkpoints.checkpoint_file import check_file
from explorer.embedding.encoder import Encoder
from explorer.embedding.encoder_kind import EncoderKind, Loading
from explorer.embedding.hub import HubRepository, cached, remote_weights, weights_in
from explorer.embedding.spec import DEFAULT, Spec, parse_spec
from explorer.errors import EncoderError

# As in open_clip's table; known here so that `auto` can choose without loading open_clip.
DEFAULT_REMOTE = remote_weights("laion/CLIP-ViT-B-32-laion2B-s34B-b79K/")


def accepts(name: str) -> bool:
    """Whether no other kind is named: whatever is left may be a model of open_clip."""
    return True


def load(name: str, loading: Loading) -> Encoder:
    """Load a model; see `EncoderKind`."""
    wanted = parse_spec(name)
    if wanted.file is not None:
        return open_file(wanted, wanted.file, loading)
    if wanted.folder is not None:
        return open_file(wanted, weights_in(wanted.folder), loading)
    own = "a copy of it: local-dir:FOLDER" if wanted.repository else f"a file: {wanted.model}:FILE"
    file = loading.weights(_remote(wanted), wanted.name, own)
    if wanted.repository:
        _fetch_description(wanted, loading)
    return open_file(wanted, file, loading)


def check(name: str) -> None:
    """Refuse what names no model, or a file that is not there; see `EncoderKind`."""
    wanted = parse_spec(name)
    if wanted.file is None:
        weights(name)
        return
    check_file(wanted.file, wanted.model)
    from explorer.embedding.clip.openclip_tables import check_model

    check_model(wanted.model)


def weights(name: str) -> Path | None:
    """Return the file of a model's weights where it is here; see `EncoderKind`."""
    wanted = parse_spec(name)
    file = wanted.file
    if file is None:
        file = weights_in(wanted.folder) if wanted.folder is not None else cached(_remote(wanted))
    return file if file is not None and file.is_file() else None


def open_file(spec: Spec, file: Path, loading: Loading) -> Encoder:
    """Load a model with weights that are here."""
    from explorer.embedding.clip.openclip import OpenClipEncoder

    return OpenClipEncoder(spec, file, loading.device, loading.offline)


def state() -> list[dict]:
    """Tell whether the default model can be used."""
    default = {"name": DEFAULT, "available": False, "text_search": True}
    if find_spec("open_clip") is None:
        note = "open_clip is not installed; run: pip install open_clip_torch"
    elif (file := cached(DEFAULT_REMOTE)) is not None:
        default["available"] = True
        note = f"weights in the hub's cache, {file.stat().st_size / 1e6:.0f} MB"
    else:
        note = (
            "its weights are not here: they are fetched when the hub can be reached, or give a file as "
            "ViT-B-32:FILE"
        )
    return [{**default, "note": note}]


def _remote(wanted: Spec) -> HubRepository:
    """Where the weights lie on the hub."""
    if wanted.repository:
        return remote_weights(f"{wanted.repository}/")
    from explorer.embedding.clip.openclip_tables import published

    return published(wanted)[0]


def _fetch_description(wanted: Spec, loading: Loading) -> None:
    """Have the description of a repository's model beside its weights."""
    from explorer.embedding.clip.openclip_tables import CONFIG

    file, reason = loading.find(HubRepository(wanted.repository, (CONFIG,)), f"{wanted.name} ({CONFIG})")
    if file is None:
        raise EncoderError(f"{CONFIG} of {wanted.name} is not in the hub's cache, and {reason}.")


KIND = EncoderKind(
    "open_clip",
    "models of open_clip",
    "`MODEL/WEIGHTS`, `MODEL:FILE`, `hf-hub:ORG/NAME`, `local-dir:FOLDER`",
    accepts,
    load,
    weights,
    check=check,
    package="open_clip",
    install="pip install open_clip_torch",
    text="yes",
    state=state,
)
