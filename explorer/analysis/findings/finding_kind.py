"""What a kind of findings is: one description, which the command line, the API and the page read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from explorer.analysis.findings.answers import ReviewAnswer
from explorer.analysis.findings.explains import Explains
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.question import Question
from explorer.options import FindingsOptions

if TYPE_CHECKING:
    from explorer.analysis.findings.cluster_records import Pick
    from explorer.index.reader import Index


@dataclass(frozen=True)
class KindResult:
    """What a kind asks of an index, and what it finds without a scan.

    Attributes
    ----------
    questions : sequence of Question or MeanQuestion
        A scan of the tree each.
    images, groups : list of dict
        As the JSON of findings has them, most suspicious first.
    picks : list of Pick
        Clusters, most suspicious first.
    thresholds : dict
        Those that were used, by name.
    notes : list of str
        What should be known of the answer, a sentence each.
    """

    questions: Sequence[Question | MeanQuestion] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    groups: list[dict] = field(default_factory=list)
    picks: "list[Pick]" = field(default_factory=list)
    thresholds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Threshold:
    """A number beyond which an image is a finding; the default depends on the index.

    Attributes
    ----------
    name : str
        As the options have it.
    about : str
        A sentence on what lies beyond it, with `{:.3g}` for the number.
    """

    name: str
    about: str


@dataclass(frozen=True)
class Wording:
    """What a choice is called, and what is said of it in one sentence."""

    title: str
    about: str


def _nothing_needed(index: "Index") -> None:
    """Take every index."""


def _found(cluster: dict) -> str:
    return "found"


@dataclass(frozen=True)
class Kind:
    """A kind of findings. Everything that differs from kind to kind is said here.

    Attributes
    ----------
    name : str
        As the command line, the API and the address have it.
    wording : Wording
        Of the choice on the page.
    ask : callable
        From an index that has what is needed, and options, to a `KindResult`.
    require : callable
        Raises `InputError` where an index cannot be asked.
    scans : bool
        Whether it scans the tree, so that a smallest size and a held-out half make sense.
    takes_model : bool
        Whether it is about one model, which is then the one of the view.
    compares : {"", "models", "by"}
        The option that names the two sides, which belongs to this kind alone; each side is a question.
    takes : tuple of str
        Other options that not every kind takes, as `FindingsOptions` calls them.
    given_class : Wording or None
        Of the same question with the classes held fixed, where that is a choice of its own.
    class_about : str
        What is said of it with one of several classes (`of_class`), with `{}` for the class; empty where it
        takes none.
    outcome : callable
        From a cluster of the JSON to what its `rate` is of: `wrong`.
    in_all : str
        The same for all images, where their rate says something.
    sentence : callable or None
        From a cluster to the whole sentence, where that is not of rates.
    judges_classes : bool
        Whether it compares labels with predictions or probabilities: doubts about their names concern it.
    images_title : str
        Above the images, where there are clusters, too.
    density : callable or None
        From an index to what is said of an image that is of such a finding, for a map coloured by the share
        of those; None where this index has no such map. A kind that only ranks has none.
    flags : callable or None
        From an index and options to (n,) bool, the images of findings; None: those of significant clusters.
    thresholds : tuple of Threshold
        That an option may set.
    ranks : bool
        Whether its images are those of the whole index in an order, without a line beyond which they are
        findings.
    answers : tuple of ReviewAnswer
        What may be said of each of its images in a review; empty where there is nothing to review.
    explains : Explains or None
        How its clusters are explained by what tells them from other images; None where they are not.
    """

    name: str
    wording: Wording
    ask: "Callable[[Index, FindingsOptions], KindResult]"
    require: "Callable[[Index], None]" = _nothing_needed
    scans: bool = False
    takes_model: bool = False
    compares: str = ""
    takes: tuple[str, ...] = ()
    given_class: Wording | None = None
    class_about: str = ""
    outcome: Callable[[dict], str] = _found
    in_all: str = ""
    sentence: Callable[[dict], str] | None = None
    judges_classes: bool = False
    images_title: str = "Most suspicious first"
    density: "Callable[[Index], str | None] | None" = None
    flags: "Callable[[Index, FindingsOptions], np.ndarray] | None" = None
    thresholds: tuple[Threshold, ...] = ()
    ranks: bool = False
    answers: tuple[ReviewAnswer, ...] = ()
    explains: Explains | None = None

    @property
    def of_mistakes(self) -> bool:
        """Whether it looks for what models get wrong, so that without mistakes there is nothing to find."""
        return self.takes_model or self.compares == "models"

    @property
    def tests(self) -> int:
        """Questions that are asked at once."""
        return 2 if self.compares else 1

    def find(self, index: "Index", options: FindingsOptions) -> KindResult:
        """Ask an index.

        Raises
        ------
        InputError
            When it lacks what is needed, or the options name what it does not have.
        """
        self.require(index)
        return self.ask(index, options)
