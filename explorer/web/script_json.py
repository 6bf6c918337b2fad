"""JSON that stands in a script element of a page."""

import json


def script_json(value: object) -> str:
    """Write JSON that cannot end the script element it stands in, whatever text it holds."""
    return json.dumps(value).replace("<", "\\u003c")
