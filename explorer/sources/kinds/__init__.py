"""The kinds of sources, a file each; a new one is a file here, named below."""

from explorer.sources.kinds import (
    archive,
    coco,
    cvat,
    dicom,
    fiftyone,
    folder,
    huggingface,
    imagefolder,
    labelme,
    nifti,
    openimages,
    table,
    video,
    voc,
    yolo,
)
from explorer.sources.source import SourceKind

KINDS: tuple[SourceKind, ...] = (
    coco.KIND,
    yolo.KIND,
    cvat.KIND,
    voc.KIND,
    fiftyone.KIND,
    labelme.KIND,
    openimages.KIND,
    imagefolder.KIND,
    huggingface.KIND,
    archive.KIND,
    table.KIND,
    video.KIND,
    dicom.KIND,
    nifti.KIND,
    folder.KIND,
)
"""The first that accepts a location opens it: what says most about its images first."""
