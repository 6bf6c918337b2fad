"""The text of a filter of an earlier build as this build would write it."""

from explorer.errors import WhereError
from explorer.filters.clause_forms import of_tree
from explorer.filters.clauses import write
from explorer.filters.named_sets import NamedSets
from explorer.filters.parse import parse
from explorer.filters.predicates import called
from explorer.index.reader import Index

LONGEST_CALL = 6_000
"""Characters of a call that is written anew; a longer one stays as it was, for the index still knows it."""


def in_this_build(index: Index, text: str, of: str = "") -> str:
    """Write a filter of an earlier build with the numbers of this one.

    Parameters
    ----------
    index : Index
    text : str
    of : str
        The tree of numbers in it that name none.

    Returns
    -------
    str
        The text itself where nothing in it is a number of another tree, or where it cannot be understood:
        what is wrong with it is said where it is used.
    """
    try:
        tree = parse(text) if text.strip() else None
    except (WhereError, RecursionError):
        return text
    if tree is None:
        return text
    sets, anew = NamedSets(index), []

    def carried(node):
        known = _known(node)
        if known is None:
            return node
        call = sets.read(*known, of).text
        if len(call) > LONGEST_CALL or parse(call) == node:
            return node
        anew.append(call)
        return parse(call)

    try:
        moved = of_tree(tree.transform(carried))
    except (WhereError, RecursionError):
        return text
    return write(moved) if anew else text


def _known(node):
    from sqlglot import exp

    return called(node) if isinstance(node, exp.Anonymous) else None
