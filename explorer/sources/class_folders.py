"""Labels and splits from the names of folders."""

from collections.abc import Sequence

_SPLITS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing", "dev"})


def class_folder_columns(paths: Sequence[str]) -> dict[str, list[str]]:
    """Read `label` and `split` from an image-folder layout.

    Folders that all images share say nothing and are passed over. If all images then lie in sub-folders,
    these are splits where all are named as such (train, val, test, …) and what is below gives the labels;
    else they are the labels themselves, where there are two or more.

    Parameters
    ----------
    paths : sequence of str
        Posix, relative to the source.

    Returns
    -------
    dict
        Some of `label` and `split`, parallel to `paths`.
    """
    folders = [path.rpartition("/")[0] for path in paths]
    # There are far fewer folders than images.
    parts = {folder: folder.split("/") if folder else [] for folder in folders}
    columns: dict[str, list[str]] = {}
    level = 0
    while parts and all(len(names) > level for names in parts.values()):
        found = {names[level] for names in parts.values()}
        is_split = "split" not in columns and {name.lower() for name in found} <= _SPLITS
        if is_split or len(found) >= 2:
            columns["split" if is_split else "label"] = [parts[folder][level] for folder in folders]
        if not is_split and len(found) >= 2:
            break
        level += 1
    return columns
