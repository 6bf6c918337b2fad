"""Files to records: found, decoded, summarized and prepared, small pictures step by step."""

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from explorer.errors import Failure, ImageError
from explorer.images.decode import Picture
from explorer.images.read_file import (
    ImageRecord,
    Readable,
    ReadOptions,
    find_image,
    path_of,
    prepared,
)
from explorer.images.thumbnails import Summary, summarize

Item = tuple[int, Readable]
"""An image by its place among all that are read."""
_Answer = TypeVar("_Answer")
# Decoded pictures that wait for their next step take four MiB and the last of them.
_PIXELS_AT_ONCE = 1 << 20


def read_record(
    position: int, wanted: Readable, options: ReadOptions, known: Container[str] = frozenset()
) -> ImageRecord | Failure:
    """Read one image, and decode it once unless its hash is in `known`. Raises nothing for a bad file."""
    return next(read_records([(position, wanted)], options, known))


def read_records(
    items: Iterable[Item],
    options: ReadOptions,
    known: Container[str] = frozenset(),
    begin: Callable[[], object] = lambda: None,
) -> Iterator[ImageRecord | Failure]:
    """Read images as `read_record` does, small ones step by step: some are decoded, then all are summarized.

    What a step needs stays in the processor's caches from one tiny picture to the next; figures in
    docs/decisions/0002-worker-processes.md.

    Parameters
    ----------
    items : iterable of (int, Readable)
    options : ReadOptions
    known : container of str
        Hashes whose content is not decoded.
    begin : callable
        Called before each step of each image.

    Yields
    ------
    ImageRecord or Failure
        One for each item, in order.
    """
    group, pixels = [], 0
    for item in items:
        begin()
        one = _tried(item, _decode, item, options, known)
        group.append(one)
        if isinstance(one, _Decoded):
            pixels += one.picture.image.width * one.picture.image.height
        if pixels >= _PIXELS_AT_ONCE:
            yield from _completed(group, options, begin)
            group, pixels = [], 0
    yield from _completed(group, options, begin)


def read_each(
    ask: Callable[..., _Answer],
    items: Iterable[Item],
    options: ReadOptions,
    known: Container[str],
    begin: Callable[[], object],
) -> Iterator[_Answer]:
    """Ask something else of files, one by one; `ask` has the parameters of `read_record`."""
    for position, wanted in items:
        begin()
        yield ask(position, wanted, options, known)


class _Decoded(NamedTuple):
    """An image of which what is kept is still to be made; `file` is what a record says of its file."""

    item: Item
    file: tuple[str, int, int, int]
    picture: Picture


class _Summarized(NamedTuple):
    """The same, with all that is kept of its picture."""

    item: Item
    file: tuple[str, int, int, int]
    picture: Picture
    summary: Summary


def _decode(item: Item, options: ReadOptions, known: Container[str]) -> _Decoded | ImageRecord:
    position, wanted = item
    found = find_image(wanted, options)
    file = found.digest, found.bytes, *found.times
    return ImageRecord(position, *file) if found.digest in known else _Decoded(item, file, found.picture())


def _summarize(one: _Decoded, options: ReadOptions) -> _Summarized:
    return _Summarized(*one, summarize(one.picture.image, options.image))


def _record(one: _Summarized, options: ReadOptions) -> ImageRecord:
    picture = one.picture
    pixels = prepared(picture.image, options.prepare)
    return ImageRecord(one.item[0], *one.file, picture.width, picture.height, *one.summary, pixels)


def _completed(
    group: list[Any], options: ReadOptions, begin: Callable[[], object]
) -> Iterator[ImageRecord | Failure]:
    """Bring a group of pictures, records and failures to its end, each step for all of them."""
    for kind, step in ((_Decoded, _summarize), (_Summarized, _record)):
        for i, one in enumerate(group):
            if isinstance(one, kind):
                begin()
                group[i] = _tried(one.item, step, one, options)
    yield from group


def _tried(item: Item, step: Callable[..., _Answer], *arguments: object) -> _Answer | Failure:
    """What a step makes of an image, or why it cannot."""
    position, wanted = item
    try:
        return step(*arguments)
    except ImageError as error:
        return Failure(path_of(wanted), position, str(error))
    except MemoryError:
        return Failure(path_of(wanted), position, "not enough memory to read it")
