"""What a file or a folder is that is given as weights, by its first bytes and names."""

import os
import re
import zipfile
from enum import Enum, auto
from pathlib import Path

from explorer.errors import EncoderError


class CheckpointKind(Enum):
    """What can be read."""

    SAFETENSORS = auto()
    SCRIPT = auto()
    ARRAYS = auto()
    PICKLE = auto()
    TORCH = auto()


_BEGINNINGS = (
    (rb"version https://git-lfs", "it is a pointer of Git LFS; fetch the file itself: git lfs pull"),
    (rb"\s*<", "it is a web page; download the weights again"),
    (rb"\s*[{\[]", "it is JSON"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|7z\xbc\xaf|Rar!", "it is compressed; unpack it first"),
    (rb"\x89HDF", "it is HDF5, as Keras writes it"),
    (rb"GGUF", "it is GGUF, whose weights are quantised"),
    (rb"\x08[\x01-\x0f]\x12", "it is an ONNX model"),
    (rb"\x93NUMPY", "it is one array; keep each tensor under its name: numpy.savez(FILE, **arrays)"),
    (rb"\x89PNG|\xff\xd8\xff", "it is an image"),
)
_OF_TORCH_BEFORE_ZIP = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_TEXT = re.compile(rb"[\t\r\n\f\x20-\x7e\x80-\xff]+")
_WEIGHTS = re.compile(r".+\.(?:safetensors|pt|pth|bin|ckpt|tar|npz)", re.IGNORECASE)
_BESIDE = re.compile(r"optimizer|scheduler|scaler|sampler|rng_state|random_states|training_args")
"""What trainers keep beside the weights."""
_LISTED = 6


def kind_of_file(file: Path) -> CheckpointKind:
    """Tell what a file is.

    Raises
    ------
    EncoderError
        When it is none of these: says what it is, as the end of a sentence.
    """
    with open(file, "rb") as stream:
        head = stream.read(512)
    if not head:
        raise EncoderError("it is empty")
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < file.stat().st_size:
        return CheckpointKind.SAFETENSORS
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    told = next((what for start, what in _BEGINNINGS if re.match(start, head)), None)
    if told:
        raise EncoderError(told)
    if _PICKLE.match(head) and not head.startswith(_OF_TORCH_BEFORE_ZIP):
        return CheckpointKind.PICKLE
    if file.suffix.lower() == ".safetensors":
        raise EncoderError("its header is damaged or cut off; copy or download it again")
    if _TEXT.fullmatch(head):
        return _kind_of_text(file)
    return CheckpointKind.TORCH


def _kind_of_text(file: Path) -> CheckpointKind:
    """Pickles of the oldest protocol are text, too, which a full stop ends."""
    with open(file, "rb") as stream:
        stream.seek(-1, os.SEEK_END)
        if stream.read() != b".":
            raise EncoderError("it is text")
    return CheckpointKind.PICKLE


def _kind_of_archive(file: Path) -> CheckpointKind:
    if not zipfile.is_zipfile(file):
        raise EncoderError("its end is missing; copy or download it again")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    if any(name.endswith("/constants.pkl") for name in names):
        return CheckpointKind.SCRIPT
    if any(name.endswith("/data.pkl") for name in names):
        return CheckpointKind.TORCH
    if names and all(name.endswith(".npy") for name in names):
        return CheckpointKind.ARRAYS
    if any(name.endswith("/archive_format") for name in names):
        raise EncoderError("it is a program that torch.export wrote")
    weights = [name for name in names if _WEIGHTS.fullmatch(name)]
    inside = f" ({', '.join(weights[:_LISTED])})" if weights else ""
    raise EncoderError(f"it is an archive of files{inside} and no weights by itself; unpack it first")


def about_folder(folder: Path) -> str:
    """Say what to give instead of a folder, as the end of a sentence."""
    names = sorted(entry.name for entry in folder.iterdir())
    if "zero_to_fp32.py" in names:
        return "DeepSpeed wrote it, in parts; gather them: python zero_to_fp32.py . weights.bin"
    if any(name.endswith(".distcp") for name in names):
        return (
            "torch.distributed wrote it, in parts; gather them: python -m "
            "torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER weights.pt"
        )
    indexes = [name for name in names if name.endswith(".index.json")]
    files = [name for name in names if _WEIGHTS.fullmatch(name) and not _BESIDE.match(name)]
    weights = indexes or files
    if not weights:
        return "no weights lie in it"
    return f"give a file in it: {', '.join(weights[:_LISTED])}{', …' if len(weights) > _LISTED else ''}"
