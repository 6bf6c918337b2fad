"""How well models do, in a report: by model, by class, and what is taken for what."""

from explorer.export.report.markup import Markup, Piece, section, short, table, tag
from explorer.words import count, counted, number, percent, rate

MOST_CLASSES, MOST_PAIRS = 60, 12


def accuracy_section(about: dict) -> Markup | None:
    """Return the section; None where there are neither models nor classes.

    Parameters
    ----------
    about : dict
        What `/api/nodes/{node}` answers of the subset.
    """
    parts: list[Piece] = (
        [tag("p", said, class_="note") for said in about["absent"].values()] if about["models"] else []
    )
    models = [model for model in about["models"] if model["judged"]]
    if models:
        parts.append(_models(models))
    if about["classes"]:
        parts += _classes(about)
    if about["confusion"]:
        parts += [tag("h3", "What is taken for what"), _pairs(about)]
    if not models and not about["classes"]:
        return None
    doubts = [tag("p", doubt, class_="doubt") for doubt in about["doubts"]]
    return section("accuracy", "How well models do" if models else "Classes", *doubts, *parts)


def _models(models: list[dict]) -> Markup:
    if "mae" in models[0]:
        names = ("mae", "rmse", "bias", "r2")
        head = ["Model", "Judged", "Mean absolute error", "RMSE", "Bias", "R²"]
        rows = [
            [short(m["name"]), count(m["judged"]), *("–" if m[n] is None else number(m[n]) for n in names)]
            for m in models
        ]
        return table(head, rows, range(1, 6), "Errors of models")
    head = ["Model", "Right", "95% interval", "Judged"]
    rows = []
    for model in models:
        ends = "–" if model["interval"] is None else " – ".join(percent(end) for end in model["interval"])
        rows.append(
            [short(model["name"] or "the model"), _bar(model["accuracy"]), ends, count(model["judged"])]
        )
    return table(head, rows, (2, 3), "Accuracy of models")


def _classes(about: dict) -> list[Piece]:
    lines = about["classes"][:MOST_CLASSES]
    judged = any(line["judged"] for line in lines)
    head = ["Class", "Images", "Share"]
    head += ["Recall", "Precision", "F1"] if judged else []
    rows = []
    for line in lines:
        cells: list[Piece] = [short(line["name"]), count(line["count"]), _bar(line["share"])]
        if judged:
            cells += [_bar(line["recall"]), _score(line["precision"]), _score(line["f1"])]
        rows.append(cells)
    more = about["class_count"] - len(lines)
    said = tag(
        "p",
        f"The {count(len(lines))} most frequent of {counted(about['class_count'], 'class', 'classes')}.",
        class_="note",
    )
    title = f"Classes, by {about['model']}" if judged and len(about["models"]) > 1 else "Classes"
    return [tag("h3", short(title)), table(head, rows, (1, 4, 5), "Classes"), said if more else None]


def _pairs(about: dict) -> Markup:
    known = {line["name"]: line["judged"] for line in about["classes"]}
    rows: list[list[Piece]] = []
    for pair in about["confusion"][:MOST_PAIRS]:
        of = known.get(pair["label"]) or 0
        share = rate(pair["count"] / of, None, of) if of else "–"
        rows.append([short(pair["label"]), short(pair["prediction"]), count(pair["count"]), share])
    return table(["Label", "Predicted as", "Images", "Share of the label"], rows, (2, 3), "Mistakes")


def _score(share: float | None) -> str:
    return percent(share)


def _bar(share: float | None) -> Markup:
    """A share in words, and as long as it is."""
    if share is None:
        return tag("span", "–")
    bar = tag("i", style=f"width:{100 * share:.1f}%")
    return tag(
        "span",
        tag("span", bar, class_="bar", aria_hidden="true"),
        tag("span", percent(share)),
        class_="share",
    )
