"""Models of the transformers library: its own vectors, preprocessing and words; nothing is asked or run."""

import json
import pickle
import shutil

import numpy as np
import pytest

from explorer.embedding import encoder_kind
from explorer.embedding.service import load_encoder, load_text_encoder
from explorer.errors import EncoderError
from tests.embedding.conftest import put_in_cache
from tests.embedding.test_timm import odd_images, of_ours

transformers = pytest.importorskip("transformers")

VISION = {
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "image_size": 32,
    "patch_size": 8,
}
TEXT = {
    "vocab_size": 9,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "max_position_embeddings": 8,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
SQUARE = {"height": 32, "width": 32}
WORDS = ["<pad>", "<s>", "</s>", "<unk>", "a", "dog", "cat", "on", "grass"]


def _dino(family: str):
    return lambda t: getattr(t, f"{family}Model")(getattr(t, f"{family}Config")(**VISION))


MODELS = {
    "siglip": (
        lambda t: t.SiglipModel(t.SiglipConfig(text_config=TEXT, vision_config=VISION)),
        lambda t: t.SiglipImageProcessor(size=SQUARE),
    ),
    "clip": (
        lambda t: t.CLIPModel(t.CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=24)),
        lambda t: t.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=SQUARE),
    ),
    "dinov2": (
        _dino("Dinov2"),
        lambda t: t.BitImageProcessor(size={"shortest_edge": 36}, crop_size=SQUARE),
    ),
    "dinov3": (_dino("DINOv3ViT"), lambda t: t.DINOv3ViTImageProcessor(size=SQUARE)),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A tiny model of each family with random weights, as save_pretrained writes it; two know words."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers

    torch.manual_seed(0)
    root = tmp_path_factory.mktemp("transformers")
    for name, (model, processor) in MODELS.items():
        model(transformers).save_pretrained(root / name)
        processor(transformers).save_pretrained(root / name)
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    named = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "model_max_length": 8}
    for name, inputs in (("clip", ["input_ids", "attention_mask"]), ("siglip", ["input_ids"])):
        tokenizer = transformers.PreTrainedTokenizerFast(
            tokenizer_object=words, model_input_names=inputs, **named
        )
        tokenizer.save_pretrained(root / name)
    return root


def of_transformers(folder, images) -> np.ndarray:
    """The vectors of images by the library alone, unit rows."""
    import torch

    model = transformers.AutoModel.from_pretrained(folder).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    encode = getattr(model, "get_image_features", model)
    with torch.inference_mode():
        each = [encode(**processor(images=image, return_tensors="pt")).pooler_output for image in images]
    return unit(torch.cat(each).numpy())


def unit(vectors) -> np.ndarray:
    """The same rows, of length one."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("name", MODELS)
def test_vectors_are_those_of_the_library(folders, name, no_network):
    """Prepared as AutoImageProcessor does and encoded as the model does, on images of odd sizes."""
    encoder = load_encoder(f"transformers:{folders / name}", "cpu", offline=True)
    images = odd_images()
    np.testing.assert_allclose(of_ours(encoder, images), of_transformers(folders / name, images), atol=1e-5)
    prepare = pickle.loads(pickle.dumps(encoder.preparation))
    processor = transformers.AutoImageProcessor.from_pretrained(folders / name)
    for image in images:
        expected = processor(images=image, return_tensors="np")["pixel_values"][0]
        np.testing.assert_array_equal(prepare(image), expected)
    assert encoder.info.text == (name in ("clip", "siglip"))
    assert json.loads(json.dumps(encoder.info.to_dict())) == encoder.info.to_dict()


@pytest.mark.parametrize("name", ["clip", "siglip"])
def test_words_are_encoded_as_the_library_does(folders, name):
    """Of a length that the model was trained with; what the tokenizer says counts, counts."""
    import torch

    texts = ["a dog", "cat on grass"]
    encoder = load_encoder(f"transformers:{folders / name}", "cpu")
    found = load_text_encoder(encoder.info.to_dict()).encode_text(texts)
    model = transformers.AutoModel.from_pretrained(folders / name).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(folders / name)(
        texts, padding="max_length", max_length=8, return_tensors="pt"
    )
    with torch.inference_mode():
        expected = unit(model.get_text_features(**tokens).pooler_output.numpy())
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.shape == (2, encoder.info.dim)
    assert encoder.encode_text([]).shape == (0, encoder.info.dim)


def test_a_pooling_that_was_not_trained_is_not_used(folders, tmp_path):
    """A classifier's checkpoint has no pooling, and transformers makes one up: the first token is taken."""
    import torch

    config = transformers.ViTConfig(**VISION)
    model = transformers.ViTForImageClassification(config).eval()
    folder = tmp_path / "checkpoint-500"
    model.save_pretrained(folder)
    # As a trainer that was not told of it: it lies beside the checkpoints.
    transformers.ViTImageProcessor(size=SQUARE).save_pretrained(tmp_path)
    encoder = load_encoder(f"transformers:{folder}", "cpu")
    pixels = np.stack([encoder.preparation(image) for image in odd_images()])
    with torch.inference_mode():
        expected = unit(model.vit(torch.from_numpy(pixels)).last_hidden_state[:, 0].numpy())
    np.testing.assert_allclose(encoder.encode(pixels).vectors, expected, atol=1e-5)
    with pytest.raises(EncoderError, match=r"folder of checkpoints; give one of them: .*checkpoint-500"):
        load_encoder(f"transformers:{tmp_path}", "cpu")


def test_a_repository_comes_from_the_cache(folders, empty_cache, no_network):
    """With all that lies in its folder; a file that is missing is named."""
    for file in (folders / "dinov2").iterdir():
        if file.name != "preprocessor_config.json":
            put_in_cache(empty_cache, "us/dino", file.name, file.read_bytes())
    with pytest.raises(EncoderError, match=r"preprocessor_config\.json.*not in the hub's cache.*--offline"):
        load_encoder("transformers:us/dino", "cpu", offline=True)
    described = folders / "dinov2" / "preprocessor_config.json"
    put_in_cache(empty_cache, "us/dino", described.name, described.read_bytes())
    encoder = load_encoder("transformers:us/dino", "cpu", offline=True)
    assert encoder.info.name == "transformers:us/dino"
    assert load_text_encoder(encoder.info.to_dict()).info == encoder.info


def without(*names):
    """Take files away."""
    return lambda folder: [(folder / name).unlink() for name in names]


def described(**settings):
    """Change the configuration."""

    def change(folder):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, **settings}))

    return change


def pickled(folder):
    """Weights that would do something when they are loaded."""

    class Evil:
        def __reduce__(self):
            return (folder / "ran").touch, ()

    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"weights": Evil()}))


def own_code(folder):
    """A model that brings code."""
    (folder / "code.py").write_text(f"open({str(folder / 'ran')!r}, 'w')")
    described(model_type="own", auto_map={"AutoConfig": "code.C", "AutoModel": "code.M"})(folder)


SPOILED = {
    "lacks config.json": without("config.json"),
    "lacks model.safetensors or pytorch_model.bin": without("model.safetensors"),
    r"lacks preprocessor_config\.json": without("preprocessor_config.json"),
    "lacks, or has in other shapes": described(num_hidden_layers=2),
    "cannot be loaded by transformers": lambda folder: (folder / "config.json").write_text("{"),
    "cannot be loaded by transformers .Error while deserializing": lambda folder: (
        folder / "model.safetensors"
    ).write_bytes(b"{"),
    "code of its own, which is never run": own_code,
    "cannot be loaded by transformers .it holds something else": pickled,
    "There is no folder": shutil.rmtree,
}


@pytest.mark.parametrize("words", SPOILED)
def test_what_is_no_model_is_told(folders, tmp_path, no_network, words):
    """One sentence says what is missing or wrong, and no code of the folder's is run."""
    folder = tmp_path / "model"
    shutil.copytree(folders / "dinov2", folder)
    SPOILED[words](folder)
    with pytest.raises(EncoderError, match=f"(?i){words}") as caught:
        load_encoder(f"transformers:{folder}", "cpu")
    assert "\n" not in str(caught.value)
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("name", "words"), [("us/none", "not in the hub's cache"), ("us:x", "neither a repository nor a folder")]
)
def test_what_cannot_be_had_is_told(empty_cache, no_network, name, words):
    """A repository that is not here, and what is no name of one."""
    with pytest.raises(EncoderError, match=words):
        load_encoder(f"transformers:{name}", "cpu", offline=True)


def test_without_the_library_the_line_that_installs_it(monkeypatch):
    """Where transformers is not installed, the message and the lists say what to run."""
    from explorer.cli.formats import format_lines, formats

    monkeypatch.setattr(encoder_kind, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match=r"pip install 'dendro-explorer\[transformers\]'"):
        load_encoder("transformers:us/dino", "cpu", offline=True)
    assert any("pip install 'dendro-explorer[transformers]'" in line for line in format_lines(formats()))
