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
    folders = [path.split("/")[:-1] for path in paths]
    columns: dict[str, list[str]] = {}
    level = 0
    while names := _names(folders, level):
        if "split" not in columns and {name.lower() for name in names} <= _SPLITS:
            columns["split"] = names
        elif len(set(names)) >= 2:
            columns["label"] = names
            break
        level += 1
    return columns


def _names(folders: Sequence[Sequence[str]], level: int) -> list[str]:
    """The folder of each image at a level, or nothing when some image lies above it."""
    if not all(len(parts) > level for parts in folders):
        return []
    return [parts[level] for parts in folders]
