"""Why a finding is as it is, in a report: facts with two shares each, and the nearest right images."""

from explorer.export.report.markup import Piece, short, table, tag
from explorer.export.report.report_pictures import ReportPictures
from explorer.words import percent

TAKEN = 3


def explanation_part(told: dict, title: str, pictures: ReportPictures) -> list[Piece]:
    """Return the parts of a card.

    Parameters
    ----------
    told : dict
        As `explorer.view.finding_explanation` explains a cluster.
    title : str
        Of the finding.
    pictures : Pictures
    """
    parts: list[Piece] = []
    nearest = [pair["nearest"] for pair in told["pairs"] if pair["nearest"] is not None]
    if nearest:
        same = ", same class" if told["classes"] else ""
        parts += [
            tag("p", f"{told['having']['words'].capitalize()} here, and below each the nearest "
                f"{told['without']}{same}", class_="note"),
            pictures.row([pair["row"] for pair in told["pairs"]], f"{title}: {told['having']['words']}"),
            pictures.row(nearest, f"{title}: {told['without']}"),
        ]  # fmt: skip
    lines = [
        (f"{told['called']['verb']} {short(each['class'])}", each["share"], each["share_outside"])
        for each in told["taken_for"][:TAKEN]
    ]
    if doubtful := told["doubtful"]:
        lines.append(("label may be wrong itself", doubtful["share"], doubtful["share_outside"]))
    lines += [(short(each["words"]), each["share"], each["share_outside"]) for each in told["facts"]]
    if lines:
        rows = [[words, percent(here), percent(there)] for words, here, there in lines]
        parts.append(table(["", "here", "elsewhere"], rows, (1, 2), f"{title}: what tells it"))
    sentences = told["sentences"]
    said = sentences["raised"] if told["facts"] else sentences["told"]
    parts += [tag("p", said)] if said else []
    return [*parts, *([tag("p", sentences["note"], class_="note")] if sentences["note"] else [])]
