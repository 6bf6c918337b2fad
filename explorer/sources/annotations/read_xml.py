"""XML that strangers wrote, read so that it can do no harm."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from explorer.errors import SourceError
from explorer.numerals import to_float, to_int


def root_tag(path: Path) -> str:
    """Return the name of the outermost element of a file, empty where it is no XML."""
    try:
        for _event, element in iterparse(str(path), events=("start",)):
            return element.tag
    except (ParseError, DefusedXmlException, OSError, ValueError, LookupError):
        return ""
    return ""


def elements(path: Path, tag: str) -> Iterator[Element]:
    """Read the elements of a name as they end, each let go of when the next is asked for.

    Raises
    ------
    SourceError
        The file is no XML, or declares entities, which annotations have no use for.
    """
    try:
        for _event, element in iterparse(str(path), events=("end",)):
            if element.tag == tag:
                yield element
                element.clear()
    except DefusedXmlException as error:
        raise SourceError(f"{path}: XML with declarations of its own, which are not followed") from error
    except (ParseError, ValueError, LookupError) as error:
        raise SourceError(f"{path} is no XML ({error}); is it cut off?") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error


def told_by(text: str) -> float | str:
    """Return what a text says: a truth value, a number that is written so, or else itself."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        number = to_int(text) if text.lstrip("-").isdecimal() else to_float(text)
    except ValueError:
        return text
    return number if str(number) == text else text


def text_of(element: Element, tag: str) -> str:
    """Return the text of a child, trimmed; empty where there is none."""
    return (element.findtext(tag) or "").strip()
