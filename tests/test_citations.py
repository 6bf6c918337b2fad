"""What the project's texts lead to is there: links, anchors, files and modules, without a network."""

import ast
import io
import re
import tokenize
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MADE = {"__pycache__", "_build", "node_modules", "work"}
ROOMS = ("explorer", "frontend_assets", "tests", "demo", "docs", ".ci", ".github")
ELSEWHERE = re.compile(r"^(?:[a-z]+:|//)")

ENDINGS = (".py", ".mjs", ".js", ".css", ".md", ".toml", ".yml", ".yaml", ".sh")
FILE = re.compile(
    r"(?<![\w./~-])(?:[\w.-]+/)*[\w-][\w.-]*(?:" + "|".join(map(re.escape, ENDINGS)) + r")\b(?![\w/]|\.\w)"
)
"""A file of the project as texts name it: `explorer/web/app.py`, `modules/state.mjs`, `worker_pool.py`."""
FOLDER = re.compile(r"(?<![\w./-])(?:explorer|frontend_assets|tests|docs)(?:/[\w.-]+)*/(?![\w.*<-])")
OTHERS = {"Node.js", "data.yaml"}
"""Looks like a file and is a name, or a file that other programs have."""
MODULE = re.compile(r"`(explorer(?:\.\w+)+)`")


def files_of(*suffixes: str) -> list[Path]:
    """Files of the project with these endings, none that a run has made."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*")] + list(ROOT.iterdir())
    return sorted(
        path
        for path in found
        if path.suffix in suffixes and path.is_file() and not MADE & set(path.relative_to(ROOT).parts)
    )


PAGES = files_of(".md")
CODE = files_of(".py", ".mjs", ".js", ".css")


@cache
def places() -> frozenset[str]:
    """Every file of the project, by its path and by every end of it, `web/server/serve.py` and `serve.py`."""
    parts = [path.relative_to(ROOT).parts for path in files_of(*ENDINGS)]
    return frozenset("/".join(each[i:]) for each in parts for i in range(len(each)))


def prose(path: Path) -> str:
    """What a page says outside its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)


def comments(path: Path) -> str:
    """Comments of a script, and docstrings where it is Python."""
    text = path.read_text(encoding="utf-8")
    if not any(pattern.search(text) for pattern in (FILE, FOLDER, MODULE)):
        return ""  # to take it apart costs more than all else here
    if path.suffix != ".py":
        return "\n".join(re.findall(r"/\*.*?\*/|^\s*//.*?$", text, flags=re.M | re.S))
    said = [
        t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT
    ]
    said += [
        node.value.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return "\n".join(said)


def anchors(path: Path) -> set[str]:
    """Anchors of a page's headings, as forges and MyST make them."""
    heads = re.findall(r"^#{1,6} +(.+?) *$", prose(path), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def told(wrong: dict[Path, list[str]]) -> list[str]:
    """The files in which something is wrong, with what it is."""
    return [f"{path.relative_to(ROOT)}: {', '.join(names)}" for path, names in wrong.items() if names]


def leads_nowhere(page: Path) -> list[str]:
    """Relative links and pictures of a page that are not there, and headings that they name."""
    broken = []
    for first, second in re.findall(r"\]\(<?([^)\s>]+)>?\)|(?:src|href)=\"([^\"]+)\"", prose(page)):
        link = first or second
        if ELSEWHERE.match(link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    return broken


def test_links_lead_somewhere():
    """Relative links and pictures of every page exist, and so do the headings that they name."""
    assert PAGES and not told({page: leads_nowhere(page) for page in PAGES})


def test_files_that_pages_cite_exist():
    """A page names no file, folder or module of the project that is not there."""
    assert not told({page: unknown(prose(page), page.parent) for page in PAGES})


def test_files_that_comments_cite_exist():
    """Docstrings and comments name no file, folder or module of the project that is not there."""
    assert CODE and not told({script: unknown(comments(script), script.parent) for script in CODE})


def unknown(text: str, folder: Path = ROOT) -> list[str]:
    """What a text cites of the project that is not there; `./` and `../` count from its folder."""
    names = [name for name in FILE.findall(text) if name not in OTHERS]
    near = [name for name in names if name.startswith(".") and "/" in name]
    wrong = [name for name in near if name not in places() and not (folder / name).exists()]
    wrong += [name for name in names if name not in near and name not in places()]
    wrong += [name for name in FOLDER.findall(text) if not (ROOT / name).is_dir()]
    return wrong + [name for name in MODULE.findall(text) if not is_there(name)]


@cache
def is_there(name: str) -> bool:
    """Whether a dotted name is a module of the package, or something in one."""
    if find_spec(name.partition(".")[0]) is None:
        return False
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            if find_spec(".".join(parts[:end])) is None:
                continue
        except ModuleNotFoundError:
            continue
        if end == len(parts):
            return True
        value = import_module(".".join(parts[:end]))
        for part in parts[end:]:
            value = getattr(value, part, None)
        return value is not None
    return False


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("see `explorer/web/app.py` and app.py", []),
        ("see `explorer/web/gone.py`", ["explorer/web/gone.py"]),
        ("twin of `percent` in `modules/gone.mjs`", ["modules/gone.mjs"]),
        ("in `explorer/nowhere/`", ["explorer/nowhere/"]),
        ("see `explorer.web.app.create_app`, not `explorer.web.gone`", ["explorer.web.gone"]),
        ("a folder of a.jpg, items.csv, `photos.dendro/` and numpy.random", []),
    ],
)
def test_what_is_not_there_is_seen(text, wrong):
    """The rules above find what is not there, and nothing else."""
    assert unknown(text) == wrong
