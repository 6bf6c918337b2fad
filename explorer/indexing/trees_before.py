"""What a build is told of those before it, so that links, filters and saved views of theirs go on to hold."""

from dataclasses import replace
from pathlib import Path

from explorer.decisions.decision_lists import trees_of_views
from explorer.errors import DecisionsError, IndexFormatError
from explorer.index.earlier_trees import known_after
from explorer.index.reader import Index, open_index
from explorer.index.writer import BuildContents
from explorer.view.map.places import coarse_places


def with_trees_before(index_path: Path, contents: BuildContents) -> BuildContents:
    """Return the contents of a build with the trees before it: of the build that is current until then."""
    try:
        with open_index(index_path) as before:
            earlier = known_after(
                before, contents.items, contents.merges, _named(before), coarse_places(before)
            )
    except IndexFormatError:  # there is none, or one whose images cannot be told
        return contents
    return replace(contents, earlier=earlier)


def _named(index: Index) -> frozenset[str]:
    try:
        return trees_of_views(index)
    except DecisionsError:
        return frozenset()
