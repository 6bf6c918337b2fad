"""One run of a build, with the lock held: what is known, what is read, what is made of both."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from explorer.embedding.encoder import Encoder, version_of
from explorer.embedding.precision import precision_of
from explorer.errors import SourceError
from explorer.index import format as layout
from explorer.index.manifests import put_back
from explorer.index.writer import remove_old_builds, remove_unfinished, write_build
from explorer.indexing.asked_states import with_states
from explorer.indexing.assemble import assemble, decoding_of, derive, image_settings
from explorer.indexing.build_encoder import EncoderChoice, identity, own_vectors_info
from explorer.indexing.build_report import BuildReport
from explorer.indexing.changes import count_changes
from explorer.indexing.class_scoring import score_classes
from explorer.indexing.collect import Collected, Collector
from explorer.indexing.failing import failing_again, too_large
from explorer.indexing.file_states import file_states, looked_into, unread
from explorer.indexing.growing.growth import BuildOnTheWay, Growth
from explorer.indexing.growing.spread import is_spread
from explorer.indexing.known_images import BuildBlock, KnownImages
from explorer.indexing.nothing_found import nothing_to_index
from explorer.indexing.previous_build import Previous, find_previous
from explorer.indexing.reduced_decoding import is_unknown
from explorer.indexing.remembered_options import (
    explained_encoder,
    remembered,
    remembered_image,
    remembered_projection,
    with_views,
)
from explorer.indexing.staging import StagedEncoder, Staging, staged_encoder, staging_key
from explorer.indexing.stayed_as_indexed import AsIndexed, check_nothing_is_hidden, indexed_below
from explorer.indexing.trees_before import with_trees_before
from explorer.indexing.unchanged import is_unchanged
from explorer.options import BuildOptions
from explorer.progress import WRITING, Progress
from explorer.sources import Source, open_source
from explorer.sources.refresh_options import RefreshOptions


@dataclass
class BuildRun:
    """One run of `build_index`, with the lock held.

    Parameters
    ----------
    locations : list of Path or str
        The sources, checked.
    index_path : Path
    options : BuildOptions
    progress : Progress
    given : Encoder or None
        Instead of the one that the options name.
    growth : Growth or None
        Makes builds on the way to the whole one; None makes the whole one only.
    """

    locations: list[Path | str]
    index_path: Path
    options: BuildOptions
    progress: Progress
    given: Encoder | None = None
    growth: Growth | None = None
    _anew: bool = field(default=False, init=False)
    """Whether the vectors of the build before could not be taken over."""

    def run(self) -> BuildReport:
        """Build, and tidy up what is not needed any more."""
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
        if recalled.options.embeddings is None:
            EncoderChoice(self.options, self.progress, self.given).check(previous.manifest)
        known = RefreshOptions(**vars(recalled.options), indexed_below=indexed_below(previous.images))
        with recalled.explained():
            source = open_source(self.locations, known)
        check_nothing_is_hidden(previous.images, source, recalled.options)
        self.progress.note(f"{source.taken_for}.")
        if not source.files:
            raise SourceError(nothing_to_index(source, source.failures))
        collected, info, device, encoder = self._collect(source, previous)
        if not len(collected.positions):
            raise SourceError(nothing_to_index(source, [*source.failures, *collected.failures]))
        derived = derive(source, collected, previous.whole, self.options, device, self.progress)
        scored = score_classes(derived.embeddings, info, encoder, previous.whole, self.progress)
        contents = replace(assemble(source, collected, derived, info, self.options), class_shares=scored)
        changes = count_changes(previous.images.items if previous.images else None, contents.items)
        failed = len(contents.failures)
        if previous.whole is not None and is_unchanged(previous.whole, contents):
            build = previous.whole.build
            published = put_back(self.index_path, previous.whole.manifest)
        else:
            self.progress.stage(WRITING)
            contents = with_trees_before(self.index_path, contents)
            build, published = write_build(self.index_path, contents).build, True
        told = source.notes, source.passed_over, source.taken_for, source.sources
        again = changes.kept if self._anew else 0
        return BuildReport(self.index_path, *changes, failed, 0.0, build, published, *told, again)

    def _collect(self, source: Source, previous: Previous) -> tuple[Collected, dict, str, Encoder | None]:
        choice = EncoderChoice(self.options, self.progress, self.given)
        own = source.embeddings is not None
        manifest = previous.manifest
        images = decoding_of(image_settings(self.options))
        same_images = manifest is not None and decoding_of(manifest.options.get("image")) == images
        had = staged_encoder(self.index_path / layout.STAGING)
        name = choice.wanted(manifest, had.name)
        precision = choice.precision(manifest, had.precision, name)
        before = AsIndexed(previous.images)
        if previous.images is not None or any((self.index_path / layout.STAGING).glob("*/*.npz")):
            source = with_states(source, before, self.progress)
        states = file_states(source, before)
        before.say(self.progress)
        known_images = KnownImages()
        info = None
        if source.embeddings is not None:
            info = own_vectors_info(int(source.embeddings.shape[1]))
        elif manifest is not None and same_images and choice.surely_same(manifest, name):
            info = manifest.encoder
        if info is not None and same_images and previous.images is not None:
            known_images.add(BuildBlock(previous.images))
            states = looked_into(source, states, known_images, self.options, self.progress)
        encoder, failing = None, {}
        if info is not None and not own and previous.whole is not None:
            failing = failing_again(source, unread(states, known_images), previous.whole, self.options)
        if info is None or (not own and len(unread(states, known_images)) > len(failing)):
            encoder = self._loaded(choice, name, precision)
            loaded = encoder.info.to_dict()
            usable = manifest is not None and same_images and identity(loaded) == identity(manifest.encoder)
            known_images = KnownImages()
            if usable and previous.images is not None:
                known_images.add(BuildBlock(previous.images))
            elif manifest is not None and not usable:
                self._anew = True
                self.progress.note(_why_anew(same_images, manifest.encoder, loaded))
            info = loaded
        staging = self._staging(None if own else identity(info), info, images)
        for chunk in staging.load():
            known_images.add(chunk)
        if manifest is not None and self.options.image.max_pixels < manifest.image_options.max_pixels:
            failing |= too_large(states, known_images, self.options.image.max_pixels)
        if encoder is not None and is_unknown(self.options.image, encoder):
            self.progress.note(f"JPEGs are decoded in full: what {info['name']} takes of them is not known.")
        collector = Collector(source, known_images, staging, encoder, self.options, self.progress)
        device = encoder.info.device if encoder is not None else self.options.device
        todo = collector.begin(states, failing)
        if self.growth is None:
            collector.read(todo)
        else:
            there = previous.whole.n if previous.whole is not None else None
            way = BuildOnTheWay(there, lambda: self._on_the_way(collector, info, device))
            self.growth.read(collector, todo, len(source.files), way)
        return collector.collected(), info, device, encoder

    def _loaded(self, choice: EncoderChoice, name: str, precision: str) -> Encoder:
        """Load the encoder, told in the words of what was asked."""
        self.progress.stage("Loading the encoder")
        with explained_encoder(name, self.options):
            return choice.load(name, precision)

    def _staging(self, encoder: dict | None, info: dict, images: dict) -> Staging:
        """Where what is read is kept until the build stands, by the encoder and decoding that it rests on."""
        key = staging_key({"encoder": encoder, "image": images})
        made_by = StagedEncoder(info["name"], precision_of(info))
        return Staging(self.index_path / layout.STAGING / key, made_by)

    def _on_the_way(self, collector: Collector, info: dict, device: str) -> int | None:
        """Publish a build of what was read so far."""
        source, collected = collector.source, collector.collected()
        if not len(collected.positions):
            return None
        n = len(source.files)
        derived = derive(source, collected, None, self.options, device, self.progress)
        partial = {"of": n - len(collected.failures), "even": is_spread(collected.positions, n)}
        scored = score_classes(derived.embeddings, info, collector.encoder, None, self.progress)
        contents = assemble(source, collected, derived, info, self.options)
        contents = replace(contents, partial=partial, class_shares=scored)
        self.progress.stage(WRITING)
        manifest = write_build(self.index_path, with_trees_before(self.index_path, contents))
        remove_old_builds(self.index_path, keep=manifest.build)
        return manifest.n


def _why_anew(same_images: bool, before: dict, now: dict) -> str:
    """Say why nothing of the build before can be taken over."""
    if same_images and identity({**before, "precision": now["precision"]}) == identity(now):
        return f"The precision is now {now['precision']}: every image is embedded again."
    if same_images and identity({**before, "version": now["version"]}) == identity(now):
        return (
            f"The encoder {now['name']} has version {now['version']} now, and the index was built with "
            f"{version_of(before)}: every image is embedded again."
        )
    if same_images:
        return f"The encoder is now {now['name']}: every image is embedded again."
    return "Images are decoded in another way than when this index was built: every image is read again."
