"""Where something else is seen in a video.

Key frames are looked at: they are decoded by themselves, a hundredth of the cost of all, and encoders set one
where a picture is unlike the one before. What cuts off little is how alike two of them are: by how much of
their colours they share (Swain & Ballard, Color Indexing, IJCV 7, 1991, histogram intersection), which motion
hardly changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from explorer.images.frames.video_frames import VideoFile

if TYPE_CHECKING:  # it is loaded for the files that need it
    from av import VideoFrame

APART = 1.0
"""Seconds between two pictures that are looked at; no scene is shorter."""
UNLIKE = 0.35
"""Share of its colours by which a picture differs from the one that its scene began with."""
_FARTHEST = 10.0
"""Seconds between key frames, beyond which they tell too little and a frame a second is looked at."""
_MOST_LOOKED_AT = 50_000
_SIDE, _LEVELS = 64, 8


def scene_times(video: VideoFile, end: float) -> list[float]:
    """Return the times in seconds, ascending, at which scenes begin; the first is that of the first frame.

    Parameters
    ----------
    video : VideoFile
    end : float
        Time of its last frame.
    """
    found = _beginnings(video.key_frames(APART), end)
    return found if found is not None else _beginnings(_each_second(video, end), np.inf) or []


def _beginnings(frames: Iterator[tuple[float, VideoFrame]], end: float) -> list[float] | None:
    """Times of scenes; None where frames are too far from each other or from the end to tell."""
    times: list[float] = []
    began, last = None, None
    for time, frame in frames:
        if last is not None and time - last > _FARTHEST and end < np.inf:
            return None
        colours, last = _colours(frame), time
        if began is None or np.minimum(began, colours).sum() < 1 - UNLIKE:
            times.append(max(time, 0.0))
            began = colours
    return None if end < np.inf and (last is None or end - last > _FARTHEST) else times


def _each_second(video: VideoFile, end: float) -> Iterator[tuple[float, VideoFrame]]:
    apart = max(APART, end / _MOST_LOOKED_AT)
    for second in np.arange(0.0, end + apart / 2, apart).tolist():
        yield second, video.frame_at(min(second, end))


def _colours(frame: VideoFrame) -> np.ndarray:
    """(512,) float64 shares of the pixels of a small copy that are of each colour, in 8 steps a channel."""
    small = frame.reformat(width=_SIDE, height=_SIDE, format="rgb24", interpolation="AREA", threads=1)
    places = small.to_ndarray().reshape(-1, 3).astype(np.int64) * _LEVELS // 256 @ (64, 8, 1)
    return np.bincount(places, minlength=_LEVELS**3) / len(places)
