"""Devices are chosen by name, and a batch that does not fit is halved."""

import numpy as np
import pytest

from explorer.embedding import devices
from explorer.embedding.devices import choose_device, default_batch_size, in_parts, side_by_side
from explorer.errors import EncoderError


class Full(Exception):
    """The device has no memory left."""


def test_cpu_and_auto_without_cuda(monkeypatch):
    """Where torch finds no CUDA device, `auto` is the CPU and `cuda` an error that says what to do."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == choose_device("cpu") == "cpu"
    with pytest.raises(EncoderError, match="--device cpu"):
        choose_device("cuda")


def test_auto_takes_cuda(monkeypatch):
    """Where torch finds one, `auto` is CUDA, with larger batches."""
    import torch

    monkeypatch.setattr(devices, "_has_gpu_driver", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto") == choose_device("cuda") == "cuda"
    assert (default_batch_size("cpu"), default_batch_size("cuda")) == (32, 256)


def test_without_a_driver_torch_is_not_asked(monkeypatch):
    """Loading it only to hear that there is no GPU would take seconds; with a driver it is asked."""
    import torch

    asked = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: bool(asked.append(1)))
    monkeypatch.setattr(devices, "_has_gpu_driver", lambda: False)
    assert (choose_device("auto"), asked) == ("cpu", [])
    monkeypatch.setattr(devices, "_has_gpu_driver", lambda: True)
    assert (choose_device("auto"), asked) == ("cpu", [1])


def test_a_library_is_looked_for_as_torch_would():
    """By the system's loader: one that there is, and one that there is not."""
    assert not devices._can_be_loaded("libno-such-driver.so.7")
    assert isinstance(devices._has_gpu_driver(), bool)


def test_unknown_device():
    """Another name is refused with those there are."""
    with pytest.raises(EncoderError, match="auto, cpu, cuda"):
        choose_device("tpu")


def limited(capacity: int):
    """A device that doubles its input, takes `capacity` rows at once, and notes what it was given."""
    seen = []

    def run(rows):
        seen.append(len(rows))
        if len(rows) > capacity:
            raise Full
        return rows * 2

    return run, seen


def test_halving_until_it_fits():
    """20 rows on a device that takes 3: 16, 8, 4 fail, then parts of 2; the next batch begins with 2."""
    run, seen = limited(3)
    rows = np.arange(20.0)[:, None]
    found, limit = in_parts(run, rows, 16, Full)
    np.testing.assert_array_equal(found, rows * 2)
    assert limit == 2
    assert seen == [16, 8, 4] + [2] * 10
    assert in_parts(run, rows[:5], limit, Full)[1] == 2


def test_a_short_batch_is_halved_from_its_own_size():
    """6 rows under a limit of 256 fail as 6 and go on as 3, not as 128."""
    run, seen = limited(3)
    in_parts(run, np.arange(6.0)[:, None], 256, Full)
    assert seen == [6, 3, 3]


def test_nothing_fits():
    """A device that cannot take one row is an EncoderError."""
    with pytest.raises(EncoderError, match="no memory"):
        in_parts(limited(0)[0], np.zeros((4, 1)), 4, Full)


@pytest.mark.parametrize("count", [1, 7, 8, 16, 33])
def test_side_by_side_is_the_same_as_at_once(count):
    """Splitting over threads keeps every row in its place, and torch's threads are as before."""
    import torch

    before = torch.get_num_threads()
    rows = np.arange(count * 3.0).reshape(count, 3)
    np.testing.assert_array_equal(side_by_side(lambda part: part + 1, rows, 4), rows + 1)
    assert torch.get_num_threads() == before


def test_side_by_side_restores_threads_after_an_error():
    """An error in a part is raised, and torch's threads are as before."""
    import torch

    def fail(part):
        raise ZeroDivisionError

    before = torch.get_num_threads()
    with pytest.raises(ZeroDivisionError):
        side_by_side(fail, np.zeros((32, 1)), 2)
    assert torch.get_num_threads() == before
