"""Columns of the item table as the page needs them."""

from explorer.search.values import kind_of

MOST_VALUES = 200
NOT_LISTED = ("path", "hash")


def describe_columns(index) -> list[dict]:
    """Return name and kind of every column, and the values of text columns that have few.

    Parameters
    ----------
    index : Index

    Returns
    -------
    list of dict
        `name`, `kind` and `values` (None where there are more than 200, or where listing them is no use).
    """
    described = []
    for field in index.items.schema:
        kind = kind_of(field.type)
        values = None
        if kind == "text" and field.name not in NOT_LISTED:
            values = index.codes(field.name)[1]
        described.append(
            {
                "name": field.name,
                "kind": kind,
                "values": values if values is not None and len(values) <= MOST_VALUES else None,
            }
        )
    return described
