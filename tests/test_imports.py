"""The rooms' order: imports point one way, heavy libraries are loaded late and only where they belong."""

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "explorer"

LEVELS = (
    ("terminal",),
    ("errors", "options", "progress", "words"),
    ("argument_types", "npy", "cancellation", "caching", "cores", "natural_order", "numerals", "extras"),
    ("remote",),
    ("clustering", "detections", "images", "layout", "nouns"),
    ("index",),
    ("decisions",),
    ("filters",),
    ("search", "analysis", "embedding", "sources"),
    ("view",),
    ("export", "indexing"),
    ("dataset",),
    ("web",),
    ("notebook",),
    ("publishing",),
    ("demo",),
    ("cli",),
    ("__main__",),
)
"""From the bottom up; a room imports from lower ones and from itself."""

ENTANGLED = ("sources",)
"""Rooms that have folders of which each imports from the other: none is to join them."""

ONLY_IN = {
    "torch": ("embedding", "clustering", "cores"),
    "torchvision": ("embedding",),
    "timm": ("embedding",),
    "open_clip": ("embedding",),
    "transformers": ("embedding",),
    "onnxruntime": ("embedding",),
    "umap": ("clustering.projection.umap_layout",),
    "numba": ("clustering.neighbors.topk_insert",),
    "dash": ("web",),
    "dash_ag_grid": ("web",),
    "dash_mantine_components": ("web",),
    "plotly": ("web",),
    "fastapi": ("web",),
    "starlette": ("web",),
    "uvicorn": ("web",),
    "click": ("cli",),
    "av": ("images.frames",),
    "nibabel": ("images",),
    "rawpy": ("images.formats",),
    "pydicom": ("images",),
    "h5py": ("images.arrays.hdf5_files",),
    "reportlab": ("export",),
    "lance": ("export.formats.as_lance", "images.lance_values", "sources.tables.lance_images"),
    "markupsafe": ("export.report.markup",),
    "sqlglot": ("filters",),
    "sqlite3": ("decisions",),
    "cachetools": ("caching", "web.access.wrong_tokens", "web.limits.shares"),
    "numkong": ("search",),
    "tqdm": ("progress",),
    "fsspec": ("remote",),
    "aiohttp": ("remote",),
    "anywidget": ("notebook.widget",),
    "traitlets": ("notebook.widget",),
    "IPython": ("notebook.display",),
    "yarl": ("remote",),
}
LATE = (
    "reportlab",
    "lance",
    "av",
    "nibabel",
    "rawpy",
    "pydicom",
    "h5py",
    "torch",
    "torchvision",
    "timm",
    "open_clip",
    "transformers",
    "onnxruntime",
    "umap",
    "numba",
    "sklearn",
    "sqlglot",
    "numkong",
    "fsspec",
    "aiohttp",
)


@dataclass(frozen=True)
class Import:
    """One import: who, what, and whether it waits for a call or is for type checkers only."""

    module: str
    target: str
    line: int
    late: bool
    typing: bool

    def __str__(self) -> str:
        return f"explorer.{self.module}, line {self.line}, imports {self.target}"


def path_module(path: Path) -> str:
    """The name of a module below the package; empty for the package itself."""
    name = path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
    return "" if name == "__init__" else name.removesuffix(".__init__")


def imports_of(path: Path) -> list[Import]:
    """Every import of a file, wherever it stands."""
    module, found = path_module(path), []

    def walk(node: ast.AST, late: bool, typing: bool) -> None:
        for child in ast.iter_child_nodes(node):
            inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            checked = typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
            if isinstance(child, ast.Import):
                names = [alias.name for alias in child.names]
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: relative import"
                names = [f"{child.module}.{alias.name}" for alias in child.names]
            else:
                names = []
            found.extend(Import(module, name, child.lineno, late, typing) for name in names)
            walk(child, inside, checked)

    walk(ast.parse(path.read_text(encoding="utf-8")), False, False)
    return found


@cache
def all_imports() -> list[Import]:
    """Those of every file, read when a test first asks: all workers collect this file and one runs it."""
    return [each for path in sorted(PACKAGE.rglob("*.py")) for each in imports_of(path)]


def room_of(module: str) -> str:
    """The room that a module of the package belongs to."""
    return module.split(".")[0]


def level_of(room: str) -> int:
    """How high a room lies; the test fails for a room that is in no level."""
    found = [level for level, rooms in enumerate(LEVELS) if room in rooms]
    assert found, f"explorer/{room} is in no level; add it to tests/test_imports.py and docs/architecture.md"
    return found[0]


def test_imports_point_one_way():
    """A room imports from lower rooms only, whether at the top or inside a function."""
    wrong = []
    for each in all_imports():
        if not each.target.startswith("explorer.") or each.typing or each.module == "":
            continue
        target = each.target.removeprefix("explorer.")
        if target == "__version__":
            continue
        source_room, target_room = room_of(each.module), room_of(target)
        allowed = source_room == target_room or level_of(target_room) < level_of(source_room)
        if not allowed:
            wrong.append(str(each))
    assert not wrong, "\n".join(wrong)


def test_libraries_stay_in_their_rooms():
    """torch in embedding and clustering, Dash and FastAPI in web, click in the command line, and so on."""
    wrong = []
    for each in all_imports():
        library = each.target.split(".")[0]
        places = ONLY_IN.get(library)
        if places and not each.module.startswith(places):
            wrong.append(f"{each}; only {', '.join(places)} may")
    assert not wrong, "\n".join(wrong)


def test_slow_libraries_are_imported_late():
    """What takes seconds to import is imported inside the function that needs it, or in a module that is."""
    at_once = [each for each in all_imports() if not each.late and not each.typing]
    slow = {each.module: each for each in at_once if each.target.split(".")[0] in LATE}
    wrong = [
        str(each) for module, each in slow.items() if not module.startswith(("clustering.", "embedding."))
    ]
    for each in at_once:
        target = each.target.removeprefix("explorer.")
        if each.module not in slow and (target in slow or target.rpartition(".")[0] in slow):
            wrong.append(f"{each}, which loads a slow library at once")
    assert not wrong, "\n".join(wrong)


def module_graph() -> dict[str, set[str]]:
    """Which modules of the package each imports, wherever the import stands and whatever for."""
    modules = {path_module(path) for path in PACKAGE.rglob("*.py")}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for each in all_imports():
        target = each.target.removeprefix("explorer.")
        graph[each.module] |= {target, target.rpartition(".")[0]} & (modules - {each.module, ""})
    return graph


def test_no_circle_of_imports():
    """No module imports, by whatever way, one that imports it; imports for types count."""
    try:
        tuple(TopologicalSorter(module_graph()).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_folders_side_by_side_do_not_know_each_other():
    """Of two folders of a room one imports from the other, or neither: what both need stands lower."""
    folders = {path_module(path / "__init__.py") for path in PACKAGE.rglob("*") if path.is_dir()}
    arrows = {
        (own, other)
        for module, targets in module_graph().items()
        for target in targets
        if (own := folder_of(module, folders)) != (other := folder_of(target, folders))
        and own.rpartition(".")[0] == other.rpartition(".")[0] != ""
    }
    circles = {pair for pair in arrows if pair[::-1] in arrows and pair < pair[::-1]}
    assert {room_of(own) for own, _ in circles} == set(ENTANGLED), circles


def folder_of(module: str, folders: set[str]) -> str:
    """The folder that a module lies in, as a package."""
    return module if module in folders else module.rpartition(".")[0]


@pytest.mark.parametrize("module", ["explorer", "explorer.cli", "explorer.web.app"])
def test_starting_loads_no_model_library(module):
    """The command line and the server start without torch, umap and scikit-learn."""
    code = f"import {module}, sys; print([m for m in {LATE!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "[]"


def project_files() -> list[Path]:
    """Text files of the project."""
    tops = ["explorer", "frontend_assets", "tests", "demo", "docs", ".ci", ".github"]
    found = [path for top in tops for path in (ROOT / top).rglob("*") if path.is_file()]
    found += [
        path for path in ROOT.iterdir() if path.is_file() and path.suffix in {".md", ".toml", ".py", ""}
    ]
    made = {"__pycache__", "work", "node_modules", ".hypothesis", "_build"}
    return [path for path in found if not made & set(path.relative_to(ROOT).parts) and path.suffix != ".png"]


def test_no_machine_path_stands_in_the_tree():
    """Neither the place of this checkout nor the home of who wrote a file is named anywhere."""
    home = str(Path.home())
    patterns = [re.escape(str(ROOT)), re.escape(str(ROOT.parent)) + r"/\w"] if len(ROOT.parts) > 2 else []
    patterns += [re.escape(home) + r"/\w"] if len(home) > 1 else []
    machine = re.compile(r"(?<![\w.-])(?:" + "|".join(patterns or [r"(?!)"]) + r")")
    named = [
        str(p.relative_to(ROOT)) for p in project_files() if machine.search(p.read_text("utf-8", "ignore"))
    ]
    assert not named, f"machine paths in {named}"


def test_no_lock_file_is_kept():
    """A file that records a registry's address is not part of the project."""
    locks = {
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "Pipfile.lock",
        "package-lock.json",
        "yarn.lock",
        ".npmrc",
        "pip.conf",
    }
    assert not [path.name for path in project_files() if path.name in locks]


def test_tests_have_one_name_each_and_say_what_they_hold():
    """Two tests of one name are one test; each has a one-line docstring."""
    wrong = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        nodes = ast.parse(path.read_text(encoding="utf-8")).body
        tests = [n for n in nodes if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
        names = [test.name for test in tests]
        wrong += [f"{path.name}: two of {name}" for name in sorted({n for n in names if names.count(n) > 1})]
        silent = [test.name for test in tests if not (ast.get_docstring(test) or "").strip()]
        wrong += [f"{path.name}: no docstring in {name}" for name in silent]
    assert not wrong, "\n".join(wrong)
