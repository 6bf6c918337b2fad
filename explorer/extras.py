"""What is installed only where it is asked for, and the line that installs it."""

from importlib.util import find_spec

PACKAGE = "dendro-explorer"


def line_for(extra: str) -> str:
    """Return the command that installs an extra of this package."""
    return f"pip install '{PACKAGE}[{extra}]'"


def is_installed(module: str) -> bool:
    """Whether a module is there, without loading it."""
    return find_spec(module) is not None
