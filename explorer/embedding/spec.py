"""What a user types after `--encoder`, taken apart."""

from dataclasses import dataclass
from pathlib import Path

from explorer.errors import EncoderError

AUTO, PACKAGED = "auto", "packaged"
FUNCTION = "python:"
"""Begins the name by which an index remembers a function of Python."""
DEFAULT = "ViT-B-32/laion2b_s34b_b79k"
FORMS = (
    "auto, packaged, MODEL/WEIGHTS (such as ViT-B-32/laion2b_s34b_b79k), MODEL:FILE, hf-hub:ORG/NAME or "
    "local-dir:FOLDER"
)
HUB, FOLDER = "hf-hub:", "local-dir:"
"""What stands before a repository on the hub, and before a folder that describes a model."""


def repository_of(model: str) -> str:
    """Return `ORG/NAME` on the hub; empty where a model is no repository."""
    return model.removeprefix(HUB) if model.startswith(HUB) else ""


def folder_of(model: str) -> Path | None:
    """Return the local folder that describes a model."""
    return Path(model.removeprefix(FOLDER)) if model.startswith(FOLDER) else None


@dataclass(frozen=True)
class Spec:
    """An open_clip model and where its weights come from.

    Attributes
    ----------
    model : str
        Architecture, as open_clip names it; or `hf-hub:ORG/NAME`, `local-dir:FOLDER` (absolute): a repository
        or a folder that describes its model and holds the weights.
    weights : str or None
        Name of published weights.
    file : Path or None
        A local file of weights, absolute. Exactly one of `weights` and `file` is given, but for a repository
        or a folder neither.
    """

    model: str
    weights: str | None = None
    file: Path | None = None

    @property
    def repository(self) -> str:
        """`ORG/NAME` on the hub; empty where the model is no repository."""
        return repository_of(self.model)

    @property
    def folder(self) -> Path | None:
        """The local folder that describes the model."""
        return folder_of(self.model)

    @property
    def is_folder(self) -> bool:
        """Whether the model is described beside its weights, in a repository or a folder."""
        return bool(self.repository) or self.folder is not None

    @property
    def name(self) -> str:
        """What to type to have it again, from any folder."""
        if self.is_folder:
            return self.model
        return f"{self.model}/{self.weights}" if self.file is None else f"{self.model}:{self.file}"


def parse_spec(text: str) -> Spec:
    """Take `MODEL/WEIGHTS` or `MODEL:FILE` apart; `hf-hub:ORG/NAME` and `local-dir:FOLDER` are models.

    The first colon ends the model, so a file may be `C:\\weights.pt`; without a colon the last slash does, so
    a model may be written `ViT-B/32`.

    Raises
    ------
    EncoderError
        When the text has none of these forms.
    """
    model, colon, file = text.partition(":")
    if text.startswith(HUB):
        parts = file.split("/")
        if len(parts) != 2 or not all(parts):
            raise EncoderError(f"Encoder {text!r} names no repository; expected hf-hub:ORG/NAME.")
        return Spec(text)
    if text.startswith(FOLDER) and file:
        return Spec(f"{FOLDER}{Path(file).expanduser().absolute()}")
    if colon:
        if not model or not file:
            raise EncoderError(f"Encoder {text!r} lacks the model or the file; expected {FORMS}.")
        return Spec(model.replace("/", "-"), file=Path(file).expanduser().absolute())
    model, slash, weights = text.rpartition("/")
    if slash and not (model and weights):
        raise EncoderError(f"Encoder {text!r} lacks the model or the weights; expected {FORMS}.")
    # A bare model name goes on with no weights, so that the names of its weights can be listed.
    return Spec(model.replace("/", "-"), weights=weights) if slash else Spec(text, weights="")
