"""A module and a class have one name each, and a file does one job."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "explorer"

OF_KINDS = (
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
        if path.name not in OF_EVERY_PANEL and folder not in OF_KINDS:
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


def test_what_a_module_of_the_page_exports_is_imported():
    """By another module, a test, or what Python writes into a page; else it is the module's own."""
    modules = {path: path.read_text(encoding="utf-8") for path in (ROOT / "frontend_assets").rglob("*.mjs")}
    others = [path for folder in ("explorer", "tests") for path in (ROOT / folder).rglob("*")]
    told = [path.read_text(encoding="utf-8") for path in others if path.suffix in {".mjs", ".py", ".html"}]
    words = {path: set(re.findall(r"\w+", text)) for path, text in modules.items()}
    elsewhere = set(re.findall(r"\w+", "\n".join(told)))
    unused = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in modules.items()
        for name in re.findall(r"^export (?:async )?(?:function|const|let|class) (\w+)", text, flags=re.M)
        if name not in elsewhere and not any(name in words[other] for other in modules if other != path)
    ]
    assert not unused
