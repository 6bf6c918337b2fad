"""Small drawn pictures and clustered vectors that tests build indexes from, without an encoder."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

PALETTE = ((214, 69, 65), (63, 142, 77), (52, 102, 175), (222, 178, 63), (128, 78, 160))
CLASSES = ("apple", "leaf", "ocean", "sand", "plum")


def draw(kind: int, seed: int, size: tuple[int, int] = (96, 80)) -> Image.Image:
    """A picture of one of five kinds: its own ground colour and a shape whose place depends on `seed`."""
    rng = np.random.default_rng(seed)
    ground = tuple(int(v) for v in np.clip(np.array(PALETTE[kind % 5]) + rng.integers(-24, 25, 3), 0, 255))
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    x, y = (int(v) for v in rng.integers(10, 40, 2))
    box = (x, y, x + 28, y + 28)
    light = tuple(min(255, v + 70) for v in ground)
    (pen.ellipse if kind % 2 else pen.rectangle)(box, fill=light, outline=(20, 20, 20))
    pen.text((4, 4), str(seed), fill=(255, 255, 255))
    return image


def picture_bytes(image: Image.Image, form: str = "PNG") -> bytes:
    """The encoded picture."""
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def draw_folder(folder: Path, count: int, form: str = "PNG") -> list[Path]:
    """`count` distinct pictures in `folder`/CLASS/NNN.png; the paths in order of `source_row`."""
    paths = []
    for i in range(count):
        path = folder / CLASSES[i % 5] / f"{i:03d}.{form.lower()}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture_bytes(draw(i % 5, i), form))
        paths.append(path)
    return sorted(paths)


def clustered_vectors(n: int, d: int, kinds: np.ndarray, seed: int = 0) -> np.ndarray:
    """(n, d) float32 unit rows around one centre per kind, each kind in three lumps."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(5, d))
    lumps = 0.5 * rng.normal(size=(15, d))
    vectors = centres[kinds] + lumps[kinds * 3 + rng.integers(0, 3, n)] + 0.25 * rng.normal(size=(n, d))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
