"""The cores of this machine that may be used, counted in one way."""

import os


def available_cores() -> int:
    """Return the number of cores this process may use: those of its affinity, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
