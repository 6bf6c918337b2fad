"""The command line: exit statuses, one-line errors, JSON and nothing else, what it imports."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
import pytest

from explorer import cli
from explorer.cli.commands import cli as group
from explorer.errors import InputError
from explorer.index.files import Artefacts
from explorer.index.reader import Index
from tests.index.drawing import draw, draw_folder, picture_bytes

Result = tuple[int, str, str]


@pytest.fixture
def dendro(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture) -> Callable[..., Result]:
    """Run a command in this process; status, stdout and stderr."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["dendro", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capfd.readouterr()
        return caught.value.code, out, err

    return run


@pytest.fixture
def table(pictures: Path, cheap_projection: None) -> Path:
    """A table of 40 pictures with labels, and vectors beside it, so that no encoder runs."""
    paths = sorted(pictures.rglob("*.png"))
    rows = "".join(f"{p.relative_to(pictures).as_posix()},{p.parent.name}\n" for p in paths)
    (pictures / "items.csv").write_text("path,label\n" + rows)
    np.save(pictures / "vectors.npy", np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32))
    return pictures / "items.csv"


def index_it(dendro: Callable[..., Result], table: Path, *more: object) -> Result:
    return dendro("index", table, "--embeddings", table.parent / "vectors.npy", "--workers", 0, *more)


def one_line(err: str) -> str:
    """The error, which is the last line of stderr and says who speaks."""
    last = err.rstrip("\n").splitlines()[-1]
    assert last.startswith("dendro: ") and "Traceback" not in err
    return last


def test_index_then_index_again(dendro: Callable[..., Result], table: Path) -> None:
    """One line on stdout says what was done; progress is on stderr."""
    status, out, err = index_it(dendro, table)
    assert status == 0 and out.count("\n") == 1 and "40 new" in out
    assert "Building the tree" in err and "Building" not in out
    status, out, _ = dendro("index", table)
    assert status == 0 and "up to date" in out


def test_index_json_is_one_document(dendro: Callable[..., Result], table: Path) -> None:
    """The keys that are promised, and nothing else on stdout."""
    status, out, _ = index_it(dendro, table, "--json")
    document = json.loads(out)
    assert status == 0
    assert document["passed_over"] == {}
    assert list(document) == (
        [
            "index",
            "new",
            "changed",
            "removed",
            "kept",
            "failed",
            "seconds",
            "taken_for",
            "passed_over",
            "embedded_again",
            "notes",
            "sources",
        ]
    )
    assert document["index"] == str(table.with_suffix(".dendro")) and document["new"] == 40


def test_embeddings_of_a_column(dendro: Callable[..., Result], table: Path) -> None:
    """A name that is no file is a column of the table; one that is neither is one line."""
    head, *rows = table.read_text().splitlines()
    lines = [f'{row},"[{i}, {i * i}.5, 1]"' for i, row in enumerate(rows)]
    table.write_text("\n".join([f"{head},vectors", *lines]) + "\n")
    assert dendro("index", table, "--embeddings", "vectors", "--workers", 0)[0] == 0
    assert json.loads(dendro("info", table.with_suffix(".dendro"), "--json")[1])["dim"] == 3
    status, out, err = dendro("index", table, "--embeddings", "vector")
    assert (status, out) == (1, "") and "no column 'vector' for the embeddings, and no file" in one_line(err)


def test_labels_that_nobody_predicts_are_said_wherever_a_rate_is(
    dendro: Callable[..., Result], table: Path
) -> None:
    """At the end of `index`, in `info` and `findings`, in the API and on the page."""
    from fastapi.testclient import TestClient

    from explorer.index.reader import open_index
    from explorer.options import ServeOptions
    from explorer.web.app import create_app
    from explorer.web.page.classes.panel import panel
    from explorer.web.page.findings.cards import cards
    from explorer.web.page.findings.query import FindingsQuery
    from explorer.web.page.inspector.cluster_panel import describe

    lines = table.read_text().splitlines()
    table.write_text("\n".join([f"{lines[0]},prediction", *(f"{line},7" for line in lines[1:])]) + "\n")
    status, out, _ = index_it(dendro, table)
    note = out.splitlines()[-1]
    assert status == 0 and note.startswith("The labels and the predictions share no name (the labels are '")
    index = table.with_suffix(".dendro")
    assert json.loads(dendro("index", table, "--json")[1])["notes"] == [note]
    assert note in dendro("info", index)[1] and json.loads(dendro("info", index, "--json")[1])["notes"] == [
        note
    ]
    assert dendro("findings", index, "--min-size", 2)[1].splitlines()[-1] == note
    assert json.loads(dendro("findings", index, "--min-size", 2, "--json")[1])["notes"] == [note]
    with open_index(index) as opened:
        assert note in str(panel(opened, []))
        client = TestClient(create_app(opened, ServeOptions()), base_url="http://127.0.0.1:8050")
        assert client.get("/api/index").json()["notes"] == [note]
        about = client.get(f"/api/nodes/{opened.tree.root}").json()
        view = {"title": "all", "count": opened.n, "matching": opened.n, "total": opened.n}
        assert about["doubts"] == [note] and note in str(describe(view, about))
        found = client.get("/api/findings?kind=errors&min_size=2").json()
        assert found["notes"] == [note] and note in str(cards(FindingsQuery("errors"), found))
        assert client.get("/api/findings?kind=outliers").json()["notes"] == []


def test_info_for_people_and_for_scripts(dendro: Callable[..., Result], small_index_path: Path) -> None:
    """The same content twice."""
    status, out, _ = dendro("info", small_index_path)
    assert status == 0
    assert "images:      300" in out and "prediction (" in out and "1 × truncated PNG" in out
    status, out, err = dendro("info", small_index_path, "--json", "--verify")
    info = json.loads(out)
    assert status == 0 and err == ""
    wanted = {
        "n",
        "dim",
        "encoder",
        "text_search",
        "columns",
        "classes",
        "models",
        "failures",
        "tree",
        "neighbors",
        "bytes",
    }
    assert wanted <= set(info)
    assert info["n"] == 300 and info["failures"] == 1 and info["tree"]["method"] == "exact"
    assert info["neighbors"] == {"k": 10, "metric": "cosine", "method": "exact", "recall": 1.0}
    assert [model["name"] for model in info["models"]] == ["", "b"]
    price = next(column for column in info["columns"] if column["name"] == "price")
    assert price == {"name": "price", "kind": "number", "missing": 28}


def test_info_says_how_many_neighbours_are_found_where_not_all_are(
    dendro: Callable[..., Result],
    small_index: Index,
    small_index_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The recall of an approximate search, for people and for scripts."""
    found = replace(small_index.neighbors, method="approximate", recall=0.96789)
    monkeypatch.setattr(Artefacts, "neighbors", lambda _: found)
    _, out, _ = dendro("info", small_index_path, "--json")
    assert json.loads(out)["neighbors"]["method"] == "approximate"
    assert json.loads(out)["neighbors"]["recall"] == 0.9679
    _, out, _ = dendro("info", small_index_path)
    assert "10 of every image, approximate, 97% of the ten nearest found" in out


def test_search_by_words_and_by_row(dendro: Callable[..., Result], small_index_path: Path) -> None:
    """Rows with path, score and node."""
    status, out, _ = dendro("search", small_index_path, "ocean", "--limit", 5, "--json")
    results = json.loads(out)["results"]
    assert status == 0 and len(results) == 5
    assert all(set(hit) == {"row", "path", "score", "node"} for hit in results)
    assert all("ocean" in hit["path"] for hit in results)
    status, out, _ = dendro("search", small_index_path, "--row", 3, "--limit", 4)
    assert status == 0 and len(out.splitlines()) == 5
    status, out, _ = dendro("search", small_index_path, "ocean", "--where", "label = 'sand'", "--json")
    assert status == 0 and all("sand" in hit["path"] for hit in json.loads(out)["results"])


def test_searching_by_an_image_needs_an_encoder(
    dendro: Callable[..., Result], small_index_path: Path, tmp_path: Path
) -> None:
    """Own vectors: nothing here can encode the picture like them."""
    (tmp_path / "query.png").write_bytes(picture_bytes(draw(1, 1)))
    status, out, err = dendro("search", small_index_path, "--image", tmp_path / "query.png", "--json")
    assert status == 1 and out == "" and "own vectors" in one_line(err)


def test_export_by_the_ending_of_its_name(
    dendro: Callable[..., Result], small_index_path: Path, tmp_path: Path
) -> None:
    """A cluster as a table, rows of a file as a folder; what is there is not overwritten."""
    out_file = tmp_path / "subset.csv"
    status, out, _ = dendro("export", small_index_path, out_file, "--node", 320, "--json")
    assert status == 0
    assert json.loads(out)["rows"] == len(out_file.read_text().splitlines()) - 1
    (tmp_path / "rows.txt").write_text("1\n5\n")
    status, out, _ = dendro("export", small_index_path, tmp_path / "out", "--rows", tmp_path / "rows.txt")
    assert status == 0 and len(list((tmp_path / "out").rglob("*.png"))) == 2
    status, _, err = dendro("export", small_index_path, out_file, "--node", 320)
    assert status == 1 and str(out_file) in one_line(err)


@pytest.mark.parametrize(
    "arguments",
    [
        ["info", "absent.dendro"],
        ["serve", "absent.dendro"],
        ["open", "absent"],
        ["index", "absent"],
        ["index", "."],
        ["search", "absent.dendro", "x"],
        ["export", "absent.dendro", "out.csv"],
    ],
)
def test_trouble_is_one_line_and_status_1(
    dendro: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """Nothing on stdout, nothing left behind."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    status, out, err = dendro(*arguments)
    assert status == 1 and out == ""
    one_line(err)
    assert [p.name for p in tmp_path.iterdir()] == ["empty"] and not any((tmp_path / "empty").iterdir())


@pytest.mark.parametrize("command", ["index", "open"])
def test_an_address_of_a_kind_that_is_not_read_is_trouble(
    dendro: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """It is no path: what is read is listed."""
    monkeypatch.chdir(tmp_path)
    status, out, err = dendro(command, "s4://bucket/photos")
    assert (status, out) == (1, "") and "s4:// is not read; expected one of s3://, " in one_line(err)
    assert not any(tmp_path.iterdir())


def test_a_source_that_may_not_be_read_is_trouble(
    dendro: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not wrong usage: what was typed is right, and the rights can be mended."""
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    status, out, err = dendro("index", tmp_path)
    assert status == 1 and out == "" and str(tmp_path) in one_line(err)


def test_only_broken_images(dendro: Callable[..., Result], tmp_path: Path) -> None:
    """Status 1, how many failed, no index."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for i in range(3):
        (folder / f"{i}.jpg").write_bytes(b"broken")
    status, out, err = dendro("index", folder, "--encoder", "packaged", "--offline", "--workers", 0)
    assert status == 1 and out == "" and "3" in one_line(err)
    assert [p.name for p in tmp_path.iterdir()] == ["broken"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["info"],
        ["info", "a", "b"],
        ["index", "x", "--neighbors", "0"],
        ["index", "x", "--device", "abacus"],
        ["index", "x", "--tree", "best"],
        ["index", "x", "--embeddings", "absent.npy"],
        ["serve", "x", "--port", "99999"],
        ["search", "x", "y", "--limit", "many"],
        ["export", "x", "y", "--format", "exe"],
        ["export", "x", "y", "--node", "1", "--rows", __file__],
        ["search", "x"],
        ["search", "x", "y", "--row", "1"],
        ["findings", "x", "--kind", "x"],
        ["findings", "x", "--limit", "0"],
        ["findings", "x", "--alpha", "1"],
        ["findings", "x", "--permutations", "0"],
        ["findings", "x", "--min-size", "0"],
        ["index", ""],
        ["index", "x", "-o", ""],
        ["index", "x", "--embeddings", ""],
        ["index", "x", "--classes", ""],
        ["open", ""],
        ["serve", ""],
        ["info", ""],
        ["findings", ""],
        ["search", "", "y"],
        ["search", "x", "--image", ""],
        ["export", "", "y"],
        ["export", "x", ""],
        ["demo", "-o", ""],
        ["index", "-"],
        ["export", "x", "-"],
        ["serve", "x", "--host", ""],
        ["index", "x", "--every", "nan"],
        ["index", "x", "--every", "inf"],
        ["index", "x", "--iou", "nan"],
        ["index", "x", "--min-confidence", "-inf"],
        ["search", "x", "y", "--cut", "nan"],
        ["findings", "x", "--alpha", "nan"],
    ],
)
def test_wrong_usage_is_status_2(dendro: Callable[..., Result], arguments: list[str]) -> None:
    """What was typed cannot be meant."""
    status, out, err = dendro(*arguments)
    assert status == 2 and out == "" and "Traceback" not in err


def test_an_empty_path_is_not_the_current_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From Python, too."""
    from explorer.index.reader import open_index
    from explorer.indexing.build_index import build_index

    monkeypatch.chdir(tmp_path)
    for call in (lambda: build_index(""), lambda: build_index(tmp_path, ""), lambda: open_index("")):
        with pytest.raises(ValueError, match="empty path"):
            call()


@pytest.mark.parametrize("command", ["info", "findings", "search", "index", "export", "absent"])
def test_names_that_a_terminal_cannot_show_or_would_obey(
    small_index_path: Path, tmp_path: Path, command: str
) -> None:
    """Emoji, escape sequences, the other order of writing, line ends: escaped, and JSON stays JSON."""
    name = "\U0001f600 \x1b[31m\u202egnp\n\x9b"
    index = tmp_path / f"{name}.dendro"
    shutil.copytree(small_index_path, index)
    arguments = {
        "info": ["info", index],
        "findings": ["findings", index, "--permutations", "99"],
        "search": ["search", index, "ocean"],
        "index": ["index", tmp_path / name],
        "export": ["export", index, tmp_path / f"{name}.csv"],
        "absent": [name],
    }[command]
    for more in ([], ["--json"]):
        ran = subprocess.run(
            [sys.executable, "-m", "explorer", *map(str, arguments), *more],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert b"Traceback" not in ran.stderr and ran.returncode == {"index": 1, "absent": 2}.get(command, 0)
        for text in (ran.stdout.decode("ascii"), ran.stderr.decode("ascii")):
            assert not set(text) & set("\x1b\u202e\x9b")
        if more and command in ("info", "export"):
            assert any(name in str(value) for value in json.loads(ran.stdout).values())
        (tmp_path / f"{name}.csv").unlink(missing_ok=True)


def test_the_debugging_switch_shows_where_it_happened(
    dendro: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With DENDRO_DEBUG an error is raised as it is."""
    from explorer.errors import IndexFormatError

    monkeypatch.setenv("DENDRO_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["dendro", "info", str(tmp_path)])
    with pytest.raises(IndexFormatError):
        cli.main()


def test_doctor(dendro: Callable[..., Result]) -> None:
    """Devices, encoders, packages; as JSON too."""
    status, out, _ = dendro("doctor", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["devices"][0]["kind"] == "cpu" and found["encoders"]
    assert any(package["name"] == "torch" and package["version"] for package in found["packages"])
    status, out, _ = dendro("doctor")
    assert status == 0 and "Encoders" in out and "torch" in out


def test_every_command_has_help(dendro: Callable[..., Result]) -> None:
    """And every option a word, or a default that says enough."""
    status, out, _ = dendro("--help")
    assert status == 0
    for name in ("open", "index", "serve", "info", "search", "export", "demo", "doctor"):
        assert f"  {name} " in out
        assert dendro(name, "--help")[0] == 0


def test_no_option_takes_what_python_alone_takes_for_a_number() -> None:
    """`--row 1_0` is not row 10."""
    asked = 0
    for command in group.commands.values():
        for option in command.params:
            if isinstance(option.type, click.types.IntParamType | click.types.FloatParamType):
                for text in ("1_0", "١"):
                    with pytest.raises(click.BadParameter, match="not a valid"):
                        option.type.convert(text, option, None)
                asked += 1
    assert asked > 20


def test_help_fits_a_terminal_of_80_columns(
    dendro: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No summary of a command is cut, and no line is wider, however many names an option takes."""
    monkeypatch.setenv("COLUMNS", "80")
    for words in ((), *((name,) for name in cli.cli.commands)):
        lines = dendro(*words, "--help")[1].splitlines()
        cut = [line for line in lines if line.endswith("...") and not line.startswith("Usage: ")]
        assert cut + [line for line in lines if len(line) > 80] == []
    told = " ".join(dendro("export", "--help")[1].split())
    assert "--format NAME csv, parquet, " in told and " or python. Default: by the ending of OUT." in told
    assert "--layout [path|class|cluster]" in told


def python(code: str, *arguments: object, **more: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        **more,
    )


DENDRO = "import sys; sys.argv[0] = 'dendro'; from explorer.cli import main; main()"


def test_help_imports_nothing_heavy() -> None:
    """`dendro --help` must answer at once."""
    code = (
        "import sys; from explorer import cli; "
        "print([m for m in ('numpy', 'pyarrow', 'torch', 'dash', 'fastapi', 'PIL') if m in sys.modules])"
    )
    assert python(code).communicate(timeout=60)[0] == "[]\n"


def test_the_package_imports_nothing_until_it_is_asked() -> None:
    """`import explorer` is free, every public name is there, and another is an AttributeError."""
    code = (
        "import sys, explorer; print('numpy' in sys.modules, hasattr(explorer, 'nothing')); "
        "[getattr(explorer, name) for name in explorer.__all__]; "
        "print(set(explorer.__all__) <= set(dir(explorer)))"
    )
    assert python(code).communicate(timeout=60)[0] == "False False\nTrue\n"


def test_a_taken_port_is_one_line_when_it_was_asked_for(
    dendro: Callable[..., Result], small_index_path: Path
) -> None:
    """Named: an error. Not named: a free one is taken."""
    from explorer.options import ServeOptions
    from explorer.web.server.serve import bind

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, out, err = dendro("serve", small_index_path, "--no-browser", "--port", port)
        assert status == 1 and out == "" and str(port) in one_line(err)
        with bind(ServeOptions(port=port), any_port=True) as bound:
            assert bound.getsockname()[1] not in (0, port)


def test_an_address_that_is_not_ours_is_one_line(
    dendro: Callable[..., Result], small_index_path: Path
) -> None:
    """A documentation address, and a name that is none."""
    for host in ("192.0.2.1", "no such host"):
        status, out, err = dendro("serve", small_index_path, "--no-browser", "--host", host)
        assert status == 1 and out == "" and host in one_line(err)


def test_a_token_is_made_up_where_others_reach_the_address() -> None:
    """Never on loopback; never with --no-token; a given one is kept."""
    from explorer.options import ServeOptions
    from explorer.web.server.serve import settle

    assert settle(ServeOptions()).token is None
    assert len(settle(ServeOptions(host="0.0.0.0")).token) >= 20
    assert settle(ServeOptions(host="0.0.0.0"), token_wanted=False).token is None
    assert settle(ServeOptions(host="0.0.0.0", token="mine")).token == "mine"
    for local in ("::1", "[::1]", "0:0:0:0:0:0:0:1", "127.0.0.2", "LOCALHOST"):
        assert settle(ServeOptions(host=local)).token is None
    for token in (" ", "a\nb", "\u202e", "x" * 501):
        with pytest.raises(InputError, match="--token"):
            settle(ServeOptions(token=token))
    assert settle(ServeOptions(host="[::1]")).host == "::1"
    assert [settle(ServeOptions(url_prefix=p)).url_prefix for p in ("", "/", "a", "/a//b/")] == [
        "",
        "",
        "/a",
        "/a/b",
    ]


def test_ctrl_c_while_indexing_says_that_the_next_run_resumes(tmp_path: Path) -> None:
    """Status 130, one line, what was done is kept."""
    folder = tmp_path / "many"
    paths = draw_folder(folder, 40)
    large = picture_bytes(draw(1, 1).resize((1600, 1200)), "PNG")
    for i in range(600):
        # Trailing bytes: other content for the hash, the same picture for the decoder.
        (folder / f"z{i:04d}.png").write_bytes(large + str(i).encode())
    (tmp_path / "items.csv").write_text(
        "path\n" + "".join(f"{p}\n" for p in [*paths, *sorted(folder.glob("z*.png"))])
    )
    np.save(tmp_path / "vectors.npy", np.random.default_rng(0).normal(size=(640, 4)))
    process = python(DENDRO, "index", tmp_path / "items.csv", "--embeddings", tmp_path / "vectors.npy")
    staged = tmp_path / "items.dendro" / "staging"
    deadline = time.monotonic() + 60
    while not any(staged.glob("*/*.npz")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert out == "" and "resumes" in one_line(err)
    assert any(staged.glob("*/*.npz")) and not (tmp_path / "items.dendro" / "manifest.json").exists()


def test_a_reader_that_has_had_enough_is_no_error(small_index_path: Path) -> None:
    """`dendro info | head`: no traceback."""
    process = python(DENDRO, "info", small_index_path)
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(timeout=60)
    process.stderr.close()


def test_a_closed_stdout_is_no_error(small_index_path: Path) -> None:
    """`dendro info >&-`: no traceback."""
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-c", DENDRO, "info", str(small_index_path)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.timeout(600)
def test_the_whole_way_with_the_packaged_encoder(tmp_path: Path) -> None:
    """Twelve drawn pictures, the real encoder, the real projection, in a process of its own."""
    draw_folder(tmp_path / "photos", 12)
    process = python(
        DENDRO, "index", tmp_path / "photos", "--encoder", "packaged", "--offline", "--workers", "1", "--json"
    )
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    report = json.loads(out)
    assert (report["new"], report["failed"]) == (12, 0)
    from explorer.index.reader import open_index

    index = open_index(report["index"])
    assert index.encoder["name"] == "packaged" and index.dim == 1280 and not index.text_search
    np.testing.assert_allclose(np.linalg.norm(index.embeddings, axis=1), 1, atol=1e-5)
    assert np.isfinite(index.projection).all() and index.projection.shape == (12, 2)
    assert all(index.items["concept"].to_pylist())
    again = python(DENDRO, "index", tmp_path / "photos", "--json")
    assert json.loads(again.communicate(timeout=60)[0])["kept"] == 12
