"""HTML: a report in one file, which asks for nothing from elsewhere and runs nothing."""

from collections.abc import Generator
from importlib.resources import files
from typing import IO

import numpy as np

from explorer.export.export_format import Format, Subset
from explorer.export.figures.subset_views import SubsetViews
from explorer.export.report.accuracy_section import accuracy_section
from explorer.export.report.chosen_words import chosen_words
from explorer.export.report.datasheet import bytes_words, datasheet
from explorer.export.report.findings_section import findings_section, findings_sections
from explorer.export.report.markup import Markup, facts, short, tag, text
from explorer.export.report.report_pictures import ReportPictures
from explorer.export.report.tree_section import tree_section
from explorer.view.cluster_summary import describe_cluster
from explorer.words import count, images, number, percent

# Nothing runs, and nothing is loaded but what is in the file, whatever stands in it.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_ANCHORS = {
    "tree": "What is there",
    "accuracy": "Accuracy and classes",
    "findings": "What stands out",
    "datasheet": "Datasheet",
}


def write_report(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Write a report: treemap, accuracy and classes, findings with pictures, and a datasheet.

    Its size does not grow with the subset: what is listed has an end.

    Yields
    ------
    int
        Images of the subset, once all is written; 0 between its parts.
    """
    index = subset.index
    views = SubsetViews(subset)
    node = index.root if subset.chosen.node is None else subset.chosen.node
    about = describe_cluster(views, node, views.where)
    pictures = ReportPictures(index.thumbnails)
    sections: dict[str, Markup | None] = {"tree": tree_section(subset, pictures)}
    yield 0
    sections["accuracy"] = accuracy_section(about)
    parts = []
    for part in findings_sections(subset, views.titles, pictures):
        parts.append(part)
        yield 0
    sections["findings"] = findings_section(parts, subset)
    sections["datasheet"] = datasheet(subset)
    there = {name: section for name, section in sections.items() if section is not None}
    out.write(_page(subset, about, there).encode())
    yield len(subset.rows)


def _page(subset: Subset, about: dict, sections: dict[str, Markup]) -> Markup:
    name = short(subset.index.name)
    style = (files("explorer.export.report") / "report.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", f"{name}: report"),
        tag("style", Markup(style)),
    )
    links = [tag("a", _ANCHORS[key], href=f"#{key}") for key in sections]
    header = tag(
        "header",
        tag("h1", name),
        tag("p", _lead(subset), class_="lead"),
        tag("nav", *links),
        _facts(subset, about),
    )
    body = tag("body", tag("main", header, *sections.values(), tag("footer", _footer(subset))))
    return Markup("<!doctype html>\n") + tag("html", head, "\n", body, lang="en") + "\n"


def _lead(subset: Subset) -> str:
    whole = subset.index.n
    if len(subset.rows) == whole:
        return f"A report of all {images(whole)}."
    how = chosen_words(subset.chosen)
    return f"A report of {images(len(subset.rows))} of {count(whole)}{f', {how}' if how else ''}."


def _facts(subset: Subset, about: dict) -> Markup:
    pairs = [("images" if len(subset.rows) != 1 else "image", count(len(subset.rows)))]
    if about["class_count"]:
        pairs.append(("classes", count(about["class_count"])))
    if "bytes" in subset.index.items.column_names:
        size = np.asarray(subset.index.column("bytes"))[subset.rows]
        pairs.append(("in all", bytes_words(float(np.nansum(size)))))
    for model in about["models"][:3]:
        if model.get("mae") is not None:
            pairs.append(
                (f"mean absolute error of {short(model['name'] or 'the model')}", number(model["mae"]))
            )
        elif model["accuracy"] is not None:
            pairs.append((f"right by {short(model['name'] or 'the model')}", percent(model["accuracy"])))
    return facts(pairs)


def _footer(subset: Subset) -> Markup:
    built = subset.index.manifest.created[:10]
    return text(f"Written by Dendro Explorer from the build of {built}. It loads nothing from elsewhere.")


FORMATS = (
    Format("html", write_report, "a report in one file, with a datasheet", "text/html; charset=utf-8"),
)
