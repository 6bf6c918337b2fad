"""Half precision: taken where it is faster and faithful, said in one line, and kept by an index."""

import numpy as np
import pytest
from PIL import Image

from explorer.embedding import precision as precisions
from explorer.embedding.encoder import Encoded, EncoderInfo, Preparation, unit_rows
from explorer.embedding.service import load_encoder, load_text_encoder
from explorer.embedding.torch_encoder import TorchEncoder
from explorer.embedding.torch_runner import TorchRunner
from explorer.errors import EncoderError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from explorer.progress import SilentProgress


class Tower(TorchEncoder):
    """A network of torch that takes pixels as they are."""

    def __init__(self, *layers):
        import torch

        self._model = torch.nn.Sequential(torch.nn.Flatten(), *layers)
        self._runner = TorchRunner("cpu")
        self.preparation = Preparation((8, 8), (8, 8), "squash")
        self.info = EncoderInfo("tower", "", 16, {}, False, "cpu")

    def encode(self, pixels):
        """Cast once, as the real ones do."""
        found = self._runner.run(lambda part: self._model(self._runner.cast(part.float() / 255)), pixels)
        return Encoded(unit_rows(found))


@pytest.fixture
def tower():
    """With a layer norm, random weights."""
    import torch

    torch.manual_seed(0)
    return Tower(torch.nn.Linear(192, 32), torch.nn.LayerNorm(32), torch.nn.Linear(32, 16))


@pytest.fixture
def able(monkeypatch):
    """A processor with instructions for half precision, and a trial that gives the ratio it is told."""

    def ratio_of(ratio: float, means: str = "AMX") -> None:
        monkeypatch.setattr(precisions, "_SMALL", 0)
        monkeypatch.setattr(precisions, "instructions_for", lambda precision: means)
        monkeypatch.setattr(precisions, "_speed_ratio", lambda one, other, pixels: ratio)

    return ratio_of


def settled(encoder, asked: str) -> tuple:
    """The encoder that was taken, and what was said."""
    told = []
    return precisions.settle(encoder, asked, told.append), told


@pytest.mark.parametrize(("ratio", "taken"), [(3.9, "bfloat16"), (1.1, "float32"), (0.6, "float32")])
def test_auto_takes_what_a_trial_finds_faster(tower, able, ratio, taken):
    """By a margin, and the line says what, why and how faithful."""
    import torch

    able(ratio)
    encoder, (line,) = settled(tower, "auto")
    assert encoder.info.precision == taken
    assert line.startswith(f"Precision: {taken}")
    assert f"{ratio} times as fast as float32" in line
    weights = next(encoder._model.parameters())
    assert weights.dtype == getattr(torch, taken)
    assert next(tower._model.parameters()).dtype == torch.float32


def test_a_trial_is_run_on_one_core(tower, able, monkeypatch):
    """As a part of a batch is: threads that wait for each other would be measured on a busy machine."""
    import torch

    able(3.9)
    counts = []

    def ratio(one, other, pixels):
        for each in (one, other):
            forward = each._model.forward
            each._model.forward = lambda x, run=forward: counts.append(torch.get_num_threads()) or run(x)
            each.encode(pixels)
            each._model.forward = forward
        return 3.9

    monkeypatch.setattr(precisions, "_speed_ratio", ratio)
    tower._runner._threads = 2
    encoder, _ = settled(tower, "auto")
    assert counts == [1, 1]
    assert encoder._runner._threads == tower._runner._threads == 2


def test_auto_without_instructions_is_float32(tower, able):
    """Nothing is tried, and the line says why."""
    able(3.9, means="")
    encoder, (line,) = settled(tower, "auto")
    assert encoder is tower
    assert "neither AMX nor AVX-512 BF16" in line


def test_a_small_network_stays_as_it_is(tower):
    """Whatever the processor has: a trial of microseconds would be decided by chance."""
    assert settled(tower, "auto") == (tower, [])


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
@pytest.mark.parametrize("means", ["AMX", ""])
def test_vectors_in_half_precision_are_float32_unit_rows_near_those_in_float32(tower, able, precision, means):
    """With instructions and without them; the two are as near to each other."""
    able(2, means)
    encoder, (line,) = settled(tower, precision)
    assert encoder.info.precision == precision
    assert line.startswith(f"Precision: {precision} ({means or 'weights rounded to it'}")
    pixels = np.random.default_rng(0).integers(0, 256, (20, 8, 8, 3), dtype=np.uint8)
    vectors, exact = encoder.encode(pixels).vectors, tower.encode(pixels).vectors
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert not np.array_equal(vectors, exact)
    assert np.einsum("ij,ij->i", vectors, exact).min() > 0.9995
    other = tower.in_precision(precision, rounded=bool(means))
    assert np.einsum("ij,ij->i", vectors, other.encode(pixels).vectors).min() > 0.9995


def test_slow_instructions_are_not_used(tower, able):
    """The precision is what was asked for, and the work is done in float32."""
    import torch

    able(0.6)
    encoder, (line,) = settled(tower, "bfloat16")
    assert encoder.info.precision == "bfloat16"
    assert "the work done in float32" in line
    weights = next(encoder._model.parameters())
    assert weights.dtype == torch.float32
    assert torch.equal(weights, weights.bfloat16().float())


@pytest.mark.parametrize("means", ["AMX FP16", ""])
def test_what_float16_cannot_hold_falls_back_with_a_line(able, means):
    """Numbers beyond 65,504: float32 is taken, and nothing is refused."""
    import torch

    class Huge(torch.nn.Module):
        def forward(self, x):
            return x * 1e5

    torch.manual_seed(0)
    tower = Tower(Huge(), torch.nn.Linear(192, 16)) if means else Tower(torch.nn.Linear(192, 16))
    if not means:
        tower._model[1].weight.data *= 1e7
    able(2, means)
    encoder, (line,) = settled(tower, "float16")
    assert encoder.info.precision == "float32"
    assert line == "Precision: float32; vectors in float16 had NaN or infinity."


def test_vectors_that_differ_are_not_taken(tower, able, monkeypatch):
    """However fast they come."""
    able(5)
    monkeypatch.setattr(precisions, "lowest_cosine", lambda one, other, pixels: 0.99)
    encoder, (line,) = settled(tower, "auto")
    assert encoder is tower
    assert "cosine of 0.9900" in line


def test_the_packaged_encoder_has_one_precision():
    """Asked for another, it says so."""
    told = []
    encoder = load_encoder("packaged", "cpu", notice=told.append, precision="bfloat16")
    assert encoder.info.precision == "float32"
    assert told == ["Precision: float32; packaged is not run by torch and has no other."]


def test_an_unknown_precision_is_refused():
    """Before anything is loaded."""
    with pytest.raises(EncoderError, match="expected one of auto, float32, bfloat16, float16"):
        load_encoder("packaged", "cpu", precision="int4")


@pytest.mark.parametrize("name", ["test-tiny", "test-conv"])
def test_images_and_words_of_a_query_are_encoded_as_the_index_was(tiny, name):
    """Both towers, in the precision that the manifest names; vectors of one kind are one."""
    file = tiny[1] / f"{name}.pt"
    encoder = load_encoder(f"{name}:{file}", "cpu", precision="bfloat16")
    exact = load_encoder(f"{name}:{file}", "cpu", precision="float32")
    query = load_text_encoder(encoder.info.to_dict())
    assert query.info.precision == encoder.info.precision == "bfloat16"
    pixels = np.random.default_rng(0).integers(0, 256, (3, 64, 64, 3), dtype=np.uint8)
    for other in (encoder, exact):
        cosines = np.einsum("ij,ij->i", query.encode(pixels).vectors, other.encode(pixels).vectors)
        assert cosines.min() > 0.999
    words = query.encode_text(["a dog"]) @ exact.encode_text(["a dog"]).T
    assert words.item() > 0.999


def test_indexes_of_earlier_releases_have_what_they_had():
    """Float32 on a CPU, half precision on a GPU."""
    assert precisions.precision_of({"device": "cpu"}) == "float32"
    assert precisions.precision_of({"device": "cuda"}) == "bfloat16"
    assert precisions.precision_of({"device": "cpu", "precision": "float16"}) == "float16"


class Notes(SilentProgress):
    """Hears what is said."""

    def __init__(self):
        self.told = []

    def note(self, text: str) -> None:
        """Keep a line."""
        self.told.append(text)


def test_a_refresh_keeps_the_precision_and_another_embeds_everything_anew(tiny, tmp_path):
    """Nothing is mixed: `auto` is what the index has, and what is asked for replaces all vectors."""
    source = tmp_path / "images"
    source.mkdir()
    rng = np.random.default_rng(0)
    for i in range(4):
        Image.fromarray(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(source / f"{i}.png")
    name = f"test-tiny:{tiny[1] / 'test-tiny.pt'}"

    def built(precision: str = "auto") -> tuple:
        from explorer import open_index

        notes = Notes()
        options = BuildOptions(encoder=name, precision=precision, device="cpu", workers=0)
        report = build_index(source, options=options, progress=notes)
        with open_index(report.index) as index:
            return index.encoder["precision"], report, notes.told

    assert built("bfloat16")[0] == "bfloat16"
    Image.fromarray(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(source / "more.png")
    precision, report, _ = built()
    assert (precision, report.new, report.kept) == ("bfloat16", 1, 4)
    precision, report, told = built("float32")
    assert precision == "float32"
    assert "The precision is now float32: every image is embedded again." in told
    assert not built()[1].published
