"""What sets the project up says plainly what is missing."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.quick import SLOW, is_slow

ROOT = Path(__file__).parents[1]


def run(*command, path: Path, **environment) -> subprocess.CompletedProcess:
    """Run a command that finds only the programs in one folder."""
    env = {**os.environ, "PATH": str(path), **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def bare(tmp_path):
    """A folder of programs with nothing but a few that every system has."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "rm", "mkdir", "dirname", "id"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup.sh", ".ci/check_types.sh"])
def test_scripts_are_sound_shell(script):
    """Both parse, and the one for CI may be executed."""
    assert subprocess.run(["bash", "-n", str(ROOT / script)]).returncode == 0
    assert script != ".ci/run" or os.access(ROOT / script, os.X_OK)


def test_setup_without_python_says_what_is_needed(bare, tmp_path):
    """No Python, or only an old one: one sentence, and no half environment."""
    old = bare / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    ran = run(shutil.which("sh"), ".ci/setup.sh", str(tmp_path / "venv"), path=bare, PYTHON="")
    assert ran.returncode == 1
    assert "Python 3.11 or later is needed" in ran.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_types_are_not_checked_without_node_and_that_is_said(bare, required, status):
    """A bare machine passes over them in one line; where every test is required, it fails."""
    ran = run(shutil.which("sh"), ".ci/check_types.sh", path=bare, DENDRO_REQUIRE_BROWSER=required)
    assert ran.returncode == status
    assert ran.stderr.startswith("The types of frontend_assets/ are not checked: Node.js is not installed")
    assert len(ran.stderr.splitlines()) == 1


def test_setup_without_venv_says_what_to_install(bare, tmp_path):
    """A Python whose venv module is missing, as on Debian: the package is named."""
    half = bare / "python3"
    half.write_text(
        '#!/bin/sh\n[ "$1" = -m ] && exit 1\n[ "$1" = --version ] && echo Python 3.12.0\nexit 0\n'
    )
    half.chmod(0o755)
    ran = run(shutil.which("sh"), ".ci/setup.sh", str(tmp_path / "venv"), path=bare, PYTHON="")
    assert ran.returncode == 1 and "python3-venv" in ran.stderr


@pytest.mark.parametrize("required", ["0", "1"])
def test_missing_node_is_a_notice_here_and_a_failure_in_ci(bare, required):
    """Without Node.js its test is left out with a notice; where everything is required it fails."""
    command = (sys.executable, "-m", "pytest", "tests/frontend", "-p", "no:cacheprovider")
    ran = run(*command, path=bare, DENDRO_REQUIRE_BROWSER=required)
    if required == "1":
        assert ran.returncode == 1 and "Node.js is needed" in ran.stdout
    else:
        assert ran.returncode == 5, ran.stdout
        assert "NOTICE: tests of the page's scripts did not run: Node.js is not installed" in ran.stdout


def test_the_list_of_slow_tests_names_what_is_there():
    """Folders, files and tests, each in its file."""
    for entry in SLOW:
        path, _, name = entry.partition("::")
        assert (ROOT / "tests" / path).exists(), entry
        assert not name or f"def {name}(" in (ROOT / "tests" / path).read_text(encoding="utf-8"), entry


def test_quick_tests_reach_every_room():
    """Each folder of tests but the page's own has files that `make quick` runs."""
    for folder in {path.parent for path in (ROOT / "tests").rglob("test_*.py")}:
        names = [path.relative_to(ROOT / "tests").as_posix() for path in folder.glob("test_*.py")]
        left = [name for name in names if not is_slow(name)]
        assert left or folder.name in ("browser", "frontend"), folder


def test_slow_is_a_test_its_file_or_its_folder():
    """Nothing whose name only begins alike."""
    assert is_slow("browser/test_walk.py::test_x") and is_slow("test_cli.py::test_y[1]")
    assert is_slow("test_imports.py::test_starting_loads_no_model_library[explorer]")
    assert not is_slow("test_imports.py::test_builders_are_there")
    assert not is_slow("test_cli.py_/x") and not is_slow("embedding/test_spec.py::test_z")


def test_the_public_workflow_runs_what_ci_runs():
    """The same script, on each Python that the package says it supports."""
    job = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]["test"]
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = [line.rpartition(" :: ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    assert job["strategy"]["matrix"]["python"] == said
    assert project["requires-python"] == f">={said[0]}"


def test_forms_and_hooks_can_be_read():
    """Forms of issues ask for something; hooks run the ruff that `make lint` runs."""
    for form in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"):
        read = yaml.safe_load(form.read_text(encoding="utf-8"))
        assert form.name == "config.yml" or {"name", "description", "body"} <= read.keys()
    (hooks,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert all(hook["entry"].startswith(".venv/bin/ruff ") for hook in hooks["hooks"])


def test_types_are_checked_and_exceptions_have_reasons():
    """`make lint` runs pyright; each file that it passes over is there, and says why beside it."""
    assert "$(BIN)/pyright" in (ROOT / "Makefile").read_text(encoding="utf-8")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["tool"]["pyright"]
    assert settings["include"] == ["explorer"] and settings["typeCheckingMode"] in ("standard", "strict")
    passed_over = settings.get("ignore", [])
    assert [name for name in passed_over if not (ROOT / name).is_file()] == []
    lines = {line.partition(",")[0].strip().strip('"'): line.partition("#")[2] for line in text.splitlines()}
    assert [name for name in passed_over if len(lines[name].split()) < 3] == []


def test_no_type_is_ignored_without_a_rule():
    """A line that pyright passes over names the rule; none is passed over as a whole."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "explorer").rglob("*.py")]
    marks = [mark for text in sources for mark in re.findall(r"#\s*(?:type|pyright):\s*ignore.?", text)]
    assert [mark for mark in marks if not mark.endswith("ignore[") or "type" in mark.split(":")[0]] == []
