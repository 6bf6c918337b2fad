"""Small videos for tests, each frame of two greys that say its number."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

RATE = 10
_DIGITS, _STEP, _DARKEST = 12, 18, 24


def drawn(number: int) -> np.ndarray:
    """(48, 64, 3) uint8: the left half says the lower digit of a number, the right one the higher."""
    picture = np.empty((48, 64, 3), np.uint8)
    picture[:, :32] = _DARKEST + _STEP * (number % _DIGITS)
    picture[:, 32:] = _DARKEST + _STEP * (number // _DIGITS % _DIGITS)
    return picture


def number_of(image: Image.Image) -> int:
    """The number that a picture says."""
    grey = image.convert("L")
    low, high = (
        round((grey.getpixel((x * image.width // 4, image.height // 2)) - _DARKEST) / _STEP) for x in (1, 3)
    )
    return low + _DIGITS * high


def write_video(path: Path, frames: int = 30, times: list[float] | None = None, **more) -> Path:
    """Write a video of 64 × 48 pixels and ten frames a second, or frames at `times`.

    Further: `codec`, `keys` (frames between key frames), `pictures` (arrays instead of greys), `rotation`,
    `format`, `options` (of the container), `codec_options`, `colours` (attributes of the coder).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", options=more.get("options") or {}) as container:
        stream = container.add_stream(more.get("codec", "mpeg4"), rate=RATE)
        stream.width, stream.height = 64, 48
        stream.pix_fmt = more.get("format", "yuv420p")
        stream.options = {"qmin": "1", "qmax": "2"} | (more.get("codec_options") or {})
        stream.codec_context.gop_size = more.get("keys", 10)
        base = Fraction(1, RATE if times is None else 1000)
        stream.codec_context.time_base = base
        if "rotation" in more:
            stream.set_display_rotation(more["rotation"])
        for name, value in (more.get("colours") or {}).items():
            setattr(stream.codec_context, name, value)
        times = times if times is not None else [number / RATE for number in range(frames)]
        pictures = more.get("pictures") or [drawn(i) for i in range(len(times))]
        for time, picture in zip(times, pictures, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(time / base), base
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode() if times else []:
            container.mux(packet)
    return path


def write_sound(path: Path, cover: bool = False) -> Path:
    """Write a second of silence, with a cover picture or without one."""
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=8000)
        if cover:
            picture = container.add_stream("mjpeg", rate=1)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
        for i in range(8):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 8000, 1024 * i
            for packet in sound.encode(frame):
                container.mux(packet)
        if cover:
            for packet in picture.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8))):
                container.mux(packet)
        for packet in sound.encode():
            container.mux(packet)
    return path
