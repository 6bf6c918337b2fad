"""Classes to split or to merge."""

import numpy as np

from explorer.analysis.classes.class_structure import merge_candidates, split_candidates
from explorer.analysis.findings.cluster_records import Pick
from explorer.analysis.findings.explains import Explains, within_kind
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import require_classes
from explorer.index.detection_figures import background_code
from explorer.index.reader import Index
from explorer.options import FindingsOptions
from explorer.words import images, percent


def _require(index: Index) -> None:
    require_classes(index, "no class can be split or merged")


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """Look for classes that lie in several distant clusters, and for pairs of classes that share one.

    A class is told by the largest of its clusters, `nodes` names all; a pair by the cluster that holds it.
    """
    labels = index.labels()
    labels = np.where(labels == background_code(index), -1, labels)
    split = split_candidates(index.tree, labels, options.min_size)
    merge = merge_candidates(index.tree, labels, index.neighbors.rows, options.min_size, options.limit)
    found = [
        (score, [code], split.nodes[split.starts[i] : split.starts[i + 1]].tolist(), "split")
        for i, (code, score) in enumerate(zip(split.codes.tolist(), split.score.tolist(), strict=True))
    ]
    pairs = np.column_stack([merge.first, merge.second, merge.nodes]).tolist()
    found += [
        (score, [first, second], [node], "merge")
        for score, (first, second, node) in zip(merge.score.tolist(), pairs, strict=True)
    ]
    found.sort(key=lambda each: -each[0])
    picks = []
    for score, codes, nodes, suggests in found[: options.limit]:
        outcomes = np.where(labels < 0, -1, np.isin(labels, codes)).astype(np.int8)
        names = [index.classes[code] for code in codes]
        toward = {"suggests": suggests, "classes": names, "nodes": nodes, "score": score}
        picks.append(Pick(nodes[0], None, None, Question(outcomes, toward=toward), outcomes))
    return KindResult(picks=picks)


def _sentence(cluster: dict) -> str:
    names, size = " and ".join(cluster["classes"]), images(cluster["size"])
    if cluster["suggests"] == "merge":
        return f"{names} share a cluster of {size}, mixed {percent(cluster['score'])} as much as at random"
    apart = ", ".join(map(str, cluster["nodes"]))
    score = f"score {cluster['score']:.2f}"
    return f"{names} lies in {len(cluster['nodes'])} clusters apart (nodes {apart}); {score}"


def _words(options: FindingsOptions, cluster: dict) -> tuple[str, str]:
    return f"of {' and '.join(cluster['classes'])}", "other"


KIND = Kind(
    name="classes",
    wording=Wording(
        "Classes to split or merge",
        "Classes that lie in several distant clusters, and pairs of classes that share one.",
    ),
    ask=_ask,
    require=_require,
    sentence=_sentence,
    # What tells images of a class in its largest cluster from the rest of it, of two classes where they mix.
    explains=Explains(_words, outcomes=within_kind),
)
