"""The kinds of sources, a file each; a new one is a file here, named below."""

from explorer.sources.kinds import (
    archive,
    boxtable,
    classtable,
    coco,
    createml,
    cvat,
    dicom,
    fiftyone,
    folder,
    huggingface,
    imagefolder,
    labelme,
    labelstudio,
    nifti,
    objectcolumn,
    openimages,
    supervisely,
    table,
    via,
    video,
    voc,
    yolo,
    youtubevis,
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
    via.KIND,
    labelstudio.KIND,
    createml.KIND,
    supervisely.KIND,
    youtubevis.KIND,
    boxtable.KIND,
    classtable.KIND,
    objectcolumn.KIND,
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
ANNOTATIONS = tuple(sorted({ending for kind in KINDS for ending in kind.endings}))
"""Endings of the files in which any of them reads what is marked in images."""
