"""README and docs name every command, option, route, target and public name, and none that is not there."""

import re
import shlex
from pathlib import Path

import click
import pytest

import explorer
from explorer.cli import cli
from explorer.dataset import Dataset
from tests.test_imports import LEVELS

ROOT = Path(__file__).parents[1]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.name != "CHANGELOG.md" and "_build" not in path.parts
}
REFERENCE = "docs/manual/commands.md"
HTTP, PYTHON = PAGES["docs/manual/http-api.md"], PAGES["docs/manual/python-api.md"]
COMMANDS = sorted(cli.commands)
SHARED = {"open": ("index", "serve"), "demo": ("serve",)}


def section(name: str) -> str:
    """The part of the command reference on one command."""
    found = re.search(rf"^## `dendro {name}\b.*?(?=^## |\Z)", PAGES[REFERENCE], flags=re.M | re.S)
    assert found, f"{REFERENCE} has no section `## `dendro {name} …`"
    return found.group()


def options(name: str) -> list[str]:
    """The long names of a command's options."""
    parameters = cli.commands[name].params
    return [opt for p in parameters if isinstance(p, click.Option) for opt in (*p.opts, *p.secondary_opts)]


def blocks(text: str, language: str = r"\w*") -> list[str]:
    """Blocks of code of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.M | re.S)


def code_lines(start: str) -> list[str]:
    """Lines of all pages' blocks of code that begin with a word."""
    lines = [line for text in PAGES.values() for block in blocks(text) for line in block.splitlines()]
    return sorted({line for line in lines if line.startswith(f"{start} ")})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_reference(name):
    """Each command has a section, and each option stands in it or in the section it refers to."""
    text = "".join(section(part) for part in (name, *SHARED.get(name, ())))
    missing = [option for option in options(name) if f"`{option}`" not in text]
    assert not missing, f"{REFERENCE}, section `dendro {name}`: add {', '.join(missing)}"


def test_every_section_is_a_command():
    """No command is described that is not there."""
    described = re.findall(r"^## `dendro (\w+)", PAGES[REFERENCE], flags=re.M)
    assert sorted(described) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_in_the_tables_exists(name):
    """No option is described that the command does not take."""
    described = set(re.findall(r"`(--?[a-z][a-z-]*)`", section(name)))
    known = {*options(name), *(o for part in SHARED.get(name, ()) for o in options(part))}
    # `open` says what it does not take, and filters speak of columns of `index`.
    assert described <= known | {"--json"}, sorted(described - known)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_option_that_a_page_names_exists(page):
    """Wherever an option of ours stands in a text, some command takes it."""
    if page.startswith(("docs/manual/", "README")):
        prose = re.sub(r"^```.*?^```", "", PAGES[page], flags=re.M | re.S)
        known = {o for name in COMMANDS for o in options(name)} | {"--version", "--help"}
        assert set(re.findall(r"`(--[a-z][a-z-]*)[ `]", prose)) <= known


@pytest.mark.parametrize("line", code_lines("dendro"))
def test_every_example_parses(line, tmp_path, monkeypatch):
    """Each `dendro …` line is taken by the real command line; files it names are made for it."""
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line, comments=True)[1:]
    for word in words:
        if re.fullmatch(r"[\w-]+\.(csv|npy|txt|jpg|pt)", word):
            Path(word).touch()
    command = cli.commands[words[0]]
    command.make_context(words[0], words[1:]).close()


def test_every_make_target_exists():
    """Targets that pages name are in the Makefile, and the other way round."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, flags=re.M).group(1).split())
    assert all(re.search(rf"^{target}:", makefile, flags=re.M) for target in targets)
    named = {line.split()[1] for line in code_lines("make")}
    for text in PAGES.values():
        prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
        named |= set(re.findall(r"`make (?:PYTHON=\S+ )?([a-z]+)`", prose))
    assert named | {"help"} == targets


def test_every_route_is_described(small_index):
    """The table of routes is that of the application."""
    described = set(re.findall(r"^\| `([A-Z]+ /api/\S+)`", HTTP, flags=re.M))
    paths = explorer.create_app(small_index).openapi()["paths"]
    assert described == {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_public_name_is_described():
    """The reference of Python holds each public name, and nothing that is not public."""
    described = set(re.findall(r"^\.\. auto\w+:: explorer\.(\w+)$", PYTHON, flags=re.M))
    assert described == set(explorer.__all__)


def test_what_is_said_of_an_index_is_there(small_index):
    """Each name in the table of `Dataset` is one."""
    table = PYTHON[PYTHON.index("| `Dataset` |") :].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    named = {name for cell in cells for name in re.findall(r"`(\w+)", cell)}
    assert named and all(hasattr(small_index, name) for name in named)


METHODS = {name: each for name, each in vars(Dataset).items() if callable(each) and not name.startswith("_")}


@pytest.mark.parametrize("name", METHODS)
def test_what_an_opened_index_can_do_is_described(name):
    """In the table of `Dataset`; its docstring says what it raises, or whose errors it has."""
    table = PYTHON[PYTHON.index("| `Dataset` |") :].split("\n\n")[0]
    assert f"`{name}(" in table
    assert re.search(r"^ *Raises$|rrors\s+are\s+those|; see `|finds? none", METHODS[name].__doc__, re.M)


@pytest.mark.parametrize(
    ("page", "block"), [(p, b) for p, text in PAGES.items() for b in blocks(text, "python")]
)
def test_python_examples_name_public_things(page, block):
    """What examples use is public, and they are Python."""
    assert set(re.findall(r"explorer\.(\w+)\(", block)) <= set(explorer.__all__)
    compile(block, page, "exec")


def test_every_kind_of_findings_and_every_format_is_described():
    """Each has a line in the table of its page, and each line is of one."""
    from explorer.analysis.findings import KINDS
    from explorer.export import FORMATS
    from explorer.export.sampling import METHODS

    described = (("findings", "kind", KINDS), ("exports", "format", FORMATS), ("curation", "sample", METHODS))
    for page, option, names in described:
        text = PAGES[f"docs/manual/{page}.md"]
        table = text[text.index(f"| `--{option}` |") :].split("\n\n")[0]
        first = [line.split("|")[1] for line in table.splitlines()[2:]]
        assert {name for cell in first for name in re.findall(r"`([\w-]+)`", cell)} == set(names), page


def test_every_kind_of_source_and_encoder_is_described():
    """Sources by what people call them, encoders by what is typed; those of Python stand elsewhere."""
    from explorer.embedding.kinds import KINDS as ENCODERS
    from explorer.embedding.kinds import function
    from explorer.sources.kinds import KINDS as SOURCES

    sources, encoders = (
        PAGES[f"docs/manual/{page}.md"].partition(f"| {first} |")[2].split("\n\n")[0]
        for page, first in (("sources", "SOURCE"), ("encoders", "`--encoder`"))
    )
    titles = [kind.title.removesuffix(" for images").removeprefix("a data set of ") for kind in SOURCES]
    assert [title for title in titles if title not in sources.replace("`", "")] == []
    typed = " ".join(kind.takes for kind in ENCODERS if kind is not function.KIND)
    assert [name for name in re.findall(r"`[^`]+`", typed) if name not in encoders] == []


def test_every_room_is_described():
    """The table of rooms has each, in the order in which they may import."""
    text = PAGES["docs/architecture.md"]
    table = text[text.index("| room |") :].split("\n\n")[0]
    rooms = [name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    level = {name: place for place, names in enumerate(LEVELS) for name in names}
    assert sorted(rooms) == sorted(level)
    assert rooms == sorted(rooms, key=level.get)


def test_every_variable_that_is_read_is_described():
    """Each environment variable of ours stands in some page."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "explorer").rglob("*.py"))
    read = set(re.findall(r"\bDENDRO_[A-Z_]+\b", code))
    assert read and all(any(f"`{name}" in text for text in PAGES.values()) for name in read), read


def test_readme_is_one_screen():
    """What it is, how to begin and where to read on; the rest is the manual's."""
    assert len(PAGES["README.md"].splitlines()) <= 70
