"""What options on detections ask for."""

import math
from dataclasses import replace

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import OBJECTS


def of_objects(options: SourceOptions) -> SourceOptions:
    """Take objects for the items where detections are to be matched with them.

    Raises
    ------
    SourceError
        Options contradict each other, or a number is none that can be meant.
    """
    if not options.detections:
        for name, value in (("iou", options.iou), ("min-confidence", options.min_confidence)):
            if value is not None:
                raise SourceError(f"--{name} is about detections, and none are given (--detections)")
        return options
    if not (options.iou is None or 0 < options.iou <= 1):
        raise SourceError(f"--iou {options.iou:g} is no overlap; expected more than 0, and 1 at most")
    if options.min_confidence is not None and not math.isfinite(options.min_confidence):
        raise SourceError(f"--min-confidence {options.min_confidence:g} is no score; expected a number")
    if options.items not in (None, OBJECTS):
        raise SourceError(f"--detections are of objects, and not of {options.items}: leave out --items")
    return replace(options, items=OBJECTS)
