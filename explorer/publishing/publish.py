"""Write a static copy: plan it, say how large it is, write it beside its place, put it there."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.errors import InputError
from explorer.index.reader import Index, open_index
from explorer.index.workfolder import require_free, work_folder
from explorer.progress import Progress, SilentProgress
from explorer.publishing.budget import ColumnSize, PublishingPlan, plan_copy
from explorer.publishing.budget_size import BUDGET, read_size
from explorer.publishing.color_levels import color_levels
from explorer.publishing.filter_files import filter_files
from explorer.publishing.found_clusters import found_clusters
from explorer.publishing.item_chunks import chunk_count, item_chunk
from explorer.publishing.node_titles import NodeTitles
from explorer.publishing.packaged_columns import is_always_there, packaged_columns
from explorer.publishing.page_config import DATA, Contents, page_config
from explorer.publishing.page_files import page_files
from explorer.publishing.published_rows import PublishedRows, published_rows
from explorer.publishing.row_columns import row_columns
from explorer.publishing.staged_files import StagedFiles, packed, packed_json
from explorer.publishing.thumbnail_packs import ThumbnailPacks
from explorer.publishing.told_mistakes import told_mistakes
from explorer.publishing.tree_pieces import encode_piece, tree_pieces
from explorer.words import counted

FINDINGS = "findings.bin"
MISTAKES = "mistakes.bin"
TRIED = 5
"""Chunks of items by which the size of all is told before they are made."""
MORE = 1.1
"""And how much larger the others may be."""


@dataclass(frozen=True)
class PublishReport:
    """What was written.

    Attributes
    ----------
    out : Path
    images : int
    bytes : int
        Of all files.
    thumbnails : dict of int to int
        From the size in pixels to the stride: 1 where every image has one, 4 where one of four; 0: none.
    light : bool
        Whether only names, labels and predictions are told of an image.
    """

    out: Path
    images: int
    bytes: int
    thumbnails: dict[int, int]
    light: bool


def publish(
    index: Index | Path | str,
    out: Path | str,
    node: int | None = None,
    budget: int | str = BUDGET,
    progress: Progress | None = None,
    findings: str | None = None,
) -> PublishReport:
    """Write a copy of an index that any host of files serves.

    Parameters
    ----------
    index : Dataset, Path or str
        Opened, or the folder of one.
    out : Path or str
        Folder to make; nothing may be there.
    node : int, optional
        Cluster that is published as if it were all.
    budget : int or str
        Bytes that all files may have, or a size such as `60MB`: it decides how many images have thumbnails.
    progress : Progress, optional
        Is told the size before anything large is written.
    findings : str, optional
        Kind of findings to work out and show, such as `errors`; of those that scan the tree. Why the most
        frequent mistakes are made is worked out, too.

    Raises
    ------
    IndexFormatError
        When the folder is not an index that this release reads.
    InputError
        When something is at `out`, the budget is too little, or it cannot be written.
    NotFoundError
        When the index has no such node.
    """
    if not isinstance(index, Index):
        with open_index(index) as opened:
            return publish(opened, out, node, budget, progress, findings)
    progress = progress or SilentProgress()
    most = read_size(budget) if isinstance(budget, str) else budget
    out = Path(os.path.abspath(Path(out).expanduser()))
    if out.is_relative_to(index.path.resolve()):
        raise InputError(f"{out} is inside the index; choose a place beside it")
    require_free(out)
    published = published_rows(index, node)
    try:
        with work_folder(out) as stage:
            copy = _Copy(published, most, progress, findings)
            written = copy.write(StagedFiles(stage / "copy"))
            require_free(out)  # whoever came first keeps it
            os.rename(stage / "copy", out)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror or error}") from error
    finally:
        progress.close()
    return replace(written, out=out)


class _Copy:
    """Everything that is written, prepared as far as its size must be known.

    Parameters
    ----------
    published : PublishedRows
    budget : int
    progress : Progress
    findings : str or None
        Kind.
    """

    def __init__(
        self, published: PublishedRows, budget: int, progress: Progress, findings: str | None
    ) -> None:
        self._published, self._budget, self._progress = published, budget, progress
        self._titles = TitleMaker(published.index)
        self._packs = ThumbnailPacks(published)
        self._rows = {name: packed(column.tobytes()) for name, column in row_columns(published).items()}
        self._columns = list(packaged_columns(published))
        self._filters = filter_files(published, self._columns, [column.name for column in self._columns])
        self._small = dict(self._tree()) | dict(color_levels(published))
        if findings is not None:
            progress.stage("Looking for what stands out")
            self._small[FINDINGS] = packed_json(found_clusters(published, findings))
            if mistakes := told_mistakes(published):
                self._small[MISTAKES] = packed_json(mistakes)
        self.plan = self._plan()
        self._filters = filter_files(published, self._columns, self.plan.columns)
        progress.close()
        progress.note(f"Publishing {'; '.join(self.plan.sentences())}.")
        if self._filters.views_left_out:
            without = counted(self._filters.views_left_out, "saved view")
            progress.note(f"{without} left out: what takes a server, or is not in the copy, is a part of it.")

    def write(self, files: StagedFiles) -> PublishReport:
        """Write all files."""
        plan = self.plan
        for name, content in (self._small | self._filters.told | self._filters.columns).items():
            files.write(f"{DATA}/{name}", content)
        for name, content in self._rows.items():
            files.write(f"{DATA}/{name}.bin", content)
        for name, content in page_files(self._config(plan)):
            files.write(name, content)
        chunks = chunk_count(self._published)
        self._progress.stage("Describing images", chunks, "chunks")
        for number in range(chunks):
            files.write(f"{DATA}/items/{number}.bin", self._items(number, plan.light))
            self._progress.update(number + 1)
        plan = self._within(plan, files)
        self._write_packs(plan, files)
        sizes = {sample.size for sample in (*plan.samples, *plan.left_out)}
        depths = {size: plan.depth(size) for size in sorted(sizes)}
        return PublishReport(Path(), self._published.n, files.bytes, depths, plan.light)

    def _write_packs(self, plan: PublishingPlan, files: StagedFiles) -> None:
        self._progress.stage("Packing thumbnails", sum(sample.rows for sample in plan.samples), "thumbnails")
        done = 0
        for sample in plan.samples:
            for number in range(sample.packs):
                pack = self._packs.make(sample, number)
                files.write(f"{DATA}/thumbs/{sample.size}/{sample.stride}/{number}.bin", pack)
                self._progress.update(done + sample.rows * (number + 1) // sample.packs)
            done += sample.rows

    def _within(self, plan: PublishingPlan, files: StagedFiles) -> PublishingPlan:
        """Leave out the last samples where what is written is larger than it was told to be."""
        taken = list(plan.samples)
        while len(taken) > 1 and files.bytes + sum(sample.bytes for sample in taken) > self._budget:
            taken.pop()
        if len(taken) == len(plan.samples):
            return plan
        shorter = replace(plan, samples=tuple(taken), left_out=(*plan.left_out, *plan.samples[len(taken) :]))
        config = self._config(shorter)
        for name, content in page_files(config):
            if name == "index.html":
                files.write(name, content)
        return shorter

    def _tree(self) -> Iterator[tuple[str, bytes]]:
        titles = NodeTitles(self._published, self._titles)
        pieces = list(tree_pieces(self._published.tree))
        self._progress.stage("Naming clusters", len(pieces), "pieces")
        for number, piece in enumerate(pieces):
            yield f"tree/{piece.name}.bin", packed(encode_piece(self._published.tree, piece))
            yield f"titles/{piece.name}.bin", packed_json(titles.of(piece))
            self._progress.update(number + 1)
        first_rows = self._published.tree.lo[self._published.n :]
        yield "first-rows.bin", packed(first_rows.astype("<u4").tobytes())

    def _plan(self) -> PublishingPlan:
        n = self._published.n
        draft = PublishingPlan(
            0, False, tuple(self._packs.samples), (), n, tuple(each.name for each in self._columns)
        )
        fixed = sum(len(content) for _, content in page_files(self._config(draft)))
        for files in (self._small, self._rows, self._filters.told):
            fixed += sum(map(len, files.values()))
        items = (self._estimate(False), self._estimate(True))
        columns = [ColumnSize(each.name, each.bytes, is_always_there(each.name)) for each in self._columns]
        return plan_copy(self._budget, fixed, items, self._packs.samples, n, columns)

    def _config(self, plan: PublishingPlan) -> dict:
        filters = self._filters
        contents = Contents(
            tuple(self._rows),
            filters.colors,
            findings=FINDINGS in self._small,
            mistakes=MISTAKES in self._small,
            saved=bool(filters.views),
        )
        return page_config(self._published, plan, contents)

    def _estimate(self, light: bool) -> int:
        chunks = chunk_count(self._published)
        tried = range(0, chunks, -(-chunks // TRIED))
        known = sum(len(self._items(number, light)) for number in tried)
        return known if len(tried) == chunks else int(MORE * known * chunks / len(tried))

    def _items(self, number: int, light: bool) -> bytes:
        return packed_json(item_chunk(self._published, number, light, self._titles))
