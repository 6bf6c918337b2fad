"""What a process in the background is asked to do."""

from dataclasses import dataclass, field
from pathlib import Path

from explorer.indexing.growing.growth import GrowthPlan
from explorer.options import BuildOptions


@dataclass(frozen=True)
class Task:
    """One build in stages; travels to its process as a pickle.

    Attributes
    ----------
    source : sequence of Path or str
        As of `build_index`.
    out : Path or None
    options : BuildOptions
    plan : GrowthPlan
    """

    source: tuple[Path | str, ...]
    out: Path | None = None
    options: BuildOptions = field(default_factory=BuildOptions)
    plan: GrowthPlan = field(default_factory=GrowthPlan)
