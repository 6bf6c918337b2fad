"""Models of timm, by name with published or own weights, or described in a repository or a folder."""

import re
from dataclasses import dataclass
from pathlib import Path

from explorer.embedding.checkpoints.checkpoint_file import check_file
from explorer.embedding.encoder import Encoder
from explorer.embedding.encoder_kind import EncoderKind, Loading
from explorer.embedding.hub import HubRepository, cached, weights_in
from explorer.embedding.spec import FOLDER, HUB, folder_of, repository_of
from explorer.embedding.timm_models.timm_encoder import TimmEncoder
from explorer.embedding.timm_models.timm_loading import (
    CONFIG,
    described,
    published,
    settings,
    with_own_weights,
)
from explorer.errors import EncoderError

_PREFIX = "timm:"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


@dataclass(frozen=True)
class TimmSpec:
    """What was typed after `timm:`.

    Attributes
    ----------
    model : str
        As `timm.create_model` takes it; a folder is absolute.
    file : Path or None
        The user's own weights, absolute.
    """

    model: str
    file: Path | None = None

    @property
    def name(self) -> str:
        """What to type to have it again, from any folder."""
        return f"{_PREFIX}{self.model}" + (f":{self.file}" if self.file else "")

    @property
    def repository(self) -> str:
        """`ORG/NAME` on the hub, where that was typed."""
        return repository_of(self.model)

    @property
    def folder(self) -> Path | None:
        """The local folder that describes the model."""
        return folder_of(self.model)


def parse(text: str) -> TimmSpec:
    """Take apart what `KIND.takes` lists; `timm:NAME/FILE` is taken, too.

    Raises
    ------
    EncoderError
        When it is none of these.
    """
    given = text.removeprefix(_PREFIX)
    if given.startswith(FOLDER) and given != FOLDER:
        return TimmSpec(f"{FOLDER}{Path(given.removeprefix(FOLDER)).expanduser().absolute()}")
    if given.startswith(HUB) and re.fullmatch(r"[^/]+/[^/]+", given.removeprefix(HUB)):
        return TimmSpec(given)
    parts = re.fullmatch(r"([^/:]+)(?:[/:](.+))?", given)
    if parts is None or given.startswith((HUB, FOLDER)):
        raise EncoderError(f"Encoder {text!r} names no model; expected {KIND.takes.replace('`', '')}.")
    return TimmSpec(parts[1], Path(parts[2]).expanduser().absolute() if parts[2] else None)


def accepts(name: str) -> bool:
    """Whether it has the prefix."""
    return name.startswith(_PREFIX)


def load(name: str, loading: Loading) -> Encoder:
    """Load a model; see `EncoderKind`."""
    spec = parse(name)
    if spec.file is not None:
        return TimmEncoder(spec.name, with_own_weights(spec.model, spec.file), spec.file, loading.device)
    if spec.folder is not None:
        return TimmEncoder(spec.name, *described(spec.folder), loading.device)
    file = loading.weights(_remote(spec), spec.name, f"a file: {_PREFIX}NAME:FILE")
    if spec.repository:
        description, reason = loading.find(
            HubRepository(spec.repository, (CONFIG,)), f"{spec.name} ({CONFIG})"
        )
        if description is None:
            raise EncoderError(f"{CONFIG} of {spec.name} is not in the hub's cache, and {reason}.")
        return TimmEncoder(spec.name, *described(description.parent), loading.device)
    return TimmEncoder(spec.name, published(spec.model, file), file, loading.device)


def check(name: str) -> None:
    """Refuse what names no model, or a file that is not there; see `EncoderKind`."""
    spec = parse(name)
    if spec.file is None:
        weights(name)
        return
    check_file(spec.file, spec.model)
    settings(spec.model)


def weights(name: str) -> Path | None:
    """Return the file of a model's weights where it is here; see `EncoderKind`."""
    spec = parse(name)
    if spec.folder is not None:
        return weights_in(spec.folder)
    file = spec.file or cached(_remote(spec))
    return file if file is not None and file.is_file() else None


def _remote(spec: TimmSpec) -> HubRepository:
    """Where the published weights of a model lie on the hub.

    Raises
    ------
    EncoderError
        For a name that timm does not have, and where weights are not on the hub.
    """
    if spec.repository:
        return HubRepository(spec.repository, _WEIGHTS)
    known = settings(spec.model)
    if known.hf_hub_id:
        return HubRepository(known.hf_hub_id, (known.hf_hub_filename,) if known.hf_hub_filename else _WEIGHTS)
    own = f"{_PREFIX}{spec.model}:FILE"
    if known.url:
        raise EncoderError(
            f"The weights of {spec.name} are not on the hub: download {known.url} and give it: {own}."
        )
    raise EncoderError(f"No weights are published for {spec.name}; use a file of your own: {own}.")


KIND = EncoderKind(
    "timm",
    "models of timm: pooled features",
    "`timm:NAME`, `timm:NAME:FILE`, `timm:hf-hub:ORG/NAME`, `timm:local-dir:FOLDER`",
    accepts,
    load,
    weights,
    check=check,
    package="timm",
    install="pip install timm",
)
