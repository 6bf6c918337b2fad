"""The notebook of `demo/`, run from its first cell to its last."""

import json
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(600)
NOTEBOOK = ROOT / "demo" / "shapes.ipynb"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The notebook with its outputs, run by a kernel in a folder of its own."""
    nbclient = pytest.importorskip("nbclient")
    import nbformat  # seconds of which every worker would take

    folder = tmp_path_factory.mktemp("demo")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    # Threads of several processes that wait in loops would hold up one another (tests/quick.py).
    places = {
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    client = nbclient.NotebookClient(
        notebook, kernel_name="python3", timeout=500, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=os.environ | places)
    notebook.metadata["folder"] = str(folder)
    return notebook


def said(notebook, pattern: str) -> re.Match:
    """What a pattern finds among all that the cells have printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    text = "".join(output.get("text", "") for output in outputs)
    found = re.search(pattern, text)
    assert found, text
    return found


def test_it_finds_what_was_hidden_in_it(ran):
    """Fog is what the worst cluster has; most wrong labels stand at the front, and are corrected rightly."""
    assert int(said(ran, r"(\d+)% of these are foggy")[1]) >= 80
    found, hidden = map(int, said(ran, r"(\d+) of the (\d+) wrong labels").groups())
    assert found >= hidden / 2
    corrected, right = map(int, said(ran, r"(\d+) labels corrected, (\d+) of them").groups())
    assert right >= 0.7 * corrected > 0


def test_the_page_is_shown_once(ran):
    """As a widget, in the cell that asks for it."""
    shown = [
        output
        for cell in ran.cells
        for output in cell.get("outputs", ())
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]
    assert len(shown) == 1


def test_what_leaves_is_there(ran):
    """The last export."""
    assert (Path(ran.metadata["folder"]) / "work" / "shapes" / "clean.csv").stat().st_size > 1000


def test_it_is_kept_without_outputs():
    """They are large, and hold places of the machine that made them."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert cells and not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
