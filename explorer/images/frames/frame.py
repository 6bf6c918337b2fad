"""One picture of a file that holds many, by its name.

It is named after its file as media fragments are (W3C, Media Fragments URI 1.0, 4.2.1): `a.mp4#t=12.5`, in
seconds; and likewise `a.dcm#frame=3`, counted from 1 as DICOM does,
`a.nii.gz#axial=34`, counted from 0 as NIfTI does, and `a.npz#image=17`, counted from 0 as arrays are.
"""

import re
from typing import NamedTuple

TIME, NUMBER, OF_ARRAY = "t", "frame", "image"
SLICES = ("sagittal", "coronal", "axial")
FRAGMENT = rf"#(?:{'|'.join((TIME, NUMBER, OF_ARRAY, *SLICES))})=[0-9]+(?:[.,][0-9]+)*$"
"""The end of a frame's name, as a regular expression."""
_PARTS = re.compile(r"#([a-z]+)=([0-9.,]+)$")
_FRAGMENT = re.compile(FRAGMENT)
_DIGITS = 3


class Frame(NamedTuple):
    """Where a picture is.

    Attributes
    ----------
    path : str
        Of its file.
    kind : str
        What counts the pictures of the file: `TIME`, `NUMBER`, `OF_ARRAY`, or one of `SLICES`.
    at : str
        Where it is, as it stands in its name.
    """

    path: str
    kind: str
    at: str

    @property
    def name(self) -> str:
        """Its name: that of its file, and where it is in there."""
        return f"{self.path}#{self.kind}={self.at}"


def at_time(path: str, seconds: float) -> Frame:
    """Return the frame that stands at a time, to a millisecond."""
    text = f"{seconds:.{_DIGITS}f}".rstrip("0").rstrip(".")
    return Frame(path, TIME, text)


def frame_of(name: str) -> Frame | None:
    """Return the frame that a name stands for; None where it names none."""
    if _FRAGMENT.search(name) is None:
        return None
    found = _PARTS.search(name)
    return None if found is None else Frame(name[: found.start()], *found.groups())


def shown_name(name: str) -> str:
    """Return the name of a file as people read it, of a frame what tells it from others first."""
    frame = frame_of(name)
    if frame is None:
        return name
    return f"{frame.at} s, {frame.path}" if frame.kind == TIME else f"{frame.kind} {frame.at}, {frame.path}"


def file_of(name: str) -> str:
    """Return the file that a frame is in; of other names they themselves."""
    frame = frame_of(name)
    return name if frame is None else frame.path
