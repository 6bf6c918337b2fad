"""`make bench`: one table, every benchmark run, failures said, results written whole or not at all."""

import sys
from types import ModuleType

import pytest

from tests.benchmarks import run
from tests.benchmarks.table import Table


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of two benchmarks, `fast` and `broken`, in the place of the real ones."""
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run, "RESULTS", tmp_path / "RESULTS.md")

    def fast(table):
        table.add("speed | of light", "299,792 km/s", "≥ 1", True)

    def broken(table):
        raise RuntimeError("no luck")

    for name, function in (("fast", fast), ("broken", broken)):
        (tmp_path / f"bench_{name}.py").touch()
        module = ModuleType(f"tests.benchmarks.bench_{name}")
        module.run = function
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return tmp_path


def test_table_is_markdown_worked_by_hand():
    """Columns in which nothing stands are left out, verdicts are words, bars are escaped."""
    table = Table()
    table.add("a|b", "1 ms", "< 2 ms", True)
    table.add("c", "x", met=False)
    assert table.markdown().splitlines() == [
        "| what | figure | target |  |",
        "| --- | --- | --- | --- |",
        "| a\\|b | 1 ms | < 2 ms | met |",
        "| c | x |  | missed |",
    ]


def test_results_say_what_they_were_measured_on(folder, capsys):
    """The file names date, processor and versions, and holds the table that is printed."""
    (folder / "bench_broken.py").unlink()
    assert run.main([]) == 0
    text = (folder / "RESULTS.md").read_text(encoding="utf-8")
    assert "- processor: " in text and "numpy " in text and "- date: 2" in text
    assert capsys.readouterr().out.strip() in text and "299,792 km/s" in text


def test_a_broken_benchmark_is_said_and_the_others_run(folder, capsys):
    """Status 1, its traceback, the table of the rest; the file keeps what the broken one gave before."""
    run.save({"broken": "as it was"})
    assert run.main([]) == 1
    shown = capsys.readouterr()
    assert "no luck" in shown.err and "failed: broken" in shown.err and "299,792 km/s" in shown.out
    text = (folder / "RESULTS.md").read_text(encoding="utf-8")
    assert "## broken\n\nas it was" in text and "## fast" in text


def test_one_benchmark_by_name_is_saved_only_when_asked(folder, capsys):
    """A name runs that one only; saved, it replaces its section; an unknown name lists those there are."""
    assert run.main(["fast"]) == 0
    assert not (folder / "RESULTS.md").exists()
    run.save({"fast": "old", "broken": "kept", "gone": "its module is no more"})
    assert run.main(["--save", "fast"]) == 0
    text = (folder / "RESULTS.md").read_text(encoding="utf-8")
    assert "kept" in text and "299,792" in text and "old" not in text and "no more" not in text
    assert run.main(["fats"]) == 2
    assert "broken, fast" in capsys.readouterr().err
