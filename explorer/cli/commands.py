"""The command line. A command is: parse, one call to the library, print."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from explorer import __version__
from explorer.cli.build_flags import build_options, to_build_options
from explorer.cli.decisions import check_one, run_tags, tags_options
from explorer.cli.detections import run_detections
from explorer.cli.evaluation import evaluation_options, run_evaluation
from explorer.cli.exporting import export_options, run_export
from explorer.cli.findings import findings_options, run_findings
from explorer.cli.flags import (
    Finite,
    Whole,
    browser_option,
    device_option,
    index_argument,
    json_option,
    labels_option,
    serve_options,
)
from explorer.cli.opening import open_growing
from explorer.cli.paths import any_path, any_source, existing_file
from explorer.cli.publishing import publish_options, run_publish
from explorer.cli.serving import serve
from explorer.cli.signals import current_ending
from explorer.terminal import json_text, write_lines


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="dendro", message="%(prog)s %(version)s")
def cli() -> None:
    """Walk a folder of images as a zoomable treemap of their exact cluster tree."""


@cli.command("open")
@click.argument("source", type=any_source, nargs=-1, required=True)
@build_options
@click.option("--wait", is_flag=True, help="Show nothing before all images are indexed.")
@serve_options
def open_command(source: tuple[Path | str, ...], wait: bool, **given) -> None:
    """Index SOURCE if that is needed, serve it and open the browser.

    A first map of some images comes within seconds, and the others while it is looked at.

    SOURCE is a folder of images, a table with a column of image paths, annotations (COCO, YOLO, …; see
    `dendro formats`), the address of any of these (s3://…, https://…), or an index. Several, but of indexes,
    become one index.
    """
    from explorer.index.known_by import was_index
    from explorer.index.manifest import looks_like_index

    first, *others = source
    if isinstance(first, Path) and not others and (looks_like_index(first) or was_index(first)):
        serve(first, given)
    elif wait:
        serve(_build(source, given).index, given)
    else:
        open_growing(source, given)


@cli.command("index")
@click.argument("source", type=any_source, nargs=-1, required=True)
@build_options
@json_option
def index_command(source: tuple[Path | str, ...], as_json: bool, **given) -> None:
    """Build the index of SOURCE, or of several, or refresh it. Interrupted, it goes on where it was."""
    from explorer.cli.output import build_lines

    report = _build(source, given)
    counts = (
        "new",
        "changed",
        "removed",
        "kept",
        "failed",
        "seconds",
        "taken_for",
        "passed_over",
        "embedded_again",
    )
    document = {"index": str(report.index), **{name: getattr(report, name) for name in counts}}
    document["notes"] = list(report.notes)
    document["sources"] = [asdict(each) | {"location": str(each.location)} for each in report.sources]
    _print(document, build_lines(report), as_json)


@cli.command("serve")
@index_argument
@serve_options
def serve_command(index: Path, **given) -> None:
    """Serve INDEX."""
    serve(index, given)


@cli.command("info")
@index_argument
@click.option("--verify", is_flag=True, help="Read every file and compare it with its hash.")
@labels_option
@json_option
def info_command(index: Path, verify: bool, labels: str, as_json: bool) -> None:
    """Say what is in INDEX."""
    from explorer.cli.opened_index import opened_index
    from explorer.cli.output import info_lines
    from explorer.errors import IndexFormatError
    from explorer.index.summary import summarize_index

    with opened_index(index) as opened:
        if verify and (damaged := opened.verify()):
            raise IndexFormatError(f"{index} is damaged: {', '.join(damaged)}. Build the index again.")
        info = summarize_index(opened.with_labels(labels))
    _print(info, info_lines(info), as_json)


@cli.command("search")
@index_argument
@click.argument("text", required=False)
@click.option("--image", type=existing_file, metavar="FILE", help="Find images like this one.")
@click.option("--row", type=Whole(), help="Find images like this one of the index.")
@click.option("--like", type=Whole(), multiple=True, metavar="ROW", help="Find more like these; repeatable.")
@click.option("--unlike", type=Whole(), multiple=True, metavar="ROW", help="And unlike these; repeatable.")
@click.option("--node", type=Whole(), help="Only in this cluster.")
@click.option("--where", metavar="FILTER", help="Only where this holds, such as \"label = 'cat'\".")
@click.option("--limit", type=Whole(1, 10_000), default=50, show_default=True)
@click.option("--cut", type=Finite(), metavar="SCORE", help="Only what scores no less.")
@click.option("--bins", type=Whole(0, 200), default=0, help="Count all scores in so many bins.")
@click.option(
    "--clusters",
    type=Whole(0, 500),
    default=0,
    help="Of so many clusters, say which hold the result.",
)
@labels_option
@device_option
@json_option
def search_command(index: Path, image: Path | None, device: str, as_json: bool, **query) -> None:
    """Find images of INDEX by TEXT, by an image, or like its own."""
    if [query["text"], image, query["row"], query["like"] or None].count(None) != 3:
        raise click.UsageError("Give one of TEXT, --image, --row and --like.")
    from explorer.cli.encoders import encoders_for
    from explorer.cli.opened_index import opened_index
    from explorer.cli.searching import search_lines

    with opened_index(index) as opened:
        encoders = encoders_for(opened, query["text"], image, device)
        found = opened.search(image=image, **query, **encoders)
    _print(asdict(found), search_lines(found), as_json)


@cli.command("detections")
@index_argument
@json_option
def detections_command(index: Path, as_json: bool) -> None:
    """Say how well boxes that models gave fit the objects of INDEX."""
    _print(*run_detections(index), as_json)


@cli.command("evaluate")
@index_argument
@evaluation_options
@labels_option
@json_option
def evaluate_command(index: Path, as_json: bool, **asked) -> None:
    """Say how far models can be believed, and how two differ."""
    _print(*run_evaluation(index, asked), as_json)


@cli.command("findings")
@index_argument
@findings_options
@labels_option
@json_option
def findings_command(index: Path, as_json: bool, **asked) -> None:
    """Say what stands out in INDEX.

    Where a model fails or got worse, what drifted, labels that may be wrong, copies, and what is odd.
    """
    _print(*run_findings(index, asked), as_json)


@cli.command("export")
@index_argument
@click.argument("out", type=any_path)
@export_options
@labels_option
@json_option
def export_command(index: Path, out: Path, as_json: bool, **given) -> None:
    """Write a subset of INDEX to OUT.

    A table, the original files, what training reads, a report or a figure; see `dendro formats`.
    """
    _print(*run_export(index, out, given), as_json)


@cli.command("publish")
@index_argument
@click.argument("out", type=any_path)
@publish_options
@json_option
def publish_command(index: Path, out: Path, as_json: bool, **given) -> None:
    """Write a static copy of INDEX to OUT.

    A folder that any web server shows, without this program.
    """
    _print(*run_publish(index, out, **given), as_json)


@cli.command("tags")
@index_argument
@tags_options
@json_option
def tags_command(index: Path, as_json: bool, **given) -> None:
    """List and change tags, notes and corrected labels of INDEX."""
    from explorer.cli.opened_index import opened_index

    check_one(given)
    with opened_index(index) as opened:
        document, lines = run_tags(opened, given)
    _print(document, lines, as_json)


@cli.command("demo")
@click.option("-o", "--output", type=any_path, metavar="FOLDER", help="Where the demo goes.")
@click.option("--port", type=Whole(0, 65535), help="As for serve.")
@browser_option
def demo_command(output: Path | None, port: int | None, no_browser: bool) -> None:
    """Index 1,797 handwritten digits, and open them.

    They ship with a dependency, as the encoder does: no network is needed.
    """
    from explorer.demo import default_folder, demo_options, prepare_demo
    from explorer.options import BuildOptions

    progress = _progress()
    folder = default_folder() if output is None else output / "digits"
    progress.stage("Drawing digits", unit="images")
    try:
        table = prepare_demo(folder, progress.update)
    finally:
        progress.close()
    options = BuildOptions(source=demo_options(table), encoder="packaged", offline=True)
    index = _build_with(table, folder.with_suffix(".dendro"), options).index
    serve(index, {"port": port, "no_browser": no_browser})


@cli.command("formats")
@json_option
def formats_command(as_json: bool) -> None:
    """Say what is read and what is written."""
    from explorer.cli.formats import format_lines, formats

    document = formats()
    _print(document, format_lines(document), as_json)


@cli.command("doctor")
@json_option
def doctor_command(as_json: bool) -> None:
    """Say what this machine has, what is missing and how to get it."""
    from explorer.cli.doctor import doctor_lines, examine

    document = examine()
    _print(document, doctor_lines(document), as_json)


def _progress():
    from explorer.progress import make_progress

    return make_progress()


def _print(document: dict, lines: list[str], as_json: bool) -> None:
    if as_json:
        lines = json_text(document, sys.stdout).splitlines()
    write_lines(sys.stdout, *lines)


def _build(source: tuple[Path | str, ...], given: dict):
    return _build_with(source, given["output"], to_build_options(given))


def _build_with(source: Path | tuple[Path | str, ...], output: Path | None, options):
    from explorer.indexing.build_index import build_index

    with current_ending().says("interrupted; what was done is kept, and the next run resumes there"):
        return build_index(source, output, options, _progress())
