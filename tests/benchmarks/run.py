"""Run every `bench_*.py` beside this file, print one table, and write RESULTS.md: `make bench`.

A benchmark is a module with `run(table)`, which adds rows to the `Table` it is given. One that fails is said,
and the others run on; the exit status is then 1. RESULTS.md has a section for each, with its day and machine:
`python -m tests.benchmarks.run --save ward` measures one anew and leaves the others as they are.
"""

import datetime as dt
import importlib
import os
import platform
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from explorer.cores import available_cores
from tests.benchmarks.table import Table

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
LIBRARIES = ("numpy", "scipy", "torch", "onnxruntime", "pyarrow", "umap-learn", "dash", "fastapi", "pillow")


def machine() -> dict[str, str]:
    """What was measured on: date, processor, memory, accelerator, Python and libraries."""
    return {
        "date": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d"),
        "processor": f"{_processor()}, {available_cores()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "accelerator": _accelerator(),
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "libraries": ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or "unknown processor"


def _accelerator() -> str:
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "none"


def section(table: Table, about: dict[str, str]) -> str:
    """One benchmark's part of RESULTS.md, without its title."""
    lines = [f"- {name}: {value}" for name, value in about.items()]
    return "\n".join([*lines, "", table.markdown(), ""])


def save(sections: dict[str, str]) -> None:
    """Put sections into RESULTS.md, in place of older ones of the same name."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    kept = dict(part.split("\n\n", 1) for part in text.split("\n## ")[1:])
    known = [path.stem.removeprefix("bench_") for path in sorted(HERE.glob("bench_*.py"))]
    kept = {name: body for name, body in (kept | sections).items() if name in known}
    parts = [f"## {name}\n\n{kept[name].strip()}\n" for name in known if name in kept]
    RESULTS.write_text("\n".join(["# Figures\n\nWritten by `make bench`.\n", *parts]), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run the benchmarks whose names are given (`ward` for `bench_ward.py`), all without names.

    All together are saved in RESULTS.md; those named are with `--save`.
    """
    found = {path.stem.removeprefix("bench_"): path.stem for path in sorted(HERE.glob("bench_*.py"))}
    names = [name for name in arguments if name != "--save"]
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(found)}", file=sys.stderr)
        return 2
    tables, failed = {}, []
    for name in names or found:
        print(f"{name} …", file=sys.stderr, flush=True)
        table = Table()
        try:
            importlib.import_module(f"tests.benchmarks.{found[name]}").run(table)
            tables[name] = table
        except Exception:  # noqa: BLE001 - one benchmark must not take the others with it
            traceback.print_exc()
            failed.append(name)
    print(Table([row for table in tables.values() for row in table.rows]).markdown())
    if not names or "--save" in arguments:
        about = machine()
        save({name: section(table, about) for name, table in tables.items()})
    if failed:
        print(f"failed: {', '.join(failed)}; {RESULTS.name} has no new figures of it", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
