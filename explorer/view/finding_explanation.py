"""Why the images of a finding are as they were found, the encoder's classes among the facts."""

from explorer.analysis.explaining.explanation import explanation
from explorer.analysis.explaining.facts import FactSource
from explorer.analysis.findings.explains import Explains, Questions, explained_finding
from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.limits import find_kind
from explorer.caching import cached_property
from explorer.errors import InputError, NotFoundError
from explorer.index.reader import Index
from explorer.options import FindingsOptions
from explorer.view.encoder_facts import encoder_facts
from explorer.words import counted


def explain_finding(index: Index, options: FindingsOptions, document: dict, number: int) -> dict:
    """Return what tells a finding from the images that it is compared with.

    Parameters
    ----------
    index : Index
    options : FindingsOptions
        By which it was found.
    document : dict
        What was found, as `Findings.document` gives it.
    number : int
        Which of its clusters, counted from 1.

    Returns
    -------
    dict
        `kind`, `number`, `node`, and what `explanation` says.

    Raises
    ------
    InputError
        When findings of this kind are not explained.
    NotFoundError
        When there is no cluster of this number.
    """
    kind, clusters = find_kind(options.kind), document["clusters"]
    require_explained(kind.name)
    if not 1 <= number <= len(clusters):
        raise NotFoundError(
            f"number: there is no finding {number} of {kind.name}; {counted(len(clusters), 'cluster')} found."
        )
    cluster = clusters[number - 1]
    about = {"kind": kind.name, "number": number, "node": cluster["node"]}
    return about | ClusterExplainer(index, options).explain(cluster)


class ClusterExplainer:
    """Explains clusters of findings of one kind; what all of them need is worked out once, for the first.

    Parameters
    ----------
    index : Index
    options : FindingsOptions
        By which they were found.

    Raises
    ------
    InputError
        When findings of this kind are not explained.
    """

    def __init__(self, index: Index, options: FindingsOptions) -> None:
        self._index, self._options, self._kind = index, options, find_kind(options.kind)
        self._explains = _explains(self._kind)

    def explain(self, cluster: dict) -> dict:
        """Return what `explanation` says of a cluster of the JSON of findings."""
        finding = explained_finding(self._index, self._explains, self._questions, self._options, cluster)
        return explanation(self._index, finding, self._of_encoder)

    @cached_property
    def _questions(self) -> Questions:
        found = self._kind.find(self._index, self._options)
        return [*found.questions, *(pick.question for pick in found.picks)]

    @cached_property
    def _of_encoder(self) -> list[FactSource]:
        return encoder_facts(self._index)


def explainer_of(index: Index, options: FindingsOptions) -> ClusterExplainer | None:
    """Return what explains clusters of findings; None of a kind that is not explained."""
    return None if find_kind(options.kind).explains is None else ClusterExplainer(index, options)


def require_explained(name: str) -> None:
    """Refuse a kind of findings that is not explained.

    Raises
    ------
    InputError
    """
    _explains(find_kind(name))


def _explains(kind: Kind) -> Explains:
    if kind.explains is None:
        known = ", ".join(name for name, each in KINDS.items() if each.explains is not None)
        raise InputError(
            f"kind: findings of {kind.name} are not explained, since they are images or copies, and no "
            f"groups that could be told from others; those of {known} are."
        )
    return kind.explains
