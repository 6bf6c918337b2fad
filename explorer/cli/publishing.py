"""`dendro publish`: its options, and what it does."""

from pathlib import Path

import click

from explorer.cli.flags import Command, LateChoice, Whole
from explorer.cli.signals import current_ending
from explorer.words import count, images, size_words


def _scans() -> list[str]:
    from explorer.analysis.findings import KINDS

    return [name for name, kind in KINDS.items() if kind.scans]


def publish_options(command: Command) -> Command:
    """What is published, and how large it may be."""
    for option in reversed(
        [
            click.option("--node", type=Whole(), help="This cluster, as if it were all."),
            click.option(
                "--budget",
                default="200MB",
                show_default=True,
                metavar="SIZE",
                help="Largest size of all files, such as 60MB or 1.5GB.",
            ),
            click.option(
                "--findings",
                cls=LateChoice,
                names=_scans,
                help="Work out these findings and show them; takes as long as `dendro findings`.",
            ),
        ]
    ):
        command = option(command)
    return command


def run_publish(
    index: Path, out: Path, node: int | None, budget: str, findings: str | None
) -> tuple[dict, list[str]]:
    """Write what `publish_options` ask for; the document, and the lines that say it."""
    from explorer.cli.opened_index import opened_index
    from explorer.index.workfolder import remove_own
    from explorer.progress import make_progress
    from explorer.publishing import publish
    from explorer.publishing.budget_size import read_size

    most = read_size(budget)
    with opened_index(index) as opened:
        current_ending().leftovers.append(lambda: remove_own(out.parent))
        report = publish(opened, out, node, most, make_progress(), findings)
    document = {
        "out": str(report.out),
        "images": report.images,
        "bytes": report.bytes,
        "thumbnails": {str(size): stride for size, stride in report.thumbnails.items()},
        "light": report.light,
    }
    lines = [f"{report.out}: {images(report.images)}, {size_words(report.bytes)}."]
    for size, stride in report.thumbnails.items():
        if stride != 1:
            share = f"1 of {count(stride)} images" if stride else "no image"
            lines.append(f"There is room for thumbnails of {size} px of {share}; others are their colour.")
    if report.light:
        lines.append("Of each image its name, label and predictions are told, and no other fields.")
    lines.append(f"Look at it: python -m http.server -d {report.out}, then http://localhost:8000")
    return document, lines
