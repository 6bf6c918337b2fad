"""Which processes there are, with and without /proc."""

import subprocess
from pathlib import Path


def living_children(parent: int) -> list[int]:
    """Processes started by another and still running; one that has ended and waits to be collected is not."""
    return [pid for pid, (its_parent, state) in _table().items() if its_parent == parent and state != "Z"]


def are_gone(pids: list[int]) -> bool:
    """Whether none of these runs any more."""
    table = _table()
    return all(pid not in table or table[pid][1] == "Z" for pid in pids)


def _table() -> dict[int, tuple[int, str]]:
    """Parent and state of every process."""
    if not Path("/proc/self/stat").exists():
        lines = subprocess.run(["ps", "-axo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
        rows = [line.split() for line in lines.stdout.splitlines()]
        return {int(pid): (int(parent), state[0]) for pid, parent, state in rows}
    table = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        table[int(path.parent.name)] = int(parent), state
    return table
