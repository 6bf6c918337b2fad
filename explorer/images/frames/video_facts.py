"""What is to be known of a video before its frames are listed; nothing is decoded but for scenes."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from explorer.errors import Failure, ImageError
from explorer.images.frames.video_frames import ABOUT, VideoFile
from explorer.images.read_file import ReadOptions


@dataclass(frozen=True)
class VideoFacts:
    """A video that has frames.

    Attributes
    ----------
    end : float
        When its last frame is shown, in seconds.
    said : float
        Its duration by its header; 0 where that says none.
    rate : float
        Frames a second, the mean of all.
    scenes : tuple of float or None
        When scenes begin; None where they were not asked for.
    """

    end: float
    said: float
    rate: float
    scenes: tuple[float, ...] | None = None


def video_facts(
    position: int, path: str, options: ReadOptions, known: Collection[str], scenes: bool = False
) -> VideoFacts | Failure:
    """Look into one video, for `explorer.images.stream.ask_files`."""
    try:
        with open(path, "rb") as file:
            video = VideoFile(file, options.image.max_pixels)
            try:
                return _facts(video, scenes)
            finally:
                video.close()
    except ImageError as error:
        return Failure(path, position, str(error))
    except OSError as error:
        return Failure(path, position, f"cannot be read ({error.strerror or error})")


def _facts(video: VideoFile, scenes: bool) -> VideoFacts:
    end = video.last_time()
    if not math.isfinite(end) or end < -ABOUT:
        raise ImageError("a video without a picture")
    end = max(end, 0.0)
    found = None
    if scenes:
        from explorer.images.frames.scenes import scene_times

        found = tuple(scene_times(video, end))
    return VideoFacts(end, video.duration, video.rate, found)
