"""What is to be known of a NIfTI volume before its slices are listed; no slice is read."""

from collections.abc import Collection
from dataclasses import dataclass

from explorer.errors import Failure, ImageError
from explorer.images.formats.nifti import image_of, layout_of
from explorer.images.read_file import ReadOptions


@dataclass(frozen=True)
class NiftiFacts:
    """A volume: slices on each of `AXES`, and how many volumes there are."""

    shape: tuple[int, int, int]
    volumes: int


def nifti_facts(
    position: int, path: str, options: ReadOptions, known: Collection[str]
) -> NiftiFacts | Failure:
    """Look into the header of one file, for `explorer.images.stream.ask_files`."""
    try:
        with open(path, "rb") as file:
            layout = layout_of(image_of(file))
            return NiftiFacts(layout.shape, layout.volumes)
    except ImageError as error:
        return Failure(path, position, str(error))
    except OSError as error:
        return Failure(path, position, f"cannot be read ({error.strerror or error})")
