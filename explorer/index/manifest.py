"""The manifest: what holds the files of an index together, read and checked."""

import json
import stat
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from explorer.errors import IndexFormatError
from explorer.index.format import (
    AGAIN,
    FORMAT_VERSION,
    MAGIC,
    MANIFEST,
    REQUIRED_FILES,
    STAGING,
    VIEWS,
    is_plain_name,
)
from explorer.index.hashes import content_hash
from explorer.index.unreadable import refusal
from explorer.options import ImageOptions

_CHECKSUM = "checksum"
_OF_ONE = ("name", "kind", "location")
_MAX_MANIFEST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Manifest:
    """The contents of `manifest.json`.

    Attributes
    ----------
    build : str
        Folder under `builds/` that is current; a plain name.
    created : str
        UTC, ISO 8601.
    n, dim : int
        Images and dimensions.
    source : dict
        `kind`, `location` and `root` (absolute paths as text), `taken_for`, and where there are any `notes`,
        what whoever reads the index should know of its source, and `doubts`, what casts doubt on its rates, a
        sentence each; docs/format.md has the others.
    options : dict
        The options that decided what the build holds.
    encoder : dict
        `name`, `weights_hash`, `dim`, `preprocessing`, `text`, `device`; the fields of `EncoderInfo`.
    classes : list of str
        Class names that labels and predictions share.
    levels : list of int
        Sizes of the stored thumbnails, ascending.
    counts : dict
        `failed`, and `passed_over` as in `Source`, which builds before it have not; `partial` of a build on
        the way to the whole one.
    tree : dict
        `method` (`exact` or `coarse`) and what belongs to it.
    files : dict
        File name -> `{"bytes": int, "xxh128": hex}` for every other file of the build (see `hashes.HASHES`).
    intact : bool
        Not stored: whether it is what was written, by its own checksum.
    """

    build: str
    created: str
    n: int
    dim: int
    source: dict
    options: dict
    encoder: dict
    classes: list[str]
    levels: list[int]
    counts: dict
    tree: dict
    files: dict = field(default_factory=dict)
    intact: bool = True

    @property
    def sources(self) -> list[dict]:
        """What was indexed: `source` itself, or each of several with its `name`, `kind` and `location`."""
        several = self.source.get("sources")
        sound = [
            each
            for each in (several if isinstance(several, list) else [])
            if isinstance(each, dict) and all(isinstance(each.get(name), str) for name in _OF_ONE)
        ]
        return sound or [self.source]

    @property
    def passed_over(self) -> dict[str, int]:
        """Files of the source that are neither images nor failures: how many of each ending."""
        counts = self.counts.get("passed_over")
        counts = counts if isinstance(counts, dict) else {}
        return {name: count for name, count in counts.items() if type(count) is int}

    @property
    def partial(self) -> dict | None:
        """Of a build on the way to the whole one `of`, how many images there are, and `even`, whether those
        that it has are spread evenly over the source; None of a whole one.
        """
        stored = self.counts.get("partial")
        if not isinstance(stored, dict):
            return None
        of = stored.get("of")
        if type(of) is not int or of < self.n:
            return None
        return {"of": of, "even": stored.get("even") is True}

    @property
    def image_options(self) -> ImageOptions:
        """How the images were decoded, as far as that is known."""
        stored = self.options.get("image")
        stored = stored if isinstance(stored, dict) else {}
        limit = stored.get("max_pixels")
        sound = ImageOptions(max_pixels=limit) if type(limit) is int and limit > 0 else ImageOptions()
        views = {name: _numbers(stored.get(name)) for name in VIEWS}
        return replace(sound, reduced_decoding=stored.get("reduced_decoding") is True, **views)

    def to_json(self) -> str:
        """The manifest as one JSON document."""
        fields = {key: value for key, value in asdict(self).items() if key in _TYPES}
        document = {"format": MAGIC, "version": FORMAT_VERSION, **fields}
        return json.dumps({**document, _CHECKSUM: _checksum(document)}, indent=1) + "\n"


def _numbers(stored: object) -> tuple | None:
    """Numbers of a manifest, None where there are none."""
    if not isinstance(stored, list) or not all(type(each) in (int, float) for each in stored):
        return None
    return tuple(stored)


def looks_like_index(folder: Path) -> bool:
    """Whether `folder` has a manifest that says it is an index, of whatever version."""
    return found_version(folder) is not None


def found_version(folder: Path, name: str = MANIFEST) -> object | None:
    """The version that the manifest in `folder` names; None when there is no manifest of an index."""
    try:
        document = json.loads(_manifest_text(folder / name))
    except (IndexFormatError, OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("format") != MAGIC:
        return None
    return document.get("version", "none")


def is_newer(version: object) -> bool:
    """Whether a version that was found is one of a later release; all else that is not ours is damage."""
    return isinstance(version, int | float) and not isinstance(version, bool) and version > FORMAT_VERSION


def read_manifest(folder: Path, name: str = MANIFEST) -> Manifest:
    """Read and check the manifest of an index, or the copy in one of its builds.

    Parameters
    ----------
    folder : Path
        Of the index or build.
    name : str
        Of the file in it.

    Raises
    ------
    IndexFormatError
        When the folder is not an index, is one of another version, or its manifest is damaged.
    """
    try:
        document = json.loads(_manifest_text(folder / name))
    except FileNotFoundError:
        unfinished = (folder / STAGING).is_dir()
        raise IndexFormatError(
            f"{folder} is not finished: its build was interrupted; run `dendro index` again, it resumes."
            if unfinished
            else f"{folder} is not an index: it has no {name}."
        ) from None
    except OSError as error:
        raise refusal(error, folder / name) or IndexFormatError(
            f"{folder} is not an index: its {name} cannot be read ({error.strerror or error})."
        ) from None
    except IndexFormatError:  # is a ValueError too
        raise
    except (ValueError, RecursionError):
        raise IndexFormatError(f"{folder / name} is damaged: it is not JSON. {AGAIN}") from None
    if not isinstance(document, dict) or document.get("format") != MAGIC:
        raise IndexFormatError(f"{folder} is not an index: its {name} does not name the format {MAGIC!r}.")
    version = document.get("version")
    if is_newer(version):
        raise IndexFormatError(
            f"{folder} has index format version {str(version)[:20]}, and this release reads version "
            f"{FORMAT_VERSION}. Use a release that fits, or build another index with -o."
        )
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise IndexFormatError(
            f"{folder / name} is damaged: it names index format version {str(version)[:20]}, and this "
            f"release reads version {FORMAT_VERSION}. {AGAIN}"
        )
    return replace(_checked(folder / name, document), intact=_is_intact(document))


def _is_intact(document: dict) -> bool:
    """Whether a document is what was written; those of earlier releases do not say."""
    rest = {key: value for key, value in document.items() if key != _CHECKSUM}
    return document.get(_CHECKSUM, _checksum(rest)) == _checksum(rest)


def _checksum(document: dict) -> str:
    return content_hash(json.dumps(document, sort_keys=True).encode())


def _manifest_text(path: Path) -> str:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device could be read for ever
        raise IndexFormatError(f"{path} is damaged: it is not a file. {AGAIN}")
    if status.st_size > _MAX_MANIFEST_BYTES:
        raise IndexFormatError(f"{path} is damaged: a manifest has no more than {_MAX_MANIFEST_BYTES} bytes.")
    return path.read_text(encoding="utf-8")


_TYPES = {
    "build": str, "created": str, "n": int, "dim": int, "source": dict, "options": dict,
    "encoder": dict, "classes": list, "levels": list, "counts": dict, "tree": dict, "files": dict,
}  # fmt: skip


def _checked(path: Path, fields: dict) -> Manifest:
    """The manifest from its JSON fields, or an error that names the first field that is wrong."""

    def refuse(what: str) -> IndexFormatError:
        return IndexFormatError(f"{path} is damaged: {what}. {AGAIN}")

    for key, kind in _TYPES.items():
        value = fields.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise refuse(f"`{key}` is {'missing' if value is None else 'not of the type ' + kind.__name__}")
    if not is_plain_name(fields["build"]):
        raise refuse("`build` is not a plain folder name")
    if fields["n"] < 1 or fields["dim"] < 1:
        raise refuse("`n` and `dim` must be 1 or more")
    if not all(isinstance(name, str) for name in fields["classes"]):
        raise refuse("`classes` holds something that is no text")
    levels = fields["levels"]
    if not levels or not all(type(v) is int and v > 0 for v in levels) or sorted(set(levels)) != levels:
        raise refuse("`levels` is not a list of ascending sizes")
    for name, entry in fields["files"].items():
        if not is_plain_name(name):
            raise refuse("`files` holds something that is no plain file name")
        if not isinstance(entry, dict) or type(entry.get("bytes")) is not int or entry["bytes"] < 0:
            raise refuse(f"`files` has no size for {name}")
    absent = [name for name in REQUIRED_FILES if name not in fields["files"]]
    if absent:
        raise refuse(f"`files` does not list {absent[0]}")
    return Manifest(**{key: fields[key] for key in _TYPES})
