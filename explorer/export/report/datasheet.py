"""A datasheet after Gebru et al., "Datasheets for Datasets" (arXiv 1803.09010), as far as data can answer it.

Questions of motivation, consent, uses and maintenance are named and left to the people who know.
"""

from collections import Counter
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.copies.first_copies import content_codes, copies_in
from explorer.decisions.decision_columns import column_names, used_columns, used_items
from explorer.decisions.decision_kinds import CORRECTED, NOTE, TAG, VERDICT
from explorer.export.export_format import Subset
from explorer.export.report.chosen_words import chosen_words
from explorer.export.report.columns_table import columns_table
from explorer.export.report.markup import Markup, Piece, joined, section, short, tag
from explorer.index.format import LABEL, PATH
from explorer.words import count, counted, images, listed, number, percent

_SPLIT = "split"
_ABOUT = "After Gebru et al., “Datasheets for Datasets” (2021): what the data tells of itself."
_SHOWN = 8
LEFT = (
    "For what purpose was the data set made, by whom, and who paid for it?",
    "Who is in the images, and did they consent? May anyone be identified, harmed or offended?",
    "How, when and by whom were the images gathered, and are they a sample of something larger?",
    "What has it been used for, and what should it not be used for?",
    "How is it distributed, under which licence, and who keeps it up?",
)
"""Questions of the datasheet that no image answers."""


def datasheet(subset: Subset) -> Markup:
    """Return the section."""
    index = subset.index
    items = used_items(index).take(pa.array(subset.rows))
    answers: list[tuple[str, Piece]] = [
        ("What do the instances stand for?", _instances(subset)),
        ("How many are there?", _how_many(subset)),
        ("What does each consist of?", _consists(items)),
        ("Is there a label or a target?", _labels(subset, items)),
        ("Is anything missing?", _missing(items)),
        ("Are there recommended splits?", _splits(items)),
        ("Are there errors, noise or redundancies?", _redundancies(subset)),
        ("Was anything checked, cleaned or labelled?", _decided(subset, items)),
        ("How was it read?", _read(subset)),
    ]
    told = tag("dl", *(tag("div", tag("dt", q), tag("dd", a)) for q, a in answers if a), class_="answers")
    left = tag("ul", *(tag("li", question) for question in LEFT))
    return section(
        "datasheet",
        "Datasheet",
        tag(
            "p",
            "After Gebru et al., “Datasheets for Datasets”: what the data tells of itself.",
            class_="about",
        ),
        told,
        tag("h3", "Columns"),
        columns_table(items),
        tag("h3", "Left to the people who know"),
        left,
    )


def _instances(subset: Subset) -> str:
    return "Objects in pictures, each cut out by its box." if subset.index.crops else "Images."


def _how_many(subset: Subset) -> str:
    index = subset.index
    if len(subset.rows) == index.n:
        failed = index.failures.num_rows
        unread = f"{counted(failed, 'file')} could not be read" if failed else "every file could be read"
        return f"{images(index.n)}; {unread}."
    how = chosen_words(subset.chosen)
    return f"{images(len(subset.rows))} of {count(index.n)}{f': {how}' if how else ''}."


def _consists(items: pa.Table) -> Markup:
    """Sizes, bytes and endings of files."""
    lines: list[Piece] = [f"{counted(len(items.column_names), 'column')} are below."]
    if "width" in items.column_names and "height" in items.column_names:
        sides = Counter(zip(items["width"].to_pylist(), items["height"].to_pylist(), strict=True))
        (most, many), *_ = sides.most_common(1)
        wide, high = (items[name].drop_null().to_numpy() for name in ("width", "height"))
        if len(sides) == 1:
            lines.append(f"All are {most[0]} × {most[1]} pixels.")
        elif len(wide):
            lines.append(
                f"{wide.min()} to {wide.max()} pixels wide and {high.min()} to {high.max()} high; the most "
                f"frequent size is {most[0]} × {most[1]} ({percent(many / items.num_rows)})."
            )
    if "bytes" in items.column_names:
        size = np.asarray(items["bytes"].drop_null().to_numpy(), np.float64)
        if len(size):
            lines.append(
                f"{bytes_words(size.sum())} in all, {bytes_words(float(np.median(size)))} an image (median)."
            )
    endings = Counter(PurePosixPath(path.split("#")[0]).suffix.lower() for path in items[PATH].to_pylist())
    told = [f"{short(ending or 'no ending')} {count(many)}" for ending, many in endings.most_common(_SHOWN)]
    lines.append(f"Files: {listed(told)}.")
    return _paragraphs(lines)


def _labels(subset: Subset, items: pa.Table) -> str | None:
    index = subset.index
    if not index.has_truth:
        return "No."
    known = len(items) - items[LABEL].null_count
    said = "each has one." if known == len(items) else f"{percent(known / len(items))} have one."
    return (
        f"{counted(len(index.classes), 'class', 'classes')}; {said}" if index.has_labels else f"Yes; {said}"
    )


def _missing(items: pa.Table) -> str:
    lacking = [(items[name].null_count, name) for name in items.column_names if items[name].null_count]
    if not lacking:
        return "No column has gaps."
    worst = sorted(lacking, key=lambda each: (-each[0], each[1]))[:_SHOWN]
    told = [f"{short(name)} ({percent(gaps / len(items))})" for gaps, name in worst]
    columns = counted(len(lacking), "column has", "columns have")
    more = f" and {len(lacking) - len(worst)} more" if len(lacking) > len(worst) else ""
    return f"{columns} gaps: {', '.join(told)}{more}."


def _splits(items: pa.Table) -> str | None:
    if _SPLIT not in items.column_names:
        return "None is known."
    counts = Counter(str(each) if each is not None else "none" for each in items[_SPLIT].to_pylist())
    told = [f"{short(name)} {count(many)}" for name, many in counts.most_common(_SHOWN)]
    return f"{listed(told)}."


def _redundancies(subset: Subset) -> Markup:
    """Copies in the subset, files that could not be read, and what casts doubt on labels."""
    index, rows = subset.index, subset.rows
    again = len(rows) - len(np.unique(copies_in(index).steps[rows]))
    codes = content_codes(index)[rows]
    known = codes[codes >= 0]
    same = len(known) - len(np.unique(known))
    lines: list[Piece] = []
    if again:
        lines.append(
            f"{images(again)} show a picture that is there already ({percent(again / len(rows))}); "
            f"{count(same) if same else 'none'} of them {'has' if not same else 'have'} the same bytes."
        )
    else:
        lines.append("No picture is there twice.")
    lines += [short(each) for each in [*index.notes, *index.doubts]]
    if index.failures.num_rows and len(rows) == index.n:
        reasons = Counter(index.failures["reason"].to_pylist()).most_common(_SHOWN)
        told = [f"{short(reason)} ({count(many)})" for reason, many in reasons]
        lines.append(f"Not readable: {listed(told)}.")
    return _paragraphs(lines)


def _decided(subset: Subset, items: pa.Table) -> Markup | str:
    """What people decided about these images, in numbers."""
    names = column_names(subset.index)
    used = set(used_columns(subset.index))
    lines: list[Piece] = []
    for kind, words in ((TAG, "tagged"), (VERDICT, "judged")):
        if names[kind] in used:
            flat = pc.list_flatten(items[names[kind]])
            counts = Counter(flat.to_pylist()).most_common(_SHOWN)
            told = [f"{short(name)} ({count(many)})" for name, many in counts]
            lines += [f"{images(_known(items, names[kind]))} {words}: {listed(told)}."] if told else []
    if names[CORRECTED] in used:
        lines.append(f"{counted(_known(items, names[CORRECTED]), 'label')} corrected.")
    if names[NOTE] in used:
        lines.append(f"{images(_known(items, names[NOTE]))} with a note.")
    return _paragraphs(lines) if lines else "Nobody decided anything about these images in this index."


def _known(items: pa.Table, name: str) -> int:
    return len(items) - items[name].null_count


def _read(subset: Subset) -> Markup:
    index = subset.index
    kinds = Counter(str(each.get("kind")) for each in index.manifest.sources)
    told = [f"{name}" + (f" ({count(many)})" if many > 1 else "") for name, many in kinds.items()]
    lines: list[Piece] = [f"Source: {listed(told)}."]
    if subset.places:
        lines.append(
            f"From {listed([short(each.get('location', '')) for each in index.manifest.sources], 5, 200)}."
        )
    encoder = index.encoder.get("name") or "vectors that were given"
    built = index.manifest.created[:10]
    lines.append(f"Vectors of {number(index.dim)} numbers by {short(encoder)}; index built {built}.")
    return _paragraphs(lines)


def bytes_words(many: float) -> str:
    """A size of files in words, in powers of 1,000 as file systems have them."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if many < 1000:
            return f"{number(many)} {unit}"
        many /= 1000
    return f"{number(many)} TB"


def _paragraphs(lines: list[Piece]) -> Markup:
    return joined(tag("p", line) for line in lines)
