"""What a server holds: after large answers, and of its modules."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, threading
from pathlib import Path
from explorer.web.server.memory import give_memory_back

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
from explorer.web.server.memory import hold_loaded_modules

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
