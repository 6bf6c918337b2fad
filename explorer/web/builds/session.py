"""One build, open, with everything that is cached of it."""

from contextlib import suppress
from functools import partial
from threading import Thread

import numpy as np

from explorer.analysis.findings import find
from explorer.analysis.findings.limits import check_cost
from explorer.caching import cached_property, remember
from explorer.decisions.corrected_labels import with_labels
from explorer.decisions.decision_columns import stamped
from explorer.errors import EncoderError, ExplorerError, IndexFormatError
from explorer.filters.filter import ALL, Filter, filter_of
from explorer.filters.named_sets import SetQuery, searching
from explorer.filters.parse import compile_where
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.reader import Index
from explorer.options import FindingsOptions
from explorer.search import prepare_words
from explorer.search.found_sets import found_mask, is_of_one_image
from explorer.search.suggestions import Suggester
from explorer.view import ViewRequest, Views
from explorer.view.cluster_summary import describe_cluster
from explorer.view.coloring import colorings
from explorer.view.contrast import contrast, prepare_contrast
from explorer.view.encoder_classes import has_class_words
from explorer.view.evaluation import evaluate
from explorer.view.facets import Facets, prepare_facets
from explorer.view.finding_explanation import explain_finding, require_explained
from explorer.view.map.maps import Maps
from explorer.view.mistake_explanation import explain_mistake
from explorer.view.ordering import Listings
from explorer.view.review import images_to_review
from explorer.web.builds.class_search import ClassSearch
from explorer.web.builds.filter_columns import describe_columns, varied_columns
from explorer.web.builds.in_background import InBackground
from explorer.web.builds.query_encoder import QueryEncoder
from explorer.web.builds.rankings import QueryKey, Rankings, TextBackend
from explorer.web.builds.sent_images import SentImages

CLUSTERS_KEPT = 64
_USUAL_CHARACTERS = 2**14
"""In what is said of a cluster: what has more, for it may list 10,000 values, counts as several."""
FINDINGS_KEPT = 32
EXPLANATIONS_KEPT = 256
NEEDS_WORDS = "Searching by these words needs the encoder that the index was built with: {}."


class Session:
    """One build, open, with everything that is cached of it. Never changes: a reload makes another.

    Attributes
    ----------
    index : Index
    views : Views
    listings : Listings
    facets : Facets
    maps : Maps
    encoder : QueryEncoder
    classes : ClassSearch
    rankings : Rankings
    sent : SentImages
    suggester : Suggester
    words : InBackground
        What the suggester looks in.
    findings : callable
        `FindingsOptions` to what `dendro findings` prints; kept.
    explanation : callable
        `FindingsOptions` and the number of a cluster to what tells it, as `explain_finding` has it; kept.
    evaluation : callable
        `EvaluationRequest` to what `dendro evaluate` prints; kept.
    to_review : callable
        Kind, limit and whether transformed copies count to the images of a review, as `explorer.view.review`
        has them; kept.
    """

    def __init__(self, index: Index, encoder: QueryEncoder | None = None) -> None:
        self.encoder = encoder or QueryEncoder(index.encoder)
        self.classes = ClassSearch(index)
        self.sent = SentImages()
        self.suggester = Suggester(index, has_class_words(index) and not index.text_search)
        self.words = InBackground("words of the columns", self.suggester.prepare)
        self._corrected: Session | None = None
        self._fill(index)
        searching(index).find = self._find_set
        Thread(target=self._prepare, name="prepare", daemon=True).start()

    def _fill(self, index: Index) -> None:
        self.index = index
        self.views = Views(index)
        self.listings = Listings(self.views)
        self.rankings = Rankings(index)
        self.facets = Facets(index, self.views)
        self.maps = Maps(self.views)
        by_where = stamped(index, lambda _node, where, *_: (where.text,))
        self._clusters = remember(CLUSTERS_KEPT, partial(describe_cluster, self.views), by_where, _weigh)
        by_last = stamped(index, lambda *asked: (asked[-1].text,))
        self._contrasts = remember(CLUSTERS_KEPT, partial(contrast, self.views), by_last)
        by_mistake = stamped(index, lambda node, label, prediction, where, model: (where.text,))
        by_text = stamped(index, lambda asked: (asked.where.text,))
        self.evaluation = remember(CLUSTERS_KEPT, partial(evaluate, self.views), by_text)
        self.findings = remember(FINDINGS_KEPT, self._find)
        self.explanation = remember(EXPLANATIONS_KEPT, self._explain)
        self._mistakes = remember(EXPLANATIONS_KEPT, partial(explain_mistake, self.views), by_mistake)
        self.to_review = remember(FINDINGS_KEPT, partial(images_to_review, index))

    def with_labels(self, labels: str) -> "Session":
        """Return this session, or the one of the same build with labels as they are corrected now."""
        index = with_labels(self.index, labels)
        if index is self.index:
            return self
        found = self._corrected
        if found is None or found.index is not index:
            found = Session.__new__(Session)  # without preparing: it is asked at once
            found.encoder, found.classes, found._corrected = self.encoder, self.classes, None
            found.sent, found.suggester, found.words = self.sent, self.suggester, self.words
            found._fill(index)
            self._corrected = found
        return found

    def _find_set(self, index: Index, query: SetQuery) -> np.ndarray:
        """(n,) bool What a filter of these images names by a search; what words need is waited for."""
        corrected = self._corrected
        sessions = (self, corrected) if corrected else (self,)
        rankings = next((each.rankings for each in sessions if each.index is index), None) or Rankings(index)
        sought = QueryKey.of(query.text, None, query.like, query.unlike, query.images)
        if is_of_one_image(query):
            sought = QueryKey(row=query.like[0])
        by_tower = query.text is not None and query.cut is not None and index.text_search
        encoder = self.encoder.wait() if by_tower else None
        if by_tower and encoder is None:
            raise EncoderError(NEEDS_WORDS.format(self.encoder.message or "it takes too long to load"))
        if query.text is not None and not index.text_search:
            self.classes.wait()
        vectors = tuple(self.sent.get(name).vector for name in sought.images)
        means = TextBackend(encoder, self.classes.state == "ready")
        return found_mask(rankings.of(sought, means, vectors), query.cut)

    def _find(self, options: FindingsOptions) -> dict:
        """What `dendro findings` prints, where it costs no more than a server gives for one request."""
        check_cost(options, self.index.n)
        return find(self.index, options, self.views.titles).document()

    def _explain(self, options: FindingsOptions, number: int) -> dict:
        """What tells a finding from the images that it is compared with."""
        require_explained(options.kind)
        return explain_finding(self.index, options, self.findings(options), number)

    def _prepare(self) -> None:
        """Read what views, panels and clicks are going to need, while the browser starts."""
        with suppress(ExplorerError):  # whoever asks for what is damaged is told
            self.views.view(ViewRequest())
            self.views.titles.prepare()
            _ = self.varied, self.colorings, self.tree, self.index.neighbors
            compile_where("true", self.index.items.schema)
            if not self.index.text_search:
                prepare_words(self.index)
            prepare_facets(self.index)
            prepare_contrast(self.index)
            self.maps.prepare()

    @cached_property
    def columns(self) -> list[dict]:
        """What a person can filter on."""
        return describe_columns(self.index)

    @cached_property
    def colorings(self) -> list[dict]:
        """What the cells can be coloured by."""
        return colorings(self.index)

    @property
    def tree(self) -> str:
        """What a link carries beside a node or a row: by it another build knows whether they are its own.

        Empty where the tree cannot be read, which the views say.
        """
        try:
            return self.index.cached(tree_fingerprint)
        except IndexFormatError:
            return ""

    @cached_property
    def varied(self) -> list[str]:
        """Columns by whose values images can be compared."""
        return varied_columns(self.index)

    def filter(self, text: str | None) -> Filter:
        """What images of this build a text chooses; all where it is empty."""
        return filter_of(self.index, text)

    def cluster(
        self, node: int, where: Filter = ALL, model: str | None = None, by: str | None = None
    ) -> dict:
        """What `describe_cluster` says of a cluster; kept, since people come back to where they were."""
        return self._clusters(node, where, model, by)

    def contrast(self, node: int, against: int | None = None, where: Filter = ALL) -> dict | None:
        """What tells a cluster from one around it, as `explorer.view.contrast` has it; kept likewise."""
        return self._contrasts(node, against, where)

    def mistake(
        self, node: int, label: str, prediction: str, where: Filter = ALL, model: str | None = None
    ) -> dict:
        """What tells images of a class that are taken for another, as `explain_mistake` has it; kept."""
        return self._mistakes(node, label, prediction, where, model)


def _weigh(answer: dict) -> int:
    return 1 + len(repr(answer)) // _USUAL_CHARACTERS
