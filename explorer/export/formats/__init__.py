"""The formats of an export: one file each, with its description; a new one is named here."""

from collections.abc import Mapping
from types import MappingProxyType

from explorer.export.export_format import Format
from explorer.export.formats import (
    as_cleanlab,
    as_coco,
    as_fiftyone,
    as_files,
    as_html,
    as_huggingface,
    as_lance,
    as_pdf,
    as_png,
    as_script,
    as_svg,
    as_tables,
    as_voc,
    as_webdataset,
    as_yolo,
)

_MODULES = (
    as_tables,
    as_files,
    as_coco,
    as_yolo,
    as_voc,
    as_fiftyone,
    as_huggingface,
    as_webdataset,
    as_lance,
    as_cleanlab,
    as_html,
    as_png,
    as_svg,
    as_pdf,
    as_script,
)
FORMATS: Mapping[str, Format] = MappingProxyType(
    {each.name: each for module in _MODULES for each in module.FORMATS}
)
"""By name, in the order in which they are offered."""

SENT = {
    name: each.media_type or "application/zip"
    for name, each in FORMATS.items()
    if each.media_type is not None or each.zipped
}
"""Those that a server sends, and as what."""
