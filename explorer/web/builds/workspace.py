"""What one server holds: the session that is open, exchanged for a newer build when asked to."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

from explorer.errors import IndexFormatError, NotFoundError, StaleBuildError
from explorer.index.earlier_trees import EarlierTree, earlier_tree, trees_known
from explorer.index.reader import Index, open_index
from explorer.indexing.growing.background_build import BackgroundBuild
from explorer.options import ServeOptions
from explorer.view.other_build import EarlierBuild
from explorer.web.access.visitors import read_places, take_changes
from explorer.web.builds.labels_asked import labels_asked
from explorer.web.builds.session import Session
from explorer.web.limits.pools import Pools
from explorer.web.server.urls import normal_prefix

EARLIER_KEPT = 4
"""Builds that pages may still show when a newer one is served."""


class Workspace:
    """The index that a server serves, exchanged for a newer build when asked to.

    Parameters
    ----------
    index : Index, Path or str
    options : ServeOptions
    growing : BackgroundBuild or None

    Attributes
    ----------
    growing : BackgroundBuild or None
        The build of the same index that goes on meanwhile.
    pools : Pools
        Threads in which requests are answered.
    """

    def __init__(
        self, index: Index | Path | str, options: ServeOptions, growing: BackgroundBuild | None = None
    ) -> None:
        self.options = options
        self.growing = growing
        self.pools = Pools()
        self._reloading = Lock()
        self._earlier: dict[str, EarlierBuild] = {}
        self._session = Session(index if isinstance(index, Index) else open_index(index))

    @property
    def session(self) -> Session:
        """The current session, with the labels that the request asks for.

        Take it once a request, so that one answer is of one build and of the same labels.
        """
        return self._session.with_labels(labels_asked.get())

    @property
    def as_given(self) -> Session:
        """The current session with labels as they were given, whatever a request asks for."""
        return self._session

    @property
    def index(self) -> Index:
        """The build that is served, with the labels that the request asks for."""
        return self.session.index

    @property
    def prefix(self) -> str:
        """Path under which everything is served, without a slash at its end."""
        return normal_prefix(self.options.url_prefix)

    @property
    def shows_places(self) -> bool:
        """Whether answers say where files are (`read_places`)."""
        return read_places(self.options)

    @property
    def grows(self) -> bool:
        """Whether the index is not whole, or a build goes on that may bring more."""
        going = self.growing is not None and self.growing.standing.state != "done"
        return going or self._session.index.manifest.partial is not None

    @property
    def takes_changes(self) -> bool:
        """Whether visitors may tag and correct (`take_changes`)."""
        return take_changes(self.options)

    def told(self, sentence: str) -> str:
        """Return a sentence as whoever asks may read it: without the folders that its files are in."""
        if self.shows_places:
            return sentence
        manifest = self.index.manifest
        given = [
            self.index.path.absolute(),
            *(Path(each.get("location") or "/") for each in manifest.sources),
            *(Path(manifest.source.get(part) or "/") for part in ("location", "root")),
        ]
        inside = [given[-1], *(path.parent for path in given), Path.home()]
        for folder in sorted({str(path) for path in inside if path.name}, key=len, reverse=True):
            sentence = sentence.replace(folder + os.sep, "")
        return sentence

    @property
    def trees_known(self) -> list[str]:
        """Fingerprints of the other trees that `earlier` knows, sorted."""
        served = {build.tree for build in self._earlier.values()}
        return sorted(served.union(trees_known(self._session.index)) - {self._session.tree})

    def earlier(self, of: str) -> EarlierTree:
        """Where the images of a build are in the one that is served.

        Parameters
        ----------
        of : str
            Name of a build that this server served, or serves; or the fingerprint of a tree that the index
            knows.

        Raises
        ------
        NotFoundError
            When neither knows it any more.
        """
        index = self._session.index
        served = [EarlierBuild.of(index)] if of in (index.build, self._session.tree) else []
        for build in (*served, *reversed(self._earlier.values())):
            if of in (build.build, build.tree):
                return build.seen_from(index)
        found = earlier_tree(index, of)
        if found is None:
            raise NotFoundError(f"This server does not know build {of[:100]!r} any more.")
        return found

    def reload(self) -> bool:
        """Serve the newest build; requests that are being answered finish on the old one.

        Returns
        -------
        bool
            Whether there was a newer one.

        Raises
        ------
        StaleBuildError
            When the newest build cannot be read; the old one stays.
        """
        with self._reloading:
            before = self._session
            if not before.index.is_stale():
                return False
            try:
                index = open_index(before.index.path)
            except IndexFormatError as error:
                raise StaleBuildError(f"The build before goes on being served: {error}") from error
            self._keep(before.index)
            self._session = Session(index, before.encoder.for_encoder(index.encoder))
            return True

    def _keep(self, index: Index) -> None:
        """Remember where its images are, for pages that show it; of the last few builds."""
        with suppress(IndexFormatError):  # a tree that cannot be read, which the views said
            kept = {**self._earlier, index.build: EarlierBuild.of(index)}
            self._earlier = dict([*kept.items()][-EARLIER_KEPT:])
