"""What the name of a folder says by itself, before its place among others is looked at."""

import re
from enum import Enum, auto
from unicodedata import normalize


class FolderKind(Enum):
    """What a folder's name says.

    `CODE` and `NUMBER` name classes where nothing better is there (`n01440764`, `0` to `9`); `RECORD` is
    of whom, when or with what an image was taken; `PLAIN` says nothing, `VAGUE` nothing but beside classes;
    `HASHED` a part of a heap that is spread over folders by hashes; `LEVEL` a degree in which the classes
    below come again and again; `CORRUPTION` how pictures were spoilt; `SIDE` which of a pair they are.
    """

    SPLIT = auto()
    FOLD = auto()
    PLAIN = auto()
    VAGUE = auto()
    HASHED = auto()
    LEVEL = auto()
    CORRUPTION = auto()
    MASK = auto()
    SIDE = auto()
    RECORD = auto()
    NUMBER = auto()
    CODE = auto()
    CLASS = auto()


LEARN, FURTHER = "learn", "further"
"""Words that are splits only in company: `train` may be a vehicle, `extra` anything."""
_JUDGE, _PLAIN, _VAGUE, _MASK, _RECORD, _FILLER = "judge", "plain", "vague", "mask", "record", "filler"
_VOCABULARY = {
    LEARN: "train training trn imagestr development dev apprentissage entrainement entraînement "
    "entrenamiento treino 训练 训练集 訓練 学習",
    _JUDGE: "val valid vld validate validation test testing tst imagests eval evaluation holdout validierung "
    "unlabeled unlabelled validación validacion validação prueba teste 验证 验证集 测试 测试集 検証 テスト",
    FURTHER: "extra sample samples query gallery labeled labelled pred preds prediction predictions",
    _PLAIN: "image images img imgs imageset imagesets jpegimages leftimg8bit jpg jpgs jpeg jpegs png pngs "
    "tif tiff bmp webp file files data dataset datasets part parts chunk chunks shard shards batch batches "
    "volume volumes vol folder folders folds dir split splits cache thumb thumbs thumbnail thumbnails",
    _VAGUE: "picture pictures pic pics photo photos frame frames raw original originals orig processed "
    "preprocessed resized cropped crop crops input rgb color colour gray grey grayscale greyscale depth "
    "disparity visible infrared thermal nir",
    _MASK: "mask masks groundtruth gt gtfine gtcoarse annotation annotations segmentation segmentations "
    "trimap trimaps segmim label labels labelmap labelmaps labelids labelstr labelsts segmentationclass "
    "segmentationobject semseg ann anns annot annots",
    _RECORD: "patient patients patientid case cases study studies series subject subjects sub subj session "
    "sessions ses visit visits scan scans user users userid client clients customer customers sequence "
    "sequences seq clip clips video videos take camera cam cameras device devices run runs scene scenes shot "
    "shots episode episodes recording recordings track tracks tracklet tracklets trajectory trajectories "
    "traj drive drives flight flights trip trips trial trials participant participants location "
    "locations loc site sites slide slides",
    _FILLER: "set sets subset full final public private clean mini small large aug augmented new untitled "
    "all context",
}
_MEANING = {word: meaning for meaning, words in _VOCABULARY.items() for word in words.split()}
_KNOWN = re.compile("|".join(sorted(_MEANING, key=len, reverse=True)) + r"|\d+[xk]?")
_BETWEEN = re.compile(r"[\W_]+")

SPLIT_WORD = "|".join(
    sorted((word for word in _MEANING if _MEANING[word] in (LEARN, _JUDGE, FURTHER)), key=len, reverse=True)
)
_IS_FOLD = re.compile(r"(?:k|cv)?(?:fold|split|cv)\d+|\d+fold|k?fold[a-j]")
_HOLDS_FOLDS = re.compile(r"(?:k|\d+)?folds?|cv|cross(?:val|validation)(?:splits|folds)?")
_IS_LEVEL = re.compile(r"(?:severity|level|intensity|strength)?[ _.-]?(?:[1-9]|10)", re.IGNORECASE)
_IS_PART = re.compile(r"(?:.*[^a-z])?(?:part|chunk|shard|batch|vol|volume)[ _.-]*\d+", re.IGNORECASE)
_IS_SIZE = re.compile(r"\d+(?:k|p|px|dpi|x\d+)", re.IGNORECASE)
_IS_NUMBERED_LABEL = re.compile(r"labels?[ _.-]*\d+", re.IGNORECASE)
_OF_A_SYSTEM = re.compile(r"(?:[@$.]|__).+|lost\+found")
"""What systems and viewers put beside files: `__MACOSX`, `@eaDir`, `$RECYCLE.BIN`."""
_NAMES_MASKS = re.compile(
    r"(?!with|no[^a-z]|non).*[ _.-](?:masks|annotations|segmentations?|ground[ _-]?truth)"
    r"|(?:masks|annotations|segmentations)[ _.-].+",
    re.IGNORECASE,
)
_CAMERA = re.compile(r"DCIM|[1-9]\d\d[_A-Z0-9]{5}")
"""The folders of a camera's card: below DCIM three digits and five characters (JEITA CP-3461, "DCF")."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?:19|20)\d\d"
_IS_DATE = re.compile(
    rf"{_YEAR}[ _.-]?(?:\d\d?|{_MONTH})(?![a-z0-9]).*|{_YEAR}[01]\d[0-3]\d(?!\d).*"
    rf"|(?:\d\d?[ _.-])?(?:\d\d?|{_MONTH})[ _.-]{_YEAR}|{_YEAR}[ _.-]?(?:w\d\d|q[1-4])"
    # Within a name, as satellites and archives write it.
    rf"|.*(?<!\d){_YEAR}([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d).*",
    re.IGNORECASE,
)
_MONTH_NAME = (
    "(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sept?|o[ck]t|nov|de[cz]|january?|february?|march|märz|april|june?|"
    "july?|august|september|o[ck]tober|november|de[cz]ember)"
)
_IS_MONTH = re.compile(
    rf"(?:\d\d?[ _.-]+)?{_MONTH_NAME}|{_MONTH_NAME}[ _.-]+\d\d?|(?:w|kw|week)[ _.-]?\d\d?", re.IGNORECASE
)
_IS_HASH = re.compile(r"(?=.*\d)[0-9a-f-]{16,}", re.IGNORECASE)
_LONG_NUMBER = 6
"""Digits from which on a number is a date, or whose picture it is."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_CODE_NUMBER = re.compile(r"\d{5,}")


def kind_of(name: str) -> FolderKind:
    """Tell what a folder's name says; capitals, separators and digits around the words do not matter."""
    if name.isdecimal():
        return FolderKind.RECORD if len(name) >= _LONG_NUMBER else FolderKind.NUMBER
    if _IS_DATE.fullmatch(name) or _CAMERA.fullmatch(name) or _IS_HASH.fullmatch(name):
        return FolderKind.RECORD
    if _IS_FOLD.fullmatch(_squashed(name)):
        return FolderKind.FOLD
    if any(pattern.fullmatch(name) for pattern in (_IS_PART, _IS_SIZE, _OF_A_SYSTEM)):
        return FolderKind.PLAIN
    if _IS_NUMBERED_LABEL.fullmatch(name):
        return FolderKind.CODE
    if _NAMES_MASKS.fullmatch(name):
        return FolderKind.MASK
    found = meanings(name)
    # A camera is a class; camera 2 is who took it.
    if _RECORD in found and any(map(str.isdecimal, name)):
        return FolderKind.RECORD
    kind = _by_meanings(found)
    return (FolderKind.CODE if _is_code(name) else FolderKind.CLASS) if kind is None else kind


def is_version(name: str) -> bool:
    """Tell whether a name says no more than in which form pictures are: `original`, `augmented`, `full`."""
    return bool(found := meanings(name)) and found <= {_PLAIN, _VAGUE, _FILLER}


def may_be_level(name: str) -> bool:
    """Tell whether a name may be a degree of something, by its name alone: `1` to `10`, `severity_3`."""
    return bool(_IS_LEVEL.fullmatch(name))


def holds_folds(name: str) -> bool:
    """Tell whether numbers in a folder of this name are those of folds: `folds`, `cv`, `5-fold`."""
    return bool(_HOLDS_FOLDS.fullmatch(_squashed(name)))


def holds_records(name: str) -> bool:
    """Tell whether numbers in a folder of this name are those of records: `patients`, `sequences`."""
    return _RECORD in meanings(name)


def is_year(name: str) -> bool:
    """Tell whether a number is a year."""
    return bool(re.fullmatch(_YEAR, name))


def is_part_of_a_year(name: str) -> bool:
    """Tell whether a name below that of a year is a month or a week of it."""
    return bool(_IS_MONTH.fullmatch(name))


def without_year(name: str) -> str:
    """Return a name without the year in it."""
    return re.sub(rf"(?<!\d){_YEAR}(?!\d)", "", name)


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


def _by_meanings(found: frozenset[str]) -> FolderKind | None:
    """The kind of a name that has known words only; None where they do not tell."""
    if _MASK in found:
        return FolderKind.MASK
    if found & {LEARN, _JUDGE, FURTHER}:
        return FolderKind.SPLIT
    if found & {_PLAIN, _VAGUE}:
        return FolderKind.PLAIN if _PLAIN in found else FolderKind.VAGUE
    return None


def _squashed(name: str) -> str:
    return _BETWEEN.sub("", normalize("NFC", name)).lower()


def _is_code(name: str) -> bool:
    has_digits = any(character.isdecimal() for character in name)
    return has_digits and (not _WORD.search(name) or bool(_CODE_NUMBER.search(name)))
