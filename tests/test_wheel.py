"""The wheel holds all that the package needs, and works where the source tree is not."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

import explorer

ROOT = Path(__file__).parents[1]
MADE = {"__pycache__", "node_modules"}


def run(*words: object, **options: object) -> str:
    """What a command prints; it has to succeed. The source tree is on none of its paths."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, env=environment, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `pip wheel .` makes, built with what is installed here: no index is asked."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scripts of an environment of its own, with the wheel and, beside it, what the package depends on.

    A folder in a `.pth` file is searched, but `.pth` files in it are not read: so the dependencies that are
    installed here are there, and an editable installation of the source tree is not.
    """
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "dependencies.pth").write_text(
        f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n"
    )
    return scripts


def test_everything_that_the_package_needs_is_in_it(wheel):
    """Each file of the package and of the page, `py.typed` among them, and nothing else."""
    rooms = {"explorer": "explorer", "frontend_assets": "explorer/frontend_assets"}
    wanted = {
        f"{place}/{path.relative_to(ROOT / room).as_posix()}"
        for room, place in rooms.items()
        for path in (ROOT / room).rglob("*")
        if path.is_file() and not MADE & set(path.parts)
    }
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"explorer/py.typed", "explorer/frontend_assets/bridge.js"} <= wanted
    assert {name for name in names if ".dist-info/" not in name} == wanted


def test_its_description_is_that_of_the_project(wheel):
    """Version, licence, Python, and where to read on."""
    archive = zipfile.ZipFile(wheel)
    (place,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    told = message_from_bytes(archive.read(place))
    assert told["Version"] == explorer.__version__
    assert told["License-Expression"] == "Apache-2.0" and told["Requires-Python"] == ">=3.11"
    assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())
    assert {line.split(",")[0] for line in told.get_all("Project-URL")} >= {
        "Source",
        "Documentation",
        "Issues",
    }


def test_the_command_works_where_the_source_is_not(installed, tmp_path):
    """It says its version and helps, from the environment's own files alone."""
    assert run(installed / "dendro", "--version", cwd=tmp_path).strip() == f"dendro {explorer.__version__}"
    assert "--output" in run(installed / "dendro", "demo", "--help", cwd=tmp_path)
    where = "import explorer, sys; print(explorer.__file__); print(*sys.path, sep='\\n')"
    file, *paths = run(installed / "python", "-c", where, cwd=tmp_path).splitlines()
    assert Path(file).is_relative_to(installed.parent)
    assert str(ROOT) not in paths


def test_an_installed_copy_serves_its_page(installed, small_index_path, tmp_path):
    """The page and its scripts come from the wheel, and so does the description of the index."""
    code = """
import sys
from starlette.testclient import TestClient
import explorer
client = TestClient(explorer.create_app(explorer.open_index(sys.argv[1])), base_url="http://localhost")
for path in ("/", "/assets/modules/main.mjs", "/assets/bridge.js", "/api/index"):
    answer = client.get(path)
    print(answer.status_code, len(answer.content) > 100)
"""
    said = run(installed / "python", "-c", code, small_index_path, cwd=tmp_path)
    assert said.splitlines() == ["200 True"] * 4, said
