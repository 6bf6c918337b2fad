"""What the name of a folder says by itself, before its place among others is looked at."""

import re
from enum import Enum, auto


class Kind(Enum):
    """What a folder's name says.

    `CODE` and `NUMBER` name classes where nothing better is there (`n01440764`, `0` to `9`); `RECORD` is
    of whom, when or with what an image was taken; `PLAIN` says nothing, `VAGUE` nothing but beside classes.
    """

    SPLIT = auto()
    FOLD = auto()
    PLAIN = auto()
    VAGUE = auto()
    MASK = auto()
    RECORD = auto()
    NUMBER = auto()
    CODE = auto()
    CLASS = auto()


LEARN, FURTHER = "learn", "further"
"""Words that are splits only in company: `train` may be a vehicle, `extra` anything."""
_JUDGE, _PLAIN, _VAGUE, _MASK, _RECORD, _FILLER = "judge", "plain", "vague", "mask", "record", "filler"
_VOCABULARY = {
    LEARN: "train training development dev",
    _JUDGE: "val valid validate validation test testing eval evaluation holdout",
    FURTHER: "extra sample samples query gallery labeled labelled unlabeled unlabelled pred prediction",
    _PLAIN: "image images img imgs imageset imagesets jpegimages leftimg8bit jpg jpgs jpeg jpegs png pngs "
    "tif tiff bmp webp file files data dataset datasets part parts chunk chunks shard shards batch batches "
    "volume volumes vol folder folders folds dir split splits",
    _VAGUE: "picture pictures pic pics photo photos frame frames raw original originals orig processed "
    "preprocessed resized cropped rgb input",
    _MASK: "mask masks groundtruth gt gtfine gtcoarse annotation annotations segmentation segmentations "
    "trimap trimaps label labels labelmap labelmaps labelids segmentationclass segmentationobject",
    _RECORD: "patient patients patientid case cases study studies series subject subjects session sessions "
    "visit visits scan scans user users userid client clients customer customers sequence seq clip clips "
    "video videos take camera cam cameras device devices run runs",
    _FILLER: "set sets subset full final public private clean mini small large aug augmented new all",
}
_MEANING = {word: meaning for meaning, words in _VOCABULARY.items() for word in words.split()}
_KNOWN = re.compile("|".join(sorted(_MEANING, key=len, reverse=True)) + r"|\d+x?")
_BETWEEN = re.compile(r"[\W_]+")

SPLIT_WORD = "|".join(
    sorted((word for word in _MEANING if _MEANING[word] in (LEARN, _JUDGE, FURTHER)), key=len, reverse=True)
)
_IS_FOLD = re.compile(r"(?:k|cv)?(?:fold|split|cv)\d+|\d+fold")
_IS_PART = re.compile(r"(?:.*[^a-z])?(?:part|chunk|shard|batch|vol|volume)[ _.-]*\d+", re.IGNORECASE)
_ENDS_AS_MASKS = re.compile(
    r"(?!with|no[^a-z]|non).*[ _.-](?:masks|annotations|segmentations?|ground[ _-]?truth)", re.IGNORECASE
)
_CAMERA = re.compile(r"DCIM|[1-9]\d\d[_A-Z0-9]{5}")
"""The folders of a camera's card: below DCIM three digits and five characters (JEITA CP-3461, "DCF")."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?:19|20)\d\d"
_IS_DATE = re.compile(
    rf"{_YEAR}[ _.-]?(?:\d\d?|{_MONTH})(?![a-z0-9]).*|{_YEAR}[01]\d[0-3]\d(?!\d).*"
    rf"|(?:\d\d?[ _.-])?(?:\d\d?|{_MONTH})[ _.-]{_YEAR}",
    re.IGNORECASE,
)
_IS_HASH = re.compile(r"(?=.*\d)[0-9a-f-]{16,}", re.IGNORECASE)
_LONG_NUMBER = 6
"""Digits from which on a number is a date, or whose picture it is."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_CODE_NUMBER = re.compile(r"\d{5,}")


def kind_of(name: str) -> Kind:
    """Tell what a folder's name says; capitals, separators and digits around the words do not matter."""
    if name.isdecimal():
        return Kind.RECORD if len(name) >= _LONG_NUMBER else Kind.NUMBER
    if _IS_DATE.fullmatch(name) or _CAMERA.fullmatch(name) or _IS_HASH.fullmatch(name):
        return Kind.RECORD
    if _IS_FOLD.fullmatch(_squashed(name)):
        return Kind.FOLD
    if _IS_PART.fullmatch(name):
        return Kind.PLAIN
    if _ENDS_AS_MASKS.fullmatch(name):
        return Kind.MASK
    found = meanings(name)
    # A camera is a class; camera 2 is who took it.
    if _RECORD in found and any(map(str.isdecimal, name)):
        return Kind.RECORD
    kind = _by_meanings(found)
    return (Kind.CODE if _is_code(name) else Kind.CLASS) if kind is None else kind


def is_year(name: str) -> bool:
    """Tell whether a number is a year."""
    return bool(re.fullmatch(_YEAR, name))


def meanings(name: str) -> frozenset[str]:
    """Return what the words mean that a name consists of; nothing where it has others, too."""
    rest, found = _squashed(name), set()
    while rest:
        word = _KNOWN.match(rest)
        if not word:
            return frozenset()
        rest = rest[word.end() :]
        found |= {_MEANING[word[0]]} if word[0] in _MEANING else set()
    return frozenset(found)


def _by_meanings(found: frozenset[str]) -> Kind | None:
    """The kind of a name that has known words only; None where they do not tell."""
    if _MASK in found:
        return Kind.MASK
    if found & {LEARN, _JUDGE, FURTHER}:
        return Kind.SPLIT
    if found & {_PLAIN, _VAGUE}:
        return Kind.PLAIN if _PLAIN in found else Kind.VAGUE
    return None


def _squashed(name: str) -> str:
    return _BETWEEN.sub("", name).lower()


def _is_code(name: str) -> bool:
    has_digits = any(character.isdecimal() for character in name)
    return has_digits and (not _WORD.search(name) or bool(_CODE_NUMBER.search(name)))
