"""The README names every command, option and target there is, and none that is not."""

import re
import shlex
from pathlib import Path

import click
import pytest

from explorer.cli import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(cli.commands)
SHARED = {"open": ("index", "serve"), "demo": ("serve",)}


def section(name: str) -> str:
    """The part of the README on one command."""
    found = re.search(rf"^### `dendro {name}\b.*?(?=^##)", README, flags=re.M | re.S)
    assert found, f"README.md has no section `### `dendro {name} …`"
    return found.group()


def options(name: str) -> list[str]:
    """The long names of a command's options."""
    parameters = cli.commands[name].params
    return [opt for p in parameters if isinstance(p, click.Option) for opt in (*p.opts, *p.secondary_opts)]


def code_lines(start: str) -> list[str]:
    """Lines of the README's code blocks that begin with a word."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", README, flags=re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line.startswith(f"{start} ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_readme(name):
    """Each command has a section, and each option stands in it or in the section it refers to."""
    text = "".join(section(part) for part in (name, *SHARED.get(name, ())))
    missing = [option for option in options(name) if f"`{option}`" not in text]
    assert not missing, f"README.md, section `dendro {name}`: add {', '.join(missing)}"


def test_every_section_is_a_command():
    """No command is described that is not there."""
    described = re.findall(r"^### `dendro (\w+)", README, flags=re.M)
    assert sorted(described) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_in_the_tables_exists(name):
    """No option is described that the command does not take."""
    described = set(re.findall(r"`(--?[a-z][a-z-]*)`", section(name)))
    known = {*options(name), *(o for part in SHARED.get(name, ()) for o in options(part))}
    # `open` says what it does not take, and filters speak of columns of `index`.
    assert described <= known | {"--json"}, sorted(described - known)


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
    """Targets that the README names are in the Makefile, and the other way round."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, flags=re.M).group(1).split())
    assert all(re.search(rf"^{target}:", makefile, flags=re.M) for target in targets)
    prose = re.sub(r"^```.*?^```", "", README, flags=re.M | re.S)
    named = set(re.findall(r"`make (?:PYTHON=\S+ )?([a-z]+)`", prose))
    named |= {line.split()[1] for line in code_lines("make")}
    assert named | {"help"} == targets


def test_every_named_file_exists():
    """Pictures and links into the repository lead somewhere."""
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)|<img[^>]+src=\"([^\"]+)\"", README):
        path = next(part for part in target if part)
        assert (ROOT / path).exists(), f"README.md names {path}, which is not there"


def test_python_example_names_public_things():
    """What the Python example uses is public."""
    import explorer

    block = re.search(r"^```python\n(.*?)^```", README, flags=re.M | re.S).group(1)
    assert set(re.findall(r"explorer\.(\w+)\(", block)) <= set(explorer.__all__)
    compile(block, "README.md", "exec")
