"""Find what stands out: scans and rankings of one kind, described."""

from dataclasses import dataclass, field

from explorer.analysis.findings.cluster_records import describe_clusters
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.limits import check_options
from explorer.analysis.findings.significant import SignificantClusters, scan_for
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.index.reader import Index
from explorer.options import FindingsOptions


@dataclass(frozen=True)
class Findings:
    """What was found. Lists that a kind has no use for are empty.

    Attributes
    ----------
    kind : str
    n : int
        Images with a known outcome.
    rate : float or None
        Share of them with the outcome; None where the answer is a number.
    alpha : float
    permutations, seed : int
    clusters, images, groups : list of dict
        As the JSON of `dendro findings` has them, most significant first.
    held_out : dict or None
        `found`, `confirmed` and `rate`, where that was asked for.
    notes : list of str
        What casts doubt on the comparison of labels with predictions or classes, or is known only of a part
        of the images, a sentence each.
    thresholds : dict
        Numbers beyond which images are findings, by name, of a kind that has such.
    mean : float or None
        Mean of the number in all, where the answer is one: the absolute error of a regression.
    options : FindingsOptions or None
        What was looked for; findings are equal whatever words asked for them.
    """

    kind: str
    n: int
    rate: float | None
    alpha: float
    permutations: int
    seed: int
    clusters: list[dict] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    groups: list[dict] = field(default_factory=list)
    held_out: dict | None = None
    notes: list[str] = field(default_factory=list)
    thresholds: dict[str, float] = field(default_factory=dict)
    mean: float | None = None
    options: FindingsOptions | None = field(default=None, compare=False)

    def document(self) -> dict:
        """Return the JSON that scripts rely on."""
        names = (
            "kind",
            "n",
            "rate",
            "alpha",
            "permutations",
            "seed",
            "clusters",
            "images",
            "groups",
            "notes",
        )
        document = {name: getattr(self, name) for name in names}
        if self.mean is not None:
            document["mean"] = self.mean
        if self.thresholds:
            document["thresholds"] = self.thresholds
        return document if self.held_out is None else {**document, "held_out": self.held_out}


def find(index: Index, options: FindingsOptions, titles: TitleMaker | None = None) -> Findings:
    """Find what stands out.

    Parameters
    ----------
    index : Index
        Opened.
    options : FindingsOptions
    titles : TitleMaker or None
        One of this index that is there already.

    Raises
    ------
    InputError
        When an option is out of bounds, or the index lacks what is asked about.
    """
    check_options(options, index.n)
    kind = KINDS[options.kind]
    asked = kind.find(index, options)
    titles = titles or TitleMaker(index)
    scanned = SignificantClusters(describe_clusters(index, titles, asked.picks), None)
    if asked.questions:
        scanned = scan_for(index, asked.questions, options, titles)
    whole = asked.questions[0].whole() if asked.questions else {"n": index.n, "rate": None}
    return Findings(
        kind=options.kind,
        **whole,
        alpha=options.alpha,
        permutations=options.permutations,
        seed=options.seed,
        clusters=scanned.clusters,
        images=asked.images,
        groups=asked.groups,
        held_out=scanned.held_out,
        notes=[
            *([index.rests_on] if index.rests_on else []),
            *asked.notes,
            *(index.doubts if kind.judges_classes else []),
        ],
        thresholds=asked.thresholds,
        options=options,
    )
