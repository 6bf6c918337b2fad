"""Write one build of an index beside the others, then make it current by one atomic rename."""

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.tree.dendrogram import build_tree
from explorer.errors import Failure, InputError
from explorer.images.thumbnails import ThumbnailWriter
from explorer.index import format as layout
from explorer.index.class_shares import ClassShares
from explorer.index.earlier_trees import EarlierTree, write_trees
from explorer.index.format import is_plain_name
from explorer.index.hashes import describe_files
from explorer.index.locks import lock_for_removal
from explorer.index.manifest import Manifest
from explorer.index.manifests import publish, write_copy
from explorer.index.quantized import MIN_ROWS, write_small_copy
from explorer.index.reordered import TakenRows
from explorer.npy import save_npy


@dataclass(frozen=True)
class BuildContents:
    """All of one build; every array and table is in dendrogram order.

    Attributes
    ----------
    items : pa.Table
        (n rows) item table.
    embeddings : ndarray (n, d), float32 or float16
        Vectors.
    thumbnails : iterable of list of bytes
        For each row one encoded image per level; consumed once.
    colors : ndarray (n, 3), uint8
        Mean colour.
    merges : ndarray (n-1, 4), float64
        SciPy's Z over rows.
    neighbors : Neighbors
        Nearest neighbours.
    projection : ndarray (n, 2), float32, or None
        Places on the map.
    failures : sequence of Failure
        Files that could not be used.
    source, options, encoder, tree : dict
        As in `Manifest`.
    classes : list of str
        Class names.
    levels : tuple of int
        Sizes of the thumbnails, ascending.
    probabilities : TakenRows (n, c) or None
        Class probabilities.
    passed_over : dict
        As in `Source`.
    status_times : ndarray (n,), int64, or None
        When the status of each file last changed, nanoseconds since 1970; 0 where that is not known.
    parts : pyarrow.Table or None
        As of `explorer.index.image_parts.part_table`.
    partial : dict or None
        As of `Manifest.partial`.
    class_shares : ClassShares or None
        How likely each image is to show each of the encoder's classes, with their synsets.
    earlier : tuple of EarlierTree
        Trees of builds before it.
    """

    items: pa.Table
    embeddings: np.ndarray
    thumbnails: Iterable[list[bytes]]
    colors: np.ndarray
    merges: np.ndarray
    neighbors: Neighbors
    projection: np.ndarray | None
    source: dict
    encoder: dict
    levels: tuple[int, ...]
    failures: tuple[Failure, ...] = ()
    options: dict = field(default_factory=dict)
    classes: list[str] = field(default_factory=list)
    tree: dict = field(default_factory=lambda: {"method": "exact"})
    probabilities: TakenRows | None = None
    passed_over: dict[str, int] = field(default_factory=dict)
    status_times: np.ndarray | None = None
    parts: pa.Table | None = None
    partial: dict | None = None
    class_shares: ClassShares | None = None
    earlier: tuple[EarlierTree, ...] = ()


def write_build(index_path: Path, contents: BuildContents) -> Manifest:
    """Stage a build and publish it. The builds before it stay: see `remove_old_builds`.

    Parameters
    ----------
    index_path : Path
        Folder of the index; made when absent. The caller holds its `BuilderLock` where others may build.
    contents : BuildContents
        What to write.

    Returns
    -------
    Manifest
        The manifest that is now current.

    Raises
    ------
    InputError
        When the arrays of `contents` do not belong together.
    """
    n = _checked_size(contents)
    builds = index_path / layout.BUILDS
    builds.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    build = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    staged = builds / f".{build}"
    staged.mkdir()
    try:
        _write_files(staged, contents)
        manifest = Manifest(
            build=build,
            created=now.isoformat(timespec="seconds"),
            n=n,
            dim=int(contents.embeddings.shape[1]),
            source=contents.source,
            options=contents.options,
            encoder=contents.encoder,
            classes=list(contents.classes),
            levels=list(contents.levels),
            counts=_counts(contents),
            tree=contents.tree,
            files=describe_files(staged),
        )
        write_copy(staged, manifest)
        os.replace(staged, builds / build)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    publish(index_path, manifest)
    return manifest


def _counts(contents: BuildContents) -> dict:
    counts = {"failed": len(contents.failures), "passed_over": contents.passed_over}
    return counts if contents.partial is None else counts | {"partial": contents.partial}


def remove_unfinished(index_path: Path) -> None:
    """Remove what writers that were killed have left, so that its room is there for the next one.

    The caller must hold the index's `BuilderLock`: the staged folder of another writer would go too.
    """
    (index_path / layout.MANIFEST_BESIDE).unlink(missing_ok=True)
    for path in (index_path / layout.BUILDS).glob("*"):
        if not is_plain_name(path.name):
            _remove(path)


def remove_old_builds(index_path: Path, keep: str) -> None:
    """Remove every build but `keep` that no reader holds. The caller holds the index's `BuilderLock`."""
    remove_unfinished(index_path)
    for path in sorted((index_path / layout.BUILDS).iterdir()):
        if path.name == keep:
            continue
        if not path.is_dir():
            _remove(path)
            continue
        hold = lock_for_removal(path)
        if hold is None:
            continue
        try:
            # Renamed while held: a reader that opens the old name from now on finds nothing to lock.
            doomed = path.with_name(f".{path.name}")
            os.replace(path, doomed)
            _remove(doomed)
        except OSError:
            pass  # tried again after the next build
        finally:
            os.close(hold)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _checked_size(contents: BuildContents) -> int:
    n = contents.items.num_rows
    lengths = {
        "embeddings": len(contents.embeddings),
        "colors": len(contents.colors),
        "merges": len(contents.merges) + 1,
        "neighbors": len(contents.neighbors.rows),
    }
    if contents.projection is not None:
        lengths["projection"] = len(contents.projection)
    if contents.probabilities is not None:
        lengths["probabilities"] = len(contents.probabilities)
    if contents.status_times is not None:
        lengths["status_times"] = len(contents.status_times)
    if contents.class_shares is not None:
        lengths["class_shares"] = len(contents.class_shares.classes)
    if contents.parts is not None:
        lengths["parts"] = contents.parts.num_rows
    for what, length in lengths.items():
        if length != n:
            raise InputError(f"A build of {n} items cannot have {what} for {length} of them.")
    if n == 0:
        raise InputError("A build needs at least one item.")
    return n


def _write_files(folder: Path, contents: BuildContents) -> None:
    with ThumbnailWriter(folder, contents.levels) as thumbnails:
        for images in contents.thumbnails:
            thumbnails.append(images)
    pq.write_table(contents.items, folder / layout.ITEMS, compression="zstd")
    pq.write_table(_failure_table(contents.failures), folder / layout.FAILURES, compression="zstd")
    save_npy(folder / layout.EMBEDDINGS, contents.embeddings)
    if len(contents.embeddings) >= MIN_ROWS:
        write_small_copy(folder, contents.embeddings, contents.encoder.get("name") != layout.OWN_VECTORS)
    save_npy(folder / layout.COLORS, contents.colors)
    # Empty and not absent, for earlier releases open no index without it.
    no_places = np.empty((0, 2), np.float32)
    save_npy(folder / layout.PROJECTION, no_places if contents.projection is None else contents.projection)
    if contents.probabilities is not None:
        contents.probabilities.save(folder / layout.PROBABILITIES)
    if contents.status_times is not None and contents.status_times.any():
        save_npy(folder / layout.STATUS_TIMES, contents.status_times)
    scored = contents.class_shares
    if scored is not None and scored.synsets is not None:
        save_npy(folder / layout.CLASSES, scored.classes)
        save_npy(folder / layout.CLASS_SHARES, scored.shares)
        save_npy(folder / layout.CLASS_SYNSETS, scored.synsets)
    if contents.parts is not None:
        pq.write_table(contents.parts, folder / layout.PARTS, compression="zstd")
    write_trees(folder, contents.earlier)
    tree = build_tree(contents.merges)
    parts = ("merges", "lo", "hi", "parent", "height", "children")
    np.savez(folder / layout.TREE, **{part: getattr(tree, part) for part in parts})
    near = contents.neighbors
    np.savez(
        folder / layout.NEIGHBORS,
        rows=near.rows,
        distances=near.distances,
        metric=np.array(near.metric),
        method=np.array(near.method),
        recall=np.array(near.recall),
    )


def _failure_table(failures: Iterable[Failure]) -> pa.Table:
    failures = list(failures)
    return pa.table(
        {
            "path": pa.array([f.path for f in failures], pa.string()),
            "source_row": pa.array([f.source_row for f in failures], pa.int64()),
            "reason": pa.array([f.reason for f in failures], pa.string()),
        }
    )
