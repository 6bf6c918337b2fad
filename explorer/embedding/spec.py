"""What a user types after `--encoder`, taken apart."""

from dataclasses import dataclass
from pathlib import Path

from explorer.errors import EncoderError

AUTO, PACKAGED = "auto", "packaged"
DEFAULT = "ViT-B-32/laion2b_s34b_b79k"
FORMS = "auto, packaged, MODEL/WEIGHTS (such as ViT-B-32/laion2b_s34b_b79k) or MODEL:FILE"


@dataclass(frozen=True)
class Spec:
    """An open_clip model and where its weights come from.

    Attributes
    ----------
    model : str
        Architecture, as open_clip names it.
    weights : str or None
        Name of published weights.
    file : Path or None
        A local file of weights, absolute; exactly one of `weights` and `file` is given.
    """

    model: str
    weights: str | None = None
    file: Path | None = None

    @property
    def name(self) -> str:
        """What to type to have it again, from any folder."""
        return f"{self.model}/{self.weights}" if self.file is None else f"{self.model}:{self.file}"


def parse_spec(text: str) -> Spec:
    """Take `MODEL/WEIGHTS` or `MODEL:FILE` apart.

    The first colon ends the model, so a file may be `C:\\weights.pt`; without a colon the last slash does, so
    a model may be written `ViT-B/32`.

    Raises
    ------
    EncoderError
        When the text has neither form.
    """
    model, colon, file = text.partition(":")
    if colon:
        if not model or not file:
            raise EncoderError(f"Encoder {text!r} lacks the model or the file; expected {FORMS}.")
        return Spec(model.replace("/", "-"), file=Path(file).expanduser().absolute())
    model, slash, weights = text.rpartition("/")
    if slash and not (model and weights):
        raise EncoderError(f"Encoder {text!r} lacks the model or the weights; expected {FORMS}.")
    # A bare model name goes on with no weights, so that the names of its weights can be listed.
    return Spec(model.replace("/", "-"), weights=weights) if slash else Spec(text, weights="")
