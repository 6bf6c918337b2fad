"""Build or refresh an index: scan, one streaming pass, tree, neighbours, projection, write."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from explorer.embedding.encoder import Encoder
from explorer.embedding.function_encoder import as_encoder
from explorer.errors import InputError, SourceError
from explorer.index import format as layout
from explorer.index.checks import check_text
from explorer.index.locks import BuilderLock
from explorer.index.manifests import put_back
from explorer.index.writer import remove_old_builds, remove_unfinished, write_build
from explorer.indexing.asked_states import with_states
from explorer.indexing.assemble import assemble, decoding_of, derive, image_settings
from explorer.indexing.build_encoder import EncoderChoice, identity, own_vectors_info
from explorer.indexing.changes import count_changes
from explorer.indexing.collect import (
    Collected,
    Collector,
    file_states,
    looked_into,
    unread,
)
from explorer.indexing.destination import (
    check_destination,
    default_index_path,
    make_folder,
    put_aside,
)
from explorer.indexing.failing import failing_again, too_large
from explorer.indexing.known_images import BuildBlock, Pool
from explorer.indexing.nothing_found import nothing_to_index
from explorer.indexing.previous_build import Previous, find_previous
from explorer.indexing.remembered_options import (
    explained_encoder,
    remembered,
    remembered_image,
    remembered_projection,
    with_views,
)
from explorer.indexing.staging import Staging, staged_encoder, staging_key
from explorer.indexing.unchanged import is_unchanged
from explorer.options import BuildOptions
from explorer.progress import Progress, SilentProgress
from explorer.remote.addresses import check_address, is_address, local_path
from explorer.sources import Source, open_source
from explorer.sources.source import Named


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    index : Path
        Folder of the index.
    new, changed, removed, kept : int
        Images by what became of them since the last build. A moved file is kept.
    failed : int
        Files that could not be used.
    seconds : float
        Wall time.
    build : str
        The build that is now current.
    published : bool
        False when nothing had changed and the index was whole: the build is the one that was current.
    notes : tuple of str
        What should be known of the source, a sentence each (`Source.notes`).
    passed_over : dict
        As in `Source`.
    taken_for : str
        As in `Source`.
    sources : tuple of Named
        As in `Source`.
    """

    index: Path
    new: int
    changed: int
    removed: int
    kept: int
    failed: int
    seconds: float
    build: str
    published: bool
    notes: tuple[str, ...] = ()
    passed_over: dict[str, int] = field(default_factory=dict)
    taken_for: str = ""
    sources: tuple[Named, ...] = ()


def build_index(
    source: Path | str | Sequence[Path | str],
    out: Path | str | None = None,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
    encoder: Encoder | Callable | None = None,
) -> BuildReport:
    """Build the index of a source, or refresh the one that is there.

    An interrupted build is resumed; of a source that was indexed before only what is new or changed is read
    and embedded. Readers of the index are not disturbed: they see the old build until they open it again.

    Parameters
    ----------
    source : Path or str, or sequence of them
        A folder of images, a table with a column of image paths, another of the kinds of sources, or the
        address of any of these (`s3://…`); several become one index, in which a column says where each image
        came from.
    out : Path or str, optional
        Folder of the index; `photos.dendro` beside `photos/` by default, beside the first of several.
    options : BuildOptions, optional
        Everything that decides what the index holds. Parts of `options.source` that are None are taken from
        the index that is there, but for those in `options.forget`.
    progress : Progress, optional
        Told of the stages.
    encoder : Encoder or callable, optional
        Used instead of the one that `options.encoder` names. A callable takes a list of RGB images of PIL and
        returns a vector for each; see `explorer.FunctionEncoder`.

    Returns
    -------
    BuildReport

    Raises
    ------
    SourceError
        When there is nothing to index; no half index is left.
    InputError
        When the index cannot be written where it should go, as on a disk that is full.
    IndexBusyError
        When another process builds the same index.
    EncoderError
        When the encoder cannot be loaded.
    """
    began = time.monotonic()
    progress = progress or SilentProgress()
    given = [source] if isinstance(source, str | Path) else [*source]
    if not given:
        raise InputError("No source was given; name a file or a folder (`.` is the current one).")
    if "" in (*given, out):
        raise InputError("An empty path was given; name a file or a folder (`.` is the current one).")
    locations = [_located(each) for each in given]
    index_path = check_text(Path(out).expanduser().absolute() if out else default_index_path(locations[0]))
    for location in locations:
        if isinstance(location, Path) and not location.exists():
            raise SourceError(f"{location}: there is no such file or folder.")
        check_destination(index_path, location)
    made = make_folder(index_path)
    for name, aside in put_aside(index_path):
        progress.note(f"{index_path} is damaged: {name} is of the wrong kind; it was renamed to {aside}.")
    done = False
    try:
        with BuilderLock(index_path):
            try:
                job = _Build(locations, index_path, options or BuildOptions(), progress, as_encoder(encoder))
                report = job.run()
                done = True
                return replace(report, seconds=round(time.monotonic() - began, 3))
            except OSError as error:
                raise InputError(
                    f"The index at {index_path} could not be finished ({error.strerror or error}). "
                    "What was read is kept: make room or mend that, and run the same command again."
                ) from error
    finally:
        progress.close()
        if made and not done:
            _remove_if_nothing_is_in_it(index_path)


def _located(source: Path | str) -> Path | str:
    """An address as it is, all else as an absolute path."""
    if is_address(source):
        return check_address(str(source))
    path = local_path(source) if isinstance(source, str) else None
    return check_text(Path(path or source).expanduser().absolute())


def _remove_if_nothing_is_in_it(index_path: Path) -> None:
    """Leave no empty folder behind, but what an interrupted build has done so far."""
    if not (index_path / layout.MANIFEST).exists() and not any((index_path / layout.STAGING).glob("*/*.npz")):
        shutil.rmtree(index_path, ignore_errors=True)


@dataclass
class _Build:
    """One run of `build_index`, with the lock held."""

    locations: list[Path | str]
    index_path: Path
    options: BuildOptions
    progress: Progress
    given: Encoder | None

    def run(self) -> BuildReport:
        remove_unfinished(self.index_path)
        previous = find_previous(self.index_path, self.progress)
        try:
            report = self._run(previous)
        finally:
            previous.close()
        remove_old_builds(self.index_path, keep=report.build)
        # Only now: whatever stops a build, what it has read and embedded is there for the next one.
        shutil.rmtree(self.index_path / layout.STAGING, ignore_errors=True)
        return report

    def _run(self, previous: Previous) -> BuildReport:
        self.progress.stage("Scanning")
        recalled = remembered(self.options, previous.manifest)
        image = remembered_image(self.options, previous.manifest)
        image = with_views(image, recalled.options)
        projection = remembered_projection(self.options, previous.manifest)
        self.options = replace(self.options, source=recalled.options, image=image, projection=projection)
        with recalled.explained():
            source = open_source(self.locations, self.options.source)
        self.progress.note(f"{source.taken_for}.")
        if not source.files:
            raise SourceError(nothing_to_index(source, source.failures))
        collected, info, device = self._collect(source, previous)
        if not len(collected.positions):
            raise SourceError(nothing_to_index(source, [*source.failures, *collected.failures]))
        derived = derive(source, collected, previous.whole, self.options, device, self.progress)
        contents = assemble(source, collected, derived, info, self.options)
        changes = count_changes(previous.images.items if previous.images else None, contents.items)
        failed = len(contents.failures)
        if previous.whole is not None and is_unchanged(previous.whole, contents):
            build = previous.whole.build
            published = put_back(self.index_path, previous.whole.manifest)
        else:
            self.progress.stage("Writing")
            build, published = write_build(self.index_path, contents).build, True
        told = source.notes, source.passed_over, source.taken_for, source.sources
        return BuildReport(self.index_path, *changes, failed, 0.0, build, published, *told)

    def _collect(self, source: Source, previous: Previous) -> tuple[Collected, dict, str]:
        choice = EncoderChoice(self.options, self.progress, self.given)
        own = source.embeddings is not None
        manifest = previous.manifest
        images = decoding_of(image_settings(self.options))
        same_images = manifest is not None and decoding_of(manifest.options.get("image")) == images
        name = choice.wanted(manifest, staged_encoder(self.index_path / layout.STAGING))
        if previous.images is not None or any((self.index_path / layout.STAGING).glob("*/*.npz")):
            source = with_states(source, previous.images, self.progress)
        states = file_states(source)
        pool = Pool()
        info = None
        if own:
            info = own_vectors_info(int(source.embeddings.shape[1]))
        elif same_images and choice.surely_same(manifest, name):
            info = manifest.encoder
        if info is not None and same_images and previous.images is not None:
            pool.add(BuildBlock(previous.images))
            states = looked_into(source, states, pool, self.options, self.progress)
        encoder, failing = None, {}
        if info is not None and not own and previous.whole is not None:
            failing = failing_again(source, unread(states, pool), previous.whole, self.options)
        if not own and (info is None or len(unread(states, pool)) > len(failing)):
            self.progress.stage("Loading the encoder")
            with explained_encoder(name, self.options):
                encoder = choice.load(name)
            loaded = encoder.info.to_dict()
            usable = manifest is not None and same_images and identity(loaded) == identity(manifest.encoder)
            pool = Pool()
            if usable and previous.images is not None:
                pool.add(BuildBlock(previous.images))
            elif manifest is not None and not usable:
                self.progress.note(_why_anew(same_images, loaded["name"]))
            info = loaded
        key = staging_key({"encoder": None if own else identity(info), "image": images})
        staging = Staging(self.index_path / layout.STAGING / key, encoder=info["name"])
        for chunk in staging.load():
            pool.add(chunk)
        if manifest is not None and self.options.image.max_pixels < manifest.image_options.max_pixels:
            failing |= too_large(states, pool, self.options.image.max_pixels)
        collector = Collector(source, pool, staging, encoder, self.options, self.progress)
        device = encoder.info.device if encoder is not None else self.options.device
        return collector.run(states, failing), info, device


def _why_anew(same_images: bool, encoder: str) -> str:
    """Say why nothing of the build before can be taken over."""
    if same_images:
        return f"The encoder is now {encoder}: every image is embedded again."
    return "Images are decoded in another way than when this index was built: every image is read again."
