"""Lists of rows as an address has them: `1,2,10:20,100:200:5`."""

from collections.abc import Sequence

from explorer.errors import InputError

MOST_EXAMPLES = 200
"""Images that a search takes as examples and counter-examples."""
MOST_MOVED = 200_000
"""Images of another build that are looked for at once."""


def read_examples(text: str) -> list[int]:
    """Return the rows of examples that a list names; of an empty text none.

    Raises
    ------
    InputError
        When it is not such a list, or of more than `MOST_EXAMPLES`: told before they are written out.
    """
    spans = read_rows(text) if text else []
    if sum(map(len, spans)) > MOST_EXAMPLES:
        raise InputError(f"at most {MOST_EXAMPLES} examples and counter-examples are taken")
    return [row for span in spans for row in span]


def read_rows(text: str) -> list[range]:
    """Return the rows and ranges that a list names, in its order.

    Parameters
    ----------
    text : str
        Rows and ranges `lo:hi` or `lo:hi:step`, separated by commas.

    Raises
    ------
    InputError
        When it is not such a list.
    """
    return [_span(part.strip()) for part in text.split(",")]


def _span(part: str) -> range:
    numbers = part.split(":")
    if len(numbers) > 3 or not all(n.isascii() and n.isdigit() and len(n) < 13 for n in numbers):
        raise InputError(f"rows: {part[:40]!r} is no row and no range; write 7 or 100:200 or 100:200:5.")
    values = [int(number) for number in numbers]
    if len(values) == 1:
        return range(values[0], values[0] + 1)
    step = values[2] if len(values) == 3 else 1
    if step < 1:
        raise InputError(f"rows: the step of {part[:40]!r} is 0; 1 or more is expected.")
    return range(values[0], values[1], step)


def write_rows(rows: Sequence[int]) -> str:
    """Write ascending rows as such a list, as short as it can be: `3,10:20`; empty for none."""
    parts, begin = [], 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end] == rows[end - 1] + 1:
            continue
        span = rows[begin:end]
        parts += [f"{span[0]}:{span[-1] + 1}"] if len(span) > 2 else map(str, span)
        begin = end
    return ",".join(parts)
