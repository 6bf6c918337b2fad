"""What `dendro findings` takes, and what it says to people."""

from collections.abc import Callable

import click

from explorer.options import FindingsOptions

Command = Callable[..., object]
_DEFAULTS = FindingsOptions()

WRONG = {"errors": "wrong", "labels": "with a doubtful label"}


def findings_options(command: Command) -> Command:
    """Everything that decides what is looked for."""
    for option in reversed(
        [
            click.option(
                "--kind",
                default=_DEFAULTS.kind,
                show_default=True,
                metavar="KIND",
                help="errors, regressions, drift, labels, duplicates, outliers or classes.",
            ),
            click.option("--model", metavar="NAME", help="Whose errors; default: the first model."),
            click.option(
                "--models", nargs=2, metavar="A B", help="Of regressions; not needed where there are two."
            ),
            click.option(
                "--given", type=click.Choice(["class"]), help="Only what the classes inside do not explain."
            ),
            click.option("--by", nargs=3, metavar="COLUMN A B", help="Of drift: a column and two values."),
            click.option("--limit", type=int, default=_DEFAULTS.limit, show_default=True),
            click.option(
                "--min-size",
                type=int,
                default=_DEFAULTS.min_size,
                show_default=True,
                help="Smaller clusters are passed over.",
            ),
            click.option("--permutations", type=int, default=_DEFAULTS.permutations, show_default=True),
            click.option(
                "--alpha",
                type=float,
                default=_DEFAULTS.alpha,
                show_default=True,
                help="Largest p-value reported.",
            ),
            click.option("--seed", type=int, default=_DEFAULTS.seed, show_default=True),
            click.option("--all", is_flag=True, help="Also clusters within others."),
            click.option("--held-out", is_flag=True, help="Find on one half, confirm on the other."),
        ]
    ):
        command = option(command)
    return command


def findings_lines(document: dict) -> list[str]:
    """The findings in plain words, most significant first.

    Parameters
    ----------
    document : dict
        As `Findings.document` gives it.
    """
    lines = [_cluster_line(document["kind"], cluster) for cluster in document["clusters"]]
    lines += [_image_line(image) for image in document["images"]]
    lines += [_group_line(group) for group in document["groups"]]
    if not lines:
        return [_nothing(document)]
    held = document.get("held_out")
    if held:
        lines.append(f"{held['confirmed']} of {held['found']} confirmed on the other half of the images.")
    return lines


def _nothing(document: dict) -> str:
    if document["rate"] is None:
        return "Nothing found."
    return (
        f"Nothing stands out among {document['n']:,} images: no cluster differs from the rest with "
        f"p ≤ {document['alpha']:g}."
    )


def _cluster_line(kind: str, cluster: dict) -> str:
    if kind == "classes":
        return f"node {cluster['node']:<8} {_structure(cluster)}"
    known = "" if cluster["known"] == cluster["size"] else f"of {cluster['known']:,} known "
    said = f"{cluster['size']:,} images, {known}{_share(cluster['rate'])} {_outcome(kind, cluster)}"
    if cluster["outside"] is not None:
        said += f" against {_share(cluster['outside'])} elsewhere"
    if cluster["p"] is not None:
        said += f", p = {cluster['p']:.3g}"
    held = cluster.get("held_out")
    if held:
        said += f"; {'confirmed' if held['confirmed'] else 'not confirmed'}, p = {held['p']:.3g}"
    title = f"  {cluster['title']}" if cluster["title"] else ""
    return f"node {cluster['node']:<8} {said}{title}"


def _structure(cluster: dict) -> str:
    names = " and ".join(cluster["classes"])
    if cluster["suggests"] == "merge":
        return f"{names} share a cluster of {cluster['size']:,} images; score {cluster['score']:.2f}"
    apart = ", ".join(map(str, cluster["nodes"]))
    score = f"score {cluster['score']:.2f}"
    return f"{names} lies in {len(cluster['nodes'])} clusters apart (nodes {apart}); {score}"


def _outcome(kind: str, cluster: dict) -> str:
    if kind == "regressions":
        return f"right by {cluster['better']} and wrong by {cluster['worse']}"
    if kind == "drift":
        return f"{cluster['column']} {cluster['value']}"
    return WRONG.get(kind, "found")


def _image_line(image: dict) -> str:
    suggested = f" → {image['suggested']}" if image.get("suggested") else ""
    label = image.get("label")
    return f"{image['score']:8.4f}  {image['row']:>7}  {image['path']}  {label or ''}{suggested}".rstrip()


def _group_line(group: dict) -> str:
    crosses = f" (crosses {', '.join(group['crosses'])})" if group["crosses"] else ""
    return f"{group['how']}{crosses}: {', '.join(group['paths'])}"


def _share(rate: float) -> str:
    """Whole percentages, and one decimal where they would not say much."""
    return f"{100 * rate:.0f}%" if rate == 0 or rate >= 0.02 else f"{100 * rate:.1f}%"
