"""From what was collected to the contents of a build: tree, order, neighbours, projection, item table."""

import os
from dataclasses import asdict, dataclass, field

import numpy as np
import pyarrow as pa

from explorer.clustering.coarse.coarse_linkage import CoarsePlan, coarse_linkage
from explorer.clustering.coarse.cost_model import choose_tree
from explorer.clustering.neighbors.search import Neighbors, nearest_neighbors
from explorer.clustering.projection.umap_layout import project
from explorer.clustering.tree.dendrogram import dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from explorer.embedding.devices import choose_device
from explorer.images.digests import DIGEST, unpack
from explorer.index import format as layout
from explorer.index import item_columns
from explorer.index.image_parts import FILE, part_table
from explorer.index.measure_columns import with_measures
from explorer.index.reader import Index
from explorer.index.remote_originals import SIGNED, sign
from explorer.index.reordered import TakenRows
from explorer.index.writer import BuildContents
from explorer.indexing.collect import Collected
from explorer.npy import give_pages_back
from explorer.options import BuildOptions
from explorer.progress import Progress
from explorer.remote.addresses import public
from explorer.sources import Source

_ROWS_AT_ONCE = 1 << 14


@dataclass(frozen=True)
class Derived:
    """What is computed from the vectors; all but `order` in dendrogram order.

    Attributes
    ----------
    order : (n,) int64 array
        `order[row]` is the place among the collected images.
    embeddings : (n, d) float32 array
    merges : (n-1, 4) float64 array
    neighbors : Neighbors
    projection : (n, 2) float32 array or None
        None where none is wanted.
    tree : dict
        How the tree was made, as in `Manifest`.
    """

    order: np.ndarray
    embeddings: np.ndarray
    merges: np.ndarray
    neighbors: Neighbors
    projection: np.ndarray | None
    tree: dict = field(default_factory=lambda: {"method": "exact"})


def derive(
    source: Source,
    collected: Collected,
    previous: Index | None,
    options: BuildOptions,
    device: str,
    progress: Progress,
) -> Derived:
    """Tree, order, neighbours and projection; those of the previous build where its vectors are the same."""
    vectors = _vectors(source, collected)
    order = None if previous is None else _same_order(previous, vectors)
    same = None if order is None else previous
    method = _method(same, vectors, options, device, progress)
    if same is not None and order is not None and method == same.manifest.tree.get("method"):
        merges, embeddings, tree = same.tree.merges, same.embeddings, same.manifest.tree
    else:
        same = None
        merges, tree = _linkage(method, vectors, device, progress)
        order = dendrogram_order(merges)
        merges, embeddings = relabel(merges, order), vectors[order]
    del vectors
    if same is not None and same.manifest.options.get("neighbors") == options.neighbors:
        neighbors = same.neighbors
    else:
        same = None
        progress.stage("Finding neighbours", len(order), "images")
        neighbors = nearest_neighbors(embeddings, options.neighbors, progress=progress.update)
    there = None if same is None or same.manifest.options.get("seed") != options.seed else same.projection
    if options.projection is False:
        projection = None
    elif there is not None:
        projection = there
    else:
        progress.stage("Projecting")
        projection = project(embeddings, neighbors, options.seed, progress=progress.update)
    return Derived(order, embeddings, merges, neighbors, projection, tree)


def _method(
    previous: Index | None, vectors: np.ndarray, options: BuildOptions, device: str, progress: Progress
) -> str:
    """`exact` or `coarse`; `previous` is a build with the same vectors, which answers the same question."""
    if previous is not None and options.tree == previous.manifest.options.get("tree", "auto"):
        return previous.manifest.tree["method"]
    n, dim = vectors.shape
    choice = choose_tree(n, dim, options.tree, choose_device(device))
    if choice.note:
        progress.note(choice.note)
    return choice.method


def _linkage(method: str, vectors: np.ndarray, device: str, progress: Progress) -> tuple[np.ndarray, dict]:
    """Merges over `vectors`, and what the manifest says of them."""
    progress.stage("Building the tree", unit="steps")
    # Asked for here and not before: it loads torch, which a refresh that finds nothing new has no use for.
    device = choose_device(device)
    if method == "exact":
        return ward_linkage(vectors, device=device, progress=progress.update), {"method": method}
    plan = CoarsePlan()
    merges = coarse_linkage(vectors, plan, device, progress.update)
    return merges, {"method": method, "micro_clusters": min(plan.micro, len(vectors))}


def _vectors(source: Source, collected: Collected) -> np.ndarray:
    """(n, d) float32 in the order of `collected`."""
    if source.embeddings is None:
        return collected.known_images.vectors(collected.slots)
    rows = source.items["source_row"].to_numpy()[collected.positions]
    vectors = np.ascontiguousarray(source.embeddings[rows], np.float32)
    give_pages_back(source.embeddings)
    return vectors


def _same_order(previous: Index, vectors: np.ndarray) -> np.ndarray | None:
    """Order of the previous build when it has these very vectors in this very order, else None."""
    if previous.embeddings.shape != vectors.shape:
        return None
    by_source = np.argsort(previous.column("source_row"), kind="stable")
    # In parts, for they may be gigabytes.
    for lo in range(0, len(vectors), _ROWS_AT_ONCE):
        rows = slice(lo, lo + _ROWS_AT_ONCE)
        if not np.array_equal(previous.embeddings[by_source[rows]], vectors[rows]):
            return None
    order = np.empty(previous.n, np.int64)
    order[by_source] = np.arange(previous.n)
    return order


def assemble(
    source: Source, collected: Collected, derived: Derived, encoder: dict, options: BuildOptions
) -> BuildContents:
    """The contents of a build."""
    order = derived.order
    slots = collected.slots[order]
    items = _items(source, collected).take(order)
    parts = _parts(source, collected.positions[order])
    about = _about(source)
    if signed := sign(about, items[layout.PATH] if parts is None else parts[FILE]):
        about[SIGNED] = signed
    probabilities = None
    if source.probabilities is not None:
        probabilities = TakenRows(source.probabilities, items["source_row"].to_numpy())
    return BuildContents(
        items=items,
        embeddings=derived.embeddings,
        thumbnails=map(collected.known_images.thumbnails, slots),
        colors=collected.known_images.known(slots).colors,
        merges=derived.merges,
        tree=derived.tree,
        neighbors=derived.neighbors,
        projection=derived.projection,
        source=about,
        encoder=encoder,
        levels=options.image.levels,
        failures=tuple([*source.failures, *collected.failures]),
        options=settings_of(options),
        classes=item_columns.class_names(items, source.classes),
        probabilities=probabilities,
        passed_over=source.passed_over,
        status_times=collected.changed[order],
        parts=parts,
    )


def _parts(source: Source, places: np.ndarray) -> pa.Table | None:
    """Where the images at these places of a source lie in its files; None where they are all of them."""
    if source.parts is None:
        return None
    root = os.path.join(source.root, "")
    files = (public(source.files[place]).removeprefix(root) for place in places)
    return part_table(
        files, *(array[places] for array in (source.parts.offset, source.parts.length, source.parts.packing))
    )


def _about(source: Source) -> dict:
    """The `source` entry of the manifest."""
    about: dict[str, object] = {"kind": source.kind, "location": str(source.location)}
    about |= {"root": str(source.root), "taken_for": source.taken_for}
    if source.sources:
        about["sources"] = [asdict(each) | {"location": str(each.location)} for each in source.sources]
    if source.crops:
        about["items"] = layout.OBJECTS
    if source.frames:
        about[layout.FRAMES] = True
    if source.detections is not None:
        about["detections"] = source.detections
    said = {"notes": list(source.notes), "doubts": list(source.doubts)}
    return about | {name: sentences for name, sentences in said.items() if sentences}


def image_settings(options: BuildOptions) -> dict:
    """`options.image` as JSON values; what came later is left out where it is not asked for."""
    settings = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(options.image).items()}
    later = (*layout.VIEWS, "reduced_decoding")
    return {name: v for name, v in settings.items() if name not in later or v not in (None, False)}


def decoding_of(settings: object) -> dict:
    """What of `image_settings` decides how an image comes out: the limit only decides whether it does."""
    settings = settings if isinstance(settings, dict) else {}
    return {name: value for name, value in settings.items() if name != "max_pixels"}


def settings_of(options: BuildOptions) -> dict:
    """The `options` entry of the manifest."""
    given = {
        name: None if v is None else [*map(str, v)] if isinstance(v, tuple) else str(v)
        for name, v in asdict(options.source).items()
    }
    return {
        "image": image_settings(options),
        "neighbors": options.neighbors,
        "projection": options.projection is not False,
        "seed": options.seed,
        "source": given,
        "tree": options.tree,
    }


def _items(source: Source, collected: Collected) -> pa.Table:
    """The item table in the order of `collected`: the source's columns, then what was measured."""
    given = source.items.take(collected.positions)
    known = collected.known_images.known(collected.slots)
    measured = {
        "hash": _hashes(known.digests),
        "width": pa.array(known.sizes[:, 0]),
        "height": pa.array(known.sizes[:, 1]),
        "bytes": pa.array(collected.bytes),
        "modified": pa.array(collected.modified).cast(pa.timestamp("ns", "UTC")),
    }
    first = [layout.PATH, layout.SOURCE_ROW]
    table = given.select(first)
    for name, column in measured.items():
        table = table.append_column(name, column)
    words = pa.array(known.concepts, pa.string())
    if words.null_count < len(words):
        table = table.append_column(layout.CONCEPT, words)
    for name in given.column_names:
        if name not in first:
            table = table.append_column(given.schema.field(name), given[name])
    table = with_measures(table, known.measures, known.sizes)
    return table.combine_chunks().replace_schema_metadata(None)


def _hashes(digests: np.ndarray) -> pa.Array:
    """Hashes as text, without a string object for each."""
    text = unpack(digests).encode()
    ends = np.arange(len(digests) + 1, dtype=np.int32) * (2 * DIGEST.itemsize)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(text))
