"""Options that no build can have are refused before anything is read."""

import pytest

from explorer.errors import EncoderError, InputError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"neighbors": 0},
        {"neighbors": 1.5},
        {"seed": -1},
        {"seed": 2**32},
        {"batch_size": 0},
        {"batch_size": "8"},
        {"workers": -1},
        {"max_pixels": True},
        {"tree": "x"},
        {"encoder": None},
        {"encoder": " "},
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_written(tmp_path, wrong):
    """By its name and what was expected."""
    (tmp_path / "in").mkdir()
    (name,) = wrong
    with pytest.raises(InputError, match=f"^{name}: .*; expected "):
        build_index(tmp_path / "in", tmp_path / "out", BuildOptions(**wrong))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"encoder": "ViT-B-33/openai"}, "no model 'ViT-B-33'; the nearest names are"),
        ({"encoder": "ViT-B-32/nobody"}, "no weights 'nobody'"),
        ({"encoder": "ViT-B-32:nowhere.pt"}, "There is no file .*nowhere.pt"),
        ({"encoder": "ViT-B-33:items.csv"}, "no model 'ViT-B-33'"),
        ({"encoder": "local-dir:nowhere"}, "There is no folder .*nowhere"),
        ({"encoder": "timm:resnet51"}, "no model 'resnet51'"),
        ({"encoder": "timm:resnet50:nowhere.pt"}, "There is no file .*nowhere.pt"),
        ({"encoder": "timm:resnet51:items.csv"}, "no model 'resnet51'"),
        ({"encoder": "transformers:a b"}, "neither a repository nor a folder"),
        ({"encoder": "python:mine"}, "a function of Python"),
        ({"device": "tpu"}, "Unknown device 'tpu'"),
        ({"precision": "float8"}, "Unknown precision 'float8'"),
    ],
)
def test_an_encoder_that_cannot_be_had_is_refused_before_a_source_is_looked_through(
    tmp_path, monkeypatch, wrong, words
):
    """The scan of a large source takes minutes; it is not begun, and no index is left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("explorer.indexing.build_run.open_source", _not_called)
    (tmp_path / "items.csv").write_text("path\na.png\n")
    with pytest.raises(EncoderError, match=words):
        build_index("items.csv", "out", BuildOptions(**wrong))
    assert not (tmp_path / "out").exists()


def _not_called(*_args):
    raise AssertionError("the source was looked through")


@pytest.mark.parametrize(
    ("source", "out"), [(None, None), (5, None), (b"x", None), (["x", 5], None), ("x", 5)]
)
def test_what_is_no_path_is_named(source, out):
    """It is bad input, and no error of Python's library."""
    with pytest.raises(InputError):
        build_index(source, out)
