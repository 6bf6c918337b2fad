"""What one server holds: the build that is open, what is cached of it, and the encoder for queries."""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from explorer.analysis.findings import find
from explorer.analysis.findings.limits import check_cost
from explorer.caching import cached_property, remember
from explorer.errors import ExplorerError, IndexFormatError, StaleBuildError
from explorer.filters.parse import compile_where
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.reader import Index, open_index
from explorer.options import FindingsOptions, ServeOptions
from explorer.search import prepare_words
from explorer.view import ViewRequest, Views
from explorer.view.cluster_summary import describe_cluster
from explorer.view.coloring import colorings
from explorer.view.contrast import contrast, prepare_contrast
from explorer.web.filter_columns import describe_columns
from explorer.web.limits.pools import Pools
from explorer.web.query_encoder import QueryEncoder
from explorer.web.urls import LOOPBACK, normal_prefix

CLUSTERS_KEPT = 64
FINDINGS_KEPT = 32


class Session:
    """One build, open, with everything that is cached of it. Never changes: a reload makes another.

    Attributes
    ----------
    index : Index
    views : Views
    encoder : QueryEncoder
    findings : callable
        `FindingsOptions` to what `dendro findings` prints; kept.
    """

    def __init__(self, index: Index, encoder: QueryEncoder | None = None) -> None:
        self.index = index
        self.views = Views(index)
        self.encoder = encoder or QueryEncoder(index.encoder)
        self._clusters = remember(CLUSTERS_KEPT, partial(describe_cluster, self.views))
        self._contrasts = remember(CLUSTERS_KEPT, partial(contrast, self.views))
        self.findings = remember(FINDINGS_KEPT, self._find)
        Thread(target=self._prepare, name="prepare", daemon=True).start()

    def _find(self, options: FindingsOptions) -> dict:
        """What `dendro findings` prints, where it costs no more than a server gives for one request."""
        check_cost(options, self.index.n)
        return find(self.index, options, self.views.titles).document()

    def _prepare(self) -> None:
        """Read what views, panels and clicks are going to need, while the browser starts."""
        with suppress(ExplorerError):  # whoever asks for what is damaged is told
            self.views.view(ViewRequest())
            self.views.titles.prepare()
            _ = self.fields, self.colorings, self.tree, self.index.neighbors
            compile_where("true", self.index.items.schema)
            if not self.index.text_search:
                prepare_words(self.index)
            prepare_contrast(self.index)

    @cached_property
    def columns(self) -> list[dict]:
        """What a person can filter on."""
        return describe_columns(self.index)

    @cached_property
    def colorings(self) -> list[dict]:
        """What the cells can be coloured by."""
        return colorings(self.index)

    @cached_property
    def tree(self) -> str:
        """What a link carries beside a node or a row: by it another build knows whether they are its own.

        Empty where the tree cannot be read, which the views say.
        """
        try:
            return tree_fingerprint(self.index)
        except IndexFormatError:
            return ""

    @cached_property
    def fields(self) -> list:
        """Columns that a control can filter on, as `explorer.web.page.filters.panel` has them."""
        from explorer.web.page.filters.panel import fields

        return fields(self.index)

    @cached_property
    def ranges(self) -> dict:
        """Those of them that are numeric, by name."""
        from explorer.web.page.filters.panel import RangeField

        return {field.column: field for field in self.fields if isinstance(field, RangeField)}

    def cluster(self, node: int, where: str = "", model: str | None = None, by: str | None = None) -> dict:
        """What `describe_cluster` says of a cluster; kept, since people come back to where they were."""
        return self._clusters(node, where, model, by)

    def contrast(self, node: int, against: int | None = None, where: str = "") -> dict | None:
        """What tells a cluster from one around it, as `explorer.view.contrast` has it; kept likewise."""
        return self._contrasts(node, against, where)


class Workspace:
    """The index that a server serves, exchanged for a newer build when asked to.

    Parameters
    ----------
    index : Index, Path or str
    options : ServeOptions

    Attributes
    ----------
    pools : Pools
        Threads in which requests are answered.
    """

    def __init__(self, index: Index | Path | str, options: ServeOptions) -> None:
        self.options = options
        self.pools = Pools()
        self._reloading = Lock()
        self._session = Session(index if isinstance(index, Index) else open_index(index))

    @property
    def session(self) -> Session:
        """The current session; take it once a request, so that one answer is of one build."""
        return self._session

    @property
    def index(self) -> Index:
        """The build that is served."""
        return self._session.index

    @property
    def prefix(self) -> str:
        """Path under which everything is served, without a slash at its end."""
        return normal_prefix(self.options.url_prefix)

    @property
    def shows_places(self) -> bool:
        """Whether answers say where files are: to who works on this machine, and to nobody else."""
        return self.options.host in LOOPBACK and self.options.token is None

    def told(self, sentence: str) -> str:
        """Return a sentence as whoever asks may read it: without the folders that its files are in."""
        if self.shows_places:
            return sentence
        source = self.index.manifest.source
        given = [
            self.index.path.absolute(),
            *(Path(source.get(part) or "/") for part in ("location", "root")),
        ]
        inside = [given[-1], *(path.parent for path in given), Path.home()]
        for folder in sorted({str(path) for path in inside if path.name}, key=len, reverse=True):
            sentence = sentence.replace(folder + os.sep, "")
        return sentence

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
            self._session = Session(index, before.encoder.for_encoder(index.encoder))
            return True
