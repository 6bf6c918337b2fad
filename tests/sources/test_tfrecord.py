"""TFRecord as a source: Examples as TensorFlow's tools write them, and what is no such file."""

import gzip
import io
import struct
from collections import Counter
from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from PIL import Image

from explorer.errors import SourceError
from explorer.images.decode import read_image
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.tables.tf_examples import Malformed, features, records
from tests.index.fakes import FakeEncoder


def _example_class():
    """`tf.train.Example`, as TensorFlow's example.proto and feature.proto declare it."""
    file = descriptor_pb2.FileDescriptorProto(name="example.proto", package="tf", syntax="proto3")

    def message(name: str, *fields: tuple[str, int, int, str]) -> descriptor_pb2.DescriptorProto:
        made = file.message_type.add(name=name)
        for label, number, kind, of in fields:
            field = made.field.add(name=label, number=number, type=kind, label=3 if label == "value" else 1)
            if of:
                field.type_name = of
        return made

    string, of_bytes, of_float, of_int, of_message = 9, 12, 2, 3, 11
    message("BytesList", ("value", 1, of_bytes, ""))
    message("FloatList", ("value", 1, of_float, ""))
    message("Int64List", ("value", 1, of_int, ""))
    lists = ("BytesList", "FloatList", "Int64List")
    message("Feature", *((name.lower(), i + 1, of_message, f".tf.{name}") for i, name in enumerate(lists)))
    whole = message("Features")
    entry = whole.nested_type.add(name="FeatureEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=string, label=1)
    entry.field.add(name="value", number=2, type=of_message, type_name=".tf.Feature", label=1)
    whole.field.add(name="feature", number=1, type=of_message, type_name=".tf.Features.FeatureEntry", label=3)
    message("Example", ("features", 1, of_message, ".tf.Features"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tf.Example"))


EXAMPLE = _example_class()


def example(**said) -> bytes:
    """A message with such features; `__` in a name stands for a slash."""
    made = EXAMPLE()
    for name, value in said.items():
        feature = made.features.feature[name.replace("__", "/")]
        values = value if isinstance(value, list) else [value]
        if any(isinstance(each, float) for each in values):
            feature.floatlist.value.extend(values)
        elif any(isinstance(each, int) for each in values):
            feature.int64list.value.extend(values)
        else:
            feature.byteslist.value.extend(v.encode() if isinstance(v, str) else v for v in values)
    return made.SerializeToString(deterministic=True)


def write(file: Path, *messages: bytes) -> Path:
    """A file of records; sums are not looked at."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(struct.pack("<QI", len(m), 0) + m + bytes(4) for m in messages))
    return file


def jpeg(shade: int, kind: str = "JPEG") -> bytes:
    """An encoded image."""
    stream = io.BytesIO()
    Image.new("RGB", (24, 16), (shade, 90, 200 - shade)).save(stream, kind)
    return stream.getvalue()


def test_imagenet_as_slim_writes_it(tmp_path):
    """Names of classes before their numbers, splits by the names of shards, names of files as names."""
    for split, n in (("train", 4), ("validation", 2)):
        for shard in range(2):
            write(
                tmp_path / f"{split}-{shard:05d}-of-00002",
                *(
                    example(
                        image__encoded=jpeg(20 * i),
                        image__format="JPEG",
                        image__filename=f"n{shard}_{i}.JPEG",
                        image__class__label=i % 2 + 1,
                        image__class__text=("tench", "goldfish")[i % 2],
                        image__height=16,
                        image__object__bbox__xmin=[0.1, 0.25],
                        image__object__bbox__ymin=[0.0, 0.5],
                        image__object__bbox__xmax=[0.4, 0.75],
                        image__object__bbox__ymax=[1.0, 0.75],
                        image__object__bbox__label=[i % 2 + 1, i % 2 + 1],
                        exposure=0.5,
                    )
                    for i in range(n)
                ),
            )
    source = open_source(tmp_path)
    assert source.kind == "tfrecord"
    assert Counter(source.items["label"].to_pylist()) == {"tench": 6, "goldfish": 6}
    assert Counter(source.items["split"].to_pylist()) == {"train": 8, "validation": 4}
    assert source.items["path"][0].as_py() == "train-00000-of-00002/0000000-n0_0.JPEG"
    assert source.items["exposure"].to_pylist() == [0.5] * 12
    assert source.items["objects"].to_pylist() == [2] * 12
    objects = open_source(tmp_path, SourceOptions(items="objects"))
    assert Counter(objects.items["label"].to_pylist()) == {"tench": 12, "goldfish": 12}
    assert Counter(objects.items["image_label"].to_pylist()) == {"tench": 12, "goldfish": 12}
    assert objects.items["path"].to_pylist()[:2] == [
        "train-00000-of-00002/0000000-n0_0.JPEG#xywh=percent:10,0,30,100",
        "train-00000-of-00002/0000000-n0_0.JPEG#xywh=percent:25,50,50,25",
    ]
    out = tmp_path / "index"
    build_index(tmp_path, out, encoder=FakeEncoder())
    with open_index(out) as index:
        row = index.items["path"].to_pylist().index("train-00001-of-00002/0000003-n1_3.JPEG")
        with index.open_image(row) as original:
            data = original.read()
        assert data == jpeg(60)
        assert read_image(data).image.size == (24, 16)


def test_tensorflow_datasets_name_their_classes(tmp_path):
    """By `label.labels.txt`; codes that it does not name stay as they are."""
    file = tmp_path / "tf_flowers-train.tfrecord-00000-of-00001"
    write(file, *(example(image=jpeg(9 * i, "PNG"), label=i) for i in range(4)))
    (tmp_path / "label.labels.txt").write_text("dandelion\ndaisy\ntulips\n")
    (tmp_path / "dataset_info.json").write_text("{}")
    source = open_source(tmp_path)
    assert source.items["label"].to_pylist() == ["dandelion", "daisy", "tulips", "3"]
    assert source.items["split"].to_pylist() == ["train"] * 4
    assert source.passed_over == {".json": 1, ".txt": 1}
    assert open_source(file).items.num_rows == 4


def test_classes_of_objects_are_those_of_their_image(tmp_path):
    """Several an image, none where nothing was found; masks are no images."""
    write(
        tmp_path / "pets.tfrecord",
        example(
            image__object__class__text=["cat", "dog", "cat"],
            image__encoded=jpeg(1),
            image__object__mask=jpeg(7, "PNG"),
        ),
        example(image__object__class__text=["dog"], image__encoded=jpeg(50)),
        example(image__object__class__text=[], image__encoded=jpeg(90)),
    )
    source = open_source(tmp_path)
    assert source.items["label"].to_pylist() == [["cat", "dog"], ["dog"], []]
    assert source.parts.length.tolist() == [len(jpeg(shade)) for shade in (1, 50, 90)]


def test_objects_as_the_object_detection_api_writes_them(tmp_path):
    """Boxes in shares, a list for each thing that is said; each object is an item, cut out of its record."""
    write(
        tmp_path / "val.record-00000-of-00001",
        example(
            image__encoded=jpeg(10),
            image__source_id="a.jpg",
            image__object__bbox__xmin=[0.5, 0.0],
            image__object__bbox__xmax=[1.0, 0.25],
            image__object__bbox__ymin=[0.25, 0.0],
            image__object__bbox__ymax=[0.75, 0.5],
            image__object__class__text=["/m/dog", "cat"],
            image__object__class__label=[2, 1],
            image__object__is_crowd=[0, 1],
            image__object__difficult=[1, 0],
            image__object__view=["Left", "Frontal"],
            image__object__area=[96.0, 48.0],
            image__object__mask=[jpeg(3, "PNG"), jpeg(4, "PNG")],
        ),
        example(image__encoded=jpeg(90), image__source_id="b.jpg", image__object__class__text=[]),
        example(image__encoded=jpeg(50), image__source_id="c.jpg", image__object__class__label=[2]),
    )
    (tmp_path / "pets_label_map.pbtxt").write_text(
        'item {\n  id: 1\n  name: \'cat\'\n}\nitem {\n  name: "/m/dog"\n  id: 2\n  display_name: "dog"\n}\n'
    )
    source = open_source(tmp_path)
    assert source.taken_for == "TFRecord with objects: 3 images, 3 objects, 2 categories"
    assert source.items["label"].to_pylist() == [["dog", "cat"], [], ["dog"]]
    assert source.items["source_id"].to_pylist() == ["a.jpg", "b.jpg", "c.jpg"]
    assert not [name for name in source.items.column_names if name.startswith("object_")]
    objects = open_source(tmp_path, SourceOptions(items="objects"))
    path = "val.record-00000-of-00001/0000000-a.jpg"
    assert objects.items["path"].to_pylist() == [
        f"{path}#xywh=percent:50,25,50,50",
        f"{path}#xywh=percent:0,0,25,50",
    ]
    assert objects.items.select(["label", "crowd", "difficult", "view", "area"]).to_pylist() == [
        {"label": "dog", "crowd": False, "difficult": True, "view": "Left", "area": 96.0},
        {"label": "cat", "crowd": True, "difficult": False, "view": "Frontal", "area": 48.0},
    ]
    options = BuildOptions(SourceOptions(items="objects"), device="cpu", workers=1, batch_size=4, neighbors=1)
    build_index(tmp_path, tmp_path / "i.dendro", options, encoder=FakeEncoder())
    with open_index(tmp_path / "i.dendro") as index:
        row = index.items["label"].to_pylist().index("dog")
        assert index.items.select(["width", "height"]).slice(row, 1).to_pylist() == [
            {"width": 14, "height": 10}
        ]


def test_classes_are_named_by_the_list_beside_each_file(tmp_path):
    """As Roboflow writes one in the folder of each split."""
    for split, name in (("train", "apple"), ("valid", "pear")):
        write(
            tmp_path / split / "a.tfrecord", example(image__encoded=jpeg(3), image__object__class__label=[1])
        )
        (tmp_path / split / "a_label_map.pbtxt").write_text(f'item {{\n name: "{name}",\n id: 1\n}}\n')
    source = open_source(tmp_path)
    assert source.items["label"].to_pylist() == ["apple", "pear"]
    assert source.items["split"].to_pylist() == ["train", "valid"]


def test_objects_as_tensorflow_datasets_writes_them(tmp_path):
    """Four sides in one list, the upper edge first, classes by `objects-label.labels.txt`; also in pixels."""
    for kind, sides in (("shares", [0.0, 0.25, 0.5, 1.0]), ("pixels", [0.0, 6.0, 8.0, 24.0])):
        file = tmp_path / kind / "voc-train.tfrecord-00000-of-00001"
        said = {"objects__label": [1], "objects__is_difficult": [0], "objects__bbox": sides}
        write(file, example(image=jpeg(10), **said), example(image=jpeg(20), objects__bbox=[]))
        (file.parent / "objects-label.labels.txt").write_text("cat\ndog\n")
        objects = open_source(file.parent, SourceOptions(items="objects"))
        end = "percent:25,0,75,50" if kind == "shares" else "6,0,18,8"
        assert objects.items["path"].to_pylist() == [f"{file.name}/0000000#xywh={end}"]
        assert objects.items["label"].to_pylist() == ["dog"]
        assert open_source(file.parent).items["objects"].to_pylist() == [1, 0]


def test_no_boxes_are_said(tmp_path):
    """Where objects are asked for and there are none, or none with a box."""
    for said in ({}, {"image__object__class__text": ["cat"]}):
        write(tmp_path / "a.tfrecord", example(image=jpeg(3), **said))
        with pytest.raises(SourceError, match="no object has a box"):
            open_source(tmp_path, SourceOptions(items="objects"))


def test_a_mask_is_no_image_whatever_comes_first(tmp_path):
    """Of features of no usual name the one that is not called as a mask or a depth is meant."""
    write(tmp_path / "a.tfrecord", example(a_mask=jpeg(1, "PNG"), b_depth=jpeg(2, "PNG"), photo=jpeg(3)))
    assert open_source(tmp_path).parts.length.tolist() == [len(jpeg(3))]


def test_records_are_found_as_protobuf_has_written_them():
    """Numbers of either sign, packed or not, and features that nobody knows."""
    message = example(a=[1, -1, 1 << 40], b=[0.5, -2.0], c=["x", "yz"], d=[])
    data = memoryview(struct.pack("<QI", len(message), 0) + message + bytes(4))
    (record,) = records(data)
    found = features(data, record)
    assert (found["a"], found["b"], found["d"]) == ([1, -1, 1 << 40], [0.5, -2.0], [])
    assert [bytes(data[slice(*span)]) for span in found["c"]] == [b"x", b"yz"]
    unpacked = b"\x0a\x0b\x0a\x09\x0a\x01k\x12\x04\x1a\x02\x08\x07"  # int64_list { value: 7 } without packing
    data = memoryview(struct.pack("<QI", len(unpacked), 0) + unpacked + bytes(4))
    assert features(data, next(records(data))) == {"k": [7]}


@pytest.mark.parametrize(
    ("name", "harm", "reason"),
    [
        ("cut", lambda data: data[:-40], "cut off or damaged after record 0"),
        ("noise", lambda data: bytes(range(256)) * 9, "cut off or no TFRecord"),
        ("gzip", gzip.compress, "written with compression it is not read"),
        ("message", lambda data: struct.pack("<QI", 8, 0) + b"\xff" * 8 + bytes(4), "cut off or damaged"),
    ],
)
def test_what_cannot_be_read_is_listed(name, harm, reason, tmp_path):
    """Beside a sound file, with how far it was read."""
    whole = write(tmp_path / "a.tfrecord", example(image=jpeg(3)), example(image=jpeg(80)))
    (tmp_path / f"{name}.tfrecord").write_bytes(harm(whole.read_bytes()))
    source = open_source(tmp_path)
    assert [failure.path for failure in source.failures] == [f"{name}.tfrecord"]
    assert reason in source.failures[0].reason
    assert source.items.num_rows == 2 + (name == "cut")


def test_records_without_images_are_said(tmp_path):
    """A row of its own each; where there is no other, what was expected."""
    write(tmp_path / "a.tfrecord", example(image=jpeg(3)), example(x=1.0), example(image=b"raw" * 99))
    reasons = [(failure.path, failure.reason) for failure in open_source(tmp_path).failures]
    assert reasons == [(f"a.tfrecord/{i}", "no encoded image in this record") for i in (1, 2)]
    write(tmp_path / "a.tfrecord", example(x=1.0))
    with pytest.raises(SourceError, match="no record has an encoded image"):
        open_source(tmp_path, SourceOptions(source="tfrecord"))


def test_any_bytes_are_a_message_or_malformed():
    """Cut anywhere, or with any byte another: nothing else is raised."""
    message = example(image=jpeg(3)[:60], label=3, b=[0.5, 1.5], text="abc")
    data = struct.pack("<QI", len(message), 0) + message + bytes(4)
    tried = [data[:end] for end in range(len(data))]
    tried += [data[:i] + bytes([byte]) + data[i + 1 :] for i in range(len(data)) for byte in (0, 0x7F, 0xFF)]
    for bytes_ in tried:
        view = memoryview(bytes_)
        try:
            for record in records(view):
                features(view, record)
        except Malformed:
            pass
