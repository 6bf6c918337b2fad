"""Folders that hold the sides of pairs, `before/1.png` and `after/1.png`: what an image is, and no class."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from explorer.sources.folders.folder_names import FolderKind, is_version, kind_of

_SIDES = frozenset(
    "input inputs output outputs target targets source src dst before after pre post predisaster "
    "postdisaster a b im1 im2 time1 time2 reala realb fakea fakeb reca recb lq hq lr hr sr lrx2 lrx3 lrx4 "
    "lrx8 x2 x3 x4 x8 noisy denoised degraded distorted hazy hazefree haze dehazed rainy derained norain "
    "blurry deblurred reference ref restored reconstructed reconstruction reconstructions recon recons "
    "enhanced shadowfree compressed edited inpainted sketch sketches edges cover stego vi ir vis visible "
    "infrared thermal he ihc flow depth normals albedo left right".split()
)
_ONLY_BESIDE = frozenset("clean clear sharp rain orig origin photo photos color content shadow".split())
"""What may be a class, and is a side beside a name that says so."""
_OFTEN_CLASSES = frozenset("a b left right".split())
"""What is as often a class: sides where masks lie beside, or files are named by more than their number."""
_BETWEEN = re.compile(r"[ _.-]")
_ALIKE = 0.9
"""Of the names in the largest folder, those that each other has, too."""
_UNSURE = (FolderKind.CLASS, FolderKind.CODE, FolderKind.RECORD, FolderKind.VAGUE)


def paired_folders(paths: Sequence[str]) -> set[str]:
    """Return the folders that are a side of pairs.

    Of folders that lie side by side each is named as a side (`input` and `target`, `real_A` and `fake_B`),
    and they hold files of the same names: `before` and `after` with other ones may be classes, and
    `cat/1.png` beside `dog/1.png` are. So are `A` and `B`, or `left` and `right`, whose files have numbers
    for names, as those of any two classes have, unless masks lie beside them.

    Parameters
    ----------
    paths : sequence of str
        Posix.
    """
    above = _above_sides(paths)
    below: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for path in paths if above else ():
        parts = path.split("/")
        for i in range(len(parts) - 1):
            if (place := "/".join(parts[:i])) in above:
                below[place].setdefault(parts[i], set()).add(
                    _without_side("/".join(parts[i + 1 :]), parts[i])
                )
    return {f"{place}/{name}".lstrip("/") for place, names in below.items() for name in _sides_among(names)}


def _above_sides(paths: Iterable[str]) -> set[str]:
    """Where folders lie that are named as sides."""
    found = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        parts = folder.split("/")
        found |= {"/".join(parts[:i]) for i, part in enumerate(parts) if _squashed(part) in _SIDES}
    return found


def _sides_among(names: Mapping[str, Collection[str]]) -> list[str]:
    """The sides among folders that lie side by side, by the names of the files in each."""
    unsure = {name: set(files) for name, files in names.items() if kind_of(name) in _UNSURE}
    words = {name: _squashed(name) for name in unsure}
    if len(unsure) < 2 or _SIDES.isdisjoint(words.values()):
        return []
    if not all(word in _SIDES | _ONLY_BESIDE or is_version(name) for name, word in words.items()):
        return []
    most = max(unsure.values(), key=len)
    alike = all(len(most & files) >= _ALIKE * len(most) for files in unsure.values())
    if _OFTEN_CLASSES.issuperset(words.values()) and all(map(_is_numbered, most)):
        alike = alike and any(kind_of(name) is FolderKind.MASK for name in names)
    return list(unsure) if alike else []


def _is_numbered(file: str) -> bool:
    return file.rpartition("/")[2].isdecimal()


def _without_side(path: str, side: str) -> str:
    """A file less its ending, and less the side where its own name says it (`1_input.png`, `1x4.png`)."""
    folder, _, name = path.rpartition("/")
    stem = re.sub(r"(?<=\d)x[2348]$", "", name.rpartition(".")[0] or name)
    if stem.lower().endswith(side.lower()):
        stem = stem[: len(stem) - len(side)].rstrip(" _.-")
    return f"{folder}/{stem}"


def _squashed(name: str) -> str:
    return _BETWEEN.sub("", name).lower()
