"""An index of detections: what is built, refreshed, judged, printed and answered."""

import io
import json
from collections import Counter

import pytest
from click.testing import CliRunner
from PIL import Image
from plotly.utils import PlotlyJSONEncoder
from starlette.testclient import TestClient

from explorer.cli import cli
from explorer.dataset import open_index
from explorer.errors import NotFoundError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.view.cluster_summary import describe_cluster
from explorer.view.views import Views
from explorer.web.app import create_app
from explorer.web.page.classes import panel as class_panel
from explorer.web.page.inspector import image_panel
from explorer.web.page.inspector.callbacks import image_for_page
from tests.index.drawing import draw
from tests.index.fakes import FakeEncoder

HERE, THERE = [2, 2, 40, 40], [50, 30, 40, 40]
CATEGORIES = [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Eight pictures with a cat and a dog each, and what a detector finds in them."""
    folder = tmp_path_factory.mktemp("detections")
    objects, results = [], []
    for i in range(8):
        draw(i % 5, i).save(folder / f"{i}.png")
        for place, (code, box) in enumerate(((1, HERE), (2, THERE))):
            objects.append(
                {
                    "id": 2 * i + place + 1,
                    "image_id": i,
                    "category_id": code,
                    "bbox": box,
                    "area": 1600,
                    "iscrowd": 0,
                }
            )
        results.append({"image_id": i, "category_id": 1, "bbox": HERE, "score": 0.9})
        if i % 2:
            results.append({"image_id": i, "category_id": 1, "bbox": THERE, "score": 0.5})
        if i == 0:
            results.append({"image_id": i, "category_id": 2, "bbox": [60, 2, 20, 20], "score": 0.4})
    images = [{"id": i, "file_name": f"{i}.png"} for i in range(8)]
    truth = {"images": images, "annotations": objects, "categories": CATEGORIES}
    (folder / "instances.json").write_text(json.dumps(truth))
    (folder / "results.json").write_text(json.dumps(results))
    return folder


@pytest.fixture(scope="module")
def built(folder):
    """The folder of its index."""
    files = SourceOptions(detections=str(folder / "results.json"))
    options = BuildOptions(source=files, device="cpu", workers=0, neighbors=3, projection=False)
    build_index(folder / "instances.json", folder / "d.dendro", options, encoder=FakeEncoder())
    return folder / "d.dendro"


def test_recall_precision_and_confusion_are_those_of_detection(built):
    """Of 8 cats all are found, of 8 dogs none, half of them taken for cats; one dog is nothing."""
    with open_index(built) as index:
        assert index.n == 17 and index.classes == ["background", "cat", "dog"]
        assert Counter(index.items["outcome"].to_pylist()) == {
            "true positive": 8,
            "miss": 8,
            "false positive": 1,
        }
        about = describe_cluster(Views(index), index.root)
    assert {line["name"]: (line["recall"], line["precision"]) for line in about["classes"]} == {
        "cat": (1, round(8 / 12, 4)), "dog": (0, 0),
    }  # fmt: skip
    assert about["models"][0]["accuracy"] == round(8 / 17, 4)
    assert {(pair["label"], pair["prediction"]): pair["count"] for pair in about["confusion"]} == {
        ("dog", "cat"): 4, ("dog", "background"): 4, ("background", "dog"): 1,
    }  # fmt: skip


def test_the_class_of_no_object_is_neither_fair_nor_to_be_split(built):
    """It enters no average over classes."""
    with open_index(built) as index:
        fair = describe_cluster(Views(index), index.root, by="size")["fairness"]
        assert "background" not in [line["name"] for line in fair["classes"]]
        assert fair["judged"] == 16


def test_figures_are_printed_answered_and_given_alike(built):
    """By the command, for people and scripts, by the API and in Python."""
    with open_index(built) as index:
        document = index.detections()
        with TestClient(create_app(index), base_url="http://localhost") as client:
            assert client.get("/api/detections").json() == document
    printed = CliRunner().invoke(cli, ["detections", str(built), "--json"])
    assert json.loads(printed.output) == document
    [model] = document["models"]
    assert [each["name"] for each in model["classes"]] == ["cat", "dog"]
    assert model["true_positives"] == 8 and model["confused"] == 4 and model["false_positives"] == 5
    lines = CliRunner().invoke(cli, ["detections", str(built)]).output.splitlines()
    assert lines[0] == "prediction: 16 objects and 13 detections in 8 images"
    assert lines[1].startswith("at IoU 0.5: 8 true positives, 5 false positives, 8 misses (4 taken for")
    assert lines[3].split()[:2] == ["all", "16"] and lines[4].split()[:3] == ["cat", "8", "1.000"]


def test_an_index_without_detections_says_so(small_index):
    """And how to have them."""
    with pytest.raises(NotFoundError, match="--detections FILE"):
        small_index.detections()
    answer = TestClient(create_app(small_index), base_url="http://localhost").get("/api/detections")
    assert answer.status_code == 404 and "--detections" in answer.json()["error"]


def test_a_refresh_reads_results_anew_and_embeds_only_new_boxes(folder, built, tmp_path):
    """The index remembers which they were, and the limits."""
    encoder = FakeEncoder()
    given = json.loads((folder / "results.json").read_text())
    other = tmp_path / "other.json"
    other.write_text(
        json.dumps([*given, {"image_id": 1, "category_id": 2, "bbox": [1, 50, 20, 20], "score": 0.7}])
    )
    build = {"device": "cpu", "workers": 0, "neighbors": 3}
    source = SourceOptions(detections=(f"a={other}",), iou=0.4)
    out = tmp_path / "d.dendro"
    build_index(folder / "instances.json", out, BuildOptions(source=source, **build), encoder=FakeEncoder())
    other.write_text(
        json.dumps([*given, {"image_id": 2, "category_id": 2, "bbox": [1, 50, 20, 20], "score": 0.7}])
    )
    report = build_index(folder / "instances.json", out, BuildOptions(**build), encoder=encoder)
    assert (report.new, report.removed, report.kept, encoder.seen) == (1, 1, 17, 1)
    with open_index(out) as index:
        assert index.models == ["a"] and index.detections()["iou"] == 0.4
    other.unlink()
    with pytest.raises(ValueError, match="--forget detections"):
        build_index(folder / "instances.json", out, BuildOptions(**build), encoder=encoder)


@pytest.fixture(scope="module")
def client(built):
    """A client of the index."""
    with open_index(built) as index, TestClient(create_app(index), base_url="http://localhost") as found:
        yield found


def test_boxes_of_a_picture_are_told_in_shares_of_it_the_own_one_last(built, client):
    """All that the index has of the picture, right and wrong, and nothing of other pictures."""
    with open_index(built) as index:
        row = index.items["path"].to_pylist().index("0.png#xywh=50,30,40,40")
        paths = index.items["path"].to_pylist()
    found = client.get(f"/api/items/{row}/boxes").json()
    assert (found["width"], found["height"]) == (96, 80)
    assert {paths[box["row"]].split("#")[0] for box in found["boxes"]} == {"0.png"} and len(
        found["boxes"]
    ) == 3
    assert found["boxes"][-1] == {
        "row": row, "label": "dog", "prediction": "background", "right": False, "own": True,
        "x": round(50 / 96, 5), "y": 30 / 80, "w": round(40 / 96, 5), "h": 0.5,
    }  # fmt: skip
    assert client.get("/api/items/999/boxes").status_code == 404


def test_a_crop_is_what_lies_in_the_box_and_a_tenth_around_it(built, client):
    """Without `crop` the picture is sent as it is."""
    with open_index(built) as index:
        row = index.items["path"].to_pylist().index("0.png#xywh=2,2,40,40")
    whole, crop = (client.get(f"/api/items/{row}/image", params=asked) for asked in ({}, {"crop": True}))
    sizes = [Image.open(io.BytesIO(answer.content)).size for answer in (whole, crop)]
    assert sizes == [(96, 80), (46, 46)] and whole.headers["etag"] != crop.headers["etag"]


def test_an_index_of_whole_images_has_no_boxes(small_index):
    """The crop of a whole image is the image."""
    client = TestClient(create_app(small_index), base_url="http://localhost")
    assert client.get("/api/items/3/boxes").json()["boxes"] == []
    assert client.get("/api/items/3/image?crop=true").status_code == 200


def test_the_inspector_draws_boxes_and_the_class_panel_has_the_figures(built):
    """Each box leads to its item; the panel says what became of the boxes."""
    with open_index(built) as index:
        row = index.items["path"].to_pylist().index("0.png#xywh=50,30,40,40")
        item = image_for_page(index, row, places=False) | {"clusters": []}
        drawn = json.dumps(image_panel.describe(item, "/api"), cls=PlotlyJSONEncoder)
        assert drawn.count('"data-action": "inspect"') == 3 and "box wrong own" in drawn
        assert f"/api/items/{row}/image?max=640&crop=true" in drawn
        panel = json.dumps(class_panel.panel(index, []), cls=PlotlyJSONEncoder)
    assert "13 detections for 16 objects in 8 images. At IoU 0.5: 8 true positives" in panel
