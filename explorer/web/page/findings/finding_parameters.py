"""Options of findings as the parameters of their routes."""

from dataclasses import fields
from urllib.parse import urlencode

from explorer.analysis.findings.limits import SAID
from explorer.options import FindingsOptions


def explanation_parameters(options: FindingsOptions, number: int) -> str:
    """Return what `/api/findings/explanation` is asked with for one finding, ready for an address."""
    given: list[tuple[str, object]] = []
    for field in fields(options):
        value = getattr(options, field.name)
        if value == field.default:
            continue
        name = SAID.get(field.name, field.name)
        if field.name == "thresholds":
            value = [f"{threshold}:{beyond}" for threshold, beyond in value]
        given += [(name, each) for each in (value if isinstance(value, tuple | list) else [value])]
    return urlencode([*given, ("number", number)])
