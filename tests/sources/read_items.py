"""What is read of the items of a source, wherever they lie."""

from explorer.images.crops import Cropped
from explorer.images.parts import read_part


def contents(source) -> list[bytes]:
    """What is read of each item, or of the picture it is cut out of."""
    read = []
    for place, name in enumerate(source.files):
        image = source.image(place)
        part = image.image if isinstance(image, Cropped) else image
        with open(name, "rb") as file:
            read.append(file.read() if isinstance(part, str) else read_part(file, part, 1 << 20))
    return read
