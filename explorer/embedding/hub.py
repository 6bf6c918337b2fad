"""Weights in the hub's cache and on the hub. Every question to the hub has a deadline.

huggingface_hub tries again and again with waits of ten seconds and more, and resolving a name may hang for
longer; so the hub is asked by one plain request in a thread of its own, and a download begins only after an
answer.
"""

import os
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from explorer import __version__
from explorer.embedding.checkpoints.checkpoint_shards import ENDING as SHARDED
from explorer.errors import EncoderError, in_brief

# Seconds for all questions together, so that a silent hub is given up within five, the rest included.
DEADLINE = 4.0
_ENDINGS = (".safetensors", ".bin", ".pth", ".pt")
_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")


@dataclass(frozen=True)
class HubRepository:
    """A repository of the hub and the files in it that would do, best first."""

    repository: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What the hub said.

    Attributes
    ----------
    file : str or None
        The first of the files that is there; None when none is or the hub did not answer.
    size : int or None
        Bytes, where it said so.
    reason : str
        Why `file` is None, as the end of a sentence.
    """

    file: str | None
    size: int | None = None
    reason: str = ""


def remote_weights(hub_name: str) -> HubRepository:
    """Read open_clip's `organisation/repository/` or `organisation/repository/file`."""
    repository, _, file = hub_name.rpartition("/")
    if not file:
        return HubRepository(repository, _WEIGHTS)
    stem, extension = os.path.splitext(file)
    safe = (f"{stem}.safetensors",) if extension in (".bin", ".pth") else ()
    return HubRepository(repository, (*safe, file))


def weights_in(folder: Path) -> Path:
    """Return the weights in a folder that open_clip wrote, or a copy of a repository.

    Raises
    ------
    EncoderError
        When there is no such folder, or none of the files in it has weights.
    """
    if not folder.is_dir():
        raise EncoderError(f"There is no folder {folder}; expected one with a configuration and weights.")
    usual = [folder / name for name in _WEIGHTS]
    others = sorted(folder.glob(f"*{SHARDED}"))
    others += sorted(file for ending in _ENDINGS for file in folder.glob(f"*{ending}"))
    found = next((file for file in (*usual, *others) if file.is_file()), None)
    if found is None:
        raise EncoderError(f"{folder} holds no weights; expected {' or '.join(_WEIGHTS)} in it.")
    return found


def cached(remote: HubRepository) -> Path | None:
    """Return the file in the hub's cache on this machine, or None. Asks nobody."""
    from huggingface_hub import try_to_load_from_cache

    found = (try_to_load_from_cache(remote.repository, name) for name in remote.files)
    return next((Path(file) for file in found if isinstance(file, str)), None)


def ask(remote: HubRepository, deadline: float = DEADLINE) -> Answer:
    """Ask the hub whether it has the weights, and give up after `deadline` seconds in total."""
    from huggingface_hub import constants, hf_hub_url

    if constants.HF_HUB_OFFLINE:
        return Answer(None, reason="HF_HUB_OFFLINE is set")
    addresses = [(name, hf_hub_url(remote.repository, name)) for name in remote.files]
    answers: list[Answer | None] = []
    # A daemon: a name server or a hub that hangs must not hold the process either.
    thread = threading.Thread(target=lambda: answers.append(_first_answer(addresses, deadline)), daemon=True)
    thread.start()
    thread.join(deadline)
    late = Answer(None, reason=f"the hub did not answer within {deadline:g} s")
    return (answers[0] if answers else None) or late


def fetch(remote: HubRepository, file: str) -> Path:
    """Download one file into the hub's cache.

    Raises
    ------
    EncoderError
        When the download fails.
    """
    from huggingface_hub import hf_hub_download

    # In place of its own, which also says which other packages are installed.
    headers = {"user-agent": f"dendro-explorer/{__version__}"}
    with _no_bars():
        try:
            return Path(hf_hub_download(remote.repository, file, etag_timeout=DEADLINE, headers=headers))
        except (OSError, RuntimeError, ValueError) as error:
            said = in_brief(error, most=200)
            raise EncoderError(f"Fetching {file} of {remote.repository} failed: {said}") from error


@contextmanager
def quiet_hub(offline: bool = False) -> Iterator[None]:
    """Within it huggingface_hub sends no telemetry and draws no bars; with `offline` it asks nobody.

    For what open_clip and transformers load by themselves: neither takes an argument that says so
    (docs/decisions/0011-hub.md). What is asked for here needs it not.
    """
    from huggingface_hub import constants

    wanted = {"HF_HUB_DISABLE_TELEMETRY": True, "HF_HUB_OFFLINE": offline or constants.HF_HUB_OFFLINE}
    before = {name: getattr(constants, name) for name in wanted}
    try:
        # Not by the environment: that is read once, at import, and would stay for the rest of the process.
        for name, value in wanted.items():
            setattr(constants, name, value)
        with _no_bars():
            yield
    finally:
        for name, value in before.items():
            setattr(constants, name, value)


@contextmanager
def _no_bars() -> Iterator[None]:
    from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    bars = not are_progress_bars_disabled()
    disable_progress_bars()
    try:
        yield
    finally:
        if bars:
            enable_progress_bars()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect to where the bytes lie is answer enough."""

    def redirect_request(self, req, fp, code, msg, headers, newurl) -> None:
        return None


def _first_answer(addresses: Sequence[tuple[str, str]], timeout: float) -> Answer | None:
    """Ask for one address after the other; None when the hub is silent."""
    opener = urllib.request.build_opener(_NoRedirect)
    reason = ""
    for name, address in addresses:
        try:
            with opener.open(urllib.request.Request(address, method="HEAD"), timeout=timeout) as response:
                return Answer(name, _size(response.headers))
        except urllib.error.HTTPError as error:
            if HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST:
                return Answer(name, _size(error.headers))
            reason = f"the hub answered {error.code} {error.reason}"
        except (OSError, ValueError) as error:
            cause = getattr(error, "reason", error)
            unheard = isinstance(cause, TimeoutError)
            return None if unheard else Answer(None, reason=f"the hub cannot be reached ({cause})")
    return Answer(None, reason=reason)


def _size(headers) -> int | None:
    from huggingface_hub import constants

    stated = headers.get(constants.HUGGINGFACE_HEADER_X_LINKED_SIZE) or headers.get("Content-Length")
    return int(stated) if stated and stated.isdigit() else None
