"""What is to be known of a DICOM file before its pictures are listed; no picture is read."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from explorer.errors import Failure, in_brief
from explorer.images.formats.dicom import begins, frames_in
from explorer.images.formats.readers import START
from explorer.images.read_file import ReadOptions

SAFE = {
    "modality": "Modality",
    "body_part": "BodyPartExamined",
    "view": "ViewPosition",
    "laterality": "ImageLaterality",
    "manufacturer": "Manufacturer",
    "slice_thickness": "SliceThickness",
}
"""Columns, and what of a header they are; none of it tells who somebody is."""
OF_PATIENTS = {
    "patient_id": "PatientID",
    "sex": "PatientSex",
    "age": "PatientAge",
    "study_date": "StudyDate",
    "study_description": "StudyDescription",
    "series_description": "SeriesDescription",
    "study_uid": "StudyInstanceUID",
    "series_uid": "SeriesInstanceUID",
}
"""What may, and is taken only where that is asked for; names and dates of birth never are."""
_GROUPS = {"study": "StudyInstanceUID", "series": "SeriesInstanceUID"}
_OTHERS = ("Rows", "Columns", "BitsAllocated", "NumberOfFrames", "InstanceNumber", "BurnedInAnnotation")
_DIGITS = 8


@dataclass(frozen=True)
class DicomFacts:
    """A DICOM file.

    Attributes
    ----------
    frames : int
        Pictures in it; 0 for reports, plans and the like.
    values : dict
        Of columns: text, a float of `slice_thickness`, an int of `instance`; None where nothing is said.
    burned_in : bool
        Whether it says that text is drawn into its pictures.
    """

    frames: int
    values: dict[str, str | float | int | None]
    burned_in: bool = False


def dicom_facts(
    position: int, path: str, options: ReadOptions, known: Collection[str], patients: bool = False
) -> DicomFacts | Failure:
    """Look into the header of one file, for `explorer.images.stream.ask_files`."""
    import pydicom

    wanted = SAFE | (OF_PATIENTS if patients else {})
    tags = [*wanted.values(), *_GROUPS.values(), *_OTHERS]
    try:
        with open(path, "rb") as file:
            if not begins(file.read(START)):
                return Failure(path, position, "no DICOM (it does not begin as one)")
            file.seek(0)
            dataset = pydicom.dcmread(file, stop_before_pixels=True, force=True, specific_tags=tags)
            values: dict[str, str | float | int | None] = {
                column: _value(dataset.get(name)) for column, name in wanted.items()
            }
            values |= {column: _short(dataset.get(name)) for column, name in _GROUPS.items()}
            values["slice_thickness"] = _number(dataset.get("SliceThickness"), float)
            values["instance"] = _number(dataset.get("InstanceNumber"), int)
            return DicomFacts(frames_in(dataset), values, dataset.get("BurnedInAnnotation") == "YES")
    except OSError as error:
        return Failure(path, position, f"cannot be read ({error.strerror or error})")
    except Exception as error:  # noqa: BLE001 - a reader given foreign bytes raises what it likes
        return Failure(path, position, f"damaged DICOM ({in_brief(error)})")


def _value(value: Any) -> str | None:
    """A value as text; of several all, as DICOM writes them."""
    if value is None:
        return None
    several = not isinstance(value, str) and hasattr(value, "__iter__")
    return ("\\".join(map(str, value)) if several else str(value)).strip() or None


def _short(uid: Any) -> str | None:
    """Digits that stand for a UID, so that what belongs together is told without it."""
    text = _value(uid)
    return None if text is None else hashlib.blake2b(text.encode(), digest_size=_DIGITS // 2).hexdigest()


def _number(value: Any, kind: type) -> Any:
    try:
        return None if value in (None, "") else kind(value)
    except (TypeError, ValueError):
        return None
