"""Addresses in columns of text, without what is a secret of them: an index is copied and shown."""

import pyarrow as pa
import pyarrow.compute as pc

from explorer.remote.addresses import public


def without_secrets(items: pa.Table) -> pa.Table:
    """Return a table in which no text has an address with a password or a signature."""
    for place, field in enumerate(items.schema):
        column = items.column(place)
        if pa.types.is_list(field.type) and _is_text(field.type.value_type):
            values = column.to_pylist()
            cleaned = [each and [one and public(one) for one in each] for each in values]
        elif _is_text(field.type):
            if not pc.any(pc.match_substring(column, "://")).as_py():
                continue
            values = column.to_pylist()
            cleaned = [each and public(each) for each in values]
        else:
            continue
        if cleaned != values:
            items = items.set_column(place, field, pa.array(cleaned, field.type))
    return items


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)
