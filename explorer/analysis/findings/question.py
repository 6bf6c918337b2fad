"""What a scan asks of every image."""

from dataclasses import dataclass

import numpy as np

from explorer.caching import cached_property


@dataclass(frozen=True)
class Question:
    """A yes-or-no question about images.

    Attributes
    ----------
    outcomes : (n,) int8
        1 yes, 0 no, -1 not known.
    strata : (n,) int32 or None
        Classes that are held fixed, -1 (a class of its own) where not known.
    toward : dict
        What tells the findings of this question from those of others asked at the same time: keys and values
        of the JSON of a cluster.
    """

    outcomes: np.ndarray
    strata: np.ndarray | None = None
    toward: dict | None = None

    @cached_property
    def stratum_rates(self) -> np.ndarray:
        """(classes + 1,) float64: the rate in every class of `strata`; the last is that of unknown ones."""
        known = self.outcomes >= 0
        kinds, most = self.strata[known], int(self.strata.max(initial=-1))
        kinds = np.where(kinds < 0, most + 1, kinds)
        positives = np.bincount(kinds, weights=self.outcomes[known] == 1, minlength=most + 2)
        return positives / np.maximum(1, np.bincount(kinds, minlength=most + 2))
