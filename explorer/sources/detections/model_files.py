"""Files of detections and the names of the models that they are of."""

import os
from pathlib import Path

from explorer.errors import SourceError


def files_of(given: tuple[str, ...]) -> dict[str, Path]:
    """Return files by the names of models: of the only one empty, else as given, else as its file is."""
    found: dict[str, Path] = {}
    for each in given:
        name, path = split_name(each)
        name = name or ("" if len(given) == 1 else path.stem)
        if name in found:
            raise SourceError(
                f"{path}: two models are called {name!r}; name them with --detections NAME=FILE"
            )
        found[name] = path
    return found


def split_name(given: str) -> tuple[str, Path]:
    """Take `NAME=FILE` apart; a file that is there under all of it has no name."""
    name, equals, path = given.partition("=")
    if not equals or os.path.exists(given) or os.sep in name:
        return "", Path(given)
    return name.strip(), Path(path)
