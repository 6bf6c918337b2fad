"""Options that an index remembers, so that a refresh need not be told them again."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from explorer.errors import EncoderError, InputError, SourceError
from explorer.index.manifest import Manifest
from explorer.options import FORGETTABLE, VECTOR_FILES, BuildOptions, ImageOptions, SourceOptions
from explorer.sources.detections.model_files import split_name

_FILES = ("embeddings", "probabilities", "classes")
_SEVERAL = ("include", "exclude", "join", "detections")
"""Options that may be given more than once."""
_INSTEAD = {"every": "scenes", "scenes": "every"}
"""Options of which one stands in the place of the other."""
_NUMBERS: dict[str, type] = {"window": float, "bands": int}
"""Options of several numbers."""
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
_AS_VALUES: dict[str, Callable[[str], object]] = {
    "every": float,
    "iou": float,
    "min_confidence": float,
    "slices": int,
    "scenes": "True".__eq__,
    "patients": "True".__eq__,
    "fetch": "True".__eq__,
}
"""What is no text, from the text that it is remembered as."""


@dataclass(frozen=True)
class Remembered:
    """Options of the source for a build.

    Attributes
    ----------
    options : SourceOptions
        Those given, and for the others those of the build before.
    names : tuple of str
        Which are of the build before.
    """

    options: SourceOptions
    names: tuple[str, ...]

    @contextmanager
    def explained(self) -> Iterator[None]:
        """An error inside that is about a remembered option says so, and how to let go of it."""
        try:
            yield
        except SourceError as error:
            name = self._about(str(error))
            if name is None:
                raise
            option = name.replace("_", "-")
            raise SourceError(
                f"{str(error).rstrip('.')}. The index remembers it from an earlier build: give another with "
                f"--{option}, or let go of it with --forget {option}."
            ) from error

    def _about(self, message: str) -> str | None:
        """Which remembered option a message names: by its file or its column in quotes, or by itself."""
        shown = {name: _shown(name, getattr(self.options, name)) for name in self.names}
        by_value = [name for name, texts in shown.items() if any(text in message for text in texts)]
        named = re.findall(r"--([a-z]+(?:-[a-z]+)*)", message)
        by_name = [name for name in (each.replace("-", "_") for each in named) if name in self.names]
        return next(iter([*by_value, *by_name]), None)


def _shown(name: str, given: Any) -> list[str]:
    """How messages have the value of an option; none of what could be any number."""
    if name in _NUMBERS or name in _AS_VALUES:
        return []
    if name == "detections":
        return [str(split_name(each)[1]) for each in given]
    return [str(v) if isinstance(v, Path) else repr(v) for v in (given if name in _SEVERAL else [given])]


def remembered(options: BuildOptions, manifest: Manifest | None) -> Remembered:
    """Source options of a build, those not given taken from the build that is there.

    Asking for an encoder by name is asking for no vectors of one's own.

    Raises
    ------
    InputError
        When `options.forget` names something that is never remembered.
    """
    unknown = sorted(set(options.forget) - set(FORGETTABLE))
    if unknown:
        raise InputError(f"{unknown[0]!r} cannot be forgotten; there are: {', '.join(FORGETTABLE)}.")
    stored = manifest.options.get("source") if manifest else None
    let_go = {*options.forget, *(["embeddings"] if options.encoder != "auto" else [])}
    let_go |= {other for name, other in _INSTEAD.items() if getattr(options.source, name) is not None}
    found = {
        name: _as_given(name, stored[name])
        for name, given in asdict(options.source).items()
        if given is None
        and name not in let_go
        and isinstance(stored, dict)
        and _is_known(name, stored.get(name))
    }
    return Remembered(replace(options.source, **found), tuple(found))


def _is_known(name: str, value: object) -> bool:
    """Whether this is how an index remembers an option."""
    if name in _SEVERAL:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if name in _NUMBERS:
        return isinstance(value, list) and all(
            isinstance(each, str) and _NUMBER.fullmatch(each) for each in value
        )
    if _AS_VALUES.get(name) is float:
        return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
    return isinstance(value, str)


def _as_given(name: str, value: Any) -> object:
    """A file as a path, the name of a column as text; embeddings are either."""
    if name in _NUMBERS:
        return tuple(map(_NUMBERS[name], value))
    if name in _SEVERAL:
        return tuple(map(Path, value)) if name == "join" else tuple(value)
    if name in _AS_VALUES:
        return _AS_VALUES[name](value)
    is_column = name == "embeddings" and not (os.path.isabs(value) or value.endswith(VECTOR_FILES))
    return Path(value) if name in _FILES and not is_column else value


@contextmanager
def explained_encoder(name: str, options: BuildOptions) -> Iterator[None]:
    """As `Remembered.explained`, of the encoder."""
    try:
        yield
    except EncoderError as error:
        if options.encoder != "auto" or name == "auto":
            raise
        raise EncoderError(
            f"{str(error).rstrip('.')}. The index remembers {name} from an earlier build: name another with "
            "--encoder."
        ) from error


def remembered_projection(options: BuildOptions, manifest: Manifest | None) -> bool:
    """Whether images get places on the map: as asked for, else as in the build that is there, else yes."""
    if options.projection is not None:
        return options.projection
    return manifest is None or manifest.options.get("projection") is not False


def remembered_image(options: BuildOptions, manifest: Manifest | None) -> ImageOptions:
    """How images are decoded: limit and reduction as asked for, else as in the build that is there."""
    limit = options.max_pixels or options.image.max_pixels
    if options.max_pixels is None and manifest is not None and limit == ImageOptions().max_pixels:
        limit = manifest.image_options.max_pixels
    reduced = options.reduced_decoding
    if reduced is None:
        had = manifest is not None and manifest.image_options.reduced_decoding
        reduced = options.image.reduced_decoding or had
    return replace(options.image, max_pixels=limit, reduced_decoding=reduced)


def with_views(image: ImageOptions, source: SourceOptions) -> ImageOptions:
    """How images are decoded, with what of their numbers is shown.

    Raises
    ------
    InputError
        The bands are not one or three.
    """
    bands = source.bands or image.bands
    if bands is not None and (len(bands) not in (1, 3) or min(bands) < 1):
        raise InputError(
            f"--bands {','.join(map(str, bands))} are no bands; expected one or three, counted from 1: 4,3,2"
        )
    return replace(image, window=source.window or image.window, bands=bands)
