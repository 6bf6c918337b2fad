"""What `dendro tags` takes, and what it says to people."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from explorer.cli.flags import Whole
from explorer.cli.paths import any_path, existing_file
from explorer.decisions.decision_kinds import VERDICTS, own_name
from explorer.words import count, counted, images, listed

if TYPE_CHECKING:
    from explorer.dataset import Dataset
    from explorer.decisions.changing import Change

Command = Callable[..., object]
_DONE = {
    "add": "tag", "remove": "untag", "correct": "correct_labels", "note": "note", "verdict": "judge",
    "withdraw": "withdraw",
}  # fmt: skip
"""Options that decide about images, and the method of `Dataset` that does so."""
_ABOUT_ALL = frozenset({"remove", "withdraw"})
"""Those that are about all images where none are named."""
_OPTIONS = ", ".join(f"--{name}" for name in _DONE)
_HOW = {"moved": "moved", "changed": "other content since", "absent": "not in this build"}


def tags_options(command: Command) -> Command:
    """Everything that can be asked of decisions."""
    for option in reversed(
        [
            click.option("--add", metavar="TAG", help="Tag the images that --rows, --node or --where name."),
            click.option("--remove", metavar="TAG", help="Take a tag off them, or off all images."),
            click.option(
                "--correct",
                metavar="LABEL",
                help="Give them another label; of several, all: 'cat, dog'; '' takes it back.",
            ),
            click.option("--note", metavar="TEXT", help="Write a note on them; '' takes it away."),
            click.option("--verdict", type=click.Choice(VERDICTS), help="Say this of them."),
            click.option(
                "--withdraw",
                type=click.Choice(VERDICTS),
                help="Take this verdict off them, or off all images.",
            ),
            click.option("--node", type=Whole(), help="The images of this cluster."),
            click.option("--cluster", type=Whole(), help="This cluster as such; not for --correct."),
            click.option("--rows", type=existing_file, metavar="FILE", help="The rows listed in this file."),
            click.option("--where", metavar="FILTER", help="Where this holds, such as \"label = 'cat'\"."),
            click.option(
                "--corrections", is_flag=True, help="Only corrected labels: path, given, corrected, by, when."
            ),
            click.option(
                "--export", "out", type=any_path, metavar="FILE", help="Write them, as .csv or .json."
            ),
            click.option(
                "--import",
                "taken",
                type=existing_file,
                metavar="FILE",
                help="Take them over from a .csv or .json.",
            ),
            click.option(
                "--view",
                nargs=2,
                metavar="NAME ADDRESS",
                help="Keep an address of the page under a name; '' forgets it.",
            ),
            click.option("--undo", is_flag=True, help="Undo your last change."),
            click.option("--redo", is_flag=True, help="Do it again."),
            click.option("--author", metavar="NAME", help="Who decides; default: your user name."),
        ]
    ):
        command = option(command)
    return command


def check_one(given: dict) -> None:
    """Refuse two things at once, and images without anything to do with them."""
    done = [name for name in _DONE if given[name] is not None]
    asked = [*done, *(name for name in ("out", "taken", "view", "undo", "redo") if given[name])]
    if len(asked) > 1:
        raise click.UsageError(f"Give one of {_OPTIONS}, --export, --import, --view, --undo and --redo.")
    if given["cluster"] is not None:
        images = any(given[name] is not None for name in ("node", "rows", "where"))
        if images or not done or done == ["correct"]:
            raise click.UsageError(
                "--cluster goes with --add, --remove, --note, --verdict or --withdraw, and no other images."
            )
        return
    if given["node"] is not None and given["rows"] is not None:
        raise click.UsageError("Give --node or --rows, not both.")
    named = given["node"] is not None or given["rows"] is not None or given["where"] is not None
    if named and not done:
        raise click.UsageError(f"--node, --rows and --where say which images one of {_OPTIONS} is about.")
    if not named and done and not _ABOUT_ALL.issuperset(done):
        raise click.UsageError("Say which images: --rows FILE, --node N or --where FILTER.")


def run_tags(index: "Dataset", given: dict) -> tuple[dict, list[str]]:
    """Do what is asked; return it as a document and in lines."""
    author = own_name() if given["author"] is None else given["author"]
    if given["undo"] or given["redo"]:
        change = index.undo(author) if given["undo"] else index.redo(author)
        return _changed(change, "Undone: " if given["undo"] else "Done again: ")
    if given["taken"]:
        return _naming_classes(index, lambda: index.import_decisions(given["taken"], author))
    if given["view"]:
        name, address = given["view"]
        return _changed(index.save_view(name, address or None, author))
    for option in _DONE:
        if given[option] is not None:
            return _decided(index, option, given, author)
    if given["out"]:
        written = index.export_decisions(given["out"], corrections=given["corrections"])
        return {"out": str(given["out"]), "count": written}, [
            f"{given['out']}: {counted(written, 'decision')}."
        ]
    if given["corrections"]:
        rows = index.corrections()
        return {"corrections": rows}, correction_lines(rows)
    document = index.decisions()
    return document, list_lines(document)


def _decided(index: "Dataset", option: str, given: dict, author: str) -> tuple[dict, list[str]]:
    """Do it, and say what a slip of the pen would be: a class that is new, a tag that is none."""
    if option == "correct":
        return _naming_classes(index, lambda: _decide(index, option, given, author))
    document, lines = _changed(_decide(index, option, given, author))
    if option == "remove" and not document["changed"]:
        lines += _missing_tag(given["remove"].strip(), _tags_of(index, given["cluster"]))
    return document, lines


def _naming_classes(index: "Dataset", change: Callable[[], "Change"]) -> tuple[dict, list[str]]:
    """Change something, and name the classes that no label had, and that no correction had made before."""
    from explorer.decisions.decision_lists import new_classes

    before = new_classes(index)
    document, lines = _changed(change())
    new = [name for name in new_classes(index) if name not in before]
    known = [*index.classes, *before]
    if new and known:
        said = listed(_with_near(name, known) for name in new)
        lines.append(f"New classes: {said}. --undo takes this back.")
    return document | {"new_classes": new}, lines


def _missing_tag(name: str, tags: list[str]) -> list[str]:
    """Say which tags there are, where this is none of them."""
    if name in tags:
        return []
    return [f"There is no tag {_with_near(name, tags)}; there are: {listed(tags)}."]


def _tags_of(index: "Dataset", cluster: int | None) -> list[str]:
    """Return the tags of images, or of one cluster as such."""
    if cluster is None:
        return list(index.tags())
    there = index.clusters().get(cluster)
    return list(there.tags) if there else []


def _with_near(name: str, known: Iterable[str]) -> str:
    """Write a name with the known one that may have been meant."""
    by_fold = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), by_fold, n=1)
    return f"{name} (did you mean {by_fold[near[0]]}?)" if near else name


def _decide(index: "Dataset", option: str, given: dict, author: str) -> "Change":
    """Do what one of `_DONE` asks for, to the cluster or the images that are named."""
    from explorer.export import read_rows

    do = getattr(index, _DONE[option])
    value = None if option == "correct" and not given[option] else given[option]
    if given["cluster"] is not None:
        return do(value, cluster=given["cluster"], author=author)
    rows = None if given["rows"] is None else read_rows(given["rows"])
    return do(value, rows=rows, node=given["node"], where=given["where"], author=author)


def _changed(change, done: str = "") -> tuple[dict, list[str]]:
    line = change_line(change)
    return ({} if change is None else asdict(change)) | {"changed": bool(change and change.parts)}, [
        line if change is None else f"{done}{line}"
    ]


def list_lines(document: dict) -> list[str]:
    """What is decided, in plain words."""
    lines = [f"{count(tag['count']):>9}  {tag['tag']}" for tag in document["tags"]] or ["No tags."]
    counts = document["counts"]
    said = [
        counted(counts["note"], "note"),
        counted(counts["corrected"], "corrected label"),
        counted(counts["verdict"], "verdict"),
        counted(len(document["views"]), "saved view"),
    ]
    lines.append(", ".join(said) + ".")
    if document["absent"]:
        lines.append(f"{images(document['absent'])} with decisions not in this build; they are kept.")
    return lines


def correction_lines(rows: list[dict]) -> list[str]:
    """Corrected labels, one a line."""
    lines = []
    for row in rows:
        how = f"  ({_HOW[row['how']]})" if row["how"] else ""
        who = f"  {row['by']}" if row["by"] else ""
        lines.append(f"{row['path']}  {row['given'] or '–'} → {row['corrected']}  {row['when']}{who}{how}")
    return lines or ["No label was corrected to another than the given one."]


def change_line(change) -> str:
    """What a change did."""
    if change is None:
        return "Nothing to do."
    left = f"; {counted(change.left, 'decision')} changed since and left alone" if change.left else ""
    if not change.parts:
        return f"{change.what}: nothing to change, it is so already{left}."
    return f"{change.what}: {counted(change.parts, 'decision')}{left}."
