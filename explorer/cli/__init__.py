"""The command line: `dendro`."""

from explorer.cli.commands import cli
from explorer.cli.running import main

__all__ = ["cli", "main"]
