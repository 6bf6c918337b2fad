"""What is typed after --encoder."""

from pathlib import Path

import pytest

from explorer.embedding.spec import Spec, parse_spec
from explorer.errors import EncoderError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ViT-B-32/openai", Spec("ViT-B-32", weights="openai")),
        ("ViT-B/32/openai", Spec("ViT-B-32", weights="openai")),
        ("ViT-B-32", Spec("ViT-B-32", weights="")),
        ("RN50:/a/b.pt", Spec("RN50", file=Path("/a/b.pt"))),
        ("RN50:w.pt", Spec("RN50", file=Path.cwd() / "w.pt")),
        ("RN50:~/w.pt", Spec("RN50", file=Path.home() / "w.pt")),
        ("RN50:/a:b/c.pt", Spec("RN50", file=Path("/a:b/c.pt"))),
        ("hf-hub:me/tiny", Spec("hf-hub:me/tiny")),
        ("local-dir:a", Spec(f"local-dir:{Path.cwd() / 'a'}")),
    ],
)
def test_forms(text, expected):
    """A colon ends the model at its first place, a slash at its last; files become absolute."""
    assert parse_spec(text) == expected


def test_a_drive_letter_stays_with_the_file():
    """Only the first colon counts, so a Windows path keeps its own."""
    assert str(parse_spec("RN50:C:\\w.pt").file).endswith("C:\\w.pt")


@pytest.mark.parametrize("text", ["ViT-B-32/openai", "RN50:/a/b.pt", "hf-hub:me/tiny", "local-dir:/a/b"])
def test_the_name_gives_the_same_again(text):
    """A spec's name can be typed again."""
    assert parse_spec(parse_spec(text).name) == parse_spec(text)


@pytest.mark.parametrize("text", [":/a/b.pt", "RN50:", "/openai", "ViT-B-32/", "local-dir:"])
def test_halves_are_refused(text):
    """A missing model, file or name of weights is an EncoderError that shows the forms."""
    with pytest.raises(EncoderError, match="MODEL/WEIGHTS"):
        parse_spec(text)


@pytest.mark.parametrize("text", ["hf-hub:", "hf-hub:me", "hf-hub:me/", "hf-hub:a/b/c"])
def test_what_is_no_repository_is_refused(text):
    """A repository has an owner and a name."""
    with pytest.raises(EncoderError, match="expected hf-hub:ORG/NAME"):
        parse_spec(text)
