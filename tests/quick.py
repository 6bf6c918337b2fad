"""Which tests `make quick` leaves out, and how many processes the tests run in."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent

SLOW = (
    "browser",
    "frontend",
    "analysis/test_same_picture.py::test_very_many_near_copies_are_one_group",
    "analysis/test_tree_scan.py",
    "clustering/test_approximate.py",
    "clustering/test_coarse.py",
    "clustering/test_out_of_sample.py",
    "clustering/test_projection.py",
    "clustering/test_ward.py::test_memory_stays_far_below_all_distances",
    "embedding/test_checkpoint_files.py",
    "embedding/test_checkpoints.py",
    "embedding/test_devices.py",
    "embedding/test_openclip.py",
    "embedding/test_packaged_encoder.py",
    "embedding/test_preparation.py",
    "embedding/test_service.py",
    "embedding/test_streaming.py",
    "images/test_stream.py",
    "index/test_damage.py",
    "indexing/test_known_images.py",
    "index/test_resume.py",
    "index/test_workfolder.py",
    "notebook/test_demo_notebook.py",
    "test_cli.py",
    "test_cli_findings.py",
    "test_cli_open.py",
    "test_cli_signals.py",
    "test_demo.py",
    "test_imports.py::test_starting_loads_no_model_library",
    "test_tooling.py",
    "test_wheel.py",
    "web/test_app.py::test_serving_imports_nothing_heavy",
    "web/test_busy_server.py",
    "web/test_described.py",
    "web/test_patience.py",
    "web/test_proxies.py",
)
"""Folders, files and tests that take seconds, or need a browser, a model, a server or other processes."""

MOST_WORKERS = 4
"""Each loads torch, and may have a browser: more than a gigabyte."""


def mark_slow(items: list[pytest.Item]) -> None:
    """Mark what is in the list, and have its files done first, lest one process have the last for itself."""
    slow = [item for item in items if is_slow(item.nodeid.removeprefix("tests/"))]
    for item in slow:
        item.add_marker(pytest.mark.slow)
    first = {item.path for item in slow}
    items.sort(key=lambda item: item.path not in first)


def is_slow(test: str) -> bool:
    """Whether a test, by its place below `tests`, is in the list."""
    return any(test == entry or test.startswith((f"{entry}/", f"{entry}::", f"{entry}[")) for entry in SLOW)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many processes `-n auto` means."""
    return min(cores() + 1, MOST_WORKERS)  # one more: browsers and servers are waited for


def share_cores(config: pytest.Config) -> None:
    """Let the processes of the tests share the cores: threads that wait in a loop hold up the others."""
    workers = getattr(config.option, "numprocesses", None)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS") if workers else ():
        os.environ.setdefault(name, str(max(1, cores() // workers)))


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
