"""What `dendro evaluate` takes, and what it says to people."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.flags import Whole
from explorer.words import count, images, p_value, percent, points, rate, score

if TYPE_CHECKING:
    from explorer.dataset import Dataset

Command = Callable[..., object]
_SHOWN = 20
"""Classes on the terminal; all are in the JSON."""
_MISTAKES = 5
"""Of a model, on the terminal."""


def evaluation_options(command: Command) -> Command:
    """Everything that decides what is evaluated."""
    for option in reversed(
        [
            click.option("--model", metavar="NAME", help="Which model; default: all of them."),
            click.option("--against", metavar="NAME", help="Compare it with this one, on the same images."),
            click.option("--node", type=Whole(), help="Only in this cluster."),
            click.option(
                "--where", metavar="FILTER", help="Only where this holds, such as \"split = 'test'\"."
            ),
            click.option(
                "--class", "of_class", metavar="NAME", help="Whose precision-recall curve the JSON has."
            ),
            click.option(
                "--bins",
                type=Whole(1, 100),
                default=15,
                show_default=True,
                help="Of the reliability diagram.",
            ),
            click.option(
                "--explain",
                nargs=2,
                metavar="LABEL PREDICTION",
                help="Say why images of one class are predicted as another.",
            ),
        ]
    ):
        command = option(command)
    return command


def run_evaluation(index: Path, asked: dict) -> tuple[dict, list[str]]:
    """Return what is known of the models of an index, as a document and as lines."""
    from explorer.cli.opened_index import opened_index

    mistake = asked.pop("explain")
    with opened_index(index) as opened:
        document = opened.evaluate(**asked)
        if mistake:
            part = {key: asked[key] for key in ("node", "where", "labels")}
            for model in document["models"]:
                _explain(opened, mistake, model, part)
    return document, evaluation_lines(document)


def _explain(opened: "Dataset", mistake: tuple[str, str], model: dict, part: dict) -> None:
    """Add why a model takes one class for another, or that it does not, to what is said of it."""
    from explorer.errors import NoSuchMistakeError

    model["explanation"] = None
    try:
        model["explanation"] = opened.explain_mistake(*mistake, model=model["name"], **part)
    except NoSuchMistakeError as error:
        model["absent"]["explanation"] = str(error)


def evaluation_lines(document: dict) -> list[str]:
    """Say each figure of each model on a line, then how two of them differ.

    Parameters
    ----------
    document : dict
        As `explorer.view.evaluation.evaluate` gives it.
    """
    lines = [*document["doubts"]]
    for model in document["models"]:
        lines += [*([""] if lines else []), *_model_lines(model)]
    if not document["models"]:
        lines.append("There are no models: no column holds predictions.")
    if document["comparison"]:
        lines += ["", *_comparison_lines(document["comparison"])]
    elif len(document["models"]) > 1:
        lines += ["", document["absent"]["comparison"]]
    return lines


def _model_lines(model: dict) -> list[str]:
    from explorer.index.checks import shown_model

    lines = [f"{shown_model(model['name'])}:", *(f"  {note}" for note in model["notes"])]
    if model["calibration"]:
        lines += _calibration_lines(model["calibration"])
    if model["precision_recall"]:
        found = model["precision_recall"]
        said = f"{score(found['macro'])} over classes, {score(found['micro'])} over predictions"
        lines.append(f"  average precision: {said} (of {found['of']})")
    if model["selective"]:
        lines += _coverage_lines(model["selective"])
    if model["mistakes"]:
        lines.append(f"  most frequent mistakes: {_mistakes(model['mistakes'])}")
    if told := model.get("explanation"):
        lines += _explanation_lines(told)
    return lines + [f"  {sentence}" for sentence in dict.fromkeys(model["absent"].values())]


def _mistakes(found: list[dict]) -> str:
    return ", ".join(
        f"{each['label']} → {each['prediction']} {count(each['count'])}" for each in found[:_MISTAKES]
    )


def _explanation_lines(told: dict) -> list[str]:
    """Why images of one class are taken for another, as under a finding."""
    from explorer.analysis.explaining.explanation_words import explanation_lines

    n = images(told["having"]["count"])
    head = f"  why {n} of {told['label']} {'is' if told['having']['count'] == 1 else 'are'}"
    return [
        f"{head} predicted as {told['prediction']}:",
        *(f"    {line}" for line in explanation_lines(told)),
    ]


def _calibration_lines(found: dict) -> list[str]:
    right, sure, n = percent(found["accuracy"]), percent(found["confidence"]), images(found["images"])
    said = f"right {right}, mean confidence {sure}, of {n}"
    if found["of"] == "classes":
        said = f"of every class of {n} {right} are there, at a mean probability of {sure}"
    chance = ""
    if found["by_chance"] is not None:
        chance = f"; by chance {percent(found['by_chance'])}, {p_value(found['p_value'])}"
    ends = rate(found["ece"], found["interval"])
    lines = [
        f"  {said}",
        f"  expected calibration error {ends}{chance}; Brier score {score(found['brier'])}",
    ]
    mend = found["temperature"]
    if mend:
        ends = "({:.2f}–{:.2f}) ".format(*mend["interval"]) if mend["interval"] else ""
        lines.append(
            f"  temperature {mend['value']:.2f} {ends}of {mend['of']} would leave an error "
            f"of {rate(mend['mended']['ece'], mend['mended']['interval'])}"
        )
    return lines


def _coverage_lines(found: dict) -> list[str]:
    lines = [
        f"  area under risk and coverage {found['aurc']:.4f}, {found['excess_aurc']:.4f} above the best order"
    ]
    for target in found["targets"]:
        if target["threshold"] is not None and target["accepted"] < found["images"]:
            covered = rate(target["accepted"] / found["images"])
            wanted, least = percent(target["accuracy"]), target["threshold"]
            lines.append(f"  {wanted} right from a confidence of {least:.4g}: {covered} of the images")
    return lines


def _comparison_lines(found: dict) -> list[str]:
    from explorer.index.checks import shown_model

    first, second = shown_model(found["model"]), shown_model(found["against"])
    lines = [f"{second} less {first}, on {images(found['images'])} that both are judged on:"]
    if found["accuracy"] is None:
        return lines
    shown = [found["accuracy"], *found["classes"][:_SHOWN]]
    width = max(len(line["name"]) for line in shown)
    lines += [f"  {line['name']:<{width}}  {_difference(line)}" for line in shown]
    if len(found["classes"]) > _SHOWN:
        lines.append(f"  and {count(found['class_count'] - _SHOWN)} more classes: see --json")
    return [*lines, found["multiplicity"]]


def _difference(line: dict) -> str:
    low, high = line["interval"]
    p = p_value(line.get("adjusted", line["p"]))
    return (
        f"{percent(line['first']):>6} → {percent(line['second']):>6}  {points(line['difference'])} "
        f"({100 * low:+.1f} to {100 * high:+.1f}), {p}; "
        f"{count(line['gained'])} gained, {count(line['lost'])} lost"
    )
