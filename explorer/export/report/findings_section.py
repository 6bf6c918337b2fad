"""What stands out, in a report: every kind of findings that an index has, with pictures."""

from collections.abc import Iterator

from explorer.analysis.findings.find import find
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.sentences import (
    cluster_sentence,
    group_sentence,
    nothing,
    some_of,
    thresholds_sentence,
)
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.clustering.tree.row_sets import row_mask
from explorer.errors import InputError
from explorer.export.export_format import Subset
from explorer.export.report.explanation_part import explanation_part
from explorer.export.report.markup import Markup, Piece, section, short, tag
from explorer.export.report.report_pictures import ReportPictures
from explorer.options import FindingsOptions
from explorer.view.finding_explanation import ClusterExplainer, explainer_of
from explorer.words import count, counted, images

CLUSTERS, IMAGES, GROUPS, SHOWN = 6, 12, 6, 6
"""Of each kind, and pictures of each of them."""
MOST_LISTED = max(CLUSTERS, IMAGES, GROUPS) + 1
"""One more, by which is told that there are more."""
LOOKED_AT = 200
"""Of each kind, among which are those of the subset."""
CHANCE = "p says how often chance alone would make any cluster stand out as much."


def findings_sections(subset: Subset, titles: TitleMaker, pictures: ReportPictures) -> Iterator[Markup]:
    """Give a part of the section for each kind that the index can be asked for, as it is worked out."""
    for kind in KINDS.values():
        if kind.compares:  # which asks for what is to be compared
            continue
        whole = len(subset.rows) == subset.index.n
        options = FindingsOptions(kind.name, limit=MOST_LISTED if whole else LOOKED_AT)
        try:
            document = find(subset.index, options, titles).document()
        except InputError:  # the index has not what is asked about
            continue
        yield _part(subset, options, document, pictures)


def findings_section(parts: list[Markup], subset: Subset) -> Markup | None:
    """Return the section of these parts."""
    if not parts:
        return None
    said = None
    if len(subset.rows) < subset.index.n:
        said = f"Found among all {images(subset.index.n)} of the index; of these, what lies in this subset."
        said = tag("p", said, class_="about")
    return section("findings", "What stands out", said, *parts)


def _part(subset: Subset, options: FindingsOptions, document: dict, pictures: ReportPictures) -> Markup:
    kind, found = KINDS[options.kind], _inside(subset, document)
    clusters, listed, groups = found
    explainer = explainer_of(subset.index, options)
    grids = [
        [_cluster(options.kind, explainer, each, pictures) for each in clusters[:CLUSTERS]],
        [_image(each, pictures) for each in listed[:IMAGES]],
        [_group(each, pictures) for each in groups[:GROUPS]],
    ]
    said: list[Piece] = [tag("p", kind.wording.about, class_="about")]
    said += [tag("p", note, class_="doubt") for note in document["notes"]]
    limits = thresholds_sentence(document)
    said += [tag("p", limits, class_="note")] if limits and listed else []
    said.append(tag("p", _found(subset, document, found), class_="found"))
    tested = any(each["p"] is not None for each in clusters)
    said += [tag("p", CHANCE, class_="note")] if tested else []
    cards = (tag("div", *grid, class_="cards") for grid in grids if grid)
    return tag("div", tag("h3", kind.wording.title), *said, *cards, class_="kind")


def _inside(subset: Subset, document: dict) -> tuple[list[dict], list[dict], list[dict]]:
    """What was found that lies in a subset: clusters of which most does, images, groups with one of it."""
    lists = document["clusters"], document["images"], document["groups"]
    if len(subset.rows) == subset.index.n:
        return lists
    inside = row_mask(subset.index.n, subset.rows)
    clusters = [each for each in lists[0] if inside[_rows(each)].mean() > 0.5]
    groups = [each for each in lists[2] if inside[each["rows"]].any()]
    return clusters, [each for each in lists[1] if inside[each["row"]]], groups


def _rows(cluster: dict) -> slice | list[int]:
    """Of a cluster its slice; of a ball its rows."""
    return slice(cluster["lo"], cluster["hi"]) if cluster.get("rows") is None else cluster["rows"]


def _found(subset: Subset, document: dict, found: tuple[list[dict], list[dict], list[dict]]) -> str:
    """Say how much there is, or that only the first of each are listed."""
    if not any(found):
        whole = len(subset.rows) == subset.index.n
        return nothing(document) if whole else "Nothing of this lies in the subset."
    mosts = ((CLUSTERS, "cluster"), (IMAGES, "image"), (GROUPS, "group"))
    counts = [
        f"the first {counted(most, one)}" if len(each) > most else counted(len(each), one)
        for each, (most, one) in zip(found, mosts, strict=True)
        if each
    ]
    said = ", ".join(counts)
    return f"{said[0].upper()}{said[1:]}."


def _cluster(
    kind: str, explainer: ClusterExplainer | None, cluster: dict, pictures: ReportPictures
) -> Markup:
    title = short(cluster["title"] or f"Cluster {cluster['node']}")
    said = tag("p", cluster_sentence(kind, cluster))
    if explainer is None:
        drawn = pictures.row(cluster["representatives"][:SHOWN], f"{title}: images of it")
        return tag("article", tag("h4", title), drawn, said, class_="card")
    told = explanation_part(explainer.explain(cluster), title, pictures)
    return tag("article", tag("h4", title), said, *told, class_="card")


def _image(image: dict, pictures: ReportPictures) -> Markup:
    name = short(image["path"].rsplit("/", 1)[-1])
    title = (
        f"{short(image['label'] or 'no label')} → {short(image['suggested'])}"
        if image.get("suggested")
        else name
    )
    facts = [] if title == name else [name]
    facts += [image["reason"]] if image.get("reason") else []
    facts += [f"score {image['score']:.2f}"]
    drawn = pictures.row([image["row"]], name)
    return tag("article", drawn, tag("div", tag("h4", title), tag("p", ", ".join(facts))), class_="card one")


def _group(group: dict, pictures: ReportPictures) -> Markup:
    crossed = " and ".join(short(each) for each in group["crosses"])
    title = f"Across {crossed}" if crossed else short(group["paths"][0].rsplit("/", 1)[-1])
    more = len(group["rows"]) - SHOWN
    drawn = pictures.row(some_of(group, SHOWN), f"{title}: one picture")
    sentence = group_sentence(group) + (f"; {count(more)} more are not shown" if more > 0 else "")
    return tag("article", tag("h4", title), drawn, tag("p", sentence), class_="card")
