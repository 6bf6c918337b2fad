"""Which encoder a build uses: the one asked for, the one the index has, or none beside own vectors."""

from dataclasses import dataclass

from explorer.embedding.encoder import Encoder, version_of
from explorer.embedding.kinds import kind_of
from explorer.embedding.precision import FLOAT32, precision_of
from explorer.embedding.spec import FUNCTION
from explorer.index.format import OWN_VECTORS
from explorer.index.manifest import Manifest
from explorer.options import AUTO, BuildOptions
from explorer.progress import Progress

_IDENTITY = ("name", "weights_hash", "dim", "preprocessing")


def own_vectors_info(dim: int) -> dict:
    """The `encoder` entry of an index that was built from the user's vectors."""
    return {
        "name": OWN_VECTORS,
        "weights_hash": "",
        "dim": dim,
        "preprocessing": {},
        "text": False,
        "device": "",
    }


def identity(info: dict) -> dict:
    """The part of an `encoder` entry on which vectors depend; the device is none of it."""
    usual = {"precision": FLOAT32, "version": 1}
    own = {"precision": precision_of(info), "version": version_of(info)}
    # Not where they are as in all indexes of earlier releases, so that what those staged is found again.
    unusual = {key: value for key, value in own.items() if value != usual[key]}
    return {key: info.get(key) for key in _IDENTITY} | unusual


@dataclass
class EncoderChoice:
    """The encoder of one build, loaded only if an image has to be embedded.

    Parameters
    ----------
    options : BuildOptions
    progress : Progress
        Told which encoder was taken.
    given : Encoder or None
        Instead of the one that `options` names.
    """

    options: BuildOptions
    progress: Progress
    given: Encoder | None = None

    def wanted(self, previous: Manifest | None, staged: str | None) -> str:
        """Name to load: `auto` keeps the encoder that the index or its unfinished build has."""
        if self.options.encoder != "auto":
            return self.options.encoder
        had = previous.encoder.get("name") if previous else staged
        return had if isinstance(had, str) and had not in ("", OWN_VECTORS) else "auto"

    def precision(self, previous: Manifest | None, staged: str | None, name: str) -> str:
        """Precision to load an encoder in: `auto` keeps that of the index or its unfinished build."""
        if self.options.precision != AUTO:
            return self.options.precision
        if previous is not None and previous.encoder.get("name") == name:
            return precision_of(previous.encoder)
        return staged or AUTO

    def check(self, previous: Manifest | None) -> None:
        """Refuse an encoder that cannot be had, before a source is looked through for it.

        Raises
        ------
        EncoderError
        """
        if self.given is not None:
            return
        from explorer.embedding.service import check_encoder

        known = previous is not None and previous.encoder.get("name") == self.options.encoder
        # One that the index has is not loaded where nothing is new.
        name = AUTO if known else self.options.encoder
        check_encoder(name, self.options.device, self.options.precision)

    def surely_same(self, previous: Manifest | None, name: str) -> bool:
        """Whether the index's encoder is known to be the one named without loading it.

        A file of weights may have changed since, so its name is no proof.
        """
        if previous is None:
            return False
        if self.options.precision not in (AUTO, precision_of(previous.encoder)):
            return False
        if self.given is not None:
            return identity(self.given.info.to_dict()) == identity(previous.encoder)
        if name.startswith(FUNCTION):  # nobody but Python has it, and Python gave none
            return name == previous.encoder.get("name") and self.options.encoder == "auto"
        same = name == previous.encoder.get("name") and ":" not in name
        return same and version_of(previous.encoder) == kind_of(name).version

    def load(self, name: str, precision: str = AUTO) -> Encoder:
        """Load it.

        Raises
        ------
        EncoderError
            When it or its weights cannot be had.
        """
        if self.given is not None:
            return self.given
        from explorer.embedding.service import load_encoder

        return load_encoder(name, self.options.device, self.options.offline, self.progress.note, precision)
