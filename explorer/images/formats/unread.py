"""Pictures of formats that are not read: known by their ending, and named with what to do instead."""

from explorer.images.formats.readers import READERS

_DRAWINGS, _PROGRAMS = ".svg .svgz .ai .cdr", ".eps .ps"
_PROJECTS = ".xcf .kra .afphoto .psb"
_SCIENTIFIC = ".exr .hdr .mrc .czi .lif .nd2 .svs .djvu .djv .jxr .wdp .hdp"

A_DRAWING = "a vector drawing, which is not read (export it as PNG)"
A_PROGRAM = "EPS is a program that would have to be run, so it is not read (convert it to PNG)"
_WORDS = {
    _DRAWINGS: A_DRAWING,
    _PROGRAMS: A_PROGRAM,
    _PROJECTS: "the project of an image editor, which is not read (export it as PNG)",
    _SCIENTIFIC: "a format that is not read (convert it to PNG or TIFF)",
}
_REASONS = {ending: reason for endings, reason in _WORDS.items() for ending in endings.split()}
# Read by a package that comes with this one, where there is a build of it for the platform.
_PLUGINS = {
    **dict.fromkeys((".heic", ".heics", ".heif", ".heifs", ".hif"), ("HEIC", "pi-heif")),
    ".jxl": ("JPEG XL", "imagecodecs"),
    ".avif": ("AVIF", "a Pillow that has it"),
}


def why_unread(ending: str) -> str:
    """Why pictures with this ending (lower case, with the dot) are not read; empty for other endings."""
    if ending in _PLUGINS:
        name, package = _PLUGINS[ending]
        return f"{name}, which this installation does not read (install {package}, or convert it to JPEG)"
    reader = next((each for each in READERS if ending in each.endings), None)
    return reader.why_unread if reader is not None else _REASONS.get(ending, "")
