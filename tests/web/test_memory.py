"""What a server holds: after large answers, and of its modules."""

import subprocess
import sys

import numpy as np
import pytest

PROGRAM = """
import sys, threading
from pathlib import Path
from explorer.web.limits.memory import give_memory_back

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20

def answer():
    # What is made one after the other, and kept until all of it is sent.
    for size in range(1, 9):
        made = [bytes(size * 2**19) for _ in range(4)]
        del made

if sys.argv[1] == "yes":
    assert give_memory_back()
before = resident()
for _ in range(3):
    threads = [threading.Thread(target=answer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(resident() - before)
"""


GIVEN_BACK = """
import sys
from explorer.npy import give_pages_back, open_npy
from explorer.web.limits.memory import Trimming
from pathlib import Path

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20

trim = Trimming()
trim()
blocks = [bytes(100_000) for _ in range(500)]
del blocks[:-1]  # the last one holds the end of the heap
before = resident()
trim()
soon = resident()
trim._at -= 2
trim()
print(before - soon, soon - resident())

mapped = open_npy(sys.argv[1], mmap=True)
total = mapped.sum()
before = resident()
give_pages_back(mapped[10:])
print(before - resident(), mapped.sum() == total)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the GNU C library's allocator")
def test_what_lies_free_or_mapped_is_given_back(tmp_path):
    """What is free between what is held, but not all the time; and what was read of a file."""
    np.save(tmp_path / "array.npy", np.arange(2**22))
    command = [sys.executable, "-c", GIVEN_BACK, str(tmp_path / "array.npy")]
    at_once, later, of_file, same = subprocess.check_output(command, text=True).split()
    assert float(at_once) < 4 < 30 < float(later)
    assert float(of_file) > 30
    assert same == "True"


@pytest.mark.skipif(sys.platform != "linux", reason="the GNU C library's allocator")
def test_what_large_answers_took_goes_back():
    """A fraction of what the allocator keeps by itself."""
    grown = {
        told: float(subprocess.check_output([sys.executable, "-c", PROGRAM, told])) for told in ("yes", "no")
    }
    assert grown["yes"] < 8
    assert grown["yes"] < grown["no"] / 2


def test_the_collector_of_garbage_leaves_loaded_modules_alone():
    """Nobody is answered while it looks through them; what is opened later it still finds."""
    program = """
import gc, weakref
from explorer.web.limits.memory import hold_loaded_modules

class Opened:
    pass

hold_loaded_modules()
opened = Opened()
opened.itself, gone = opened, weakref.ref(opened)
del opened
gc.collect()
print(gc.get_freeze_count(), len(gc.get_objects()), gone() is None)
"""
    held, looked_at, found = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    assert int(held) > 100_000 > 50 * int(looked_at)
    assert found == "True"
