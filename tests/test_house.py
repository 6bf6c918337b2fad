"""A module and a class have one name each, and a file does one job."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "explorer"

SHELVES = (
    "analysis/findings/kinds",
    "cli",
    "embedding/kinds",
    "images/formats",
    "sources/kinds",
    "web/routes",
)
"""Their files are named after what is registered, or after the room that a command or a route opens."""
OF_EVERY_PANEL = ("__init__.py", "panel.py", "callbacks.py")

LINES = 300
LONG = {
    "explorer/dataset.py": "all that can be asked of an index from Python, one docstring after the other",
    "frontend_assets/modules/explorer.mjs": "all that can be asked of the map from the page",
    "frontend_assets/modules/types.d.ts": "declarations alone",
}
"""Longer files, and why each is one."""


def test_modules_have_one_name_each():
    """Two files of one name are told apart by their folders only; a reader of an error sees neither."""
    places = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        folder = path.parent.relative_to(PACKAGE).as_posix()
        if path.name not in OF_EVERY_PANEL and folder not in SHELVES:
            places[path.name].append(folder)
    assert not {name: folders for name, folders in places.items() if len(folders) > 1}


def test_classes_have_one_name_each():
    """So that one is found by its name; what starts with an underscore is its module's own."""
    places = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.relative_to(PACKAGE).as_posix())
    assert not {name: files for name, files in places.items() if len(files) > 1}


def test_long_files_have_a_reason():
    """What is longer does more than one job, or says why not."""
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "frontend_assets").rglob("*")]
    files = [path for path in files if path.suffix in {".py", ".mjs", ".js", ".ts", ".css"}]
    long = [path for path in files if len(path.read_text(encoding="utf-8").splitlines()) > LINES]
    assert {path.relative_to(ROOT).as_posix() for path in long} == set(LONG)
