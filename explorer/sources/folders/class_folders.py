"""Labels, splits and masks from the names of folders."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from explorer.sources.folders.folder_layout import Said, read_folders
from explorer.sources.folders.mask_files import mask_files
from explorer.sources.folders.paired_folders import paired_folders
from explorer.sources.folders.sequences import sequences

_TILE = re.compile(r"(?:.*/)?(\d\d?)/(\d+)/(\d+)\.\w+")
_LEAST_VALUES = {"label": 2, "split": 1, "fold": 2, "parent": 2, "corruption": 1, "level": 1, "role": 2}
"""With fewer values a column says nothing."""
_Place = tuple[str | None, str | None, str | None]


def class_folder_columns(paths: Sequence[str]) -> dict[str, list[str | None]]:
    """Read `label`, `split`, `fold`, `parent`, `corruption`, `level` and `role` from the folders of images.

    1. A folder named as a split (`train`, `val2017`, `TEST_IMAGES`, `seg_train` beside `seg_test`; `fold_1`
       and `folds/1` where there is nothing better) is the split, whether classes lie in it or it in them.
       Beside splits, folds are the column `fold`. `train` beside other names, with no folders in it, is a
       class.
    2. Masks (`masks/`, `ground_truth/`, `SegmentationClass/`, `cat_mask.png` beside `cat.png`) have no label;
       `role` tells them from images, and the sides of pairs (`input/1.png`, `target/1.png`) from each other.
    3. Names that sort files and do not say what is seen are passed over: `images`, `raw`, `part_2`, dates,
       cameras, numbers of patients, scenes and users, hashes, `000` beside `001` outside of a split, and what
       holds the frames of one film each (`MOT17-02/img1/000001.jpg`).
    4. What is left are classes; numbers and codes (`0` to `9`, `n01440764`) where nothing has a name. The
       label is the deepest class folder that most images reach and that has another beside it; `parent` is
       what lies above it (the domain, the product, the kingdom). An image beside class folders, not in one,
       has no label. A single class says nothing.
    5. A number between, below which the same classes come again (`left/1/cat`, `left/2/cat`), is a `level`.
    6. Names that say how pictures were spoilt (`fog`, `shot_noise`, above or below classes) are the column
       `corruption`, and numbers that go with them `severity` (`fog/3/cat`, `cat/fog/3`, `fog/3/7`). Where
       nothing else would be a class, they are the classes.

    Parameters
    ----------
    paths : sequence of str
        Posix, relative to the source.

    Returns
    -------
    dict
        Those of the columns that say something, parallel to `paths`; None where nothing is said.
    """
    folders = [path.rpartition("/")[0] for path in paths]
    said = read_folders(folders, sequences(paths), paired_folders(paths))
    if _are_tiles(paths):
        said = {folder: replace(each, coded=each.named, whole=each.named) for folder, each in said.items()}
    masks = [said[folder].is_mask or file for folder, file in zip(folders, mask_files(paths), strict=True)]
    if all(masks):
        masks = [False] * len(paths)
    counts = Counter(folder for folder, is_mask in zip(folders, masks, strict=True) if not is_mask)
    places = _places_of_classes({folder: said[folder] for folder in counts}, counts)
    nothing = None, None, None
    found = [nothing if is_mask else places[folder] for folder, is_mask in zip(folders, masks, strict=True)]
    labels, parents, corruptions = zip(*found, strict=True) if found else ((), (), ())
    splits, folds = _splits([said[folder] for folder in folders])
    columns = {
        "label": list(labels),
        "split": splits,
        "fold": folds,
        "parent": list(parents),
        "corruption": list(corruptions),
        "level": [None if is_mask else said[f].level for f, is_mask in zip(folders, masks, strict=True)],
        "role": [
            "mask" if is_mask else said[f].side or "image" for f, is_mask in zip(folders, masks, strict=True)
        ],
    }
    names = {"level": "severity"} if any(each.corruption for each in said.values()) else {}
    return {
        names.get(name, name): column
        for name, column in columns.items()
        if len(set(column) - {None}) >= _LEAST_VALUES[name]
    }


def _are_tiles(paths: Sequence[str]) -> bool:
    """Whether all are tiles of a map: zoom z, and x and y below 2^z (`12/2103/1433.png`)."""
    for path in paths:
        found = _TILE.fullmatch(path)
        if not found or max(int(found[2]), int(found[3])) >> int(found[1]):
            return False
    return bool(paths)


def _splits(said: Sequence[Said]) -> tuple[list[str | None], list[str | None]]:
    """Split and fold of each image; the fold is the split where there is no other one."""
    splits = [each.split for each in said]
    folds = [each.fold for each in said]
    nothing: list[str | None] = [None] * len(said)
    return (folds, nothing) if not any(splits) and len(set(folds) - {None}) > 1 else (splits, folds)


def _places_of_classes(said: Mapping[str, Said], counts: Mapping[str, int]) -> dict[str, _Place]:
    """The label, the parent and the corruption of every folder; it is the label where nothing else is."""
    corruptions, chains, depth = {}, {}, 0
    for of_classes, of_corruptions in (("named", "corruption"), ("coded", "corruption"), ("whole", None)):
        chains = {folder: getattr(each, of_classes) for folder, each in said.items()}
        corruptions = {folder: each.corruption if of_corruptions else () for folder, each in said.items()}
        depth = _depth_of_labels(chains, counts)
        if depth:
            break
    divided = {chain[:i] for chain in set(chains.values()) for i in range(len(chain))}
    shared = _levels_shared([chain[: depth - 1] for chain in chains.values() if len(chain) >= depth])
    spoilt = [chain for chain in corruptions.values() if chain]
    passed = min(_levels_shared(spoilt), *(len(chain) - 1 for chain in spoilt)) if spoilt else 0
    places = {}
    for folder, chain in chains.items():
        end = depth if len(chain) >= depth else 0 if chain in divided else len(chain)
        label = chain[end - 1] if end else None
        parent = "/".join(chain[shared : max(end, 1) - 1])
        places[folder] = label, parent or None, "/".join(corruptions[folder][passed:]) or None
    return places


def _levels_shared(chains: Sequence[tuple[str, ...]]) -> int:
    """How many levels from the top have one folder only."""
    names_by_level = zip(*chains, strict=False)
    return sum(1 for _ in takewhile(lambda names: len(set(names)) == 1, names_by_level))


def _depth_of_labels(chains: Mapping[str, tuple[str, ...]], counts: Mapping[str, int]) -> int:
    """How deep labels lie: the deepest level at which classes lie side by side and that most images reach.

    0 where there are no labels.
    """
    beside: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for chain in set(chains.values()):
        for i, name in enumerate(chain):
            beside[chain[:i]].add(name)
    reached: Counter[int] = Counter()
    for folder, chain in chains.items():
        reached[len(chain)] += counts[folder]
    most = sum(count for length, count in reached.items() if length)
    levels = {len(above) + 1 for above, names in beside.items() if len(names) > 1}
    deep = (d for d in sorted(levels, reverse=True) if 2 * sum(reached[k] for k in reached if k >= d) >= most)
    return next(deep, 0)
