"""`dendro export`: its options, and what it does."""

from pathlib import Path
from typing import Any

import click

from explorer.cli.flags import Command, Finite, LateChoice, Whole
from explorer.cli.paths import existing_file
from explorer.cli.sampling import read_target, sample_options
from explorer.cli.signals import current_ending
from explorer.words import count, counted, images


def _formats() -> list[str]:
    from explorer.export import FORMATS

    return list(FORMATS)


def _layouts() -> tuple[str, ...]:
    from explorer.export.export_format import LAYOUTS

    return LAYOUTS


def _links() -> tuple[str, ...]:
    from explorer.export.export_format import LINKS

    return LINKS


def export_options(command: Command) -> Command:
    """Which subset is written, and how."""
    for option in reversed(
        [
            click.option("--node", type=Whole(), help="This cluster."),
            click.option("--rows", type=existing_file, metavar="FILE", help="The rows listed in this file."),
            click.option("--where", metavar="FILTER", help="Where this holds, such as \"label = 'cat'\"."),
            click.option("--tag", metavar="TAG", help="What has this tag."),
            click.option(
                "--finding", metavar="KIND[:N]", help="What findings name: all of a kind, or the N-th."
            ),
            click.option("--search", metavar="TEXT", help="What a search for these words finds."),
            click.option("--cut", type=Finite(), metavar="SCORE", help="Of a search: what scores no less."),
            click.option("--limit", type=Whole(1), help="Of a search: so many, the best."),
            *sample_options(),
            click.option("--format", cls=LateChoice, names=_formats, help="Default: by the ending of OUT."),
            click.option(
                "--layout",
                cls=LateChoice,
                names=_layouts,
                default="path",
                help="How pictures lie in a folder or archive.",
            ),
            click.option(
                "--links",
                cls=LateChoice,
                names=_links,
                default="copy",
                help="How pictures get into a folder.",
            ),
            click.option(
                "--option",
                "options",
                multiple=True,
                metavar="NAME=VALUE",
                help="Of the format, such as size=180x120mm (`dendro formats`); may be repeated.",
            ),
        ]
    ):
        command = option(command)
    return command


def run_export(index: Path, out: Path, given: dict) -> tuple[dict, list[str]]:
    """Write what `export_options` and `--labels` ask for; the document, and the lines that say it."""
    from explorer.cli.encoders import encoders_for
    from explorer.cli.opened_index import opened_index
    from explorer.export import read_rows
    from explorer.export.format_options import split_options
    from explorer.index.workfolder import remove_own
    from explorer.progress import make_progress

    if given["node"] is not None and given["rows"] is not None:
        raise click.UsageError("Give --node or --rows, not both.")
    progress = make_progress()
    with opened_index(index) as opened:
        rows = None if given["rows"] is None else read_rows(given["rows"])
        asked: dict[str, Any] = {**given, "rows": rows, "options": split_options(given["options"])}
        asked["target"] = read_target(given["target"])
        asked |= encoders_for(opened, given["search"], None, "auto")
        progress.stage("Exporting", unit="images")
        current_ending().leftovers.append(lambda: remove_own(out.parent))
        try:
            report = opened.export(out, **asked, progress=progress)
        finally:
            progress.close()
    document = {
        "out": str(report.out),
        "format": report.format,
        "rows": report.rows,
        "missing": report.missing,
        "resumed": report.resumed,
    }
    resumed = f", {count(report.resumed)} of them already there" if report.resumed else ""
    missing = f", {counted(report.missing, 'original')} missing" if report.missing else ""
    return document, [f"{report.out}: {images(report.rows)}{resumed}{missing}."]
