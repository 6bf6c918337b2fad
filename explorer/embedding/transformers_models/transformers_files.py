"""The files of a model of the transformers library, by name. Loads no library."""

import os
import re
from pathlib import Path

from explorer.errors import EncoderError

CONFIG = "config.json"
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
"""In the order in which transformers takes them."""
PROCESSORS = ("preprocessor_config.json", "processor_config.json")
"""Of which one describes how images are prepared."""
TOKENS = (
    "tokenizer.json",
    "vocab.json",
    "vocab.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)
"""Of which one has the words of a tokenizer."""
_CHECKPOINT = re.compile(r"checkpoint-(\d+)")


def folder_of(given: str) -> Path | None:
    """Return the folder that was named, absolute; None where it is a repository of the hub.

    It is a folder where there is one, and where it is written as only a path is (`./model`, `~/model`).
    """
    path = Path(given).expanduser()
    is_path = given.startswith((".", "~", "/")) or given.count("/") > 1 or os.path.isabs(given)
    return Path(os.path.abspath(path)) if is_path or path.is_dir() else None


def repository_of(given: str) -> str:
    """Return `ORG/NAME`, or the name of a model that has no organisation.

    Raises
    ------
    EncoderError
        When it is neither.
    """
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", given):
        raise EncoderError(
            f"Encoder 'transformers:{given}' names neither a repository nor a folder; expected "
            "transformers:ORG/NAME or transformers:FOLDER."
        )
    return given


def weights_of_folder(folder: Path) -> Path | None:
    """Return the file of weights, or its index, in a folder; None where there is none."""
    return next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)


def check_folder(folder: Path) -> Path:
    """Return the file of weights of a folder that holds a whole model.

    Raises
    ------
    EncoderError
        When it does not: says what lies in it instead, and what to give.
    """
    if not folder.is_dir():
        raise EncoderError(f"There is no folder {folder}; expected one that save_pretrained wrote.")
    weights = weights_of_folder(folder)
    if weights is not None and (folder / CONFIG).is_file():
        return weights
    found = (_CHECKPOINT.fullmatch(each.name) for each in folder.iterdir())
    steps = sorted((int(match[1]), match[0]) for match in found if match)
    if steps:
        raise EncoderError(f"{folder} is a folder of checkpoints; give one of them: {folder / steps[-1][1]}.")
    if (folder / "adapter_config.json").is_file():
        raise EncoderError(f"{folder} holds an adapter; merge it into the model's weights first.")
    missing = CONFIG if weights is not None else " or ".join(WEIGHTS[::2])
    raise EncoderError(
        f"{folder} lacks {missing}; expected what save_pretrained writes. Weights without a configuration "
        "are taken as timm:NAME:FILE, or as MODEL:FILE of open_clip."
    )


def processor_folder(folder: Path) -> Path:
    """Return the folder that says how images are prepared: the model's, or that of its training.

    The checkpoints of a trainer (`checkpoint-500/`) often lie beside the one description.

    Raises
    ------
    EncoderError
        When neither does.
    """
    places = [folder, folder.parent] if _CHECKPOINT.fullmatch(folder.name) else [folder]
    found = next((place for place in places if any((place / name).is_file() for name in PROCESSORS)), None)
    if found is None:
        raise EncoderError(
            f"{folder} lacks {PROCESSORS[0]}, which says how images are prepared; copy that of the model "
            "from which training began."
        )
    return found
