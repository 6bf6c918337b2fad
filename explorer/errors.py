"""The one tree of exceptions. A message says what, where, what was expected and what to do."""

from dataclasses import dataclass


class ExplorerError(Exception):
    """Anything this package raises on purpose. The command line prints it as one line, status 1."""


class InputError(ExplorerError, ValueError):
    """What the caller gave cannot be used."""


class ArgumentError(InputError, TypeError):
    """An argument of a public function is of a type that it does not take."""


class SourceError(InputError):
    """A folder, table or array of embeddings cannot be indexed."""


class ArrayFileError(InputError):
    """A file is no whole `.npy` or `.npz`; whoever asked for it says which file and what was expected."""


class ImageError(InputError):
    """One image file cannot be used. Never stops a build: it becomes a `Failure`."""


class TooManyPixelsError(ImageError):
    """An image is beyond the limit of pixels."""


class TooLargeError(InputError):
    """What was sent has more bytes, pixels or rows than are taken."""


class WhereError(InputError):
    """A filter expression is not in the accepted part of SQL, or names an unknown column.

    Parameters
    ----------
    message : str
    position : tuple of int, optional
        Characters `[start, end)` of the filter, without spaces around it, that are wrong; None where that
        is unknown.
    """

    def __init__(self, message: str, position: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.position = position


class NotFoundError(InputError):
    """A row, node, model or column that the index does not have."""


class NoSuchMistakeError(NotFoundError):
    """No image of a class is predicted as another one there."""


class OtherBuildError(NotFoundError):
    """What is asked for is of a build of the index that is not served any more."""


class DecidedMeanwhileError(InputError):
    """Somebody else has decided about what is answered since the page that asks has read how it stands."""


class OriginalError(NotFoundError):
    """The file of an indexed image is not there any more, or not as it was indexed.

    Parameters
    ----------
    recorded : str
        `path` of the item.
    reason : str
        A sentence fragment, such as "not there"; kept as an attribute.
    """

    def __init__(self, recorded: str, reason: str) -> None:
        super().__init__(
            f"The original {recorded} cannot be read: {reason}. Its thumbnail is in the index. "
            "Put it back, or refresh the index from where the images are now: dendro index SOURCE."
        )
        self.recorded, self.reason = recorded, reason

    def __reduce__(self) -> tuple:
        return type(self), (self.recorded, self.reason)


class RemoteError(InputError):
    """What lies at an address cannot be had.

    Parameters
    ----------
    address : str
        Without secrets.
    reason : str
        A sentence fragment; kept as an attribute.
    temporary : bool
        Whether it may be had later: nobody answered in time, or said that he is too busy.
    gone : bool
        Whether nothing is there.
    """

    def __init__(self, address: str, reason: str, temporary: bool = False, gone: bool = False) -> None:
        super().__init__(f"{address}: {reason}")
        self.address, self.reason, self.temporary, self.gone = address, reason, temporary, gone

    def __reduce__(self) -> tuple:
        return type(self), (self.address, self.reason, self.temporary, self.gone)


class IndexFormatError(InputError):
    """A folder is not an index, or is one of a version this release cannot read."""


class UnreadableError(IndexFormatError):
    """A file of an index cannot be read now, for want of a right or of its drive; it may well be whole."""


class IndexGoneError(UnreadableError):
    """An index was moved or deleted while it was open."""


class StaleBuildError(ExplorerError):
    """A newer build of an index cannot be read; the one before goes on being served."""


class DecisionsError(ExplorerError):
    """Tags, notes and corrected labels cannot be read or written; all else of the index can be."""


class ReadOnlyError(DecisionsError):
    """They can be read, and not changed here."""


class IndexBusyError(ExplorerError):
    """Another process is building the same index."""


class BusyError(ExplorerError):
    """There is more to do than is done at once; it can be asked again later.

    Attributes
    ----------
    retry_after : int
        Seconds after which to ask again.
    """

    def __init__(self, message: str, retry_after: int = 2) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class EncoderError(ExplorerError):
    """An encoder or its weights cannot be loaded, or it lacks what was asked of it."""


def in_brief(error: BaseException, most: int = 100) -> str:
    """Return what an error says in one line of at most so many signs; its kind where it says nothing."""
    return " ".join(str(error).split())[:most] or type(error).__name__


@dataclass(frozen=True)
class Failure:
    """One file or table row that could not be used.

    Attributes
    ----------
    path : str
        As it would stand in the item table; empty for a row without a path.
    source_row : int
        Position in the scanned source.
    reason : str
        A sentence fragment a person can act on ("truncated JPEG", "0 bytes").
    """

    path: str
    source_row: int
    reason: str
