"""The transformers library kept quiet and at home, and its errors in one sentence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.embedding.checkpoints.checkpoint_errors import UNFIT, gist
from explorer.embedding.hub import quiet_hub
from explorer.errors import EncoderError


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """An error inside becomes one `EncoderError`."""
    from safetensors import SafetensorError

    try:
        yield
    except (*UNFIT, SafetensorError) as error:
        own = "trust_remote_code" in str(error)
        why = "it needs code of its own, which is never run" if own else gist(error)
        raise EncoderError(
            f"{folder} cannot be loaded by transformers ({why}); expected a model that it knows, as "
            "save_pretrained writes it."
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Within it transformers asks nobody, draws no bars and tells nothing."""
    from transformers.utils import logging as chatter

    before, bars = chatter.get_verbosity(), chatter.is_progress_bar_enabled()
    chatter.set_verbosity(logging.CRITICAL)
    chatter.disable_progress_bar()
    try:
        with quiet_hub(offline=True):
            yield
    finally:
        chatter.set_verbosity(before)
        if bars:
            chatter.enable_progress_bar()
