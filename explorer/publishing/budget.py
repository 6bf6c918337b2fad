"""How much of an index a copy holds: what it takes to walk it, then all thumbnails that have room."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.errors import InputError
from explorer.publishing.thumbnail_packs import Sample
from explorer.words import count, counted, images, listed, size_words

COLUMNS_SHARE = 4
"""Columns to filter by take one part of so many of a budget; thumbnails are what a copy is for."""


@dataclass(frozen=True)
class PublishingPlan:
    """What is written.

    Attributes
    ----------
    bytes : int
        Of all files together, or a little more.
    light : bool
        Whether only names, labels and predictions are told of an image.
    samples : tuple of Sample
        Thumbnails that are packed.
    left_out : tuple of Sample
        Those that there is no room for.
    images : int
        In the copy.
    columns : tuple of str
        That can be counted and filtered by.
    columns_left_out : tuple of str
        Those that there is no room for.
    """

    bytes: int
    light: bool
    samples: tuple[Sample, ...]
    left_out: tuple[Sample, ...]
    images: int
    columns: tuple[str, ...] = ()
    columns_left_out: tuple[str, ...] = ()

    def depth(self, size: int) -> int:
        """Return the stride down to which there are thumbnails of a size; 0 for none."""
        return min((sample.stride for sample in self.samples if sample.size == size), default=0)

    def sentences(self) -> list[str]:
        """Say how large the copy is, and how deep it goes."""
        said = [f"{size_words(self.bytes)} for {images(self.images)}"]
        for size in sorted({sample.size for sample in (*self.samples, *self.left_out)}):
            said.append(f"thumbnails of {size} px: {_depth_words(self.depth(size))}")
        if self.columns or self.columns_left_out:
            without = f", without {listed(self.columns_left_out)}" if self.columns_left_out else ""
            said.append(f"{counted(len(self.columns), 'column')} to filter by{without}")
        if self.light:
            said.append("of each image its name, label and predictions alone")
        return said


def _depth_words(stride: int) -> str:
    if stride == 1:
        return "all images"
    return f"1 of {count(stride)} images" if stride else "none"


@dataclass(frozen=True)
class ColumnSize:
    """What a column takes.

    Attributes
    ----------
    name : str
    bytes : int
    needed : bool
        Whether a copy has it in any case; it is then counted with what every copy has.
    """

    name: str
    bytes: int
    needed: bool


def plan_copy(
    budget: int,
    fixed: int,
    item_bytes: tuple[int, int],
    samples: list[Sample],
    images: int,
    columns: Sequence[ColumnSize] = (),
) -> PublishingPlan:
    """Choose what fits a budget: samples from the coarsest of the smallest size on, each whole or not at all.

    Columns come after the coarsest sample and before all others; they take a quarter of the budget at most.

    Parameters
    ----------
    budget : int
        Bytes.
    fixed : int
        Bytes of what every copy has.
    item_bytes : (int, int)
        Of all that is known of each image, and of what is told in any case.
    samples : list of Sample
        In the order in which they are wanted.
    images : int
    columns : sequence of ColumnSize
        In the order in which they are wanted.

    Raises
    ------
    InputError
        When the budget has no room for the least that can be walked.
    """
    full, least = item_bytes
    fixed += sum(column.bytes for column in columns if column.needed)
    first = samples[0].bytes if samples else 0
    if fixed + least + first > budget:
        raise InputError(
            f"budget: {size_words(budget)} is too little; the least copy of {count(images)} images has "
            f"{size_words(fixed + least + first)}. Raise --budget, or publish a cluster with --node."
        )
    # What is read of one image at a time may take a third; thumbnails are what a copy is for.
    light = fixed + full + first > budget or full > budget / 3
    used = fixed + (least if light else full)
    kept, without, some = _columns_within(columns, min(budget / COLUMNS_SHARE, budget - used - first))
    used += some
    taken: list[Sample] = []
    left_out: list[Sample] = []
    ended: set[int] = set()
    for sample in samples:
        if sample.size not in ended and used + sample.bytes <= budget:
            taken.append(sample)
            used += sample.bytes
        else:
            ended.add(sample.size)  # a finer sample without the one before would have holes
            left_out.append(sample)
    return PublishingPlan(used, light, tuple(taken), tuple(left_out), images, kept, without)


def _columns_within(
    columns: Sequence[ColumnSize], room: float
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Return which columns fit, which do not, and the bytes of those that are not there in any case."""
    used, kept, without = 0, [], []
    for column in columns:
        if column.needed or used + column.bytes <= room:
            kept.append(column.name)
            used += 0 if column.needed else column.bytes
        else:
            without.append(column.name)
    return tuple(kept), tuple(without), used
