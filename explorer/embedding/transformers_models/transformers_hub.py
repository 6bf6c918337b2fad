"""A repository of the hub as a folder on this machine, file by file."""

import json
from dataclasses import replace
from pathlib import Path

from explorer.embedding.checkpoints.checkpoint_shards import is_index
from explorer.embedding.encoder_kind import Loading, say_nothing
from explorer.embedding.hub import HubRepository, cached
from explorer.embedding.transformers_models.transformers_files import CONFIG, PROCESSORS, TOKENS, WEIGHTS
from explorer.errors import EncoderError

_OF_TOKENIZERS = ("tokenizer_config.json", "special_tokens_map.json", "merges.txt", *TOKENS)


def fetched(repository: str, loading: Loading) -> Path:
    """Return the folder of the hub's cache that holds a model, after fetching what is not there.

    Raises
    ------
    EncoderError
        When a file that is needed cannot be had.
    """
    name = f"transformers:{repository}"
    instead = "a copy of it: transformers:FOLDER"
    weights = loading.weights(HubRepository(repository, WEIGHTS), name, instead)
    small = replace(loading, notice=say_nothing)
    if is_index(weights):
        for shard in _shards(weights):
            loading.weights(HubRepository(repository, (shard,)), f"{name} ({shard})", instead)
    for files in ((CONFIG,), PROCESSORS):
        small.weights(HubRepository(repository, files), f"{name} ({files[0]})", instead)
    _fetch_tokenizer(repository, small)
    return weights.parent


def _shards(index: Path) -> list[str]:
    """The files that an index names, which need not be here."""
    try:
        named = json.loads(index.read_text("utf-8"))["weight_map"].values()
        return sorted({Path(name).name for name in named})
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise EncoderError(f"{index} has no `weight_map` from names of tensors to files.") from error


def _fetch_tokenizer(repository: str, loading: Loading) -> None:
    """Have the files of the tokenizer, where there is one; without it there is no text search."""
    first = HubRepository(repository, _OF_TOKENIZERS[:1])
    if loading.offline or cached(first) is not None:
        return
    if loading.find(first, f"transformers:{repository} ({first.files[0]})")[0] is not None:
        for file in _OF_TOKENIZERS[1:]:
            loading.find(HubRepository(repository, (file,)), f"transformers:{repository} ({file})")
