"""Functions of Python, which `build_index` is given: an index remembers their name and cannot load them."""

from pathlib import Path

from explorer.embedding.encoder import Encoder
from explorer.embedding.encoder_kind import EncoderKind, Loading
from explorer.embedding.spec import FUNCTION
from explorer.errors import EncoderError


def accepts(name: str) -> bool:
    """Whether an index remembers a function by this name."""
    return name.startswith(FUNCTION)


def load(name: str, loading: Loading) -> Encoder:
    """Refuse: only Python has it."""
    raise EncoderError(
        f"{name} is a function of Python; refresh its index from there: build_index(…, encoder=function)."
    )


def weights(name: str) -> Path | None:
    """Refuse: only Python has it."""
    raise EncoderError(
        f"The index was built with {name}, a function of Python; search with it from there: "
        "search(image=…, image_encoder=FunctionEncoder(function))."
    )


KIND = EncoderKind(
    "function",
    "any callable: a batch of images in, vectors out",
    "`build_index(…, encoder=function)` in Python",
    accepts,
    load,
    weights,
    check=lambda name: load(name, Loading()),
)
