"""DICOM as a source: what is listed, what of a header is taken, and how pictures come out."""

import numpy as np
import pydicom
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, JPEGLSLossless, generate_uid

from explorer.errors import SourceError
from explorer.images.decode import read_image
from explorer.images.formats.readers import READERS
from explorer.images.formats.windows import windowed
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_record
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, ImageOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.kinds import dicom
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

RAMP = np.arange(-1000, 1000, 0.5).reshape(40, 100).astype(np.int16)


@pytest.fixture(autouse=True)
def asked_here(monkeypatch):
    """Headers are read in this process, so that no worker is waited for."""

    def ask_files(files, ask):
        return (ask(i, file, ReadOptions(), frozenset()) for i, file in enumerate(files))

    monkeypatch.setattr(dicom, "ask_files", ask_files)


def write_dicom(path, values=RAMP, syntax=ExplicitVRLittleEndian, **tags):
    """Write a file of one or several pictures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[str(path)])
    dataset = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    if values is not None:
        is_colour = values.ndim == 3 and values.shape[-1] == 3
        dataset.Rows, dataset.Columns = values.shape[:2] if is_colour else values.shape[-2:]
        if values.ndim == 3 and not is_colour:
            dataset.NumberOfFrames = len(values)
        dataset.SamplesPerPixel = 3 if is_colour else 1
        dataset.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
        if is_colour:
            dataset.PlanarConfiguration = 0
        dataset.BitsAllocated = dataset.BitsStored = 8 * values.dtype.itemsize
        dataset.HighBit = dataset.BitsStored - 1
        dataset.PixelRepresentation = int(values.dtype.kind == "i")
        dataset.PixelData = values.tobytes()
    dataset.Modality, dataset.PatientName, dataset.PatientID = "CT", "Doe^Jane", "4711"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3", "1.2.3.4"
    for name, value in tags.items():
        setattr(dataset, name, value)
    dataset.save_as(path, enforce_file_format=True)
    return path


def shown(path, **options) -> np.ndarray:
    """The grey of a picture."""
    return np.asarray(read_image(path.read_bytes(), ImageOptions(**options)).image)[..., 0]


def test_a_window_is_shown_as_the_standard_says():
    """Its worked ends: half a step outside of the window is black, and white."""
    values = np.array([-1000, -160.5, -160, 39.5, 239, 239.5, 1000, np.nan])
    assert windowed(values, 40, 400).tolist() == [0, 0, 0, 128, 255, 255, 255, 0]
    assert windowed(np.array([-160, 40, 240]), 40, 400, "LINEAR_EXACT").tolist() == [0, 128, 255]
    assert windowed(np.array([-400, 40, 480]), 40, 400, "SIGMOID").tolist() == [3, 128, 252]
    assert windowed(np.array([4, 5, 6]), 5, 1).tolist() == [0, 255, 255]


def test_the_file_says_what_is_shown_unless_another_window_is_asked_for(tmp_path):
    """After its slope and intercept; without a window it is the robust range of all numbers."""
    path = write_dicom(
        tmp_path / "a.dcm", RescaleSlope=2, RescaleIntercept=-24, WindowCenter=[0, 9], WindowWidth=[400, 1]
    )
    expected = windowed(RAMP * 2.0 - 24, 0, 400)
    assert np.abs(shown(path).astype(int) - expected).max() <= 1
    assert np.array_equal(shown(path, window=(500, 100)), windowed(RAMP * 2.0 - 24, 500, 100))
    plain = shown(write_dicom(tmp_path / "b.dcm"))
    assert plain[0, 0] == 0 and plain[-1, -1] == 255 and abs(int(plain[20, 0]) - 128) < 4


def test_white_is_low_where_the_file_says_so(tmp_path):
    """MONOCHROME1 is the negative of MONOCHROME2."""
    window = {"WindowCenter": 0, "WindowWidth": 500}
    usual = shown(write_dicom(tmp_path / "a.dcm", **window))
    inverted = shown(write_dicom(tmp_path / "b.dcm", PhotometricInterpretation="MONOCHROME1", **window))
    assert np.array_equal(inverted, 255 - usual)


def test_colours_padding_and_unused_bits(tmp_path):
    """Colours as they are; what stands for none has no say; overlays in high bits are no numbers."""
    colours = np.random.default_rng(0).integers(0, 255, (20, 30, 3), np.uint8)
    image = read_image(write_dicom(tmp_path / "a.dcm", colours).read_bytes()).image
    assert np.array_equal(np.asarray(image), colours)
    padded = RAMP.copy()
    padded[:5] = -30000
    grey = shown(write_dicom(tmp_path / "b.dcm", padded, PixelPaddingValue=-30000))
    assert (grey[:5] == 0).all() and grey[25, 0] > 120
    values = (np.arange(4000, dtype=np.uint16) % 4096).reshape(40, 100)
    clean = shown(write_dicom(tmp_path / "c.dcm", values, BitsStored=12, HighBit=11))
    noisy = shown(write_dicom(tmp_path / "d.dcm", values | 0xF000, BitsStored=12, HighBit=11))
    assert np.array_equal(clean, noisy)


def test_what_is_packed_without_loss_comes_out_the_same(tmp_path):
    """JPEG-LS by imagecodecs; the sign is that of the header."""
    import imagecodecs
    from pydicom.encaps import encapsulate

    window = {"WindowCenter": 0, "WindowWidth": 500}
    data = encapsulate([imagecodecs.jpegls_encode(RAMP.view(np.uint16))])
    packed = write_dicom(tmp_path / "a.dcm", syntax=JPEGLSLossless, PixelData=data, **window)
    assert np.array_equal(shown(packed), shown(write_dicom(tmp_path / "b.dcm", **window)))


def test_frames_are_items_and_reports_are_none(tmp_path):
    """Folders are labels; no name or number of a patient is in any column."""
    write_dicom(tmp_path / "ct/one.dcm", SliceThickness=2.5, InstanceNumber=7, BodyPartExamined="CHEST")
    write_dicom(tmp_path / "mr/IM0001", np.stack([RAMP, RAMP + 100, RAMP + 200]), BurnedInAnnotation="YES")
    write_dicom(tmp_path / "report", None)
    (tmp_path / "DICOMDIR.txt").write_text("no")
    (tmp_path / "ct/bad.dcm").write_bytes(b"nothing")
    source = open_source(tmp_path)
    assert source.kind == "dicom" and source.taken_for == "DICOM: 2 files, 4 images"
    items = source.items.to_pydict()
    assert items["path"] == ["ct/one.dcm", "mr/IM0001#frame=1", "mr/IM0001#frame=2", "mr/IM0001#frame=3"]
    assert items["label"] == ["ct", "mr", "mr", "mr"] and items["frame"] == [None, 1, 2, 3]
    assert items["modality"] == ["CT"] * 4 and items["body_part"][0] == "CHEST"
    assert items["slice_thickness"][0] == 2.5 and items["instance"][0] == 7
    assert len(set(items["series"])) == 1 and "1.2.3" not in str(items)
    assert "4711" not in str(items) and "Doe" not in str(items)
    assert source.passed_over == {".txt": 1, "DICOM without a picture": 1}
    assert [each.path for each in source.failures] == ["ct/bad.dcm"]
    assert source.notes == ("1 file says that text is drawn into the pictures, which may name a patient.",)
    asked = open_source(tmp_path, SourceOptions(patients=True)).items.to_pydict()
    assert asked["patient_id"] == ["4711"] * 4 and asked["study_uid"] == ["1.2.3"] * 4
    assert "Doe" not in str(asked)


def test_an_index_of_frames_shows_each(tmp_path):
    """The frame that was asked for, in the window that was asked for, which is remembered."""
    write_dicom(tmp_path / "d/a.dcm", np.stack([RAMP, RAMP[::-1]]))
    write_dicom(tmp_path / "d/b.dcm", RAMP // 2)
    made = BuildOptions(source=SourceOptions(window=(100.0, 200.0)), workers=0, projection=False, neighbors=2)
    out = tmp_path / "x.dendro"
    assert build_index(tmp_path / "d", out, made, encoder=FakeEncoder()).new == 3
    again = BuildOptions(workers=0, projection=False, neighbors=2)
    report = build_index(tmp_path / "d", out, again, encoder=FakeEncoder())
    assert (report.kept, report.published) == (3, False)
    with open_index(out) as index:
        assert index.manifest.image_options.window == (100.0, 200.0)
        row = index.items["path"].to_pylist().index("a.dcm#frame=2")
        with index.open_image(row) as original:
            image = read_image(original.read()).image
            assert np.array_equal(np.asarray(image)[..., 0], windowed(RAMP[::-1], 100, 200))
        row = index.items["path"].to_pylist().index("b.dcm")
        with index.open_image(row) as original:
            assert original.read() == (tmp_path / "d/b.dcm").read_bytes()
    forgotten = BuildOptions(workers=0, projection=False, neighbors=2, forget=("window",))
    build_index(tmp_path / "d", out, forgotten, encoder=FakeEncoder())
    with open_index(out) as index:
        assert index.manifest.image_options.window is None


def test_dicom_among_images_is_an_image(tmp_path):
    """Without columns of its own; --source dicom takes it alone."""
    draw_folder(tmp_path, 2)
    write_dicom(tmp_path / "a.dcm")
    assert open_source(tmp_path).kind == "folder" and open_source(tmp_path).items.num_rows == 3
    assert open_source(tmp_path, SourceOptions(source="dicom")).items.num_rows == 1


def test_what_is_damaged_or_not_installed_says_so(tmp_path, monkeypatch):
    """One line; nothing else is lost."""
    path = write_dicom(tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes()[:-1000])
    record = read_record(0, str(path), ReadOptions())
    assert record.reason == "truncated DICOM"
    path.write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 300)
    assert "DICOM" in read_record(0, str(path), ReadOptions()).reason
    with pytest.raises(SourceError, match="no DICOM picture in it"):
        open_source(path)
    monkeypatch.setattr("explorer.images.formats.readers.is_there", lambda module: False)
    line = "DICOM, which needs pydicom (pip install 'dendro-explorer[medical]')"
    assert READERS[0].why_unread == line
    assert read_record(0, str(path), ReadOptions()).reason == line
    monkeypatch.setattr(dicom, "is_installed", lambda module: False)
    with pytest.raises(SourceError, match=r"dendro-explorer\[medical\]"):
        open_source(tmp_path)


def test_pictures_come_out_as_pydicom_has_them():
    """For the files that come with it, of every way of packing."""
    from pathlib import Path

    from pydicom.pixels import apply_modality_lut, apply_voi_lut

    folder = Path(pydicom.__file__).parent / "data/test_files"
    names = ("CT_small", "MR_small_RLE", "MR_small_bigendian", "693_J2KI", "J2K_pixelrep_mismatch")
    for name in names:
        dataset = pydicom.dcmread(folder / f"{name}.dcm")
        if "WindowWidth" not in dataset:
            continue
        wanted = apply_voi_lut(apply_modality_lut(dataset.pixel_array, dataset), dataset).astype(float)
        found = shown(folder / f"{name}.dcm").astype(float)
        design = np.stack([wanted.ravel(), np.ones(wanted.size)], axis=1)
        fit = design @ np.linalg.lstsq(design, found.ravel(), rcond=None)[0]
        assert np.abs(fit - found.ravel()).max() < 0.6, name
