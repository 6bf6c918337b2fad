"""Masks that lie beside their images, told by the names of files."""

import re
from collections.abc import Iterable, Iterator, Sequence

_SURE = r"masks?|seg|segm|segmentation|gt|ground[ _]?truth|labelids?|trimap"
_NUMBERED_ONLY = r"labels?|instance(?:s|ids?)?|annot|annotations?|superpixels|parts"
"""Words that are a mask's behind a number (`Part0_label`), and a picture's of its own else (`wine_label`)."""
_BEHIND = re.compile(
    rf"(.+?)[ _.-](?:gtfine[ _.-]\w+|({_NUMBERED_ONLY})|{_SURE})(?:[ _-]?\d+)?", re.IGNORECASE
)
_BEFORE = re.compile(rf"(?:{_SURE}|labels?)[ _.-]?(\d.*)|(?:{_SURE})[ _.-](.+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_PARTS = re.compile(r"[ _.-]")


def mask_files(paths: Sequence[str]) -> list[bool]:
    """Tell which images are named as the mask of another one in their folder.

    `a_mask` beside `a`, `mask_a` beside `a`; and where the name has a number, `1_mask` beside `1_sat`, and
    `mask_1` beside `img_1`.

    Parameters
    ----------
    paths : sequence of str
        Posix.
    """
    stems = [path.rpartition(".")[0] if "." in path.rpartition("/")[2] else path for path in paths]
    named = {stem: bases for stem in stems if (bases := list(_bases(stem)))}
    if not named:
        return [False] * len(paths)
    there: set[str] = set()
    for stem in stems:
        if stem not in named:
            there.update(_known_as(stem))
    return [any(base in there for base in named.get(stem, ())) for stem in stems]


def _bases(stem: str) -> Iterator[str]:
    """The images whose mask a file may be."""
    folder, slash, name = stem.rpartition("/")
    found = _BEHIND.fullmatch(name)
    if found and (found[2] is None or _NUMBER.search(found[1])):
        yield f"{folder}{slash}{found[1]}"
    found = _BEFORE.fullmatch(name)
    if found:
        yield f"{folder}{slash}{found[1] or found[2]}"


def _known_as(stem: str) -> Iterable[str]:
    """A file itself, and its numbered name without what stands before or behind: `1` for `1_sat`, `img_1`."""
    yield stem
    folder, slash, name = stem.rpartition("/")
    ends = [(part.start(), part.end()) for part in _PARTS.finditer(name)]
    yield from (f"{folder}{slash}{name[:end]}" for end, _ in ends if _NUMBER.search(name[:end]))
    yield from (f"{folder}{slash}{name[start:]}" for _, start in ends[:1] if _NUMBER.match(name[start:]))
