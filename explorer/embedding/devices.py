"""Where an encoder runs, and how many images it takes at once there."""

import ctypes
import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from explorer.errors import EncoderError

DEVICES = ("auto", "cpu", "cuda")
_BATCH_SIZES = {"cpu": 32, "cuda": 256}
# Fewer images than this make matrices too small for a core to work on at its best.
_SMALLEST_PART = 8


def choose_device(device: str = "auto") -> str:
    """Return `cpu` or `cuda`; `auto` takes CUDA where torch finds it.

    Raises
    ------
    EncoderError
        For an unknown name, and for `cuda` where torch finds none.
    """
    if device not in DEVICES:
        raise EncoderError(f"Unknown device {device!r}; expected one of {', '.join(DEVICES)}.")
    if device == "cpu" or (device == "auto" and not _has_gpu_driver()):
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if device == "cuda":
        raise EncoderError(
            "torch finds no CUDA device here; use --device cpu, or install a CUDA build of torch."
        )
    return "cpu"


def _has_gpu_driver() -> bool:
    """Whether a GPU may be there: what torch itself would load for one is, or what it would look at.

    Loading torch only to hear that there is none takes longer than a hundred images do.
    """
    names = {"win32": ("nvcuda.dll", "amdhip64.dll"), "darwin": ()}.get(sys.platform, ("libcuda.so.1",))
    return Path("/dev/kfd").exists() or any(map(_can_be_loaded, names))


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def describe_devices() -> list[dict]:
    """Say what there is to compute on, and what keeps torch from using it.

    Returns
    -------
    list of dict
        `kind` (`cpu` or `cuda`), `name` (with the memory of a GPU in GB), `usable`.
    """
    devices = [{"kind": "cpu", "name": platform.processor() or platform.machine(), "usable": True}]
    try:
        import torch
    except (ImportError, OSError) as error:  # OSError: a shared library of it is missing
        return [*devices, {"kind": "cuda", "name": f"torch cannot be loaded: {error}", "usable": False}]
    if not torch.cuda.is_available():
        return [*devices, {"kind": "cuda", "name": "no CUDA device found by torch", "usable": False}]
    for i in range(torch.cuda.device_count()):
        gigabytes = torch.cuda.get_device_properties(i).total_memory / 1e9
        name = f"{torch.cuda.get_device_name(i)}, {gigabytes:.0f} GB"
        devices.append({"kind": "cuda", "name": name, "usable": True})
    return devices


def default_batch_size(device: str) -> int:
    """Images in a batch: what keeps the device busy without much memory."""
    return _BATCH_SIZES[device]


def in_parts(
    run: Callable[[np.ndarray], np.ndarray], items: np.ndarray, limit: int, too_large: type[Exception]
) -> tuple[np.ndarray, int]:
    """Run a batch in parts of at most `limit`, halving the limit each time the device has no memory for one.

    Parameters
    ----------
    run : callable
        (b, …) to (b, d).
    items : ndarray, shape (m, …)
    limit : int
        Most rows at once.
    too_large : type
        What `run` raises when memory runs out.

    Returns
    -------
    result : ndarray, shape (m, d)
    limit : int
        What fitted; to be passed with the next batch.

    Raises
    ------
    EncoderError
        When not even one row fits.
    """
    parts, start = [], 0
    while start < len(items) or not parts:
        try:
            parts.append(run(items[start : start + limit]))
        except too_large as error:
            tried = min(limit, len(items) - start)
            if tried <= 1:
                raise EncoderError(
                    "The device has no memory for a single image; free some, or use --device cpu."
                ) from error
            limit = tried // 2
        else:
            start += limit
    return np.concatenate(parts), limit


def side_by_side(run: Callable[[np.ndarray], np.ndarray], items: np.ndarray, threads: int) -> np.ndarray:
    """Run a batch on a CPU in parts, each on its own share of the threads.

    torch would split every operation over all cores and wait for the slowest each time; apart, cores wait
    once, at the end of the batch.

    Parameters
    ----------
    run : callable
        (b, …) to (b, d), in torch.
    items : ndarray, shape (m, …)
    threads : int

    Returns
    -------
    ndarray, shape (m, d)
    """
    import torch

    count = max(1, min(threads, len(items) // _SMALLEST_PART))
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, threads // count))  # for this thread and those it starts
    try:
        if count == 1:
            return run(items)
        with ThreadPoolExecutor(count) as pool:
            return np.concatenate(list(pool.map(run, np.array_split(items, count))))
    finally:
        torch.set_num_threads(before)
