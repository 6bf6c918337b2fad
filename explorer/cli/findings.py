"""What `dendro findings` takes, and what it says to people."""

from collections.abc import Callable
from pathlib import Path

import click

from explorer.cli.flags import Finite, LateChoice, Whole
from explorer.options import MOST_PERMUTATIONS, MOST_REPORTED, FindingsOptions

Command = Callable[..., object]
_DEFAULTS = FindingsOptions()


def _kinds() -> list[str]:
    from explorer.analysis.findings import KINDS

    return list(KINDS)


def _thresholds(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> tuple:
    if not texts:
        return ()
    from explorer.analysis.findings.limits import read_thresholds

    return read_thresholds(texts, "=")


def findings_options(command: Command) -> Command:
    """Everything that decides what is looked for."""
    for option in reversed(
        [
            click.option(
                "--kind",
                cls=LateChoice,
                names=_kinds,
                default=_DEFAULTS.kind,
                show_default=True,
                metavar="KIND",
            ),
            click.option("--model", metavar="NAME", help="Whose errors; default: the first model."),
            click.option(
                "--models", nargs=2, metavar="A B", help="Of regressions; not needed where there are two."
            ),
            click.option(
                "--given", type=click.Choice(["class"]), help="Only what the classes inside do not explain."
            ),
            click.option(
                "--class",
                "of_class",
                metavar="NAME",
                help="Of errors, where images have several classes: which clusters miss this one.",
            ),
            click.option(
                "--transformed",
                is_flag=True,
                help="Of duplicates: also rotated by quarter turns, flipped, or grayscale.",
            ),
            click.option("--by", nargs=3, metavar="COLUMN A B", help="Of drift: a column and two values."),
            click.option(
                "--limit",
                type=Whole(1, MOST_REPORTED),
                default=_DEFAULTS.limit,
                show_default=True,
            ),
            click.option(
                "--min-size",
                type=Whole(1),
                default=_DEFAULTS.min_size,
                show_default=True,
                help="Smaller clusters are passed over.",
            ),
            click.option(
                "--permutations",
                type=Whole(1, MOST_PERMUTATIONS),
                default=_DEFAULTS.permutations,
                show_default=True,
            ),
            click.option(
                "--alpha",
                type=Finite(0, 1, min_open=True, max_open=True),
                default=_DEFAULTS.alpha,
                show_default=True,
                help="Level at which clusters are reported.",
            ),
            click.option("--seed", type=Whole(0), default=_DEFAULTS.seed, show_default=True),
            click.option("--all", is_flag=True, help="Also clusters within others."),
            click.option("--held-out", is_flag=True, help="Find on one half, confirm on the other."),
            click.option(
                "--explain",
                is_flag=True,
                help="Of kinds that find clusters: what tells each from other images of its classes.",
            ),
            click.option(
                "--threshold",
                "thresholds",
                multiple=True,
                callback=_thresholds,
                metavar="NAME=NUMBER",
                help="Of a kind that has such, repeated; default: by the index.",
            ),
        ]
    ):
        command = option(command)
    return command


def run_findings(index: Path, asked: dict) -> tuple[dict, list[str]]:
    """Return what stands out in an index, as a document and as lines."""
    from explorer.cli.opened_index import opened_index
    from explorer.view.finding_explanation import require_explained

    explain = asked.pop("explain")
    with opened_index(index) as opened:
        if explain:
            require_explained(asked["kind"])
        found = opened.findings(**asked)
        document = found.document()
        if explain:
            for number, cluster in enumerate(document["clusters"], 1):
                cluster["explanation"] = opened.explain(found, number, labels=asked["labels"])
    return document, findings_lines(document)


def findings_lines(document: dict) -> list[str]:
    """The findings in plain words, most significant first.

    Parameters
    ----------
    document : dict
        As `Findings.document` gives it.
    """
    from explorer.analysis.findings.sentences import nothing, thresholds_sentence

    lines = [line for cluster in document["clusters"] for line in _cluster_lines(document["kind"], cluster)]
    lines += [_image_line(image) for image in document["images"]]
    lines += [_group_line(group) for group in document["groups"]]
    held = document.get("held_out")
    if not lines:
        lines = [nothing(document)]
    elif held:
        lines.append(f"{held['confirmed']} of {held['found']} confirmed on the other half of the images.")
    said = thresholds_sentence(document)
    return [*lines, *([said] if said else []), *document.get("notes", [])]


def _cluster_lines(kind: str, cluster: dict) -> list[str]:
    """What was found of a cluster, and under it what tells it, where that was asked for."""
    from explorer.analysis.explaining.explanation_words import explanation_lines

    told = cluster.get("explanation")
    return [
        _cluster_line(kind, cluster),
        *(f"{'':14}{line}" for line in (explanation_lines(told) if told else ())),
    ]


def _cluster_line(kind: str, cluster: dict) -> str:
    from explorer.analysis.findings.kinds import KINDS
    from explorer.analysis.findings.sentences import cluster_sentence

    named = KINDS[kind].sentence is not None or not cluster["title"]
    title = "" if named else f"  {cluster['title']}"
    return f"node {cluster['node']:<8} {cluster_sentence(kind, cluster)}{title}"


def _image_line(image: dict) -> str:
    suggested = f" → {image['suggested']}" if image.get("suggested") else ""
    label = image.get("label")
    reason = f"  {image['reason']}" if image.get("reason") else ""
    line = f"{image['score']:8.4f}  {image['row']:>7}  {image['path']}  {label or ''}{suggested}{reason}"
    return line.rstrip()


def _group_line(group: dict) -> str:
    from explorer.analysis.findings.sentences import group_sentence

    if group["extent"]:
        return f"{group['how']}: {group_sentence(group)}"
    crosses = f" (crosses {', '.join(group['crosses'])})" if group["crosses"] else ""
    done = group["transforms"] or [""] * len(group["paths"])
    told = [f"{path} ({what})" if what else path for path, what in zip(group["paths"], done, strict=True)]
    return f"{group['how']}{crosses}: {', '.join(told)}"
